"""What an evaluator that is not ours says of an XForm, and how its words and
ours stand for one another.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from functools import cached_property
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from playwright.sync_api import Browser, Page
from pyxform.xls2xform import convert

from expressions.types import ValueType
from programme.models.forms import Form, FormField
from tests.xlsform.published_books import ENKETO
from xlsform.reading.names import our_name
from xlsform.workbook_questions import taken_names

XFORMS = "{http://www.w3.org/2002/xforms}"
LOAD = "sources => XForm.start(sources)"
DECIDE = "([xml, batch]) => XForm.decide(xml, batch)"


def open_page(browser: Browser) -> Page:
    """A page with Enketo's evaluator; its clock is in UTC, and says
    the day when it is told to.
    """
    page = browser.new_context(timezone_id="UTC").new_page()
    sources = {
        str(file.relative_to(ENKETO)): file.read_text(encoding="utf-8")
        for file in ENKETO.rglob("*.js")
    }
    page.add_script_tag(path=Path(__file__).with_name("xform.js"))
    page.evaluate(LOAD, sources)
    return page


@dataclass(frozen=True)
class XForm:
    """A workbook as pyxform makes it, beside the form that we make of it."""

    xml: str
    form: Form

    @classmethod
    def of(cls, workbook: Path, form: Form) -> "XForm":
        """Raises PyXFormError for a workbook that pyxform does not take."""
        return cls(convert(str(workbook)).xform, form)

    @cached_property
    def _root(self) -> ET.Element:
        return ET.fromstring(self.xml)

    @cached_property
    def paths(self) -> dict[str, str]:
        """Our name → the path of its node.

        A name that stands for two nodes is in neither.
        """
        taken = taken_names()
        paths: dict[str, list[str]] = {}
        nodes = [
            part.get("nodeset") or part.get("ref") or "" for part in self._root.iter()
        ]
        for path in dict.fromkeys(node for node in nodes if node.startswith("/")):
            paths.setdefault(
                our_name(path.rpartition("/")[2], taken, "question"), []
            ).append(path)
        asked = {field.name for field in self.form.fields if field.field_type.is_asked}
        return {
            name: nodes[0]
            for name, nodes in paths.items()
            if name in asked and len(nodes) == 1
        }

    def expressions(self, name: str) -> Mapping[str, str]:
        """The bind of a question: `relevant`, `constraint`,
        `calculate`, where they are written.
        """
        binds = (
            part
            for part in self._root.iter(f"{XFORMS}bind")
            if part.get("nodeset") == self.paths[name]
        )
        return next((bind.attrib for bind in binds), {})

    @cached_property
    def choices(self) -> dict[str, dict[str, str]]:
        """Our name of a question → our name of a choice → the workbook's."""
        lists = {
            instance.get("id"): instance
            for instance in self._root.iter(f"{XFORMS}instance")
        }
        choices: dict[str, dict[str, str]] = {}
        for name, path in self.paths.items():
            control = next(
                (
                    part
                    for part in self._root.iter()
                    if part.get("ref") == path and part.tag != f"{XFORMS}bind"
                ),
                None,
            )
            if control is None:
                continue
            itemset = control.find(f"{XFORMS}itemset")
            if itemset is None:
                values = [
                    value.text or ""
                    for value in control.findall(f"{XFORMS}item/{XFORMS}value")
                ]
            else:
                key = itemset.attrib["nodeset"].partition("'")[2].partition("'")[0]
                values = (
                    [value.text or "" for value in lists[key].iter(f"{XFORMS}name")]
                    if key in lists
                    else []
                )
            ours: dict[str, str] = {}
            for value in dict.fromkeys(values):
                ours[our_name(value, ours, "choice")] = value
            choices[name] = ours
        return choices

    def decide(
        self, page: Page, batch: Sequence[Mapping[str, Any]]
    ) -> list[dict[str, dict[str, Any]]]:
        """What the other evaluator says of typed answers: by our names."""
        texts = [
            {
                self.paths[name]: self.text(name, value)
                for name, value in answers.items()
                if name in self.paths
            }
            for answers in batch
        ]
        results = page.evaluate(DECIDE, [self.xml, texts])
        return [
            {name: result[path] for name, path in self.paths.items()}
            for result in results
        ]

    def text(self, name: str, value: Any) -> str:
        """A typed value as an XForm holds it."""
        if isinstance(value, bool):
            return "OK" if value else ""
        if isinstance(value, float):
            return repr(int(value)) if value.is_integer() else repr(value)
        if isinstance(value, time):
            return f"{value.isoformat(timespec='milliseconds')}+00:00"
        if isinstance(value, date):
            return value.isoformat()
        names = self.choices.get(name, {})
        if isinstance(value, tuple):
            return " ".join(names.get(choice, choice) for choice in value)
        return names.get(value, value) if value else ""

    def value(self, field: FormField, text: str) -> Any:
        """A text of an XForm as the typed value that we would have."""
        type = field.field_type.expression_type
        if text == "":
            return None
        if type is ValueType.number:
            number = float(text)
            return None if math.isnan(number) else number
        if type is ValueType.boolean:
            return text in ("true", "OK") or None
        if type is ValueType.date:
            return date.fromisoformat(text[:10])
        ours = {theirs: our for our, theirs in self.choices.get(field.name, {}).items()}
        return ours.get(text, text)

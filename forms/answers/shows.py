"""What a form's page shows of each question: whether it applies, what is computed, and
other answers inside its words.
"""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from markupsafe import Markup, escape

from core.ids import digest
from core.texts import mark as _
from forms.answers.check import CheckedAnswers
from forms.answers.list_messages import labels_of
from forms.answers.offers import Offer, has_lists, offer_of
from forms.web_form.build import WebForm
from forms.web_form.choice_fields import ListedBoxes, ListedField
from forms.web_form.fields import FormContext
from programme.form_parts.form_pages import FormPage
from programme.form_parts.repeats import (
    ANSWER,
    Repeated,
    all_fields,
    repeats_of,
    repetition_name,
)
from programme.models.forms import Form, FormField
from programme.records.display import show_anyway

UNSENT = "form-unsent"
"""The page's field by which a person has read what will not be sent."""
KEPT_REPETITIONS = 20
"""The HTML of blank questions is kept for the first ones alone: keys can be made up."""


@dataclass(frozen=True)
class RepetitionBlock:
    """One repetition as a page shows it: the `number`-th of `count`.

    `is_fixed`: it cannot be removed.
    """

    name: str
    key: int
    number: int
    count: int
    fields: tuple[FormField, ...]
    is_fixed: bool


@dataclass(frozen=True)
class Block:
    """What a page shows in one piece: a part of the form; a
    repeat with its repetitions.

    `is_full`: it takes no more.
    """

    field: FormField
    repetitions: tuple[RepetitionBlock, ...] = ()
    is_full: bool = False


class ListedPart(NamedTuple):
    """Some answers of the list before sending, with the heading
    above them, if there is one.
    """

    heading: FormField | None
    fields: list[FormField]


@dataclass(frozen=True)
class Shows:
    """For the template: what is shown of a form, given the answers that stand in it.

    `files`: those that have arrived, by question; `rendered`: the HTML of
    questions in which nothing stands, kept for all pages of one form, version and
    language; `here`: the questions of the page that is shown; `focus`: the
    question that the page leads to.
    """

    form: Form
    context: FormContext
    bound: WebForm
    checked: CheckedAnswers
    files: Mapping[str, object]
    rendered: dict[str, Markup]
    here: Collection[str] = ()
    focus: str = ""

    def applies(self, field: FormField) -> bool:
        """Whether a part of the form is shown."""
        return field.name in self.checked.decision.relevant

    def part(self, field: FormField, render: Callable[[FormField], Markup]) -> Markup:
        """The HTML of a part of the form by the template's macro: that of a
        blank question is made once.
        """
        if self._follows_answers(field) or field.name == self.focus:
            return render(field)
        repeated = Repeated.of(field.name)
        if repeated and repeated.key >= KEPT_REPETITIONS:
            return render(field)
        if field.name in self.bound and not self._is_blank(field.name):
            return render(field)
        return self._kept(field.name, lambda: render(field))

    def _follows_answers(self, field: FormField) -> bool:
        """Whether what is shown of a question depends on other answers: what its list
        offers, its value, its words.
        """
        if field.name in self.bound and isinstance(
            self.bound[field.name], ListedField | ListedBoxes
        ):
            return True
        return field.is_computed or _has_answer_in_words(field)

    def box(self, name: str, render: Callable[[Any], Markup]) -> Markup:
        """The same for a box of ours: consent, publication."""
        if not self._is_blank(name):
            return render(self.bound[name])
        return self._kept(f"box {name}", lambda: render(self.bound[name]))

    def _is_blank(self, name: str) -> bool:
        """Whether nothing stands in a question, and nothing is said of it: its HTML
        is the same for everybody.
        """
        question = self.bound[name]
        if question.data:
            return False
        if question.errors:
            return False
        return not self.files.get(name)

    def _kept(self, key: str, render: Callable[[], Markup]) -> Markup:
        if key not in self.rendered:
            self.rendered[key] = render()
        return self.rendered[key]

    @cached_property
    def logic(self) -> str:
        """The logic as JSON for the browser; "" where everything is always asked."""
        if self.bound.logic.is_plain and not self._has_answers_in_words:
            return ""
        data = self.bound.logic.as_data(self.context.lists)
        return json.dumps(data, ensure_ascii=False, separators=(",", ":"))

    def words(self, text: str) -> Markup:
        """A text with the answers that it names in their places; the
        browser keeps them up to date.
        """
        parts = []
        end = 0
        for match in ANSWER.finditer(text):
            parts.append(escape(text[end : match.start()]))
            parts.append(self._answer(match[1]))
            end = match.end()
        parts.append(escape(text[end:]))
        return Markup().join(parts)

    def plain(self, text: str) -> str:
        """The same without marks, for a title or a button."""
        return self.words(text).striptags()

    def offer(self, field: FormField) -> Offer:
        """What a list offers."""
        is_here = field.name in self.here
        return offer_of(
            field, self.form, self.bound, self.checked, self.context, is_here=is_here
        )

    @cached_property
    def has_lists(self) -> bool:
        """Whether a script has lists to filter or to search."""
        return has_lists(self.bound)

    @property
    def scripts(self) -> set[str]:
        """What the page needs beside form.js: lists, logic, repeats, files."""
        needed = {
            "lists": self.has_lists,
            "logic": bool(self.logic),
            "repeats": any(repeats_of(self.form)),
            "files": self.form.takes_files,
        }
        names: set[str] = set()
        for name, is_needed in needed.items():
            if is_needed:
                names.add(name)
        return names

    def _chosen(self, field: FormField) -> str:
        """The words of records that were chosen."""
        value = self.checked.answers.get(field.name)
        names = value if isinstance(value, list) else [value]
        return labels_of(self.bound[field.name], [str(name) for name in names])

    def computed(self, field: FormField) -> str:
        """What a computed question says at the moment."""
        value = self.checked.answers.get(field.name)
        return show_anyway(self.context.programme, field, value, self.context.language)

    def understood(self, field: FormField) -> str:
        """What an answer is taken for, as the receipt will show it; as it was typed
        where it cannot be understood.
        """
        if field.is_computed or field.name not in self.bound:
            return self.computed(field)
        if field.list_table is not None:
            return self._chosen(field)
        return self.computed(field) or str(self.bound[field.name].data or "")

    def blocks(self, page: FormPage) -> list[Block]:
        """What a page has, piece by piece: the questions of each repetition
        together.
        """
        blocks: list[Block] = []
        for field in page.fields:
            if field.field_type.is_repeat:
                blocks.append(self._repeat(field, page))
            elif not Repeated.of(field.name):
                blocks.append(Block(field))
        return blocks

    def _repeat(self, repeat: FormField, page: FormPage) -> Block:
        keys = self.bound.repetitions.get(repeat.name, ())
        repetitions = []
        for number, key in enumerate(keys, 1):
            name = repetition_name(repeat.name, key)
            fields = tuple(
                field for field in page.fields if field.name.startswith(f"{name}-")
            )
            is_fixed = len(keys) <= repeat.least_repetitions
            repetitions.append(
                RepetitionBlock(name, key, number, len(keys), fields, is_fixed)
            )
        return Block(repeat, tuple(repetitions), len(keys) >= repeat.most_repetitions)

    def title(self, repeat: FormField, number: int | str, count: int | str) -> str:
        """What stands above a repetition."""
        label = ANSWER.sub(
            "…", self.context.programme.text(repeat.label, self.context.language)
        )
        text = _("{label} {number} of {count}")
        return self.context.say(text, label=label, number=str(number), count=str(count))

    def prefix(self, name: str) -> str:
        """What stands before the words of a question where they stand alone: which
        repetition it is asked in.
        """
        return prefix_of(self.form, self.context, self.bound, name)

    def listed(self, page: FormPage) -> list[ListedPart]:
        """What the list of answers has of a page, under its heading
        and those of its sections.
        """
        parts = [ListedPart(page.heading, [])]
        for field in page.fields:
            if field.field_type.begins_section and field is not page.heading:
                parts.append(ListedPart(field, []))
            elif self._is_listed(field):
                parts[-1].fields.append(field)
        filled: list[ListedPart] = []
        for part in parts:
            if part.fields:
                filled.append(part)
        return filled

    def _is_listed(self, field: FormField) -> bool:
        """Whether a question applies, or a computed value has a label."""
        repeated = Repeated.of(field.name)
        if repeated and repeated.repetition not in self.checked.decision.counted:
            return False
        if not self.applies(field):
            return False
        return field.name in self.bound or (field.is_computed and bool(field.label))

    @property
    def _has_answers_in_words(self) -> bool:
        return any(
            _has_answer_in_words(field) for field in all_fields(self.form.fields)
        )

    def _answer(self, name: str) -> Markup:
        field = self.form.field(name)
        shown = ""
        if field:
            shown = self.computed(field)
        return Markup('<output class="inside" data-value="{}">{}</output>').format(
            name, shown or "…"
        )


def _has_answer_in_words(field: FormField) -> bool:
    return any(
        ANSWER.search(text) for text in (*field.label.values(), *field.hint.values())
    )


def prefix_of(form: Form, context: FormContext, bound: WebForm, name: str) -> str:
    """Which repetition a question is asked in, for where its words stand alone:
    “Budget line 2: ”; "" for none.
    """
    repeated = Repeated.of(name)
    if repeated is None:
        return ""
    repeat = form.field(repeated.repeat)
    if repeat is None:
        return ""
    number = bound.repetitions[repeat.name].index(repeated.key) + 1
    label = ANSWER.sub("…", context.programme.text(repeat.label, context.language))
    return f"{label} {number}: "


def unsent_mark(names: Sequence[str]) -> str:
    """What stands for a list of answers that will not be sent."""
    return digest(sorted(names))[:12]


def unsent_answers(
    form: Form, context: FormContext, bound: WebForm, names: Sequence[str]
) -> list[tuple[str, str]]:
    """(question, what is typed there) of answers that will not be sent."""
    answers = []
    for field in form.fields:
        if field.name not in names:
            continue
        label = ANSWER.sub("…", context.programme.text(field.label, context.language))
        question = prefix_of(form, context, bound, field.name) + label
        answers.append((question, _typed_words(field, context, bound)))
    return answers


def _typed_words(field: FormField, context: FormContext, bound: WebForm) -> str:
    """What is typed into a question: as it is understood, else as it stands there."""
    question = bound[field.name]
    canonical = getattr(question, "canonical", None)
    if field.list_table is not None and canonical:
        if isinstance(canonical, str):
            chosen = [canonical]
        else:
            chosen = canonical
        understood = labels_of(question, chosen)
    else:
        understood = show_anyway(context.programme, field, canonical, context.language)
    return understood or str(question.data or "")

"""Numbers, days, and yes or no in templates: words where they are written, values
beside signs.
"""

import jinja2
import pytest

from documents.values import GAP, Missing, fill
from mail.markdown import escape
from programme.parts import Column
from programme.records.record import Record, Records, View
from programme.records.templates.template_record import TemplateRecord
from programme.records.templates.template_values import money, total
from tests.rules.small import TODAY, TOWNS, column, programme

COLUMNS = {
    "a": ("integer", 3),
    "b": ("integer", 1),
    "large": ("integer", 18400),
    "price": ("decimal", 0.1),
    "rest": ("decimal", 0.2),
    "scale": ("range", 7),
    "zero": ("integer", 0),
    "begins": ("date", "2027-03-12"),
    "ends": ("date", "2027-04-01"),
    "hour": ("moment", "2027-03-12T15:00:00+00:00"),
    "yes": ("acknowledge", True),
    "no": ("acknowledge", False),
    "unticked": ("acknowledge", None),
    "none": ("integer", None),
    "no_day": ("date", None),
    "what": ("text", "x"),
}
TABLE = TOWNS.model_copy(
    update={
        "columns": tuple(
            Column.model_validate(column(name, kind))
            for name, (kind, _value) in COLUMNS.items()
        )
    }
)
PROGRAMME = programme().model_copy(update={"tables": {"towns": TABLE}})
ROW = Record("towns", "MN-1", {name: value for name, (_, value) in COLUMNS.items()})


def written(text: str, language: str = "es", finalize=escape, **names) -> str:
    environment = jinja2.Environment(
        undefined=jinja2.StrictUndefined, finalize=finalize, autoescape=False
    )
    environment.filters["sum"] = total
    view = View(Records(PROGRAMME, [ROW]), TABLE, ROW, TODAY)
    record = TemplateRecord(view, language)
    plain = environment.from_string(text).render(
        r=record, money=lambda *parts: money(language, *parts), **names
    )
    return plain.replace("\\", "")


@pytest.mark.parametrize(
    ("text", "es"),
    [
        ("{{ r.a + r.b }}", "4"),
        ("{{ r.a - r.b }} {{ r.a * r.b }} {{ r.a / r.b }} {{ r.a % 2 }}", "2 3 3 1"),
        ("{{ 10 - r.a }} {{ 6 / r.a }} {{ -r.a }} {{ 1 + r.a }}", "7 2 -3 4"),
        ("{{ r.price + r.rest }}", "0,3"),
        ("{{ r.large }} {{ r.large + 0.5 }}", "18.400 18.400,5"),
        ("{{ r.scale + 1 }}", "8"),
        ("{{ (r.a / 2) | round(0) }} {{ (r.b - r.a) | abs }}", "2 2"),
        ("{{ [r.a, r.none, r.b] | sum }}", "4"),
        ("{{ r.a / r.zero }}|{{ r.a + r.none }}|{{ r.none * 2 }}", "||"),
        ("{% if r.a > r.b %}more{% endif %}{% if r.none < 3 %}less{% endif %}", "more"),
        ("{% if r.a == 3 and r.a != 4 %}three{% endif %}", "three"),
        (
            "{% if r.zero %}something{% endif %}{% if r.none %}no{% endif %}",
            "something",
        ),
        ("{{ r.a ~ r.b }}", "31"),
        ("{{ r.begins }}", "12 de marzo de 2027"),
        ("{{ r.begins + 5 }}; {{ r.ends - r.begins }}", "17 de marzo de 2027; 20"),
        ("{{ r.ends - 1 }}", "31 de marzo de 2027"),
        ("{{ r.begins.year }} {{ r.begins.month }} {{ r.begins.day }}", "2027 3 12"),
        ("{% if r.begins < r.ends %}before{% endif %}", "before"),
        ('{% if r.begins >= "2027-03-12" %}then{% endif %}', "then"),
        ("{% if r.hour < r.ends and r.hour == r.begins %}day{% endif %}", "day"),
        ("{{ r.no_day + 5 }}{{ r.no_day.year }}{{ r.ends - r.no_day }}", ""),
        ("{% if r.no_day < r.ends %}before{% endif %}", ""),
        ("{{ r.yes }} {{ r.no }}{{ r.unticked }}", "sí no"),
        ("{% if r.yes %}a{% endif %}{% if r.no %}b{% endif %}", "a"),
        ("{{ money(r.large, 'USD') }}", "18.400,00 US$"),
        ("{{ money(r.none, 'USD') }}", ""),
        ("{{ money(r.a * 0.5, 'EUR') }}", "1,50 €"),
    ],
)
def test_value_in_a_template(text, es):
    assert written(text).replace("\xa0", " ") == es


def test_value_is_written_in_the_readers_language():
    text = "{{ r.large + 0.5 }} {{ r.begins + 1 }} {{ r.yes }}"
    assert written(text, "en") == "18,400.5 13 March 2027 yes"


def test_text_is_not_counted():
    with pytest.raises(TypeError):
        written("{{ r.what - r.a }}")


def test_document_says_what_it_could_not_count():
    missing: list[str] = []
    blank = Missing("The fee", missing)
    for text in (
        "{{ r.a + x }}",
        "{{ x * 2 }}",
        "{{ x + r.a }}",
        "{{ money(x, 'USD') }}",
    ):
        missing.clear()
        assert written(text, finalize=fill, x=blank) == GAP.replace("\\", "")
        assert missing == ["The fee"]

"""Random expressions that are right, and random values for their names."""

from typing import Any

from hypothesis import strategies as st

NUMBERS = ["count", "other_count", "0", "1", "2.5", "0.1", "1000000", "length(name)", "words(name)", "count_selected(uses)",
           "(due - today)", "year(due)", "weekday(due)", "day(due)", "month(today)", "number(name)", "number(done)",
           "sum(reports.amount)", "count(reports)", "max(reports.amount)", "share(reports, done)", "last(reports.amount)",
           "sum(reports, amount * parent.count)", "count(reports, date < parent.due)", "count_filled(name, due)"]  # fmt: skip
DATES = [
    "due",
    "today",
    'd"2024-02-29"',
    "date(met)",
    "date(name)",
    "min(reports.date)",
    "first(reports.date)",
]
TEXTS = [
    "name",
    "other",
    '"a"',
    '"open"',
    '""',
    "null",
    "state",
    "town.name",
    "last(reports.status)",
]
NAMES = ["uses", "letter"]
CONDITIONS = [
    "done",
    "true",
    "town.done",
    "null",
    '"fruit" in uses',
    'regex(name, "(a|b)*c?")',
    "name.is_empty",
]


LEVELS = 2
"""So deep do they go."""


def expressions() -> st.SearchStrategy[str]:
    """Expressions of every type."""
    leaves = [st.sampled_from(words) for words in (NUMBERS, DATES, TEXTS, CONDITIONS)]
    number, date, text, condition = leaves
    for _ in range(LEVELS):
        number, date, text, condition = (
            leaves[0] | _numbers(number, date, text, condition),
            leaves[1] | _dates(number, date, condition),
            leaves[2] | _texts(number, text, condition),
            leaves[3] | _conditions(number, date, text, condition),
        )
    return number | date | text | condition


def _filled(shape: str, *parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.tuples(*parts).map(lambda texts: shape.format(*texts))


Texts = st.SearchStrategy[str]


def _numbers(number: Texts, date: Texts, text: Texts, condition: Texts) -> Texts:
    return st.one_of(
        *(_filled(f"({{}} {sign} {{}})", number, number) for sign in "+-*/"),
        _filled("({} - {} + {})", number, number, number),
        _filled("-{}", number),
        _filled("round({}, {})", number, st.sampled_from(["0", "1", "2", "-1"])),
        *(_filled(f"{name}({{}})", number) for name in ("round", "int", "abs")),
        _filled("mod({}, {})", number, number),
        *(
            _filled(f"{name}({{}}, {{}}, {{}})", number, number, number)
            for name in ("min", "max", "sum", "coalesce")
        ),
        _filled("if({}, {}, {})", condition, number, number),
        _filled("({} - {})", date, date),
        _filled("length(concat({}, {}))", text, number),
        _filled("band({}, 1: {}, 5: {}, {})", number, number, number, number),
    )


def _dates(number: Texts, date: Texts, condition: Texts) -> Texts:
    return st.one_of(
        _filled("({} + {})", date, number),
        _filled("({} - {})", date, number),
        _filled("add_months({}, {})", date, number),
        _filled("end_of_month({})", date),
        _filled("end_of_year({})", date),
        _filled(
            "date({}, {}, {})",
            number,
            st.sampled_from(["1", "2", "12"]),
            st.sampled_from(["1", "29", "31"]),
        ),
        _filled("coalesce({}, {})", date, date),
        _filled("if({}, {}, {})", condition, date, date),
        _filled("max({}, {})", date, date),
    )


def _texts(number: Texts, text: Texts, condition: Texts) -> Texts:
    return st.one_of(
        _filled("concat({}, {}, {})", text, number, text),
        _filled("lower({})", text),
        _filled("coalesce({}, {})", text, text),
        _filled("if({}, {}, {})", condition, text, text),
        _filled('band({}, 1: {}, "x")', number, text),
    )


def _conditions(number: Texts, date: Texts, text: Texts, condition: Texts) -> Texts:
    signs = ("<", "<=", ">", ">=", "==", "!=")
    return st.one_of(
        *(_filled(f"({{}} {sign} {{}})", number, number) for sign in signs),
        *(_filled(f"({{}} {sign} {{}})", date, date) for sign in signs),
        *(
            _filled(f"({{}} {sign} null)", part)
            for sign in ("==", "!=")
            for part in (number, date, text, condition)
        ),
        _filled("({} == {})", condition, condition),
        _filled("({} and {} and {})", condition, condition, condition),
        _filled("({} or {})", condition, condition),
        _filled("not {}", condition).map(lambda inner: f"({inner})"),
        _filled("({} in [{}, {}])", number, number, number),
        _filled("contains({}, {})", text, text),
        _filled("starts_with({}, {})", text, text),
        _filled("at_least({}, {}, {})", number, condition, condition),
    )


def values() -> st.SearchStrategy[dict[str, Any]]:
    """Values for the names of `tests.expressions.cases.SCOPE`,
    as JSON; some are missing.
    """
    number = st.one_of(
        st.integers(-20, 20).map(float),
        st.floats(-1e6, 1e6, allow_nan=False),
        st.floats(allow_nan=False, allow_infinity=False),
        st.sampled_from([0.1, 0.2, 2.5, -2.5, 1.005, 123456789012.3125]),
    )
    date = st.dates().map(lambda day: day.isoformat()) | st.sampled_from(
        ["2027-03-01", "2024-02-29", "2027-12-31"]
    )
    text = st.text(max_size=6) | st.sampled_from(
        ["a", "abc", "2027-03-12", "1.5", "Ñ\r\nß", "😀"]
    )
    report = _some(
        status=st.sampled_from(["open", "done"]),
        date=date,
        amount=number,
        done=st.booleans(),
    )
    return _some(
        name=text,
        other=text,
        count=number,
        other_count=number,
        due=date,
        met=date.map(lambda day: f"{day}T10:30:00"),
        done=st.booleans(),
        state=st.sampled_from(["open", "shut"]),
        uses=st.lists(st.sampled_from(["fruit", "wool"]), unique=True),
        letter=st.lists(text, max_size=2),
        town=_some(name=text, done=st.booleans()),
        reports=st.lists(report, max_size=3),
    )


def _some(**strategies: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=strategies)

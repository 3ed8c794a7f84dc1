"""Random expressions as people write them in XLSForm, over the questions of SURVEY."""

from hypothesis import strategies as st

SURVEY = [
    ("integer", "whole", "A whole number"),
    ("decimal", "part", "A number"),
    ("text", "words", "A text"),
    ("text", "more", "Another"),
    ("date", "day", "A day"),
    ("date", "later", "Another day"),
    ("select_one colours", "colour", "A colour"),
    ("select_multiple colours", "several", "Several"),
    ("time", "start", "A time"),
    ("acknowledge", "ticked", "A box"),
]
CHOICES = [
    ("list_name", "name", "label"),
    ("colours", "red", "Red"),
    ("colours", "green", "Green"),
    ("colours", "blue", "Blue"),
]

NUMBERS = ["${whole}", "decimal-time(${start}) * 24", "0.1 + 0.2", "-2.5",
           "${part}", "0", "1", "2.5", "count-selected(${several})",
           "string-length(${words})", "${later} - ${day}", "today() - ${day}"]  # fmt: skip
DATES = [
    "${day}",
    "${later}",
    "today()",
    "date('2027-03-12')",
    "${day} + 7",
    "today() - 30",
]
TEXTS = ["${words}", "${more}", "'a'", "'yes'"]
CONDITIONS = ["${colour} = 'red'", "${colour} != 'red'", "selected(${several}, 'red')", "${ticked} = 'OK'",
              "regex(${words}, '^[a-z]+$')",
              "${words} = ''", "${whole} != ''", "${day} = ''", "true()", "contains(${words}, 'a')", "starts-with(${more}, 'A')",
              "${colour} = ''"]  # fmt: skip
ORDER = ("<", "<=", ">", ">=")
Texts = st.SearchStrategy[str]


def _filled(shape: str, *parts: Texts) -> Texts:
    return st.tuples(*parts).map(lambda texts: shape.format(*texts))


def _leaves(words: list[str]) -> Texts:
    return st.sampled_from(words)


_DATE = _leaves(DATES)
_EVEN_BLANK = st.one_of(
    _leaves(CONDITIONS),
    *(
        _filled(f"{{}} {sign} {{}}", _leaves(NUMBERS), _leaves(NUMBERS))
        for sign in ORDER
    ),
    *(_filled(f"{{}} {sign} {{}}", _DATE, _DATE) for sign in ORDER),
    _filled("{} = {}", _leaves(TEXTS), _leaves(TEXTS)),
)
_COMPARED = st.one_of(
    _EVEN_BLANK,
    *(
        _filled(f"{{}} {sign} {{}}", _leaves(NUMBERS), _leaves(NUMBERS))
        for sign in ("=", "!=")
    ),
    *(_filled(f"{{}} {sign} {{}}", _DATE, _DATE) for sign in ("=", "!=")),
)
NUMBER_OF_BLANKS = st.one_of(
    _leaves(NUMBERS),
    *(
        _filled(f"({{}}) {sign} ({{}})", _leaves(NUMBERS), _leaves(NUMBERS))
        for sign in ("+", "-", "*")
    ),
    *(
        _filled(
            f"({{}}) {sign} {{}}", _leaves(NUMBERS), st.sampled_from(["2", "2.5", "-4"])
        )
        for sign in ("div", "mod")
    ),
    _filled("round({}, {})", _leaves(NUMBERS), st.sampled_from(["0", "1", "2"])),
    *(_filled(f"{name}({{}})", _leaves(NUMBERS)) for name in ("int", "abs", "number")),
    _filled(
        "coalesce({}, {})", st.sampled_from(["${whole}", "${part}"]), _leaves(NUMBERS)
    ),
    _filled("if({}, {}, {})", _EVEN_BLANK, _leaves(NUMBERS), _leaves(NUMBERS)),
)
"""Numbers that come to the same where something in them is blank."""
NUMBER = st.one_of(
    NUMBER_OF_BLANKS,
    *(
        _filled(f"{name}({{}}, {{}})", _leaves(NUMBERS), _leaves(NUMBERS))
        for name in ("min", "max")
    ),
    _filled("if({}, {}, {})", _COMPARED, _leaves(NUMBERS), _leaves(NUMBERS)),
)
TEXT = st.one_of(
    _filled("concat({}, {})", _leaves(TEXTS), _leaves(TEXTS)),
    _filled(
        "concat({}, {})", _leaves(TEXTS), st.sampled_from(["${whole}", "${day}", "1"])
    ),
    _filled("if({}, {}, {})", _EVEN_BLANK, _leaves(TEXTS), _leaves(TEXTS)),
    _filled("coalesce({}, {})", _leaves(TEXTS), _leaves(TEXTS)),
    _filled("string({})", st.sampled_from(["${whole}", "${part}", "${day}"])),
)
CONDITION_OF_BLANKS = st.one_of(
    _EVEN_BLANK,
    _filled("{} and {}", _EVEN_BLANK, _EVEN_BLANK),
    _filled("{} or {}", _EVEN_BLANK, _EVEN_BLANK),
)
"""Conditions that hold or not alike where something in them is blank."""
CONDITION = st.one_of(
    _COMPARED,
    _filled("{} and {}", _COMPARED, _COMPARED),
    _filled("{} or {}", _COMPARED, _COMPARED),
    _filled("not({})", _COMPARED),
    _filled("not({} and {}) or {}", _COMPARED, _COMPARED, _COMPARED),
    _filled(
        "{} > {} - {} - 1",
        NUMBER.map(lambda text: f"({text})"),
        _leaves(["${whole}", "5"]),
        _leaves(["${part}", "2"]),
    ),
)

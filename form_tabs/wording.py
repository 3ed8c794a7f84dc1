"""What the reader of workbooks says in English, in the language
of whoever edits the tab.

What is not known here, like the inside of a condition that makes no sense, stays
English.
"""

from core.texts import mark as _
from published_tabs.wording import sentences

EXPRESSION = (
    r"(?P<header>\w+) `(?P<written>.*)`: (?P<why>.*?)"
    r"(?:; it is always asked|; the answer is not checked by it|; it may stay blank|; it is left out)?"
)
FORMS = (
    (
        r"there is no type “(?P<type>.*?)”(?P<near>;.*)?",
        _("there is no type “{type}”{near}"),
    ),
    (r"the name is missing", _("the name is missing")),
    (r"the type is missing", _("the type is missing")),
    (r"the calculation is missing", _("the calculation is missing")),
    (r"the name of the choice is missing", _("the name of the choice is missing")),
    (r"the name of the list is missing", _("the name of the list is missing")),
    (
        r"the name of a list is missing behind (?P<type>.*)",
        _("the name of a list is missing behind {type}"),
    ),
    (
        r"the sheet choices has no list (?P<list>[^;]*)(?P<near>;.*)?",
        _("there is no list of choices “{list}”{near}"),
    ),
    (
        r"the list (?P<list>.*) has a choice (?P<choice>.*) already",
        _("the list {list} has a choice {choice} already"),
    ),
    (r"no group is open here", _("no group is open here")),
    (r"no repeat is open here", _("no repeat is open here")),
    (
        r"no question is left of the repeat (?P<name>.*)",
        _("there is no question in the repeat {name}"),
    ),
    (
        r"a loop, or a repeat in a repeat, is not carried: (?P<name>.*) and all in it, up to row (?P<row>.*)",
        _("no repeat stands in another one: {name}, up to row {row}"),
    ),
    (
        r"repeat_count `(?P<written>.*)`: only a number up to (?P<number>\d+) is carried; people say how many there are",
        _("repeat_count “{written}” must be a number up to {number}, or blank"),
    ),
    (
        r"\$\{(?P<name>.*)\} has several answers",
        _("${{{name}}} has several answers: it is asked in a repeat"),
    ),
    (r"what begins here has no end", _("what begins here has no end")),
    (
        r"\$\{(?P<name>.*)\} is no question(?P<near>;.*)?",
        _("${{{name}}} is no question{near}"),
    ),
    (
        r"no column “(?P<column>.*)” is known(?P<near>;.*)?",
        _("no column “{column}” is known{near}"),
    ),
    (
        r"there is another column for (?P<header>.*) already",
        _("there is another column for {header} already"),
    ),
    (r"no question is left of it", _("there is no question")),
    (
        r"these questions decide about one another in a circle: (?P<names>.*)",
        _("these questions decide about one another in a circle: {names}"),
    ),
    (EXPRESSION, _("{header} “{written}” is not understood: {why}")),
    (
        r"(?P<name>\w+) is of type (?P<type>\w+), and its column of type (?P<column>\w+)",
        _("{name} is of type {type}, and its column of type {column}"),
    ),
    (
        r"(?P<name>.*) is called (?P<other>.*) in our files",
        _("{name} is called {other} here"),
    ),
    (
        r"the choice (?P<name>.*) is called (?P<other>.*) in our files",
        _("{name} is called {other} here"),
    ),
    (r"the label of (?P<name>.*) is missing", _("the label of {name} is missing")),
    (
        r"no words in (?P<language>.*); those of another language stand in their place: (?P<cells>.*)",
        _(
            "no words in {language}; those of another language stand in their place: {cells}"
        ),
    ),
    (
        r"the workbook has no words in (?P<language>.*); those of another language stand in their place",
        _("no words in {language}; those of another language stand in their place"),
    ),
    (r"; did you mean \"(?P<word>.*)\"\?", _("; did you mean “{word}”?")),
    (r"; known: (?P<words>.*)", _("; known: {words}")),
)
"""How sentences of the reader look, and the texts of the catalogues that say the
same.
"""
KNOWN = sentences(FORMS)

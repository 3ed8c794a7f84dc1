"""What the checks of mails say in English, in the language of whoever edits the tab.

What is not known here stays English.
"""

from core.texts import mark as _
from published_tabs.wording import sentences

NEAR = r"(?P<near>;.*)?"
FORMS = (
    (rf'there is no mail "(?P<mail>.*?)"{NEAR}', _("there is no mail “{mail}”{near}")),
    (
        rf'the programme has no language "(?P<language>.*?)"{NEAR}',
        _("the programme has no language “{language}”{near}"),
    ),
    (
        rf'(?P<table>.*) has no column "(?P<column>.*?)"{NEAR}',
        _("{table} has no column “{column}”{near}"),
    ),
    (
        rf'there is no "(?P<word>.*?)" in mails{NEAR}',
        _("there is no “{word}” in mails{near}"),
    ),
    (rf'there is no "(?P<word>\| .*?|is .*?)"{NEAR}', _("there is no “{word}”{near}")),
    (rf'no form "(?P<form>.*?)"{NEAR}', _("there is no form “{form}”{near}")),
    (rf'(?P<what>\w+) has no "(?P<word>.*?)"{NEAR}', _("{what} has no “{word}”{near}")),
    (
        r'the name of a form stands in quotes: "(?P<form>.*)"',
        _('the name of a form stands in quotes: "{form}"'),
    ),
    (
        r"a gap is written with two braces on each side: (?P<gap>.*)",
        _("a gap is written with two braces on each side: {gap}"),
    ),
    (
        r"this is not closed: (?P<tag>.*) is missing",
        _("this is not closed: {tag} is missing"),
    ),
    (
        r"no (?P<begin>\{%.*?%\}) stands before this (?P<end>.*)",
        _("no {begin} stands before this {end}"),
    ),
    (
        rf"(?P<tag>\{{%.*?%\}}) means nothing{NEAR}",
        _("{tag} means nothing{near}"),
    ),
    (
        r"(?P<end>[%}]\}) closes what is not opened: (?P<begin>.*) is missing before it",
        _("{end} closes what is not opened: {begin} is missing before it"),
    ),
    (
        r"a condition or loop is written \{% … %\}, and this one is not closed",
        _(
            "a condition or loop is written between {{% and %}}, and this one is not closed"
        ),
    ),
    (
        r"nothing stands between these braces",
        _("nothing stands between these braces"),
    ),
    (
        r"between braces, a text stands in straight quotes: .*",
        _("between braces, a text stands in straight quotes"),
    ),
    (
        r"a text in (?P<quote>.) is not closed: another . is missing",
        _("a text in {quote} is not closed: another {quote} is missing"),
    ),
    (
        r"(?P<name>.*) is a text here, as the mail shows it.*",
        _(
            "{name} is a text here, as the mail shows it: it cannot be counted or compared with a number"
        ),
    ),
    (
        r'(?P<word>".*") goes with nothing here.*',
        _("{word} goes with nothing here: a gap holds one name"),
    ),
    (
        r"this cannot be read; look for a missing brace, quote or % here",
        _("this cannot be read; look for a missing brace, quote or % here"),
    ),
    (
        r".*something is asked for that no mail may ask for.*",
        _("something is asked for that no mail may ask for"),
    ),
    (
        r"this text cannot be judged",
        _("this text cannot be judged; whoever looks after the program must be told"),
    ),
    (
        r"a mail has at most (?P<number>.*) characters",
        _("a mail has at most {number} characters"),
    ),
    (r"the subject is blank", _("the subject is blank")),
    (r"the text is blank", _("the text of the mail is blank")),
    (
        r"row (?P<row>\d+) has this mail in this language already",
        _("row {row} has this mail in this language already"),
    ),
    (r"line (?P<line>\d+): (?P<near>.*)", _("line {line}: {near}")),
    (r'; did you mean "(?P<word>.*)"\?', _("; did you mean “{word}”?")),
    (r"; known: (?P<words>.*)", _("; known: {words}")),
)
"""How sentences of the checks look, and the texts of the catalogues that say the
same.
"""
KNOWN = sentences(FORMS)

"""What the reader of templates stumbled over, in the words of
people who do not program.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import jinja2

from core.notation.spelling import nearest
from programme.template_checks.names import Fault

TAG = re.compile(r"\{%[-+]?\s*(?P<word>\w+)[^%}]*(?P<end>%\}|)")
BEGINNINGS = ("if", "for")
BRANCHES = {"else": ("if", "for"), "elif": ("if",)}
TAGS = (*BEGINNINGS, *BRANCHES, "endif", "endfor", "set")
"""What mails are made with."""
CURLY = re.compile(r"\{[{%][^}]*?(?P<quote>[“”„«»‘’])")
EMPTY = re.compile(r"\{%[-+]?\s*[-+]?%\}|\{\{\s*\}\}")
OPEN_GAP = re.compile(r"\{\{(?![^{}]*\}\})|(?<!\{)\{%(?![^{}]*%\})")
GAP = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}")
# Bounded, or a long run of blanks would take the third power of its length.
LOST = re.compile(r"(?<!\{)[{%]?%?\s{0,9}[\w.]{0,60}\s{0,9}(?P<end>%\}|\}\})")
LONGEST_LINE = 2_000
"""Characters of a line in which a cause is looked for: some patterns take the square of
it, and anybody who edits the spreadsheet types such lines.
"""
PATTERNS: tuple[tuple[str, str], ...] = (
    (r"Expected an expression, got 'end of", "nothing stands between these braces"),
    (r"expected token 'end of print statement', got '(?P<word>.*)'",
     "{word} goes with nothing here: a gap holds one name, and texts are joined by ~"),
    (r"expected token 'end of statement block', got '='", "whether two things are equal is asked by =="),
    (r"expected token 'end of statement block', got '(?P<word>.*)'",
     "{word} goes with nothing here; conditions are joined by `and` or `or`"),
    (r"unexpected '(?P<word>[}\])])'", "a gap is written with two braces on each side: {{{{ name }}}}"),
    (r"unexpected char '(?P<word>.*)'", "{word} means nothing between braces; a text there stands in quotes"),
    (r"Missing end of comment tag", "a comment is written {{# … #}}, and this one is not closed"),
    (r"expected token '(?P<word>[^']+)', got", "{word} is missing here"),
    (r"unexpected 'end of template'", "this is not closed before the end of the file"),
)  # fmt: skip
UNKNOWN = "this cannot be read; look for a missing brace, quote or % here"


def syntax_fault(lines: Sequence[str], error: jinja2.TemplateSyntaxError) -> Fault:
    """Where the cause of a mistake is, and what to write instead."""
    if max(map(len, lines), default=0) > LONGEST_LINE:
        return _unbalanced(lines) or _told(lines, error)
    return (
        _empty_tag(lines)
        or _curly_quote(lines)
        or _open_quote(lines)
        or _open_gap(lines, error.lineno)
        or _lost_brace(lines)
        or _unbalanced(lines)
        or _told(lines, error)
    )


def _empty_tag(lines: Sequence[str]) -> Fault | None:
    for number, line in enumerate(lines, 1):
        match = EMPTY.search(line)
        if match:
            return Fault(number, match[0], "nothing stands between these braces")
    return None


def _curly_quote(lines: Sequence[str]) -> Fault | None:
    for number, line in enumerate(lines, 1):
        match = CURLY.search(line)
        if match:
            return Fault(
                number,
                match["quote"],
                'between braces, a text stands in straight quotes: "…"',
            )
    return None


def _open_quote(lines: Sequence[str]) -> Fault | None:
    """A gap or tag in which a quote is open: what follows would be read as a text."""
    for number, line in enumerate(lines, 1):
        for match in GAP.finditer(line):
            quote = ""
            if not match[0].startswith("{#"):
                quote = _unclosed(match[0])
            if quote:
                text = f"a text in {quote} is not closed: another {quote} is missing"
                return Fault(number, match[0], text)
    return None


def _unclosed(text: str) -> str:
    """The quote that is still open at the end of a text; "" for none."""
    quote = ""
    for sign in text:
        if quote:
            if sign == quote:
                quote = ""
        elif sign in "\"'":
            quote = sign
    return quote


def _lost_brace(lines: Sequence[str]) -> Fault | None:
    """The end of a tag or gap whose beginning lacks a brace."""
    for number, line in enumerate(lines, 1):
        match = LOST.search(GAP.sub(lambda gap: " " * len(gap[0]), line))
        if match:
            if match["end"] == "%}":
                beginning = "{%"
            else:
                beginning = "{{"
            text = f"{match['end']} closes what is not opened: {beginning} is missing before it"
            return Fault(number, match[0], text)
    return None


def _open_gap(lines: Sequence[str], stopped: int) -> Fault | None:
    for number, line in enumerate(lines[:stopped], 1):
        match = OPEN_GAP.search(line)
        if match is None:
            continue
        if match[0] == "{%":
            return Fault(
                number,
                match[0],
                "a condition or loop is written {% … %}, and this one is not closed",
            )
        return Fault(
            number,
            match[0],
            "a gap is written with two braces on each side: {{ name }}",
        )
    return None


@dataclass(frozen=True)
class OpenTag:
    """A condition or loop that has begun. `written`: the tag as it stands there."""

    word: str
    line: int
    written: str


def _unbalanced(lines: Sequence[str]) -> Fault | None:
    """A condition or loop without its end, or an end without a beginning."""
    open_tags: list[OpenTag] = []
    for number, line in enumerate(lines, 1):
        for match in TAG.finditer(line):
            fault = _misplaced(match["word"], open_tags)
            if fault:
                return Fault(number, match[0], fault)
            if match["word"] in BEGINNINGS:
                open_tags.append(OpenTag(match["word"], number, match[0]))
            elif match["word"].startswith("end"):
                open_tags.pop()
    if open_tags:
        last = open_tags[-1]
        text = f"this is not closed: {{% end{last.word} %}} is missing"
        return Fault(last.line, last.written, text)
    return None


def _misplaced(word: str, open_tags: Sequence[OpenTag]) -> str:
    """Why a tag cannot stand inside of those that are open; "" where it can."""
    if word in BRANCHES:
        if open_tags and open_tags[-1].word in BRANCHES[word]:
            return ""
        return f"{{% {word} %}} stands in no {{% {BRANCHES[word][0]} … %}}"
    begun = word.removeprefix("end")
    if begun == word or begun not in BEGINNINGS:
        if word in TAGS:
            return ""
        return f"{{% {word} %}} means nothing{nearest(word, TAGS)}"
    if not open_tags:
        return f"no {{% {begun} … %}} stands before this {{% {word} %}}"
    last = open_tags[-1]
    if last.word != begun:
        return f"{{% end{last.word} %}} must come first: it closes line {last.line}"
    return ""


def _told(lines: Sequence[str], error: jinja2.TemplateSyntaxError) -> Fault:
    line = min(max(error.lineno, 1), len(lines) or 1)
    for pattern, remedy in PATTERNS:
        match = re.search(pattern, error.message or "")
        if match:
            word = match.groupdict().get("word") or ""
            return Fault(line, word, remedy.format(word=f'"{word}"'))
    return Fault(line, "", UNKNOWN)

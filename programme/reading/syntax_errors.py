"""What the YAML parser stumbled over, in the words of people who do not program: where
the cause is, and what to write instead.

The parser names the place at which it could not go on, which is often lines behind the
cause: an open quote ends at the next quote in the file, an open brace at the next name.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import yaml

Position = tuple[int, int]
NOT_VALID = "this is not valid YAML here: "
IN_ONE_LINE = "a text with a comma, a colon or a quote in it stands in quotes, and each quote is closed"
AFTER_A_NAME = "a name is followed by a colon and a space"
FOREIGN_SPACE = "a space of another kind, as from a web page; write plain spaces"
TAB = "a tab stands here; YAML wants spaces"
OPEN_QUOTE = "this quote is not closed; a text with a quote in it stands in quotes of the other kind"
COMMENT = "what stands behind # is not read: a text with # in it stands in quotes"
SIGNS = "a text that begins with a sign like @ or % stands in quotes"
ANCHOR = "a text that begins with &, * or ! stands in quotes"
REMEDIES = {
    "did not find expected ',' or '}'": f"between braces, {IN_ONE_LINE}",
    "did not find expected ',' or ']'": f"between brackets, {IN_ONE_LINE}",
    "mapping values are not allowed in this context": f"a text with a colon in it stands in quotes, and {AFTER_A_NAME}",
    "found character that cannot start any token": SIGNS,
    "could not find expected ':'": AFTER_A_NAME,
    "did not find expected key": "this line stands too far to the left or right, or a quote before it is not closed",
    "did not find expected '-' indicator": "an entry of a list begins with - and a space; here the dash is missing, or the "
    "line stands too far to the left",
    "block sequence entries are not allowed in this context": "a text that begins with - stands in quotes",
    "mapping keys are not allowed in this context": "a text that begins with ? stands in quotes",
    "found unexpected end of stream": "a quote is not closed",
    "did not find expected alphabetic or numeric character": ANCHOR,
    "did not find expected whitespace or line break": ANCHOR,
    "did not find expected tag URI": ANCHOR,
    "found undefined tag handle": ANCHOR,
    "did not find expected comment or line break": "a text that begins with | or > stands in quotes",
    "found unknown escape character": "\\ means something between double quotes; put this text between single ones: '…'",
    "did not find expected hexdecimal number": "\\ means something between double quotes; put this text between single ones: '…'",
    "did not find expected <document start>": f"this line goes with nothing before it; {AFTER_A_NAME}",
    "did not find expected node content": "a value is missing here, or a comma or bracket is too many",
    "but found another document": "a line of --- stands only at the beginning of a file",
    "control characters are not allowed": "an invisible character stands here; take it out and type the line anew",
}
"""What libyaml says → what to write instead."""
MISPLACED = (
    "mapping values are not allowed in this context",
    "did not find expected key",
)
REPAIRABLE = (*MISPLACED, "did not find expected '-' indicator")
NEAR = 4
"""So many lines around the one in which the parser stopped may be the odd one."""
FARTHEST = 4
"""So many spaces a line may stand too far to the left or right."""
# Finding the slip reads the file once for every line that may be it.
LONGEST_REPAIRED = 200_000
ODD_LINE = "this line stands too far to the left or right beside line {line}, or a text with a colon in it lacks its quotes"
UNKNOWN = "this cannot be read; look for a missing space, dash, quote or brace here or in the line before"
NOT_READ = "anchors (&, *) and tags (!) are not used here: write it out; a text that begins with such a sign stands in quotes"
FOREIGN_SPACES = "\xa0\u2002\u2003\u2007\u2009\u202f\u3000"
KEY = re.compile(
    r"(?P<indentation>[ ]*)(?:- +)*(?P<key>[\w.-]+|\"[^\"]*\"|'[^']*'):(?=\s|$)"
)
GLUED = re.compile(r"[ ]*(?:- +)*(?P<key>[^\W\d][\w-]*):(?=[^\s:/])")
VALUE = re.compile(r"[ ]*(?:- +)*(?:[\w.-]+: +)?(?P<value>\S.*)")
STARTS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"[>|](?![-+\d]{0,2}\s*(#|$))"), "a text that begins with | or > stands in quotes"),
    (re.compile(r"[\[{][^\[\]{}]*[\]}]\s*[^\s,\]}#]"), "a text that begins with [ or { stands in quotes"),
    (re.compile(r"\"[^\"]*\"\s*[^\s,\]}:#]|'[^']*'\s*[^\s,\]}:#]"),
     "the quotes close before the text ends; a text with a quote in it stands in quotes of the other kind"),
    (re.compile(r"[@`%]"), SIGNS),
)  # fmt: skip
"""How the value of a line may begin that is a text without its quotes."""


@dataclass(frozen=True)
class SyntaxFault:
    """What the parser told: where it stopped, in which part (its beginning,
    if it named one), and why.
    """

    lines: Sequence[str]
    position: Position
    problem: str
    context: str = ""
    opening: Position | None = None
    """Where the part begins in which it stopped."""

    def line(self, number: int) -> str:
        """A line by its number, from 1; "" beyond the end."""
        if 0 < number <= len(self.lines):
            return self.lines[number - 1]
        return ""

    def line_before(self, number: int) -> int:
        """The next line above that says something; 0 where there is none."""
        number -= 1
        while number and self._is_blank(number):
            number -= 1
        return number

    def line_after(self, number: int) -> int:
        """The next line below that says something; 0 where there is none."""
        number += 1
        while number <= len(self.lines) and self._is_blank(number):
            number += 1
        if number <= len(self.lines):
            return number
        return 0

    def indentation(self, number: int) -> int:
        """How many spaces stand before a line, and before what
        stands behind its dashes.
        """
        match = re.match(r" *(- +)*", self.line(number))
        if match:
            return len(match[0])
        return 0

    def _is_blank(self, number: int) -> bool:
        return not self.line(number).split("#")[0].strip()


def explained(text: str, fault: SyntaxFault) -> tuple[Position, str]:
    """The place of the cause, and what to write instead."""
    for find in CAUSES:
        cause = find(text, fault)
        if cause:
            position, remedy = cause
            return position, NOT_VALID + remedy
    return fault.position, NOT_VALID + REMEDIES.get(fault.problem, UNKNOWN)


def fault_of(text: str, error: yaml.MarkedYAMLError) -> SyntaxFault:
    """What the parser told of a text."""
    lines = text.split("\n")
    mark = error.problem_mark or error.context_mark
    if mark:
        position = _within(lines, mark.line + 1, mark.column + 1)
    else:
        position = (1, 1)
    opening = error.context_mark
    begins = None
    if opening:
        begins = _within(lines, opening.line + 1, opening.column + 1)
    return SyntaxFault(
        lines, position, error.problem or "", error.context or "", begins
    )


def _within(lines: Sequence[str], line: int, column: int) -> Position:
    """The parser names the line behind the last one when something is left
    open at the end of the file.
    """
    if line <= len(lines):
        return line, column
    return len(lines), len(lines[-1]) + 1


Cause = tuple[Position, str] | None


def _foreign_space(_text: str, fault: SyntaxFault) -> Cause:
    for number in _lines_of(fault):
        match = re.search(f"[:-](?=[{FOREIGN_SPACES}])", fault.line(number))
        if match:
            return (number, match.end() + 1), FOREIGN_SPACE
    return _in_indentation(fault, FOREIGN_SPACES, FOREIGN_SPACE)


def _tab(_text: str, fault: SyntaxFault) -> Cause:
    line, column = fault.position
    if fault.line(line)[column - 1 :].startswith("\t"):
        return fault.position, TAB
    return _in_indentation(fault, "\t", TAB)


def _in_indentation(fault: SyntaxFault, characters: str, remedy: str) -> Cause:
    for number, line in enumerate(fault.lines[: fault.position[0]], 1):
        indentation = line[: len(line) - len(line.lstrip())]
        for column, character in enumerate(indentation, 1):
            if character in characters:
                return (number, column), remedy
    return None


def _missing_space(_text: str, fault: SyntaxFault) -> Cause:
    """`table:loans` is one word to the parser, which then misses
    a colon in the next line.
    """
    for number in _lines_of(fault):
        match = GLUED.match(fault.line(number))
        if match:
            return (
                number,
                match.start("key") + 1,
            ), f'a space is missing behind "{match["key"]}:"'
    return None


def _lines_of(fault: SyntaxFault) -> list[int]:
    """The lines in which the cause may stand: that of the part that was begun, the one
    before, and the one itself.
    """
    line = fault.position[0]
    before = fault.line_before(line)
    if fault.opening:
        begun = fault.opening[0]
    else:
        begun = line
    if begun in (before, line):
        return [begun, before, line]
    return [before, line]


def _missing_colon(_text: str, fault: SyntaxFault) -> Cause:
    """A word alone in its line, where a name and its value are expected."""
    if fault.problem == "could not find expected ':'" and fault.opening:
        return fault.opening, AFTER_A_NAME
    return None


def _open_quote(text: str, fault: SyntaxFault) -> Cause:
    """The text in quotes over several lines that ends in the line in which the parser
    stopped, or is still open there.
    """
    is_open_at_end = (
        "quoted scalar" in fault.context
        and fault.problem == "found unexpected end of stream"
    )
    last = None
    if is_open_at_end:
        last = fault.opening
    try:
        for token in yaml.scan(text, Loader=yaml.CSafeLoader):
            start = token.start_mark
            end = token.end_mark
            if (start.line + 1, start.column + 1) > fault.position:
                break
            is_quoted = isinstance(token, yaml.ScalarToken) and token.style in (
                "'",
                '"',
            )
            if (
                is_quoted
                and start.line < end.line
                and end.line + 1 >= fault.position[0] - 1
            ):
                return (start.line + 1, start.column + 1), OPEN_QUOTE
    except yaml.YAMLError:
        # Broken further up already: no quote can be looked for in it.
        pass
    if last:
        return (last, OPEN_QUOTE)
    return None


def _open_brace(_text: str, fault: SyntaxFault) -> Cause:
    """A brace or bracket that is still open where the next name begins."""
    if fault.opening is None or not re.search(
        r"flow (mapping|sequence)", fault.context
    ):
        return None
    line, column = fault.opening
    if fault.position[0] == line:
        return None
    opening = fault.line(line)
    comment = re.search(r"\s(#)", opening[column:])
    if comment:
        return (line, column + comment.start(1) + 1), COMMENT
    key = KEY.match(fault.line(fault.position[0]))
    depth = len(opening) - len(opening.lstrip())
    is_next_part = key is not None and len(key["indentation"]) <= depth
    is_end = fault.position[0] >= len(fault.lines) - 1
    if is_next_part or is_end or line + 1 < fault.position[0]:
        return fault.opening, f"this {opening[column - 1]} is not closed"
    return None


def _brace_too_many(_text: str, fault: SyntaxFault) -> Cause:
    line, column = fault.position
    sign = fault.line(line)[column - 1 : column]
    if sign in ("}", "]") and "flow" not in fault.context:
        return fault.position, f"one {sign} is too many"
    return None


def _text_without_quotes(_text: str, fault: SyntaxFault) -> Cause:
    for number in {
        fault.position[0]: None,
        fault.opening[0] if fault.opening else fault.position[0]: None,
    }:
        match = VALUE.match(fault.line(number))
        if match is None:
            continue
        for pattern, remedy in STARTS:
            if pattern.match(match["value"]):
                return (number, match.start("value") + 1), remedy
    return None


def _nameless(_text: str, fault: SyntaxFault) -> Cause:
    """A colon with nothing before it."""
    for number in _lines_of(fault):
        match = re.match(r"\s*(?:- +)*(:)(\s|$)", fault.line(number))
        if match:
            return (number, match.start(1) + 1), "a name is missing before this colon"
    return None


def _repaired(text: str, fault: SyntaxFault) -> Cause:
    """The line that only needs to be moved a little, to where a line around it stands,
    for the whole file to be read.
    """
    if fault.problem not in REPAIRABLE or len(text) > LONGEST_REPAIRED:
        return None
    number = fault.position[0]
    indentations: dict[int, int] = {}
    for line in range(number - NEAR, number + NEAR + 1):
        text_of_line = fault.line(line).strip()
        # The name behind a dash may lack its own.
        is_passed = "'-' indicator" in fault.problem and text_of_line.startswith("-")
        if text_of_line and not is_passed:
            indentations[line] = _indentation(fault.line(line))
    moves: list[tuple[int, int, int, int]] = []
    for line, present in indentations.items():
        for indentation in sorted(set(indentations.values()), reverse=True):
            distance = abs(indentation - present)
            if 0 < distance <= FARTHEST:
                moves.append((distance, abs(line - number), line, indentation))
    # The smallest move first, and of the nearest line; to the right before to the left.
    for _distance, _apart, line, indentation in sorted(
        moves, key=lambda move: move[:3]
    ):
        if _is_readable(fault.lines, line, indentation):
            beside = number if line != number else fault.line_before(number)
            return (line, indentations[line] + 1), ODD_LINE.format(line=beside)
    return None


def _indentation(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _is_readable(lines: Sequence[str], number: int, indentation: int) -> bool:
    """Whether a file can be read once one of its lines is indented otherwise."""
    moved = list(lines)
    moved[number - 1] = " " * indentation + moved[number - 1].lstrip(" ")
    try:
        for _ in yaml.parse("\n".join(moved), Loader=yaml.CSafeLoader):
            pass
    except yaml.YAMLError:
        return False
    return True


def _misplaced_dash(_text: str, fault: SyntaxFault) -> Cause:
    """A dash where a name is expected, or a name where a dash is:
    one of both lines is wrong.
    """
    number, column = fault.position
    begun = fault.opening or fault.position
    if fault.problem == "did not find expected key" and fault.line(
        number
    ).lstrip().startswith("- "):
        entry = _entry_without_dash(fault, number, column + 1)
        if entry:
            remedy = f"an entry of a list begins with - and a space, as line {number} does; here the dash is missing"
            return (entry, column + 2), remedy
        return (
            fault.position,
            "this dash begins an entry of a list, and the lines before are none; indent it, or take it out",
        )
    is_only_entry = fault.line_before(number) == begun[0] and begun != fault.position
    if fault.problem == "did not find expected '-' indicator" and is_only_entry:
        return (
            begun,
            f"this dash begins a list, and line {number} has none: both lines need one, or neither",
        )
    return None


def _entry_without_dash(fault: SyntaxFault, number: int, indentation: int) -> int:
    """The line in which the entry above begins, if what stands in it is indented so and
    has no dash; 0 otherwise.
    """
    entry = 0
    line = fault.line_before(number)
    while line and fault.indentation(line) >= indentation:
        if fault.indentation(line) == indentation:
            entry = line
        line = fault.line_before(line)
    if fault.line(entry).lstrip().startswith("-"):
        return 0
    return entry


def _missing_brace(_text: str, fault: SyntaxFault) -> Cause:
    number, column = fault.position
    line = fault.line(number)
    if (
        fault.problem == "mapping values are not allowed in this context"
        and "}" in line[column:]
        and "{" not in line
    ):
        return fault.position, "a { is missing in this line"
    return None


def _misplaced_line(_text: str, fault: SyntaxFault) -> Cause:
    """Two lines that do not stand below one another: the odd one is that with which the
    next line does not go either.
    """
    number, column = fault.position
    line = fault.line(number)
    before = fault.line_before(number)
    is_at_name = fault.problem == "did not find expected key" or KEY.fullmatch(
        line[:column]
    )
    if fault.problem not in MISPLACED or not is_at_name or not before:
        return None
    if not re.search(r":(\s|$)", fault.line(before)):
        return (before, fault.indentation(before) + 1), AFTER_A_NAME
    after = fault.line_after(number)
    is_right = (
        fault.indentation(number)
        == fault.indentation(after)
        != fault.indentation(before)
    )
    if after and is_right:
        odd = before
    else:
        odd = number
    return (odd, fault.indentation(odd) + 1), ODD_LINE.format(
        line=number if odd == before else before
    )


CAUSES: tuple[Callable[[str, SyntaxFault], Cause], ...] = (
    _foreign_space,
    _tab,
    _missing_space,
    _open_quote,
    _open_brace,
    _brace_too_many,
    _text_without_quotes,
    _missing_colon,
    _nameless,
    _repaired,
    _misplaced_dash,
    _missing_brace,
    _misplaced_line,
)
"""Tried in this order."""

"""The small set of formulas that the local server works out; any other gives #NAME?."""

import re
from collections.abc import Callable, Iterator

from sheets.local.errors import ApiError
from sheets.local.formats import serial
from sheets.local.model import a1
from sheets.local.model.spreadsheet import Book, Failure, Formula, Scalar, Sheet

TOKEN = re.compile(
    r"""\s*(?:(?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?%?)|(?P<text>"(?:[^"]|"")*")
    |(?P<name>[A-Za-z_][A-Za-z_.0-9]*(?=\())
    |(?P<ref>(?:'(?:[^']|'')*'!|[^\W\d]\w*!)?\$?[A-Za-z]{1,3}\$?\d*(?::\$?[A-Za-z]{1,3}\$?\d*)?(?!\w)|TRUE|FALSE|true|false)
    |(?P<lost>\#REF!)
    |(?P<sign><=|>=|<>|[-+*/&=<>(),;^]))""",
    re.VERBOSE,
)
Values = list[Scalar]


class _Broken(Exception):
    """A formula comes to an error value."""


class Calculator:
    """Works formulas out, once each for a state of the book."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.today = serial.today(book.time_zone)
        self.known: dict[tuple[int, int, int], Scalar] = (
            {} if book.memo is None else book.memo.setdefault(self.today, {})
        )
        self.busy: set[tuple[int, int, int]] = set()

    def value(self, sheet: Sheet, row: int, column: int) -> Scalar:
        """The effective value of a cell; an unchecked check box reads False."""
        cell = sheet.cell(row, column)
        if type(cell.entered) is not Formula:
            if cell.entered is None and cell.is_check_box:
                return False
            return cell.entered
        key = (sheet.id, row, column)
        if key in self.busy:
            # The formula needs itself.
            return Failure("#REF!")
        if key not in self.known:
            self.busy.add(key)
            self.known[key] = self._work_out(cell.entered, sheet)
            self.busy.discard(key)
        return self.known[key]

    def _work_out(self, formula: Formula, sheet: Sheet) -> Scalar:
        try:
            return Reading(self, sheet, formula[1:]).result()
        except _Broken as broken:
            return Failure(str(broken))
        # Too many brackets inside one another.
        except RecursionError:
            return Failure("#ERROR!")

    def area(self, sheet: Sheet, text: str) -> Values:
        """The values of a reference, row by row."""
        title, mark, part = text.rpartition("!")
        target = (
            self.book.titled(title.strip("'").replace("''", "'")) if mark else sheet
        )
        if target is None:
            raise _Broken("#REF!")
        try:
            area = a1.parse(
                f"{a1.quoted(target.title)}!{part.replace('$', '')}", self.book
            )
        except ApiError:
            raise _Broken("#REF!" if mark else "#NAME?") from None
        # Of `B:B` only the rows that hold something are read.
        bottom = min(area.bottom, max(len(target.rows), area.top + 1))
        cells = (
            (r, c)
            for r in range(area.top, bottom)
            for c in range(area.left, area.right)
        )
        return [self.value(target, row, column) for row, column in cells]


class Reading:
    """One formula being read: comparison, then &, then + -, then * /, then ^ and
    signs.
    """

    def __init__(self, calculator: Calculator, sheet: Sheet, text: str) -> None:
        self.calculator, self.sheet = calculator, sheet
        self.tokens = list(_tokens(text))
        self.position = 0

    def result(self) -> Scalar:
        """The value of the whole formula."""
        value = self._single(self.compare())
        if self.position != len(self.tokens):
            raise _Broken("#ERROR!")
        if value is None:
            return 0
        return value

    def _peek(self) -> str:
        if self.position < len(self.tokens):
            return self.tokens[self.position][1]
        return ""

    def _take(self, *signs: str) -> str:
        sign = self._peek()
        if (
            self.position < len(self.tokens)
            and self.tokens[self.position][0] == "sign"
            and sign in signs
        ):
            self.position += 1
            return sign
        return ""

    def compare(self) -> Values:
        """Comparisons bind least."""
        left = self.joined()
        while sign := self._take("=", "<>", "<", ">", "<=", ">="):
            left = [_compare(sign, self._single(left), self._single(self.joined()))]
        return left

    def joined(self) -> Values:
        """Texts joined by "&"."""
        left = self.terms()
        while self._take("&"):
            left = [_text(self._single(left)) + _text(self._single(self.terms()))]
        return left

    def terms(self) -> Values:
        """Calculator and differences."""
        left = self.factors()
        while sign := self._take("+", "-"):
            first, second = (
                _number(self._single(left)),
                _number(self._single(self.factors())),
            )
            left = [first + second if sign == "+" else first - second]
        return left

    def factors(self) -> Values:
        """Products and quotients."""
        left = self.signed()
        while sign := self._take("*", "/"):
            first, second = (
                _number(self._single(left)),
                _number(self._single(self.signed())),
            )
            if sign == "/" and second == 0:
                raise _Broken("#DIV/0!")
            left = [first * second if sign == "*" else first / second]
        return left

    def signed(self) -> Values:
        """A value with its signs."""
        if self._take("-"):
            return [-_number(self._single(self.signed()))]
        self._take("+")
        return self.atom()

    def atom(self) -> Values:
        """A literal, a reference, a call or something in brackets."""
        if self._take("("):
            inner = self.compare()
            self._expect(")")
            return inner
        if self.position >= len(self.tokens):
            raise _Broken("#ERROR!")
        kind, text = self.tokens[self.position]
        self.position += 1
        if kind == "number":
            return [float(text[:-1]) / 100 if text.endswith("%") else float(text)]
        if kind == "text":
            return [text[1:-1].replace('""', '"')]
        if kind == "ref":
            if text.upper() in ("TRUE", "FALSE"):
                return [text.upper() == "TRUE"]
            return self.calculator.area(self.sheet, text)
        if kind == "lost":
            raise _Broken(text)
        if kind == "name":
            return self.call(text.upper())
        raise _Broken("#ERROR!")

    def call(self, name: str) -> Values:
        """What a function gives for the arguments in brackets."""
        function = FUNCTIONS.get(name)
        self._expect("(")
        arguments: list[Values] = []
        while not self._take(")"):
            arguments.append(self.compare())
            if not self._take(",", ";") and self._peek() != ")":
                raise _Broken("#ERROR!")
        if function is None:
            raise _Broken("#NAME?")
        return [function(self.calculator, arguments)]

    def _expect(self, sign: str) -> None:
        if not self._take(sign):
            raise _Broken("#ERROR!")

    def _single(self, values: Values) -> Scalar:
        value = values[0] if values else None
        if isinstance(value, Failure):
            raise _Broken(value)
        return value


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    position = 0
    text = text.rstrip()
    while position < len(text):
        match = TOKEN.match(text, position)
        if not match or match.lastgroup is None:
            raise _Broken(
                "#ERROR!" if not text[position:].strip()[:1].isalpha() else "#NAME?"
            )
        yield match.lastgroup, match[match.lastgroup]
        position = match.end()


def _number(value: Scalar) -> float:
    if value is None or value == "":
        return 0
    try:
        if isinstance(value, int | float):
            return value
        return float(value)
    except ValueError:
        raise _Broken("#VALUE!") from None


def _text(value: Scalar) -> str:
    if isinstance(value, bool):
        if value:
            return "TRUE"
        return "FALSE"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if value is None:
        return ""
    return str(value)


def _compare(sign: str, left: Scalar, right: Scalar) -> bool:
    if isinstance(left, str) or isinstance(right, str):
        first: Scalar = _text(left).casefold()
        second: Scalar = _text(right).casefold()
    else:
        first, second = _number(left), _number(right)
    smaller, same = first < second, first == second  # type: ignore[operator]  # both of one type
    return {
        "=": same, "<>": not same, "<": smaller, ">": not smaller and not same,
        "<=": smaller or same, ">=": not smaller,
    }[sign]  # fmt: skip


def _sum(_calculator: Calculator, arguments: list[Values]) -> Scalar:
    values = [value for argument in arguments for value in argument]
    # SUM takes no notice of texts and truth values in cells.
    return sum(
        v for v in values if isinstance(v, int | float) and not isinstance(v, bool)
    )


def _counta(_calculator: Calculator, arguments: list[Values]) -> Scalar:
    return sum(value is not None for argument in arguments for value in argument)


def _if(_calculator: Calculator, arguments: list[Values]) -> Scalar:
    condition, *ways = [
        argument[0] if argument else None for argument in arguments
    ] or [None]
    chosen = 0 if condition else 1
    if chosen < len(ways):
        return ways[chosen]
    return False


def _today(calculator: Calculator, _arguments: list[Values]) -> Scalar:
    return serial.from_date(calculator.today)


FUNCTIONS: dict[str, Callable[[Calculator, list[Values]], Scalar]] = {
    "SUM": _sum,
    "COUNTA": _counta,
    "IF": _if,
    "TODAY": _today,
}

"""The query language of Drive's `files.list`: terms joined by and, or, not."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

from sheets.local.errors import invalid_value
from sheets.local.model.spreadsheet import Json

TOKEN = re.compile(
    r"""\s*(?:(?P<text>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")
    |(?P<sign><=|>=|!=|=|<|>|\(|\)|\{|\})
    |(?P<word>[A-Za-z]\w*))""",
    re.VERBOSE,
)
# Reading goes as deep as the parentheses: far below where Python would stop.
DEEPEST = 50
MOMENTS = frozenset({"createdTime", "modifiedTime", "viewedByMeTime"})
FLAGS = frozenset({"starred", "trashed", "sharedWithMe"})
TEXTS = frozenset({"name", "title", "mimeType", "fullText", "id"})
COLLECTIONS = frozenset({"parents", "owners", "writers", "readers"})
PROPERTIES = frozenset({"properties", "appProperties"})
COMPARISONS: dict[str, Callable[[object, object], bool]] = {
    "=": lambda left, right: left == right,
    "!=": lambda left, right: left != right,
    "<": lambda left, right: left < right,  # type: ignore[operator]  # both datetimes
    "<=": lambda left, right: left <= right,  # type: ignore[operator]
    ">": lambda left, right: left > right,  # type: ignore[operator]
    ">=": lambda left, right: left >= right,  # type: ignore[operator]
}
Test = Callable[[Json], bool]


def parse(text: str, caller: str, root: str) -> Test:
    """What a query asks of a file. `caller` is "me", `root` the id of "root".

    Raises Drive's "Invalid Value" for what is no query.
    """
    if not text.strip():
        return lambda _: True
    return _Query(text, caller, root).whole()


class _Query:
    def __init__(self, text: str, caller: str, root: str) -> None:
        self.caller = caller
        self.root = root
        self.tokens = _tokens(text)
        self.position = self.depth = 0

    def whole(self) -> Test:
        test = self.either()
        if self.position < len(self.tokens):
            raise invalid_value("q")
        return test

    def either(self) -> Test:
        tests = [self.both()]
        while self._takes("or"):
            tests.append(self.both())
        return lambda file: any(test(file) for test in tests)

    def both(self) -> Test:
        tests = [self.single()]
        while self._takes("and"):
            tests.append(self.single())
        return lambda file: all(test(file) for test in tests)

    def single(self) -> Test:
        self.depth += 1
        if self.depth > DEEPEST:
            raise invalid_value("q")
        test = self._single()
        self.depth -= 1
        return test

    def _single(self) -> Test:
        if self._takes("not"):
            negated = self.single()
            return lambda file: not negated(file)
        if self._takes("("):
            inner = self.either()
            self._expect(")")
            return inner
        kind, token = self._next()
        if kind == "text":
            self._expect("in")
            return self._member(token, self._word(COLLECTIONS))
        return self._term(token)

    def _member(self, text: str, collection: str) -> Test:
        """`'ana@example.org' in owners`, `'root' in parents`."""
        if text == "me":
            who = self.caller
        else:
            who = text
        if collection == "parents" and text == "root":
            who = self.root
        return lambda file: who in _members(file, collection)

    def _term(self, name: str) -> Test:
        if name in PROPERTIES:
            return self._property(name)
        _, operator = self._next()
        kind, literal = self._next()
        if name in FLAGS and literal in ("true", "false") and operator in ("=", "!="):
            expected = (literal == "true") == (operator == "=")
            return lambda file: bool(file.get(name)) == expected
        if kind != "text":
            raise invalid_value("q")
        if name in MOMENTS and operator in COMPARISONS:
            return _compared(name, operator, _moment(literal))
        if name in TEXTS:
            return _text(name, operator, literal)
        raise invalid_value("q")

    def _property(self, name: str) -> Test:
        """`properties has {key='a' and value='b'}`."""
        for token in ("has", "{", "key", "="):
            self._expect(token)
        _, key = self._next()
        for token in ("and", "value", "="):
            self._expect(token)
        _, value = self._next()
        self._expect("}")
        return lambda file: (file.get(name) or {}).get(key) == value

    def _next(self) -> tuple[str, str]:
        if self.position >= len(self.tokens):
            raise invalid_value("q")
        self.position += 1
        return self.tokens[self.position - 1]

    def _takes(self, token: str) -> bool:
        if self.position >= len(self.tokens):
            return False
        kind, text = self.tokens[self.position]
        is_it = kind != "text" and text.lower() == token
        self.position += is_it
        return is_it

    def _expect(self, token: str) -> None:
        if not self._takes(token):
            raise invalid_value("q")

    def _word(self, allowed: frozenset[str]) -> str:
        _, word = self._next()
        if word not in allowed:
            raise invalid_value("q")
        return word


def _tokens(text: str) -> list[tuple[str, str]]:
    tokens = []
    position = 0
    text = text.rstrip()
    while position < len(text):
        match = TOKEN.match(text, position)
        if match is None or match.lastgroup is None:
            raise invalid_value("q")
        token = match[match.lastgroup]
        if match.lastgroup == "text":
            token = re.sub(r"\\(.)", r"\1", token[1:-1])
        tokens.append((match.lastgroup, token))
        position = match.end()
    return tokens


def _text(name: str, operator: str, literal: str) -> Test:
    if name in ("title", "fullText"):
        field = "name"
    else:
        field = name
    folded = literal.casefold()
    if operator == "contains" and name == "name":
        # Drive finds the beginnings of words in a name, and whole phrases.
        start = re.compile(rf"(?<!\w){re.escape(folded)}")
        return lambda file: bool(start.search(str(file[field]).casefold()))
    if operator == "contains":
        return lambda file: folded in str(file.get(field, "")).casefold()
    if operator in ("=", "!=") and name != "fullText":
        return lambda file: (file.get(field) == literal) == (operator == "=")
    raise invalid_value("q")


def _compared(name: str, operator: str, moment: datetime) -> Test:
    compare = COMPARISONS[operator]
    return lambda file: compare(_moment(file[name]), moment)


def _moment(text: str) -> datetime:
    """A time of RFC 3339; UTC where it names no zone."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise invalid_value("q") from None
    if moment.tzinfo:
        return moment
    return moment.replace(tzinfo=UTC)


def _members(file: Json, collection: str) -> set[str]:
    if collection == "parents":
        return set(file["parents"])
    if collection == "owners":
        return {owner["emailAddress"] for owner in file["owners"]}
    roles = {"writers": ("owner", "organizer", "fileOrganizer", "writer")}
    allowed = roles.get(collection)
    members: set[str] = set()
    for entry in file["permissions"]:
        if allowed is None or entry["role"] in allowed:
            members.add(entry.get("emailAddress", ""))
    return members

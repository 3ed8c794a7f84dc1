"""YAML with the place of every value kept.

Scalars are read as people mean them: only true/false are yes or no (`no` is Norway,
`on` is a word), only plain digits are whole numbers (`010`, `12:30` and dates stay
text). Anchors and tags are refused; so is a key given twice.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from expressions.reading.tokens import THOUSANDS, two_readings
from programme.reading.mistakes import Mistakes
from programme.reading.syntax_errors import (
    NOT_READ,
    NOT_VALID,
    REMEDIES,
    UNKNOWN,
    explained,
    fault_of,
)

Path_ = tuple[str | int, ...]
INTEGER = re.compile(r"-?(0|[1-9]\d*)")
BREAKS = re.compile(r"\r\n|[\n\r\x85\u2028\u2029]")
"""Where YAML ends a line."""
DECIMAL = re.compile(r"-?(0|[1-9]\d*)\.\d+")
GLUED_KEY = re.compile(r"(?P<key>[a-z_]+):(?P<value>\S.*)")
"""`label:Kind` between braces is a name without a value to YAML."""
QUOTED = ("'", '"', "|", ">")
DEEPEST = 50
WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}


def copied(data: Any) -> Any:
    """Data of a file, to be changed in place: what holds something is another one, what
    stands in it is the same.

    A fifth of what `copy.deepcopy` takes, which was a tenth of building a programme.
    """
    if isinstance(data, dict):
        return {key: copied(value) for key, value in data.items()}
    if isinstance(data, list):
        return [copied(value) for value in data]
    return data


@dataclass
class Source:
    """A file's data and where each part of it stands: `position(("fields", 2,
    "type"))` → (line, column).
    """

    file: Path
    data: Any = None
    positions: dict[Path_, tuple[int, int]] = field(default_factory=dict)
    aliases: dict[Path_, Path_] = field(default_factory=dict)
    inline: dict[Path_, int] = field(default_factory=dict)
    """Texts that stand in one line → how many characters stand before
    theirs: none, or a quote.
    """
    comments: dict[Path_, tuple[int, int]] = field(default_factory=dict)
    """Values behind which a comment stands, one space away, as if it belonged
    to them → where it begins.
    """

    def copy(self) -> "Source":
        """The same, to be changed in place."""
        return Source(
            self.file,
            copied(self.data),
            dict(self.positions),
            dict(self.aliases),
            dict(self.inline),
            dict(self.comments),
        )

    def position(self, path: Sequence[str | int]) -> tuple[int, int]:
        """Line and column, from 1, of the value at `path`, or of the nearest
        part around it that exists.
        """
        for length in range(len(path), -1, -1):
            written = self.written_path(tuple(path[:length]))
            position = self.positions.get(written)
            if position:
                # What stands below its name is looked for where the name is.
                name = self.positions.get((*written, "@key"), position)
                if name[0] < position[0]:
                    return min(name, position)
                return position
        return (1, 1)

    def position_inside(self, path: Path_, offset: int) -> tuple[int, int]:
        """Line and column of a character of the text at `path`; of the text itself
        where it goes over several lines.
        """
        line, column = self.position(path)
        before = self.inline.get(self.written_path(path))
        if before is None:
            return line, column
        return line, column + before + offset

    def add_alias(self, before: Path_, after: Path_) -> None:
        """What stands in the file at `before` is `after` to whoever
        asks for places from now on.
        """
        self.aliases[after] = before

    def remove_element(self, path: Path_) -> None:
        """A list has lost its element at `path`: those behind it move up."""
        *above, number = path
        for mapping in (self.positions, self.aliases, self.inline, self.comments):
            _shift_elements(mapping, tuple(above), int(number))

    def written_path(self, path: Path_) -> Path_:
        """The path of a part as the file writes it: by name where it has one."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.aliases:
                return self.written_path((*self.aliases[path[:length]], *path[length:]))
        return path

    def readable_path(self, path: Path_) -> str:
        """The path of a part for people: what stands in a list is called by
        its name where it has one.
        """
        names: list[str] = []
        for length in range(1, len(path) + 1):
            part = self.written_path(path[:length])[-1]
            item = None
            if isinstance(part, int):
                item = self._at(path[:length])
            names.append(
                str(item.get("name", part) if isinstance(item, dict) else part)
            )
        return ".".join(names)

    def _at(self, path: Path_) -> Any:
        data = self.data
        for part in path:
            try:
                data = data[part]
            except (LookupError, TypeError):
                return None
        return data


def _shift_elements(mapping: dict[Path_, Any], above: Path_, number: int) -> None:
    size = len(above)
    moved: dict[Path_, Any] = {}
    for path in [path for path in mapping if len(path) > size and path[:size] == above]:
        index = path[size]
        if isinstance(index, int) and index >= number:
            value = mapping.pop(path)
            if index > number:
                moved[(*above, index - 1, *path[size + 1 :])] = value
    mapping.update(moved)


def read_yaml(file: Path, mistakes: Mistakes) -> Source:
    """Reads one file; what is wrong with it as YAML goes to `mistakes` and its
    data is then None or partial.
    """
    source = Source(file)
    text = _text(file, mistakes)
    if text is None:
        return source
    try:
        # PyYAML composes recursively and would overrun the stack,
        # which no handler can catch.
        refused = _refused(text)
        if refused:
            mistakes.add(file, *refused)
            return source
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        mistakes.add(file, *explained(text, fault_of(text, error)))
        return source
    except yaml.reader.ReaderError as error:
        lines = BREAKS.split(text[: error.position])
        position = (len(lines), len(lines[-1]) + 1)
        mistakes.add(
            file, position, NOT_VALID + REMEDIES.get(str(error.reason), UNKNOWN)
        )
        return source
    if node is not None:
        source.data = _Builder(source, mistakes, BREAKS.split(text)).build(node, ())
    return source


def _text(file: Path, mistakes: Mistakes) -> str | None:
    try:
        raw = file.read_bytes()
    except FileNotFoundError:
        mistakes.add(file, (1, 1), "this file is missing")
        return None
    except OSError as error:
        mistakes.add(file, (1, 1), f"this file cannot be read: {error.strerror}")
        return None
    try:
        # Line breaks of Windows and of old Macs would shift
        # the columns of what is told.
        return raw.decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        lines = BREAKS.split(raw[: error.start].decode("utf-8"))
        position = (len(lines), len(lines[-1]) + 1)
        mistakes.add(
            file, position, "this character is not UTF-8: save the file as UTF-8 text"
        )
        return None


def _refused(text: str) -> tuple[tuple[int, int], str] | None:
    """What is YAML and not read here, the first of it: anchors, tags, parts so deep
    that they would overrun the stack.
    """
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if event.start_mark:
            position = (event.start_mark.line + 1, event.start_mark.column + 1)
        else:
            position = (1, 1)
        # Aliases that are followed blindly unfold a few lines to
        # gigabytes (“billion laughs”).
        if getattr(event, "anchor", None) or getattr(event, "tag", None):
            return position, NOT_READ
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEEPEST:
                return (
                    position,
                    f"no more than {DEEPEST} parts can stand inside one another",
                )
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
    return None


@dataclass
class _Builder:
    source: Source
    mistakes: Mistakes
    lines: list[str]

    def build(self, node: yaml.Node, path: Path_) -> Any:
        mark = node.start_mark
        self.source.positions[path] = _position(mark)
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [
                self.build(child, (*path, index))
                for index, child in enumerate(node.value)
            ]
        if node.end_mark.line == mark.line:
            self.source.inline[path] = int(getattr(node, "style", None) in QUOTED)
            self._note_comment(node, path)
        return self.scalar(node)

    def _note_comment(self, node: yaml.Node, path: Path_) -> None:
        end = node.end_mark
        line = ""
        if end.line < len(self.lines):
            line = self.lines[end.line]
        comment = re.match(r" ?(?<=\s)#", line[end.column :])
        if comment and getattr(node, "style", None) not in QUOTED:
            self.source.comments[path] = (end.line + 1, end.column + comment.end())

    def mapping(self, node: yaml.MappingNode, path: Path_) -> dict[str, Any]:
        built: dict[str, Any] = {}
        lines: dict[str, int] = {}
        is_told = False
        torn: list[yaml.Node] = []
        if node.flow_style:
            torn = _torn_texts(node)
            self._tell_torn(torn)
        for key_node, value_node in node.value:
            if key_node in torn:
                continue
            position = _position(key_node.start_mark)
            if not isinstance(key_node, yaml.ScalarNode):
                self.mistakes.add(self.source.file, position, "a key is one plain word")
                continue
            key = str(key_node.value)
            glued = GLUED_KEY.fullmatch(key)
            if glued and _is_nothing(value_node) and key_node.style not in QUOTED:
                text = f'a space is missing behind "{glued["key"]}:"'
                self.mistakes.add(self.source.file, position, text)
                key, built[glued["key"]] = glued["key"], glued["value"]
                continue
            # YAML takes the last one silently, and the first would be lost.
            if key in built:
                # Where one is there twice because a name or a dash is missing above,
                # those behind it are, too.
                if not is_told:
                    self.mistakes.add(
                        self.source.file, position, self._twice(key, lines, path)
                    )
                is_told = True
                continue
            lines[key] = position[0]
            built[key] = self.build(value_node, (*path, key))
            self.source.positions[(*path, key, "@key")] = position
        return built

    def _tell_torn(self, torn: Sequence[yaml.Node]) -> None:
        """Tells of the first of them: one text may have several commas."""
        for node in torn[:1]:
            text = f'"{node.value}" stands here without a value: a text with a comma in it stands in quotes'
            self.mistakes.add(self.source.file, _position(node.start_mark), text)

    def _twice(self, key: str, lines: dict[str, int], path: Path_) -> str:
        text = f'"{key}" stands here twice, first in line {lines.get(key, 1)}'
        if self._is_next_entry(key, lines, path):
            return f"{text}; the next entry of a list begins with - and a space"
        return text

    def _is_next_entry(self, key: str, lines: dict[str, int], path: Path_) -> bool:
        """Whether an entry of a list begins anew with its first key, so that a
        dash was forgotten before it.
        """
        if not path:
            return False
        if not isinstance(path[-1], int):
            return False
        return next(iter(lines), None) == key

    def scalar(self, node: yaml.Node) -> Any:
        text = str(node.value)
        if getattr(node, "style", None) in QUOTED:
            return text
        # YAML 1.1 reads `no` as false and `on` as true; people mean Norway and a word.
        if text in WORDS:
            return WORDS[text]
        # 010 would be octal and 12:30 a number of base sixty in
        # YAML 1.1: both stay text.
        if INTEGER.fullmatch(text):
            return int(text)
        if DECIMAL.fullmatch(text):
            if THOUSANDS.fullmatch(text):
                self.mistakes.add(
                    self.source.file, _position(node.start_mark), two_readings(text)
                )
            return float(text)
        return text


def _position(mark: Any) -> tuple[int, int]:
    return mark.line + 1, mark.column + 1


def _torn_texts(node: yaml.MappingNode) -> list[yaml.Node]:
    """The ends of texts behind a comma, which YAML takes for keys of their own:
    `{label: Name, please}`.
    """
    torn: list[yaml.Node] = []
    is_behind_text = False
    for key_node, value_node in node.value:
        # Where no colon was written, the value begins where the key ends.
        is_alone = value_node.start_mark.index == key_node.end_mark.index
        if is_alone and is_behind_text and not GLUED_KEY.fullmatch(str(key_node.value)):
            torn.append(key_node)
            continue
        is_behind_text = (
            isinstance(value_node, yaml.ScalarNode)
            and value_node.style not in QUOTED
            and not is_alone
        )
    return torn


def _is_nothing(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.value == ""

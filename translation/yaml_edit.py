"""Puts texts into a YAML file at the places of their nodes: comments, order and quotes
of all else stay as they are.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

import yaml

from translation.plural_lines import plural_wording

PLAIN = re.compile(r"[^\W\d_][^\n:#{}\[\],&*!|>'\"%@`\\]*")
"""What needs no quotes in any style of YAML."""

WORDS = {"true", "false", "null", "yes", "no", "on", "off"}


@dataclass(frozen=True)
class Edit:
    """`text` in the place of the characters from `start` to `end` of a file."""

    start: int
    end: int
    text: str


def edited(content: str, edits: Sequence[Edit]) -> str:
    """A file's content with edits made. They do not overlap."""
    # From behind, so that the places of those before stay true.
    for edit in sorted(edits, key=lambda edit: edit.start, reverse=True):
        content = content[: edit.start] + edit.text + content[edit.end :]
    return content


def set_words(
    content: str, node: yaml.Node, language: str, text: str, languages: Sequence[str]
) -> Edit:
    """The edit that puts a text of a language into a node; `languages`: for
    which a plain word stood.
    """
    if isinstance(node, yaml.MappingNode):
        return _set_in_mapping(content, node, language, text)
    start, end = _span(content, node)
    whole = {**dict.fromkeys(languages, str(node.value)), language: text}
    pairs = ", ".join(f"{code}: {written(text)}" for code, text in whole.items())
    return Edit(start, end, f"{{{pairs}}}")


def add_to_list(content: str, node: yaml.SequenceNode, word: str) -> Edit:
    """The edit that puts a plain word behind the last one of a list that is not
    empty.
    """
    _start, end = _span(content, node.value[-1])
    if node.flow_style:
        return Edit(end, end, f", {word}")
    end = _end_of_line(content, end)
    return Edit(
        end, end, f"{_line_break(content)}{' ' * node.start_mark.column}- {word}"
    )


def written(text: str) -> str:
    """A text as YAML; one for each plural as a mapping of them."""
    wording = plural_wording(text)
    if wording is None:
        return scalar(text)
    pairs = ", ".join(
        f"{category}: {scalar(text)}" for category, text in wording.items()
    )
    return f"{{{pairs}}}"


def scalar(text: str) -> str:
    """A text as YAML: plain where that is safe, in double quotes otherwise."""
    if PLAIN.fullmatch(text) and text.strip() == text and text.casefold() not in WORDS:
        return text
    return json.dumps(text, ensure_ascii=False)


def _set_in_mapping(
    content: str, node: yaml.MappingNode, language: str, text: str
) -> Edit:
    for key, value in node.value:
        if key.value == language:
            start, end = _span(content, value)
            # An empty value may leave no room behind its colon.
            if content[start - 1].isspace() or start < end:
                space = ""
            else:
                space = " "
            return Edit(start, end, f"{space}{written(text)}")
    last_key, last_value = node.value[-1]
    _start, end = _span(content, last_value)
    if node.flow_style:
        return Edit(end, end, f", {language}: {written(text)}")
    end = _end_of_line(content, end)
    indent = " " * last_key.start_mark.column
    return Edit(end, end, f"{_line_break(content)}{indent}{language}: {written(text)}")


def _span(content: str, node: yaml.Node) -> tuple[int, int]:
    """Where a node's text begins and ends; the parser takes blank lines behind a block
    of text for a part of it.
    """
    start = node.start_mark.index
    end = node.end_mark.index
    if getattr(node, "style", None) in ("|", ">"):
        end = start + len(content[start:end].rstrip())
    return start, end


def _end_of_line(content: str, index: int) -> int:
    end = content.find("\n", index)
    if end < 0:
        return len(content)
    if content[end - 1] == "\r":
        return end - 1
    return end


def _line_break(content: str) -> str:
    if "\r\n" in content:
        return "\r\n"
    return "\n"

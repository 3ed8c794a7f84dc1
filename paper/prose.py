"""Markdown as data for Typst: blocks of words, so that no sign in it is
taken for one of Typst's own.

A line of three dashes is a line to sign on: the paragraph below says who signs, and two
of them next to each other share a row.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

Block = dict[str, Any]
"""`kind` (heading, paragraph, list, table, signature) and what belongs to
it; words are lists of runs.
"""
Run = dict[str, Any]
"""`text`, and whether it is `strong` or `emphasis`, or a
`line_break`; `address` of a link.
"""
SIDES = {"text-align:right": "end", "text-align:center": "center"}
"""How a column of a table is set, by what the parser says of its cells."""


def blocks(markdown: str) -> list[Block]:
    """The blocks of a text, in their order."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    parser.disable(["image", "autolink", "html_inline", "html_block"])
    return list(_read(parser.parse(markdown)))


def _read(tokens: Sequence[Token]) -> Iterator[Block]:
    position, signs = 0, False
    while position < len(tokens):
        token = tokens[position]
        end = _end(tokens, position)
        inner = tokens[position + 1 : end]
        match token.type:
            case "heading_open":
                yield {
                    "kind": "heading",
                    "level": int(token.tag[1:]),
                    "words": _words(inner),
                }
            case "paragraph_open":
                yield {
                    "kind": "signature" if signs else "paragraph",
                    "words": _words(inner),
                }
            case "bullet_list_open" | "ordered_list_open":
                yield {
                    "kind": "list",
                    "ordered": token.type == "ordered_list_open",
                    "items": _items(inner),
                }
            case "table_open":
                yield _table(inner)
            case "blockquote_open":
                yield from _read(inner)
            case "fence" | "code_block":
                yield {"kind": "paragraph", "words": [_run(token.content.strip())]}
        signs = token.type == "hr"
        position = end + 1


def _end(tokens: Sequence[Token], position: int) -> int:
    """The place of the token that closes the one at a place; that place itself,
    where nothing is to be closed.
    """
    depth = 0
    for index in range(position, len(tokens)):
        depth += tokens[index].nesting
        if depth == 0:
            return index
    return len(tokens) - 1


def _items(tokens: Sequence[Token]) -> list[list[Run]]:
    """The words of each item; paragraphs and lists inside it follow on new lines."""
    items: list[list[Run]] = []
    for token in tokens:
        if token.type == "list_item_open":
            items.append([])
        elif token.type == "inline" and items:
            if items[-1]:
                items[-1].append(_run("", line_break=True))
            items[-1].extend(_words([token]))
    return items


def _table(tokens: Sequence[Token]) -> Block:
    rows: list[list[list[Run]]] = []
    sides: list[str] = []
    for index, token in enumerate(tokens):
        if token.type == "tr_open":
            rows.append([])
        elif token.type in ("th_open", "td_open"):
            rows[-1].append(_words([tokens[index + 1]]))
            if token.type == "th_open":
                sides.append(SIDES.get(str(token.attrGet("style") or ""), "start"))
    return {"kind": "table", "sides": sides, "header": rows[0], "rows": rows[1:]}


def _words(tokens: Sequence[Token]) -> list[Run]:
    runs: list[Run] = []
    strong = emphasis = 0
    address = ""
    for child in [child for token in tokens for child in token.children or []]:
        match child.type:
            case "strong_open" | "strong_close":
                strong += child.nesting
            case "em_open" | "em_close":
                emphasis += child.nesting
            case "link_open":
                address = str(child.attrGet("href") or "")
            case "link_close":
                address = ""
            case "hardbreak":
                runs.append(_run("", line_break=True))
            case "softbreak":
                runs.append(_run(" "))
            case "text" | "code_inline":
                runs.append(
                    _run(
                        child.content,
                        strong=strong > 0,
                        emphasis=emphasis > 0,
                        address=address,
                    )
                )
    return runs


def _run(
    text: str,
    *,
    strong: bool = False,
    emphasis: bool = False,
    line_break: bool = False,
    address: str = "",
) -> Run:
    return {
        "text": text,
        "strong": strong,
        "emphasis": emphasis,
        "line_break": line_break,
        "address": address,
    }

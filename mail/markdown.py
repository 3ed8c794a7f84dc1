"""Markdown in which only the template's own markup counts, as HTML and as plain
text from the same source.
"""

import re
import string
from collections.abc import Callable
from functools import cache
from itertools import pairwise

from jinja2 import Undefined
from markdown_it import MarkdownIt
from markdown_it.token import Token

PUNCTUATION = re.compile(f"([{re.escape(string.punctuation)}])")
BREAKS = re.compile(r"[ \t]*(?:\r\n|[\r\n\v\f\x85\u2028\u2029])[ \t]*")
CLOSING = (
    "paragraph_close",
    "heading_close",
    "bullet_list_close",
    "ordered_list_close",
)
"""What an empty line follows."""
UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\u200b\u202a-\u202e\u2066-\u2069\ufeff]")


class Address(str):
    """An address that we made ourselves: goes into a template as it is."""

    __slots__ = ()


def escape(value: object) -> object:
    """A value for a template: every punctuation mark escaped, line breaks kept as such,
    nothing left that begins a block.
    """
    # An undefined name must reach Jinja as such, which then says where it stands.
    if isinstance(value, Address | Undefined):
        return value
    escaped = PUNCTUATION.sub(r"\\\1", clean(str(value)).strip())
    return BREAKS.sub("\\\\\n", escaped)


def clean(text: str) -> str:
    """Without control characters, and without those that turn the direction of
    writing.
    """
    return UNSEEN.sub("", text)


def one_line(text: str) -> str:
    """A text for a header: one line, single spaces."""
    # `=?…?=` in a header is decoded by whoever reads it, the standard library
    # first: it must not stay one.
    return " ".join(clean(text).replace("=?", "= ?").split())


@cache  # making one takes as long as reading a short mail with it, which changes nothing in it
def _parser() -> MarkdownIt:
    # What a person wrote may hold markup: no picture is fetched and no
    # HTML passed on in our name.
    return MarkdownIt("commonmark", {"html": False, "linkify": False}).disable(
        ["image", "autolink", "html_inline", "html_block"]
    )


def to_html(source: str) -> str:
    """The HTML of a rendered template.

    A link that stands alone in its paragraph becomes a button.
    """
    parser = _parser()
    tokens = parser.parse(source)
    for before, inline in pairwise(tokens):
        children = inline.children or []
        if before.type == "paragraph_open" and _is_one_link(children):
            children[0].attrSet("class", "button")
    return str(parser.renderer.render(tokens, parser.options, {}))


def _is_one_link(children: list[Token]) -> bool:
    opens = []
    for child in children:
        if child.type == "link_open":
            opens.append(child)
    ends = (
        children
        and children[0].type == "link_open"
        and children[-1].type == "link_close"
    )
    return bool(ends) and len(opens) == 1


def buttons(source: str) -> list[tuple[str, str]]:
    """The words and the address of each link that stands alone in its paragraph."""
    links = []
    for before, inline in pairwise(_parser().parse(source)):
        children = inline.children or []
        if before.type == "paragraph_open" and _is_one_link(children):
            links.append(
                (_inline(children[1:-1]), str(children[0].attrGet("href") or ""))
            )
    return links


def to_text(source: str, transform: Callable[[str], str] = str) -> str:
    """The plain text of a rendered template: links as words and
    address, lists with dashes.

    `transform`: what becomes of everything that is no address of a link.
    """
    lines: list[str] = []
    prefix = ""
    for token in _parser().parse(source):
        if token.type == "list_item_open":
            prefix = f"{token.info}. " if token.info else "- "
        # The list's mark stands before the first line of its item only.
        elif token.type == "inline":
            lines.append(prefix + _inline(token.children or [], transform))
            prefix = ""
        # In a tight list paragraphs are hidden: their lines stand close together.
        elif token.type in CLOSING and not token.hidden:
            lines.append("")
        elif token.type in ("fence", "code_block"):
            lines.extend([token.content, ""])
        elif token.type == "hr":
            lines.extend(["---", ""])
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"


def _inline(children: list[Token], transform: Callable[[str], str] = str) -> str:
    parts: list[str] = []
    address = ""
    for child in children:
        match child.type:
            case "text" | "code_inline":
                parts.append(transform(child.content))
            case "softbreak":
                parts.append(" ")
            case "hardbreak":
                parts.append("\n")
            case "link_open":
                address = str(child.attrGet("href") or "")
            case "link_close":
                parts.append(f": {address}")
            case _:
                pass
    return "".join(parts)

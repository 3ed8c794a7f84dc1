"""Words as they are written into YAML by hand: in quotes only where they need them."""

import json
import re
from collections.abc import Mapping

PLAIN = re.compile(r"[^\W\d_][\w ’'().…-]*[\w.)…]|[^\W\d_]")
"""What YAML takes as it stands, in a line and between braces."""
OTHERWISE_READ = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}


def text(wording: str) -> str:
    """One text."""
    line = " ".join(wording.split())
    if PLAIN.fullmatch(line) and line.lower() not in OTHERWISE_READ:
        return line
    return json.dumps(line, ensure_ascii=False)


def texts(by_language: Mapping[str, str]) -> str:
    """A text in several languages, as short as it can be said."""
    different = set(by_language.values())
    if len(different) == 1:
        return text(different.pop())
    pairs = [f"{code}: {text(wording)}" for code, wording in by_language.items()]
    return "{" + ", ".join(pairs) + "}"

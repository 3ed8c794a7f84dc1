"""The quotes of texts in expressions."""

import re

TEXT = re.compile(r"\"[^\"]*\"|'([^'\"]*)'")


def double_quoted(source: str) -> str:
    """The texts of an expression as our files write them."""
    return TEXT.sub(
        lambda match: f'"{match[1]}"' if match[1] is not None else match[0], source
    )

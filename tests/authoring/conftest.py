"""The house with example data is at hand."""

from tests.lived import lived

__all__ = ["lived"]

"""A house with example data."""

from tests.lived import lived

__all__ = ["lived"]

"""A house with example data, in which one more town has applied."""

from tests.lived import lived

__all__ = ["lived"]

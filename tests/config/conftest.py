from tests.lived import lived

__all__ = ["lived"]

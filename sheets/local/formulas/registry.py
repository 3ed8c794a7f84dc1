"""The functions by name: what they take, and what works them out."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

KINDS = frozenset(
    {"any", "number", "whole", "text", "truth", "value", "values", "all", "node"}
)
"""What becomes of an argument before the function is called.

A single value as it is (`any`: an error ends the formula), made a number, a whole
number, a text or a truth value; a single value that may be an error (`value`); whatever
it comes to, a range too (`values`), also an error (`all`); nothing (`node`: the
function decides whether it is worked out).
"""
Work = Callable[..., Any]


@dataclass(frozen=True)
class Function:
    """A function: `like` is the argument whose number format the result takes."""

    name: str
    family: str
    kinds: tuple[str, ...]
    least: int
    is_endless: bool
    work: Work
    like: int | None
    is_array: bool

    def kind(self, index: int) -> str:
        """What becomes of an argument; the last kind goes for all that follow."""
        return self.kinds[min(index, len(self.kinds) - 1)]

    def takes(self, count: int) -> bool:
        """Whether it can be called with so many arguments."""
        return count >= self.least and (self.is_endless or count <= len(self.kinds))

    def expected(self) -> str:
        """How many arguments it takes, in words."""
        if self.is_endless:
            return f"at least {self.least} arguments"
        if self.least == len(self.kinds):
            return f"{self.least} arguments"
        return f"between {self.least} and {len(self.kinds)} arguments"


FUNCTIONS: dict[str, Function] = {}


def function(
    name: str, *kinds: str, like: int | None = None, is_array: bool = False
) -> Callable[[Work], Work]:
    """Registers a function of formulas.

    A kind with "?" may be left out, a last one with "*" may come any number of times.
    """

    def register(work: Work) -> Work:
        bare = tuple(kind.rstrip("?*") for kind in kinds)
        assert set(bare) <= KINDS
        assert name not in FUNCTIONS
        FUNCTIONS[name] = Function(
            name=name,
            family=work.__module__.rpartition(".")[2],
            kinds=bare,
            least=sum(not kind.endswith(("?", "*")) for kind in kinds),
            is_endless=bool(kinds) and kinds[-1].endswith("*"),
            work=work,
            like=like,
            is_array=is_array,
        )
        return work

    return register

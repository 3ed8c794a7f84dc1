"""How densely the code is written. `python -m bench.density` prints four figures over
all code but tests and measurements; `python -m bench.density heavy` lists the functions
behind the fourth.

Each is a place to look, not an aim in itself: code that is read once from top to bottom
branches seldom, calls its values by their nouns, and says why where that does not show.
"""

import ast
import io
import sys
import tokenize
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LEFT_OUT = {"tests", "bench", "versions", "var"}
"""Folders that are not counted; `versions` holds migrations, which
stay as they were written.
"""
PRONOUNS = "one some several every other others rest most this theirs ours both"
PARTICIPLES = (
    "found made known told said asked sent wanted kept gone coming going stood"
)
ADVERBS = "here there place places room at by back alike again apart words"
VAGUE = frozenset(f"{PRONOUNS} {PARTICIPLES} {ADVERBS}".split())
"""Words that name no thing."""
MOST_DECISIONS, MOST_VAGUE, FEWEST_COMMENTS = 28, 1.0, 15
HEAVY = 15
"""Whoever reads a function of so many decisions reads it twice
(docs/decisions/0078).
"""
SHOWN = 8

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass
class Figures:
    """Sums over the files that were counted."""

    lines: int = 0
    comment_lines: int = 0
    function_lines: int = 0
    decisions: int = 0
    functions: int = 0
    heavy: list[tuple[int, str]] = field(default_factory=list)
    names: Counter[str] = field(default_factory=Counter)

    def add(self, text: str, file: str) -> None:
        """Counts one file."""
        self.lines += text.count("\n")
        self.comment_lines += comment_lines(text)
        for function in functions(ast.parse(text)):
            assert function.end_lineno is not None
            self.function_lines += function.end_lineno - function.lineno + 1
            own_decisions = sum(decisions(node) for node in ast.walk(function))
            self.functions += 1
            self.decisions += own_decisions
            if own_decisions >= HEAVY:
                location = f"{file}:{function.lineno} {function.name}"
                self.heavy.append((own_decisions, location))
            self.names.update(local_names(function))

    @property
    def vague(self) -> Counter[str]:
        """The vague names, and in how many functions each stands."""
        return Counter(
            {name: count for name, count in self.names.items() if name in VAGUE}
        )


def comment_lines(text: str) -> int:
    """Lines that hold a comment and nothing else."""
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return sum(
        token.type == tokenize.COMMENT and token.line.lstrip().startswith("#")
        for token in tokens
    )


def functions(tree: ast.AST) -> Iterator[Function]:
    """Functions and methods; those within a function are part of it."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, Function):
            yield node
        else:
            yield from functions(node)


def decisions(node: ast.AST) -> int:
    """How many more ways there are through the code because of this node; a
    function itself is one way.
    """
    match node:
        case ast.comprehension(ifs=conditions):
            return 1 + len(conditions)
        case ast.BoolOp(values=operands):
            return len(operands) - 1
        case (
            ast.FunctionDef()
            | ast.AsyncFunctionDef()
            | ast.If()
            | ast.IfExp()
            | ast.For()
            | ast.AsyncFor()
        ):
            return 1
        case ast.While() | ast.ExceptHandler() | ast.Assert() | ast.match_case():
            return 1
    return 0


def local_names(function: Function) -> set[str]:
    """What a function calls its arguments and values."""
    names = set()
    for node in ast.walk(function):
        if isinstance(node, ast.arg):
            names.add(node.arg)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
    # `__eq__(self, other)` is the data model's own word.
    if function.name.startswith("__"):
        names.discard("other")
    return names


def sources() -> Iterator[Path]:
    """The files that are counted."""
    for file in sorted(ROOT.rglob("*.py")):
        folders = file.relative_to(ROOT).parts[:-1]
        if not LEFT_OUT & set(folders) and not any(
            name.startswith(".") for name in folders
        ):
            yield file


def main() -> None:
    """Prints the four figures, each with what we aim at."""
    figures = Figures()
    for file in sources():
        figures.add(file.read_text(encoding="utf-8"), str(file.relative_to(ROOT)))
    if "heavy" in sys.argv[1:]:
        for count, location in sorted(figures.heavy, reverse=True):
            print(count, location)
        return
    density = 100 * figures.decisions / figures.function_lines
    vague = 100 * figures.vague.total() / figures.names.total()
    comments = 1000 * figures.comment_lines / figures.lines
    commonest = ", ".join(
        f"{name} {count}" for name, count in figures.vague.most_common(SHOWN)
    )
    print(
        f"decisions per 100 lines of function: {density:.1f} (at most {MOST_DECISIONS})"
    )
    print(
        f"functions of {HEAVY} decisions or more: {len(figures.heavy)} of {figures.functions:,}"
    )
    print(
        f"local names that are vague: {vague:.1f} % (at most {MOST_VAGUE:g}): {commonest}"
    )
    print(f"comment lines per 1,000 lines: {comments:.1f} (at least {FEWEST_COMMENTS})")


if __name__ == "__main__":
    main()

"""Every name, function and filter in the text of a mail, checked in
all its branches at once.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import jinja2
from jinja2 import nodes

from core.notation.spelling import nearest
from programme.template_checks.kinds import (
    ANYTHING,
    PASSAGE,
    Day,
    Items,
    Keys,
    Kind,
    Names,
    Number,
    Row,
    Text,
    Truth,
)

WHAT: Mapping[type[Kind], str] = {Number: "a number", Truth: "yes or no"}
COUNTED = (jinja2.TemplateError, TypeError, ValueError, LookupError, ArithmeticError)
"""What a function raises that is called with what it does not take."""
ORDER = {"gt": ">", "gteq": ">=", "lt": "<", "lteq": "<="}
EQUAL = {"eq": "==", "ne": "!="}
NUMBER = re.compile(r"-?\d+(\.\d+)?")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
COUNTING = ("abs", "count", "float", "int", "length", "round", "sum")
"""Filters that give a number."""
SAFE_WITH_ANYTHING = ("defined", "undefined")
"""Tests that ask whether there is something, so that it need not be."""


@dataclass(frozen=True)
class Fault:
    """A mistake in a text: its line, the word that is to be looked for
    in it, and what is wrong.
    """

    line: int
    word: str
    text: str


@dataclass
class NameCheck:
    """Checks the tree of one text.

    `try_call`: calls a function of mails with what stands between its brackets.
    """

    environment: jinja2.Environment
    names: Names
    functions: Mapping[str, Callable[..., object]]
    faults: list[Fault] = field(default_factory=list)
    scopes: list[dict[str, Kind]] = field(default_factory=list)

    def check(self, tree: nodes.Template) -> list[Fault]:
        """The mistakes of a text, in the order in which they stand."""
        self.scopes = [dict(self.names.names)]
        self._statements(tree.body)
        return self.faults

    def _report(self, node: nodes.Node, word: str, text: str) -> None:
        fault = Fault(node.lineno, word, text)
        if fault not in self.faults:
            self.faults.append(fault)

    # Statements

    def _statements(self, statements: list[nodes.Node]) -> None:
        for statement in statements:
            self._statement(statement)

    def _statement(self, node: nodes.Node) -> None:
        match node:
            case nodes.Output():
                for part in node.nodes:
                    self.kind(part)
            case nodes.If():
                self.kind(node.test)
                self._statements([*node.body, *node.elif_, *node.else_])
            case nodes.For():
                self._loop(node)
            case nodes.Assign():
                self._assign(node.target, self.kind(node.node))
            case _:
                self._others(node)

    def _loop(self, node: nodes.For) -> None:
        looped = self.kind(node.iter)
        self.scopes.append({"loop": ANYTHING})
        if isinstance(looped, Items):
            kind = looped.item
        else:
            kind = ANYTHING
        self._assign(node.target, kind)
        if node.test is not None:
            self.kind(node.test)
        self._statements(node.body)
        self.scopes.pop()
        self._statements(node.else_)

    def _others(self, node: nodes.Node) -> None:
        """Blocks, macros and whatever else there is: the names that
        they make may be anything.
        """
        self.scopes.append(
            {
                name.name: ANYTHING
                for name in node.find_all(nodes.Name)
                if name.ctx != "load"
            }
        )
        for child in node.iter_child_nodes():
            if isinstance(child, nodes.Expr):
                self.kind(child)
            else:
                self._statement(child)
        self.scopes.pop()

    def _assign(self, target: nodes.Node, kind: Kind) -> None:
        for name in target.find_all(nodes.Name):
            self.scopes[-1][name.name] = ANYTHING
        if isinstance(target, nodes.Name):
            self.scopes[-1][target.name] = kind

    # Expressions

    def kind(self, node: nodes.Node) -> Kind:
        """What an expression gives; what is wrong in it is noted."""
        match node:
            case nodes.Const():
                return Number() if isinstance(node.value, int | float) else Text()
            case nodes.Name():
                return self._name(node)
            case nodes.Getattr():
                return self._part(node, self.kind(node.node), node.attr)
            case nodes.Getitem():
                return self._item(node)
            case nodes.Call():
                return self._call(node)
            case nodes.Filter():
                return self._filter(node)
            case nodes.Test():
                return self._test(node)
            case nodes.Compare():
                return self._comparison(node)
            case nodes.BinExpr() if not isinstance(node, nodes.And | nodes.Or):
                return self._arithmetic(node)
            case nodes.List() | nodes.Tuple():
                return self._list(node)
            case _:
                for child in node.iter_child_nodes():
                    self.kind(child)
                return ANYTHING

    def _name(self, node: nodes.Name) -> Kind:
        for scope in reversed(self.scopes):
            if node.name in scope:
                return scope[node.name]
        if node.name in self.names.functions:
            return ANYTHING
        names = [*self.scopes[0], *self.names.functions]
        if node.name in self.names.programme.forms:
            text = f'the name of a form stands in quotes: "{node.name}"'
            self._report(node, node.name, text)
            return ANYTHING
        self._report(
            node,
            node.name,
            f'there is no "{node.name}" in mails{nearest(node.name, names)}',
        )
        return ANYTHING

    def _part(self, node: nodes.Node, kind: Kind, name: str) -> Kind:
        part = self.names.part(kind, name)
        if part is not None:
            return part
        if isinstance(kind, Row):
            table = self.names.lacking(kind, name)
            text = f'{table} has no column "{name}"{nearest(name, self.names.parts(replace(kind, tables=(table,))))}'
        elif isinstance(kind, Keys):
            text = f'{kind.label} has no "{name}"{nearest(name, kind.names)}'
        else:
            what = WHAT.get(type(kind), "a text")
            text = f"{what} has no parts, so that nothing stands behind `.{name}`"
            if isinstance(kind, Day):
                text = f"a day has .year, .month and .day{nearest(name, self.names.parts(kind))}"
        self._report(node, name, text)
        return ANYTHING

    def _item(self, node: nodes.Getitem) -> Kind:
        kind = self.kind(node.node)
        if isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
            return self._part(node, kind, node.arg.value)
        self.kind(node.arg)
        if isinstance(kind, Items):
            return kind.item
        return ANYTHING

    def _call(self, node: nodes.Call) -> Kind:
        kinds = [self.kind(argument) for argument in node.args]
        for keyword in node.kwargs:
            self.kind(keyword.value)
        if (
            not isinstance(node.node, nodes.Name)
            or node.node.name not in self.functions
        ):
            self.kind(node.node)
            return ANYTHING
        name = node.node.name
        self._try(node, name, kinds)
        if name == "rows":
            first = None
            if node.args:
                first = node.args[0]
            rows = ""
            if isinstance(first, nodes.Const):
                rows = first.value
            return self.names.rows(self.scopes[0].get("record", ANYTHING), str(rows))
        if name == "both":
            return Items(PASSAGE)
        return self.names.functions.get(name, ANYTHING)

    def _try(self, node: nodes.Call, name: str, kinds: list[Kind]) -> None:
        """What is only known when the mail is written is tried with
        a number, or with nothing.
        """
        values: list[Any] = []
        for argument, kind in zip(node.args, kinds, strict=True):
            if not isinstance(argument, nodes.Const) and not isinstance(kind, Number):
                # Which columns a list of names goes through is only known
                # when the mail is written.
                return
            values.append(argument.value if isinstance(argument, nodes.Const) else 0)
        keywords = {}
        for part in node.kwargs:
            if isinstance(part.value, nodes.Const):
                keywords[part.key] = part.value.value
        try:
            self.functions[name](*values, **keywords)
        except TypeError:
            self._report(
                node, name, f"{name}(…) does not take what stands between its brackets"
            )
        except COUNTED as error:
            self._report(node, name, str(error))

    def _filter(self, node: nodes.Filter) -> Kind:
        if node.name not in self.environment.filters:
            self._report(
                node,
                node.name,
                f'there is no "| {node.name}"{nearest(node.name, self.environment.filters)}',
            )
        for child in node.iter_child_nodes():
            self.kind(child)
        if node.name in COUNTING:
            return Number()
        return ANYTHING

    def _test(self, node: nodes.Test) -> Kind:
        if node.name not in self.environment.tests:
            self._report(
                node,
                node.name,
                f'there is no "is {node.name}"{nearest(node.name, self.environment.tests)}',
            )
        if node.name not in SAFE_WITH_ANYTHING:
            for child in node.iter_child_nodes():
                self.kind(child)
        return ANYTHING

    def _comparison(self, node: nodes.Compare) -> Kind:
        left = self.kind(node.expr)
        written = node.expr
        for operand in node.ops:
            right = self.kind(operand.expr)
            for kind, text, beside, other in (
                (left, written, right, operand.expr),
                (right, operand.expr, left, written),
            ):
                fault = _wrong_comparison(operand.op, kind, text, beside, other)
                if fault:
                    self._report(node, _last_name(text), fault)
            left = right
            written = operand.expr
        return Truth()

    def _arithmetic(self, node: nodes.BinExpr) -> Kind:
        left = self.kind(node.left)
        right = self.kind(node.right)
        if isinstance(node, nodes.Add) and isinstance(left, Items):
            return _joined(left, right)
        is_sum = isinstance(node, nodes.Add)
        for part, kind, beside in (
            (node.left, left, right),
            (node.right, right, left),
        ):
            is_counted = isinstance(beside, Number | Day | Truth)
            # Two texts that the author wrote are joined by + as well.
            if not isinstance(kind, Text) or (
                isinstance(part, nodes.Const) and not is_counted
            ):
                continue
            if is_sum and not isinstance(beside, Text | Number | Day | Truth):
                continue
            if is_sum and isinstance(beside, Text) and _is_text(node.left, node.right):
                continue
            self._report(node, _last_name(part), _not_counted(part, node.operator))
            return ANYTHING
        return _counted_kind(node, left, right)

    def _list(self, node: nodes.List | nodes.Tuple) -> Kind:
        tables: list[str] = []
        is_of_rows = bool(node.items)
        for kind in [self.kind(item) for item in node.items]:
            if isinstance(kind, Row):
                tables.extend(kind.tables)
            else:
                is_of_rows = False
        if is_of_rows:
            return Items(Row(tuple(dict.fromkeys(tables))))
        return Items()


def _wrong_comparison(
    sign_name: str, kind: Kind, text: nodes.Node, beside: Kind, other: nodes.Node
) -> str:
    """What is wrong with one side of a comparison; "" if nothing."""
    sign = ORDER.get(sign_name)
    name = described(text)
    is_named = not isinstance(text, nodes.Const)
    if sign and is_named and isinstance(kind, Text) and isinstance(beside, Number):
        return (
            f"{name} is a text here, as the mail shows it, and {sign} compares numbers; a condition on its value "
            "stands in config/rules.yaml, as `only`"
        )
    if not isinstance(other, nodes.Const) or not isinstance(other.value, str):
        return ""
    sign = sign or EQUAL.get(sign_name, "")
    if not sign or not other.value:
        return ""
    if isinstance(kind, Number):
        number = other.value.strip()
        instead = ""
        if NUMBER.fullmatch(number):
            instead = f": {name} {sign} {number}"
        return f"{name} is a number, and what it is compared with stands without quotes{instead}"
    if isinstance(kind, Truth):
        return f"{name} is yes or no: write {{% if {name} %}}, or {{% if not {name} %}}"
    if isinstance(kind, Day) and not DAY.fullmatch(other.value):
        return f'{name} is a day; a certain one is written {name} {sign} "2027-03-12"'
    return ""


def _is_text(*parts: nodes.Node) -> bool:
    """Whether a text that the author wrote is among these."""
    return any(isinstance(part, nodes.Const) for part in parts)


def _not_counted(part: nodes.Node, sign: str) -> str:
    joined = ""
    if sign == "+":
        joined = "; texts are joined by ~"
    return f"{described(part)} is a text here, as the mail shows it: {sign} would not count it{joined}"


def _joined(left: Items, right: Kind) -> Kind:
    """A list behind another one."""
    if not isinstance(right, Items):
        return ANYTHING
    if isinstance(left.item, Row) and isinstance(right.item, Row):
        tables = dict.fromkeys([*left.item.tables, *right.item.tables])
        return Items(Row(tuple(tables)))
    return Items()


def _counted_kind(node: nodes.BinExpr, left: Kind, right: Kind) -> Kind:
    """What numbers and days give together."""
    kinds = (left, right)
    if all(isinstance(kind, Number | Truth) for kind in kinds):
        return Number()
    if isinstance(node, nodes.Sub) and all(isinstance(kind, Day) for kind in kinds):
        return Number()
    if isinstance(left, Day) and isinstance(right, Number):
        return Day()
    return ANYTHING


def _last_name(node: nodes.Node) -> str:
    return described(node).rsplit(".", maxsplit=1)[-1]


def described(node: nodes.Node) -> str:
    """A part of an expression as messages call it."""
    if isinstance(node, nodes.Name):
        return str(node.name)
    if isinstance(node, nodes.Const):
        return f'"{node.value}"'
    if isinstance(node, nodes.Getattr):
        return f"{described(node.node)}.{node.attr}"
    return "this"


SINGLE = r"(?<![{{%#])\{{\s*(?P<name>(?:{names})\b(?:\.\w+|\([^{{}}]*\))*)\s*\}}(?!\}})"
"""A gap with one brace on each side."""


def single_braces(lines: list[str], names: Names) -> Iterator[Fault]:
    """Gaps that would stand in the mail as they are written."""
    alternatives = "|".join(map(re.escape, [*names.names, *names.functions]))
    pattern = re.compile(SINGLE.format(names=alternatives))
    for number, line in enumerate(lines, 1):
        for match in pattern.finditer(line):
            text = f"a gap is written with two braces on each side: {{{{ {match['name']} }}}}"
            yield Fault(number, match[0], text)


def column_of(line: str, word: str) -> int:
    """Where a word stands in a line; its beginning where it does not."""
    before = ""
    if re.match(r"\w", word):
        before = r"(?<!\w)"
    after = ""
    if re.search(r"\w$", word):
        after = r"(?!\w)"
    match = re.search(before + re.escape(word) + after, line)
    if match:
        return match.start() + 1
    return 1

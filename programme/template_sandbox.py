"""The surroundings in which templates of mails and documents are filled: they reach
nothing but what they are given, and no number in the data makes them endless.
"""

from collections.abc import Callable
from functools import partial
from types import BuiltinMethodType
from typing import Any

import jinja2
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from programme.records.templates.template_values import TemplateValue, total

MOST = 1_000
"""Times that something is repeated, signs to which it is filled up, digits of a power:
a number that a stranger typed may stand there.
"""
FILLING = ("batch", "center", "indent", "slice")
"""Filters that make as much as a number says."""
FORMATTING = ("format", "format_map")
"""Their gaps may name a width, and nothing here needs them."""
Filter = Callable[..., Any]


class TemplateEnvironment(ImmutableSandboxedEnvironment):
    """Jinja's sandbox, which keeps from attributes, and limits that keep from filling
    the memory.
    """

    intercepted_binops = frozenset(("*", "**", "%"))

    def __init__(self, **options: Any) -> None:
        super().__init__(undefined=jinja2.StrictUndefined, **options)
        # `range`, `lipsum` and the rest are of no use here, and a loop over a long
        # range would hold up everything.
        self.globals = {}
        self.filters["sum"] = total
        del self.filters["format"]
        for name in FILLING:
            self.filters[name] = partial(_filled, self.filters[name])

    def call_binop(
        self, context: Context, operator: str, left: Any, right: Any
    ) -> object:
        """What a sign gives. Raises TemplateRuntimeError for what would be too much."""
        if operator == "*":
            for text, times in ((left, right), (right, left)):
                if isinstance(text, str | list | tuple):
                    _refuse_many(times)
        if operator == "**":
            _refuse_many(right)
            _refuse_many(left)
        if operator == "%" and isinstance(left, str):
            raise jinja2.TemplateRuntimeError(
                "% does not fill texts here: ~ puts them together"
            )
        return super().call_binop(context, operator, left, right)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Whether a template may ask for an attribute of a value."""
        if isinstance(obj, str) and attr in FORMATTING:
            return False
        return super().is_safe_attribute(obj, attr, value)

    def wrap_str_format(self, value: Any) -> None:
        """Jinja's own `str.format`, which comes before `is_safe_attribute`: none."""

    def call(
        self, context: Context, called: Any, /, *arguments: Any, **named: Any
    ) -> Any:
        """Calls what a template calls; of methods of texts (`ljust`) as the filters."""
        if isinstance(called, BuiltinMethodType):
            for argument in (*arguments, *named.values()):
                _refuse_many(argument)
        return super().call(context, called, *arguments, **named)


def _filled(original: Filter, /, *arguments: Any, **named: Any) -> Any:
    for argument in (*arguments[1:], *named.values()):
        _refuse_many(argument)
    return original(*arguments, **named)


def _refuse_many(number: object) -> None:
    """Raises TemplateRuntimeError."""
    size = number.plain if isinstance(number, TemplateValue) else number
    if isinstance(size, int | float) and abs(size) > MOST:
        raise jinja2.TemplateRuntimeError(
            f"{size:g} is too large for that: {MOST} is the most"
        )

"""Every type by its name.

A file in types/ names its own in `TYPES`; nothing else lists them.
"""

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from functools import cache

import fieldtypes.types as folder
from expressions.types import ValueType
from fieldtypes.base import FieldType


@cache
def field_types() -> Mapping[str, FieldType]:
    """Every type by the word that stands in the programme's files."""
    types: dict[str, FieldType] = {}
    for module in pkgutil.iter_modules(folder.__path__):
        for field_type in importlib.import_module(
            f"{folder.__name__}.{module.name}"
        ).TYPES:
            types[field_type.name] = field_type
    return types


def field_type(name: str) -> FieldType:
    """The type of that name. Raises KeyError."""
    return field_types()[name]


def address_type(part: str) -> FieldType:
    """The type of that part of a contact: email, phone."""
    return next(
        field_type
        for field_type in field_types().values()
        if field_type.address_of == part
    )


def names_where(condition: Callable[[FieldType], bool]) -> frozenset[str]:
    """The names of the types of which something is true."""
    names = set()
    for name, field_type in field_types().items():
        if condition(field_type):
            names.add(name)
    return frozenset(names)


def names_of(*types: ValueType) -> frozenset[str]:
    """The names of the types whose values are of one of these types in expressions."""
    return names_where(lambda field_type: field_type.expression_type in types)

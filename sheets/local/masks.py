"""Field masks: `a,b.c,d(e,f/g)` and what they take from, or put into, a JSON object."""

from typing import Any

from sheets.local.errors import invalid
from sheets.local.model import Json

Mask = dict[str, Any]
"""Each field's own mask; an empty one means all of the field."""


def parse(text: str) -> Mask:
    """Reads a mask. `*` means everything and gives an empty mask."""
    mask, rest = _group(text.replace("/", "."), 0)
    if rest != len(text):
        raise invalid(f"Request contains an invalid argument: fields: {text}")
    return {} if "*" in mask else mask


def _group(text: str, at: int) -> tuple[Mask, int]:
    mask: Mask = {}
    while at < len(text) and text[at] != ")":
        at = _path(text, at, mask)
        if at < len(text) and text[at] == ",":
            at += 1
    return mask, at


def _path(text: str, at: int, mask: Mask) -> int:
    """Reads one path into the mask; gives the place after it."""
    start = at
    while at < len(text) and text[at] not in ",()":
        at += 1
    *parents, last = text[start:at].strip().split(".")
    for name in parents:
        mask = mask.setdefault(name, {})
    inner: Mask = {}
    if at < len(text) and text[at] == "(":
        inner, at = _group(text, at + 1)
        at += 1
    if last == "*":
        return at
    mask.setdefault(last, {}).update({} if "*" in inner else inner)
    return at


def pick(value: Any, mask: Mask) -> Any:
    """What the mask leaves of a value; fields it does not name are dropped."""
    if not mask:
        return value
    if isinstance(value, list):
        return [pick(item, mask) for item in value]
    if not isinstance(value, dict):
        return value
    return {name: pick(item, mask[name]) for name, item in value.items() if name in mask}


def merge(old: Json, new: Json, mask: Mask) -> Json:
    """A copy of `old` with the masked fields as in `new`; fields missing there are cleared."""
    if not mask:
        return dict(new)
    made = dict(old)
    for name, inner in mask.items():
        value = new.get(name)
        if inner and isinstance(value, dict):
            value = merge(made.get(name) or {}, value, inner)
        elif inner:
            value = merge(made.get(name) or {}, {}, inner)
        if value is None or value == {}:
            made.pop(name, None)
        else:
            made[name] = value
    return made


def required(request: Json) -> Mask:
    """The mask of an update request, which must have one."""
    text = request.get("fields")
    if not text:
        raise invalid("At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)")
    return parse(text)

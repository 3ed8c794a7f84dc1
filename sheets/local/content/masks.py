"""Field masks: `a,b.c,d(e,f/g)` and what they take from, or put into, a JSON object."""

from typing import Any

from sheets.local.content.colours import TWINS, masked_twins
from sheets.local.errors import ApiError, invalid
from sheets.local.model.spreadsheet import Json
from sheets.local.names import camel

Mask = dict[str, Any]
"""Each field's own mask; an empty one means all of the field."""
BLACK = frozenset({*TWINS, "rgbColor"})
"""Fields in which an empty object says something."""
LONGEST, DEEPEST = 20_000, 50
"""Letters of a mask, and brackets in one."""


def parse(text: str) -> Mask:
    """Reads a mask. `*` means everything and gives an empty mask."""
    if len(text) > LONGEST or text.count("(") > DEEPEST:
        raise _unreadable(text)
    path_text = camel(text.replace("/", "."))
    mask, end = _group(path_text, 0)
    if end != len(path_text):
        raise _unreadable(text)
    # An empty mask means all fields.
    if "*" in mask:
        return {}
    return mask


def _unreadable(text: str) -> ApiError:
    return invalid(f"Request contains an invalid argument: fields: {text[:100]}")


def _group(text: str, position: int) -> tuple[Mask, int]:
    mask: Mask = {}
    while _sign(text, position) not in ("", ")"):
        position = _path(text, position, mask)
        if _sign(text, position) == ",":
            position += 1
    return mask, position


def _sign(text: str, position: int) -> str:
    """The sign at a place; "" behind the last one."""
    return text[position : position + 1]


def _path(text: str, position: int, mask: Mask) -> int:
    """Reads one path into the mask; gives the place after it."""
    start = position
    while _sign(text, position) not in ("", ",", "(", ")"):
        position += 1
    path = [name.strip() for name in text[start:position].split(".")]
    inner: Mask = {}
    if _sign(text, position) == "(":
        inner, position = _group(text, position + 1)
        if not _sign(text, position):
            raise _unreadable(text)
        position += 1
    if path[-1] == "*" and len(path) > 1:
        path.pop()
    if not all(path):
        raise _unreadable(text)
    _add(mask, path, {} if "*" in inner else inner)
    return position


def _add(mask: Mask, path: list[str], inner: Mask) -> None:
    """Puts a path into a mask; what is asked for whole stays whole."""
    for name in path[:-1]:
        if mask.get(name) == {}:
            return
        mask = mask.setdefault(name, {})
    last = path[-1]
    if last not in mask:
        mask[last] = inner
    elif mask[last] and inner:
        for name, deeper in inner.items():
            _add(mask[last], [name], deeper)
    else:
        mask[last] = {}


def pick(value: Any, mask: Mask) -> Any:
    """What the mask leaves of a value; fields it does not name are dropped."""
    if not mask:
        return value
    if isinstance(value, list):
        return [pick(item, mask) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        name: pick(item, mask[name]) for name, item in value.items() if name in mask
    }


def merge(old: Json, new: Json, mask: Mask) -> Json:
    """A copy of `old` with the masked fields as in `new`; fields
    missing there are cleared.
    """
    if not mask:
        return dict(new)
    merged = dict(old)
    for name, inner in mask.items():
        value = new.get(name)
        if inner:
            given = value if isinstance(value, dict) else {}
            value = merge(merged.get(name) or {}, given, inner)
        # A masked field that is not given is cleared, as Google says of field masks.
        # A colour without channels is black, and is one.
        is_black = value == {} and name in BLACK
        if value is None or (value == {} and not is_black):
            merged.pop(name, None)
        else:
            merged[name] = value
    return merged


def required(request: Json) -> Mask:
    """The mask of an update request, which must have one."""
    text = request.get("fields")
    if not text:
        raise invalid(
            "At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)"
        )
    return masked_twins(parse(text))

"""Colours, which Google tells in two forms: `backgroundColor`, and the newer
`backgroundColorStyle`, which may name a colour of the spreadsheet's theme.
"""

import struct
from typing import Any

from sheets.local.model.json_parts import items_of, part_of
from sheets.local.model.spreadsheet import Json

TWINS = {
    name: f"{name}Style"
    for name in (
        "backgroundColor",
        "color",
        "firstBandColor",
        "footerColor",
        "foregroundColor",
        "headerColor",
        "secondBandColor",
        "tabColor",
        "visibleBackgroundColor",
        "visibleForegroundColor",
    )
}
"""The older name of each colour, and the newer one."""
STYLES = {newer: older for older, newer in TWINS.items()}
CHANNELS = ("red", "green", "blue", "alpha")
BLACK: Json = {}


def twinned(value: Any, theme: Json) -> Any:
    """The same with each colour in both forms; the newer one wins where both are given,
    as Google says. What holds no colour stays the same object.
    """
    if isinstance(value, list):
        items = [twinned(item, theme) for item in value]
        same = all(new is old for new, old in zip(items, value, strict=True))
        if same:
            return value
        return items
    if not isinstance(value, dict):
        return value
    changed: Json = {}
    for name, item in value.items():
        if name in TWINS:
            if TWINS[name] not in value:
                changed[name] = colour = _rounded(item)
                changed[TWINS[name]] = {"rgbColor": colour}
        elif name in STYLES:
            changed |= _both(STYLES[name], item, theme)
        elif name != "userEnteredValue":
            new = twinned(item, theme)
            if new is not item:
                changed[name] = new
    if changed:
        return value | changed
    return value


def _both(older: str, style: Any, theme: Json) -> Json:
    """Both forms of a colour that the newer one gives; a theme's colour is resolved."""
    if not isinstance(style, dict):
        return {}
    if "themeColor" in style:
        resolved = theme_colour(theme, style["themeColor"])
        return {older: resolved, TWINS[older]: {"themeColor": style["themeColor"]}}
    if "rgbColor" in style:
        colour = _rounded(style["rgbColor"])
        return {older: colour, TWINS[older]: {"rgbColor": colour}}
    return {}


def theme_colour(theme: Json, name: str) -> Json:
    """A colour of the theme; black where it names none of this kind."""
    for entry in items_of(theme, "themeColors"):
        if entry.get("colorType") == name:
            colour = part_of(entry, "color").get("rgbColor")
            return _rounded(colour or BLACK)
    return BLACK


def _rounded(colour: Any) -> Json:
    """A colour as Google tells it: channels of 0 left out, the others in 32 bits."""
    if not isinstance(colour, dict):
        return BLACK
    rounded = {}
    for channel in CHANNELS:
        part = min(max(float(colour.get(channel) or 0), 0.0), 1.0)
        if part:
            rounded[channel] = single(part)
    return rounded


def masked_twins(mask: Json) -> Json:
    """A mask that names both forms of each colour of which it names one."""
    twins: Json = {}
    for name, inner in mask.items():
        if name in TWINS:
            style = mask.get(TWINS[name], {"rgbColor": inner} if inner else {})
            twins |= {name: inner, TWINS[name]: style}
        elif name in STYLES:
            channels = inner.get("rgbColor", {})
            twins.setdefault(STYLES[name], channels)
            twins[name] = inner
        else:
            twins[name] = masked_twins(inner)
    return twins


def single(value: float) -> int | float:
    """A number rounded to single precision and written as shortly as that allows."""
    if value.is_integer():
        return int(value)
    try:
        packed = struct.pack("f", value)
    except OverflowError:
        return value
    # Google keeps colours in 32 bits: 0.1 is told as 0.1 and not as 0.10000000149.
    shortest = (
        short
        for size in range(1, 18)
        if struct.pack("f", short := float(f"{value:.{size}g}")) == packed
    )
    return next(shortest)

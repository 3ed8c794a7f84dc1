"""One colour of a programme, and all shades of its pages and mails that
follow from it, light and dark.

Contrast depends on luminance alone (WCAG 2.2, 1.4.3). So every shade but the colour
itself has a fixed luminance, and takes from the colour its hue and how strong it is:
whatever the colour, they can be told apart as well.
"""

import colorsys
import re
from dataclasses import dataclass
from functools import lru_cache

USUAL = "#2f6b3a"
"""The colour of a programme that names none."""
SHAPE = re.compile(r"#[0-9a-f]{6}")
LEAST_CONTRAST = 4.5
"""Of words, to what is behind them (WCAG 2.2, level AA)."""
USUAL_SATURATION = 0.39
"""Of the usual colour, for which the shares of the shades were chosen; a paler one
makes them paler, a stronger one not.
"""
DARK_SATURATION = 0.6
"""On a dark ground a stronger colour glares."""
STRONGER = 0.54
"""The luminance of what is pressed, beside the colour's own."""
# How light a ground may be at most, as luminance; halving an interval so often ends
# finer than a colour has steps.
LIGHTEST_GROUND, STEPS = 0.9326, 24
REMEMBERED = 64
"""Colours whose shades are kept: a programme has one, which every
mail and page is written in.
"""


@dataclass(frozen=True)
class Palette:
    """The shades of one theme, as CSS writes them.

    `soft`: of less important words; `strong`: of headings in the colour.
    """

    accent: str
    strong: str
    on_accent: str
    ground: str
    paper: str
    ink: str
    soft: str
    line: str


@dataclass(frozen=True)
class Shades:
    """The two themes of a colour."""

    light: Palette
    dark: Palette


@lru_cache(REMEMBERED)
def shades(colour: str) -> Shades:
    """All shades of a colour, written as `#2f6b3a`."""
    hue, _lightness, saturation = _hls(colour)
    tint = min(1.0, saturation / USUAL_SATURATION)
    bright = min(saturation, DARK_SATURATION)
    light = Palette(
        accent=colour,
        strong=_shade(hue, saturation, luminance(colour) * STRONGER),
        on_accent="#ffffff",
        ground=_shade(hue, 0.22 * tint, LIGHTEST_GROUND),
        paper="#ffffff",
        ink=_shade(hue, 0.2 * tint, 0.02),
        soft=_shade(hue, 0.075 * tint, 0.1183),
        line=_shade(hue, 0.11 * tint, 0.611),
    )
    dark = Palette(
        accent=_shade(hue, bright, 0.5283),
        strong=_shade(hue, bright, 0.6806),
        on_accent=_shade(hue, 0.36 * tint, 0.0118),
        ground=_shade(hue, 0.156 * tint, 0.0093),
        paper=_shade(hue, 0.147 * tint, 0.0181),
        ink=_shade(hue, 0.156 * tint, 0.8247),
        soft=_shade(hue, 0.077 * tint, 0.4205),
        line=_shade(hue, 0.086 * tint, 0.0779),
    )
    return Shades(light, dark)


def contrast_on_page(colour: str) -> float:
    """The contrast of a colour with the light ground, from 1 to 21."""
    return contrast(colour, shades(colour).light.ground)


def nearest_readable(colour: str) -> str:
    """The colour of the same hue and strength that is as light as can be
    read on the light ground.
    """
    hue, _lightness, saturation = _hls(colour)
    target = (LIGHTEST_GROUND + 0.05) / LEAST_CONTRAST - 0.05
    # Rounded to 256 steps a shade may lie a little above its luminance.
    candidate = colour
    while contrast_on_page(candidate) < LEAST_CONTRAST:
        candidate = _shade(hue, saturation, target)
        target *= 0.99
    return candidate


def contrast(first: str, second: str) -> float:
    """The contrast of two colours, from 1 (alike) to 21 (black and white)."""
    dark, light = sorted((luminance(first), luminance(second)))
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    """The relative luminance, from 0 (black) to 1 (white): WCAG
    2.2, "relative luminance".
    """
    red, green, blue = (_linear(part) for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    if part <= 0.04045:  # noqa: PLR2004 (this and the next line are the standard's)
        return part / 12.92
    return float(((part + 0.055) / 1.055) ** 2.4)


def _parts(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return red, green, blue


def _hls(colour: str) -> tuple[float, float, float]:
    return colorsys.rgb_to_hls(*_parts(colour))


def _shade(hue: float, saturation: float, target: float) -> str:
    """The colour of that hue, saturation and luminance."""
    low, high = 0.0, 1.0
    for _step in range(STEPS):
        middle = (low + high) / 2
        if luminance(_written(hue, middle, saturation)) < target:
            low = middle
        else:
            high = middle
    return _written(hue, low, saturation)


def _written(hue: float, lightness: float, saturation: float) -> str:
    red, green, blue = (
        round(part * 255) for part in colorsys.hls_to_rgb(hue, lightness, saturation)
    )
    return f"#{red:02x}{green:02x}{blue:02x}"

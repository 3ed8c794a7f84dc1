"""Reads a logo.

It becomes a part of every page, so it is small, and an SVG loses what
could act or load something.
"""

import re
import struct
from pathlib import Path
from xml.etree import ElementTree as ET

from programme.models.pages.look import Picture

MOST_BYTES = 32 * 1024
"""More than a whole page weighs."""
# Every reader of a mail loads it, on telephones too.
MOST_PIXELS = 2000
PNG = b"\x89PNG\r\n\x1a\n"
SVG = "{http://www.w3.org/2000/svg}"
ELEMENTS = frozenset(
    [
        *(
            "svg",
            "g",
            "path",
            "rect",
            "circle",
            "ellipse",
            "line",
            "polyline",
            "polygon",
            "text",
            "tspan",
            "title",
            "desc",
        ),
        *(
            "defs",
            "use",
            "symbol",
            "switch",
            "style",
            "linearGradient",
            "radialGradient",
            "stop",
            "clipPath",
            "mask",
            "pattern",
        ),
    ]
)
LEFT_OUT = frozenset(["metadata"])
"""What drawing programs write of themselves; it shows nothing.

So is whatever is not SVG's own.
"""
LINKS = ("href", "{http://www.w3.org/1999/xlink}href")
OUTSIDE = re.compile(
    r"@import|url\(\s*['\"]?\s*(?!['\"]?#)|javascript:|expression\(|\\", re.IGNORECASE
)
NUMBER = re.compile(r"\s*([0-9.]+)(px)?\s*")


class LogoError(ValueError):
    """A file that cannot be a logo; its words say why, and what to do."""


def read_logo(file: Path) -> Picture:
    """The logo in a file. Raises LogoError."""
    if not file.is_file():
        raise LogoError(f"there is no file {file.name} beside programme.yaml")
    data = file.read_bytes()
    if len(data) > MOST_BYTES:
        raise LogoError(
            f"{file.name} has {len(data) // 1024} KB: a logo may have {MOST_BYTES // 1024}, for slow telephones"
        )
    if file.suffix == ".png":
        return _png(file.name, data)
    return _svg(file.name, data)


def _png(name: str, data: bytes) -> Picture:
    # The header's first chunk: length, "IHDR", width and height (PNG, 11.2.1).
    if not data.startswith(PNG) or data[12:16] != b"IHDR":
        raise LogoError(f"{name} is no PNG picture")
    width, height = struct.unpack(">II", data[16:24])
    if not 0 < max(width, height) <= MOST_PIXELS or not min(width, height):
        raise LogoError(
            f"{name} has {width} × {height} pixels: a logo may have {MOST_PIXELS} at most"
        )
    return Picture(name=name, data=data, width=width, height=height)


def _svg(name: str, data: bytes) -> Picture:
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise LogoError(f"{name} is not in UTF-8; save it as a plain SVG") from None
    # Entities could grow without end, and a drawing needs none.
    if re.search(r"<!(DOCTYPE[^>]*\[|ENTITY)", text, re.IGNORECASE):
        raise LogoError(f"{name} declares entities; save it as a plain SVG")
    try:
        root = ET.fromstring(text)  # noqa: S314 (the programme's own file, without entities)
    except ET.ParseError as error:
        raise LogoError(f"{name} is no SVG picture: {error}") from None
    if root.tag != f"{SVG}svg":
        raise LogoError(
            f"{name} is no SVG picture: it does not begin with <svg xmlns=…>"
        )
    width, height = _size(name, root)
    _clean(name, root)
    ET.register_namespace("", SVG[1:-1])
    return Picture(
        name=name, data=ET.tostring(root), width=round(width), height=round(height)
    )


def _size(name: str, root: ET.Element) -> tuple[float, float]:
    try:
        box = [
            float(number)
            for number in re.split(r"[\s,]+", root.get("viewBox", "").strip())
        ]
    except ValueError:
        box = []
    if len(box) == 4:  # noqa: PLR2004
        width, height = box[2:]
    else:
        matches = [NUMBER.fullmatch(root.get(side, "")) for side in ("width", "height")]
        width, height = (float(match[1]) if match else 0.0 for match in matches)
        # Without it a browser would cut the picture instead of making it smaller.
        root.set("viewBox", f"0 0 {width:g} {height:g}")
    if width < 1 or height < 1:
        raise LogoError(f"{name} does not say how large it is: it needs a viewBox")
    return width, height


def _check_attribute(name: str, key: str, value: str) -> None:
    """Raises LogoError for one that acts, or loads something."""
    if key.lower().startswith("on"):
        raise LogoError(f"{name} would run a script ({key}); save it as a plain SVG")
    source = ""
    if key in LINKS and not value.strip().startswith("#"):
        source = value[:40]
    elif OUTSIDE.search(value):
        source = key
    if source:
        raise LogoError(
            f"{name} loads something from elsewhere ({source}); draw it into the picture"
        )


def _clean(name: str, element: ET.Element) -> None:
    """Takes out what is not SVG's own.

    Raises LogoError for what could act or load something: it would be missed.
    """
    for key, value in list(element.attrib.items()):
        if key.startswith("{") and key not in LINKS:
            del element.attrib[key]
        else:
            _check_attribute(name, key, value)
    if element.tag == f"{SVG}style" and OUTSIDE.search(element.text or ""):
        raise LogoError(
            f"{name} loads something from elsewhere in its style; draw it into the picture"
        )
    for child in list(element):
        tag = str(child.tag)
        own = tag.removeprefix(SVG)
        if not tag.startswith(SVG) or own in LEFT_OUT:
            element.remove(child)
        elif own not in ELEMENTS:
            raise LogoError(
                f"{name} has a part <{own}>, which no logo needs; save it as a plain SVG"
            )
        else:
            _clean(name, child)

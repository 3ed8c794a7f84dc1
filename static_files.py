"""The files of static/, compressed once at the start and kept by browsers for a year;
the scripts of a page in one file.

Each line of telephones on a slow network costs a second: a page asks for its style and
one script, and for nothing else.
"""

import gzip
import mimetypes
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from flask import Flask, Response, abort, request

from core.notation.colours import Palette, shades
from programme.model import Programme

STYLE = "style.css"
DARK = "@media (prefers-color-scheme: dark)"
VARIABLES = {
    "leaf": "accent",
    "leaf-dark": "strong",
    "on-leaf": "on_accent",
    "ground": "ground",
    "paper": "paper",
    "ink": "ink",
    "soft": "soft",
    "line": "line",
}
"""Name in static/style.css → shade."""
ENDPOINT = "static"
PARTS = {
    "lists": ("choices.js",),
    "logic": ("expressions.js", "logic.js"),
    "repeats": ("repeats.js",),
    "files": ("uploads.js",),
}
"""What a form may need beside form.js, in this order: a name, and its scripts."""
PICTURE_ALONE = (
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"
)
"""Opened by itself, an SVG is a document: it may be styled, and do nothing."""
YEAR_SECONDS = 31_536_000
SHORT_SECONDS = 3600
"""For an address without the version: whoever wrote it down sees
a change within the hour.
"""


def bundle(needed: Collection[str]) -> str:
    """The file with the scripts of a form that needs these of PARTS."""
    names = []
    for name in PARTS:
        if name in needed:
            names.append(name)
    if names:
        return f"form-with-{'-and-'.join(names)}.js"
    return "form.js"


def _bundles() -> Iterator[tuple[str, tuple[str, ...]]]:
    for count in range(1, len(PARTS) + 1):
        for names in combinations(PARTS, count):
            scripts = [script for name in names for script in PARTS[name]]
            yield bundle(names), (*scripts, "form.js")


BUNDLES = dict(_bundles())
"""Scripts that a page needs together, in this order; each can be asked for alone,
too.
"""


@dataclass(frozen=True)
class StaticFile:
    """A file as it is sent. `compressed`: with gzip."""

    media_type: str
    body: bytes
    compressed: bytes


def serve_static_files(
    app: Flask, folder: Path, version: str, look: Mapping[str, bytes]
) -> None:
    """Adds /static/. `version`: what stands behind `?v=` in the addresses of our pages;
    it changes with the files.

    `look`: the programme's own: its style, which comes before ours
    of that name, and its logo.
    """
    files = read_files(folder, look)

    def send(filename: str) -> Response:
        file = files.get(filename)
        if file is None:
            abort(404)
        is_compressed = request.accept_encodings.quality("gzip") > 0
        response = Response(
            file.compressed if is_compressed else file.body,
            content_type=file.media_type,
        )
        if is_compressed:
            response.headers["Content-Encoding"] = "gzip"
        if filename.endswith(".svg"):
            response.headers["Content-Security-Policy"] = PICTURE_ALONE
        response.headers["Vary"] = "Accept-Encoding"
        response.cache_control.public = True
        response.cache_control.max_age = SHORT_SECONDS
        if request.args.get("v") == version:
            response.cache_control.max_age = YEAR_SECONDS
            response.cache_control.immutable = True
        return response

    app.add_url_rule("/static/<path:filename>", ENDPOINT, send)


def read_files(folder: Path, look: Mapping[str, bytes]) -> Mapping[str, StaticFile]:
    """Every file of the folder, what the programme has of its own,
    and the bundles, by name.
    """
    bodies = dict(look)
    for path in folder.iterdir():
        if path.is_file():
            bodies[path.name] = bodies.get(path.name, b"") + path.read_bytes()
    for name, parts in BUNDLES.items():
        # A line that ends in a comment must not swallow the next file's first one.
        bodies[name] = b"\n;\n".join(bodies[part] for part in parts)
    return {name: _static_file(name, body) for name, body in bodies.items()}


def _static_file(name: str, body: bytes) -> StaticFile:
    media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
    if media_type.startswith("text/") or name.endswith((".js", ".svg")):
        media_type += "; charset=utf-8"
    return StaticFile(media_type, body, gzip.compress(body, mtime=0))


def look_files(programme: Programme) -> Mapping[str, bytes]:
    """Name → content. What has the name of a file of ours comes before it."""
    schemes = shades(programme.look.colour)
    files = {
        STYLE: f"{_root(schemes.light)}\n{DARK} {{ {_root(schemes.dark)} }}\n".encode()
    }
    if programme.picture:
        files[programme.picture.name] = programme.picture.data
    return files


def _root(palette: Palette) -> str:
    return f":root {{ {' '.join(f'--{name}: {getattr(palette, shade)};' for name, shade in VARIABLES.items())} }}"

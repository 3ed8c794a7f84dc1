"""Files that no program should trust: cut off, spoiled, far larger inside than outside,
or not what they claim to be.
"""

import io
import random
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

import pikepdf
import pillow_heif
from PIL import Image, PngImagePlugin

# Below the usual limit of an upload: the file must reach what examines it.
MANY_BYTES = 8_000_000
NAMES = (
    "foto.jpg",
    "../../../../etc/passwd",
    "C:\\windows\\system32\\x.dll",
    "carta.pdf\0.exe",
    "\u202egpj.exe",
    "x" * 5_000 + ".png",
    "<script>alert(1)</script>.jpg",
    "=HYPERLINK(1).pdf",
    "{name}%s{0.__class__}.png",
    ".htaccess",
    "CON",
)
Maker = Callable[[random.Random], bytes]


@dataclass(frozen=True)
class HostileFile:
    """`kind`: what is wrong with it; `name`: what it is called."""

    kind: str
    name: str
    content: bytes


def hostile_files(count: int, seed: int) -> Iterator[HostileFile]:
    """So many files: each maker in turn, each with other luck."""
    chance = random.Random(seed)  # noqa: S311 - the same files each time
    makers = list(MAKERS.items())
    for number in range(count):
        kind, make = makers[number % len(makers)]
        yield HostileFile(kind, chance.choice(NAMES), make(chance))


@cache
def _picture(kind: str, size: tuple[int, int] = (640, 480), **options: object) -> bytes:
    output = io.BytesIO()
    Image.effect_noise(size, 60).convert("RGB").save(output, kind, **options)
    return output.getvalue()


def _cut_off(kind: str) -> Maker:
    return lambda chance: (content := _picture(kind))[: chance.randrange(len(content))]


def _spoiled(kind: str) -> Maker:
    def make(chance: random.Random) -> bytes:
        content = bytearray(_picture(kind))
        for _ in range(40):
            content[chance.randrange(len(content))] = chance.randrange(256)
        return bytes(content)

    return make


def _chunk(kind: bytes, content: bytes) -> bytes:
    """A part of a PNG."""
    return (
        len(content).to_bytes(4, "big")
        + kind
        + content
        + zlib.crc32(kind + content).to_bytes(4, "big")
    )


@cache
def huge_png(width: int = 40_000, height: int = 40_000) -> bytes:
    """A head that promises so many dots, by default 1.6 thousand
    million, and hardly any bytes.
    """
    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x02\0\0\0"
    rows = zlib.compress(bytes(10_000_000), 9)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", head)
        + _chunk(b"IDAT", rows)
        + _chunk(b"IEND", b"")
    )


@cache
def _blank_png(_chance: random.Random) -> bytes:
    """A true picture of 100 million dots in some hundred kilobytes."""
    output = io.BytesIO()
    Image.new("1", (10_000, 10_000)).save(output, "PNG")
    return output.getvalue()


@cache
def _png_with_long_text(_chance: random.Random) -> bytes:
    """Texts that unpack to hundreds of megabytes."""
    texts = PngImagePlugin.PngInfo()
    for number in range(40):
        texts.add_text(f"Comment{number}", "x" * 5_000_000, zip=True)
    output = io.BytesIO()
    Image.new("1", (8, 8)).save(output, "PNG", pnginfo=texts)
    return output.getvalue()


@cache
def _jpeg_of_many_scans(_chance: random.Random) -> bytes:
    """The last scan of a progressive JPEG, again and again: each is
    decoded over the whole picture.
    """
    output = io.BytesIO()
    Image.new("RGB", (8_000, 8_000), "grey").save(
        output, "JPEG", progressive=True, quality=1
    )
    content = output.getvalue()
    last = content[content.rfind(b"\xff\xda") : -2]
    return content[:-2] + last * (MANY_BYTES // len(last)) + b"\xff\xd9"


@cache
def pdf_with(change: Callable[[pikepdf.Pdf], None]) -> bytes:
    """A PDF of one blank page to which `change` was done."""
    output = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        change(document)
        document.save(output)
    return output.getvalue()


def script() -> pikepdf.Dictionary:
    """What runs a program in a PDF."""
    return pikepdf.Dictionary(
        S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)")
    )


def script_on_opening(document: pikepdf.Pdf) -> None:
    """Has a program run as soon as somebody opens it."""
    document.Root.OpenAction = script()


def _pdf(change: Callable[[pikepdf.Pdf], None]) -> Maker:
    return lambda _chance: pdf_with(change)


def _packed(document: pikepdf.Pdf) -> None:
    document.attachments["x.exe"] = b"MZ"


def _bomb(document: pikepdf.Pdf) -> None:
    packed = zlib.compress(zlib.compress(bytes(300_000_000), 9), 9)
    filters = pikepdf.Array([pikepdf.Name.FlateDecode, pikepdf.Name.FlateDecode])
    document.pages[0].Contents = pikepdf.Stream(document, packed, Filter=filters)


def _many_objects(document: pikepdf.Pdf) -> None:
    document.Root.Many = pikepdf.Array(
        [
            document.make_indirect(pikepdf.Dictionary(Number=number))
            for number in range(50_000)
        ]
    )


def _nested_pdf(_chance: random.Random) -> bytes:
    """An array of arrays of arrays …: readers that call themselves fall over."""
    nested = b"[" * 100_000 + b"]" * 100_000
    return (
        b"%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R/X "
        + nested
        + b">>\nendobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    )


def _pdf_in_a_circle(_chance: random.Random) -> bytes:
    """Pages whose parent is their child."""
    pages = b"2 0 obj\n<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2000000000/Parent 2 0 R>>\nendobj\n"
    return (
        b"%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"
        + pages
        + b"trailer<</Root 1 0 R>>\n%%EOF\n"
    )


def _begins_like(head: bytes) -> Maker:
    return lambda chance: head + chance.randbytes(chance.randrange(50_000))


pillow_heif.register_heif_opener()
MAKERS: dict[str, Maker] = {
    "JPEG cut off": _cut_off("JPEG"),
    "PNG cut off": _cut_off("PNG"),
    "WebP cut off": _cut_off("WEBP"),
    "HEIC cut off": _cut_off("HEIF"),
    "JPEG spoiled": _spoiled("JPEG"),
    "PNG spoiled": _spoiled("PNG"),
    "WebP spoiled": _spoiled("WEBP"),
    "HEIC spoiled": _spoiled("HEIF"),
    "PNG of 40,000 × 40,000": lambda _chance: huge_png(),
    "blank PNG of 10,000 × 10,000": _blank_png,
    "PNG with long texts": _png_with_long_text,
    "JPEG of many scans": _jpeg_of_many_scans,
    "PDF with a script": _pdf(script_on_opening),
    "PDF with a program inside": _pdf(_packed),
    "PDF that unpacks to 300 MB": _pdf(_bomb),
    "PDF of many objects": _pdf(_many_objects),
    "PDF nested deeply": _nested_pdf,
    "PDF in a circle": _pdf_in_a_circle,
    "noise like JPEG": _begins_like(b"\xff\xd8\xff"),
    "noise like PNG": _begins_like(b"\x89PNG\r\n\x1a\n"),
    "noise like WebP": _begins_like(b"RIFF\0\0\0\0WEBPVP8 "),
    "noise like HEIC": _begins_like(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"),
    "noise like PDF": _begins_like(b"%PDF-1.7\n"),
    "noise": _begins_like(b""),
    "web page": _begins_like(b"<!DOCTYPE html><script>alert(1)</script>"),
    "drawing": _begins_like(
        b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">'
    ),
    "archive": _begins_like(b"PK\3\4"),
    "program": _begins_like(b"MZ"),
    "nothing": lambda _chance: b"",
}

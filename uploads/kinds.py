"""What kind of file something is: by its first bytes, never by its name, which phones and people write as they like."""

import re
import unicodedata
from enum import StrEnum

from core.texts import mark as _
from programme.values import NotUnderstoodError

HEAD = 4096
"""First bytes that are looked at."""
LONGEST_NAME = 120
LONGEST_STEM = LONGEST_NAME - len(".jpeg")


class MediaType(StrEnum):
    """The kinds of files that are taken."""

    jpeg = "image/jpeg"
    png = "image/png"
    heic = "image/heic"
    webp = "image/webp"
    pdf = "application/pdf"


ENDINGS = {
    MediaType.jpeg: ("jpg", "jpeg", "jpe", "jfif"),
    MediaType.png: ("png",),
    MediaType.heic: ("heic", "heif", "hif"),
    MediaType.webp: ("webp",),
    MediaType.pdf: ("pdf",),
}
"""The endings that say what a file is; the first is given to a file whose name says something else."""
ENDING = re.compile(
    rf"\.({'|'.join(ending for endings in ENDINGS.values() for ending in endings)})(\s*\(\d+\))?$", re.IGNORECASE
)
"""An ending as devices write it, also where a download's number comes after it: `foto.jpeg (2)`."""
HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"}
AVIF_BRANDS = {b"avif", b"avis"}
BRANDS_FROM, BRAND = 16, 4
"""ISO/IEC 14496-12: length, `ftyp`, major brand, version, and then compatible brands of four bytes each."""
PDF_WITHIN = 1024
"""Readers of PDF look for its mark in the first 1,024 bytes (PDF Reference 1.7, appendix H)."""
OTHER_PICTURES = {
    b"GIF8": "GIF",
    b"BM": "BMP",
    b"II*\0": "TIFF",
    b"MM\0*": "TIFF",
    b"\xff\x0a": "JPEG XL",
    b"\0\0\0\x0cJXL ": "JPEG XL",
    b"\0\0\0\x0cjP": "JPEG 2000",
}
ARCHIVES = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
ZIP, OLD_OFFICE, RIFF, MATROSKA = b"PK", b"\xd0\xcf\x11\xe0", b"RIFF", b"\x1aE\xdf\xa3"
OFFICE_MARKS = (b"[Content_Types].xml", b"mimetypeapplication/vnd.oasis", b"word/", b"xl/", b"ppt/")
WEB_PAGE = {b"html", b"head", b"body", b"script", b"title", b"meta", b"div", b"table"}
ELEMENT = re.compile(rb"<(?:!doctype\s+)?([a-z]+)", re.IGNORECASE)
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def media_type(head: bytes, name: str) -> MediaType:
    """What a file is by its first bytes. Raises NotUnderstoodError, saying what it is instead, where it is none that we take."""
    if not head:
        raise NotUnderstoodError(_("“{name}” is empty. Please choose it again."), name=name)
    brands = _brands(head)
    if head.startswith(b"\xff\xd8\xff"):
        return MediaType.jpeg
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return MediaType.png
    if head.startswith(RIFF) and head[8:12] == b"WEBP":
        return MediaType.webp
    if brands & HEIC_BRANDS and not brands & AVIF_BRANDS:
        return MediaType.heic
    if b"%PDF-" in head[:PDF_WITHIN] and _element(head) not in WEB_PAGE:
        return MediaType.pdf
    raise _not_taken(head, brands, name)


def plain_name(name: str) -> str:
    """The last part of a name, without what controls or turns the direction of writing."""
    # Some browsers send the whole path, those of Windows with backslashes.
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(sign for sign in last if unicodedata.category(sign)[0] != "C")[-LONGEST_NAME:] or "file"


def name_by_content(name: str, kind: MediaType) -> str:
    """The name with the ending of its content: what is opened by its name later is opened as what it is."""
    ending = name.rpartition(".")[2].lower()
    if ending in ENDINGS[kind] and not name.startswith("."):
        return name
    stem = ENDING.sub(r"\2", name).strip(" .") or "file"
    return f"{stem[-LONGEST_STEM:]}.{ENDINGS[kind][0]}"


def _brands(head: bytes) -> set[bytes]:
    """The brands of a file of the ISO family (HEIC, AVIF, MP4); empty for all others."""
    if head[4:8] != b"ftyp":
        return set()
    end = min(int.from_bytes(head[:4], "big"), len(head))
    compatible = {head[start : start + BRAND] for start in range(BRANDS_FROM, end, BRAND)}
    return {head[8:12], *compatible}


def _element(head: bytes) -> bytes:
    """The first element of a text that is HTML or XML; empty for everything else."""
    text = head.removeprefix(BYTE_ORDER_MARK).lstrip()
    # Step by step: a pattern for any number of comments can be made to try for ever.
    while text.startswith((b"<!--", b"<?")):
        end = b"-->" if text.startswith(b"<!--") else b"?>"
        text = text.partition(end)[2].lstrip()
    element = ELEMENT.match(text)
    return element[1].lower() if element else b""


def _not_taken(head: bytes, brands: set[bytes], name: str) -> NotUnderstoodError:
    """The true reason why a file is not taken, and what to send instead."""
    if _element(head) in WEB_PAGE:
        return NotUnderstoodError(
            _("“{name}” is a web page, not a photo or a PDF. Please save it as a PDF, or send a photo of it."),
            name=name,
        )
    if head.startswith(OLD_OFFICE) or (head.startswith(ZIP) and any(mark in head for mark in OFFICE_MARKS)):
        return NotUnderstoodError(
            _("“{name}” is a document of an office program. Please save it as a PDF, or send a photo of it."), name=name
        )
    if head.startswith((ZIP, *ARCHIVES)):
        return NotUnderstoodError(
            _("“{name}” is a packed file (ZIP or similar). Please send the photos or the PDF that are in it."),
            name=name,
        )
    if picture := _other_picture(head, brands):
        return NotUnderstoodError(
            _("“{name}” is a picture of a kind that cannot be taken here ({kind}). Please send it as JPEG or PNG."),
            name=name,
            kind=picture,
        )
    if brands or head.startswith((MATROSKA, RIFF)):
        return NotUnderstoodError(_("“{name}” is a video or a recording. Please send a photo or a PDF."), name=name)
    return NotUnderstoodError(
        _("“{name}” is neither a photo (JPEG, PNG, HEIC, WebP) nor a PDF. Please send a photo or a PDF of it."),
        name=name,
    )


def _other_picture(head: bytes, brands: set[bytes]) -> str:
    if brands & AVIF_BRANDS:
        return "AVIF"
    if _element(head) == b"svg":
        return "SVG"
    return next((kind for start, kind in OTHER_PICTURES.items() if head.startswith(start)), "")

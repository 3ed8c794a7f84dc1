"""What kind of file something is: by its first bytes, never by its name, which phones
and people write as they like.
"""

import re
import unicodedata
from collections.abc import Sequence

from core.texts import mark as _
from fieldtypes.errors import NotUnderstoodError
from uploads.media_types import ENDINGS, MediaType
from uploads.recordings import recording_type

HEAD = 4096
"""First bytes that are looked at."""
# File systems take 255 bytes, most letters of the world have two, and programs add
# endings.
LONGEST_NAME = 120
LONGEST_STEM = LONGEST_NAME - len(".jpeg")
ENDING = re.compile(
    rf"\.({'|'.join(ending for endings in ENDINGS.values() for ending in endings)})(\s*\(\d+\))?$",
    re.IGNORECASE,
)
"""An ending as devices write it, also where a download's number comes
after it: `foto.jpeg (2)`.
"""
PICTURES_AND_PDF = ("image/", "application/pdf")
HEIC_BRANDS = {
    b"heic",
    b"heix",
    b"heim",
    b"heis",
    b"hevc",
    b"hevx",
    b"hevm",
    b"hevs",
    b"mif1",
    b"msf1",
}
AVIF_BRANDS = {b"avif", b"avis"}
BRANDS_FROM, BRAND = 16, 4
"""ISO/IEC 14496-12: length, `ftyp`, major brand, version, and then compatible
brands of four bytes each.
"""
SOUND_BRANDS = {
    b"M4A ",
    b"M4B ",
    b"mp42",
    b"mp41",
    b"isom",
    b"iso2",
    b"3gp4",
    b"3gp5",
    b"3gp6",
    b"3gpp",
}
"""Telephones write films under the last ones, too: check_recording looks at the
tracks.
"""
PDF_WITHIN = 1024
"""Readers of PDF look for its mark in the first 1,024 bytes (PDF
Reference 1.7, appendix H).
"""
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
OFFICE_MARKS = (
    b"[Content_Types].xml",
    b"mimetypeapplication/vnd.oasis",
    b"word/",
    b"xl/",
    b"ppt/",
)
WEB_PAGE = {b"html", b"head", b"body", b"script", b"title", b"meta", b"div", b"table"}
ELEMENT = re.compile(rb"<(?:!doctype\s+)?([a-z]+)", re.IGNORECASE)
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def media_type(
    head: bytes, name: str, taken: Sequence[str] = PICTURES_AND_PDF
) -> MediaType:
    """What a file is by its first bytes. Raises NotUnderstoodError, saying what it is
    instead, where it is none that we take.

    `taken`: media types, or their beginnings.
    """
    if not head:
        raise NotUnderstoodError(
            _("“{name}” is empty. Please choose it again."), name=name
        )
    kind = _known_type(head)
    if kind is not None and kind.startswith(tuple(taken)):
        return kind
    if any(beginning.startswith("audio/") for beginning in taken):
        raise _no_recording(head, kind, name)
    raise _not_taken(head, _brands(head), name)


def _known_type(head: bytes) -> MediaType | None:
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
    if brands & SOUND_BRANDS:
        return MediaType.m4a
    return recording_type(head)


def plain_name(name: str) -> str:
    """The last part of a name, without what controls or turns the direction of
    writing.
    """
    # Some browsers send the whole path, those of Windows with backslashes.
    last = name.replace("\\", "/").rpartition("/")[2]
    return (
        "".join(sign for sign in last if unicodedata.category(sign)[0] != "C")[
            -LONGEST_NAME:
        ]
        or "file"
    )


def name_by_content(name: str, kind: MediaType) -> str:
    """The name with the ending of its content: what is opened by its name
    later is opened as what it is.
    """
    ending = name.rpartition(".")[2].lower()
    if ending in ENDINGS[kind] and not name.startswith("."):
        return name
    stem = ENDING.sub(r"\2", name).strip(" .") or "file"
    return f"{stem[-LONGEST_STEM:]}.{ENDINGS[kind][0]}"


def _brands(head: bytes) -> set[bytes]:
    """The brands of a file of the ISO family (HEIC, AVIF, MP4); empty for all
    others.
    """
    if head[4:8] != b"ftyp":
        return set()
    end = min(int.from_bytes(head[:4], "big"), len(head))
    compatible = {
        head[start : start + BRAND] for start in range(BRANDS_FROM, end, BRAND)
    }
    return {head[8:12], *compatible}


def _element(head: bytes) -> bytes:
    """The first element of a text that is HTML or XML; empty for everything else."""
    text = head.removeprefix(BYTE_ORDER_MARK).lstrip()
    # Step by step: a pattern for any number of comments can be made to try for ever.
    while text.startswith((b"<!--", b"<?")):
        if text.startswith(b"<!--"):
            end = b"-->"
        else:
            end = b"?>"
        text = text.partition(end)[2].lstrip()
    element = ELEMENT.match(text)
    if element:
        return element[1].lower()
    return b""


def _not_taken(head: bytes, brands: set[bytes], name: str) -> NotUnderstoodError:
    """The true reason why a file is not taken, and what to send instead."""
    if _element(head) in WEB_PAGE:
        return NotUnderstoodError(
            _(
                "“{name}” is a web page, not a photo or a PDF. Please save it as a PDF, or send a photo of it."
            ),
            name=name,
        )
    if head.startswith(OLD_OFFICE) or (
        head.startswith(ZIP) and any(mark in head for mark in OFFICE_MARKS)
    ):
        return NotUnderstoodError(
            _(
                "“{name}” is a document of an office program. Please save it as a PDF, or send a photo of it."
            ),
            name=name,
        )
    if head.startswith((ZIP, *ARCHIVES)):
        return NotUnderstoodError(
            _(
                "“{name}” is a packed file (ZIP or similar). Please send the photos or the PDF that are in it."
            ),
            name=name,
        )
    picture = _other_picture(head, brands)
    if picture:
        return NotUnderstoodError(
            _(
                "“{name}” is a picture of a kind that cannot be taken here ({kind}). Please send it as JPEG or PNG."
            ),
            name=name,
            kind=picture,
        )
    if brands or head.startswith((MATROSKA, RIFF)) or recording_type(head):
        return NotUnderstoodError(
            _("“{name}” is a video or a recording. Please send a photo or a PDF."),
            name=name,
        )
    return NotUnderstoodError(
        _(
            "“{name}” is neither a photo (JPEG, PNG, HEIC, WebP) nor a PDF. Please send a photo or a PDF of it."
        ),
        name=name,
    )


def _no_recording(head: bytes, kind: MediaType | None, name: str) -> NotUnderstoodError:
    """Why a file is not taken where a recording was asked for."""
    if head.startswith(MATROSKA):
        return NotUnderstoodError(
            _("“{name}” is a video. Please send a recording of the sound alone."),
            name=name,
        )
    if kind is not None:
        return NotUnderstoodError(
            _("“{name}” is a photo or a PDF. Please send a recording."), name=name
        )
    text = _(
        "“{name}” is no recording that can be taken here. Please send it as MP3, M4A, Ogg, AAC, AMR or WAV."
    )
    return NotUnderstoodError(text, name=name)


def _other_picture(head: bytes, brands: set[bytes]) -> str:
    if brands & AVIF_BRANDS:
        return "AVIF"
    if _element(head) == b"svg":
        return "SVG"
    for start, kind in OTHER_PICTURES.items():
        if head.startswith(start):
            return kind
    return ""

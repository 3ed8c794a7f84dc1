"""Opens one file that a stranger sent: a program of its own, so that a hostile file can
neither hang nor kill the web process.

Run as `python -I -B examiner.py JOB …` with the file on standard input. It answers with
one line of JSON, and what the job makes behind it. It imports nothing of ours: starting
takes as long as Pillow takes to load.

    examine KIND    {"is": "good"},
                    or {"is": "refused", "why": one of the reasons below, …}
    show KIND       the picture as a JPEG: upright, at most SHOWN_SIDE pixels a side,
                    without location and other metadata
    small           such a JPEG at most SMALL_SIDE pixels a side, to be recognised by
    table KIND      a workbook (xlsx) or a table of text (csv) as JSON: its tabs with
                    their cells, as far as MOST_TABS, MOST_ROWS, MOST_COLUMNS
    whole KIND      the same with all that stands in it: nothing is cut off
    bind            pictures (JPEG) and PDFs, each after its length in 8 bytes,
                    as one PDF
"""

import io
import json
import os
import sys
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

DAMAGED, PIXELS, TOO_MUCH, LOCKED, SCRIPTS, PACKED = (
    "damaged",
    "pixels",
    "too_much",
    "locked",
    "scripts",
    "packed",
)
MOST_PIXELS = 110_000_000
"""A little more than the largest picture of today's usual phones (108 megapixels)."""
MEMORY = 2**30
"""Bytes of address space; a photo of 12 megapixels needs a tenth of it."""
# A photograph takes a fraction of a second: what takes so long was made to.
CPU_SECONDS = 10
WHOLE_TIMES = 4
"""So much longer may a whole table take, which only the team hands in: a workbook of
20,000 rows takes 7 s.
"""
NICENESS = 10
"""A tenth of a processor's time beside somebody who waits for an
answer, all of it beside nobody.
"""
SHOWN_SIDE = 2400
"""Pixels: a page of A4 of which every line can be read, at a quarter of
the bytes of the original.
"""
# Letters on photographed papers stay sharp, and the files small.
SHOWN_QUALITY = 82
SMALL_SIDE, SMALL_QUALITY = 200, 60
"""Some six kilobytes: twenty of them are one second of a slow line."""
PAGE_SIDE = 842.0
"""The long side of A4, in points."""
# A chunk of a PNG: four bytes of length, four of name, before its data.
LENGTH_BYTES = 8
MOST_TABS, MOST_ROWS, MOST_COLUMNS, MOST_CHARACTERS = 20, 2_000, 60, 1_000
"""Of a workbook that is looked at: enough to tell what stands in it."""
MOST_OF_TABLE = 20_000_000
"""Bytes of what a workbook says: whoever asked takes it into memory."""
WHOLE_ROWS, WHOLE_COLUMNS, WHOLE_CHARACTERS = 50_000, 500, 50_001
"""Of a table of which no row may be lost: one more than Google lets a cell hold, by
which whoever reads it can tell that a text is too long.
"""
SEPARATORS = ",;\t|"
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
# What a file says of itself stands at its beginning.
MOST_HEAD = 4_000
# Programs write some lines behind the mark that ends a PDF.
TAIL = 2048
NAMES_SHOWN = 3
PILLOW_NAMES = {
    "image/jpeg": ("JPEG", "MPO"),
    "image/png": ("PNG",),
    "image/webp": ("WEBP",),
    "image/heic": ("HEIF",),
}
PDF = "application/pdf"


class RefusedFile(Exception):
    """A file that is not taken: the code of the reason, and what
    fills the gaps of its words.
    """

    def __init__(self, why: str, **gaps: str) -> None:
        super().__init__(why)
        self.why = why
        self.gaps = gaps


def examine(content: bytes, kind: str) -> None:
    """Opens a file to its last byte.

    Raises RefusedFile where that fails or where it holds what could do harm.
    """
    if kind == PDF:
        _examine_pdf(content)
    else:
        # Half the work: what must be looked at is whether all of the picture is there.
        _loaded(content, kind)


def show(content: bytes, kind: str) -> bytes:
    """A picture as a JPEG that every browser shows: upright, of a size to read,
    nothing told but what is seen.
    """
    from PIL import Image, ImageOps

    picture = _loaded(content, kind)
    profile = picture.info.get("icc_profile")
    # Made small first: turning a picture needs its memory twice.
    picture.thumbnail((SHOWN_SIDE, SHOWN_SIDE), Image.Resampling.LANCZOS)
    picture = _on_white(_in_plain_colours(ImageOps.exif_transpose(picture), profile))
    output = io.BytesIO()
    # A new picture with the dots alone: Pillow would write what
    # the old one carried along.
    clean = Image.frombytes("RGB", picture.size, picture.tobytes())
    clean.save(output, "JPEG", quality=SHOWN_QUALITY, optimize=True)
    return output.getvalue()


def small(content: bytes) -> bytes:
    """A picture that `show` has made, in small."""
    from PIL import Image

    picture = Image.open(io.BytesIO(content), formats=("JPEG",))
    picture.draft("RGB", (SMALL_SIDE, SMALL_SIDE))
    picture.thumbnail((SMALL_SIDE, SMALL_SIDE), Image.Resampling.LANCZOS)
    output = io.BytesIO()
    picture.convert("RGB").save(output, "JPEG", quality=SMALL_QUALITY, optimize=True)
    return output.getvalue()


def table(content: bytes, kind: str, *, is_whole: bool = False) -> bytes:
    """The cells of a workbook or of a CSV file: [[title, rows]].

    A cell is text, a number, a truth or null; a day is {"day": "2027-03-12"}, a moment
    of a whole table {"day": "2027-03-12T15:00:00"}, what a formula gives is
    {"formula": value}. `is_whole`: what does not fit is refused, and never cut off.
    """
    limits = Limits(MOST_TABS, MOST_ROWS, MOST_COLUMNS, MOST_CHARACTERS)
    if is_whole:
        limits = Limits(
            MOST_TABS, WHOLE_ROWS, WHOLE_COLUMNS, WHOLE_CHARACTERS, is_whole=True
        )
    if kind == "xlsx":
        tabs = _workbook(content, limits)
    else:
        tabs = _text_table(content, limits)
    written = json.dumps(tabs, ensure_ascii=False).encode()
    # One long text may stand in every cell of a small file.
    if len(written) > MOST_OF_TABLE:
        raise RefusedFile(TOO_MUCH)
    return written


class Limits(NamedTuple):
    """How much of a table is looked at; of a whole one more than that is refused."""

    tabs: int
    rows: int
    columns: int
    characters: int
    is_whole: bool = False


def _workbook(content: bytes, limits: Limits) -> list[Any]:
    from openpyxl import load_workbook

    values, formulas = (
        load_workbook(io.BytesIO(content), read_only=True, data_only=data_only)
        for data_only in (True, False)
    )
    tabs = []
    for sheet, written in zip(
        values.worksheets[: limits.tabs], formulas.worksheets, strict=False
    ):
        if sheet.sheet_state != "visible":
            continue
        # Some programs write that the sheet ends at A1, and openpyxl would believe it.
        sheet.reset_dimensions()
        written.reset_dimensions()
        area: Any = {"values_only": True}
        # openpyxl fills rows up to these: of a whole table they are counted instead.
        if not limits.is_whole:
            area |= {"max_row": limits.rows, "max_col": limits.columns}
        rows = []
        for cells, sources in zip(
            sheet.iter_rows(**area), written.iter_rows(**area), strict=False
        ):
            rows.append(
                [_cell(*pair, limits) for pair in zip(cells, sources, strict=False)]
            )
        tabs.append([sheet.title, _whole(rows, limits)])
    return tabs


def _whole(rows: list[list[Any]], limits: Limits) -> list[list[Any]]:
    """The rows, of a whole table without what is empty behind the last cells.

    Raises RefusedFile for a whole table with more filled rows or columns than are
    taken.
    """
    if not limits.is_whole:
        return rows
    for row in rows:
        _drop_empty_end(row)
        if len(row) > limits.columns:
            raise RefusedFile(TOO_MUCH)
    _drop_empty_end(rows)
    if len(rows) > limits.rows:
        raise RefusedFile(TOO_MUCH)
    return rows


def _drop_empty_end(cells: list[Any]) -> None:
    while cells and cells[-1] in (None, []):
        cells.pop()


def _cell(value: Any, source: Any, limits: Limits) -> Any:
    shown = value
    if hasattr(value, "isoformat"):
        shown = {"day": value.isoformat()[:10]}
        # A time of day has no day.
        if not hasattr(value, "year"):
            shown = value.isoformat()[:5]
        elif limits.is_whole and getattr(value, "hour", 0) + getattr(
            value, "minute", 0
        ):
            shown = {"day": value.isoformat()[:19]}
    elif isinstance(value, str):
        shown = value[: limits.characters]
    elif not isinstance(value, int | float | bool | None):
        shown = str(value)[: limits.characters]
    is_formula = isinstance(source, str) and source.startswith("=")
    if is_formula:
        return {"formula": shown}
    return shown


def _text_table(content: bytes, limits: Limits) -> list[Any]:
    import csv

    text = _decoded(content)
    rows: list[list[Any]] = []
    for row in csv.reader(io.StringIO(text), delimiter=_separator(text[:MOST_HEAD])):
        # Of a whole one all is read: an empty cell at the limit is not the end.
        if not limits.is_whole:
            del row[limits.columns :]
        cells = [cell.strip()[: limits.characters] for cell in row]
        rows.append([cell or None for cell in cells])
        if len(rows) == limits.rows and not limits.is_whole:
            break
    return [["", _whole(rows, limits)]]


def _decoded(content: bytes) -> str:
    if content.startswith(UTF_16):
        return content.decode("utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # As spreadsheets of Windows save it.
        return content.decode("cp1252", errors="replace")


def _separator(head: str) -> str:
    """The sign that parts most rows into equally many cells: one that only stands in
    sentences does not.
    """
    import csv

    def likelihood(sign: str) -> tuple[int, int]:
        # The last row of the head may be cut off.
        rows = list(csv.reader(io.StringIO(head), delimiter=sign))
        widths = [len(row) for row in rows[:-1] or rows if len(row) > 1]
        if not widths:
            return 0, 0
        commonest = max(widths, key=widths.count)
        return widths.count(commonest), commonest

    return max(SEPARATORS, key=likelihood)


def bind(content: bytes) -> bytes:
    """Pictures, a page each, and the pages of PDFs, as one PDF."""
    import pikepdf

    output = io.BytesIO()
    with pikepdf.new() as document:
        for part in _parts(content):
            if part.startswith(b"\xff\xd8\xff"):
                _add_picture(document, part)
            else:
                with pikepdf.open(io.BytesIO(part)) as source:
                    document.pages.extend(source.pages)
        document.save(output)
    return output.getvalue()


def _loaded(content: bytes, kind: str) -> Any:
    """The picture, decoded to its end; a large JPEG at a fraction of its size, which
    needs a fraction of the memory.
    """
    from PIL import Image

    if kind == "image/heic":
        import pillow_heif

        pillow_heif.register_heif_opener(thumbnails=False)
        pillow_heif.options.DECODE_THREADS = 2
    # Pillow's own limit warns where ours refuses.
    Image.MAX_IMAGE_PIXELS = None
    picture = Image.open(io.BytesIO(content), formats=PILLOW_NAMES[kind])
    width, height = picture.size
    # By what the head says, before a byte is decoded.
    if width * height > MOST_PIXELS:
        raise RefusedFile(PIXELS, width=str(width), height=str(height))
    picture.draft("RGB", (SHOWN_SIDE, SHOWN_SIDE))
    picture.load()
    return picture


def _in_plain_colours(picture: Any, profile: bytes | None) -> Any:
    """In sRGB: without its profile, which goes with the metadata, a picture of a
    new phone would look pale.
    """
    if not profile or picture.mode != "RGB":
        return picture
    from PIL import ImageCms

    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.profileToProfile(
            picture, source, ImageCms.createProfile("sRGB")
        )
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture  # a profile that makes no sense is none


def _on_white(picture: Any) -> Any:
    """As RGB; what can be seen through stands on white, as on paper."""
    from PIL import Image

    if not picture.has_transparency_data:
        return picture.convert("RGB")
    picture = picture.convert("RGBA")
    paper = Image.new("RGBA", picture.size, "white")
    paper.alpha_composite(picture)
    return paper.convert("RGB")


def _examine_pdf(content: bytes) -> None:
    import pikepdf

    try:
        document = pikepdf.open(io.BytesIO(content), suppress_warnings=True)
    except pikepdf.PasswordError:
        # One that only forbids printing or copying opens without a password,
        # and so for staff as well.
        raise RefusedFile(LOCKED) from None
    with document:
        # Some programs fill a file up behind its end.
        is_cut_off = (
            document.get_warnings()
            and b"%%EOF" not in content.rstrip(b"\0 \r\n")[-TAIL:]
        )
        if is_cut_off or not len(document.pages):
            raise RefusedFile(DAMAGED)
        names: list[str] = []
        for dictionary in _dictionaries(document):
            if "/JS" in dictionary or str(dictionary.get("/S", "")) in (
                "/JavaScript",
                "/Launch",
            ):
                raise RefusedFile(SCRIPTS)
            if "/EF" in dictionary:
                names.append(
                    _printable(dictionary.get("/UF", dictionary.get("/F", "?")))
                )
        if names:
            raise RefusedFile(PACKED, files=", ".join(names[:NAMES_SHOWN]))


def _dictionaries(document: Any) -> Iterator[Any]:
    """Every dictionary of a PDF, wherever it stands: a script may hang on a page, a
    button, a bookmark or a name.
    """
    import pikepdf

    for indirect in document.objects:
        waiting = [indirect]
        while waiting:
            value = waiting.pop()
            if isinstance(value, pikepdf.Dictionary | pikepdf.Stream):
                yield value
                if isinstance(value, pikepdf.Dictionary):
                    children = list(value.as_dict().values())
                else:
                    children = _entries(value)
            elif isinstance(value, pikepdf.Array):
                children = list(value.as_list())
            else:
                continue
            # What stands by itself in the file is among `document.objects` anyway.
            for child in children:
                if isinstance(child, pikepdf.Object) and not child.is_indirect:
                    waiting.append(child)


def _entries(stream: Any) -> list[Any]:
    return list(stream.stream_dict.as_dict().values())


def _printable(name: Any) -> str:
    return "".join(sign for sign in str(name) if sign.isprintable())[:60] or "?"


def _add_picture(document: Any, picture: bytes) -> None:
    """One page, as large as A4 by its long side.

    The JPEG goes in as it is: nothing is lost by packing it once more.
    """
    import pikepdf
    from PIL import Image

    width, height = Image.open(io.BytesIO(picture)).size
    scale = PAGE_SIDE / max(width, height)
    page = document.add_blank_page(page_size=(width * scale, height * scale))
    image = pikepdf.Stream(
        document,
        picture,
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=width,
        Height=height,
        ColorSpace=pikepdf.Name.DeviceRGB,
        BitsPerComponent=8,
        Filter=pikepdf.Name.DCTDecode,
    )
    page.Resources = pikepdf.Dictionary(
        XObject=pikepdf.Dictionary(Picture=document.make_indirect(image))
    )
    drawing = f"{width * scale:.3f} 0 0 {height * scale:.3f} 0 0 cm /Picture Do"
    page.Contents = pikepdf.Stream(document, drawing.encode())


def _parts(content: bytes) -> Iterator[bytes]:
    start = 0
    while start < len(content):
        first = start + LENGTH_BYTES
        end = first + int.from_bytes(content[start:first], "big")
        yield content[first:end]
        start = end


def _limit(cpu_seconds: int) -> None:
    """Before anything is loaded: behind everybody who waits for a page; memory, time,
    no file can be made or grow, no core dump with people's pictures.
    """
    try:
        import resource
    except ImportError:  # Windows has no such limits; the time limit of whoever started us holds there, too
        return
    os.nice(NICENESS)
    for limit, value in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, cpu_seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (value, value))


def main(arguments: list[str]) -> None:
    """Does one job, and answers; every way to fail is an answer."""
    job = arguments[0]
    _limit(CPU_SECONDS * WHOLE_TIMES if job == "whole" else CPU_SECONDS)
    kind = "".join(arguments[1:])
    content = sys.stdin.buffer.read()
    jobs: dict[str, Callable[[], bytes | None]] = {
        "examine": lambda: examine(content, kind),
        "show": lambda: show(content, kind),
        "small": lambda: small(content),
        "table": lambda: table(content, kind),
        "whole": lambda: table(content, kind, is_whole=True),
        "bind": lambda: bind(content),
    }
    product = b""
    answer = {"is": "good"}
    try:
        product = jobs[job]() or b""
    except RefusedFile as refused:
        answer = {"is": "refused", "why": refused.why, **refused.gaps}
    except MemoryError:
        # The limit of memory is ours, for this process: a file that needs more was made
        # to.
        answer = {"is": "refused", "why": TOO_MUCH}
    except Exception as error:  # noqa: BLE001 - decoders raise what they like; here it can only mean the file
        answer = {
            "is": "refused",
            "why": DAMAGED,
            "error": f"{type(error).__name__}: {error}"[:200],
        }
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + product)
    sys.stdout.buffer.flush()
    # Not by the interpreter's way out, which would free a gigabyte piece by piece.
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1:])

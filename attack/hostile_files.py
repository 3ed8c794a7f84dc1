"""Sends hostile files through a real form, and measures what they cost: `python -m attack.hostile_files http://127.0.0.1:8000`.

1. Opens the first form that asks for a file, like a browser, for its token.
2. Sends one hostile file a request, a few requests at a time, with the other questions unanswered: nothing becomes a row.
3. Meanwhile another visitor asks for /healthz again and again.
4. Tells how many files were refused, how many were kept as pending, which other answers came, and the slowest of each kind.

Only addresses of this machine are asked. It ends after `count` files.
"""

import argparse
import io
import random
import re
import threading
import time
import urllib.error
import urllib.request
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlsplit

import pikepdf
import pillow_heif
from PIL import Image, PngImagePlugin

FORM = re.compile(r'href="(/\w{2,3}/\w+)"')
QUESTION = re.compile(r'<input[^>]*name="(\w+)"[^>]*type="file"|<input[^>]*type="file"[^>]*name="(\w+)"')
OWN = re.compile(r'<input[^>]*name="(csrf_token|key|form_version|about)"[^>]*value="([^"]*)"')
LOOPBACK = ("127.0.0.1", "localhost", "::1")
AT_ONCE = 4
SECONDS = 120
MANY_BYTES = 8_000_000
KEPT, REFUSED = "kept", "refused"
UNPROCESSABLE = 422
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


@dataclass
class Report:
    """What the server did. `outcomes`: kept, refused, or what else came; `slowest`: seconds by the kind of file."""

    outcomes: Counter[str] = field(default_factory=Counter)
    slowest: dict[str, float] = field(default_factory=dict)
    others_slowest: float = 0.0
    others_failed: int = 0
    disk_bytes: int = 0
    memory_bytes: int = 0

    def lines(self) -> Iterator[str]:
        """For people."""
        yield "hostile files: " + ", ".join(f"{count} {outcome}" for outcome, count in sorted(self.outcomes.items()))
        yield f"another visitor waited {self.others_slowest:.2f} s at most, and was failed {self.others_failed} times"
        worst = sorted(self.slowest.items(), key=lambda item: -item[1])[:5]
        yield "slowest: " + ", ".join(f"{kind} {seconds:.1f} s" for kind, seconds in worst)
        yield f"disk: {self.disk_bytes / 2**20:.1f} MB more; memory of the server: {self.memory_bytes / 2**20:.0f} MB at most"


def attack(base_url: str, *, count: int = 500, seed: int = 1, uploads: Path | None = None, pid: int = 0) -> Report:
    """Sends `count` hostile files. `uploads`: the server's folder, and `pid`: its process, where both are on this machine."""
    if urlsplit(base_url).hostname not in LOOPBACK:
        raise ValueError(f"only a server on this machine is attacked, not {base_url}")
    report, stop = Report(), threading.Event()
    before = _bytes_in(uploads)
    visitor = threading.Thread(target=_visit, args=(base_url, report, stop))
    visitor.start()
    try:
        browser = Browser(base_url)
        files = list(hostile_files(count, seed))
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for kind, outcome, seconds in pool.map(lambda file: browser.send(*file), files):
                report.outcomes[outcome] += 1
                report.slowest[kind] = max(seconds, report.slowest.get(kind, 0.0))
    finally:
        stop.set()
        visitor.join()
    report.disk_bytes, report.memory_bytes = _bytes_in(uploads) - before, _peak_memory(pid)
    return report


class Browser:
    """Opens the form once and sends it often, each time with one file and nothing else."""

    def __init__(self, base_url: str) -> None:
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        base_url = base_url.rstrip("/")
        for path in FORM.findall(self._page(base_url)):
            self.address = base_url + path
            page = self._page(self.address)
            if question := QUESTION.search(page):
                self.question = question[1] or question[2]
                self.own = dict(OWN.findall(page))
                return
        raise ValueError(f"no form on the first page of {base_url} asks for a file")

    def _page(self, address: str) -> str:
        with self.opener.open(address, timeout=SECONDS) as answer:
            return str(answer.read().decode())

    def send(self, kind: str, name: str, content: bytes) -> tuple[str, str, float]:
        """(kind, what became of the file, seconds)."""
        body, boundary = self._body(name, content)
        request = urllib.request.Request(self.address, body)  # noqa: S310 - an address of this machine, as `attack` saw to
        request.add_header("Content-Type", f"multipart/form-data; boundary={boundary}")
        start = time.monotonic()
        try:
            with self.opener.open(request, timeout=SECONDS) as answer:
                outcome = f"answered {answer.status}"
        except urllib.error.HTTPError as error:
            with error:
                page = error.read().decode(errors="replace")
            outcome = f"answered {error.code}"
            if error.code == UNPROCESSABLE:
                outcome = KEPT if f'name="kept_{self.question}"' in page else REFUSED
        except OSError as error:
            outcome = f"no answer ({type(error).__name__})"
        return kind, outcome, time.monotonic() - start

    def _body(self, name: str, content: bytes) -> tuple[bytes, str]:
        boundary = f"----{random.getrandbits(64):x}"
        quoted = name.replace("\\", "\\\\").replace('"', '\\"').replace("\r", "").replace("\n", "").encode()
        parts = [
            f'--{boundary}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
            for key, value in self.own.items()
        ]
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{self.question}"; filename="'.encode()
        parts += [head, quoted, b'"\r\nContent-Type: image/jpeg\r\n\r\n', content, f"\r\n--{boundary}--\r\n".encode()]
        return b"".join(parts), boundary


def hostile_files(count: int, seed: int) -> Iterator[tuple[str, str, bytes]]:
    """(kind, name, content) of so many files: each maker in turn, each with other luck."""
    chance = random.Random(seed)  # noqa: S311 - the same files each time
    makers = list(MAKERS.items())
    for number in range(count):
        kind, make = makers[number % len(makers)]
        yield kind, chance.choice(NAMES), make(chance)


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
    return len(content).to_bytes(4, "big") + kind + content + zlib.crc32(kind + content).to_bytes(4, "big")


@cache
def _huge_png(_chance: random.Random, side: int = 40_000) -> bytes:
    """A head that promises 1.6 thousand million dots."""
    head = side.to_bytes(4, "big") * 2 + b"\x08\x02\0\0\0"
    rows = zlib.compress(bytes(10_000_000), 9)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", rows) + _chunk(b"IEND", b"")


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
    """The last scan of a progressive JPEG, again and again: each is decoded over the whole picture."""
    output = io.BytesIO()
    Image.new("RGB", (8_000, 8_000), "grey").save(output, "JPEG", progressive=True, quality=1)
    content = output.getvalue()
    last = content[content.rfind(b"\xff\xda") : -2]
    return content[:-2] + last * (MANY_BYTES // len(last)) + b"\xff\xd9"


def _pdf(change: Callable[[pikepdf.Pdf], None]) -> Maker:
    @cache
    def make(_chance: random.Random) -> bytes:
        output = io.BytesIO()
        with pikepdf.new() as document:
            document.add_blank_page()
            change(document)
            document.save(output)
        return output.getvalue()

    return make


def _script(document: pikepdf.Pdf) -> None:
    document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))


def _packed(document: pikepdf.Pdf) -> None:
    document.attachments["x.exe"] = b"MZ"


def _bomb(document: pikepdf.Pdf) -> None:
    packed = zlib.compress(zlib.compress(bytes(300_000_000), 9), 9)
    filters = pikepdf.Array([pikepdf.Name.FlateDecode, pikepdf.Name.FlateDecode])
    document.pages[0].Contents = pikepdf.Stream(document, packed, Filter=filters)


def _many_objects(document: pikepdf.Pdf) -> None:
    document.Root.Many = pikepdf.Array(
        [document.make_indirect(pikepdf.Dictionary(Number=number)) for number in range(50_000)]
    )


def _nested_pdf(_chance: random.Random) -> bytes:
    """An array of arrays of arrays …: readers that call themselves fall over."""
    nested = b"[" * 100_000 + b"]" * 100_000
    return (
        b"%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R/X " + nested + b">>\nendobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    )


def _pdf_in_a_circle(_chance: random.Random) -> bytes:
    """Pages whose parent is their child."""
    pages = b"2 0 obj\n<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2000000000/Parent 2 0 R>>\nendobj\n"
    return b"%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n" + pages + b"trailer<</Root 1 0 R>>\n%%EOF\n"


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
    "PNG of 40,000 × 40,000": _huge_png,
    "blank PNG of 10,000 × 10,000": _blank_png,
    "PNG with long texts": _png_with_long_text,
    "JPEG of many scans": _jpeg_of_many_scans,
    "PDF with a script": _pdf(_script),
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
    "drawing": _begins_like(b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">'),
    "archive": _begins_like(b"PK\3\4"),
    "program": _begins_like(b"MZ"),
    "nothing": lambda _chance: b"",
}


def _visit(base_url: str, report: Report, stop: threading.Event) -> None:
    """Another visitor, who only wants to be answered."""
    while not stop.is_set():
        start = time.monotonic()
        try:
            with urllib.request.urlopen(f"{base_url.rstrip('/')}/healthz", timeout=SECONDS) as answer:  # noqa: S310
                answer.read()
        except OSError:
            report.others_failed += 1
        report.others_slowest = max(report.others_slowest, time.monotonic() - start)
        stop.wait(0.1)


def _bytes_in(folder: Path | None) -> int:
    if folder is None or not folder.exists():
        return 0
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _peak_memory(pid: int) -> int:
    """The most that a process has held so far, in bytes; 0 where that cannot be told."""
    status = Path(f"/proc/{pid}/status")
    if not pid or not status.exists():
        return 0
    peak = re.search(r"VmHWM:\s+(\d+) kB", status.read_text())
    return int(peak[1]) * 1024 if peak else 0


def main() -> None:
    """Attacks a server of this machine and says what came of it."""
    parser = argparse.ArgumentParser(description="Sends hostile files to a server on this machine.")
    parser.add_argument("base_url")
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--uploads", type=Path)
    parser.add_argument("--pid", type=int, default=0)
    given = parser.parse_args()
    report = attack(given.base_url, count=given.count, seed=given.seed, uploads=given.uploads, pid=given.pid)
    print("\n".join(report.lines()))
    unexpected = set(report.outcomes) - {KEPT, REFUSED}
    raise SystemExit(1 if unexpected or report.others_failed else 0)


if __name__ == "__main__":
    main()

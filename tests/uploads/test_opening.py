"""The examiner as a process of its own: its limits hold, and each way to end has
words.
"""

import pytest

from attack.malformed_files import huge_png, pdf_with, script_on_opening
from fieldtypes.errors import NotUnderstoodError
from tests.uploads import samples
from uploads import opening
from uploads.media_types import MediaType


def refusal(content, kind, name="foto.png"):
    with pytest.raises(NotUnderstoodError) as refused:
        opening.examine(content, kind, name)
    return refused.value.words("en")


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        (MediaType.jpeg, samples.jpeg()),
        (MediaType.png, samples.png()),
        (MediaType.webp, samples.webp()),
        (MediaType.heic, samples.heic(b"heix")),
        (MediaType.heic, samples.heic(b"hevc")),
        (MediaType.heic, samples.heic(b"mif1")),
        (MediaType.pdf, samples.pdf()),
    ],
)
def test_good_file_is_opened(kind, content):
    opening.examine(content, kind, "foto")


@pytest.mark.parametrize(
    ("content", "kind", "reason"),
    [
        (huge_png(), MediaType.png, "40000 × 40000 dots"),
        (
            samples.png()[: len(samples.png()) // 2],
            MediaType.png,
            "damaged and cannot be opened. Please choose it once more, or take",
        ),
        (
            samples.pdf(pages=0),
            MediaType.pdf,
            "damaged and cannot be opened. Please save it once more",
        ),
        (samples.locked_pdf(), MediaType.pdf, "locked with a password"),
        (pdf_with(script_on_opening), MediaType.pdf, "contains a program"),
        (pdf_with(samples.with_a_table), MediaType.pdf, "cuentas.xlsx"),
    ],
)
def test_refusal_says_why(content, kind, reason):
    assert reason in refusal(content, kind)


@pytest.fixture
def smaller(tmp_path, monkeypatch):
    """Starts the examiner with limits of a test's own, or with something
    else to do before its job.
    """

    def start_with(lines):
        program = tmp_path / "examiner.py"
        start = f"import sys; sys.path.insert(0, {str(opening.EXAMINER.parent)!r}); import examiner\n"
        program.write_text(f"{start}{lines}\nexaminer.main(sys.argv[1:])\n")
        monkeypatch.setattr(opening, "EXAMINER", program)

    return start_with


def test_picture_that_needs_too_much_memory_is_refused(smaller):
    smaller("examiner.MEMORY = 150 * 2**20")
    assert "memory" in refusal(huge_png(9_000, 9_000), MediaType.png)


def test_file_that_takes_too_long_is_refused(smaller):
    smaller(
        "examiner.CPU_SECONDS = 1\nexaminer.examine = lambda *_: [None for _ in iter(int, 1) if False]"
    )
    assert "too much time" in refusal(samples.png(), MediaType.png)


def test_file_that_sleeps_is_refused(smaller, monkeypatch):
    smaller("import time\nexaminer.examine = lambda *_: time.sleep(600)")
    monkeypatch.setattr(opening, "SECONDS", 1)
    assert "too much time" in refusal(samples.png(), MediaType.png)


def test_file_that_breaks_the_decoder_is_damaged(smaller):
    smaller("import os\nexaminer.examine = lambda *_: os.abort()")
    assert "damaged" in refusal(samples.png(), MediaType.png)


def test_examiner_writes_no_file_and_knows_no_secret(smaller, tmp_path, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "a secret of this test")
    written = tmp_path / "written"
    smaller(
        f"""import os, signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
def examine(*_):
    assert "SECRET_KEY" not in os.environ
    open({str(written)!r}, "wb", buffering=0).write(b"x")
examiner.examine = examine"""
    )
    assert "damaged" in refusal(samples.png(), MediaType.png)
    assert written.read_bytes() == b""


def test_more_files_than_the_server_has_patience_for_are_asked_to_come_again():
    for _ in range(opening.IN_LINE):
        assert opening.LINE.acquire(blocking=False)
    try:
        with pytest.raises(opening.ExaminerBusyError) as busy:
            opening.examine(samples.png(), MediaType.png, "foto.png")
    finally:
        opening.LINE.release(opening.IN_LINE)
    assert "in a minute" in busy.value.words("en")
    opening.examine(samples.png(), MediaType.png, "foto.png")

"""Bodies that are larger than any form."""

from collections.abc import Iterator
from pathlib import Path

from attack.result import Result
from attack.target import Target, target
from attack.visitor import FORM, Answer

MEGABYTE = 10**6
# The page that refuses is short; a longer one gives back what was sent.
LONGEST_PAGE = 20_000
HEAD_OF_FILE = b'--b\r\nContent-Disposition: form-data; name="photo"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
MULTIPART, URLENCODED = (
    "multipart/form-data; boundary=b",
    "application/x-www-form-urlencoded",
)


def attack(folder: Path) -> Iterator[Result]:
    """One after the other; the page must say what was wrong, in
    the language of the form.
    """
    with target(folder / "large") as running:
        file = HEAD_OF_FILE + b"a" * 98 * MEGABYTE + b"\r\n--b--\r\n"
        yield _result("98 MB as one file", _post(running, file, MULTIPART))
        yield _result(
            "80 MB urlencoded",
            _post(running, b"why=" + b"a" * 80 * MEGABYTE, URLENCODED),
        )
        yield _result(
            "98 MB urlencoded",
            _post(running, b"why=" + b"a" * 98 * MEGABYTE, URLENCODED),
        )
        text = HEAD_OF_FILE.replace(b'; filename="a.jpg"', b"")
        many = b"\r\n".join([text + b"a" * MEGABYTE] * 40) + b"\r\n--b--\r\n"
        yield _result("40 texts of 1 MB", _post(running, many, MULTIPART))
        chunks = iter([b"a" * MEGABYTE] * 300)
        yield _result(
            "300 MB in chunks, with no length told", _post(running, chunks, MULTIPART)
        )
        left = [
            file.name
            for file in running.state.iterdir()
            if not file.name.startswith(("journal", "secret"))
        ]
        yield Result("what is left of them on the disk", f"{len(left)} files", not left)


def _post(running: Target, body: object, content_type: str) -> Answer:
    return running.visitor().ask("POST", FORM, body, Content_Type=content_type)


def _result(tried: str, answer: Answer) -> Result:
    is_page = '<html lang="pt" ' in answer.text and len(answer.text) < LONGEST_PAGE
    figure = f"{answer.status or answer.text}, a page of {len(answer.text)} characters, in {answer.seconds:.1f} s"
    return Result(tried, figure, answer.status == 413 and is_page)  # noqa: PLR2004 - too large

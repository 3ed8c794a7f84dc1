"""Ten thousand awkward texts: form → journal → sheet → records, equal to the letter."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house import House, open_house, own_fields
from tests.lived import problems
from worker.folder import read_folder

FEW, MANY, FIELDS = 25, 500, 20
"""Forms that are sent, and texts in each."""
LONGEST = 49_999
FILES = {
    "config/programme.yaml": """\
name: Awkward texts
languages: [en]
time_zone: Etc/UTC
country: EC
locale: en_US
roles: {coordinator: Coordination}
case: {table: texts}
consent: {version: "1", text: Kept for a test., agree: I agree., publication: It may be told.}
sender: {name: Awkward texts, reply_to: coordinator}
""",
    "config/rules.yaml": "{}\n",
}
AWKWARD = (
    "+593991234567", "007", "1e5", "NaN", "Infinity", "-", "=1+1", "+1+1", "-1+1", "@SUM(A1)", "=HYPERLINK(\"x\")", "'x", "''",
    '"quoted"', "TRUE", "false", "1,5", "1.5", "3/4", "31/12/2026", "2026-12-31", "12:30", "10%", "$5", "#REF!", "#N/A", "null",
    "None", "{{ x }}", "{% if %}", "<b>bold</b>", "&amp;", "%s", "\\n", "\\", "a\tb", "a\nb", "a\n\n\nb", "ñandú", "ÁÉÍ", "🌱",
    "👩‍👩‍👧‍👦", "🇪🇨", "e\u0301", "é", "עברית", "العربية", "\u202eabc", "日本語", "ﬁ", "\u00a0x\u00a0y", "a\u200bb", "\ufeffx",
    "Ω≈ç√", "𝔘𝔫𝔦",
    "DROP TABLE towns;", "MN-7K3MQ", "https://example.org/?a=1&b=2#c", "a" * 300, "sí", "no", "x\u2028y", "\u0085z", "\u001fq",
)  # fmt: skip


@pytest.fixture
def texts(tmp_path: Path) -> Iterator[House]:
    folder = tmp_path / "programme"
    columns = "".join(
        f"      t{number}: {{label: Text {number}}}\n" for number in range(FIELDS)
    )
    tables = f"tables:\n  texts:\n    label: Texts\n    prefix: TX\n    title: t0\n    case: self\n    columns:\n{columns}"
    files = FILES | {
        "config/programme.yaml": FILES["config/programme.yaml"] + tables,
        "config/forms/send.yaml": "title: Send\ntable: texts\nfields:\n"
        + "".join(
            f"  t{number}: {{max_length: {LONGEST}}}\n" for number in range(FIELDS)
        ),
    }
    for name, content in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8")
    with open_house(
        tmp_path / "state", read_folder(folder), programme_dir=folder
    ) as opened:
        yield opened.prepare()


def awkward(chance: random.Random) -> str:
    """A text that something on the way might misread: one of the list, two joined, or
    letters from all over Unicode.
    """
    kind = chance.random()
    if kind < 0.3:
        return chance.choice(AWKWARD)
    if kind < 0.6:
        return (
            chance.choice(AWKWARD)
            + chance.choice(["", " ", "\n", "'", "=", '"'])
            + chance.choice(AWKWARD)
        )
    letters = (chance.randrange(0x20, 0x2FFFF) for _ in range(chance.randrange(1, 30)))
    return "".join(chr(letter) for letter in letters if not 0xD800 <= letter < 0xE000)


def as_kept(text: str) -> str:
    """What a form keeps of a text: all of it but the white space around it."""
    return text.strip()


@pytest.mark.parametrize("forms", [FEW, pytest.param(MANY, marks=pytest.mark.long)])
def test_texts_arrive_to_the_letter(texts: House, forms: int) -> None:
    chance, browser = random.Random(20_261_122), texts.client()
    page = browser.get("/en/send").text
    own = own_fields(page, "csrf-token", "form-version", "form-about")
    sent: dict[str, dict[str, str]] = {}
    for number in range(forms):
        answers = {f"t{at}": awkward(chance) for at in range(FIELDS)}
        if number == 0:
            answers["t1"] = "ñ" * LONGEST
        # as browsers send it
        typed = {name: text.replace("\n", "\r\n") for name, text in answers.items()}
        form = {
            **own,
            "form-key": f"awkward-{number:04}",
            "consent-given": "y",
            **typed,
        }
        client = f"10.0.{number // 250}.{number % 250}"  # so many from one would have to wait
        answer = browser.post(
            "/en/send", data=form, environ_base={"REMOTE_ADDR": client}
        )
        assert answer.status_code == 303, (answers, answer.text)
        reference = browser.get(answer.location).text.split("TX-")[1][:5]
        sent["TX-" + reference] = {
            name: kept for name, text in answers.items() if (kept := as_kept(text))
        }
    assert texts.settle()
    assert texts.settle()
    records = texts.records("texts")
    assert records.keys() == sent.keys()
    for reference, expected in sent.items():
        arrived = {
            name: value
            for name, value in records[reference].items()
            if name in expected or name.startswith("t")
        }
        assert arrived == expected
    assert problems(texts) == []
    client = texts.server.gspread()
    cells = (
        client.open_by_key(texts.key)
        .worksheet("Texts")
        .get_values(value_render_option="UNFORMATTED_VALUE")
    )
    client.http_client.session.close()
    headers, *rows = cells
    for row in rows:  # what stands in the sheet itself
        texts_there = {
            f"t{at}": row[headers.index(f"Text {at}")] for at in range(FIELDS)
        }
        reference = next(cell for cell in row if str(cell).startswith("TX-"))
        assert {name: text for name, text in texts_there.items() if text != ""} == sent[
            reference
        ]


def test_text_that_no_cell_can_hold_is_refused_with_a_message(texts: House) -> None:
    browser = texts.client()
    page = browser.get("/en/send").text
    own = own_fields(page, "csrf-token", "form-version", "form-about")
    form = {**own, "key": "awkward-long", "consent-given": "y", "t0": "x" * 50_001}
    answer = browser.post("/en/send", data=form)
    assert answer.status_code == 422
    assert "This is 50001 characters long; at most 49999 can be kept." in answer.text
    assert "x" * 50_001 in answer.text  # nothing that was typed is lost

"""What a message is made of for WhatsApp, and the link that opens it."""

from urllib.parse import parse_qs, urlsplit

import pytest

from mail.channel import Content
from mail.channels.whatsapp import CHANNEL, JOINER
from mail.markdown import escape
from mail.written import Written

NUMBER = "+593962223344"
OURS = "https://hoja.example.net/a_b"


def text_of(written, **changed):
    given = {
        "language": "es",
        "greeting": "Estimada Ana,",
        "programme": "Programa",
        "footer": "",
        **changed,
    }
    return CHANNEL.compose(Content(written, **given)).text


def opened(link):
    """The number and the text that a link opens WhatsApp with."""
    parts = urlsplit(link)
    assert (parts.scheme, parts.netloc) == ("https", "wa.me")
    return f"+{parts.path.strip('/')}", parse_qs(parts.query)["text"][0]


@pytest.mark.parametrize(
    "text", ["á & b = c # d % +", "😀\nتجربة", "=1+1", "\u202etxt", "x" * 3000]
)
def test_link_opens_with_the_words_to_the_letter(text):
    link = CHANNEL.opening_link(NUMBER, text)
    assert link.isascii()
    assert opened(link) == (NUMBER, text)


def test_short_text_names_each_button_once_and_cuts_no_address():
    body = "Hola\n\n[Ya está](https://a.example/x?y=z&w=1)\n\nTexto [dentro](https://b.example)\n\n[Otra *fecha*](https://c.example)"
    text = text_of(Written("Asunto " + "x" * 2000, body))
    assert text.startswith("Estimada Ana,\n\nPrograma: Asunto xxx")
    assert text.endswith(
        "Ya está:\nhttps://a.example/x?y=z&w=1\n\nOtra fecha:\nhttps://c.example"
    )
    assert len(text) < 1700


def test_list_that_is_too_long_is_counted_and_its_link_stays_short():
    lines = "\n".join(
        f"- {'ト' * 600} [Ya está](https://a.example/{number})" for number in range(40)
    )
    text = text_of(
        Written("", f"Hola\n\n{lines}"), several=True, more=lambda count: f"… {count}"
    )
    assert len(CHANNEL.opening_link(NUMBER, text)) < 9000
    assert int(text.rpartition("… ")[2]) + text.count("https://a.example/") == 40


@pytest.mark.parametrize(
    "typed",
    [
        "https://evil.example/x",
        "evil.example",
        "a@evil.example",
        "*bold* _x_ ~y~",
        "`z`",
    ],
)
def test_what_people_typed_is_no_link_and_not_bold(typed):
    short = text_of(Written(typed, f"[Ya está]({OURS})"), greeting=f"Estimada {typed},")
    listed = text_of(Written("", f"- {escape(typed)} [Ya está]({OURS})"), several=True)
    for text in (short, listed):
        assert typed not in text
        assert typed in text.replace(JOINER, "")
        assert text.count(OURS) == 1


def test_link_that_ends_reminders_stands_last():
    text = text_of(Written("Asunto", "Hola"), stop=("No más", OURS))
    assert text.endswith(f"\n\nNo más:\n{OURS}")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (NUMBER, True),
        ("+593 99", False),
        ("+tag@example.org", False),
        ("", False),
        ("593962223344", False),
    ],
)
def test_addresses_of_the_channel_are_numbers_as_they_are_kept(text, expected):
    assert CHANNEL.owns(text) is expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [(NUMBER, [NUMBER]), (f"{NUMBER}, +593962223355", [NUMBER]), ("", [])],
)
def test_person_has_one_number(cell, expected):
    assert [address for _name, address in CHANNEL.recipients(cell)] == expected


def test_answers_are_numbered_and_can_be_given_by_number():
    addresses = [f"{OURS}?about=x&answer={name}" for name in ("done", "other_date")]
    body = f"Hola\n\n[Ya está]({addresses[0]})\n\n[Otra fecha]({addresses[1]})\n\n[La página]({OURS})"
    text = text_of(Written("Asunto", body))
    assert (
        f"1. Ya está:\n{addresses[0]}\n\n2. Otra fecha:\n{addresses[1]}\n\nLa página:\n{OURS}"
        in text
    )
    assert text.endswith("\n\nO simplemente responda aquí con el número: 1, 2.")
    assert CHANNEL.answers(text) == [
        ("Ya está", addresses[0]),
        ("Otra fecha", addresses[1]),
    ]

import email
from dataclasses import replace
from datetime import UTC, datetime
from email.policy import default

import pytest

from mail.compose import OutgoingMail, Parts, build, compose
from mail.letterhead import Letterhead
from mail.markdown import escape
from mail.rewrite import rewrite
from mail.written import Written
from tests.mail.hostile import VALUES
from tests.mail.tags import Tags

AT = datetime(2027, 3, 12, 14, 30, tzinfo=UTC)
PARTS = Parts("Para el 12 de marzo", "Hola, ñandú.\n", "<p>Hola, ñandú.</p>")


MAIL = OutgoingMail(
    PARTS,
    ("Mentor Towns", "hoja@example.net"),
    ("Ana Páez", "ana@example.org"),
    "0123abcd",
    AT,
)


def built(parts=PARTS, **changed):
    mail = replace(MAIL, parts=parts, **changed)
    return email.message_from_bytes(build(mail).as_bytes(), policy=default)


def test_compose_says_the_same_in_text_and_html():
    parts = compose(
        Written("Hola", "Un **saludo**.\n\n[Contar](https://hoja.example.net/x)"),
        "es",
        "Del programa.",
    )
    assert (
        parts.text
        == "Un saludo.\n\nContar: https://hoja.example.net/x\n\n-- \nDel programa.\n"
    )
    assert 'lang="es"' in parts.html
    assert "<strong>saludo</strong>" in parts.html
    assert "Del programa." in parts.html


def test_compose_writes_the_style_into_each_element():
    html = compose(
        Written("Hola", "[Contar](https://hoja.example.net/x)"), "es", "…"
    ).html
    button = html[html.index("<a ") : html.index("Contar</a>")]
    assert "background-color: #2f6b3a" in button
    assert "@media (prefers-color-scheme: dark)" in html


@pytest.mark.parametrize("value", VALUES)
def test_mail_with_a_hostile_value_has_its_own_headers_and_links_only(value):
    written = Written(
        f"Sobre {value}",
        f"Un saludo, {escape(value)}:\n\n[Contar](https://hoja.example.net/x)",
    )
    parts = compose(written, "es", "…")
    message = built(parts, recipient=(value, "ana@example.org"))
    assert set(message.keys()) == {
        "From",
        "To",
        "Subject",
        "Date",
        "Message-ID",
        "Auto-Submitted",
        "MIME-Version",
        "Content-Type",
    }
    assert [address.addr_spec for address in message["To"].addresses] == [
        "ana@example.org"
    ]
    assert len(message["Subject"].splitlines()) == 1
    tags = [
        tag
        for tag in Tags(parts.html).tags
        if tag[0] in ("a", "img", "script", "iframe", "form")
    ]
    assert [(tag[0], dict(tag[1:])["href"]) for tag in tags] == [
        ("a", "https://hoja.example.net/x")
    ]


def test_mail_is_small_enough_to_be_shown_whole():
    longest = Written("x" * 200, "\n\n".join(["Lorem ipsum dolor sit amet, " * 8] * 40))
    parts = compose(longest, "es", "…")
    assert len(built(parts).as_bytes()) < 40_000


def test_message_id_is_the_same_at_every_try():
    assert {
        built(sent_at=AT.replace(hour=hour))["Message-ID"] for hour in range(9, 12)
    } == {"<0123abcd@example.net>"}
    assert built(id="other")["Message-ID"] == "<other@example.net>"


def test_headers_say_who_when_and_that_no_person_wrote_it():
    message = built(reply_to="coordinacion@example.org")
    assert message["From"] == "Mentor Towns <hoja@example.net>"
    assert message["To"].addresses[0].display_name == "Ana Páez"
    assert message["Date"].datetime == AT
    assert (message["Auto-Submitted"], message["Reply-To"]) == (
        "auto-generated",
        "coordinacion@example.org",
    )


def test_mail_without_an_answerer_has_no_reply_to():
    assert built()["Reply-To"] is None


@pytest.mark.parametrize(
    "address",
    ["", "ana", "ana@", "a b@example.org", "ana@example.org, eva@example.org"],
)
def test_address_that_is_none_is_a_value_error(address):
    with pytest.raises(ValueError, match=r"."):
        built(recipient=("Ana", address))


def test_text_is_kept_to_the_letter():
    message = built()
    assert message.get_body(("plain",)).get_content() == "Hola, ñandú.\r\n"
    assert message.get_body(("html",)).get_content() == "<p>Hola, ñandú.</p>\r\n"


@pytest.mark.parametrize(
    "hostile",
    [
        "=?utf-8?q?evil=0D=0ABcc:_victim@example.com?=",
        "=?utf-8?b?DQpCY2M6IHhAZXhhbXBsZS5jb20=?=",
    ],
)
def test_encoded_word_in_a_name_or_subject_becomes_no_header(hostile):
    parts = Parts(hostile, "text", "<p>text</p>")
    message = build(
        replace(
            MAIL,
            parts=parts,
            sender=(hostile, "a@example.org"),
            recipient=(hostile, "b@example.org"),
        )
    )
    head = message.as_bytes().partition(b"\r\n\r\n")[0]
    assert [
        line for line in head.split(b"\r\n") if line.lower().startswith(b"bcc")
    ] == []
    assert message["Bcc"] is None


def test_same_mail_is_the_same_bytes_whenever_it_is_built():
    assert build(MAIL).as_bytes() == build(MAIL).as_bytes()


def test_correction_stands_in_the_thread_of_the_first_mail():
    first, correction = built(), built(id="99", corrects=MAIL.id)
    assert correction["In-Reply-To"] == correction["References"] == first["Message-ID"]
    assert correction["Subject"] == f"Re: {first['Subject']}"
    assert built(Parts("RE: Hola", "", ""), corrects=MAIL.id)["Subject"] == "RE: Hola"


def test_link_that_ends_such_mails_is_not_broken_over_lines():
    link = f"https://hoja.example.net/es/stop/{'x' * 300}"
    raw = build(replace(MAIL, stop=link)).as_bytes()
    assert f"List-Unsubscribe: <{link}>\r\n".encode() in raw


def test_no_byte_of_a_mail_needs_eight_bits():
    assert build(MAIL).as_bytes().isascii()


def test_mail_has_the_programmes_name_as_words_above_it_and_its_colour():
    head = Letterhead("Nuestros <pueblos>", "#7a2f4d")
    parts = compose(
        Written("Hola", "[Ver](https://hoja.example.org/x)"), "es", "Pie", head=head
    )
    assert "Nuestros &lt;pueblos&gt;</p>" in parts.html
    assert "background-color: #7a2f4d" in parts.html
    assert "<img" not in parts.html
    assert "Nuestros" not in parts.text


def test_words_of_a_person_stand_below_the_same_head():
    head = Letterhead("Nuestros pueblos", "#7a2f4d")
    before = compose(Written("Hola", "Uno"), "es", "Pie", head=head)
    after = rewrite(before, "Hola", "Dos", "es", head)
    assert after.html == before.html.replace("Uno", "Dos")

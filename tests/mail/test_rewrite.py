import html
import re

import pytest

from mail.compose import compose
from mail.rewrite import editable, rewrite
from mail.written import Written
from tests.mail.tags import Tags

LINK = "https://hoja.example.org/es/plan?about=MN-1&x=%27"
BODY = f"Hola **Ana**:\n\nUna cosa\\\ny otra. Vea [el plan]({LINK}) pronto.\n\n[Anotar una tarea]({LINK})"
BEFORE = compose(Written("Aprobado", BODY), "es", "Este correo viene de Pueblos.")
STOP = ("No más recordatorios", "https://hoja.example.org/stop/abc")


def names(page):
    return {tag[0] for tag in Tags(page).tags}


def links(page):
    return [html.unescape(address) for address in re.findall(r'href="([^"]*)"', page)]


def test_what_is_not_changed_reads_as_before():
    after = rewrite(BEFORE, BEFORE.subject, editable(BEFORE.text), "es")
    assert (after.subject, after.text) == (BEFORE.subject, BEFORE.text)
    assert links(after.html) == links(BEFORE.html)
    assert (
        after.html.count('class="button"') == BEFORE.html.count('class="button"') == 1
    )


def test_foot_is_not_to_be_changed_and_stays():
    assert "Pueblos" not in editable(BEFORE.text)
    after = rewrite(BEFORE, "Otro", "Nuevo.\r\n\r\nFin.", "es")
    assert after.text == "Nuevo.\n\nFin.\n\n-- \nEste correo viene de Pueblos.\n"
    assert "Este correo viene de Pueblos." in after.html


def test_link_at_the_foot_stays_one():
    before = compose(
        Written("Aprobado", BODY), "es", "Este correo viene de Pueblos.", STOP
    )
    after = rewrite(before, before.subject, editable(before.text), "es")
    assert (after.text, links(after.html)) == (before.text, links(before.html))
    assert "No más recordatorios</a></p>" in after.html


@pytest.mark.parametrize(
    "typed",
    ["<b>x</b>", "**x** _y_ # z", "[x](https://evil.example)", "https://evil.example/x", "1. uno\n- dos\n    tres", "{{ 7*7 }}",
     f"{LINK}.evil <i>"],
)  # fmt: skip
def test_what_is_typed_is_text_and_nothing_else(typed):
    after = rewrite(BEFORE, "Asunto", typed, "es")
    plain = rewrite(BEFORE, "Asunto", "Nada.", "es")
    assert set(links(after.html)) <= {LINK}
    assert names(after.html) - {"a", "br"} == names(plain.html)
    assert after.text.startswith(typed.strip())


def test_subject_stays_one_line():
    assert (
        rewrite(BEFORE, "Uno\r\nBcc: eve@example.org", "x", "es").subject
        == "Uno Bcc: eve@example.org"
    )

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mail.markdown import Address, clean, escape, one_line, to_html, to_text
from tests.mail.hostile import VALUES
from tests.mail.tags import Tags


def squeezed(text):
    return re.sub(r"\s+", "", clean(text))


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize(
    ("template", "tags"),
    [
        ("{}", [("p",)]),
        ("Dear {},\n\nyour task:", [("p",), ("p",)]),
        ("- {}\n- end", [("ul",), ("li",), ("li",)]),
        ("**{}**", [("p",), ("strong",)]),
        (
            "[{}](https://hoja.example.net/x)",
            [("p",), ("a", ("href", "https://hoja.example.net/x"))],
        ),
    ],
)
def test_value_becomes_nothing_but_the_words_that_it_is(value, template, tags):
    page = Tags(to_html(template.format(escape(value))))
    known = [tag[:2] for tag in page.tags if tag[0] != "br"]
    assert known == tags
    around = template.translate(str.maketrans("", "", "*[]-")).replace(
        "(https://hoja.example.net/x)", ""
    )
    assert squeezed(page.words) == squeezed(around.format(value))


@pytest.mark.parametrize("value", VALUES)
def test_text_part_says_the_same_words(value):
    assert squeezed(to_text(f"Dear {escape(value)},")) == squeezed(f"Dear {value},")


@given(st.text())
def test_any_text_stays_itself(value):
    source = f"x{escape(value)}x"
    assert squeezed(Tags(to_html(source)).words) == squeezed(f"x{value}x")
    assert {tag[0] for tag in Tags(to_html(source)).tags} <= {"p", "br"}
    assert squeezed(to_text(source)) == squeezed(f"x{value}x")


@given(st.text())
def test_one_line_is_one_line(value):
    assert len(one_line(value).splitlines()) <= 1
    assert one_line(one_line(value)) == one_line(value)


def test_direction_marks_are_taken_out():
    assert clean("\u202egnp\u202c.exe\u2066\u2069\u200b\ufeff") == "gnp.exe"


def test_line_breaks_of_a_value_stay_breaks():
    assert to_html(str(escape("Calle 1\r\nQuito"))) == "<p>Calle 1<br />\nQuito</p>\n"
    assert to_text(str(escape("Calle 1\r\nQuito"))) == "Calle 1\nQuito\n"


def test_address_of_ours_goes_in_as_it_is():
    address = Address("https://hoja.example.net/es/work_plan?about=a_b-c.d")
    assert escape(address) is address


def test_link_alone_in_its_paragraph_is_a_button():
    page = Tags(
        to_html(
            "[Tell us](https://h.example.net/a)\n\nor see [this](https://h.example.net/b)."
        )
    )
    links = [dict(tag[1:]).get("class") for tag in page.tags if tag[0] == "a"]
    assert links == ["button", None]


def test_html_and_pictures_of_a_template_are_words():
    page = Tags(to_html("<b>x</b> ![y](https://h.example.net/z)"))
    assert {tag[0] for tag in page.tags} <= {"p", "a"}


def test_text_part_comes_from_the_same_source():
    source = "# Hello\n\nTwo **things**:\n\n- one\n- two\n\n1. first\n2. second\n\n[Tell us](https://h.example.net/a)\n"
    assert to_text(source) == (
        "Hello\n\nTwo things:\n\n- one\n- two\n\n1. first\n2. second\n\nTell us: https://h.example.net/a\n"
    )

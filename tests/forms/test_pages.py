"""A form page by page: what each button leads to, and that nothing is lost on the way.

Without JavaScript.
"""

import html
import io
import re
from dataclasses import replace

import pytest
from playwright.sync_api import expect
from werkzeug.datastructures import MultiDict

from forms.answers.pages import AT, CHECK, SEEN, TO_PAGE, TO_QUESTION
from forms.web_form.names import LATER, SAVED, SWITCH
from journal.states import DeliveryState
from journal.tabs import deliveries
from tests.forms.logic_form import FORM, with_form
from tests.forms.paged_form import FIELDS, paged
from tests.forms.test_uploads import swept
from tests.house import LONG_OPEN, hidden, open_house, served
from tests.program import until
from tests.uploads import samples

AGREED = {"consent-given": "y"}
CONTINUE = "main form .turn button:not([name])"
INPUT = re.compile(r"<input\b[^>]*>|<textarea\b[^>]*>[^<]*</textarea>")


@pytest.fixture
def house(tmp_path, folder):
    with open_house(tmp_path, paged(folder)) as opened:
        yield opened


class Browser:
    """A browser without JavaScript: each press sends all that stands in
    the page, hidden parts too.
    """

    def __init__(self, house):
        self.client = house.client()
        self.answer = self.client.get(FORM)

    @property
    def page(self):
        return self.answer.text

    @property
    def at(self):
        return hidden(self.page, AT)

    def stands(self):
        """(name, value) of everything that the page would send."""
        sent = MultiDict()
        for tag in INPUT.findall(self.page):
            attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
            is_off = (
                attributes.get("type") in ("radio", "checkbox")
                and " checked" not in tag
            )
            if "name" in attributes and not is_off and attributes.get("type") != "file":
                sent.add(attributes["name"], html.unescape(attributes.get("value", "")))
        if sent.get("form-press"):
            sent["form-press"] = LONG_OPEN
        return sent

    def press(self, button=None, **typed):
        data = self.stands()
        for name, value in typed.items():
            data[name] = value
        if button:
            data[button[0]] = button[1]
        self.answer = self.client.post(
            FORM, data=data, content_type="multipart/form-data"
        )
        return self.answer


def rows(house):
    with house.journal.read() as connection:
        return [
            row.values
            for row in deliveries.in_state(connection, DeliveryState.queued, 100)
        ]


def errors(page):
    return re.findall(r'<li><a href="#(?:q-)?([\w-]+)">', page)


def listed(page):
    return dict(re.findall(r"<dt>(.*?)</dt>\s*<dd>(.*?)</dd>", page))


def at_check(house):
    browser = Browser(house)
    browser.press(name="Cotacachi", kind="y")
    browser.press(asked="7", own="1040")
    browser.press(plan="Un plan", letter=(io.BytesIO(samples.pdf()), "carta.pdf"))
    assert browser.at == CHECK
    return browser


def test_first_page_has_its_heading_and_all_others_are_hidden(house):
    page = Browser(house).page
    assert re.findall(r'<div data-page="([\w-]+)"( hidden)?>', page) == [
        ("place", ""),
        ("money", " hidden"),
        ("rest", " hidden"),
        (CHECK, " hidden"),
    ]
    assert "<title>El lugar · " in page
    assert re.search(
        r'<h2 id="page" tabindex="-1"[^>]*>El lugar</h2><p class="hint">Dónde está.</p>',
        page,
    )
    assert f'name="{TO_PAGE}"' not in page


def test_continue_judges_this_page_alone(house):
    browser = Browser(house)
    assert browser.press(kind="y").status_code == 422
    assert (browser.at, errors(browser.page)) == ("place", ["name"])
    assert browser.press(name="Cotacachi").status_code == 200
    assert (browser.at, errors(browser.page)) == ("money", [])
    assert "<title>Dinero de Cotacachi · " in browser.page
    assert "Página 2 de 4" in browser.page


def test_page_that_does_not_apply_is_skipped(house):
    browser = Browser(house)
    browser.press(name="Cotacachi", kind="x")
    assert (browser.at, errors(browser.page)) == ("place", [])
    assert "Sus respuestas llevan a otras preguntas" in browser.page
    browser.press(detail="rojo")
    assert browser.at == "rest"
    assert "Página 2 de 3" in browser.page
    assert "<h3>Papeles</h3>" in browser.page


def test_back_judges_nothing_and_keeps_everything(house):
    browser = Browser(house)
    browser.press(name="Cotacachi", kind="y")
    assert (
        browser.press(
            (TO_PAGE, hidden_button(browser.page)), asked="sesenta"
        ).status_code
        == 200
    )
    assert (browser.at, errors(browser.page)) == ("place", [])
    browser.press()
    assert (browser.at, errors(browser.page)) == ("money", [])
    assert 'value="sesenta"' in browser.page


def hidden_button(page):
    return re.search(rf'<button[^>]* name="{TO_PAGE}" value="([\w-]+)"', page)[1]


def test_file_is_kept_on_the_way_through_the_pages(house):
    browser = Browser(house)
    browser.press(name="Cotacachi", kind="y")
    browser.press(asked="7")
    browser.press((TO_PAGE, "money"), letter=(io.BytesIO(samples.pdf()), "carta.pdf"))
    assert browser.at == "money"
    browser.press()
    browser.press(plan="Un plan")
    assert listed(browser.page)["Carta"] == "carta.pdf"


def test_file_that_cannot_be_kept_is_told_before_another_page_is_shown(house):
    browser = Browser(house)
    browser.press(name="Cotacachi", kind="y")
    browser.press(asked="7")
    answer = browser.press(
        (TO_PAGE, "money"), letter=(io.BytesIO(b"nothing"), "carta.exe")
    )
    assert (answer.status_code, browser.at, errors(browser.page)) == (
        422,
        "rest",
        ["letter"],
    )


@pytest.mark.parametrize("button", [None, (TO_PAGE, "place"), (SWITCH, "es")])
def test_file_that_is_gone_meanwhile_is_told_wherever_one_is(house, button):
    browser = Browser(house)
    browser.press(name="Cotacachi", kind="x")
    browser.press(detail="rojo")
    browser.press((TO_PAGE, "place"), letter=(io.BytesIO(samples.pdf()), "carta.pdf"))
    house.later(days=2)
    assert swept(house)
    answer = browser.press(button)
    assert (answer.status_code, browser.at, errors(browser.page)) == (
        422,
        "rest",
        ["letter"],
    )


def test_error_and_what_is_left_out_stand_beside_the_list_together(house):
    browser = at_check(house)
    browser.press((TO_QUESTION, "kind"))
    browser.press(kind="x")
    browser.press(detail="rojo")
    browser.press()
    assert errors(browser.page) == ["consent-given"]
    assert "Algo de lo que escribió no se enviará" in browser.page


def test_language_switch_stays_on_the_page(house):
    browser = Browser(house)
    browser.press(name="Cotacachi", kind="y")
    browser.press((SWITCH, "es"), asked="sesenta")
    assert (browser.at, errors(browser.page)) == ("money", [])
    assert set(hidden(browser.page, SEEN).split()) == {"name", "kind"}


def test_answers_are_listed_as_they_were_understood(house):
    page = at_check(house).page
    assert listed(page) == {
        "Nombre": "Cotacachi",
        "Clase": "Y",
        "Pedido": "7",
        "Propio": "1.040",
        "Total": "1.047",
        "Carta": "carta.pdf",
        "Plan": "Un plan",
    }
    assert re.findall(rf'name="{TO_QUESTION}" value="(\w+)"', page) == [
        "name",
        "kind",
        "asked",
        "own",
        "letter",
        "plan",
    ]


def test_send_keeps_it_once(house):
    browser = at_check(house)
    assert errors(browser.page) == []
    assert browser.press().status_code == 422
    assert (browser.at, errors(browser.page)) == (CHECK, ["consent-given"])
    assert browser.press(**AGREED).status_code == 303
    [row] = rows(house)
    assert row["name"] == "Cotacachi"
    assert len(row["letter"]) == 1


def test_change_leads_to_its_question_and_back_again(house):
    browser = at_check(house)
    browser.press((TO_QUESTION, "own"), **AGREED)
    assert browser.at == "money"
    assert re.search(r'<input [^>]*autofocus[^>]* name="own"', browser.page)
    browser.press(own="2")
    assert browser.at == CHECK
    assert listed(browser.page)["Total"] == "9"
    assert browser.press().status_code == 303


def test_list_of_answers_has_the_headings_of_pages_and_sections(house):
    page = at_check(house).page
    in_list = page[
        page.index('<div class="check">') : page.index("</dl>", page.rindex("<dt>"))
    ]
    output = r'<output class="inside" data-value="name">Cotacachi</output>'
    assert re.findall(r"<h3>(.*?)</h3>", in_list) == [
        "El lugar",
        f"Dinero de {output}",
        "Papeles",
    ]


def test_what_a_change_leads_to_comes_before_the_list(house):
    browser = at_check(house)
    browser.press((TO_QUESTION, "kind"))
    browser.press(kind="x")
    assert (browser.at, errors(browser.page)) == ("place", [])
    browser.press(detail="rojo")
    assert browser.at == CHECK
    # What was typed and does not apply any more is told beside the list,
    # before “Send” is pressed.
    assert "Algo de lo que escribió no se enviará" in browser.page
    assert browser.press(**AGREED).status_code == 303


def test_answer_that_a_change_makes_wrong_is_asked_again(house):
    browser = at_check(house)
    browser.press((TO_QUESTION, "asked"))
    assert browser.press(asked="500").status_code == 200
    assert (browser.at, errors(browser.page)) == ("rest", ["plan"])


def test_whole_new_page_comes_first_after_a_change(house):
    browser = Browser(house)
    browser.press(name="Cotacachi", kind="x")
    browser.press(detail="rojo")
    browser.press(plan="Un plan")
    browser.press((TO_QUESTION, "kind"))
    browser.press(kind="y")
    assert (browser.at, errors(browser.page)) == ("money", [])
    browser.press(asked="7")
    assert browser.at == CHECK


def test_jump_to_the_list_sends_nothing_that_nobody_was_asked(house):
    browser = Browser(house)
    browser.press((TO_PAGE, CHECK), name="Cotacachi", kind="y", **AGREED)
    assert browser.press().status_code == 422
    assert (browser.at, errors(browser.page)) == ("money", [])
    assert rows(house) == []


def test_page_that_nobody_knows_is_the_first_one(house):
    browser = Browser(house)
    browser.press((TO_PAGE, "<nowhere>"))
    assert browser.at == "place"
    assert "nowhere" not in browser.page


def test_form_without_pages_may_show_the_answers_first(tmp_path, folder):
    fields = tuple(field for field in FIELDS if not field.field_type.begins_section)
    with open_house(tmp_path, with_form(folder, fields, check_answers=True)) as house:
        browser = Browser(house)
        browser.press(name="Cotacachi", kind="y", asked="7", plan="Un plan")
        assert (browser.at, "Página" in browser.page) == (CHECK, False)
        assert listed(browser.page)["Plan"] == "Un plan"
        assert browser.press(**AGREED).status_code == 303


def test_form_can_be_gone_on_with_later_from_any_page(house):
    browser = Browser(house)
    browser.press(name="Cotacachi", kind="y")
    browser.press((LATER, "1"), asked="sesenta")
    address = html.unescape(re.search(rf'[^">]*{SAVED}=[^"<\s]*', browser.page)[0])
    browser.answer = browser.client.get(address[address.index(FORM) :])
    assert browser.at == "place"
    browser.press()
    assert browser.at == "money"
    assert 'value="sesenta"' in browser.page


def test_enter_goes_on_where_there_is_one_language_alone(tmp_path, folder):
    only = paged(folder)
    programme = only.programme.model_copy(update={"languages": ("es",)})
    with open_house(tmp_path, replace(only, programme=programme)) as house:
        buttons = re.findall(r"<button[^>]*type=\"submit\"[^>]*>", Browser(house).page)
        assert "name=" not in buttons[0]


@pytest.fixture
def address(house):
    with served(house.app) as opened:
        yield opened


def go_through(page, house):
    """A telephone's whole way: every page, a change, and “Send”."""
    focused = page.locator(":focus")
    page.goto(FORM)
    page.evaluate(
        "press => { document.querySelector('[name=form-press]').value = press }",
        LONG_OPEN,
    )
    page.press("[name=name]", "Enter")
    expect(focused).to_have_attribute("id", "errors")
    page.fill("[name=name]", "Cotacachi")
    page.check("[name=kind][value=y]")
    page.click(CONTINUE)
    expect(focused).to_have_text("Dinero de Cotacachi")
    expect(page.locator("[name=name]")).to_be_hidden()
    page.fill("[name=asked]", "7")
    page.press("[name=asked]", "Enter")
    expect(focused).to_have_text("Lo demás")
    page.fill("[name=plan]", "Un plan")
    page.set_input_files(
        "[name=letter]",
        {"name": "carta.pdf", "mimeType": "application/pdf", "buffer": samples.pdf()},
    )
    page.click(f"[name={TO_PAGE}]")
    page.click(CONTINUE)
    page.click(CONTINUE)
    expect(page.locator(".check")).to_contain_text("carta.pdf")
    page.click(f"[name={TO_QUESTION}][value=asked]")
    expect(focused).to_have_attribute("name", "asked")
    page.fill("[name=asked]", "8")
    page.click(CONTINUE)
    expect(page.locator(".check")).to_contain_text("Un plan")
    page.check("[name=consent-given]")
    page.click(CONTINUE)
    expect(page.locator(".reference")).to_be_visible()
    [row] = rows(house)
    assert (row["name"], len(row["letter"])) == ("Cotacachi", 1)


@pytest.mark.browser
@pytest.mark.parametrize(
    "script", [False, True], ids=["without JavaScript", "with JavaScript"]
)
def test_whole_way_on_a_telephone(house, address, browser, script):
    context = browser.new_context(
        viewport={"width": 360, "height": 740},
        locale="es",
        base_url=address,
        java_script_enabled=script,
    )
    context.set_default_timeout(60_000)
    go_through(context.new_page(), house)
    context.close()


@pytest.mark.browser
def test_draft_has_the_answers_of_every_page(address, browser):
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, locale="es", base_url=address
    )
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.goto(FORM)
    page.fill("[name=name]", "Cotacachi")
    page.check("[name=kind][value=y]")
    page.click(CONTINUE)
    page.fill("[name=asked]", "7")
    until(
        lambda: '"asked":["7"]' in page.evaluate("Object.values(localStorage).join()"),
        "kept",
    )
    page.close(run_before_unload=False)
    page = context.new_page()
    page.goto(FORM)
    page.click("#draft button >> nth=0")
    expect(page.locator("[name=name]")).to_have_value("Cotacachi")
    page.click(CONTINUE)
    expect(page.locator("[name=asked]")).to_have_value("7")
    context.close()

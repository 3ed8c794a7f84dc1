"""The team is told that a form is about to close, that it has closed, and that it is
full: once, and with how many came.
"""

from dataclasses import replace
from datetime import timedelta

import pytest

from core.clock import local_date
from journal.states import MessageKind, MessageState
from programme.load import load
from programme.models.forms import Closing
from programme.reading.mistakes import Mistakes
from programme.templates import read_templates
from tests.house import ROOT, fill
from tests.lived import ANSWERS, work
from tests.programme.files import FORM, mistakes, write
from tests.programme.files import MAIN as MAIN_FILE

FORM_NAME = "aspiring_town"


def with_form(house, **keys):
    """The house with other dates of its form; gives today."""
    programme = house.folder.programme
    closing = Closing(to="coordinator", message="form_closes", days=3)
    form = programme.forms[FORM_NAME].model_copy(update={"closing": closing, **keys})
    changed = programme.model_copy(
        update={"forms": {**programme.forms, FORM_NAME: form}}
    )
    told = Mistakes(ROOT)
    house.folder = replace(
        house.folder, programme=changed, templates=read_templates(ROOT, changed, told)
    )
    assert told.found == []


def today(house):
    return local_date(house.office.notify.now(), house.folder.programme.time_zone)


@pytest.fixture
def start(lived):
    """The day on which a house begins; its worker is opened anew afterwards."""
    day = today(lived)
    lived.offices.clear()
    return day


def told(house, *states):
    return [
        row
        for row in house.outbox()
        if row.kind == MessageKind.closing and (not states or row.state in states)
    ]


def test_form_is_told_once_when_it_closes_in_three_days_and_neither_before_nor_long_after(
    lived, start
):
    for days in (4, -8):
        lived.offices.clear()
        with_form(lived, closes=start + timedelta(days=days))
        assert lived.settle()
        assert told(lived) == [], days
    lived.offices.clear()
    with_form(lived, closes=start + timedelta(days=3))
    assert lived.settle()
    lived.later(seconds=5)
    assert lived.settle()
    [message] = told(lived)
    assert message.state is MessageState.sent
    assert message.subject.startswith("Quiero postular a mi municipio: cierra el ")
    assert "Hasta ahora no llegó ninguno." in message.text


def test_day_after_the_last_one_says_how_many_came(lived, start):
    with_form(lived, closes=start)
    fill(lived.client(), f"/es/{FORM_NAME}", ANSWERS)
    work(lived)
    lived.later(days=1)
    while today(lived).weekday() > 4:
        lived.later(days=1)
    work(lived)
    soon, over = told(lived)
    assert "es decir, hoy" in soon.text
    assert "cerró el" in over.subject
    assert "Llegó uno." in over.text


@pytest.mark.long
def test_form_that_is_full_is_told(lived, start):
    with_form(lived, most=1, closes=start + timedelta(days=2))
    work(lived)
    fill(lived.client(), f"/es/{FORM_NAME}", ANSWERS)
    work(lived)
    assert [row.subject.rpartition(": ")[2] for row in told(lived)][1:] == ["completo"]


@pytest.mark.long
def test_what_waits_is_taken_back_when_the_form_closes_on_another_day(lived, start):
    lived.edit("settings", "mail", "value", "detener")
    with_form(lived, closes=start + timedelta(days=1))
    work(lived)
    [waiting] = told(lived, MessageState.queued)
    lived.offices.clear()
    with_form(lived, closes=start + timedelta(days=90))
    work(lived)
    [withdrawn] = told(lived)
    assert (withdrawn.id, withdrawn.state) == (waiting.id, MessageState.withdrawn)


@pytest.mark.parametrize(
    ("closing", "words"),
    [
        ("{to: ofice, message: closes}\ncloses: 2027-03-01", 'did you mean "office"?'),
        ("{message: closes}\ncloses: 2027-03-01", '"to" is missing in closing'),
    ],
)
def test_mistake_is_told(tmp_path, closing, words):
    [line] = mistakes(tmp_path, form=f"{FORM}closing: {closing}\n")
    assert words in line


@pytest.mark.parametrize("language", ["es", "pt", "en", "fr", "de"])
def test_template_says_it_in_each_language(tmp_path, language):
    main = MAIN_FILE.replace("[en, es]", f"[{language}]")
    form = f"{FORM}most: 5\ncloses: 2027-03-01\nclosing: {{to: office, message: form_closes}}\n"
    folder = write(tmp_path, main=main, form=form, rules="events: []\n")
    (folder / "mail_templates").symlink_to(ROOT / "mail_templates")
    told_mistakes = Mistakes(folder)
    templates = read_templates(folder, load(folder), told_mistakes)
    assert told_mistakes.found == []
    assert templates.found.keys() == {("form_closes", language)}

"""From a cell that staff type to the mail that people get."""

from tests.lived import coordinator, named, work
from tests.mail_texts.conftest import ADDRESS

SUBJECT, STATE = "Asunto", "Estado"


def test_new_tab_holds_what_mails_say(texts):
    files = texts.house.folder.templates.texts
    lines = texts.tab().lines
    assert len(lines) == 1 + len(files)
    assert texts.cell(SUBJECT) == files["approved", "es"].subject
    assert texts.told() == []


def test_x(texts):
    texts.type(SUBJECT, "Hola {{ record.nmae }}")
    texts.look()
    print(texts.told(), texts.cell(STATE))
    c = coordinator(texts.house)
    print(c.get("/staff/texts?lang=en").text[-9000:-6000])
    print(c.get(ADDRESS + "?lang=en").text)
    texts.type(SUBJECT, "Hola {{ record.name }}")
    texts.look()
    print(texts.told(), texts.cell(STATE))
    print(c.get(ADDRESS + "?lang=en").text)
    print(texts.publish(c))
    texts.look()
    print(texts.told(), texts.cell(STATE))
    assert 0

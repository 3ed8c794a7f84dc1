"""What is live: the newest publication that goes with the programme's files."""

from dataclasses import replace
from datetime import UTC, datetime

from cli.programme_files.check_installation import _tell_mail_texts
from journal.mails import text_publications
from mail_texts.live import MailTexts, text_digest
from programme.load import load
from programme.mail_text import MailText
from programme.reading.mistakes import Mistakes
from programme.templates import Templates, read_templates, try_text
from tests.house import hidden
from tests.lived import batch, coordinator
from tests.mail_texts.conftest import ADDRESS, share_templates
from tests.programme.files import MAIN, write

NOW = datetime(2027, 3, 1, tzinfo=UTC)
KEY = ("hello", "en")
FILE = "---\nsubject: Hello {{ record.kind }}\n---\nA tree.\n"


def texts_of(folder, journal, **files):
    write(folder, **files)
    for language in ("en", "es"):
        file = folder / "mail_templates" / "hello" / f"{language}.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(FILE, encoding="utf-8")
    programme = load(folder)
    mistakes = Mistakes(folder)
    templates = read_templates(folder, programme, mistakes)
    assert mistakes.report() == ""
    return MailTexts(templates, programme, journal)


def publish(texts, subject, body="A tree."):
    words = None
    if subject:
        words = MailText(subject, body).as_json()
    with texts.journal.write() as connection:
        text_publications.add(
            connection, KEY, words, text_digest(texts.files.texts[KEY]), "a", NOW
        )


def subject(texts):
    return texts.current.text(KEY).subject


def test_before_anything_is_published_the_file_is_live(tmp_path, journal):
    texts = texts_of(tmp_path, journal)
    assert (texts.refresh(texts.programme), subject(texts)) == (
        False,
        "Hello {{ record.kind }}",
    )


def test_what_is_published_is_taken_over_once_by_each_process(tmp_path, journal):
    texts = texts_of(tmp_path, journal)
    other = MailTexts(texts.files, texts.programme, journal)
    publish(texts, "New")
    for process in (texts, other):
        first = process.refresh(process.programme)
        assert (first, process.refresh(process.programme)) == (True, False)
        assert subject(process) == "New"
        # A line in a list that has no words of its own says the subject.
        assert process.current.templates.get(*KEY).line == "New"
    publish(texts, "")
    assert (texts.refresh(texts.programme), subject(texts)) == (
        True,
        "Hello {{ record.kind }}",
    )


def test_text_that_does_not_go_with_the_files_any_more_leaves_that_of_the_file(
    tmp_path, journal, capsys
):
    publish(texts_of(tmp_path / "before", journal), "{{ record.height }}")
    main = MAIN.replace("      height: {type: decimal, label: Height}\n", "")
    form = "title: A new tree\ntable: trees\nfields: {kind: {}, planted: {}}\n"
    after = texts_of(tmp_path / "after", journal, main=main, form=form)
    assert (after.refresh(after.programme), subject(after)) == (
        False,
        "Hello {{ record.kind }}",
    )
    [fault] = after.current.faults[KEY]
    assert 'no column "height"' in fault.text
    _tell_mail_texts(after)
    assert "hello/en.md: the published text does not go" in capsys.readouterr().out


def test_text_that_stops_the_reader_stops_no_process(tmp_path, journal):
    texts = texts_of(tmp_path, journal)
    publish(texts, "New", "{% if 1 %}" * 3_000)
    assert (texts.refresh(texts.programme), subject(texts)) == (
        False,
        "Hello {{ record.kind }}",
    )


def test_mail_that_the_programme_no_longer_has_is_left_aside(tmp_path, journal):
    texts = texts_of(tmp_path, journal)
    with journal.write() as connection:
        text_publications.add(connection, ("bye", "en"), {}, "", "a", NOW)
    texts.refresh(texts.programme)
    assert texts.current.published == {}


def deployed(texts, subject):
    """The house with another file of the mail, as after a deployment."""
    house = texts.house
    folder = house.folder
    key = ("approved", "es")
    text = replace(folder.templates.texts[key], subject=subject)
    template, faults = try_text(folder.templates, folder.programme, key, text)
    assert faults == []
    files = Templates(
        {**folder.templates.found, key: template},
        folder.templates.unused,
        {**folder.templates.texts, key: text},
    )
    house.folder = replace(folder, templates=files)
    for office in (*house.offices, house.app.extensions["hoja.office"]):
        office.sync.spreadsheet.close()
    house.offices.clear()
    share_templates(house)
    texts.look()


def test_file_that_changed_after_a_publication_is_told_and_a_person_says_what_holds(
    texts,
):
    texts.type("Asunto", "Publicado")
    texts.look()
    client = coordinator(texts.house)
    texts.publish(client)
    texts.look()
    deployed(texts, "Del archivo")

    def live():
        return texts.house.office.notify.templates.texts["approved", "es"].subject

    assert live() == "Publicado"
    [line] = texts.told()
    assert "su archivo ha cambiado" in line
    page = client.get(f"{ADDRESS}?lang=en").text
    assert "The file of this mail has changed" in page
    data = {name: hidden(page, name) for name in ("csrf_token", "mark")}
    assert client.post(f"{ADDRESS}/keep", data=data).status_code == 303
    texts.look()
    assert (live(), texts.told()) == ("Publicado", [])
    deployed(texts, "Otra vez del archivo")
    assert client.post(f"{ADDRESS}/keep", data=data).status_code == 409
    page = client.get(f"{ADDRESS}/0?lang=en").text
    marks = [part.partition('"')[0] for part in page.split('name="mark" value="')[1:]]
    [mark] = [mark for mark in marks if "-file-" in mark]
    data = {"csrf_token": hidden(page, "csrf_token"), "mark": mark}
    assert client.post(f"{ADDRESS}/0", data=data).status_code == 303
    texts.look()
    assert (live(), texts.told()) == ("Otra vez del archivo", [])
    assert texts.cell("Estado") == "estuvo en uso: ahora vale otro texto"


def test_file_that_changed_without_a_publication_makes_no_row_a_change(texts):
    deployed(texts, "Del archivo")
    assert texts.cell("Estado") == "estuvo en uso: ahora vale otro texto"
    assert texts.told() == []


def test_file_that_says_what_was_published_asks_nobody(texts):
    texts.type("Asunto", "Publicado")
    texts.look()
    texts.publish()
    texts.look()
    deployed(texts, "Publicado")
    assert (texts.told(), texts.cell("Estado")) == ([], "en uso")


def test_text_that_goes_with_no_file_is_told_without_a_tab_and_not_as_live(texts):
    house = texts.house
    batch(house, {"deleteSheet": {"sheetId": texts.tab().sheet_id}})
    texts.look()
    with house.journal.write() as connection:
        words = MailText("{{ record.nothing }}", "Hola").as_json()
        text_publications.add(connection, ("approved", "es"), words, "old", "a", NOW)
    client = coordinator(house)
    page = client.get("/staff/texts?lang=en").text
    assert "the published text does not go with the files any more</small>" in page
    page = client.get(f"{ADDRESS}?lang=en").text
    assert ["so the text of the file is live" in page, "stays live" in page] == [
        True,
        False,
    ]

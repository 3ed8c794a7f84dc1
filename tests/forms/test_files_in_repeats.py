"""Files that are asked for in each repetition: they follow it when it comes and goes,
belong to its row, and are told apart on the receipt.
"""

import io

import pytest
import sqlalchemy as sa

from forms.web_form.names import ADD, DROP, LATER, REMOVE, RESTORE, SHOWN
from journal.forms import submissions
from journal.privacy.row_changes import find_changes
from journal.schema import uploads as upload_rows
from privacy.people import everybody_in
from privacy.registry import TABLES
from tests.forms.logic_form import FORM, field
from tests.forms.repeat_form import with_lines
from tests.forms.test_repeats import keys, opened, rows
from tests.forms.test_views import errors
from tests.house import hidden, open_house
from tests.uploads import samples

NAME = "repetition-budget"
FIELDS = (
    field("name", required=True, label="Nombre"),
    field(
        "budget",
        "repeat",
        table="lines",
        label="Línea",
        least=0,
        most=4,
        fields=(
            field("item", label="Qué"),
            field("photo", "file", label="Foto", max_files=2),
            field("voice", "audio", label="Voz"),
            field("size", "integer", label="Talla", relevant="photo != null"),
        ),
    ),
)
ONCE = {"name": "Cotacachi", "consent-given": "y"}


@pytest.fixture
def house(tmp_path, folder):
    with open_house(tmp_path, with_lines(folder, FIELDS)) as house:
        yield house


def photo(name, size=(40, 30)):
    return (io.BytesIO(samples.png(size)), name)


def seen(*repetitions):
    names = [
        f"budget-{key}-{question}"
        for key in repetitions
        for question in ("item", "photo", "voice", "size")
    ]
    return {
        SHOWN: " ".join(("name", *names)),
        NAME: [str(key) for key in repetitions],
    }


def post(client, data):
    return client.post(FORM, data=data, content_type="multipart/form-data")


def stored(house):
    with house.journal.read() as connection:
        query = sa.select(upload_rows.c.field, upload_rows.c.name, upload_rows.c.row)
        return [
            tuple(row)
            for row in connection.execute(query.order_by(upload_rows.c.position))
        ]


def test_file_of_a_repetition_stands_in_its_own_row(house):
    client, own = opened(house)
    sent = {
        **own,
        **ONCE,
        **seen(0, 5),
        "budget-0-item": "árboles",
        "budget-0-photo": photo("uno.png"),
        "budget-5-photo": [photo("dos.png", (20, 20)), photo("tres.png", (10, 9))],
    }
    answer = post(client, sent)
    assert answer.status_code == 303
    town, trees, water = rows(house)
    assert stored(house) == [
        ("budget-0-photo", "uno.png", trees.reference),
        ("budget-1-photo", "dos.png", water.reference),
        ("budget-1-photo", "tres.png", water.reference),
    ]
    assert "photo" not in town.values
    assert [len(row.values["photo"]) for row in (trees, water)] == [1, 2]
    page = client.get(answer.location).text
    assert "<dt>Línea 1: Foto</dt><dd>uno.png</dd>" in page
    assert "<dt>Línea 2: Foto</dt><dd>dos.png, tres.png</dd>" in page
    assert client.get(f"{answer.location}/answers.pdf").data.startswith(b"%PDF")


def test_repetition_with_nothing_but_a_file_is_a_row(house):
    client, own = opened(house)
    sent = {**own, **ONCE, **seen(0, 1), "budget-1-photo": photo("uno.png")}
    assert post(client, sent).status_code == 303
    assert [row.table for row in rows(house)] == ["towns", "lines"]
    [(question, _name, row)] = stored(house)
    assert (question, row) == ("budget-0-photo", rows(house)[1].reference)


def test_condition_in_a_repetition_asks_for_its_own_files(house):
    client, own = opened(house)
    sent = {**own, **seen(0, 1), ADD: "budget", "budget-1-photo": photo("uno.png")}
    page = post(client, sent).text.partition("<template>")[0]
    assert 'data-part="budget-0-size" hidden' in page
    assert 'data-part="budget-1-size">' in page


def test_file_is_carried_along_goes_with_its_repetition_and_comes_back(house):
    client, own = opened(house)
    sent = {
        **own,
        **seen(0, 1),
        ADD: "budget",
        "budget-0-photo": photo("uno.png"),
        "budget-1-photo": photo("dos.png"),
    }
    page = post(client, sent).text
    tokens = {
        name: hidden(page, name)
        for name in ("kept-budget-0-photo", "kept-budget-1-photo")
    }
    assert keys(page) == ["0", "1", "2"]
    page = post(client, {**own, **seen(0, 1), **tokens, REMOVE: "budget-1"}).text
    assert "uno.png" in page
    assert "dos.png" not in page
    removed = hidden(page, "removed-kept-budget-1-photo")
    assert removed == tokens["kept-budget-1-photo"]
    back = {
        **own,
        **seen(0),
        "kept-budget-0-photo": tokens["kept-budget-0-photo"],
        "removed-kept-budget-1-photo": removed,
        RESTORE: "budget-1",
    }
    page = post(client, back).text
    assert hidden(page, "kept-budget-1-photo") == removed
    assert "✓ dos.png" in page


def test_token_of_one_repetition_is_none_of_another(house):
    client, own = opened(house)
    page = post(
        client, {**own, **seen(0, 1), ADD: "budget", "budget-0-photo": photo("uno.png")}
    )
    token = hidden(page.text, "kept-budget-0-photo")
    sent = {
        **own,
        **ONCE,
        **seen(0, 1),
        "kept-budget-1-photo": token,
        "budget-1-item": "x",
    }
    assert post(client, sent).status_code == 303
    assert stored(house) == []


def test_limit_counts_for_each_repetition_by_itself(house):
    client, own = opened(house)
    sent = {
        **own,
        **ONCE,
        **seen(0, 1),
        "budget-0-photo": [photo(f"{number}.png") for number in range(2)],
        "budget-1-photo": [photo(f"{number}.png") for number in range(3)],
    }
    page = post(client, sent)
    assert page.status_code == 422
    assert list(errors(page.text)) == ["budget-1-photo"]
    assert "Línea 2: Foto" in page.text
    assert page.text.count('name="kept-budget-0-photo"') == 2
    assert page.text.count('name="kept-budget-1-photo"') == 2


def test_file_that_is_left_out_is_not_sent(house):
    client, own = opened(house)
    page = post(
        client, {**own, **seen(0), ADD: "budget", "budget-0-photo": photo("uno.png")}
    )
    token = hidden(page.text, "kept-budget-0-photo")
    sent = {
        **own,
        **ONCE,
        **seen(0),
        "kept-budget-0-photo": token,
        DROP: token,
        "budget-0-item": "x",
    }
    assert post(client, sent).status_code == 303
    assert stored(house) == []


def test_files_sent_again_under_other_keys_are_the_same_submission(house):
    client, own = opened(house)
    first = {**own, **ONCE, **seen(0), "budget-0-photo": photo("uno.png")}
    again = {**own, **ONCE, **seen(3), "budget-3-photo": photo("uno.png")}
    answers = [post(client, sent) for sent in (first, again)]
    assert answers[0].location == answers[1].location
    assert len(stored(house)) == 1


def test_page_that_is_sent_file_by_file_keeps_those_of_repetitions(house):
    client, own = opened(house)
    answer = client.post(
        f"{FORM}/files",
        data={**own, **seen(0, 2), "budget-2-photo": photo("uno.png")},
        content_type="multipart/form-data",
    )
    [arrived] = answer.json["arrived"]
    sent = {**own, **ONCE, **seen(0, 2), "kept-budget-2-photo": arrived["token"]}
    assert post(client, sent).status_code == 303
    assert [name for _field, name, _row in stored(house)] == ["uno.png"]


def test_link_to_go_on_later_says_that_files_are_chosen_again(house):
    client, own = opened(house)
    page = client.post(FORM, data={**own, **seen(), LATER: "1"}).text
    assert "fotos" in page


def test_files_of_a_repetition_are_listed_before_sending(tmp_path, folder):
    fields = (field("place", "page", label="Lugar"), *FIELDS)
    with open_house(tmp_path, with_lines(folder, fields)) as house:
        client, own = opened(house)
        here = {**own, **seen(0), "at-page": "place", "name": "Cotacachi"}
        page = post(client, {**here, "budget-0-photo": photo("uno.png")}).text
        assert hidden(page, "at-page") == "check-answers"
        assert "<dt>Línea 1: Foto</dt>\n    <dd>uno.png</dd>" in page
        sent = {
            **here,
            "at-page": "check-answers",
            "seen-before": here[SHOWN],
            "kept-budget-0-photo": hidden(page, "kept-budget-0-photo"),
            "consent-given": "y",
        }
        assert post(client, sent).status_code == 303
        assert len(stored(house)) == 1


def test_row_that_is_erased_takes_its_own_files_along(house):
    client, own = opened(house)
    sent = {
        **own,
        **ONCE,
        **seen(0, 1),
        "budget-0-photo": photo("uno.png"),
        "budget-1-photo": photo("dos.png"),
    }
    assert post(client, sent).status_code == 303
    town, _first, second = rows(house)
    services = house.app.extensions["hoja.services"]
    with house.journal.read() as connection:
        person = everybody_in(
            services.programme,
            connection,
            frozenset({second.reference}),
            now=services.clock.now(),
        )
        rules = {"uploads": TABLES["uploads"]}
        [change] = find_changes(connection, rules, person)
        [upload] = submissions.uploads_of(connection, town.reference, "budget-1-photo")
    assert change.key["id"] == upload.id

import io
import re

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from forms.answers.shows import UNSENT
from journal.forms import submissions
from journal.states import DeliveryState
from journal.tabs import deliveries
from tests.house import fill, hidden, open_house, own_fields
from tests.lived import ANSWERS, TASK, named
from tests.uploads import samples

PDF, PNG = samples.pdf(), samples.png()
FORM = "/es/aspiring_town"


@pytest.fixture
def empty(tmp_path, folder):
    """A house in which nothing has happened; forms need neither sheet nor worker."""
    with open_house(tmp_path, folder) as house:
        yield house


def file(content=PDF, name="carta.pdf"):
    return (io.BytesIO(content), name)


def rows(house):
    with house.journal.read() as connection:
        return deliveries.in_state(connection, DeliveryState.queued, 100)


def errors(page):
    """Field → words, of the summary's links."""
    return dict(
        re.findall(r'<li><a href="#(?:q-)?([\w-]+)">[^<]*</a>: ([^<]*)</li>', page)
    )


def test_form_sent_leads_to_its_receipt(empty):
    client = empty.client()
    answer = fill(client, FORM, ANSWERS)
    [row] = rows(empty)
    receipt = client.get(answer.location)
    assert (answer.status_code, receipt.status_code) == (303, 200)
    assert row.reference in receipt.text
    assert "Cotacachi" in receipt.text
    assert {name: row.values[name] for name in ("name", "status", "publication")} == {
        "name": "Cotacachi",
        "status": "applied",
        "publication": False,
    }


def test_every_error_is_named_with_a_link_to_its_field_and_values_are_kept(empty):
    wrong = {
        "name": "<b>Uno</b>",
        "population": "-3",
        "contact_email": "ana at example",
        "contact_phone": "12",
    }
    answer = fill(empty.client(), FORM, wrong)
    missing = {
        "country",
        "why",
        "contact_name",
        "contact_office",
        "contact_language",
        "mayor_name",
        "consent-given",
    }
    assert answer.status_code == 422
    assert set(errors(answer.text)) == {
        *missing,
        "population",
        "contact_email",
        "contact_phone",
    }
    assert "ana at example" in errors(answer.text)["contact_email"]
    assert 'value="&lt;b&gt;Uno&lt;/b&gt;"' in answer.text
    ids = re.findall(r'<li><a href="#([^"]*)">', answer.text)
    assert all(f'id="{name}"' in answer.text for name in ids)
    assert rows(empty) == []


def test_file_is_kept_across_an_error_elsewhere(empty):
    client = empty.client()
    first = fill(client, FORM, {**ANSWERS, "name": "", "letter": file()})
    token = hidden(first.text, "kept-letter")
    assert (first.status_code, "carta.pdf" in first.text) == (422, True)
    answer = client.post(
        FORM, data={**own_fields(first.text), **ANSWERS, "kept-letter": token}
    )
    assert answer.status_code == 303
    [row] = rows(empty)
    assert [
        address.startswith("http://127.0.0.1:8000/file/")
        for address in row.values["letter"]
    ] == [True]


def test_file_that_is_left_out_is_not_sent(empty):
    client = empty.client()
    first = fill(client, FORM, {**ANSWERS, "name": "", "letter": file()})
    token = hidden(first.text, "kept-letter")
    answer = client.post(
        FORM,
        data={
            **own_fields(first.text),
            **ANSWERS,
            "kept-letter": token,
            "leave-out": token,
        },
    )
    assert answer.status_code == 303
    assert "letter" not in rows(empty)[0].values


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"<html><script>alert(1)</script>", "carta.pdf"),
        (b"MZ" + b"\0" * 64, "foto.png"),
        (b"", "carta.pdf"),
    ],
)
def test_file_that_is_not_one_we_take_is_refused_with_words(empty, content, name):
    answer = fill(empty.client(), FORM, {**ANSWERS, "letter": file(content, name)})
    assert answer.status_code == 422
    assert list(errors(answer.text)) == ["letter"]
    assert name in errors(answer.text)["letter"]
    assert rows(empty) == []


def test_file_that_is_too_large_is_refused_with_the_limit(empty):
    client = empty.client()
    letter = FileStorage(io.BytesIO(PDF + b"\0" * (15 * 2**20)), "carta.pdf")
    values = {**own_fields(client.get(FORM).text), **ANSWERS, "letter": letter}
    boundary, body = encode_multipart(values)
    answer = client.post(
        FORM, data=body, content_type=f"multipart/form-data; boundary={boundary}"
    )
    assert answer.status_code == 422
    assert "15 MB" in errors(answer.text)["letter"]
    assert not (empty.settings.state_dir / "uploads").exists()


def test_same_form_sent_twice_gives_the_same_receipt(empty):
    client = empty.client()
    data = {**own_fields(client.get(FORM).text), **ANSWERS}
    first, second = client.post(FORM, data=data), client.post(FORM, data=data)
    assert first.location == second.location
    assert len(rows(empty)) == 1


def test_same_key_with_other_answers_shows_both_and_may_be_sent_as_new(empty):
    client = empty.client()
    data = {**own_fields(client.get(FORM).text), **ANSWERS}
    client.post(FORM, data=data)
    other = client.post(FORM, data={**data, "name": "Urcuquí"})
    assert other.status_code == 409
    assert "Cotacachi" in other.text
    assert "Urcuquí" in other.text
    again = client.post(
        FORM, data={**own_fields(other.text), **ANSWERS, "name": "Urcuquí"}
    )
    assert again.status_code == 303
    assert sorted(row.values["name"] for row in rows(empty)) == ["Cotacachi", "Urcuquí"]


@pytest.mark.parametrize("about", ["forged", "", "WyJ3b3JrX3BsYW4iLCJNTi0xIl0.AAAA"])
def test_form_that_is_about_something_does_not_open_without_its_link(lived, about):
    assert lived.client().get(f"/es/work_plan?about={about}").status_code == 403
    assert (
        lived.client().post("/es/work_plan", data={"form-about": about}).status_code
        == 403
    )


def test_link_of_one_form_does_not_open_another(lived):
    town = named(lived, "towns", "Serra das Flores")
    about = lived.office.notify.links.sign("form", ["work_plan", town])
    assert lived.client().get(f"/es/work_plan?about={about}").status_code == 200
    assert lived.client().get(f"/es/meeting_minutes?about={about}").status_code == 403
    task = lived.office.notify.links.sign(
        "form", ["work_plan", next(iter(lived.records("commitments")))]
    )
    assert lived.client().get(f"/es/work_plan?about={task}").status_code == 403


def test_fixed_form_shows_what_it_is_about_and_keeps_it(lived):
    town = named(lived, "towns", "Serra das Flores")
    address = lived.office.notify.links.form("pt", "work_plan", town).removeprefix(
        lived.settings.public_url
    )
    client = lived.client()
    assert "Serra das Flores" in client.get(address).text
    answer = fill(client, address, {**TASK, "consent-given": "y", "town": "MN-OTHER"})
    assert answer.status_code == 303
    [row] = rows(lived)
    assert (row.values["town"], row.values["status"]) == (town, "open")


def test_form_open_in_a_browser_is_validated_by_its_own_version(empty):
    form = empty.folder.programme.forms["aspiring_town"]
    older = form.model_copy(
        update={
            "version": "older",
            "fields": tuple(f for f in form.fields if f.name != "country"),
        }
    )
    with empty.journal.write() as connection:
        submissions.keep_form(
            connection, "aspiring_town", "older", older.model_dump(mode="json")
        )
    client = empty.client()
    data = {**own_fields(client.get(FORM).text), **ANSWERS, "country": ""}
    assert client.post(FORM, data=data).status_code == 422
    assert client.post(FORM, data={**data, "form-version": "older"}).status_code == 303
    with empty.journal.read() as connection:
        assert (
            submissions.by_reference(connection, rows(empty)[0].reference).version
            == "older"
        )


def test_version_that_was_never_offered_is_the_present_one(empty):
    client = empty.client()
    data = {
        **own_fields(client.get(FORM).text),
        **ANSWERS,
        "country": "",
        "form-version": "forged",
    }
    assert list(errors(client.post(FORM, data=data).text)) == ["country"]


def test_consent_is_required_and_publication_is_not_ticked_before(empty):
    client = empty.client()
    page = client.get(FORM).text
    for name in ("consent-given", "publication-given"):
        [box] = re.findall(rf'<input[^>]*name="{name}"[^>]*>', page)
        assert "checked" not in box
    assert list(errors(fill(client, FORM, {**ANSWERS, "consent-given": ""}).text)) == [
        "consent-given"
    ]
    assert fill(client, FORM, {**ANSWERS, "publication-given": "y"}).status_code == 303
    assert rows(empty)[0].values["publication"] is True
    with empty.journal.read() as connection:
        kept = submissions.by_reference(connection, rows(empty)[0].reference).consent
    assert (
        kept["consent"],
        kept["publication"],
        kept["version"],
        kept["language"],
    ) == (
        True,
        True,
        "applicant 2027-02",
        "es",
    )


@pytest.mark.parametrize("language", ["es", "pt", "en"])
def test_page_is_in_the_language_of_its_address(empty, language):
    page = (
        empty.client()
        .get(f"/{language}/aspiring_town", headers={"Accept-Language": "en"})
        .text
    )
    assert f'<html lang="{language}"' in page
    assert empty.folder.programme.forms["aspiring_town"].title[language] in page


@pytest.mark.parametrize(
    ("wanted", "language"),
    [("pt-BR,pt;q=0.9", "pt"), ("en-GB", "en"), ("de", "es"), ("", "es")],
)
def test_first_page_is_in_the_browser_s_language(empty, wanted, language):
    assert (
        f'<html lang="{language}"'
        in empty.client().get("/", headers={"Accept-Language": wanted}).text
    )


@pytest.mark.parametrize(
    "address",
    [
        "/de/aspiring_town",
        "/es/nothing",
        "/es/../etc",
        "/receipt/forged",
        "/file/forged.x",
    ],
)
def test_address_of_nothing_is_not_found_or_asks_to_sign_in(empty, address):
    assert empty.client().get(address).status_code in (
        (401,) if address.startswith("/file") else (404,)
    )


def test_receipt_cannot_be_guessed(empty):
    client = empty.client()
    location = fill(client, FORM, ANSWERS).location
    [row] = rows(empty)
    assert empty.client().get(location).status_code == 200
    assert client.get(f"/receipt/{row.reference}").status_code == 404
    assert (
        client.get(location[:-1] + ("A" if location[-1] != "A" else "E")).status_code
        == 404
    )


def test_page_open_for_too_long_keeps_what_was_typed(empty):
    data = {**own_fields(empty.client().get(FORM).text), **ANSWERS}
    # a session of its own: the token of the first is stale here
    client = empty.client()
    stale = client.post(FORM, data=data)
    assert stale.status_code == 422
    assert 'value="Cotacachi"' in stale.text
    assert client.post(FORM, data={**data, **own_fields(stale.text)}).status_code == 303


def test_answer_that_is_too_long_is_refused_with_its_length(empty):
    answer = fill(empty.client(), FORM, {**ANSWERS, "why": "x" * 50_001})
    assert list(errors(answer.text)) == ["why"]
    assert "50001" in errors(answer.text)["why"]
    assert "2000" in errors(answer.text)["why"]


def test_answer_that_is_not_asked_for_is_no_answer(empty):
    fill(
        empty.client(),
        FORM,
        {**ANSWERS, "status": "recognised", "reference": "MN-OURS3", "notes": "x"},
    )
    [row] = rows(empty)
    assert (
        row.values["status"],
        "notes" in row.values,
        row.reference == "MN-OURS3",
    ) == ("applied", False, False)


def test_question_that_does_not_apply_is_not_kept(lived):
    task = next(iter(lived.records("commitments")))
    address = lived.office.notify.links.form(
        "es", "progress_report", task
    ).removeprefix(lived.settings.public_url)
    answers = {
        "progress": "done",
        "new_date": "1999-01-01",
        "sent_by": "Ana",
        "consent-given": "y",
    }
    client = lived.client()
    told = fill(client, address, answers)
    assert told.status_code == 422
    sent = client.post(
        address,
        data={**own_fields(told.text), **answers, UNSENT: hidden(told.text, UNSENT)},
    )
    assert sent.status_code == 303
    assert "new_date" not in rows(lived)[0].values
    wrong = fill(lived.client(), address, {**answers, "progress": "under_way"})
    assert list(errors(wrong.text)) == ["new_date"]


def test_consent_is_given_once_to_one_link(lived):
    link = lived.office.notify.links.form(
        "es", "work_plan", named(lived, "towns", "Serra das Flores")
    )
    address = link.removeprefix(lived.settings.public_url)
    client = lived.client()
    assert 'type="checkbox" value="y"' in box(client.get(address).text)
    assert fill(client, address, {**TASK, "consent-given": "y"}).status_code == 303
    assert 'type="hidden"' in box(client.get(address).text)
    assert 'type="checkbox" value="y"' in box(lived.client().get(address).text)


def box(page):
    [consent] = re.findall(r'<input[^>]*name="consent-given"[^>]*>', page)
    return consent

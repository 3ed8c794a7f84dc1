"""Files that come with a form: when they are kept, under which name, for how long, and
what is said where they are not.
"""

import errno
import io
import os
import stat
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from journal.forms import recent_uploads, submissions
from journal.schema import recent_uploads as recent_rows
from journal.schema import uploads as upload_rows
from tests.forms.test_views import FORM, errors, own_fields, rows
from tests.house import fill, hidden, open_house
from tests.lived import ANSWERS
from tests.uploads import samples
from uploads.pending import sweep

DAY = timedelta(days=1, minutes=1)


@pytest.fixture
def empty(tmp_path, folder):
    with open_house(tmp_path, folder) as house:
        yield house


@pytest.fixture
def limited(tmp_path, folder):
    """A house whose programme has limits of a test's own."""
    with ExitStack() as opened:

        def open_with(**changed):
            limits = folder.programme.limits.model_copy(update=changed)
            programme = folder.programme.model_copy(update={"limits": limits})
            return opened.enter_context(
                open_house(tmp_path, replace(folder, programme=programme))
            )

        yield open_with


def part(content, name="carta.pdf"):
    return (io.BytesIO(content), name)


def on_disk(house):
    folder = house.settings.state_dir / "uploads"
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def names(house):
    """What the files of submissions are called, in their order."""
    with house.journal.read() as connection:
        query = sa.select(upload_rows.c.name).order_by(
            upload_rows.c.submission, upload_rows.c.position
        )
        return list(connection.execute(query).scalars())


def states(house):
    with house.journal.read() as connection:
        return sorted(
            str(state)
            for state in connection.execute(sa.select(recent_rows.c.state)).scalars()
        )


def send(house, *letters, **changed):
    """A form whose files lie in the question `letter`; one that
    is "" leaves an answer out.
    """
    return fill(house.client(), FORM, {**ANSWERS, "letter": list(letters), **changed})


@pytest.mark.parametrize(
    ("name", "content", "kept_as"),
    [
        ("screenshot.jpg", samples.png(), "screenshot.png"),
        ("IMG_6.jpg", samples.heic(), "IMG_6.heic"),
        ("1000012345", samples.png(), "1000012345.png"),
        ("foto.jpeg (2)", samples.jpeg(), "foto (2).jpg"),
        ("carta.html", samples.pdf(), "carta.html.pdf"),
    ],
)
def test_file_is_kept_to_the_byte_under_a_name_with_the_ending_of_its_content(
    empty, name, content, kept_as
):
    assert send(empty, part(content, name)).status_code == 303
    assert names(empty) == [kept_as]
    [file] = on_disk(empty)
    assert (empty.settings.state_dir / "uploads" / file).read_bytes() == content


@pytest.mark.parametrize("data", [{}, {"csrf-token": "forged"}])
def test_nothing_is_written_without_a_token_and_the_file_is_asked_for_again(
    empty, data
):
    own = {**own_fields(empty.client().get(FORM).text), **data}
    own = {name: value for name, value in own.items() if name != "csrf-token" or data}
    answer = empty.client().post(
        FORM,
        data={**own, **ANSWERS, "letter": part(samples.pdf())},
        content_type="multipart/form-data",
    )
    assert answer.status_code == 422
    assert "carta.pdf" in errors(answer.text)["letter"]
    assert 'value="Cotacachi"' in answer.text
    assert (on_disk(empty), states(empty)) == ([], [])


def test_files_beyond_the_most_are_not_written_and_the_others_are_kept(empty):
    most = next(
        field.max_files
        for field in empty.folder.programme.forms["aspiring_town"].fields
        if field.name == "letter"
    )
    answer = send(
        empty, *(part(samples.png(), f"{number}.png") for number in range(most + 2))
    )
    assert answer.status_code == 422
    assert f"“{most}.png”, “{most + 1}.png”" in errors(answer.text)["letter"]
    assert len(on_disk(empty)) == most
    assert answer.text.count('name="kept-letter"') == most


def test_receipt_names_files_that_came_before_an_error(empty):
    client = empty.client()
    first = fill(
        client, FORM, {**ANSWERS, "consent-given": "", "letter": part(samples.pdf())}
    )
    token = hidden(first.text, "kept-letter")
    sent = client.post(
        FORM, data={**own_fields(first.text), **ANSWERS, "kept-letter": token}
    )
    assert "carta.pdf" in client.get(sent.location).text


def test_file_that_is_refused_leaves_the_good_one_beside_it(empty):
    answer = send(empty, part(samples.pdf()), part(b"<html>", "pagina.pdf"))
    assert list(errors(answer.text)) == ["letter"]
    assert "pagina.pdf" in errors(answer.text)["letter"]
    assert len(on_disk(empty)) == 1
    assert "✓ carta.pdf" in answer.text


@pytest.mark.parametrize(
    "limits", [{"upload_megabytes_per_day": 1}, {"upload_megabytes_pending": 1}]
)
def test_quota_that_is_used_up_is_said_in_words_and_the_form_goes_without(
    limited, limits
):
    house = limited(**limits)
    client, large = house.client(), samples.pdf() + bytes(400_000)
    for _ in range(2):
        assert (
            fill(
                client, FORM, {**ANSWERS, "consent-given": "", "letter": part(large)}
            ).status_code
            == 422
        )
    answer = fill(client, FORM, {**ANSWERS, "letter": part(large, "otra.pdf")})
    assert list(errors(answer.text)) == ["letter"]
    assert "otra.pdf" in errors(answer.text)["letter"]
    assert 'value="Cotacachi"' in answer.text
    assert len(on_disk(house)) == 2
    assert (
        client.post(FORM, data={**own_fields(answer.text), **ANSWERS}).status_code
        == 303
    )


def test_quotas_of_the_public_are_not_those_of_signed_links(limited, folder):
    house = limited(upload_megabytes_per_day=1)
    now = house.app.extensions["hoja.services"].clock.now()
    upload = recent_uploads.RecentUpload("a" * 32, "town_letter", True, 2**20, now)
    with house.journal.write() as connection:
        recent_uploads.reserve(connection, upload)
        assert (
            recent_uploads.bytes_of_form(connection, "town_letter", True, now - DAY)
            == 2**20
        )
        assert (
            recent_uploads.bytes_of_form(connection, "town_letter", False, now - DAY)
            == 0
        )
        assert (
            recent_uploads.bytes_of_form(connection, "aspiring_town", True, now - DAY)
            == 0
        )
        assert recent_uploads.bytes_of_form(connection, "town_letter", True, now) == 0


@pytest.mark.parametrize(
    ("code", "words"),
    [(errno.EIO, "culpa"), (errno.ENOSPC, "lugar"), (errno.EDQUOT, "lugar")],
)
@pytest.mark.parametrize("target", ["file", "folder"])
def test_sync_that_fails_is_a_refusal_and_leaves_nothing(
    empty, monkeypatch, code, words, target
):
    real, is_failing = os.fsync, {"file": stat.S_ISREG, "folder": stat.S_ISDIR}[target]
    uploads = empty.settings.state_dir / "uploads"
    uploads.mkdir()

    def fsync(descriptor):
        if is_failing(os.fstat(descriptor).st_mode):
            raise OSError(code, os.strerror(code))
        real(descriptor)

    client = empty.client()
    page = client.get(FORM).text
    monkeypatch.setattr(os, "fsync", fsync)
    data = {**own_fields(page), **ANSWERS, "letter": part(samples.pdf())}
    answer = client.post(FORM, data=data, content_type="multipart/form-data")
    assert words in errors(answer.text)["letter"]
    assert (on_disk(empty), states(empty), rows(empty)) == ([], [], [])
    monkeypatch.undo()
    assert (
        client.post(FORM, data={**own_fields(answer.text), **ANSWERS}).status_code
        == 303
    )


def test_file_and_its_name_are_synced_before_the_receipt(empty, monkeypatch):
    real, synced = os.fsync, []

    def fsync(descriptor):
        synced.append(stat.S_IFMT(os.fstat(descriptor).st_mode))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    assert send(empty, part(samples.pdf())).status_code == 303
    assert synced[-2:] == [stat.S_IFREG, stat.S_IFDIR]


def test_files_are_for_their_owner_only(empty):
    before = os.umask(0)
    try:
        send(empty, part(samples.pdf()))
    finally:
        os.umask(before)
    folder = empty.settings.state_dir / "uploads"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()] == [0o600]


def test_folder_that_an_earlier_version_left_open_is_shut(empty):
    folder = empty.settings.state_dir / "uploads"
    folder.mkdir()
    folder.chmod(0o755)
    send(empty, part(samples.pdf()))
    assert stat.S_IMODE(folder.stat().st_mode) == 0o750


def test_bucket_keeps_files_too(tmp_path, folder):
    with open_house(tmp_path, folder, uploads_url=f"memory://{tmp_path.name}") as house:
        assert send(house, part(samples.pdf())).status_code == 303
        store = house.app.extensions["hoja.services"].store
        with house.journal.read() as connection:
            [id] = connection.execute(sa.select(upload_rows.c.id)).scalars()
        assert store.open(id).read() == samples.pdf()


def swept(house):
    return sweep(house.office.store, house.journal, house.office.sync.now())


def test_file_of_a_form_that_was_never_sent_goes_after_a_day(empty):
    send(empty, part(samples.pdf()), **{"consent-given": ""})
    assert not swept(empty)
    assert len(on_disk(empty)) == 1
    empty.later(days=1, minutes=1)
    assert swept(empty)
    assert (on_disk(empty), states(empty)) == ([], [])
    assert not swept(empty)


def test_file_of_a_submission_stays_and_its_day_is_forgotten(empty):
    send(empty, part(samples.pdf()))
    assert states(empty) == ["accepted"]
    empty.later(days=1, minutes=1)
    assert not swept(empty)
    assert (len(on_disk(empty)), states(empty)) == (1, [])


def test_form_that_waited_longer_than_its_file_asks_for_it_again(empty):
    client = empty.client()
    first = fill(
        client, FORM, {**ANSWERS, "consent-given": "", "letter": part(samples.pdf())}
    )
    token = hidden(first.text, "kept-letter")
    empty.later(days=1, minutes=1)
    swept(empty)
    answer = client.post(
        FORM, data={**own_fields(first.text), **ANSWERS, "kept-letter": token}
    )
    assert answer.status_code == 422
    assert "carta.pdf" in errors(answer.text)["letter"]
    assert 'name="kept-letter"' not in answer.text
    assert (
        client.post(FORM, data={**own_fields(answer.text), **ANSWERS}).status_code
        == 303
    )


def test_file_that_is_swept_while_its_form_is_accepted_is_asked_for_again(
    empty, monkeypatch
):
    client = empty.client()
    first = fill(
        client, FORM, {**ANSWERS, "consent-given": "", "letter": part(samples.pdf())}
    )
    real = submissions.accept

    def accept_after_a_sweep(*arguments):
        empty.later(days=1, minutes=1)
        assert swept(empty)
        monkeypatch.undo()
        return real(*arguments)

    monkeypatch.setattr(submissions, "accept", accept_after_a_sweep)
    data = {
        **own_fields(first.text),
        **ANSWERS,
        "kept-letter": hidden(first.text, "kept-letter"),
    }
    answer = client.post(FORM, data=data)
    assert list(errors(answer.text)) == ["letter"]
    assert (rows(empty), on_disk(empty)) == ([], [])
    assert (
        client.post(FORM, data={**own_fields(answer.text), **ANSWERS}).status_code
        == 303
    )


def test_file_of_an_accepted_form_may_be_sent_with_the_next_one(empty):
    client = empty.client()
    first = fill(
        client, FORM, {**ANSWERS, "consent-given": "", "letter": part(samples.pdf())}
    )
    data = {
        **own_fields(first.text),
        **ANSWERS,
        "kept-letter": hidden(first.text, "kept-letter"),
    }
    assert client.post(FORM, data=data).status_code == 303
    twice = client.post(FORM, data={**data, "name": "Otavalo"})
    assert twice.status_code == 409
    empty.later(days=2)
    swept(empty)
    again = {
        **own_fields(twice.text),
        **ANSWERS,
        "name": "Otavalo",
        "kept-letter": hidden(twice.text, "kept-letter"),
    }
    assert client.post(FORM, data=again).status_code == 303
    assert names(empty) == ["carta.pdf", "carta.pdf"]


def test_worker_sweeps(lived):
    send(lived, part(samples.pdf()), **{"consent-given": ""})
    lived.later(days=1, minutes=1)
    assert lived.settle()
    assert on_disk(lived) == []

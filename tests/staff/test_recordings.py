"""Recordings that people sent, for staff to hear."""

import io

import pytest

from journal.states import DeliveryState
from journal.tabs import deliveries
from tests.forms.every_type import every_type
from tests.house import fill, open_house
from tests.staff.test_views import LUCIA, signed_in
from tests.uploads import recordings
from worker.folder import read_folder

STAFF = f"people:\n  lucia: {{name: Lucía, email: {LUCIA}, language: en, role: office, active: true}}\n"


@pytest.fixture
def voice(tmp_path):
    """A house to which somebody has sent a recording, a member of staff,
    and the path in the sheet.
    """
    files = every_type(tmp_path / "programme")
    (files / "config" / "example.yaml").write_text(STAFF, encoding="utf-8")
    with open_house(tmp_path / "house", read_folder(files)) as house:
        house.prepare(example=True)
        assert house.settle()
        answers = {
            "name": "Ana",
            "consent-given": "y",
            "voice": (io.BytesIO(recordings.wav()), "voz.wav"),
        }
        assert fill(house.client(), "/en/new_tree", answers).status_code == 303
        with house.journal.read() as connection:
            [row] = (
                row
                for row in deliveries.in_state(connection, DeliveryState.queued, 9)
                if row.table == "things"
            )
        [link] = row.values["voice"]
        yield signed_in(house), link.removeprefix(house.settings.public_url), house


def test_staff_can_play_and_download_a_recording(voice):
    client, path, _house = voice
    page = client.get(path).text
    assert (
        f'<audio class="shown" controls preload="metadata" src="{path}/original"></audio>'
        in page
    )
    assert f'href="{path}/original" download="voz.wav"' in page
    answer = client.get(f"{path}/original", buffered=True)
    assert (answer.mimetype, answer.data) == ("audio/wav", recordings.wav())


def test_player_can_ask_for_a_part_of_it(voice):
    client, path, _house = voice
    answer = client.get(
        f"{path}/original", headers={"Range": "bytes=0-3"}, buffered=True
    )
    assert (answer.status_code, answer.data) == (206, b"RIFF")


def test_stranger_hears_nothing(voice):
    _client, path, house = voice
    assert house.client().get(f"{path}/original").status_code == 401

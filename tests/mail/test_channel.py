"""A channel is one file: it is found by itself, and an address tells its channel."""

import sys

import pytest

from mail import channels as folder
from mail.channel import ByHandChannel, ServerChannel, channel_of, channels
from programme.app_tables import Labels
from rules.recipients.person import Person, reached


def test_every_file_of_the_folder_is_a_channel_in_the_order_of_trying():
    assert list(channels()) == ["email", "whatsapp"]


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("ana@example.org", "email"),
        ("+593962223344", "whatsapp"),
        ("ana@", "email"),
        ("+tag@example.org", "email"),
        ("", "email"),
    ],
)
def test_address_tells_its_channel(address, name):
    assert channel_of(address).name == name


def test_channel_is_handed_over_by_a_server_or_by_a_person():
    kinds = [
        isinstance(channel, ServerChannel) + 2 * isinstance(channel, ByHandChannel)
        for channel in channels().values()
    ]
    assert kinds == [1, 2]


NEW_CHANNEL = """
from mail.channel import ByHandChannel
from mail.compose import Parts

class Pigeon(ByHandChannel):
    name, label, part, order, longest_text, reply_hint = "pigeon", "Pigeon", "phone", 3, 100, "Reply."
    def owns(self, address): return address.startswith("pigeon:")
    def recipients(self, cell): return [("", f"pigeon:{cell}")] if cell else []
    def compose(self, content): return Parts(content.written.subject, content.greeting, "")
    def editable(self, text): return text
    def rewrite(self, before, subject, text, language): return Parts(subject, text, "")
    def opening_link(self, address, text): return f"https://pigeon.example/{address}"
    def answers(self, text): return []

CHANNEL = Pigeon()
"""


@pytest.fixture
def pigeon(tmp_path, monkeypatch):
    """One file more in the folder of channels."""
    (tmp_path / "pigeon.py").write_text(NEW_CHANNEL)
    monkeypatch.setattr(folder, "__path__", [*folder.__path__, str(tmp_path)])
    channels.cache_clear()
    yield
    channels.cache_clear()
    sys.modules.pop("mail.channels.pigeon", None)


@pytest.mark.usefixtures("pigeon")
def test_new_channel_is_one_new_file():
    assert [choice.name for choice in Labels(["en"]).channels()] == [
        "email",
        "whatsapp",
        "pigeon",
    ]
    [person] = reached(
        Person("ana@example.org", "Ana", phone="+593962223344", channel="pigeon")
    )
    assert (person.reach, person.email) == ("pigeon:+593962223344", "ana@example.org")
    channel = channel_of(person.reach)
    assert (
        channel.opening_link(person.reach, "")
        == "https://pigeon.example/pigeon:+593962223344"
    )

"""What a recording is, by its content."""

import pytest

from fieldtypes.errors import NotUnderstoodError
from fieldtypes.registry import field_type
from tests.uploads import recordings, samples
from uploads.kinds import HEAD, media_type, name_by_content
from uploads.media_types import MediaType
from uploads.recordings import check_recording, recording_type

AUDIO = field_type("audio").media


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (recordings.mp3(), MediaType.mp3),
        (recordings.mp3_with_tags(), MediaType.mp3),
        (recordings.m4a(), MediaType.m4a),
        (recordings.m4a(brand=b"mp42"), MediaType.m4a),
        (recordings.m4a(brand=b"3gp4"), MediaType.m4a),
        (recordings.ogg(), MediaType.ogg),
        (recordings.ogg(b"\x01vorbis"), MediaType.ogg),
        (recordings.aac(), MediaType.aac),
        (recordings.amr(), MediaType.amr),
        (recordings.wav(), MediaType.wav),
    ],
)
def test_recording_is_known_by_its_first_bytes(content, kind):
    assert media_type(content[:HEAD], "PTT-20270312-WA0003", AUDIO) is kind
    check_recording(content, kind, "PTT-20270312-WA0003")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (samples.png(), "a photo or a PDF"),
        (samples.pdf(), "a photo or a PDF"),
        (b"\x1aE\xdf\xa3" + b"\0" * 90, "is a video"),
        (recordings.ogg(b"\x80theora"), "no recording that can be taken"),
        (b"RIFF\0\0\0\0AVI " + b"\0" * 90, "no recording that can be taken"),
        (b"\xff\xfd\x90\x64" + b"\0" * 90, "no recording that can be taken"),
        (b"hello", "no recording that can be taken"),
        (b"", "is empty"),
    ],
)
def test_what_is_no_recording_is_refused_with_its_true_reason(content, words):
    with pytest.raises(NotUnderstoodError) as error:
        media_type(content[:HEAD], "voz", AUDIO)
    assert words in error.value.words("en")


@pytest.mark.parametrize(
    ("tracks", "words"),
    [((b"vide", b"soun"), "is a video"), ((b"text",), "no sound is in it")],
)
def test_tracks_say_whether_it_is_a_film(tracks, words):
    content = recordings.m4a(*tracks, brand=b"isom")
    with pytest.raises(NotUnderstoodError) as error:
        check_recording(content, media_type(content[:HEAD], "voz", AUDIO), "voz")
    assert words in error.value.words("en")


def test_recording_is_no_photo():
    with pytest.raises(NotUnderstoodError) as error:
        media_type(recordings.ogg()[:HEAD], "voz")
    assert "a video or a recording" in error.value.words("en")


def test_recording_is_kept_with_the_ending_of_its_content():
    assert name_by_content("voz.mp3", MediaType.ogg) == "voz.ogg"
    assert name_by_content("voz.opus", MediaType.ogg) == "voz.opus"


def test_codec_that_is_named_behind_the_first_page_of_a_stream_says_nothing():
    assert recording_type(b"OggS" + b"\0" * 24 + b"OpusHead") is MediaType.ogg
    assert recording_type(b"OggS" + b"\0" * 124 + b"OpusHead") is None

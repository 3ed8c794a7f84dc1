"""Recordings: a voice message instead of a written answer."""

from core.texts import mark as _
from fieldtypes.types.file import File


class Audio(File):
    """Recordings (MP3, M4A, Ogg, Opus, AAC, AMR, WAV), by the addresses under
    which the team plays them.
    """

    name = "audio"
    xlsform = "audio"
    missing = _("Please add a recording.")
    media = ("audio/",)
    accept = "audio/*,.mp3,.m4a,.ogg,.opus,.oga,.aac,.amr,.wav"


TYPES = (Audio(),)

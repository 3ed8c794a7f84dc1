"""The kinds of files that are taken, and the endings of their names."""

from enum import StrEnum


class MediaType(StrEnum):
    """The kinds of files that are taken."""

    jpeg = "image/jpeg"
    png = "image/png"
    heic = "image/heic"
    webp = "image/webp"
    pdf = "application/pdf"
    mp3 = "audio/mpeg"
    m4a = "audio/mp4"
    ogg = "audio/ogg"
    aac = "audio/aac"
    amr = "audio/amr"
    wav = "audio/wav"

    @property
    def is_recording(self) -> bool:
        """Whether it is to be heard."""
        return self.value.startswith("audio/")


ENDINGS = {
    MediaType.jpeg: ("jpg", "jpeg", "jpe", "jfif"),
    MediaType.png: ("png",),
    MediaType.heic: ("heic", "heif", "hif"),
    MediaType.webp: ("webp",),
    MediaType.pdf: ("pdf",),
    MediaType.mp3: ("mp3",),
    MediaType.m4a: ("m4a", "mp4", "m4b", "3gp"),
    MediaType.ogg: ("ogg", "oga", "opus"),
    MediaType.aac: ("aac",),
    MediaType.amr: ("amr",),
    MediaType.wav: ("wav",),
}
"""The endings that say what a file is; the first is given to a file whose
name says something else.
"""

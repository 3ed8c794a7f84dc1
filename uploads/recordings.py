"""Recordings by their content.

They are not decoded here: staff hear them in their browser, or download them.
"""

import re

from core.texts import mark as _
from fieldtypes.errors import NotUnderstoodError
from uploads.media_types import MediaType

OGG_CODECS = (b"OpusHead", b"\x01vorbis", b"Speex   ", b"\x7fFLAC")
OGG_CODEC_WITHIN = 128
"""Bytes: the first page of an Ogg stream holds one packet, whose first bytes name the
codec (RFC 3533, RFC 7845).
"""
# Of the second byte of a frame: three bits that are always set, then the version,
# then two for the layer.
MPEG_SYNC = 0xE0
LAYER_BITS, LAYER_THREE, LAYER_NONE = 0x06, 0x02, 0x00
HANDLER = re.compile(rb"hdlr.{8}(vide|soun)", re.DOTALL)
"""ISO/IEC 14496-12, 8.4.3: a track says whether it is of pictures or of sound."""


def recording_type(head: bytes) -> MediaType | None:
    """What a recording is by its first bytes; None for everything else."""
    if head.startswith(b"OggS") and any(
        codec in head[:OGG_CODEC_WITHIN] for codec in OGG_CODECS
    ):
        return MediaType.ogg
    if head.startswith(b"RIFF") and head[8:12] == b"WAVE":
        return MediaType.wav
    if head.startswith(b"#!AMR"):
        return MediaType.amr
    if head.startswith(b"ID3"):
        return MediaType.mp3
    # ISO/IEC 11172-3 and 13818-7: eleven bits set, then the version and the layer.
    if head[:1] == b"\xff" and len(head) > 1 and head[1] & MPEG_SYNC == MPEG_SYNC:
        return {LAYER_THREE: MediaType.mp3, LAYER_NONE: MediaType.aac}.get(
            head[1] & LAYER_BITS
        )
    return None


def check_recording(content: bytes, kind: MediaType, name: str) -> None:
    """Raises NotUnderstoodError for a film in the container of a recording,
    and for one without a sound.
    """
    if kind is not MediaType.m4a:
        return
    tracks = set(HANDLER.findall(content))
    if b"vide" in tracks:
        raise NotUnderstoodError(
            _("“{name}” is a video. Please send a recording of the sound alone."),
            name=name,
        )
    if b"soun" not in tracks:
        raise NotUnderstoodError(
            _("“{name}” is damaged: no sound is in it. Please record it once more."),
            name=name,
        )

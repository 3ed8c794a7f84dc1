"""Recordings as telephones make them: as much of them as tells what they are."""

import io
import struct
import wave


def box(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content) + 8) + name + content


def handler(kind: bytes) -> bytes:
    return box(b"hdlr", b"\0" * 8 + kind + b"\0" * 13)


def m4a(*tracks: bytes, brand: bytes = b"M4A ") -> bytes:
    moov = b"".join(
        box(b"trak", box(b"mdia", handler(track))) for track in tracks or (b"soun",)
    )
    return (
        box(b"ftyp", brand + b"\0\0\0\0" + brand + b"isom")
        + box(b"mdat", b"\0" * 5000)
        + box(b"moov", moov)
    )


def ogg(codec: bytes = b"OpusHead") -> bytes:
    return b"OggS\0\x02" + b"\0" * 20 + b"\x01\x13" + codec + b"\0" * 200


def wav() -> bytes:
    output = io.BytesIO()
    with wave.open(output, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(b"\0\0" * 800)
    return output.getvalue()


def mp3() -> bytes:
    return b"\xff\xfb\x90\x64" + b"\0" * 413


def mp3_with_tags() -> bytes:
    return b"ID3\x04\0\0\0\0\0\0" + mp3()


def aac() -> bytes:
    return b"\xff\xf1\x50\x80" + b"\0" * 400


def amr() -> bytes:
    return b"#!AMR\n" + b"\x3c" * 400

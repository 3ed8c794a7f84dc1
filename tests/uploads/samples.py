"""Files as phones and scanners make them, and PDFs that could do harm;
attack/malformed_files.py has what is worse.
"""

import io
import zipfile
from functools import cache

import pikepdf
import pillow_heif
from PIL import Image

from attack.malformed_files import script

pillow_heif.register_heif_opener()
SIDE = (96, 64)
GPS = {1: "S", 2: (0.0, 13.0, 48.0), 3: "W", 4: (78.0, 30.0, 36.0)}
TURNED = 6
"""EXIF's orientation of a photo taken with the phone upright: a quarter turn to the
right shows it as it was.
"""


def picture(size=SIDE, mode="RGB"):
    """Red above, blue below: which way up it is can be seen."""
    image = Image.new(mode, size, "red")
    image.paste("blue", (0, size[1] // 2, *size))
    return image


def written(image, kind, **options):
    output = io.BytesIO()
    image.save(output, kind, **options)
    return output.getvalue()


@cache
def jpeg(size=SIDE):
    return written(picture(size), "JPEG")


@cache
def png(size=SIDE):
    return written(picture(size), "PNG")


@cache
def webp():
    return written(picture(), "WEBP")


@cache
def heic(brand=b"heic"):
    content = written(picture(), "HEIF", quality=50)
    assert content[4:8] == b"ftyp"
    return content[:8] + brand + content[12:]


def photo_of_a_phone(kind="JPEG"):
    """Lying on its side, with the place where it was taken."""
    exif = Image.Exif()
    exif[0x0112] = TURNED
    exif[0x010F] = "a telephone"
    exif.get_ifd(0x8825).update(GPS)
    return written(picture().rotate(90, expand=True), kind, exif=exif.tobytes())


def pdf(pages=1, **options):
    output = io.BytesIO()
    with pikepdf.new() as document:
        for _page in range(pages):
            document.add_blank_page()
        document.save(output, static_id=True, **options)
    return output.getvalue()


def on_a_link(document):
    link = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name.Link,
        A=script(),
        Rect=[0, 0, 9, 9],
    )
    document.pages[0].Annots = pikepdf.Array([link])


def on_a_name(document):
    names = pikepdf.Dictionary(
        Names=[pikepdf.String("x"), document.make_indirect(script())]
    )
    document.Root.Names = pikepdf.Dictionary(JavaScript=names)


def launching(document):
    document.Root.OpenAction = pikepdf.Dictionary(
        S=pikepdf.Name.Launch, F=pikepdf.String("cmd.exe")
    )


def with_a_table(document):
    document.attachments["cuentas.xlsx"] = b"PK\3\4"


def locked_pdf():
    return pdf(encryption=pikepdf.Encryption(user="open", owner="own"))


def unprintable_pdf():
    """One that forbids printing and opens without a password."""
    return pdf(
        encryption=pikepdf.Encryption(
            owner="own", allow=pikepdf.Permissions(print_highres=False)
        )
    )


def zipped(*names):
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        for name in names or ("foto.jpg",):
            archive.writestr(name, b"x")
    return output.getvalue()

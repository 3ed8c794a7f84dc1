"""What a programme looks like: its name on pages, one colour, and a logo."""

from typing import Annotated

from pydantic import BeforeValidator, Field, model_validator

from core.notation.colours import (
    LEAST_CONTRAST,
    SHAPE,
    USUAL,
    contrast_on_page,
    nearest_readable,
)
from programme.parts import Part, Text

LOGO_NAME = r"^[A-Za-z0-9][A-Za-z0-9_-]*\.(svg|png)$"


def readable_colour(value: object) -> object:
    """A colour in small letters.

    Raises ValueError for what is none, or what cannot be read on the page.
    """
    if value is None:
        raise ValueError(
            f'a colour stands in quotes, like "{USUAL}": without them YAML takes it for a remark'
        )
    colour = str(value).strip().lower()
    if not SHAPE.fullmatch(colour):
        raise ValueError(
            f'"{value}" is no colour: write # and six digits from 0 to f, like "{USUAL}"'
        )
    ratio = contrast_on_page(colour)
    if ratio < LEAST_CONTRAST:
        near = nearest_readable(colour)
        # Rounded down: 4.49 is not enough, and must not be told as 4.5.
        shown_ratio = int(ratio * 10) / 10
        raise ValueError(
            f"words in {colour} cannot be read well on a light page: the contrast is {shown_ratio} to 1, and {LEAST_CONTRAST} is "
            f'needed; "{near}" is near it and passes'
        )
    return colour


class Look(Part):
    """How pages, papers and mails look.

    `name`: what they call the programme; `colour`: as `#2f6b3a`; `logo`: a file
    beside programme.yaml; `logo_says`: for those who do not see it, where it says
    more than the name beside it.
    """

    name: Text = {}
    colour: Annotated[str, BeforeValidator(readable_colour)] = USUAL
    logo: Annotated[str, Field(pattern=LOGO_NAME)] | None = None
    logo_says: Text = {}

    @model_validator(mode="after")
    def _words_need_a_logo(self) -> "Look":
        if self.logo_says and not self.logo:
            raise ValueError("logo_says speaks of a logo, and none is named")
        return self


class Picture(Part):
    """A logo as it is served: `name` of the file; `data`: an SVG without anything that
    could act, or a PNG; in pixels.
    """

    name: str
    data: bytes
    width: int
    height: int

    @property
    def is_svg(self) -> bool:
        """Whether it is an SVG."""
        return self.name.endswith(".svg")

"""What stands above all papers of a programme."""

from paper.document import Head
from programme.model import Programme


def head_of(programme: Programme, language: str) -> Head:
    """The programme's name, colour and logo, for a reader of a language."""
    name = programme.shown_name(language)
    look = programme.look
    if programme.picture is None:
        return Head(name, look.colour)
    says = programme.text(look.logo_says, language)
    if programme.picture.is_svg:
        logo_format = "svg"
    else:
        logo_format = "png"
    return Head(name, look.colour, programme.picture.data, logo_format, says)

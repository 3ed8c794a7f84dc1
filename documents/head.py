"""What stands above all papers of a programme."""

from paper.document import Head
from programme.model import Programme


def head_of(programme: Programme, language: str) -> Head:
    """The programme's name, colour and logo, for a reader of a language."""
    name, look = programme.shown_name(language), programme.look
    if programme.picture is None:
        return Head(name, look.colour)
    says = programme.text(look.logo_says, language)
    return Head(
        name,
        look.colour,
        programme.picture.data,
        "svg" if programme.picture.is_svg else "png",
        says,
    )

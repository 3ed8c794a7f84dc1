"""What stands above a mail, and the colour that it is written in."""

from dataclasses import dataclass

from core.notation.colours import USUAL


@dataclass(frozen=True)
class Letterhead:
    """`name`: of the programme in the reader's language, "" for no
    head; `colour`: as `#2f6b3a`.

    Words alone: a picture would have to be loaded from us, which tells when
    and where a mail is read.
    """

    name: str = ""
    colour: str = USUAL


PLAIN = Letterhead()
"""For a programme that says nothing of its look."""

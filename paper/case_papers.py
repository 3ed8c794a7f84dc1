"""What stands in the dossier of a case and in the minutes of a
session, before it is set.
"""

from dataclasses import dataclass
from typing import ClassVar

from paper.document import Head


@dataclass(frozen=True)
class Records:
    """Records of one kind: (day, words) of each."""

    heading: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Section:
    """A part with a heading: `state`: how it stands, in a few
    words; `said`: label and words.
    """

    heading: str
    state: str = ""
    about: str = ""
    said: tuple[tuple[str, str], ...] = ()
    before: tuple[Records, ...] = ()
    since: tuple[Records, ...] = ()
    nothing: str = ""


@dataclass(frozen=True)
class DossierPaper:
    """The dossier of a case.

    `facts`: label and words; `overview`: criterion, its kind, how it
    stands, the number that counts.
    """

    template: ClassVar[str] = "dossier"

    language: str
    direction: str
    head: Head
    title: str
    made_on: str
    facts: tuple[tuple[str, str], ...]
    summary: str
    overview_heads: tuple[str, ...]
    overview: tuple[tuple[str, ...], ...]
    before_label: str
    since_label: str
    sections: tuple[Section, ...]


@dataclass(frozen=True)
class MinutesPaper:
    """The minutes of a session.

    `facts`: label and words; `sections`: one a case;
    `signatures`: who signs, and as what.
    """

    template: ClassVar[str] = "minutes"

    language: str
    direction: str
    head: Head
    title: str
    draft: str
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    signatures: tuple[tuple[str, str], ...]

"""What stands on printed pages, before it is set."""

from dataclasses import dataclass
from enum import StrEnum


class Space(StrEnum):
    """The space that a part leaves for an answer: `boxes`: one to be
    ticked before each choice.
    """

    none = "none"
    line = "line"
    area = "area"
    boxes = "boxes"


@dataclass(frozen=True)
class Part:
    """A part of a form: a section's heading, or a question with
    the space for its answer.

    `is_heading`: of a section; `remark`: what stands behind the words in small print.
    """

    words: str
    hint: str = ""
    remark: str = ""
    space: Space = Space.line
    choices: tuple[str, ...] = ()
    is_heading: bool = False


@dataclass(frozen=True)
class Head:
    """What stands above all: the programme's name, its colour as `#2f6b3a`, and its
    logo, an SVG (`svg`) or PNG (`png`).
    """

    programme: str
    colour: str
    logo: bytes = b""
    logo_format: str = ""
    logo_says: str = ""


@dataclass(frozen=True)
class EmptyForm:
    """A form to be filled in by hand.

    `address`: where it can be sent from a telephone; `invitation`: what says so.
    """

    language: str
    direction: str
    head: Head
    title: str
    paragraphs: tuple[str, ...]
    parts: tuple[Part, ...]
    consent_title: str
    consent: tuple[str, ...]
    agreements: tuple[str, ...]
    invitation: str
    address: str


@dataclass(frozen=True)
class SentAnswers:
    """What was sent, to be kept: `answers`: question and words."""

    language: str
    direction: str
    head: Head
    title: str
    reference_label: str
    reference: str
    received: str
    answers: tuple[tuple[str, str], ...]

    def characters(self) -> int:
        """How long it is."""
        return sum(len(label) + len(answer) for label, answer in self.answers)


class Layout(StrEnum):
    """How a document of words looks: a `letter` with its letterhead, a `certificate`
    across a page, a `report` of some pages.
    """

    letter = "letter"
    certificate = "certificate"
    report = "report"


@dataclass(frozen=True)
class WrittenDocument:
    """A document of words.

    `body`: in Markdown (paper.prose); `foot`: a line at the foot of every page.
    """

    layout: Layout
    language: str
    direction: str
    head: Head
    title: str
    body: str
    foot: str = ""

    def characters(self) -> int:
        """How long it is."""
        return len(self.body)

"""What a template says, before it is a mail."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Written:
    """A rendered template: the subject line, the body's Markdown, and the same in a few
    plain words, if it has any.
    """

    subject: str
    body: str
    short: str = ""

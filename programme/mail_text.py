"""What a mail says in one language, as people write it: apart from the file or the row
of a spreadsheet in which it stands.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields

PARTS = ("subject", "body", "digest", "short")
HEAD_PARTS = ("subject", "digest", "short")
"""Those of the front matter, in the order in which they stand there."""


@dataclass(frozen=True)
class MailText:
    """The parts of a template, as Jinja in Markdown; "" for one that it does not have.

    `digest`: its line in a mail about several things; `short`: what is said by
    WhatsApp.
    """

    subject: str
    body: str
    digest: str = ""
    short: str = ""

    @classmethod
    def written(cls, parts: Mapping[str, str]) -> "MailText":
        """The same text for what people mean by it: only the body has several lines."""
        lines = {name: " ".join(parts.get(name, "").split()) for name in HEAD_PARTS}
        body = parts.get("body", "").replace("\r\n", "\n").strip("\n")
        return cls(body=body, **lines)

    @property
    def is_blank(self) -> bool:
        """Whether nothing is said."""
        return not any(part.strip() for part in self.as_json().values())

    def as_json(self) -> dict[str, str]:
        """As the journal keeps it."""
        return {part.name: getattr(self, part.name) for part in fields(self)}

    @property
    def head(self) -> dict[str, str]:
        """Key of the front matter → what it says."""
        head: dict[str, str] = {}
        for name in HEAD_PARTS:
            if getattr(self, name):
                head[name] = getattr(self, name)
        return head

"""What pages have in common on which something is published from the spreadsheet."""

from core.texts import mark as _
from programme.models.permissions import Permission
from staff.access.signing import may, people_who_may

MOVED_ON = _(
    "The tab was edited, or something was published, after this page was made. Please look at it once more."
)


def publishers() -> list[tuple[str, str]]:
    """(name, address) of who can publish in the place of whoever looks; nobody where
    they may themselves.
    """
    if may(Permission.publish):
        return []
    return people_who_may(Permission.publish)

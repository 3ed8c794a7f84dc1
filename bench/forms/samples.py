"""A form that somebody has sent, for measurements that need many."""

from core.ids import new_id
from journal.forms.submissions import Submission


def sample(number: int) -> Submission:
    """The number-th town that applies."""
    values = {"name": f"Lugar {number}", "contact_email": "ana@example.org"}
    return Submission(
        new_id(),
        new_id(),
        "aspiring_town",
        "1",
        "es",
        "towns",
        "MN",
        {},
        values,
        {},
        {},
    )

"""What the fields and buttons of a form's page are called.

The name of a question has no hyphen, and each of ours has one: a question may have any
name. WTForms keeps the fields of a form as its attributes; there questions stand
behind a prefix, so that none of them takes the place of a method of WTForms. Their ids
in the page have it, too.
"""

from functools import lru_cache

CSRF = "csrf-token"
KEY = "form-key"
"""The one-time key."""
VERSION = "form-version"
ABOUT = "form-about"
"""The signed link by which the page was opened."""
NOTED = "noted"
"""In the address of a short page: somebody of the team notes what another has
replied.
"""
SHARED = "shared"
"""In the address of a form: a telephone's menu *Share* sends files to it."""
BY_STAFF = "by-staff"
CHANGED = "changed-form"
"""In a page on which answers are changed: the name of the form, for when nothing
can be asked of the journal.
"""
CONSENT, PUBLICATION = "consent-given", "publication-given"
ARRIVED_BY, ARRIVED_NOTE = "arrived-by", "arrived-note"
DROP = "leave-out"
"""The files that are not to be sent, by their tokens."""
LATER = "continue-later"
"""The button that keeps what is typed and gives a link to it."""
SAVED = "saved-form"
"""In an address, and in a page that was opened by it: the signed id of what was
kept.
"""
STEP = "go-on"
"""The button that shows what the answers so far lead to, where no script does."""
SWITCH = "in-language"
"""The button that shows the form in another language, with everything that was
typed.
"""
SHOWN = "form-shown"
"""The page's field that names the questions which it shows."""
ADD, REMOVE, RESTORE = "add-repetition", "remove-repetition", "restore-repetition"
"""The buttons that give a repeat one repetition more or less, where no script does."""
REMOVED = "removed-"
"""How the fields begin that carry what a removed repetition said, so
that it can be brought back.
"""
STEPS = frozenset((STEP, SWITCH, ADD, REMOVE, RESTORE))
"""The buttons that show the same page once more and judge nothing."""
IN_ADDRESS = ("about", "answer", "embedded")
"""What the address of a form says itself: no question of such a
name is filled in from there.
"""
PREFIX = "q-"


# Asked some hundred times a sending; whoever makes names up gets no more room.
@lru_cache(maxsize=4096)
def attribute(name: str) -> str:
    """Under which name WTForms has a question, or a field of ours;
    also the id of a question.
    """
    if "-" in name:
        return name
    return f"{PREFIX}{name}"


def kept(question: str) -> str:
    """The field of the page that carries the files of a question that have arrived."""
    return f"kept-{question}"


def repetitions(repeat: str) -> str:
    """The fields of the page that say which repetitions of a repeat there are,
    one for each, by their keys.
    """
    return f"repetition-{repeat}"


def search(question: str) -> str:
    """The line of the page in which a list is searched."""
    return f"search-{question}"

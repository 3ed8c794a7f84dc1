"""What becomes of each table, file store, log and tab when a person's data is erased:
all of them, each with its reason.

A test fails for a table, a store, a log or a tab that is not here. Whoever adds one
decides here what becomes of people in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from core.texts import mark as _
from journal.privacy.rules import How, Rule

SHEET = _("The person’s cells are blanked; the row and what it says of others stays.")
DERIVED = _(
    "It is written anew from the other tables, by the next look or the next planning."
)
NOBODY = "Nothing in it is about a person."  # never shown: there is nothing to say
TEAM = _("The name of whoever of the team did it goes; what was done stays.")

BACKUPS = _(
    "Backups from before hold the data until they are deleted. What is restored from one is erased again by itself."
)

TABLES: Mapping[str, tuple[Rule, ...]] = {
    "installation": (Rule(How.keep, NOBODY),),
    "monitoring": (Rule(How.keep, NOBODY),),
    "spreadsheets": (Rule(How.keep, NOBODY),),
    "first_looks": (Rule(How.keep, NOBODY, ("filled_tables",)),),
    "remembered_tabs": (Rule(How.keep, NOBODY, ("shape", "read_columns")),),
    "worker_steps": (
        Rule(How.take_out, _("What a server said may quote an address."), ("error",)),
    ),
    "case_pages": (Rule(How.keep, NOBODY),),
    "contact_signs": (
        Rule(
            How.mark,
            _("When the person was last heard of goes."),
            ("mark",),
            "heard_at",
        ),
    ),
    "made_rows": (Rule(How.keep, NOBODY),),
    "row_imports": (
        Rule(How.blank_address, TEAM, ("by",), "began_at"),
        Rule(How.keep, NOBODY, ("source",)),
    ),
    "imported_rows": (
        Rule(
            How.keep,
            _(
                "A mark of each row that was brought in stays: the same row of an old file is not brought in again."
            ),
            ("mark",),
        ),
    ),
    "mailbox_positions": (Rule(How.keep, NOBODY),),
    "guest_names": (
        Rule(
            How.mark,
            _("By which name the person was invited to a meeting goes."),
            ("mark",),
        ),
    ),
    "mail_pauses": (
        Rule(How.take_out, _("What a server said may quote an address."), ("said",)),
    ),
    "erasures": (
        Rule(
            How.keep,
            _(
                "A digest of the address stays: data from an older backup is erased again by it."
            ),
        ),
    ),
    "form_versions": (Rule(How.keep, NOBODY, ("definition",)),),
    "form_drafts": (Rule(How.keep, NOBODY, ("rows",)),),
    "form_publications": (
        Rule(How.blank_address, TEAM, ("published_by",)),
        Rule(How.keep, NOBODY, ("questions", "rows")),
    ),
    "mail_text_drafts": (Rule(How.keep, NOBODY, ("words", "mistakes")),),
    "mail_text_publications": (
        Rule(How.blank_address, TEAM, ("published_by",)),
        Rule(How.keep, NOBODY, ("words",)),
    ),
    "submissions": (
        Rule(
            How.cells,
            _(
                "The person’s answers about themselves go; the others, and the consent, stay."
            ),
            ("answers",),
        ),
        Rule(
            How.keep,
            _(
                "That somebody agreed, and when, stays: it proves that the data could be used."
            ),
            ("consent",),
        ),
        Rule(How.take_out, TEAM, ("entered",), "received_at"),
    ),
    "submission_rows": (Rule(How.keep, NOBODY),),
    "uploads": (
        Rule(
            How.files,
            _(
                "Files of what the person sent go when that is asked for: they may be about others, too."
            ),
            ("name",),
        ),
    ),
    "recent_uploads": (
        Rule(How.keep, "Nothing in it is about a person, and it is gone after a day."),
    ),
    "saved_forms": (
        Rule(
            How.delete_mentions,
            _("Forms that were begun and hold the address go."),
            ("answers",),
            "saved_at",
        ),
    ),
    "deliveries": (
        Rule(
            How.cells,
            _("The person’s part of rows as they were sent goes."),
            ("values",),
        ),
        Rule(
            How.take_out,
            _("What a server said, and what stood beside a row, may name them."),
            ("team_cells", "error"),
        ),
    ),
    "known_records": (
        Rule(How.cells, SHEET, ("values",)),
        Rule(
            How.take_out,
            _(
                "What the app wrote beside a row, or into the tab of mails, is written anew."
            ),
            ("own",),
        ),
        Rule(How.keep, NOBODY, ("occasions",)),
    ),
    "sheet_rows": (Rule(How.keep, NOBODY, ("columns", "rows")),),
    "case_steps": (Rule(How.take_out, DERIVED, ("person", "phone", "email")),),
    "conditions": (Rule(How.keep, NOBODY, ("condition",)),),
    "findings": (Rule(How.take_out, DERIVED, ("person", "phone", "email")),),
    "taken_lines": (Rule(How.delete, TEAM, ("email",), "taken_at"),),
    "team_cells": (
        Rule(
            How.take_out,
            _("Kept again by the next look, as the team’s own columns have it."),
            ("cells", "wrong"),
        ),
    ),
    "changes": (
        Rule(
            How.blank_values,
            _("That a cell was changed stays; what of the person stood in it goes."),
            ("before", "after"),
            "seen_at",
        ),
        Rule(How.blank_address, TEAM, ("by",), "seen_at"),
    ),
    "cell_commands": (
        Rule(
            How.blank_values,
            _("That a cell was set stays; what of the person stood in it goes."),
            ("shown", "wanted", "present"),
            "asked_at",
        ),
        Rule(How.blank_address, TEAM, ("by",), "asked_at"),
        Rule(How.take_out, _("What a server said may quote an address."), ("error",)),
    ),
    "answer_changes": (
        Rule(How.cells, _("The person’s answers about themselves go."), ("answers",)),
    ),
    "messages": (
        Rule(
            How.mails,
            _(
                "Mails to the person are emptied, those not sent are withdrawn; mails to others no longer name them."
            ),
            (
                *(
                    "email",
                    "person",
                    "subject",
                    "text",
                    "html",
                    "approved_text",
                    "earlier_words",
                ),
                *("invitation", "documents", "reason", "waits", "missing", "waived"),
            ),
        ),
        Rule(
            How.blank_address, TEAM, ("edited_by", "asked_by", "reply_to"), "created_at"
        ),
    ),
    "message_files": (
        Rule(How.mails, _("Files that went with mails to the person go."), ("data",)),
    ),
    "figure_reports": (
        Rule(
            How.take_out,
            _("Figures stay as they were reported, without the person’s name."),
            ("figures",),
            "reported_at",
        ),
        Rule(How.blank_address, TEAM, ("reported_by",), "reported_at"),
    ),
    "suppressions": (
        Rule(
            How.delete,
            _("That the address gets no mail goes with the address."),
            ("address",),
            "since",
        ),
        Rule(How.keep, NOBODY, ("said",)),
    ),
    "notices": (
        Rule(
            How.mails,
            _(
                "That something was told stays, so that it is not told again; to whom goes."
            ),
            ("email", "path"),
        ),
    ),
    "problems": (Rule(How.take_out, DERIVED, ("problem",)),),
    "alarms": (
        Rule(How.blank_address, TEAM, ("decided_by",), "raised_at"),
        Rule(
            How.take_out,
            _("What many changes at once were about may name them."),
            ("reason",),
            "raised_at",
        ),
        Rule(How.keep, NOBODY, ("references",)),
    ),
    "leases": (Rule(How.keep, NOBODY),),
    "signins": (Rule(How.delete, _("Sign-in links go."), ("email",), "until"),),
    "staff_sessions": (
        Rule(
            How.delete,
            _("The person is signed out everywhere."),
            ("email",),
            "created_at",
        ),
    ),
    "security_events": (
        Rule(
            How.keep,
            _(
                "Who did what on the staff pages stays for half a year, and then goes by itself."
            ),
            ("email", "about"),
        ),
    ),
    "committee_sessions": (
        Rule(
            How.keep,
            _(
                "The minutes of a decision stay as they were closed; a draft is changed on its page."
            ),
            ("head", "cases"),
        ),
        Rule(How.blank_address, TEAM, ("opened_by", "closed_by"), "opened_at"),
    ),
    "committee_decisions": (
        Rule(
            How.keep,
            _(
                "The minutes of a decision stay as they were closed; a draft is changed on its page."
            ),
            ("entered",),
        ),
        Rule(How.blank_address, TEAM, ("saved_by",), "saved_at"),
    ),
    "dossier_links": (Rule(How.keep, "Only references; ended links must stay ended."),),
}
"""Table of the journal → what becomes of its rows.

Every text, JSON and file column stands in one of a table's rules.
"""


@dataclass(frozen=True)
class Kept:
    """Something beside the journal's tables: what it is called, and what
    becomes of a person in it.
    """

    name: str
    why: str


STORES: Mapping[str, Kept] = {
    "uploads": Kept(_("Files that people sent"), TABLES["uploads"][0].why),
    "backup": Kept(_("Backups"), BACKUPS),
    "mailbox": Kept(
        _("The mailbox of the demonstration"),
        _("It holds mails of the demonstration alone: delete its folder to empty it."),
    ),
    "sheets": Kept(
        _("The local spreadsheet of the demonstration"),
        _("Its cells are blanked like those at Google; it keeps no history."),
    ),
}
"""Name of a folder, or of a setting, in which files lie → what becomes of them."""

OF_DEMONSTRATION = (STORES["mailbox"], STORES["sheets"])
"""Stores that there are on a computer where somebody tries Hoja out, and nowhere
else.
"""

LOGS: Mapping[str, Kept] = {
    "hoja": Kept(
        _("The program’s log"),
        _(
            "It names people by a mark that nobody can read; it stays for as long as the server keeps logs."
        ),
    ),
    "proxy": Kept(
        _("The log of the web server in front"),
        _(
            "It may hold addresses of browsers: the server’s own rule says how long it stays."
        ),
    ),
}
"""Log → what becomes of people in it."""

APP_TABS: Mapping[str, str] = {
    "people": SHEET,
    "outbox": "Rows of mails to the person are emptied by the app, which writes them anew.",
    "problems": DERIVED,
    "settings": NOBODY,
    "summary": NOBODY,
    "days_without_mails": NOBODY,
    "today": DERIVED,
    "forms": NOBODY,
    "texts": NOBODY,
}
"""The app's own tabs → what becomes of people in them.

In all tabs of the programme, cells of contacts are blanked (SHEET).
"""

BEYOND: tuple[str, ...] = (
    _(
        "Google’s version history of the spreadsheet still shows what stood in the cells. To be rid of it: `flask restore "
        "--into` a new, empty spreadsheet, turn to that one, then delete the old one and empty Google Drive’s trash."
    ),
    _(
        "Cells of the team’s own columns, and names in free texts: they are listed here, and only a person can change them."
    ),
    _(
        "Mails that have left lie in the mailboxes of those who got them, and at the mail provider."
    ),
    BACKUPS,
)
"""What no program of ours reaches."""

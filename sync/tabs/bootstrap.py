"""Before the loop: a spreadsheet to work in, its tabs, its settings, and example data
where it is a fresh local one.
"""

from datetime import date

from core.clock import local_date
from core.errors import Refused
from core.ids import new_reference
from core.texts import mark as _
from core.texts import texts
from journal.operation import installation
from journal.tabs import deliveries, spreadsheets
from programme.app_tables import MAIL_SWITCH, SETTINGS
from programme.models.rules import Event, Ladder
from programme.reading.example import Example
from sheets.client import Spreadsheet
from sheets.reading.snapshot import Snapshot
from sheets.setup.plan import Copies, Plan
from sheets.setup.reconcile import carry_out, plan
from sync.context import SyncContext
from sync.tabs.form_tabs import new_form_tabs, unfit_forms
from sync.tabs.ownership import FOREIGN, foreign, installation_id, mark_of
from sync.tabs.tab_schemas import every, remember
from sync.tabs.today_tab import today_title


def prepare(shop: SyncContext, *, dry_run: bool = False, adopt: bool = False) -> Plan:
    """Makes or mends the spreadsheet; safe to run again. With `dry_run`,
    only says what it would do.

    `adopt`: a tab that looks like the copy of one that is gone takes its place.
    """
    installation = installation_id(shop)
    is_new = not shop.spreadsheet.key
    if is_new:
        if dry_run or not shop.settings.local_sheets:
            raise Refused(
                "there is no spreadsheet yet: set SPREADSHEET to the key of one that staff have made and shared"
            )
        title = shop.programme.text(shop.programme.name, shop.programme.language)
        shop.spreadsheet.create(title, shop.programme.locale, shop.programme.time_zone)
    elif foreign(shop, mark_of(shop)):
        raise Refused(FOREIGN)
    with shop.journal.read() as connection:
        schemas = every(connection)
    if adopt:
        copies = Copies.adopt
    else:
        copies = Copies.ask
    form_tabs = new_form_tabs(shop)
    setup = plan(
        shop.spreadsheet,
        shop.programme,
        installation,
        schemas,
        copies=copies,
        form_tabs=form_tabs,
        today_tab=today_title(shop.programme),
    )
    if not dry_run:
        setup = carry_out(
            shop.spreadsheet,
            setup,
            lambda: plan(
                shop.spreadsheet, shop.programme, installation, schemas, copies=copies
            ),
        )
        if is_new:
            drop_first_tab(shop.spreadsheet)
        snapshot = shop.reader.read()
        _settings_rows(shop, snapshot)
        remember(shop, snapshot)
        with shop.journal.write() as connection:
            spreadsheets.use(connection, shop.spreadsheet.key)
    setup.problems.extend(unfit_forms(shop))
    return setup


def drop_first_tab(spreadsheet: Spreadsheet) -> None:
    """A spreadsheet that we have just made has one empty tab that is nobody's."""
    sheet_ids = [
        int(sheet["properties"].get("sheetId", 0))
        for sheet in spreadsheet.structure()["sheets"]
    ]
    if 0 in sheet_ids:
        spreadsheet.batch([{"deleteSheet": {"sheetId": 0}}])


def spreadsheet_key(shop: SyncContext) -> str:
    """The key of the spreadsheet that is worked in, or of the local one made earlier;
    "" where there is none yet.
    """
    with shop.journal.read() as connection:
        return spreadsheets.current_key(connection, shop.settings.spreadsheet)


def seed(shop: SyncContext, example: Example) -> bool:
    """Sends example data on its way into a sheet that has none; False
    where it has been done before.
    """
    today: date = local_date(shop.now(), shop.programme.time_zone)
    with shop.journal.write() as connection:
        if installation.read(connection).example_added_at:
            return False
        rows = example.rows(
            today, lambda table: new_reference(shop.programme.tables[table].prefix)
        )
        existing = deliveries.references(connection, SETTINGS)
        received = shop.now().isoformat(timespec="seconds")
        for table, reference, values in rows:
            if reference in existing:
                deliveries.change(connection, reference, values)
            else:
                deliveries.enqueue(
                    connection, table, reference, {"received": received, **values}
                )
        installation.note_example(connection, shop.now())
    return True


def _settings_rows(shop: SyncContext, look: Snapshot) -> None:
    """A row of the tab Settings for all mail, and one for each kind of message,
    where the tab has none yet.
    """
    programme = shop.programme
    language = programme.language
    say = texts(language).gettext
    all_mail = say(_("“stop” holds back every mail; “send” lets them go."))
    one_kind = say(
        _(
            "“ask first”: these mails wait in the tab Mails for a yes. “automatic”: they go out by themselves."
        )
    )
    rows = {
        MAIL_SWITCH: {"what": say(_("All mail")), "value": "send", "help": all_mail}
    }
    rules: tuple[Ladder | Event, ...] = (
        *programme.rules.ladders,
        *programme.rules.events,
    )
    for rule in rules:
        if isinstance(rule, Ladder) and not any(step.tell for step in rule.steps):
            continue  # it only marks, and sends nothing that could wait
        if isinstance(rule, Ladder):
            value = "ask"
        else:
            value = "automatic"
        rows[rule.name] = {
            "what": programme.text(rule.label, language),
            "value": value,
            "help": one_kind,
        }
    with shop.journal.write() as connection:
        tab = look.tabs.get(SETTINGS)
        existing = deliveries.references(connection, SETTINGS) | set(
            tab.rows if tab else ()
        )
        for reference, values in rows.items():
            if reference not in existing:
                deliveries.enqueue(connection, SETTINGS, reference, dict(values))

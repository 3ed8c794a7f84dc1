"""Checks across a programme's files: every name that one part uses of another,
every type, every condition.
"""

from collections import Counter
from zoneinfo import available_timezones

import phonenumbers
from babel import Locale, UnknownLocaleError

from fieldtypes.registry import names_where
from mail.channel import channels
from programme.checks.cases.check_answering import check_answering
from programme.checks.cases.check_case import check_case_page
from programme.checks.cases.check_desk import check_desk
from programme.checks.cases.check_pages import check_pages
from programme.checks.cases.check_publications import (
    check_documents,
    check_precision,
    check_registers,
)
from programme.checks.cases.check_summary import check_summary
from programme.checks.checker import (
    ANY,
    ONE_CHOICE,
    REFERENCES,
    Checker,
    check_country,
    check_type,
    condition_on,
)
from programme.checks.forms.check_choices import check_column_choices
from programme.checks.forms.check_forms import check_form
from programme.checks.rules.check_checks import check_checks
from programme.checks.rules.check_meetings import check_meetings
from programme.checks.rules.check_row_rules import check_row_rules
from programme.checks.rules.check_rules import DATES, check_rules
from programme.checks.tables.check_circles import check_circles
from programme.checks.tables.check_computed import check_computed
from programme.checks.tables.check_read_only import (
    check_read_only_columns,
    check_read_only_form,
    check_read_only_rules,
)
from programme.model import Agreement, Contact, Programme, Table
from programme.models.forms import FORM_TABS, Form
from programme.models.permissions import NEEDED, Permission
from programme.parts import Column
from programme.reading.mistakes import Mistakes
from programme.reading.source import Path_, Source
from programme.records.people.sharing import boxes

__all__ = ["check", "condition_on"]
RESERVED = {
    "today",
    "and",
    "or",
    "not",
    "in",
    "for",
    "if",
    "else",
    "null",
    "true",
    "false",
    "is",
    "nan",
    "inf",
    "elif",
}
"""Words that mean something in a condition and so cannot be the name of a column."""

HOURS = 24
CONTACT_TYPES = {
    "email": names_where(lambda field_type: field_type.address_of == "email"),
    "phone": names_where(
        lambda field_type: field_type.address_of == "phone" or field_type.is_plain_text
    ),
    "channel": ONE_CHOICE,
}
"""What the columns must hold that make up a person; the others may be anything."""


def check(
    programme: Programme,
    main: Source,
    forms: dict[str, Source],
    rules: Source,
    desk: Source,
    mistakes: Mistakes,
) -> None:
    """Adds every mistake that only shows when the files are seen together."""
    checker = Checker(programme, main, mistakes)
    _check_locality(checker)
    _check_permissions(checker)
    _check_case(checker)
    _check_retention(checker)
    for table in programme.tables.values():
        if not table.app:
            _check_table(checker, table)
    _check_unique(checker)
    check_circles(checker)
    check_computed(checker)
    check_documents(checker)
    check_registers(checker)
    _check_form_tabs(checker, forms)
    for name, form in programme.forms.items():
        form_checker = Checker(programme, forms[name], mistakes)
        check_form(form_checker, form)
        check_read_only_form(form_checker, form)
    check_pages(checker)
    check_read_only_columns(checker)
    check_rules(Checker(programme, rules, mistakes))
    check_read_only_rules(Checker(programme, rules, mistakes))
    check_row_rules(Checker(programme, rules, mistakes))
    check_checks(Checker(programme, rules, mistakes))
    check_desk(Checker(programme, desk, mistakes))
    check_summary(checker)


def _check_locality(checker: Checker) -> None:
    programme = checker.programme
    checker.check_name(
        ("time_zone",), "time zone", programme.time_zone, available_timezones()
    )
    checker.check_name(
        ("country",), "country", programme.country, phonenumbers.SUPPORTED_REGIONS
    )
    for index, country in enumerate(programme.countries):
        checker.check_name(
            ("countries", index), "country", country, phonenumbers.SUPPORTED_REGIONS
        )
    checker.check_name(
        ("sender", "reply_to"), "role", programme.sender.reply_to, programme.roles
    )
    for location, locale in (
        (("locale",), programme.locale),
        *((("languages",), code) for code in programme.languages),
    ):
        try:
            Locale.parse(locale)
        except (UnknownLocaleError, ValueError):
            checker.report(
                location,
                f'no locale "{locale}": it is a language, and a country where needed, like es_EC',
            )
    first, last = programme.limits.sending_hours
    if not 0 <= first < last <= HOURS:
        checker.report(
            ("limits", "sending_hours"),
            "sending_hours are two hours of a day, like [8, 18]",
        )
    for language, number in Counter(programme.languages).items():
        if number > 1:
            checker.report(("languages",), f'"{language}" stands here twice')


def _check_permissions(checker: Checker) -> None:
    """Nobody may do anything without looking, and somebody must be able
    to do what mails wait for.
    """
    programme = checker.programme
    # A word that was not understood was taken out: what is missing without it would
    # be no mistake of its own.
    if any(
        mistake.text.startswith("permissions.") for mistake in checker.mistakes.found
    ):
        return
    for role, granted in programme.permissions.items():
        location = ("permissions", role)
        if not checker.check_name(location, "role", role, programme.roles):
            continue
        if granted and Permission.look not in granted:
            checker.report(
                location,
                f"{role} needs look, too: everything else is done on a page that shows it",
            )
    _check_somebody_may(checker)


def _check_somebody_may(checker: Checker) -> None:
    programme = checker.programme
    answering = programme.sender.reply_to
    # Whoever answers may do everything: without them, which has been told, nobody may.
    if answering not in programme.roles:
        return
    for permission in NEEDED:
        if not any(programme.may(role, permission) for role in programme.roles):
            checker.report(
                ("permissions",),
                f"no role has {permission.value}: mails that wait for it would wait for ever",
            )
    if not programme.may(answering, Permission.decide):
        text = f"{answering} needs decide: this role is asked when many rows change at once"
        checker.report(("permissions", answering), text)


def _check_case(checker: Checker) -> None:
    case = checker.programme.case
    if checker.check_name(
        ("case", "table"), "table", case.table, checker.programme.tables
    ):
        checker.condition(
            ("case", "silent"), checker.programme.tables[case.table], case.silent
        )
        check_answering(checker, checker.programme.tables[case.table])
        if case.page:
            check_case_page(checker, checker.programme.tables[case.table], case.page)


def _check_retention(checker: Checker) -> None:
    tables = {}
    for name, table in checker.programme.tables.items():
        if not table.app:
            tables[name] = table
    for number, rule in enumerate(checker.programme.retention.people):
        location = ("retention", "people", number)
        if checker.check_name((*location, "table"), "table", rule.table, tables):
            checker.condition((*location, "when"), tables[rule.table], rule.when)


def _check_unique(checker: Checker) -> None:
    programme = checker.programme
    seen: dict[tuple[str, str], str] = {}
    # The app's own tables come first, so that the mistake is told at the
    # table that somebody wrote.
    for table in sorted(programme.tables.values(), key=lambda table: not table.app):
        label = programme.text(table.label, programme.language)
        for what, value, key in (
            ("prefix", table.prefix, "prefix"),
            ("label", label.casefold(), "label"),
        ):
            owner = seen.setdefault((what, value), table.name)
            if owner != table.name:
                path = ("tables", table.name, key)
                checker.report(
                    path,
                    f'the table {owner} has this {what} already: "{label if what == "label" else value}"',
                )


def _check_form_tabs(checker: Checker, forms: dict[str, Source]) -> None:
    """No tab in which a form is edited is called as another tab: compared without
    case, as in the spreadsheet.
    """
    programme = checker.programme
    titles = {
        programme.text(table.label, programme.language).casefold()
        for table in programme.tables.values()
    }
    for name, form in programme.forms.items():
        if not form.edited_in_sheet:
            continue
        for tab in FORM_TABS:
            title = form.tab_title(tab)
            if title.casefold() in titles:
                text = f'there is another tab called "{title}": `edited_in_sheet: {{{tab}: …}}` gives this one its own title'
                Checker(programme, forms[name], checker.mistakes).report(
                    ("edited_in_sheet",), text
                )
            titles.add(title.casefold())
        _check_row_tables(Checker(programme, forms[name], checker.mistakes), form)


def _check_row_tables(checker: Checker, form: Form) -> None:
    """The tables that repeats of a tab may fill say what each row belongs to."""
    if form.edited_in_sheet is None:
        return
    tables = checker.programme.tables
    location = ("edited_in_sheet", "row_tables")
    for name in form.edited_in_sheet.row_tables:
        checker.check_name(location, "table", name, tables)
        if name not in tables:
            continue
        table = tables[name]
        parents = []
        for column in table.columns:
            if column.table == form.table:
                parents.append(column)
        if table.app or not parents:
            text = f"{name} has no column that refers to {form.table}, so nobody could tell what a row belongs to"
            checker.report(location, text, name)


def _check_table(checker: Checker, table: Table) -> None:
    location: Path_ = ("tables", table.name)
    checker.column((*location, "title"), table, table.title)
    for path in table.date:
        checker.column((*location, "date"), table, path, DATES)
    _check_order(checker, table, location)
    _check_names_and_labels(checker, table, location)
    for column in table.columns:
        column_location = (*location, "columns", column.name)
        if column.name in RESERVED:
            checker.report(
                column_location,
                f'"{column.name}" is a word of conditions and cannot be the name of a column',
            )
        check_type(checker, column_location, column)
        check_column_choices(checker, column_location, column)
        check_country(checker, column_location, table, column)
        check_precision(checker, column_location, table, column)
        _check_translation(checker, table, column, (*column_location, "translation_of"))
    _check_relations(checker, table, location)


def _check_order(checker: Checker, table: Table, location: Path_) -> None:
    """The order of the tab's columns, and the groups that fold away."""
    names = []
    for column in table.columns:
        if column.value is not None or not column.own:
            names.append(column.name)
    for name in table.order:
        checker.check_name((*location, "order"), "column", name, names)
    counts: Counter[str] = Counter()
    for group in table.groups:
        counts.update(group)
        for name in group:
            checker.check_name((*location, "groups"), "column", name, names)
    for name, count in counts.items():
        if count > 1:
            checker.report(
                (*location, "groups"),
                f"{name} stands in two groups: a column folds away in one place",
            )


def _check_names_and_labels(checker: Checker, table: Table, location: Path_) -> None:
    """No two columns have one name, or one label."""
    programme = checker.programme
    owners: dict[str, str] = {}
    names = Counter(column.name for column in table.columns)
    for column in table.columns:
        label = programme.text(column.label, programme.language)
        owner = owners.setdefault(label.casefold(), column.name)
        text = ""
        # Columns are keys of a mapping in YAML: a second one of the same
        # name can only be the app's.
        if names[column.name] > 1:
            text = f'"{column.name}" is there already: the app adds it by itself'
        elif label and owner != column.name:
            text = f'two columns of {table.name} have the label "{label}": {owner} and {column.name}'
        if text:
            checker.report((*location, "columns", column.name), text)


def _check_translation(
    checker: Checker, table: Table, column: Column, location: Path_
) -> None:
    """A translation is of another text of the same table, into a
    language of the programme.
    """
    translated = column.translation_of
    if translated is None:
        return
    candidates = []
    for candidate in table.columns:
        if candidate.field_type.is_plain_text and candidate.name != column.name:
            candidates.append(candidate.name)
    checker.check_name(
        (*location, "column"), f"text of {table.name}", translated.column, candidates
    )
    checker.check_name(
        (*location, "language"),
        "language of the programme",
        translated.language,
        checker.programme.languages,
    )
    if not column.field_type.is_plain_text:
        checker.report(
            location, f"a translation is a text; {column.name} is of type {column.type}"
        )


def _check_relations(checker: Checker, table: Table, location: Path_) -> None:
    if table.calendar:
        check_meetings(checker, table, table.calendar, (*location, "calendar"))
    if table.case and checker.programme.case.table in checker.programme.tables:
        _check_way_to_case(checker, table, table.case, (*location, "case"))
    for name, contact in table.contacts.items():
        _check_contact(checker, table, name, contact, (*location, "contacts", name))
    for name in table.latest:
        _check_latest(checker, table, name, (*location, "latest", name))


def _check_way_to_case(
    checker: Checker, table: Table, path: str, location: Path_
) -> None:
    """`case` is the column that leads to the case, or `self`
    for the table of the cases.
    """
    case_table = checker.programme.case.table
    if path == "self":
        if table.name != case_table:
            checker.report(location, f"only {case_table} can say `case: self`")
        return
    column = checker.column(location, table, path, REFERENCES)
    is_reference = column is not None and column.table in checker.programme.tables
    if column and is_reference and column.table != case_table:
        checker.report(
            location, f"{path} refers to {column.table}, not to {case_table}"
        )


def _check_contact(
    checker: Checker, table: Table, name: str, contact: Contact, location: Path_
) -> None:
    for part, path in contact.paths.items():
        part_location = (*location, part)
        column = checker.column(
            part_location, table, path, CONTACT_TYPES.get(part, ANY)
        )
        if part == "channel":
            _check_channel(checker, part_location, name, contact, column)
    checker.condition((*location, "shared"), table, contact.shared)
    _check_boxes(checker, table, name, (*location, "shared"))
    if contact.agreement:
        _check_agreement(checker, table, contact.agreement, (*location, "agreement"))


def _check_boxes(checker: Checker, table: Table, name: str, location: Path_) -> None:
    """A box by which somebody agrees counts as a no where nobody can read it."""
    text = table.contacts[name].shared
    for box in boxes(table, name):
        column = table.column(box)
        assert column is not None
        is_safe = column.unreadable_means is False or (
            text != box and column.unreadable_means is not None
        )
        if not is_safe:
            told = f"{box} needs `unreadable_means: false`: a cell that nobody can read is no agreement"
            checker.report(location, told)


def _check_agreement(
    checker: Checker, table: Table, agreement: Agreement, location: Path_
) -> None:
    """The row of an answer is one of the latest; who answered stands in columns of it,
    and a form fills both.
    """
    if not checker.check_name(
        (*location, "row"), "latest row", agreement.row, table.latest
    ):
        return
    target = checker.programme.tables.get(table.latest_of(agreement.row).table)
    if target is None:
        return
    checker.column((*location, "person"), target, agreement.person)
    checker.column((*location, "reach"), target, agreement.reach)
    checker.condition((*location, "when"), target, agreement.when)


def _check_channel(
    checker: Checker,
    location: Path_,
    name: str,
    contact: Contact,
    column: Column | None,
) -> None:
    """A preferred channel is one of those that there are, and the contact
    has what each of them needs.
    """
    if column and set(column.choice_names) != set(channels()):
        checker.report(
            location,
            f"the choices of {contact.channel} must be: {', '.join(channels())}",
        )
    # Whoever chooses a channel must be reachable by it, and by the others
    # when they change their mind.
    for channel in channels().values():
        if not getattr(contact, channel.part):
            checker.report(
                location,
                f"{name} needs a `{channel.part}`, too, to be written to by {channel.name}",
            )


def _check_kept(checker: Checker, location: Path_, column: Column | None) -> None:
    """What rows are looked up by must be kept, and a computed column is not."""
    if column and column.value is not None:
        checker.report(
            location,
            f"{column.name} is computed: `latest` looks at what the team and forms write",
        )


def _check_latest(checker: Checker, table: Table, name: str, location: Path_) -> None:
    target, link_column, filled = table.latest_of(name)
    if table.column(name):
        checker.report(location, f'{table.name} has a column "{name}" already')
    if not checker.check_name(location, "table", target, checker.programme.tables):
        checker.mistakes.doubtful.add(str(location[-1]))
        return
    if not link_column:
        checker.report(
            location,
            f"say by which column {target} refer to {table.name}: {target}.<column>",
        )
        return
    target_table = checker.programme.tables[target]
    column = checker.column(location, target_table, link_column, REFERENCES)
    # A reference that leads to no table has been told.
    if (
        column
        and column.table in checker.programme.tables
        and column.table != table.name
    ):
        text = f"{target}.{link_column} refers to {column.table}, not to {table.name}"
        checker.report(location, text, link_column)
    if filled:
        _check_kept(checker, location, checker.column(location, target_table, filled))

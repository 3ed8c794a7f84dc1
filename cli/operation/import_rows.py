"""What an operator types to bring in old rows, and to take them out again."""

from collections.abc import Callable
from pathlib import Path

import click

from authoring.adoption.layout import find_layout
from authoring.adoption.sources import tabs_of_file, whole_tab
from authoring.adoption.tabs import Tab
from authoring.row_import.columns import open_tables
from authoring.row_import.plan import (
    Doubles,
    ImportRefusedError,
    RowPlan,
    load_present,
    plan_rows,
)
from authoring.row_import.telling import lines
from authoring.row_import.write import write_rows
from authoring.saying import terminal_language
from cli.application import with_application
from cli.context import journal, local_time, worker_context
from core.clock import Clock
from core.errors import HojaError
from core.notation.spelling import nearest
from core.notation.whole_numbers import MOST_DIGITS
from core.texts import counted
from fieldtypes.normalise import plain
from journal.records import row_imports
from programme.model import Programme, Table
from worker.context import WorkerContext

PROGRESS_FROM = 1_000
"""Rows: fewer are read before anybody wonders."""


@click.command("import-rows")
@click.argument("table", required=False)
@click.argument(
    "file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option(
    "--tab",
    "title",
    default="",
    metavar="TITLE",
    help="The tab of the workbook; without a file, another tab of the spreadsheet.",
)
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar='"HEADING=column"',
    help="Which column a heading is; nothing behind the sign leaves it out.",
)
@click.option(
    "--doubles",
    type=click.Choice([Doubles.leave_out, Doubles.bring_in]),
    help="What becomes of rows that may be there already.",
)
@click.option("--write", is_flag=True, help="Do it; without this it is only said.")
@click.option("--list", "is_list", is_flag=True, help="What was brought in before.")
@click.option(
    "--undo",
    type=click.IntRange(0, 10**MOST_DIGITS - 1),
    metavar="NUMBER",
    help="Takes the rows of an import out again.",
)
@with_application
def import_rows(
    table: str | None,
    file: Path | None,
    title: str,
    columns: tuple[str, ...],
    doubles: str | None,
    write: bool,
    is_list: bool,
    undo: int | None,
) -> None:
    """Brings old rows into TABLE from FILE (.xlsx, .csv) or from another tab of the
    spreadsheet (--tab). Nobody is told of them, nor of anything that was due before.

    Without --write it only says what it would do, and lists every mistake by row and
    column. The same file brings nothing in twice.
    """
    if is_list:
        _list()
        return
    if undo is not None:
        _undo(undo)
        return
    if not table or not (file or title):
        raise click.UsageError(
            "name the table, and the file or (with --tab) another tab of the spreadsheet"
        )
    office = worker_context()
    try:
        plan = _plan(office, table, file, title, columns, Doubles(doubles or "ask"))
    except ImportRefusedError as error:
        raise click.ClickException(error.said.words(terminal_language())) from error
    except HojaError as error:
        raise click.ClickException(str(error)) from error
    finally:
        office.sync.spreadsheet.close()
    for line in lines(plan, office.sync.programme, terminal_language()):
        click.echo(line)
    _conclude(office, plan, is_writing=write)


def _plan(
    office: WorkerContext,
    table_name: str,
    file: Path | None,
    title: str,
    columns: tuple[str, ...],
    doubles: Doubles,
) -> RowPlan:
    programme = office.sync.programme
    table = _table(programme, table_name)
    if file:
        tab = _file_tab(file, title)
    else:
        tab = _other_tab(office, title)
    with office.sync.journal.read() as connection:
        present = load_present(connection, programme, table)
    plan = plan_rows(
        programme,
        table,
        tab,
        present,
        office.notify.links,
        _answers(columns),
        doubles,
        _progress("read"),
    )
    if file:
        return plan.from_file(file.name)
    return plan


def _table(programme: Programme, name: str) -> Table:
    """A table by its name, or as people call it. Raises UsageError."""
    tables = {table.name: table for table in open_tables(programme)}
    if name in tables:
        return tables[name]
    for table in tables.values():
        if plain(name) in map(plain, table.label.values()):
            return table
    if name in programme.tables:
        raise click.UsageError(f"no rows can be brought into {name}")
    raise click.UsageError(f"there is no table {name}{nearest(name, tables)}")


def _file_tab(file: Path, title: str) -> Tab:
    """The tab of a file; raises UsageError where it could be several."""
    tabs = []
    for tab in tabs_of_file(file.read_bytes(), file.name, is_whole=True):
        if find_layout(tab) is not None:
            tabs.append(tab)
    titles = [tab.title for tab in tabs]
    if title:
        tabs = [tab for tab in tabs if plain(tab.title) == plain(title)]
        if not tabs:
            raise click.UsageError(
                f"“{file.name}” has no tab “{title}” with a table{nearest(title, titles)}"
            )
    if len(tabs) > 1:
        raise click.UsageError(
            f"“{file.name}” has several tabs: name one of them with --tab ({', '.join(titles)})"
        )
    if not tabs:
        raise click.ClickException(f"No table was found in “{file.name}”.")
    return tabs[0]


def _other_tab(office: WorkerContext, title: str) -> Tab:
    programme = office.sync.programme
    for table in programme.tables.values():
        if plain(title) in map(plain, table.label.values()):
            raise click.UsageError(
                f"“{title}” is a tab of the programme itself: its rows are there already"
            )
    # It only reads, and so may do it while a worker is at work.
    office.sync.spreadsheet.guard = lambda: None
    return whole_tab(office.sync.spreadsheet, title)


def _answers(columns: tuple[str, ...]) -> dict[str, str]:
    answers = {}
    for answer in columns:
        # A heading may hold the sign, a column's name never does.
        heading, sign, name = answer.rpartition("=")
        if not sign or not heading.strip():
            raise click.UsageError(
                f'--column "{answer}": write the heading, =, and the column: --column "Their title=name"'
            )
        answers[heading.strip().strip('"')] = name.strip()
    return answers


def _progress(what: str) -> Callable[[int, int], None]:
    """Says on the screen, beside what is told, how far long work is."""

    def show(done: int, total: int) -> None:
        if total >= PROGRESS_FROM and done:
            click.echo(f"{what}: {done} of {total} rows", err=True)

    return show


def _conclude(office: WorkerContext, plan: RowPlan, *, is_writing: bool) -> None:
    """Writes, or says what is in the way, or how to go on."""
    if plan.questions:
        heading = next(
            (question.heading for question in plan.questions if question.heading),
            "Heading",
        )
        click.echo(
            f'\nSay which column it is: --column "{heading}=name" (--column "{heading}=" leaves it out).'
        )
    if plan.mistakes:
        click.echo(
            f"\n{counted(len(plan.mistakes), 'mistake')}: mend them in the file. Nothing is written before."
        )
    if plan.are_doubles_asked:
        click.echo(
            "\nSay what becomes of the rows marked “=”: --doubles leave-out, or --doubles bring-in."
        )
    if not plan.is_ready:
        click.echo("\nNothing was written.")
        raise click.exceptions.Exit(1)
    if not plan.rows:
        click.echo("\nThere is nothing to bring in.")
        return
    rows = counted(len(plan.rows), "row")
    if not is_writing:
        click.echo(f"\nNothing was written. --write brings {rows} in.")
        return
    written = write_rows(
        office.sync.journal, plan, "", office.sync.now(), _progress("brought in")
    )
    click.echo(
        f"\nThe worker puts {rows} into the spreadsheet (import {written.id}), and tells nobody.\n"
        f"As long as nobody has worked with them: flask import-rows --undo {written.id}"
    )


def _list() -> None:
    with journal().read() as connection:
        imports = row_imports.all_imports(connection)
        counts = row_imports.counts(connection)
    if not imports:
        click.echo("Nothing was brought in.")
    for row_import in imports:
        rows = counted(counts.get(row_import.id, 0), "row")
        state = ""
        if row_import.undone_at:
            state = (
                f"; undone, {rows} stayed" if counts.get(row_import.id) else "; undone"
            )
        elif row_import.undo_asked_at:
            state = "; to be undone by the worker"
        click.echo(
            f"{row_import.id}: {rows} into {row_import.table} from “{row_import.source}”, "
            f"{local_time(row_import.began_at)}{state}"
        )


def _undo(id: int) -> None:
    with journal().write() as connection:
        row_import = row_imports.by_id(connection, id)
        if row_import is None:
            raise click.ClickException(
                f"there is no import {id}; flask import-rows --list has all of them"
            )
        is_new = row_imports.ask_undo(connection, id, Clock().now())
    if not is_new:
        raise click.ClickException(f"import {id} was undone before")
    click.echo(
        "The worker takes the rows out again. Those that somebody has edited, or that other rows name, stay:\n"
        "flask import-rows --list says how many."
    )

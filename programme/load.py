"""Reads a programme's folder into the model.

All mistakes of all files are told at once.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.errors import ProgrammeError
from core.ids import digest
from core.notation.spelling import nearest
from programme.app_tables import (
    Labels,
    days_without_mails,
    listed_columns,
    outbox,
    people,
    problems,
    settings,
    summary,
    with_app_columns,
)
from programme.checks.cases.check_criteria import check_criteria
from programme.checks.check import check
from programme.checks.checker import Checker
from programme.form_parts.or_other import columns_of, questions_of
from programme.model import Programme, Table
from programme.models.criteria import Criteria
from programme.models.desk import Desk
from programme.models.forms import Consent, Form, Shared
from programme.models.pages.look import Picture
from programme.models.rules import Rules
from programme.parts import NAME
from programme.reading.criteria_parts import (
    LIST_NAME,
    add_score_columns,
    as_choices,
    ask_criteria,
)
from programme.reading.languages import languages_of, mend_languages
from programme.reading.logo import LogoError, read_logo
from programme.reading.mistakes import Mistakes
from programme.reading.questions import (
    NOTHING,
    QuestionColumn,
    Questions,
    add_columns,
    columns_of_tables,
    put_questions,
)
from programme.reading.shorthand import (
    INHERITED,
    answers,
    choice_list,
    filled_tables,
    inherit,
    named_parts,
    remove_loader_keys,
    repeats,
    respell,
)
from programme.reading.source import Path_, Source, read_yaml
from programme.reading.validate import validate

Context = dict[str, Any]
NO_CONSENT = {"version": "-", "text": "-", "agree": "-"}
"""What stands in the place of a consent that could not be read."""


@dataclass(frozen=True, eq=False)
class Sources:
    """A programme's files as they were read: what it can be built from again, with
    other questions in its forms.

    Not compared by what they say: read again, they are other ones.
    """

    folder: Path
    main: Source
    forms: Mapping[str, Source]
    rules: Source
    desk: Source
    criteria: Source

    def copy(self) -> "Sources":
        """The same for a building, which completes and mends the data in place."""
        forms = {name: form.copy() for name, form in self.forms.items()}
        rules = self.rules.copy()
        desk = self.desk.copy()
        criteria = self.criteria.copy()
        return Sources(self.folder, self.main.copy(), forms, rules, desk, criteria)


def load(folder: Path) -> Programme:
    """The programme whose files stand in `folder`/config.

    Raises ProgrammeError with every mistake, a line each.
    """
    mistakes = Mistakes(folder)
    programme = read(folder, mistakes)
    if mistakes.found or programme is None:
        raise ProgrammeError(mistakes.report())
    return programme


def read(folder: Path, mistakes: Mistakes) -> Programme | None:
    """As `load`, but adds to `mistakes` and gives None where the
    files are too wrong to go on.
    """
    return build(read_sources(folder, mistakes), mistakes)


def read_sources(folder: Path, mistakes: Mistakes) -> Sources:
    """The files of a programme as data; what is wrong with them
    as YAML goes to `mistakes`.
    """
    config = folder / "config"
    main = _keys_and_values(
        read_yaml(config / "programme.yaml", mistakes), "name", mistakes
    )
    forms = _form_sources(config / "forms", mistakes)
    rules = read_yaml(config / "rules.yaml", mistakes)
    if rules.data is None:
        rules.data = {}
    desk, criteria = (
        _optional_source(config / name, mistakes)
        for name in ("desk.yaml", "criteria.yaml")
    )
    return Sources(folder, main, forms, rules, desk, criteria)


def build(
    sources: Sources, mistakes: Mistakes, elsewhere: Mapping[str, Questions] = NOTHING
) -> Programme | None:
    """The programme that files describe; None where they are too wrong to go on.

    `elsewhere`: form → the questions that it has in place of those in its file.
    """
    copies = sources.copy()
    main = copies.main
    forms = copies.forms
    rules = copies.rules
    desk = copies.desk
    _respell(main, forms, mistakes)
    _doubt_unread(copies, mistakes)
    mend_languages(main, mistakes)
    context = {"languages": languages_of(main.data)}
    if not context["languages"]:
        # Told by itself; in which languages texts must be is not known then.
        mistakes.doubts.update(
            ('the label "', "a text is missing", "not a language of")
        )
    criteria = None
    if copies.criteria.data:
        criteria = validate(Criteria, copies.criteria, context, mistakes)
    shared = _shared(main, context, mistakes)
    _add_criteria_list(shared, criteria, main, mistakes)
    # Told once at the top of the file and not for each form
    # that would have inherited it.
    if (
        main.data
        and not shared["consent"]
        and not all("consent" in form.data for form in forms.values())
    ):
        text = '"consent" is missing in this file: every form shows it, unless it names one of `consents`'
        mistakes.add(main.file, (1, 1), text)
        shared["consent"] = NO_CONSENT
    new_columns = columns_of_tables(forms, elsewhere)
    programme = None
    if main.data:
        programme = _main(main, shared, context, mistakes, forms, new_columns, criteria)
    # Forms are read even where the programme itself is broken: all mistakes of
    # all files are told at once.
    built: dict[str, Form | None] = {}
    for name, source in forms.items():
        ask_criteria(source.data, source, criteria, mistakes)
        built[name] = _form(
            source, programme, shared, context, mistakes, elsewhere.get(name)
        )
        if built[name] is None:
            mistakes.doubts.add(f'no form "{name}"')
    ruled = validate(Rules, rules, context, mistakes) or Rules()
    shown = validate(Desk, desk, context, mistakes) or Desk()
    if programme is None:
        return None
    picture = _picture(programme, main, mistakes)
    programme = programme.model_copy(
        update={
            "forms": _versioned(built),
            "rules": ruled,
            "desk": shown,
            "picture": picture,
        }
    )
    check(programme, main, dict(forms), rules, desk, mistakes)
    check_criteria(Checker(programme, copies.criteria, mistakes))
    return programme


def _doubt_unread(sources: Sources, mistakes: Mistakes) -> None:
    """What a file that could not be read would have made is missing to the
    others; only that file is told.
    """
    unread = {Path(mistake.file).name for mistake in mistakes.found}
    if not sources.main.data:
        mistakes.doubts.update(('no consent "', 'no choices "'))
    if sources.criteria.file.name in unread:
        mistakes.doubts.update(
            (f'"{LIST_NAME}"', f"choices: {LIST_NAME}", "there is no dossier")
        )


def _respell(main: Source, forms: Mapping[str, Source], mistakes: Mistakes) -> None:
    """Puts misspelt names right that are looked for before the files are validated."""
    respell(
        main.data,
        (),
        {*Programme.model_fields, "choices", "consent", "consents"},
        main,
        mistakes,
    )
    tables = main.data.get("tables")
    for name, table in tables.items() if isinstance(tables, dict) else ():
        respell(table, ("tables", name), Table.model_fields, main, mistakes)
    for source in forms.values():
        respell(source.data, (), Form.model_fields, source, mistakes)


def _keys_and_values(source: Source, first: str, mistakes: Mistakes) -> Source:
    if not isinstance(source.data, dict):
        if not any(
            Path(mistake.file).name == source.file.name for mistake in mistakes.found
        ):
            empty = ""
            if source.data is None:
                empty = "is empty: it"
            mistakes.add(
                source.file,
                (1, 1),
                f"this file {empty} must hold keys and values, beginning with `{first}:`",
            )
        source.data = {}
    return source


def _shared(main: Source, context: Context, mistakes: Mistakes) -> dict[str, Any]:
    """What the file's top says for all tables and forms: lists of choices,
    and what people agree to.
    """
    part = Source(
        main.file,
        {
            key: main.data.pop(key)
            for key in ("choices", "consent", "consents")
            if key in main.data
        },
        main.positions,
        main.aliases,
    )
    lists = part.data.get("choices")
    if isinstance(lists, dict):
        part.data["choices"] = {
            name: choice_list(choices, main, ("choices", name), mistakes)
            for name, choices in lists.items()
        }
    shared = None
    if part.data:
        shared = validate(Shared, part, context, mistakes)
    shared_parts = shared or Shared()
    dumped: dict[str, Any] = shared_parts.model_dump(mode="json")
    # A text that is not there is left out: in a file, a blank one
    # would lack every language.
    dumped["consent"] = _dumped(shared_parts.consent) if shared_parts.consent else None
    # Told; without any, no form could be read, and links to them would
    # be mistakes of their own.
    if shared_parts.consent is None and "consent" in part.data:
        dumped["consent"] = NO_CONSENT
    dumped["consents"] = {
        name: _dumped(consent) for name, consent in shared_parts.consents.items()
    }
    return dumped


def _dumped(consent: Consent) -> dict[str, Any]:
    return consent.model_dump(mode="json", exclude_defaults=True)


def _main(
    main: Source,
    shared: dict[str, Any],
    context: Context,
    mistakes: Mistakes,
    forms: Mapping[str, Source],
    new_columns: Mapping[str, Sequence[QuestionColumn]],
    criteria: Criteria | None,
) -> Programme | None:
    remove_loader_keys(main.data, main, "Programme", mistakes)
    tables = main.data.get("tables")
    if isinstance(tables, dict):
        for name, table in tables.items():
            if isinstance(table, dict):
                _complete_table(name, table, main, shared, mistakes)
                add_columns(table, new_columns.get(name, ()))
                if criteria and criteria.scores and criteria.scores.table == name:
                    add_score_columns(table, criteria, context["languages"])
    programme = validate(Programme, main, context, mistakes)
    if programme is None:
        return None
    filled = set()
    for form in forms.values():
        filled.update(filled_tables(form.data))
    return _with_criteria(_with_app_tables(programme, filled, main, mistakes), criteria)


def _with_criteria(programme: Programme, criteria: Criteria | None) -> Programme:
    """The programme whose cases are judged by these."""
    case = programme.tables.get(programme.case.table)
    if case is None or criteria is None:
        return programme
    judged = case.model_copy(update={"criteria": criteria})
    return programme.model_copy(
        update={"tables": {**programme.tables, case.name: judged}}
    )


def _add_criteria_list(
    shared: dict[str, Any], criteria: Criteria | None, main: Source, mistakes: Mistakes
) -> None:
    """The criteria can be chosen wherever a column says `choices: criteria`."""
    if criteria is None:
        return
    if LIST_NAME in shared["choices"]:
        text = f'config/criteria.yaml makes the list "{LIST_NAME}": call this one otherwise'
        mistakes.add(main.file, main.position(("choices", LIST_NAME)), text)
        return
    shared["choices"][LIST_NAME] = as_choices(criteria)


def _picture(programme: Programme, main: Source, mistakes: Mistakes) -> Picture | None:
    """The logo that the programme names, from the folder of its file."""
    if programme.look.logo is None:
        return None
    try:
        return read_logo(main.file.parent / programme.look.logo)
    except LogoError as error:
        mistakes.add(main.file, main.position(("look", "logo")), f"look.logo: {error}")
    return None


def _complete_table(
    name: str,
    table: dict[str, Any],
    main: Source,
    shared: dict[str, Any],
    mistakes: Mistakes,
) -> None:
    """A table as the model wants it: with its name, and its columns as a list."""
    for key in {"name", "app", "criteria"} & set(table):
        mistakes.add(
            main.file,
            main.position(("tables", name, key, "@key")),
            f'"{key}" is not known here',
        )
        # Told, then taken out: the loader's own value would
        # otherwise be overwritten by it.
        del table[key]
    if "columns" in table:
        location: Path_ = ("tables", name, "columns")
        follow = columns_of(languages_of(main.data))
        table["columns"] = named_parts(
            table["columns"], main, location, shared["choices"], mistakes, follow
        )
    table["name"] = name


def _with_app_tables(
    programme: Programme, filled: set[str], main: Source, mistakes: Mistakes
) -> Programme:
    labels = Labels(programme.languages)
    app_tables: tuple[Table, ...] = (
        people(labels, {name: role.label for name, role in programme.roles.items()}),
        settings(labels),
        days_without_mails(labels),
        outbox(labels),
        problems(labels),
    )
    referred = set()
    for table in programme.tables.values():
        for column in table.columns:
            if column.table:
                referred.add(column.table)
    # Who has none configured has no tab of it.
    if programme.summary:
        app_tables = (*app_tables, summary(labels))
    app = {}
    for table in app_tables:
        app[table.name] = _listed(table, labels) if table.name in referred else table
    for name in sorted(set(app) & set(programme.tables)):
        mistakes.add(
            main.file,
            main.position(("tables", name, "@key")),
            f"{name} is there without being written here",
        )
    tables: dict[str, Table] = {
        name: with_app_columns(
            table,
            labels,
            is_case=name == programme.case.table,
            has_form=name in filled,
            is_referred_to=name in referred,
        )
        for name, table in programme.tables.items()
    }
    return programme.model_copy(update={"tables": tables | app})


def _listed(table: Table, labels: Labels) -> Table:
    """A table of the app's to which the programme's refer."""
    return table.model_copy(
        update={"columns": (*table.columns, *listed_columns(labels))}
    )


def _optional_source(file: Path, mistakes: Mistakes) -> Source:
    """A file that may be left out."""
    if not file.exists():
        return Source(file, {}, {}, {})
    source = read_yaml(file, mistakes)
    if source.data is None:
        source.data = {}
    return source


def _form_sources(folder: Path, mistakes: Mistakes) -> dict[str, Source]:
    sources: dict[str, Source] = {}
    if not folder.is_dir() and folder.parent.is_dir():
        mistakes.add(
            folder, (1, 1), "this folder is missing: each form is a file in it"
        )
        mistakes.doubts.add('no form "')
    for file in sorted(folder.glob("*.y*ml")):
        # `*.yml` would be a form that silently is not there.
        if file.suffix != ".yaml" or not re.fullmatch(NAME, file.stem):
            text = "a form's file is called by small letters, digits and _, and ends in .yaml: it is a part of the address"
            mistakes.add(file, (1, 1), text)
            mistakes.doubts.add(f'no form "{file.stem}"')
            continue
        sources[file.stem] = _keys_and_values(
            read_yaml(file, mistakes), "title", mistakes
        )
    return sources


def _form(
    source: Source,
    programme: Programme | None,
    shared: dict[str, Any],
    context: Context,
    mistakes: Mistakes,
    elsewhere: Questions | None,
) -> Form | None:
    data = source.data
    if not data:
        return None
    remove_loader_keys(data, source, "Form", mistakes)
    table = _table_of_form(source, programme, mistakes)
    if elsewhere:
        # They say everything themselves: a hint that was taken away would
        # come back from the column.
        put_questions(source, elsewhere)
    elif "fields" in data:
        columns = {}
        if table:
            columns = {column.name: column.or_other for column in table.columns}
        follow = questions_of(columns, context["languages"])
        data["fields"] = named_parts(
            data["fields"], source, ("fields",), shared["choices"], mistakes, follow
        )
        inherit(data["fields"], table, ("fields",), source, mistakes)
        repeats(
            data["fields"],
            ("fields",),
            programme.tables if programme else {},
            source,
            shared["choices"],
            mistakes,
            context["languages"],
        )
    if table:
        answers(data, source, shared["choices"], mistakes, context["languages"])
    _complete_consent(data, source, shared, mistakes)
    # Without its table a form inherits nothing, so what it lacks
    # is no mistake of its own.
    form = validate(
        Form,
        source,
        context,
        mistakes,
        quiet=("consent",) if table else ("consent", *INHERITED),
    )
    if table:
        return form
    return None


def _table_of_form(
    source: Source, programme: Programme | None, mistakes: Mistakes
) -> Table | None:
    """The table that takes a form's answers; a mistake where there is no such one."""
    name = source.data.get("table")
    if programme is None or not isinstance(name, str):
        return None
    table = programme.tables.get(name)
    if table is None:
        mistakes.add(
            source.file,
            source.position(("table",)),
            f'no table "{name}"{nearest(name, programme.tables)}',
        )
    return table


def _complete_consent(
    data: dict[str, Any], source: Source, shared: dict[str, Any], mistakes: Mistakes
) -> None:
    """What people agree to: the form's own text, the one that it
    names, or that of all forms.
    """
    written = data.get("consent")
    named = shared["consents"]
    if written is None and shared["consent"]:
        data["consent"] = shared["consent"]
    elif isinstance(written, str) and written in named:
        # What was agreed to is kept by version: two texts of one
        # month must not have the same.
        data["consent"] = {
            **named[written],
            "version": f"{written} {named[written]['version']}",
        }
    elif isinstance(written, str):
        text = f'no consent "{written}" in programme.yaml{nearest(written, named)}'
        mistakes.add(source.file, source.position(("consent",)), text)
        data["consent"] = shared["consent"] or NO_CONSENT


def _versioned(forms: dict[str, Form | None]) -> dict[str, Form]:
    """The forms with their names, each with a version that changes
    whenever anything in it does.
    """
    named_forms = {}
    for name, form in forms.items():
        if form:
            named_forms[name] = form.model_copy(update={"name": name})
    # By content: a form has the same version wherever it is read, and a page open in
    # a browser finds it again.
    versions = {
        name: digest(form.model_dump(mode="json"))[:12]
        for name, form in named_forms.items()
    }
    return {
        name: form.model_copy(update={"version": versions[name]})
        for name, form in named_forms.items()
    }

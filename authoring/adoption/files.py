"""The files of a proposed programme."""

from collections.abc import Mapping, Sequence
from typing import Any

from authoring.adoption.proposal import Proposal, ProposedColumn, ProposedTable
from authoring.answers import NO_NAMES, identifier, place_of
from authoring.words import mail_files, spoken, words_of
from authoring.yaml_texts import text, texts

CHOICE_LETTERS = 40


def proposed_files(proposal: Proposal, title: str) -> dict[str, str]:
    """Path below the programme's folder → text."""
    vocabulary = words_of("common")
    [case] = [table for table in proposal.tables if table.name == proposal.case]
    form_name = _form_name(case)
    files = {
        "config/programme.yaml": _programme(proposal, title, vocabulary),
        "config/rules.yaml": _rules(proposal, case, vocabulary),
        "config/example.yaml": _example(proposal, vocabulary),
        f"config/forms/{form_name}.yaml": _form(proposal, case, vocabulary),
    }
    messages = ["new_row", *(["received"] if case.contacts else [])]
    files.update(mail_files("common", messages, proposal.languages, case.title))
    return files


def _example(proposal: Proposal, vocabulary: Mapping[str, Mapping[str, str]]) -> str:
    """Somebody of the team: without one nobody could sign in or get a mail where the
    programme is tried out.
    """
    language = proposal.languages[0]
    return (
        f"# {spoken(language, vocabulary['note_example'])}\n"
        "people:\n"
        "  team: {name: Ana Torres, email: team@example.org, "
        f"language: {language}, role: team, active: true}}\n"
    )


def _form_name(case: ProposedTable) -> str:
    return f"new_{case.name}"[:40]


def _programme(
    proposal: Proposal, title: str, vocabulary: Mapping[str, Mapping[str, str]]
) -> str:
    language = proposal.languages[0]
    languages = proposal.languages

    def everywhere(key: str) -> str:
        return texts({code: spoken(code, vocabulary[key]) for code in languages})

    def remark(key: str) -> str:
        return f"# {spoken(language, vocabulary[key])}"

    region = place_of(language)
    lines = [remark("about_adopted")]
    if proposal.questions:
        lines += ["#", remark("note_questions")]
        for question in proposal.questions:
            lines.append(f"# - {' '.join(question.split())}")
    lines += [
        "",
        f"name: {text(title)}",
        "",
        remark("note_place"),
        f"languages: [{', '.join(languages)}]",
        f"time_zone: {region.time_zone}",
        f"locale: {region.locale}",
        f"country: {region.country}",
        "",
        f"sender: {{name: {text(title)}, reply_to: team}}",
        "",
        remark("note_roles"),
        "roles:",
        f"  team: {everywhere('coordination')}",
        "permissions: {team: all}",
        "",
        f"case: {{table: {proposal.case}}}",
        "",
        remark("note_tables"),
        "tables:",
    ]
    for table in proposal.tables:
        lines += _table(table)
    lines += [
        "",
        remark("note_consent"),
        "consent:",
        '  version: "1"',
        f"  text: {everywhere('consent')}",
        f"  agree: {everywhere('agree')}",
    ]
    return "\n".join(lines) + "\n"


def _table(table: ProposedTable) -> list[str]:
    lines = [
        f"  {table.name}:",
        f"    label: {text(table.layout.tab.title)}",
        f"    prefix: {table.prefix}",
        f"    title: {table.title}",
    ]
    if table.case:
        lines.append(f"    case: {table.case}")
    if table.contacts:
        lines.append("    contacts:")
    for number, (address, name) in enumerate(table.contacts.items(), 1):
        if number == 1:
            contact = "contact"
        else:
            contact = f"contact_{number}"
        phone = _phone(table, address)
        lines.append(f"      {contact}: {{name: {name}, email: {address}{phone}}}")
    lines.append("    columns:")
    for column in table.columns:
        lines += _column(column)
    return lines


def _phone(table: ProposedTable, address: str) -> str:
    """The telephone beside the first person's address."""
    phones = []
    for column in table.columns:
        if column.kind.type == "phone":
            phones.append(column.name)
    is_first = address == next(iter(table.contacts))
    if phones and is_first:
        return f", phone: {phones[0]}"
    return ""


def _column(column: ProposedColumn) -> list[str]:
    kind = column.kind
    label = text(column.heading.label)
    if kind.type == "reference":
        return [
            f"      {column.name}: {{type: reference, table: {column.table}, label: {label}}}"
        ]
    if not kind.choices:
        type = ""
        if kind.type != "text":
            type = f"type: {kind.type}, "
        return [f"      {column.name}: {{{type}label: {label}}}"]
    lines = [
        f"      {column.name}:",
        f"        type: {kind.type}",
        f"        label: {label}",
        "        choices:",
    ]
    for name, word in choice_names(kind.choices).items():
        lines.append(f"          {name}: {text(word)}")
    return lines


def choice_names(choices: Sequence[str]) -> dict[str, str]:
    """Name for the files → word, for each of some choices."""
    names: dict[str, str] = {}
    for number, word in enumerate(choices, 1):
        name = identifier(word) or f"choice_{number}"
        if name in names or name in NO_NAMES:
            name = f"{name[: CHOICE_LETTERS - 4]}_{number}"
        names[name] = word
    return names


def _rules(
    proposal: Proposal, case: ProposedTable, vocabulary: Mapping[str, Mapping[str, str]]
) -> str:
    labels = {
        code: spoken(code, vocabulary["received_event"]) for code in proposal.languages
    }
    lines = [
        f"# {spoken(proposal.languages[0], vocabulary['note_events'])}",
        "events:",
        "  - name: received",
        f"    label: {texts(labels)}",
        f"    table: {case.name}",
        "    on: received",
        "    tell:",
    ]
    if case.contacts:
        lines.append("      - {to: contact, message: received}")
    lines.append("      - {to: role.team, message: new_row}")
    return "\n".join(lines) + "\n"


def _form(
    proposal: Proposal, case: ProposedTable, vocabulary: Mapping[str, Mapping[str, str]]
) -> str:
    thanks = {code: spoken(code, vocabulary["thanks"]) for code in proposal.languages}
    lines = [
        f"title: {text(case.layout.tab.title)}",
        f"thanks: {texts(thanks)}",
        f"table: {case.name}",
        "fields:",
    ]
    for column in case.columns:
        if is_asked(case, column):
            needed = column.name == case.title or column.name in {
                *case.contacts,
                *case.contacts.values(),
            }
            keys = _said(column, needed=needed)
            lines.append(f"  {column.name}: {{{keys}}}")
    return "\n".join(lines) + "\n"


def is_asked(table: ProposedTable, column: ProposedColumn) -> bool:
    """Whether a form can ask for it: no other row, and nothing that a formula gives."""
    if column.name == table.title:
        return True
    return column.kind.type != "reference" and not table.layout.formulas(column.heading)


def _said(column: ProposedColumn, *, needed: bool) -> str:
    parts: dict[str, Any] = {}
    if needed:
        parts["required"] = "true"
    if column.kind.is_long:
        parts["appearance"] = "multiline"
    return ", ".join(f"{key}: {value}" for key, value in parts.items())

"""What would become of a form's questions, in words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from core.texts import language_name, number_text
from core.texts import mark as _
from core.texts import mark_plural as _n
from form_tabs.difference import Caution, Danger, Difference, Kind, Part, QuestionChange
from programme.model import Programme
from programme.models.forms import FormField
from staff.say import say

KEYS = {
    "label": _("Question"),
    "hint": _("Hint"),
    "type": _("Type"),
    "required": _("Must be answered"),
    "required_message": _("What is said where it is blank"),
    "relevant": _("Asked only if"),
    "constraint": _("Accepted only if"),
    "constraint_message": _("What is said where it is not accepted"),
    "calculate": _("Computed as"),
    "default": _("Stands in it at first"),
    "choices": _("Choice"),
    "aliases": _("Other spellings of the choice"),
    "order": _("Order of the choices"),
    "table": _("Records of"),
    "least": _("Repetitions at least"),
    "most": _("Repetitions at most"),
}
"""What a key of a form's file is called; the others are called as they are."""
OF_NEW = (
    "hint",
    "required",
    "relevant",
    "constraint",
    "calculate",
    "default",
    "least",
    "most",
)
"""What is shown of a new question beside its label, type and choices."""
KINDS = {Kind.added: _("new"), Kind.removed: _("removed"), Kind.changed: _("changed")}
DANGERS = {
    Danger.required: _(
        "“{question}” is removed: until now everybody had to answer it."
    ),
    Danger.address: _(
        "“{question}” is removed: mails go to what is answered there, and could not go out any more."
    ),
    Danger.renamed: _(
        "“{question}” is removed and “{other}” is new. If it is the same question, give it back its name in the column “name”:"
        " else its answers stand in two columns."
    ),
    Danger.section: _(
        "“{question}” was the heading of a section and becomes a line of text, because a question stands behind the end of its"
        " group. Move that question above “end_group”."
    ),
}
DATA = _n(
    "“{question}” is removed, and {count} row has an answer to it. It stays in the spreadsheet.",
    "“{question}” is removed, and {count} rows have an answer to it. They stay in the spreadsheet.",
)
TYPE = _n(
    "“{question}” gets another type, and {count} row has an answer already: it may not be understood any more.",
    "“{question}” gets another type, and {count} rows have an answer already: they may not be understood any more.",
)
CHOICE = _n(
    "“{question}”: the choice “{other}” is not offered any more, and {count} row says it. It stays as it is.",
    "“{question}”: the choice “{other}” is not offered any more, and {count} rows say it. They stay as they are.",
)
COUNTED = {Danger.data: DATA, Danger.type: TYPE, Danger.choice: CHOICE}
"""What should be looked at twice because of what rows say."""


@dataclass(frozen=True)
class ShownPart:
    """One thing that is different, before and after, each "" where there is nothing."""

    what: str
    before: str
    after: str


@dataclass(frozen=True)
class ShownChange:
    """A question that is different. `type`: of one that is new or removed."""

    kind: str
    kind_words: str
    name: str
    label: str
    type: str
    parts: tuple[ShownPart, ...]


def shown_changes(
    changed: Difference, programme: Programme, language: str
) -> list[ShownChange]:
    """The changes of a form as people read them."""
    return [_shown(change, programme, language) for change in changed.changes]


def shown_cautions(
    found: Sequence[Caution], programme: Programme, language: str
) -> list[str]:
    """What should be looked at twice, a sentence each."""
    lines: list[str] = []
    for caution in found:
        gaps = {
            "question": _label(caution.field, programme, language, caution.repeat),
            "other": caution.other,
        }
        counted = COUNTED.get(caution.danger)
        if counted is None:
            lines.append(say(DANGERS[caution.danger], **gaps))
        else:
            lines.append(number_text(language, counted, caution.rows, **gaps))
    return lines


def _shown(change: QuestionChange, programme: Programme, language: str) -> ShownChange:
    field = change.field
    label = _label(field, programme, language, change.repeat)
    parts = tuple(_part(part, programme, language) for part in change.parts)
    if change.kind is Kind.added:
        parts = tuple(_of_new(field, programme, language))
    name = field.name
    if change.repeat:
        name = f"{change.repeat.name}.{name}"
    return ShownChange(
        change.kind.value, say(KINDS[change.kind]), name, label, field.type, parts
    )


def _of_new(
    field: FormField, programme: Programme, language: str
) -> Iterator[ShownPart]:
    """What is said of a new question, but for its label and type."""
    for key in OF_NEW:
        value = getattr(field, key)
        if key == "hint":
            words = programme.text(value, language)
        else:
            words = _value(value)
        if words:
            yield ShownPart(say(KEYS[key]), "", words)
    for choice in field.choices:
        yield ShownPart(
            say(KEYS["choices"]), "", programme.text(choice.label, language)
        )


def _part(part: Part, programme: Programme, language: str) -> ShownPart:
    if part.key in KEYS:
        what = say(KEYS[part.key])
    else:
        what = part.key
    if part.choice:
        what = f"{what} {part.choice}"
    if part.language and len(programme.languages) > 1:
        what = f"{what} ({language_name(part.language, language, programme.languages)})"
    before = part.before
    after = part.after
    if part.key == "choices" and not part.language:
        if before:
            before = programme.text(before, language)
        else:
            before = None
        if after:
            after = programme.text(after, language)
        else:
            after = None
    return ShownPart(what, _value(before), _value(after))


def _value(value: Any) -> str:
    if value is None or value is False or value in ({}, ()):
        return ""
    if value is True:
        return say(_("yes"))
    if isinstance(value, dict):
        return ", ".join(f"{name}={part}" for name, part in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return str(value)


def _label(
    field: FormField,
    programme: Programme,
    language: str,
    repeat: FormField | None = None,
) -> str:
    """What a question is called: that of a repeat behind the words of that one."""
    label = programme.text(field.label, language) or field.name
    if repeat is None:
        return label
    return f"{_label(repeat, programme, language)}: {label}"

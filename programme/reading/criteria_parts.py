"""What criteria bring with them: a list of choices, columns for what members give,
and the questions of a form.
"""

from collections.abc import Sequence
from typing import Any

from core.notation.spelling import nearest
from core.texts import mark as _
from core.texts import texts
from programme.models.criteria import REMARK, Criteria, Criterion
from programme.reading.mistakes import Mistakes
from programme.reading.source import Path_, Source

LIST_NAME = "criteria"
"""The list of choices that criteria make: `choices: criteria`."""
PART = "criteria"
"""The type of a part of a form that asks all criteria which are scored."""
PART_KEYS = ("type", "required", "remarks")
LONGEST_REMARK = 2000


def as_choices(criteria: Criteria) -> list[dict[str, Any]]:
    """The criteria as a list of choices."""
    return [
        {
            "name": criterion.name,
            "label": criterion.label,
            "aliases": list(criterion.aliases),
        }
        for criterion in criteria.criteria
    ]


def add_score_columns(
    table: dict[str, Any], criteria: Criteria, languages: Sequence[str]
) -> None:
    """Adds to the table of scores the columns that it lacks: one for each scored
    criterion, and one for a remark about it.

    They stand behind the column that says whose row it is; what the file
    itself says of one stays.
    """
    listed = table.get("columns")
    if criteria.scores is None or not isinstance(listed, list):
        return
    names = []
    for column in listed:
        if isinstance(column, dict):
            names.append(column.get("name"))
    added = []
    for criterion in criteria.scored:
        columns = _columns_of(criterion, criteria.scores.most, languages)
        for column in columns:
            if column["name"] not in names:
                added.append(column)
    member = criteria.scores.member
    if member in names:
        behind = names.index(member) + 1
    else:
        behind = len(listed)
    listed[behind:behind] = added


def _columns_of(
    criterion: Criterion, maximum: int, languages: Sequence[str]
) -> list[dict[str, Any]]:
    remark = {}
    for language in languages:
        label = criterion.label.get(language, criterion.name)
        remark[language] = f"{texts(language).gettext(_('Remark'))}: {label}"
    scale = {"start": 0, "end": maximum, "step": 1}
    return [
        {
            "name": criterion.name,
            "type": "range",
            "label": dict(criterion.label),
            "parameters": scale,
        },
        {"name": criterion.name + REMARK, "type": "text", "label": remark},
    ]


def ask_criteria(
    form: dict[str, Any], source: Source, criteria: Criteria | None, mistakes: Mistakes
) -> None:
    """Puts the questions of the scored criteria into the place of a
    form's part `{type: criteria}`.
    """
    fields = form.get("fields")
    if not isinstance(fields, dict):
        return
    questions: dict[str, Any] = {}
    for name, part in fields.items():
        if not isinstance(part, dict) or part.get("type") != PART:
            questions[name] = part
            continue
        location: Path_ = ("fields", name)
        if not _is_asked_here(form, location, source, criteria, mistakes):
            continue
        for key in part.keys() - set(PART_KEYS):
            text = f'"{key}" is not known here{nearest(key, PART_KEYS)}'
            mistakes.add(source.file, source.position((*location, key, "@key")), text)
        for criterion in criteria.scored if criteria else ():
            for question, definition in _questions_of(criterion, part).items():
                # A question that the file asks by itself is asked
                # in its own place and words.
                if question not in fields:
                    questions[question] = definition
                    source.add_alias(location, ("fields", question))
    form["fields"] = questions


def _is_asked_here(
    form: dict[str, Any],
    location: Path_,
    source: Source,
    criteria: Criteria | None,
    mistakes: Mistakes,
) -> bool:
    """Whether a form can ask the criteria; a mistake where it cannot."""
    text = ""
    if criteria is None or criteria.scores is None:
        text = "there is nothing to ask: config/criteria.yaml has no `scores`"
    elif form.get("table") != criteria.scores.table:
        text = f"scores belong to the table {criteria.scores.table}: this form fills {form.get('table')}"
    if text:
        mistakes.add(source.file, source.position(location), text)
    return not text


def _questions_of(
    criterion: Criterion, part: dict[str, Any]
) -> dict[str, dict[str, Any]]:
    question: dict[str, Any] = {"required": part.get("required", False)}
    if criterion.about:
        question["hint"] = dict(criterion.about)
    questions = {criterion.name: question}
    if part.get("remarks", True):
        questions[criterion.name + REMARK] = {
            "appearance": "multiline",
            "max_length": LONGEST_REMARK,
        }
    return questions

"""Mistakes in what must be true before a mail leaves, and in
what a time is extended to.
"""

from pathlib import Path

import pytest

from programme.load import load
from programme.needs import missing_words, needs_of_message
from tests.programme.files import RULES, mistakes, write

FELLED = "becomes: felled}\n"
GUARDED = RULES.replace(
    FELLED,
    f'{FELLED}    needs: [{{when: keeper != "", label: {{en: its keeper, es: quien lo cuida}}}}]\n',
).replace(
    "date: [visit.day, planted]", "date: [visit.day, planted]\n    extended_to: planted"
)
MISTAKES = [
    (
        "keeper !=",
        "keper !=",
        'config/rules.yaml:11:20: "keper" is not a column here; did you mean "keeper"?',
    ),
    ("{when: keeper", "{wen: keeper", '"wen" is not known here; did you mean "when"?'),
    (
        'keeper != ""',
        "height",
        "config/rules.yaml:11:20: a condition must be something that is true or not",
    ),
    (", es: quien lo cuida}", "}", "a text is missing in: es"),
    ("es: quien", "fr: quien", "a text is missing in: es"),
    (
        '{when: keeper != "", label: {en: its keeper, es: quien lo cuida}}',
        '{when: keeper != "", label: its keeper}, {when: keeper != "", label: its keeper}',
        'this stands here twice: keeper != ""',
    ),
    (
        "on: received\n",
        "on: received\n    needs: [{when: height > 0, label: its height}]\n",
        "what a form brings is answered at once: this does not go with `on: received`",
    ),
    (
        "to: role.office or keeper, message: hello",
        "to: role.office or keeper, message: hello, needs: [{when: hight > 0, label: its height}]",
        '"hight" is not a column here; did you mean "height"?',
    ),
    (
        "days: -7,",
        "days: -7, needs: [{when: hight > 0, label: its height}],",
        '"hight" is not a column here; did you mean "height"?',
    ),
    (
        "on: {column: state, becomes: felled}",
        "on: {when: hight > 0}",
        'config/rules.yaml:10:16: "hight" is not a column here',
    ),
    (
        "on: {column: state, becomes: felled}",
        "on: {when: height}",
        "a condition must be something that is true or not",
    ),
    (
        "on: {column: state, becomes: felled}",
        "on: {when: height > 0, still_true_wen: height > 0}",
        '"still_true_wen" is not known here; did you mean "still_true_when"?',
    ),
    (
        "extended_to: planted",
        "extended_to: plantd",
        'trees has no column "plantd"; did you mean "planted"?',
    ),
    (
        "extended_to: planted",
        "extended_to: kind",
        "kind is of type text; needed: date, moment",
    ),
]


@pytest.mark.parametrize(("right", "wrong", "told"), MISTAKES)
def test_a_mistake_is_told(tmp_path: Path, right: str, wrong: str, told: str):
    assert right in GUARDED
    lines = mistakes(tmp_path, rules=GUARDED.replace(right, wrong, 1))
    assert [line for line in lines if told in line], lines


def test_words_for_what_is_missing_are_those_of_the_rule_and_else_of_another(
    tmp_path: Path,
):
    folder = write(tmp_path, rules=GUARDED)
    for language in ("en", "es"):
        message = folder / "mail_templates" / "hello"
        message.mkdir(parents=True, exist_ok=True)
        (message / f"{language}.md").write_text(
            "---\nsubject: Hello\ndigest: Hello\n---\nHello\n", encoding="utf-8"
        )
    programme = load(folder)
    asked = ['keeper != ""', "height > 0"]
    assert (
        missing_words(programme, "felled", asked, "es") == "quien lo cuida; height > 0"
    )
    assert missing_words(programme, "reminders", asked[:1], "en") == "its keeper"
    felled = programme.rules.events[1]
    assert [need.when for need in needs_of_message(felled, "hello")] == asked[:1]

"""Mistakes in who of the team answers a case."""

import pytest

from programme.load import load
from programme.model import By
from tests.programme.files import MAIN, mistakes, write

ROLE, CASE = "roles: {office: WorkerContext}", "case: {table: trees}"
BY_COUNTRY = "roles: {office: {label: Office, by: country}}"
COLUMNS = "      parent: {"
PEOPLE = "      who: {type: reference, table: people, label: Who}\n"


def main(*changes):
    text = MAIN
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return text


def test_case_may_name_who_answers_it_and_its_country(tmp_path):
    text = main(
        (ROLE, BY_COUNTRY),
        (CASE, "case: {table: trees, coordinator: who, country: parent.kind}"),
        (COLUMNS, PEOPLE + COLUMNS),
    )
    programme = load(write(tmp_path, main=text))
    assert (programme.roles["office"].by, programme.case.coordinator) == (
        By.country,
        "who",
    )
    assert programme.roles["office"].label["es"] == "Office"


@pytest.mark.parametrize(
    ("changes", "mistake"),
    [
        (
            [(ROLE, BY_COUNTRY)],
            "say in `case: country:` which column of a case names its country",
        ),
        ([(ROLE, "roles: {office: {label: Office, by: contry}}")], "country"),
        (
            [(CASE, "case: {table: trees, country: kid}")],
            'trees has no column "kid"; did you mean "kind"?',
        ),
        (
            [(CASE, "case: {table: trees, coordinator: parent}")],
            "parent must refer to people",
        ),
        ([(CASE, "case: {table: trees, coordinator: kind}")], "kind"),
    ],
)
def test_mistake_is_told_with_what_to_write(tmp_path, changes, mistake):
    [told] = mistakes(tmp_path, main=main(*changes))
    assert mistake in told
    assert told.startswith("config/programme.yaml:")

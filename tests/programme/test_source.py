"""What the YAML parser stumbles over is told in the words of those who do not program,
with what to write instead.
"""

import pytest

from programme.reading.syntax_errors import (
    AFTER_A_NAME,
    COMMENT,
    FOREIGN_SPACE,
    IN_ONE_LINE,
    NOT_READ,
    NOT_VALID,
    ODD_LINE,
    OPEN_QUOTE,
    SIGNS,
    TAB,
)
from tests.programme.files import FORM, MAIN, RULES, mistakes

LABEL = "    label: Trees"
KIND = "{label: Kind}"
FELLED = "  - name: felled"
QUOTED_PART = "the quotes close before the text ends; a text with a quote in it stands in quotes of the other kind"
COLON = f"{NOT_VALID}a text with a colon in it stands in quotes, and {AFTER_A_NAME}"
BEFORE_COMMENT = (
    f"{COMMENT}; a comment stands two spaces behind a text, or in a line of its own"
)
TEXT = "tables.trees.label: "
USES = "tables.trees.columns.Uses.name"
CASES = {
    "main": [
        (LABEL, "    label: Trees: all", "12:17", COLON),
        (LABEL, "    label: Trees:", "12:17", COLON),
        (LABEL, "    label: @home", "12:12", NOT_VALID + SIGNS),
        (LABEL, "    label: %home", "12:12", NOT_VALID + SIGNS),
        (LABEL, "    label: `home`", "12:12", NOT_VALID + SIGNS),
        (
            LABEL,
            "    label: - home",
            "12:12",
            f"{NOT_VALID}a text that begins with - stands in quotes",
        ),
        (
            LABEL,
            "    label: ? home",
            "12:12",
            f"{NOT_VALID}a text that begins with ? stands in quotes",
        ),
        (
            LABEL,
            "    label: > home",
            "12:12",
            f"{NOT_VALID}a text that begins with | or > stands in quotes",
        ),
        (
            LABEL,
            "    label: | home",
            "12:12",
            f"{NOT_VALID}a text that begins with | or > stands in quotes",
        ),
        (
            LABEL,
            "    label: [All] trees",
            "12:12",
            f"{NOT_VALID}a text that begins with [ or {{ stands in quotes",
        ),
        (
            LABEL,
            "    label: {All} trees",
            "12:12",
            f"{NOT_VALID}a text that begins with [ or {{ stands in quotes",
        ),
        (
            LABEL,
            "    label: [Trees]",
            "12:12",
            f"{TEXT}must be a text; one that begins with [ stands in quotes",
        ),
        (
            LABEL,
            "    label: {Trees}",
            "12:13",
            f"{TEXT}not a language of this programme: Trees; a text that begins with {{ stands in quotes",
        ),
        (LABEL, "    label: ~", "12:12", f"{TEXT}a text is missing here"),
        (
            LABEL,
            "    label: 1",
            "12:12",
            f"{TEXT}must be words (a number or yes/no needs quotes here)",
        ),
        (LABEL, "    label: 'Big' trees", "12:12", NOT_VALID + QUOTED_PART),
        (LABEL, '    label: "Trees', "12:12", NOT_VALID + OPEN_QUOTE),
        (LABEL, "    label: {en: 'Trees, es: A}", "12:17", NOT_VALID + OPEN_QUOTE),
        (
            LABEL,
            '    label: "C:\\quercus"',
            "12:15",
            f"{NOT_VALID}\\ means something between double quotes; put this text between single ones: '…'",
        ),
        (LABEL, "    label: Trees # and size", "12:18", BEFORE_COMMENT),
        (LABEL, "    label: #1 tree", "12:12", BEFORE_COMMENT),
        (LABEL, "    label: {en: Trees # all, es: A}", "12:23", NOT_VALID + COMMENT),
        (LABEL, "    label: &Trees all", "12:12", NOT_READ),
        (LABEL, "    label: !Trees", "12:12", NOT_READ),
        (LABEL, "    label: *Trees", "12:12", NOT_READ),
        (LABEL, "   \xa0label: Trees", "12:4", NOT_VALID + FOREIGN_SPACE),
        (LABEL, "    label:\xa0Trees", "12:11", NOT_VALID + FOREIGN_SPACE),
        (LABEL, "\tlabel: Trees", "12:1", NOT_VALID + TAB),
        (
            LABEL,
            "    label:Trees",
            "12:5",
            f'{NOT_VALID}a space is missing behind "label:"',
        ),
        (LABEL, "    label Trees", "12:5", NOT_VALID + AFTER_A_NAME),
        (LABEL, "     label: Trees", "12:6", NOT_VALID + ODD_LINE.format(line=13)),
        (LABEL, "   label: Trees", "12:4", NOT_VALID + ODD_LINE.format(line=13)),
        (
            LABEL,
            "    label:\n      en: A\n     es: B",
            "14:6",
            NOT_VALID + ODD_LINE.format(line=13),
        ),
        (
            LABEL,
            "    - label: Trees",
            "12:5",
            f"{NOT_VALID}this dash begins a list, and line 13 has none: both lines need one, or neither",
        ),
        (
            LABEL,
            "    label: {en: Trees, es: A",
            "12:12",
            f"{NOT_VALID}this {{ is not closed",
        ),
        (
            LABEL,
            "    label: {en: Trees, es: A}}",
            "12:30",
            f"{NOT_VALID}one }} is too many",
        ),
        (
            LABEL,
            "    label: {en:Trees, es: A}",
            "12:13",
            'a space is missing behind "en:"',
        ),
        (
            KIND,
            '{label: "Kind" or sort}',
            "19:28",
            f"{NOT_VALID}between braces, {IN_ONE_LINE}",
        ),
        (KIND, "{label:Kind}", "19:14", 'a space is missing behind "label:"'),
        (KIND, "label: Kind}", "19:18", f"{NOT_VALID}a {{ is missing in this line"),
        (
            KIND,
            "{lable: Kind}",
            "19:14",
            '"lable" is not known here; did you mean "label"?',
        ),
        (
            "type: decimal",
            "type: number",
            "20:22",
            'tables.trees.columns.height.type: "number" is not known; write integer or decimal',
        ),
        (
            "case: {table: trees}",
            "limits: {upload_megabytes: 50.000}\ncase: {table: trees}",
            "8:28",
            "50.000 could be 50 or 50000: write one of these",
        ),
        (
            "{alive: Alive, felled: {label: Felled, aliases: [cut]}}",
            "[Alive, Felled]",
            "22:56",
            "each choice has a name and a label, `alive: Alive`, one a line and without dashes or brackets",
        ),
        (
            "      uses:",
            "      Uses:",
            "23:13",
            f'{USES}: "Uses" must be small letters without accents, digits and _, beginning with a letter',
        ),
    ],
    "rules": [
        (
            FELLED,
            "    name: felled",
            "7:5",
            '"name" stands here twice, first in line 2; the next entry of a list begins with - and a space',
        ),
        (
            "  - name: arrival",
            "    name: arrival",
            "2:5",
            f"{NOT_VALID}an entry of a list begins with - and a space, as line 7 does; here the dash is missing",
        ),
        (
            FELLED,
            " - name: felled",
            "7:2",
            f"{NOT_VALID}this dash begins an entry of a list, and the lines before are none; indent it, or take it out",
        ),
        ("events:", "events", "1:1", NOT_VALID + AFTER_A_NAME),
        ("    on: received", "    on received", "5:5", NOT_VALID + AFTER_A_NAME),
        ('{date}"}', "{date}}", "19:38", NOT_VALID + OPEN_QUOTE),
        (
            'days: -7, flag: "Due on {date}"}',
            "days: -7}",
            "19:9",
            "soon does nothing: say a `flag` for the row, or whom to `tell`",
        ),
    ],
    "form": [
        (
            "table: trees",
            "table:trees",
            "2:1",
            f'{NOT_VALID}a space is missing behind "table:"',
        ),
        ("title: A", "title A", "1:1", NOT_VALID + AFTER_A_NAME),
        ("  kind: {required: true}", "  kind", "4:3", NOT_VALID + AFTER_A_NAME),
        (
            "{required: true}",
            '{required: "true"}',
            "4:20",
            "fields.kind.required: must be true or false, without quotes",
        ),
        (
            "table: trees",
            "table: trees\npublic: no",
            "3:9",
            "public: must be true or false, without quotes",
        ),
        (
            "  kind: {required: true}\n  height: {constraint: height > 0}\n  planted: {}",
            "  - kind\n  - height",
            "4:5",
            "fields stand here by their names, without dashes: `kind: {}`, with what is said of it behind the colon",
        ),
    ],
}
FILES = {
    "main": ("programme.yaml", MAIN),
    "rules": ("rules.yaml", RULES),
    "form": ("forms/new_tree.yaml", FORM),
}


@pytest.mark.parametrize(
    ("file", "before", "after", "position", "text"),
    [(file, *case) for file, cases in CASES.items() for case in cases],
)
def test_mistake_is_told_once_with_its_remedy(
    tmp_path, file, before, after, position, text
):
    name, written = FILES[file]
    assert before in written
    assert mistakes(tmp_path, **{file: written.replace(before, after, 1)}) == [
        f"config/{name}:{position}: {text}"
    ]


def test_comment_two_spaces_behind_a_text_is_one(tmp_path):
    main = MAIN.replace(LABEL, "    label: Trees  # and size").replace(
        "prefix: TR", "prefix: Tr # of trees"
    )
    assert [line.split(": ")[0] for line in mistakes(tmp_path, main=main)] == [
        "config/programme.yaml:13:13"
    ]

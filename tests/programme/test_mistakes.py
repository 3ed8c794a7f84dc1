"""Every mistake is told: file, line, column, what is wrong, the nearest right word."""

from pathlib import Path

import pytest

from tests.programme.files import FORM, MAIN, RULES, mistakes

LINE = {
    "main": [
        (
            "{label: Kind}",
            "{label: Kind, or name, of it}",
            'config/programme.yaml:19:27: "or name" stands here without a value: a text with a comma in it stands in quotes',
        ),
        (
            "felled: {label: Felled, aliases",
            "felled: {label: Felled, alas, aliases",
            'config/programme.yaml:22:95: "alas" stands here without a value: a text with a comma in it stands in quotes',
        ),
        (
            "    label: Trees",
            "    lable: Trees",
            'config/programme.yaml:12:5: "lable" is not known here; did you mean "label"?',
        ),
        (
            "type: decimal",
            "type: decimel",
            'config/programme.yaml:20:22: tables.trees.columns.height.type: "decimel" is not known; did you mean "decimal"?',
        ),
        (
            "prefix: TR",
            "prefix: Tree",
            'config/programme.yaml:13:13: tables.trees.prefix: "Tree" must be two to four capital letters',
        ),
        (
            "reply_to: office",
            "reply_to: ofice",
            'config/programme.yaml:6:33: no role "ofice"; did you mean "office"?',
        ),
        (
            "{table: trees}",
            "{table: tree}",
            'config/programme.yaml:8:15: no table "tree"; did you mean "trees"?',
        ),
        (
            "America/Guayaquil",
            "America/Guayaqil",
            'config/programme.yaml:3:12: no time zone "America/Guayaqil"; did you mean "America/Guayaquil"?',
        ),
        (
            "visit: visits.tree",
            "visit: visits.tree.remarks",
            'config/programme.yaml:17:21: visits has no column "remarks"; did you mean "remark"?',
        ),
        (
            "visit: visits.tree",
            "visit: visits.day",
            "config/programme.yaml:17:21: day is of type date; needed: reference",
        ),
        (
            "email: keeper_email}",
            "email: keeper_mail}",
            'config/programme.yaml:16:46: trees has no column "keeper_mail"; did you mean "keeper_email"?',
        ),
        (
            "title: kind",
            "title: kin",
            'config/programme.yaml:14:12: trees has no column "kin"; did you mean "kind"?',
        ),
        (
            "{office: WorkerContext}",
            "{office: {en: WorkerContext}}",
            "config/programme.yaml:7:17: roles.office: a text is missing in: es",
        ),
        (
            "{office: WorkerContext}",
            "{office: {en: WorkerContext, es: Oficina, fr: Bureau}}",
            "config/programme.yaml:7:50: roles.office: not a language of this programme: fr",
        ),
        (
            "{office: WorkerContext}",
            "{office: {en: WorkerContext, es: Oficina, la de aquí}}",
            (
                'config/programme.yaml:7:50: "la de aquí" stands here without a value:'
                " a text with a comma in it stands in quotes"
            ),
        ),
        (
            "roles: {office",
            "permissions: {office: [look, sned, drop, decide]}\nroles: {office",
            'config/programme.yaml:7:30: permissions.office.1: "sned" is not known; did you mean "send"?',
        ),
        (
            "roles: {office",
            "permissions: {office: all, ofice: look}\nroles: {office",
            'config/programme.yaml:7:35: no role "ofice"; did you mean "office"?',
        ),
        (
            "roles: {office",
            "permissions: {office: [send, drop, decide]}\nroles: {office",
            "config/programme.yaml:7:23: office needs look, too: everything else is done on a page that shows it",
        ),
        (
            "roles: {office",
            "permissions: {office: [look, drop, decide]}\nroles: {office",
            "config/programme.yaml:7:14: no role has send: mails that wait for it would wait for ever",
        ),
        (
            "roles: {office: WorkerContext}",
            "permissions: {office: look, boss: all}\nroles: {office: WorkerContext, boss: Boss}",
            "config/programme.yaml:7:23: office needs decide: this role is asked when many rows change at once",
        ),
        (
            "roles: {office",
            "\troles: {office",
            "config/programme.yaml:7:1: this is not valid YAML here: a tab stands here; YAML wants spaces",
        ),
        (
            "table: trees, label: Parent",
            "label: Parent",
            "config/programme.yaml:27:15: parent: reference needs `table`",
        ),
        (
            "prefix: VT",
            "prefix: TR",
            'config/programme.yaml:30:13: the table trees has this prefix already: "TR"',
        ),
        (
            "aliases: [cut]",
            "aliases: [alive]",
            'config/programme.yaml:22:56: "alive" could mean alive or felled',
        ),
        (
            "      remark: {",
            "      flag: {",
            'config/programme.yaml:36:13: "flag" is there already: the app adds it by itself',
        ),
        (
            "      remark: {",
            "      today: {",
            'config/programme.yaml:36:14: "today" is a word of conditions and cannot be the name of a column',
        ),
        (
            'version: "1"',
            "version: 1",
            "config/programme.yaml:9:20: consent.version: must be words (a number or yes/no needs quotes here)",
        ),
        (
            "country: EC",
            "country: EC\ncountry: BR",
            'config/programme.yaml:6:1: "country" stands here twice, first in line 5',
        ),
        (
            "    case: self",
            "    case: parent.parent.kin",
            'config/programme.yaml:15:11: trees has no column "kin"; did you mean "kind"?',
        ),
    ],
    "form": [
        (
            "  kind: {",
            "  part_two: {type: pge, label: Two}\n  kind: {",
            'config/forms/new_tree.yaml:4:20: fields.part_two.type: "pge" is not known; did you mean "page"?',
        ),
        (
            "  kind: {",
            "  seen: {type: repeet, table: visits, label: Seen, fields: {day: {}}}\n  kind: {",
            'config/forms/new_tree.yaml:4:16: fields.seen.type: "repeet" is not known; did you mean "repeat"?',
        ),
        (
            "  kind: {",
            "  half: {type: integer, calulate: height / 2, label: Half}\n  kind: {",
            'config/forms/new_tree.yaml:4:25: "calulate" is not known here; did you mean "calculate"?',
        ),
        (
            "height > 0",
            "hight > 0",
            'config/forms/new_tree.yaml:5:24: "hight" is not a column here; did you mean "height"?',
        ),
        (
            "kind: {required: true}",
            'kind: {default: "oak of ${height}"}',
            "config/forms/new_tree.yaml:4:19: a default is the same for everybody; answers are followed by `calculate`",
        ),
        (
            "  planted:",
            "  plantd:",
            'config/forms/new_tree.yaml:6:11: trees has no column "plantd"; did you mean "planted"?',
        ),
        (
            "{required: true}",
            "{requird: true}",
            'config/forms/new_tree.yaml:4:10: "requird" is not known here; did you mean "required"?',
        ),
        (
            "table: trees",
            "table: treees",
            'config/forms/new_tree.yaml:2:8: no table "treees"; did you mean "trees"?',
        ),
        (
            "table: trees",
            "table: trees\nset: {state: fell}",
            'config/forms/new_tree.yaml:3:14: no choice "fell"; did you mean "felled"?',
        ),
        (
            "table: trees",
            "table: trees\nfixed: kind",
            "config/forms/new_tree.yaml:3:8: kind is of type text; needed: reference",
        ),
    ],
    "rules": [
        (
            "on: {column: state, becomes: felled}",
            "on: {column: state, becomes: Felled}",
            'config/rules.yaml:10:34: no choice "Felled"; did you mean "felled"?',
        ),
        (
            "on: {column: state, becomes: felled}",
            "on: state becomes felled",
            (
                'config/rules.yaml:10:9: events.felled.on: "state becomes felled" is not known;'
                " a change of a cell is written {column: status, becomes: approved}"
            ),
        ),
        (
            "on: {column: state, becomes: felled}",
            "on: recieved",
            'config/rules.yaml:10:9: events.felled.on: "recieved" is not known; did you mean "received"?',
        ),
        (
            "to: keeper,",
            "to: keper,",
            'config/rules.yaml:6:17: no contact "keper"; did you mean "keeper"?',
        ),
        (
            "tell: [{to: keeper, message: hello}]}",
            "tell: [{to: keeper, message: hello, digest: monthly, urgent: true}]}",
            "config/rules.yaml:20:92: what waits for the day of its digest is not urgent",
        ),
        (
            "to: keeper,",
            "digest: weekly, to: keeper,",
            "config/rules.yaml:6:21: this goes with the steps of a ladder only",
        ),
        (
            "role.office or",
            "role.ofice or",
            'config/rules.yaml:11:17: no role "ofice"; did you mean "office"?',
        ),
        (
            "becomes: felled",
            "becomes: feled",
            'config/rules.yaml:10:34: no choice "feled"; did you mean "felled"?',
        ),
        (
            '"alive"',
            '"alife"',
            'config/rules.yaml:16:20: "alife" is not a choice of state; did you mean "alive"?',
        ),
        (
            "visit.day, planted",
            "visit.day, height",
            "config/rules.yaml:17:11: height is of type decimal; needed: date, moment",
        ),
        (
            "days: -7",
            "days: 9",
            "config/rules.yaml:20:28: steps stand in the order of their days, each day once",
        ),
        (
            "on: received",
            "on: recieved",
            'config/rules.yaml:5:9: events.arrival.on: "recieved" is not known; did you mean "received"?',
        ),
        (
            "{column: state, becomes: felled}",
            "{colum: state, becomes: felled}",
            'config/rules.yaml:10:10: "colum" is not known here; did you mean "column"?',
        ),
        (
            'flag: "Due on {date}"',
            'flag: "Due on {day}"',
            "config/rules.yaml:19:38: {days} and {date} are all that can be filled in here",
        ),
        (
            "  - name: felled",
            "  - name: arrival",
            'config/rules.yaml:7:11: two rules are called "arrival"',
        ),
    ],
    "checks": [
        (
            "when: height",
            "when: hight",
            'config/rules.yaml:25:11: "hight" is not a column here; did you mean "height"?',
        ),
        (
            "column: height",
            "column: hight",
            'config/rules.yaml:24:13: trees has no column "hight"; did you mean "height"?',
        ),
        (
            "{kind} is",
            "{kint} is",
            'config/rules.yaml:26:11: trees has no column "kint"; did you mean "kind"?',
        ),
        (
            "{kind} is",
            "{kind is",
            "config/rules.yaml:26:11: a gap is written {name}, with the name of a column or a way to one",
        ),
        (
            "unique: kind",
            "unique: [kind, kint]",
            'config/rules.yaml:30:13: trees has no column "kint"; did you mean "kind"?',
        ),
        (
            "unique: kind",
            "uniqe: kind",
            'config/rules.yaml:30:5: "uniqe" is not known here; did you mean "unique"?',
        ),
        (
            "    unique: kind\n",
            "",
            "config/rules.yaml:27:11: twins needs one of `when`, `unique`, `at_most` and `within`",
        ),
        (
            "unique: kind",
            "unique: kind\n    when: protected",
            "config/rules.yaml:27:11: twins needs one of `when`, `unique`, `at_most` and `within`",
        ),
        (
            "limit: height",
            "limit: kind",
            "config/rules.yaml:35:22: kind is of type text; needed: decimal, integer, money, range",
        ),
        (
            "visits.tree]",
            "visits.day]",
            "config/rules.yaml:35:34: day is of type date; needed: reference",
        ),
        (
            "visits.tree]",
            "trees.parent, visits.tree]",
            "config/rules.yaml:35:34: what is counted stands in one table",
        ),
        ("{count}", "{other}", 'config/rules.yaml:36:11: trees has no column "other"'),
        (
            "since: tree.planted",
            "since: tree.kind",
            "config/rules.yaml:40:21: tree.kind is of type text; needed: date",
        ),
        (
            "column: day",
            "column: remark",
            "config/rules.yaml:39:13: remark is of type text; needed: date",
        ),
        (
            "months: 6",
            "months: many",
            "config/rules.yaml:40:43: checks.late.within.months: must be a whole number",
        ),
        (
            "name: crowd",
            "name: twins",
            'config/rules.yaml:32:11: two checks are called "twins"',
        ),
        (
            "table: visits",
            "table: visit",
            'config/rules.yaml:38:12: no table "visit"; did you mean "visits"?',
        ),
    ],
}
CHECKS = """\
checks:
  - name: low
    table: trees
    column: height
    when: height < 1
    text: "{kind} is low"
  - name: twins
    table: trees
    column: kind
    unique: kind
    text: "{kind} stands in {other}, too"
  - name: crowd
    table: trees
    column: height
    at_most: {limit: height, of: [visits.tree], only: day < today}
    text: "{count} visits"
  - name: late
    table: visits
    column: day
    within: {since: tree.planted, months: 6}
    text: "{day} is not between {first} and {last}"
"""
CASES = [(file, *case) for file, cases in LINE.items() for case in cases]
TEXTS = {"main": MAIN, "form": FORM, "rules": RULES, "checks": RULES + CHECKS}


@pytest.mark.parametrize(
    ("file", "right", "wrong", "told"), CASES, ids=lambda value: value[:30]
)
def test_a_mistake_is_told_where_it_stands(
    tmp_path: Path, file: str, right: str, wrong: str, told: str
):
    assert right in TEXTS[file]
    written = TEXTS[file].replace(right, wrong, 1)
    lines = mistakes(tmp_path, **{"rules" if file == "checks" else file: written})
    assert lines == [told]


def test_mistakes_of_all_files_are_told_at_once(tmp_path: Path):
    told = mistakes(
        tmp_path,
        main=MAIN.replace("type: decimal", "tipe: decimal").replace(
            "prefix: VT", "prefix: vt"
        ),
        form=FORM.replace("  planted:", "  plantd:"),
        rules=RULES.replace('"alive"', '"alife"').replace(
            "to: keeper,", "to: keper,", 1
        ),
    )
    assert [line.split(":")[0] + ":" + line.split(":")[1] for line in told] == [
        "config/forms/new_tree.yaml:6",
        "config/programme.yaml:20",
        "config/programme.yaml:30",
        "config/rules.yaml:6",
        "config/rules.yaml:16",
    ]


def test_what_follows_from_a_mistake_is_not_told_as_another(tmp_path: Path):
    told = mistakes(
        tmp_path, main=MAIN.replace("columns:\n      kind", "colums:\n      kind", 1)
    )
    assert told == [
        'config/programme.yaml:18:5: "colums" is not known here; did you mean "columns"?'
    ]


def test_a_broken_file_does_not_hide_the_mistakes_of_the_others(tmp_path: Path):
    told = mistakes(
        tmp_path, main=MAIN + "  ]", rules=RULES.replace("days: -7", "dayz: -7")
    )
    assert [line.split(": ")[0] for line in told] == [
        "config/programme.yaml:37:3",
        "config/rules.yaml:19:22",
    ]


CIRCLE = "rows are called after one another in a circle: trees → trees; one of them needs a title in a column of its own"
ELSEWHERE = "config/forms/new_tree.yaml:6:12, config/rules.yaml:17:11"
SHARED = [
    (
        "      planted: {",
        "      plnated: {",
        f'21:7: "plnated" is called "planted" everywhere else: {ELSEWHERE}',
    ),
    (
        "      planted: {type: date, label: Planted}\n",
        "",
        f'18:5: trees has no column "planted"; it is named in {ELSEWHERE}; did you mean "parent"?',
    ),
    (
        "    contacts: {keeper",
        "    contcats: {keeper",
        '16:5: "contcats" is not known here; did you mean "contacts"?',
    ),
    (
        "tables:\n",
        "tabels:\n",
        '10:1: "tabels" is not known here; did you mean "tables"?',
    ),
    (
        "choices: {alive: Alive, felled: {label: Felled, aliases: [cut]}}",
        "choices: felled",
        '22:56: no choices "felled"',
    ),
    (
        "reply_to: office",
        "reply_to: offce",
        '6:33: no role "offce"; did you mean "office"?',
    ),
    (
        "    case: tree\n",
        "    case: tree.visit.tree\n",
        "32:11: this leads in a circle, visits → trees → visits: write `case: tree`",
    ),
    ("    title: kind", "    title: parent", f"14:12: {CIRCLE}"),
    (
        "tree: {type: reference, table: trees, label: Tree}",
        "tree: {type: reference, label: Tree}",
        "34:13: tree: reference needs `table`",
    ),
]


@pytest.mark.parametrize(
    ("right", "wrong", "told"), SHARED, ids=lambda value: str(value)[:30]
)
def test_a_mistake_that_others_follow_from_is_told_alone(
    tmp_path: Path, right: str, wrong: str, told: str
):
    assert right in MAIN
    assert mistakes(tmp_path, main=MAIN.replace(right, wrong, 1)) == [
        f"config/programme.yaml:{told}"
    ]


def test_a_language_that_no_text_has_is_told_once(tmp_path: Path):
    main = MAIN.replace("[en, es]", "[en, et]")
    for label in ("Trees\n    prefix", "Visits\n    prefix"):
        word = label.split("\n", maxsplit=1)[0]
        main = main.replace(
            f"label: {label}", f"label: {{en: {word}, es: {word}}}\n    prefix"
        )
    main = main.replace("label: Kind", "label: {en: Kind, es: Tipo}")
    assert mistakes(tmp_path, main=main) == [
        'config/programme.yaml:2:17: 3 texts are written in "es" and none in "et": did you mean "es" here?'
    ]


def test_a_missing_file_is_told(tmp_path: Path):
    assert mistakes(tmp_path / "nowhere", main="") == [
        "config/programme.yaml:1:1: this file is empty: it must hold keys and values, beginning with `name:`"
    ]


def test_a_form_whose_name_is_no_part_of_an_address_is_told(tmp_path: Path):
    folder = tmp_path / "config" / "forms"
    folder.mkdir(parents=True)
    (folder / "New Tree.yml").write_text(FORM, encoding="utf-8")
    assert [line.split(": ")[0] for line in mistakes(tmp_path)] == [
        "config/forms/New Tree.yml:1:1"
    ]


def test_a_thousand_brackets_are_told(tmp_path: Path):
    assert mistakes(tmp_path, rules="[" * 100_000) == [
        "config/rules.yaml:1:51: no more than 50 parts can stand inside one another"
    ]

"""A tab that is read-only: its rows are read and get references, and nothing else."""

from tests.house import open_house
from tests.lived import type_row, work
from tests.programme.files import FORM, MAIN, RULES, write
from worker.folder import read_folder

READ_ONLY = MAIN.replace("    prefix: VT\n", "    prefix: VT\n    read_only: true\n")
COUNTED = READ_ONLY.replace(
    "      parent: {type",
    "      seen: {type: integer, label: Seen, value: count(visits)}\n      parent: {type",
)
MAIL = '---\nsubject: "x"\n---\nx\n'


def folder(path):
    write(path, COUNTED, FORM, RULES)
    for language in ("en", "es"):
        file = path / "mail_templates" / "hello" / f"{language}.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(MAIL, encoding="utf-8")
    return read_folder(path)


def test_rows_of_the_team_are_counted_and_the_tab_stays_theirs(tmp_path):
    with open_house(tmp_path / "state", folder(tmp_path / "programme")) as house:
        house.prepare()
        type_row(house, "trees", kind="Oak")
        work(house)
        [tree] = house.records("trees")
        type_row(house, "visits", tree=tree, remark="fine")
        type_row(house, "visits", tree=tree)
        work(house)
        visits = house.records("visits")
        assert [visit["tree"] for visit in visits.values()] == [tree, tree]
        tab = house.look().tabs["visits"]
        assert list(tab.layout.columns) == ["reference", "tree", "day", "remark"]
        assert set(tab.rows) == set(visits)
        assert house.look().tabs["trees"].rows[tree].own["seen"] == 2
        assert house.mails() == []

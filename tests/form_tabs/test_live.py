"""What is live: the newest publication that goes with the programme's
files; never no form at all.
"""

from datetime import UTC, datetime

from form_tabs.live import LiveProgramme
from journal.forms import form_publications
from tests.form_tabs.small import EDITED, NAME, SURVEY, judged, live_programme
from tests.programme.files import MAIN

NOW = datetime(2027, 3, 1, tzinfo=UTC)
SOIL = SURVEY + "text | soil | Soil | |\n"


def publish(live, survey):
    questions = judged(live, survey).questions
    with live.journal.write() as connection:
        return form_publications.add(
            connection,
            NAME,
            questions.model_dump(mode="json"),
            None,
            "v",
            "a@example.org",
            NOW,
        )


def names(live):
    return [field.name for field in live.current.programme.forms[NAME].fields]


def test_before_anything_is_published_the_file_is_live(tmp_path, journal):
    live = live_programme(tmp_path, journal)
    assert (live.refresh(), live.current.programme is live.base) == (False, True)


def test_what_is_published_is_taken_over_once_by_each_process(tmp_path, journal):
    live = live_programme(tmp_path, journal)
    other = LiveProgramme(live.base, live.sources, journal)
    assert not other.refresh()
    publish(live, SOIL)
    for process in (live, other):
        assert (process.refresh(), process.refresh(), names(process)[-1]) == (
            True,
            False,
            "soil",
        )
    assert live.current.programme.forms[NAME] == other.current.programme.forms[NAME]


def test_files_own_questions_can_be_published_again(tmp_path, journal):
    live = live_programme(tmp_path, journal)
    publish(live, SOIL)
    live.refresh()
    with journal.write() as connection:
        form_publications.add(connection, NAME, None, None, "v", "a@example.org", NOW)
    assert (live.refresh(), live.current.programme is live.base) == (True, True)


def test_file_without_the_form_in_tabs_leaves_what_was_published_aside(
    tmp_path, journal
):
    publish(live_programme(tmp_path / "before", journal), SOIL)
    after = live_programme(
        tmp_path / "after", journal, form=EDITED.replace("edited_in_sheet: true\n", "")
    )
    assert (after.refresh(), names(after)) == (False, ["kind", "height", "planted"])


def test_files_that_do_not_go_with_it_leave_the_last_good_version_live(
    tmp_path, journal
):
    before = live_programme(tmp_path / "before", journal)
    publish(before, SURVEY + "text | soil | Soil | |\n")
    publish(before, SURVEY + "text | depth | Depth | |\ntext | soil | Soil | |\n")
    main = MAIN.replace(
        "      parent:", "      depth: {type: integer, label: Depth}\n      parent:"
    )
    after = live_programme(tmp_path / "after", journal, main=main)
    assert (after.refresh(), names(after)[-1]) == (True, "soil")
    [line] = after.current.faults[NAME]
    assert "depth is of type text, and its column of type integer" in line


def test_files_that_go_with_no_version_leave_their_own_questions_live(
    tmp_path, journal
):
    publish(live_programme(tmp_path / "before", journal), SOIL)
    main = MAIN.replace(
        "      parent:", "      soil: {type: integer, label: Soil}\n      parent:"
    )
    after = live_programme(tmp_path / "after", journal, main=main)
    assert not after.refresh()
    assert (names(after), list(after.current.faults)) == (
        ["kind", "height", "planted"],
        [NAME],
    )


def test_column_that_a_file_says_later_is_the_files(tmp_path, journal):
    publish(live_programme(tmp_path / "before", journal), SOIL)
    main = MAIN.replace("      parent:", "      soil: {label: Ground}\n      parent:")
    after = live_programme(tmp_path / "after", journal, main=main)
    assert after.refresh()
    assert (
        after.current.programme.tables["trees"].column("soil").label["en"] == "Ground"
    )

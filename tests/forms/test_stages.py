import pytest

from forms.links.stages import stages

LINE = ("applied", "approved", "working", "recognised")


@pytest.mark.parametrize(
    ("value", "history", "states"),
    [
        ("applied", [], ["now", "to_come", "to_come", "to_come"]),
        ("working", [], ["done", "done", "now", "to_come"]),
        ("recognised", [], ["done", "done", "done", "done"]),
        ("", [], ["to_come", "to_come", "to_come", "to_come"]),
        (
            "paused",
            [("applied", "approved"), ("approved", "paused")],
            ["done", "done", "to_come", "to_come"],
        ),
        (
            "left",
            [("working", "paused"), ("paused", "left")],
            ["done", "done", "done", "to_come"],
        ),
        ("paused", [(None, "paused")], ["to_come", "to_come", "to_come", "to_come"]),
    ],
)
def test_stages_say_how_far_it_is_and_a_pause_keeps_how_far_it_was(
    value, history, states
):
    assert list(stages(LINE, value, history)) == list(zip(LINE, states, strict=True))

"""The shipped programme: a pause and its end are told to the town and its mentors, and
what was told before the pause is not told anew.
"""

from tests.lived import named, told, work

TOWN = "Villa Alta del Páramo"
EVERYBODY = [
    ("carmen.guaman@example.org", "sent"),
    ("helen.ashworth@example.org", "sent"),
    ("rosa.tenesaca@example.org", "sent"),
]


def test_pause_and_its_end_reach_town_and_mentors_once(lived):
    town = named(lived, "towns", TOWN)
    before = told(lived, "plan_agreed")
    lived.edit("towns", town, "status", "En pausa")
    work(lived)
    assert told(lived, "paused") == EVERYBODY
    lived.edit("towns", town, "status", "Plan de trabajo en marcha")
    work(lived)
    assert told(lived, "resumed") == EVERYBODY
    assert told(lived, "plan_agreed") == before

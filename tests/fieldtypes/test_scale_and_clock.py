"""Times of day, moments, and numbers on a scale."""

import pytest

from fieldtypes.base import Locality, Widget
from fieldtypes.errors import NotUnderstoodError
from fieldtypes.registry import field_type
from programme.models.forms import FormField

HERE = Locality("es", ("es", "pt", "en"), "es_EC", "America/Guayaquil", "EC")
ENGLISH = Locality("en", ("es", "pt", "en"), "en", "America/Guayaquil", "EC")


def question(type, **parameters):
    return FormField(name="it", type=type, label={"es": "it"}, parameters=parameters)


@pytest.mark.parametrize(
    ("typed", "time"),
    [
        *(
            ("14:30", "14:30"),
            ("9:05", "09:05"),
            ("14.30", "14:30"),
            ("14h30", "14:30"),
            ("14:30:00", "14:30"),
        ),
        *(
            ("2:30 pm", "14:30"),
            ("2:30 p. m.", "14:30"),
            ("12 am", "00:00"),
            ("12:00 PM", "12:00"),
            ("14:30 h", "14:30"),
        ),
    ],
)
def test_time_as_people_write_it(typed, time):
    assert field_type("time").parse(typed, question("time"), HERE) == time
    assert field_type("time").from_cell(typed, question("time"), HERE) == time


@pytest.mark.parametrize(
    "typed",
    ["9", "25:00", "14:60", "13 pm", "0 am", "noon", "14:3", "2027-03-12 10:00"],
)
def test_what_is_no_time_is_asked_about(typed):
    with pytest.raises(NotUnderstoodError):
        field_type("time").parse(typed, question("time"), HERE)


@pytest.mark.parametrize("raw", [14, 1.5, -0.5, 46458.4, 0.99999])
def test_number_that_is_no_part_of_a_day_is_asked_about(raw):
    with pytest.raises(NotUnderstoodError):
        field_type("time").from_cell(raw, question("time"), HERE)


@pytest.mark.parametrize("minutes", range(0, 24 * 60, 7))
def test_time_comes_back_from_its_cell(minutes):
    time = f"{minutes // 60:02}:{minutes % 60:02}"
    cell = field_type("time").to_cell(time, question("time"), HERE)
    assert field_type("time").from_cell(cell, question("time"), HERE) == time


def test_time_is_shown_in_the_language_s_way():
    assert field_type("time").show("14:30", question("time"), HERE) == "14:30"
    assert field_type("time").show("14:30", question("time"), ENGLISH) == "14:30"


@pytest.mark.parametrize(
    "typed", ["2027-03-12T10:00", "12/03/2027 10:00", "12 de marzo de 2027, 10:00"]
)
def test_moment_is_on_the_programme_s_clocks(typed):
    assert (
        field_type("moment").parse(typed, question("moment"), HERE)
        == "2027-03-12T15:00:00+00:00"
    )


def test_moment_without_a_day_is_asked_for_it():
    with pytest.raises(NotUnderstoodError) as error:
        field_type("moment").parse("10:00", question("moment"), HERE)
    assert "without a day" in error.value.words("en")


@pytest.mark.parametrize(
    ("parameters", "typed", "value"),
    [
        ({}, "7", 7),
        ({"start": 0, "end": 1, "step": 0.1}, "0.3", 0.3),
        ({"start": 0, "end": 1, "step": 0.1}, "0,3", 0.3),
        ({"start": 0, "end": 1, "step": 0.125}, "0.125", 0.125),
        ({"start": -5, "end": 5}, "-5", -5),
        ({"start": 0, "end": 2000, "step": 10}, "1.200", 1200),
    ],
)
def test_number_of_a_scale(parameters, typed, value):
    field = question("range", **parameters)
    assert field_type("range").parse(typed, field, HERE) == value
    assert field_type("range").from_cell(value, field, HERE) == value


@pytest.mark.parametrize("typed", ["0", "11", "1,5", "x"])
def test_number_beside_the_scale_is_refused(typed):
    with pytest.raises(NotUnderstoodError):
        field_type("range").parse(typed, question("range"), HERE)


def test_few_steps_are_buttons_and_many_a_line_that_says_its_ends():
    few, many = question("range", start=0, end=10), question("range", start=0, end=100)
    assert field_type("range").widget(few) is Widget.radio
    assert [value for value, _label in field_type("range").options(few, HERE)] == [
        str(number) for number in range(11)
    ]
    assert field_type("range").widget(many) is Widget.line
    assert "100" in field_type("range").explanation(many, HERE)


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"start": 5, "end": 5}, "below its `end`"),
        ({"step": 0}, "above 0"),
        ({"start": 0, "end": 10, "step": 3}, "never reaches"),
        ({"start": "one"}, "needs numbers"),
        ({"stop": 3}, 'no parameter "stop"'),
        ({"start": 0, "end": 1_000_000}, "at most 10,000 steps"),
    ],
)
def test_scale_that_makes_no_sense_is_a_mistake(parameters, words):
    assert words in " ".join(
        field_type("range").mistakes(question("range", **parameters))
    )

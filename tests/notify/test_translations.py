"""A mail to a reader of another language waits some days for a translation, and
then goes with the original.
"""

import pytest

from tests.house import fill
from tests.lived import ANSWERS, named, told, work

HELEN = "helen.ashworth@example.org"


def assigned(house):
    fill(house.client(), "/es/aspiring_town", ANSWERS)
    work(house)
    town = named(house, "towns", "Cotacachi")
    house.edit("towns", town, "mentor_2", "Meadowbridge")
    work(house)
    assert told(house, "mentor_2") == [(HELEN, "queued")]
    return town


def mail(house):
    [text] = [
        kept.text
        for kept in house.mails()
        if HELEN in str(kept.message["To"]) and "Cotacachi" in kept.text
    ]
    return text


def test_mail_goes_as_soon_as_the_translation_stands_there(lived):
    town = assigned(lived)
    lived.edit("towns", town, "why_en", "Because we want to.")
    work(lived)
    assert told(lived, "mentor_2") == [(HELEN, "sent")]
    assert [
        "original, in Spanish" in mail(lived),
        "Because we want to. (translation)" in mail(lived),
    ] == [True, True]


@pytest.mark.long
def test_original_goes_alone_after_two_days(lived):
    assigned(lived)
    lived.later(days=2)
    work(lived)
    assert told(lived, "mentor_2") == [(HELEN, "sent")]
    assert "Porque sí. (original, in Spanish)" in mail(lived)

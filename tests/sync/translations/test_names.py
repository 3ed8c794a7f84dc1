"""What leaves the house for a translation, and how it comes back: tables."""

import pytest

from sync.translations.names import masked

NAMES = ("Carmen Guamán de la Cruz", "Luis")


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("Tres asociaciones venden fruta.", "Tres asociaciones venden fruta."),
        ("Carmen Guamán y luis hablan.", "[0] [1] y [2] hablan."),
        ("Escriba a c.g@x.org o +593 99 123 4567.", "Escriba a [0] o [1]."),
        ("La mesa de la cruz roja", "La mesa de la [0] roja"),
        ("Hay 1200 familias y 3 tiendas", "Hay 1200 familias y 3 tiendas"),
        ("https://x.org/carta de Luisa", "[0] de Luisa"),
    ],
)
def test_names_addresses_and_numbers_stay_at_home(text, sent):
    hidden = masked(text, NAMES)
    assert (hidden.text, hidden.restored(hidden.text)) == (sent, text)


@pytest.mark.parametrize("answer", ["Speaks.", "[0] and [0] speak.", "[0] [1] [2]"])
def test_translation_that_lost_a_name_is_none(answer):
    assert masked("Luis y Carmen hablan.", NAMES).restored(answer) is None


def test_text_with_such_numbers_of_its_own_is_left_to_people():
    assert masked("Meta [0]", NAMES) is None

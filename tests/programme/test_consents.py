"""What people agree to: one text of the programme, others by name, or the form's
own.
"""

import pytest

from programme.load import load
from tests.programme.files import FORM, MAIN, mistakes, write

NAMED = """\
consents:
  guest: {version: "7", text: For guests., agree: Yes.}
  owner: {version: "7", text: For owners., agree: Yes., publication: Show it.}
"""


def consent(tmp_path, main=MAIN + NAMED, line=""):
    return load(write(tmp_path, main=main, form=FORM + line)).forms["new_tree"].consent


def test_form_that_names_none_has_the_programme_s(tmp_path):
    assert (consent(tmp_path).version, consent(tmp_path).text["en"]) == (
        "1",
        "We keep it.",
    )


def test_form_has_the_text_that_it_names_with_its_name_in_the_version(tmp_path):
    named = consent(tmp_path, line="consent: guest\n")
    assert (named.version, named.text["es"], named.publication) == (
        "guest 7",
        "For guests.",
        {},
    )
    assert consent(tmp_path, line="consent: owner\n").publication["en"] == "Show it."


def test_form_may_have_a_text_of_its_own(tmp_path):
    assert (
        consent(
            tmp_path, line='consent: {version: "2", text: Mine., agree: Yes.}\n'
        ).version
        == "2"
    )


def test_programme_whose_forms_name_all_needs_no_other(tmp_path):
    main = (
        "\n".join(line for line in MAIN.splitlines() if not line.startswith("consent:"))
        + "\n"
        + NAMED
    )
    assert consent(tmp_path, main=main, line="consent: owner\n").version == "owner 7"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (
            "consent: gest\n",
            'config/forms/new_tree.yaml:7:10: no consent "gest" in programme.yaml; did you mean "guest"?',
        ),
        ("consent: guests of ours\n", 'no consent "guests of ours"'),
    ],
)
def test_name_that_is_none_is_told(tmp_path, line, words):
    [told] = mistakes(tmp_path, main=MAIN + NAMED, form=FORM + line)
    assert words in told

"""What the YAML parser stumbles over is told in the words of those who do not program, with what to write instead."""

import pytest

from programme.reading.source import AFTER_A_NAME, IN_ONE_LINE, NOT_READ
from tests.programme.files import MAIN, mistakes

LABEL = "    label: Trees"
KIND = "{label: Kind}"
HERE = "this is not valid YAML here: "


@pytest.mark.parametrize(
    ("before", "after", "place", "text"),
    [
        (
            LABEL,
            "    label: Trees: all",
            "12:17",
            f"{HERE}a text with a colon in it stands in quotes, and {AFTER_A_NAME}",
        ),
        (LABEL, "    label: @home", "12:12", f"{HERE}a text that begins with a sign like @ or % stands in quotes"),
        (LABEL, "    label: - home", "12:12", f"{HERE}a text that begins with - stands in quotes"),
        (LABEL, "    label: &Trees all", "12:12", NOT_READ),
        (LABEL, "    label: !Trees", "12:12", NOT_READ),
        (LABEL, "    label: *Trees", "12:12", NOT_READ),
        (
            LABEL,
            "   \xa0label: Trees",
            "12:4",
            f"{HERE}a space of another kind, as from a web page; write plain spaces",
        ),
        (LABEL, "\tlabel: Trees", "12:1", f"{HERE}a tab stands here; YAML wants spaces"),
        (LABEL, "    label:Trees", "13:11", f"{HERE}a text with a colon in it stands in quotes, and {AFTER_A_NAME}"),
        (KIND, '{label: "Kind" or sort}', "19:28", f"{HERE}between braces, {IN_ONE_LINE}"),
        (KIND, "{lable: Kind}", "19:14", '"lable" is not known here; did you mean "label"?'),
        (
            "type: decimal",
            "type: number",
            "20:22",
            'tables.trees.columns.height.type: "number" is not known; write integer or decimal',
        ),
    ],
)
def test_mistake_is_told_once_with_its_remedy(tmp_path, before, after, place, text):
    assert mistakes(tmp_path, main=MAIN.replace(before, after, 1)) == [f"config/programme.yaml:{place}: {text}"]

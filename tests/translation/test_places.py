"""The model knows every text of a programme's files."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.house import ROOT
from tests.translation.programmes import FOLDER
from translation.places import places


def texts_by_shape(
    node: yaml.Node, languages: set[str], is_choices: bool = False
) -> Iterator[int]:
    """Where something stands that looks like a text: words by language.

    The names of choices may be languages, too.
    """
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from texts_by_shape(item, languages)
    elif isinstance(node, yaml.MappingNode):
        if {key.value for key, _value in node.value} == languages and not is_choices:
            yield node.start_mark.index
            return
        for key, value in node.value:
            yield from texts_by_shape(
                value, languages, key.value in ("choices", "languages")
            )


@pytest.mark.parametrize(
    ("folder", "languages"), [(ROOT, {"es", "pt", "en"}), (FOLDER, {"pt", "en"})]
)
def test_places_are_all_that_look_like_texts(folder: Path, languages: set[str]) -> None:
    by_model = {
        (place.file, place.node.start_mark.index)
        for place in places(folder, sorted(languages))
        if not place.is_plain
    }
    by_shape = set()
    for file in {file for file, _index in by_model}:
        root = yaml.compose(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        assert root is not None
        by_shape |= {(file, index) for index in texts_by_shape(root, languages)}
    assert by_model == by_shape


def test_keys_of_places_are_their_own() -> None:
    keys = [(place.file, place.names) for place in places(ROOT, ["es", "pt", "en"])]
    assert len(set(keys)) == len(keys)


def test_plain_words_stand_for_every_language() -> None:
    [name] = [
        place for place in places(ROOT, ["es", "pt", "en"]) if place.names == ("name",)
    ]
    assert (name.is_plain, set(name.words)) == (True, {"es", "pt", "en"})

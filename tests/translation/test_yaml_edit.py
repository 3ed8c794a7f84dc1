"""Texts are put into YAML where their nodes stand, in every way of writing them."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from translation.yaml_edit import add_to_list, edited, scalar, set_words


def value(content: str, key: str = "label") -> yaml.Node:
    root = yaml.compose(content, Loader=yaml.CSafeLoader)
    assert isinstance(root, yaml.MappingNode)
    [node] = [node for name, node in root.value if name.value == key]
    return node


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "label: {es: Sí, en: Yes}  # c\nx: 1\n",
            "label: {es: Sí, en: Yes, fr: Oui}  # c\nx: 1\n",
        ),
        ("label: {es: Sí, fr: Non}\n", "label: {es: Sí, fr: Oui}\n"),
        ("label: {es: Sí, fr: }\n", "label: {es: Sí, fr: Oui}\n"),
        (
            "label: {\n  es: Sí,\n  en: Yes\n}\n",
            "label: {\n  es: Sí,\n  en: Yes, fr: Oui\n}\n",
        ),
        (
            "label:\n  es: Sí\n  en: Yes  # c\nx: 1\n",
            "label:\n  es: Sí\n  en: Yes  # c\n  fr: Oui\nx: 1\n",
        ),
        ("label:\n  es: Sí\n  en: Yes", "label:\n  es: Sí\n  en: Yes\n  fr: Oui"),
        (
            "label:\n  es: >\n    Sí\n    no\n\n# c\nx: 1\n",
            "label:\n  es: >\n    Sí\n    no\n  fr: Oui\n\n# c\nx: 1\n",
        ),
        (
            "label:\n  fr: |\n    a\n    b\n  en: Yes\n",
            "label:\n  fr: Oui\n  en: Yes\n",
        ),
        (
            "label:\n  es: Sí\r\n  en: Yes\r\nx: 1\r\n",
            "label:\n  es: Sí\r\n  en: Yes\r\n  fr: Oui\r\nx: 1\r\n",
        ),
        (
            "label: 'Yes: it is'\n",
            'label: {es: "Yes: it is", en: "Yes: it is", fr: Oui}\n',
        ),
        (
            "label: 🙂 Yes\nx: 1\n",
            'label: {es: "🙂 Yes", en: "🙂 Yes", fr: Oui}\nx: 1\n',
        ),
    ],
)
def test_words_stand_where_they_belong(before: str, after: str) -> None:
    content = edited(
        before, [set_words(before, value(before), "fr", "Oui", ["es", "en"])]
    )
    assert content == after
    assert yaml.safe_load(content)["label"]["fr"] == "Oui"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("languages: [es, en]  # c\n", "languages: [es, en, fr]  # c\n"),
        (
            "languages:\n  - es\n  - en  # c\nx: 1\n",
            "languages:\n  - es\n  - en  # c\n  - fr\nx: 1\n",
        ),
        ("languages:\n- es\n", "languages:\n- es\n- fr\n"),
    ],
)
def test_language_stands_behind_the_last_one(before: str, after: str) -> None:
    node = value(before, "languages")
    assert isinstance(node, yaml.SequenceNode)
    assert edited(before, [add_to_list(before, node, "fr")]) == after


@given(
    st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\t"))
)
def test_any_text_is_read_as_it_was_written(text: str) -> None:
    content = f"label: {{es: {scalar(text)}, en: Yes}}\n"
    assert value(content).value[0][1].value == text

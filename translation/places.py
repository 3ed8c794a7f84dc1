"""Where the texts for people stand in a programme's YAML files, told by the model:
wherever it has a `Text`.
"""

import types
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Union, get_args, get_origin

import yaml
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from programme.model import Programme, Role
from programme.models.criteria import Criteria
from programme.models.desk import Desk
from programme.models.forms import Form, Shared
from programme.models.rules import Rules
from programme.parts import Choice, by_language, in_all_languages
from programme.reading.shorthand import WHOLE
from translation.plural_lines import plural_lines

Names = tuple[str, ...]
LABEL_ALONE = (Choice, Role)
MODELS: dict[str, tuple[type[BaseModel], ...]] = {
    "programme.yaml": (Shared, Programme),
    "rules.yaml": (Rules,),
    "desk.yaml": (Desk,),
    "criteria.yaml": (Criteria,),
}
"""What a file holds; every other one holds a form."""


@dataclass(frozen=True)
class Place:
    """One text in a YAML file: its node, and its words by language; a plain word
    stands for all of `languages`.
    """

    file: Path
    names: Names
    node: yaml.Node
    words: dict[str, str]

    @property
    def is_plain(self) -> bool:
        """Whether it is one text for every language."""
        return isinstance(self.node, yaml.ScalarNode)


def places(folder: Path, languages: Sequence[str]) -> list[Place]:
    """Every text below `folder`/config, file by file, in the order
    in which they stand there.
    """
    config = folder / "config"
    walked: list[Place] = []
    files = [config / "programme.yaml", *sorted((config / "forms").glob("*.yaml"))]
    for file in [
        *files,
        *(config / name for name in ("rules.yaml", "desk.yaml", "criteria.yaml")),
    ]:
        if not file.exists():
            continue
        root = yaml.compose(content_of(file), Loader=yaml.CSafeLoader)
        if root is not None:
            walked.extend(_in_file(file, root, languages))
    return walked


def content_of(file: Path) -> str:
    """A file's text with the line breaks that it has."""
    return file.read_bytes().decode("utf-8")


def _in_file(file: Path, root: yaml.Node, languages: Sequence[str]) -> Iterator[Place]:
    for model in MODELS.get(file.name, (Form,)):
        for names, node in _in_model(model, root, ()):
            wordings = _words(node, languages)
            if wordings:
                yield Place(file, names, node, wordings)


def _words(node: yaml.Node, languages: Sequence[str]) -> dict[str, str]:
    if isinstance(node, yaml.ScalarNode):
        if node.value:
            return dict.fromkeys(languages, str(node.value))
        return {}
    if not isinstance(node, yaml.MappingNode):
        return {}
    wordings: dict[str, str] = {}
    for key, value in node.value:
        if isinstance(value, yaml.ScalarNode):
            wordings[str(key.value)] = str(value.value)
        elif isinstance(value, yaml.MappingNode):
            wordings[str(key.value)] = plural_lines(
                {str(part.value): str(text.value) for part, text in value.value}
            )
    return wordings


def _in_model(
    model: type[BaseModel], node: yaml.Node, names: Names
) -> Iterator[tuple[Names, yaml.Node]]:
    # A choice, and a role, may be written as its label alone.
    if model in LABEL_ALONE and not (
        isinstance(node, yaml.MappingNode) and _keys(node) & WHOLE
    ):
        yield names, node
        return
    if not isinstance(node, yaml.MappingNode):
        return
    for key, value in node.value:
        field = model.model_fields.get(str(key.value))
        if field is not None:
            yield from _in_type(_annotation(field), value, (*names, str(key.value)))


def _in_type(
    annotation: Any, node: yaml.Node, names: Names
) -> Iterator[tuple[Names, yaml.Node]]:
    if _is_marked(annotation, in_all_languages):
        yield names, node
    elif _is_marked(annotation, by_language):
        if isinstance(node, yaml.MappingNode):
            yield names, node
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield from _in_model(annotation, node, names)
    elif get_origin(annotation) is dict:
        yield from _in_parts(get_args(annotation)[1], node, names)
    elif get_origin(annotation) in (tuple, list):
        yield from _in_parts(get_args(annotation)[0], node, names)
    elif get_origin(annotation) in (Annotated,):
        yield from _in_type(get_args(annotation)[0], node, names)
    elif get_origin(annotation) in (Union, types.UnionType):
        for branch in get_args(annotation):
            yield from _in_type(branch, node, names)


def _in_parts(
    annotation: Any, node: yaml.Node, names: Names
) -> Iterator[tuple[Names, yaml.Node]]:
    """The parts of a list, or those that a file writes by their names."""
    if isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value):
            yield from _in_type(annotation, item, (*names, _name(item, number)))
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _in_type(annotation, value, (*names, str(key.value)))


def _name(item: yaml.Node, number: int) -> str:
    """The name of a part of a list, or else its number: a translation finds it again
    when others come before it.
    """
    if isinstance(item, yaml.MappingNode):
        for key, value in item.value:
            if key.value == "name" and isinstance(value, yaml.ScalarNode):
                return str(value.value)
    return str(number)


def _keys(node: yaml.MappingNode) -> set[str]:
    return {str(key.value) for key, _value in node.value}


def _annotation(field: FieldInfo) -> Any:
    if field.metadata:
        return Annotated[field.annotation, *field.metadata]
    return field.annotation


def _is_marked(annotation: Any, mark: Callable[..., object]) -> bool:
    """Whether one of an annotation's validators is this one."""
    if get_origin(annotation) is not Annotated:
        return False
    return any(getattr(part, "func", None) is mark for part in get_args(annotation)[1:])

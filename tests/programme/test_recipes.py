"""Every recipe of docs/recipes.md is a programme: its lines laid over the small one at
the top of the page load without a mistake.
"""

import re
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
import yaml

from core.errors import ProgrammeError
from tests.house import ROOT
from worker.folder import read_folder

PAGE = (ROOT / "docs" / "recipes.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^`([\w/.]+)`:\n\n```(?:yaml|markdown)\n(.*?)^```$", re.M | re.S)
BASE, *SECTIONS = PAGE.split("\n## ")
RECIPES = {section.partition("\n")[0]: section for section in SECTIONS}
MESSAGE = re.compile(r"message: (\w+)")
STUB = '---\nsubject: "x"\n---\nx\n'


def laid_over(below: Any, above: Any) -> Any:
    """Names are joined, lists put behind one another, anything else is replaced."""
    if isinstance(below, dict) and isinstance(above, dict):
        merged = dict(below)
        for name, value in above.items():
            merged[name] = laid_over(below[name], value) if name in below else value
        return merged
    if isinstance(below, list) and isinstance(above, list) and _is_rules(above):
        return [*below, *above]
    return above


def _is_rules(items: list[Any]) -> bool:
    return all(isinstance(item, dict) and "name" in item for item in items)


def written(folder: Path, *sections: str) -> Path:
    data: dict[str, Any] = defaultdict(dict)
    texts: dict[str, str] = {}
    for section in sections:
        for path, text in BLOCK.findall(section):
            if path.endswith(".md"):
                texts[path] = text
            else:
                loaded = yaml.load(text, Loader)
                data[path] = laid_over(data[path], loaded)
    for path, content in data.items():
        texts[path] = _dumped(content)
    languages = data["config/programme.yaml"]["languages"]
    for message in MESSAGE.findall(texts["config/rules.yaml"]):
        for language in languages:
            texts.setdefault(f"mail_templates/{message}/{language}.md", STUB)
    for path, text in texts.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


class Loader(yaml.CSafeLoader):
    """Only `true` and `false` are yes and no, as in a programme's files."""


Loader.yaml_implicit_resolvers = {
    sign: [
        (tag, pattern)
        for tag, pattern in resolvers
        if sign in "tf" or not tag.endswith(":bool")
    ]
    for sign, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def _dumped(content: Any) -> str:
    return yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=10_000)


@pytest.mark.parametrize("title", RECIPES)
def test_recipe_loads(tmp_path, title):
    try:
        read_folder(written(tmp_path, BASE, RECIPES[title]))
    except ProgrammeError as error:
        pytest.fail(str(error))


def test_recipes_go_together(tmp_path):
    # The others are written in one language.
    sections = [text for title, text in RECIPES.items() if title != "Several languages"]
    folder = read_folder(written(tmp_path, BASE, *sections))
    tables = {"members", "assessments", "reviews", "fees", "tasks"}
    assert tables <= folder.programme.tables.keys()


def test_every_recipe_has_lines_and_stands_in_the_list():
    listed = re.findall(r"^- \[(.+?)\]\(#", BASE, re.M)
    assert [(title, bool(BLOCK.search(RECIPES[title]))) for title in listed] == [
        (title, True) for title in RECIPES
    ]

"""Whatever stands in the files: a programme, or mistakes with places inside the
files.
"""

import copy
import random
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import ProgrammeError
from programme.load import load
from tests.programme.files import ROOT, plain

FILES = sorted(path.relative_to(ROOT) for path in (ROOT / "config").rglob("*.yaml"))
BREAKS = re.compile(r"\r\n|[\n\r\x85\u2028\u2029]")
ODD = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=12),
    st.sampled_from(["towns", "status", "contact", "self", "{days}", "a.b.c", "role.", " or ", "..", "today", "no"]),
    st.lists(st.text(max_size=4), max_size=3), st.dictionaries(st.text(max_size=6), st.integers(), max_size=3),
    st.just([[]]), st.just({"label": {"es": None}}), st.just({"name": "x"}),
)  # fmt: skip


def places(tree: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    parts = (
        tree.items()
        if isinstance(tree, dict)
        else enumerate(tree)
        if isinstance(tree, list)
        else ()
    )
    return [
        path,
        *(place for key, part in parts for place in places(part, (*path, key))),
    ]


def changed(tree: Any, path: tuple[Any, ...], how: str, odd: Any) -> Any:
    if not path:
        return odd
    tree = copy.deepcopy(tree)
    part = tree
    for step in path[:-1]:
        part = part[step]
    last = path[-1]
    if how == "delete":
        del part[last]
    elif how == "replace":
        part[last] = odd
    elif how == "rename" and isinstance(part, dict):
        part[str(odd)] = part.pop(last)
    elif isinstance(part, list):
        part.insert(0, copy.deepcopy(part[last]))
    else:
        part["again"] = copy.deepcopy(part[last])
    return tree


def assert_loads_or_tells(folder: Path) -> None:
    try:
        load(folder)
    except ProgrammeError as error:
        for line in str(error).splitlines():
            found = re.match(r"(config/[\w./-]+):(\d+):(\d+): \S", line)
            assert found, line
            written = BREAKS.split(
                (folder / found[1]).read_bytes().decode(errors="replace")
            )
            assert 1 <= int(found[2]) <= len(written), line
            assert 1 <= int(found[3]) <= len(written[int(found[2]) - 1]) + 1, line


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("programme")


@settings(
    deadline=None,
    max_examples=30,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_load_of_any_change_works_or_tells(folder: Path, data: st.DataObject) -> None:
    shutil.copytree(ROOT / "config", folder / "config", dirs_exist_ok=True)
    for _ in range(data.draw(st.integers(1, 3))):
        file = data.draw(st.sampled_from(FILES))
        tree = plain(folder / file)
        path = data.draw(st.sampled_from(places(tree)))
        how = data.draw(st.sampled_from(["delete", "replace", "rename", "double"]))
        tree = changed(tree, path, how, data.draw(ODD))
        (folder / file).write_text(
            yaml.safe_dump(tree, allow_unicode=True, sort_keys=False), encoding="utf-8"
        )
    assert_loads_or_tells(folder)


@pytest.mark.long
@settings(
    deadline=None,
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(file=st.sampled_from(FILES), seed=st.integers(), junk=st.text(max_size=20))
def test_load_of_any_characters_works_or_tells(
    folder: Path, file: Path, seed: int, junk: str
) -> None:
    shutil.copytree(ROOT / "config", folder / "config", dirs_exist_ok=True)
    text = (ROOT / file).read_text(encoding="utf-8")
    start = random.Random(seed).randrange(len(text))
    (folder / file).write_bytes(
        (text[:start] + junk + text[start + 5 :]).encode(
            "utf-8", errors="surrogatepass"
        )
    )
    assert_loads_or_tells(folder)

import io
import json
import logging
import re
import subprocess
import sys

import pytest

from core.logs import JsonFormatter, PlainFormatter, configure, effect, name_of
from core.settings import ROOT


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def put_back():
    root, ours = logging.getLogger(), logging.getLogger("hoja")
    before = root.handlers[:], root.level, ours.level
    for handler in before[0]:
        root.removeHandler(handler)  # pytest's own stay open
    yield
    for handler in root.handlers[:]:
        root.removeHandler(handler)
    for handler in before[0]:
        root.addHandler(handler)
    root.setLevel(before[1])
    ours.setLevel(before[2])


def test_effect_is_one_line_of_json_where_nobody_watches(put_back):
    output = io.StringIO()
    configure(output)
    effect("deliver", "delivered", reference="MN-7K3MQ", table="towns")
    [line] = map(json.loads, output.getvalue().splitlines())
    assert line.pop("time").endswith("+00:00")
    assert line == {
        "level": "info",
        "step": "deliver",
        "message": "delivered",
        "reference": "MN-7K3MQ",
        "table": "towns",
    }


def test_effect_is_a_line_of_words_at_a_terminal(put_back):
    output = Terminal()
    configure(output)
    effect("deliver", "delivered", reference="MN-7K3MQ")
    assert (
        output.getvalue().split(" ", 1)[1]
        == "info deliver delivered reference=MN-7K3MQ\n"
    )


def test_configured_twice_every_line_stands_once(put_back):
    output = io.StringIO()
    configure(output)
    configure(output)
    effect("lease", "taken")
    assert len(output.getvalue().splitlines()) == 1


def test_addresses_of_people_are_in_no_line(put_back):
    output = io.StringIO()
    configure(output)
    answer = '550 5.1.1 <Ana.Paez+x@correo.example.org>: no such user (mailto:eva@example.org), "b c"@example.net.'
    logging.getLogger("hoja.loop").warning("%s: %s", "send", answer)
    [line] = map(json.loads, output.getvalue().splitlines())
    assert "example" not in line["message"]
    assert line["message"].startswith("send: 550 5.1.1 <[address]>: no such user")


def test_unexpected_error_is_named_by_its_kind_and_place_only():
    try:
        _raise("Ana Páez, calle Bolívar 5")
    except ValueError as error:
        name = name_of(error)
    assert re.fullmatch(r"ValueError \(tests/core/test_logs.py:\d+\)", name)


def _raise(text):
    raise ValueError(text)


def test_error_that_nobody_catches_is_logged_without_its_text(tmp_path):
    program = "from core import logs; logs.configure(); raise ValueError('Ana Páez, calle Bolívar 5')"
    ended = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    [line] = map(json.loads, ended.stderr.splitlines())
    assert (ended.returncode, line["error"], "Ana" in ended.stderr) == (
        1,
        "ValueError",
        False,
    )


def test_information_of_libraries_is_left_out(put_back):
    output = io.StringIO()
    configure(output)
    logging.getLogger("alembic").info("Running upgrade")
    assert output.getvalue() == ""


@pytest.mark.parametrize("formatter", [JsonFormatter(), PlainFormatter()])
def test_error_tells_its_way_and_not_what_somebody_wrote(formatter):
    try:
        int("Ana Páez")
    except ValueError as error:
        record = logging.LogRecord(
            "hoja.worker",
            logging.ERROR,
            "",
            0,
            "watch failed",
            (),
            (type(error), error, None),
        )
        record.exc_info = (type(error), error, error.__traceback__)
        text = formatter.format(record)
    assert "Ana" not in text
    assert "ValueError" in text
    assert "test_logs.py" in text

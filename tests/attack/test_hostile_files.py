import threading
from contextlib import contextmanager

import pytest
from werkzeug.serving import make_server

from attack.hostile_files import KEPT, MAKERS, REFUSED, attack, hostile_files
from tests.house import open_house


@contextmanager
def served(app):
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.long
def test_hostile_files_are_refused_or_kept_and_nobody_else_is_failed(tmp_path, folder):
    with open_house(tmp_path, folder) as house, served(house.app) as address:
        report = attack(address, count=len(MAKERS), uploads=tmp_path / "uploads")
    assert set(report.outcomes) <= {KEPT, REFUSED}
    assert report.outcomes.total() == len(MAKERS)
    assert report.others_failed == 0
    assert list(tmp_path.glob("uploads/*.part")) == []


def test_only_this_machine_is_attacked():
    with pytest.raises(ValueError, match="on this machine"):
        attack("https://forms.example.org")


def test_each_kind_of_hostile_file_is_made():
    quick = [kind for kind, _name, content in hostile_files(3, seed=1) if content]
    assert quick == list(MAKERS)[:3]

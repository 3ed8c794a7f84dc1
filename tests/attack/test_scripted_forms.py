"""Scripts and people at one form, over HTTP: few forms here, ten thousand by `python -m attack.scripted_forms`."""

import threading
from dataclasses import replace

import pytest
from werkzeug.serving import make_server

from attack.scripted_forms import MOST_TO_STRANGER, STRANGER, attack
from core.proxies import TrustedProxies
from tests.house import open_house

FORMS = 60


@pytest.mark.long
def test_scripts_reach_no_stranger_and_people_get_through(tmp_path, folder):
    with open_house(tmp_path, folder, trusted_proxies=TrustedProxies.parse("127.0.0.1")) as house:
        house.prepare()
        server = make_server("127.0.0.1", 0, house.app, threaded=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            outcome = attack(f"http://127.0.0.1:{server.port}", tmp_path, FORMS)
        finally:
            server.shutdown()
            thread.join()
            server.server_close()
        for _ in range(3):
            house.settle()
        assert (outcome.posted, outcome.people_accepted) == (FORMS, outcome.people)
        assert 0 < outcome.accepted < FORMS
        assert sum(STRANGER in str(mail.message["To"]) for mail in house.mails()) == MOST_TO_STRANGER
        assert list(replace(outcome, waits=[], to_stranger=MOST_TO_STRANGER).faults()) == []

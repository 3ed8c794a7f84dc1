"""Figures for a monitor: who sees them, and that they say the truth."""

from dataclasses import replace

import pytest
from prometheus_client.parser import text_string_to_metric_families

from cli.operation.backups import backup
from journal.states import MessageState, WorkerStep
from tests.house import fill
from tests.lived import ANSWERS, work

TOKEN = "a-token-of-twenty-characters"


def figures(answer):
    families = text_string_to_metric_families(answer.text)
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in families
        for sample in family.samples
    }


@pytest.mark.parametrize(
    ("token", "headers", "address", "status"),
    [
        ("", {}, "127.0.0.1", 200),
        ("", {}, "::1", 200),
        ("", {}, "192.0.2.1", 404),
        ("", {"X-Forwarded-For": "127.0.0.1"}, "127.0.0.1", 404),
        ("", {"Via": "1.1 Caddy"}, "127.0.0.1", 404),
        ("", {"X-Real-IP": "192.0.2.1"}, "127.0.0.1", 404),
        ("", {"Host": "hoja.example.org"}, "127.0.0.1", 404),
        ("", {"Host": "127.0.0.1:8000"}, "127.0.0.1", 200),
        (TOKEN, {}, "127.0.0.1", 404),
        (TOKEN, {"Authorization": f"Bearer {TOKEN}"}, "192.0.2.1", 200),
        (TOKEN, {"Authorization": f"Bearer {TOKEN}x"}, "127.0.0.1", 404),
        (TOKEN, {"Authorization": "Bearer ñ"}, "127.0.0.1", 404),
    ],
)
def test_figures_are_for_who_knows_the_token_or_is_on_this_machine(
    lived, token, headers, address, status
):
    lived.app.extensions["hoja.settings"] = replace(lived.settings, metrics_token=token)
    answer = lived.client().get(
        "/metrics", headers=headers, environ_overrides={"REMOTE_ADDR": address}
    )
    assert answer.status_code == status


def test_figures_follow_what_happens(lived):
    client = lived.client()
    before = figures(client.get("/metrics"))
    assert ("hoja_backup_age_seconds",) not in before
    fill(client, "/es/aspiring_town", ANSWERS)
    waiting = figures(client.get("/metrics"))
    assert waiting["hoja_forms_accepted_total",] == (
        before["hoja_forms_accepted_total",] + 1
    )
    assert waiting["hoja_rows_waiting",] == 1
    assert waiting["hoja_oldest_row_waiting_seconds",] >= 0
    work(lived)
    after = figures(client.get("/metrics"))
    assert after["hoja_rows_waiting",] == 0
    assert after["hoja_looks_total",] > before["hoja_looks_total",]
    assert after["hoja_sheet_calls_total", "write"] > 0
    assert after["hoja_worker_beat_age_seconds",] < 60
    assert after["hoja_mails", "sent"] > before["hoja_mails", "sent"]


def test_backup_has_an_age(lived, tmp_path):
    done = lived.app.test_cli_runner().invoke(backup, [str(tmp_path / "kept")])
    assert done.exit_code == 0, done.output
    assert 0 <= figures(lived.client().get("/metrics"))["hoja_backup_age_seconds",] < 60


def test_figures_name_nobody(lived):
    shown = figures(lived.client().get("/metrics"))
    labels = {label for _name, *labels in shown for label in labels}
    assert labels == {*MessageState, *WorkerStep, "read", "write"}

from datetime import UTC, datetime, timedelta

from journal.operation import worker_steps
from journal.operation.worker_steps import StepStatus
from journal.states import WorkerStep

NOW = datetime(2027, 3, 12, 9, tzinfo=UTC)


def test_every_step_stands_in_its_order_before_any_was_done(journal):
    with journal.read() as connection:
        statuses = worker_steps.statuses(connection)
        assert list(statuses) == list(WorkerStep)
        assert statuses[WorkerStep.flag] == StepStatus(WorkerStep.flag)


def test_what_is_noted_of_a_step_leaves_the_rest_of_it(journal):
    watch = WorkerStep.watch
    with journal.write() as connection:
        worker_steps.ask_for(connection, watch, NOW)
        worker_steps.note_error(connection, watch, "it broke")
        worker_steps.note_done(connection, watch, NOW + timedelta(seconds=1))
        assert worker_steps.statuses(connection)[watch] == StepStatus(
            watch, NOW + timedelta(seconds=1), NOW, "it broke"
        )


def test_error_stands_until_it_went_well(journal):
    with journal.write() as connection:
        worker_steps.note_error(connection, WorkerStep.send, "no answer")
        worker_steps.note_error(connection, WorkerStep.claim, "no lease")
        assert list(worker_steps.errors(connection).items()) == [
            ("claim", "no lease"),
            ("send", "no answer"),
        ]
        worker_steps.note_error(connection, WorkerStep.claim, "")
        assert worker_steps.errors(connection) == {"send": "no answer"}

"""What stands between a queued mail and the mail server: limits, a server that had
enough, addresses it does not know.
"""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from aiosmtpd.smtp import AuthResult

from core.clock import Clock
from core.errors import Closing
from core.problem import ProblemCode
from core.texts import reason
from journal.mails import messages
from journal.mails.holds import mail_pause
from journal.operation import installation
from journal.schema import messages as table
from journal.states import MessageKind, MessageState
from mail.servers.smtp_replies import CLOSED
from outbox.holds import ADDRESS_REFUSED, LINK_TOO_OLD
from outbox.quota import DAY_FULL, HOUR_FULL
from outbox.send import recover
from programme.model import Limits
from tests.lived import copied_house, named, own, problems
from tests.mail.servers.test_transport import Handler, serving
from tests.outbox.sending import change, send_all_stamped
from tests.outbox.test_send import act, add, row, state

DAY = timedelta(days=1)


@pytest.fixture
def handler():
    """How the mail server answers; a test may change it while it runs."""
    return Handler()


@pytest.fixture
def real(tmp_path, folder, tmp_path_factory, handler):
    """A house whose mail goes to a server that sends it on, with the outbox open."""
    with serving(handler) as port:
        settings = {"demonstration": False, "smtp_url": f"smtp://127.0.0.1:{port}"}
        with copied_house(
            tmp_path / "house", folder, tmp_path_factory, **settings
        ) as house:
            with house.journal.write() as connection:
                installation.set_outbox(connection, is_open=True)
            assert house.office.sync.take_lease()
            with house.journal.write() as connection:
                for row in messages.in_state(
                    connection, MessageState.queued, MessageState.held
                ):
                    messages.move(
                        connection,
                        row.id,
                        (row.state,),
                        MessageState.skipped,
                        row.created_at,
                    )
                # the demonstration's clock was ahead
                connection.execute(table.update().values(handed_at=None))
            yield house


def later(house, **passed):
    before = house.office.sync.clock.offset()
    house.office.sync.clock = Clock(lambda: before + timedelta(**passed))


def queue(house, count, **changed):
    return [
        add(house, MessageState.queued, email=f"p{number}@town.ec", **changed)
        for number in range(count)
    ]


def send_all(house):
    while send_all_stamped(house):
        pass


def sent_by(house, url):
    change(house, smtp_url=url)


def states(house, ids):
    return [state(house, id) for id in ids]


def limited(house, **limits):
    change(house, limits=Limits(**limits))


def refused_at(house):
    return {
        found[1:]
        for found in problems(house)
        if found[0] == ProblemCode.refused_address
    }


def waits(house):
    with house.journal.read() as connection:
        return mail_pause.current(connection, house.office.sync.now())


def test_no_more_go_out_in_an_hour_than_may_and_the_others_say_why(real, handler):
    limited(real, mails_per_hour=3, mails_per_day=100)
    ids = queue(real, 5)
    send_all(real)
    assert states(real, ids) == [MessageState.sent] * 3 + [MessageState.queued] * 2
    assert [row(real, id).waits for id in ids] == [""] * 3 + [HOUR_FULL] * 2
    later(real, minutes=59)
    send_all(real)
    assert len(handler.mails) == 3
    later(real, minutes=2)
    send_all(real)
    assert states(real, ids) == [MessageState.sent] * 5
    assert [row(real, id).waits for id in ids] == [""] * 5


def test_day_s_limit_holds_over_hours_and_restarts(real, handler):
    limited(real, mails_per_hour=3, mails_per_day=4)
    ids = queue(real, 6)
    send_all(real)
    later(real, hours=2)
    send_all(real)
    other = real.new_office()
    other.outbox = replace(
        other.outbox,
        programme=real.office.outbox.programme,
        clock=real.office.outbox.clock,
    )
    real.office.sync.give_lease_back()
    assert other.sync.take_lease()
    assert not send_all_stamped(real, other)
    assert (len(handler.mails), row(real, ids[-1]).waits) == (4, DAY_FULL)
    assert (
        reason("es", DAY_FULL)
        == "espera a mañana: se alcanzó el límite de correos del día"
    )


def test_mails_that_ended_badly_count_too(real, handler):
    limited(real, mails_per_hour=2, mails_per_day=9)
    handler.answers["text"] = "drop"
    ids = queue(real, 2)
    send_all(real)
    del handler.answers["text"]
    ids += queue(real, 1)
    send_all(real)
    assert states(real, ids) == [
        MessageState.unknown,
        MessageState.unknown,
        MessageState.queued,
    ]


def test_sign_in_links_are_counted_and_never_wait(real, handler):
    limited(real, mails_per_hour=2, mails_per_day=9)
    links, mails = queue(real, 3, kind=MessageKind.sign_in), queue(real, 1)
    send_all(real)
    assert (states(real, links), states(real, mails)) == (
        [MessageState.sent] * 3,
        [MessageState.queued],
    )


def test_sign_in_link_that_is_too_old_is_not_sent(real, handler):
    handler.answers["rcpt"] = "451 4.3.0 not now"
    [link] = queue(real, 1, kind=MessageKind.sign_in)
    send_all(real)
    del handler.answers["rcpt"]
    later(real, minutes=31)
    send_all(real)
    assert (row(real, link).state, row(real, link).reason) == (
        MessageState.withdrawn,
        LINK_TOO_OLD,
    )


@pytest.mark.parametrize(
    ("at", "answer", "why", "hours"),
    [
        ("rcpt", "550 5.4.5 Daily user sending limit exceeded", Closing.limit, 24),
        (
            "text",
            "550-5.4.5 Daily user sending limit exceeded\r\n550 5.4.5 see",
            Closing.limit,
            24,
        ),
        ("mail", "421 4.7.0 Try again later, closing connection", Closing.busy, 1),
    ],
)
def test_server_that_had_enough_is_left_alone_for_its_time(
    real, handler, at, answer, why, hours
):
    handler.answers[at] = answer
    ids = queue(real, 3)
    send_all(real)
    assert (waits(real).why, handler.log.count("MAIL")) == (why, 1)
    assert [(row(real, id).state, messages.why(row(real, id))) for id in ids] == [
        (MessageState.queued, CLOSED[why])
    ] * 3
    later(real, hours=hours, seconds=-60)
    send_all(real)
    assert handler.log.count("MAIL") == 1
    del handler.answers[at]
    later(real, minutes=2)
    send_all(real)
    assert states(real, ids) == [MessageState.sent] * 3


def test_user_and_password_that_are_wrong_stop_all_mail_and_no_one_knocks_again_within_the_hour(
    real,
):
    tried = []

    def nobody(*_):
        tried.append(1)
        return AuthResult(
            success=False,
            handled=False,
            message="535 5.7.8 Username and Password not accepted",
        )

    ids = [*queue(real, 2), *queue(real, 1, kind=MessageKind.sign_in)]
    with serving(Handler(), authenticator=nobody, auth_require_tls=False) as port:
        sent_by(real, f"smtp://hoja:wrong@127.0.0.1:{port}")
        for _ in range(3):
            send_all(real)
            later(real, minutes=9)
    assert (waits(real).why, waits(real).said) == (
        Closing.login,
        "535 5.7.8 Username and Password not accepted",
    )
    assert (states(real, ids), messages.why(row(real, ids[0]))) == (
        [MessageState.queued] * 3,
        CLOSED[Closing.login],
    )
    assert len(tried) <= 2  # smtplib tries each way to say a password once


def test_start_of_a_worker_ends_a_pause_for_user_and_password_only(real):
    now = real.office.sync.now()
    for why in Closing:
        with real.journal.write() as connection:
            mail_pause.begin(connection, mail_pause.MailPause(why, "535 no", now + DAY))
        recover(real.office.outbox)
        assert (waits(real) is None) == (why is Closing.login)


def test_failure_that_passes_is_tried_for_days_and_then_given_up(real, handler):
    handler.answers["rcpt"] = "450 4.2.1 busy"
    [id] = queue(real, 1)
    began, tries, moments = real.office.sync.now(), 0, []
    while state(real, id) == MessageState.queued:
        before = handler.log.count("MAIL")
        send_all(real)
        if handler.log.count("MAIL") > before:
            tries += 1
            moments.append(real.office.sync.now() - began)
        later(real, minutes=30)
    assert state(real, id) == MessageState.refused
    assert timedelta(days=5) <= moments[-1] < timedelta(days=5, hours=7)
    assert 20 < tries < 40
    assert max(after - before for before, after in pairwise(moments)) < timedelta(
        hours=7
    )
    assert "450 4.2.1 busy" in row(real, id).reason


def test_refused_address_gets_nothing_more_until_somebody_says_so(real, handler):
    handler.answers["rcpt"] = "550 5.1.1 no such user"
    ids = queue(real, 1)
    send_all(real)
    del handler.answers["rcpt"]
    ids += [
        add(real, MessageState.queued, email="P0@TOWN.ec"),
        add(real, MessageState.queued, email="other@town.ec"),
    ]
    send_all(real)
    assert states(real, ids) == [
        MessageState.refused,
        MessageState.queued,
        MessageState.sent,
    ]
    assert row(real, ids[1]).waits == f"{ADDRESS_REFUSED}: 550 5.1.1 no such user"
    assert act(real, ids[0], "again")
    send_all(real)
    assert states(real, ids) == [MessageState.sent] * 3


def test_message_to_a_refused_address_leaves_when_the_address_is_another(real, handler):
    handler.answers["rcpt"] = "550 5.1.1 no such user"
    queue(real, 1)
    send_all(real)
    del handler.answers["rcpt"]
    [waiting] = queue(real, 1)
    send_all(real)
    with real.journal.write() as connection:
        connection.execute(
            table.update().values(email="p9@town.ec").where(table.c.id == waiting)
        )
    send_all(real)
    assert (state(real, waiting), row(real, waiting).waits) == (MessageState.sent, "")


def test_refused_address_is_a_problem_at_its_cell_until_it_is_changed(lived):
    town = named(lived, "towns", "Serra das Flores")
    address = lived.records("towns")[town]["contact_email"]
    with serving(Handler(rcpt="550 5.1.1 no such user")) as port:
        sent_by(lived, f"smtp://127.0.0.1:{port}")
        add(lived, MessageState.queued, email=address.upper())
        assert lived.settle()
    sent_by(lived, lived.settings.smtp_url)
    everywhere = refused_at(lived)
    assert ("towns", town, "contact_email") in everywhere
    lived.edit("towns", town, "contact_email", "outra.pessoa@example.org")
    assert lived.settle()
    assert refused_at(lived) == everywhere - {("towns", town, "contact_email")}


def test_record_with_a_refused_address_is_judged_as_before(lived):
    reference = next(
        reference
        for reference in lived.records("commitments")
        if own(lived, "commitments", reference).get("flag")
    )
    before = own(lived, "commitments", reference)["flag"]
    address = lived.records("commitments")[reference]["owner_email"]
    with serving(Handler(rcpt="550 5.1.1 no such user")) as port:
        sent_by(lived, f"smtp://127.0.0.1:{port}")
        add(lived, MessageState.queued, email=address)
        assert lived.settle()
    sent_by(lived, lived.settings.smtp_url)
    assert lived.settle()
    assert ("commitments", reference, "owner_email") in refused_at(lived)
    assert own(lived, "commitments", reference)["flag"] == before

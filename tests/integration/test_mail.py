"""The outbox against a real SMTP server: sent once it can be, parked when it cannot."""

import asyncio
import socket
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from aiosmtpd.controller import Controller
from sqlalchemy import select

from brokerage import mail
from brokerage.extensions import db, utcnow, writes


class Mailbox:
    """An SMTP handler that keeps what it is given, after giving the answers it was told to."""

    def __init__(self) -> None:
        self.envelopes = []
        self.answers: list[str] = []

    async def handle_DATA(self, server, session, envelope) -> str:  # the library's name
        await asyncio.sleep(0)
        if self.answers:
            return self.answers.pop(0)
        self.envelopes.append(envelope)
        return "250 OK"


def start(port: int) -> Controller:
    controller = Controller(Mailbox(), hostname="127.0.0.1", port=port)
    controller.start()
    return controller


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def server():
    controller = start(free_port())
    yield controller
    controller.stop()


@pytest.fixture
def by_smtp(app, server, monkeypatch):
    config = replace(app.extensions["config"], smtp_port=server.port)
    monkeypatch.setitem(app.extensions, "mail_sender", mail.SmtpSender(config))


@writes
def queue(subject: str = "Hello", to: str = "someone@example.org") -> None:
    db.session.add(
        mail.OutboxMessage(
            message_id=f"<{subject.encode().hex()[:40]}@example.org>",
            recipient=to,
            subject=" ".join(subject.split()),
            body="Line one\n.\nLine three £5\n",
            created_at=utcnow(),
            due_at=utcnow(),
        )
    )
    db.session.flush()


def rows() -> list[mail.OutboxMessage]:
    db.session.expire_all()
    return list(db.session.scalars(select(mail.OutboxMessage).order_by(mail.OutboxMessage.id)))


def test_what_is_due_is_sent_once(by_smtp, server, db_session):
    queue()
    db.session.commit()
    assert mail.deliver_outbox() == 1
    assert mail.deliver_outbox() == 0
    (envelope,) = server.handler.envelopes
    assert envelope.rcpt_tos == ["someone@example.org"]
    assert rows()[0].sent_at is not None


def test_a_temporary_refusal_is_tried_again_with_the_same_message_id(by_smtp, server, db_session):
    queue()
    db.session.commit()
    server.handler.answers = ["451 Try later"]
    assert mail.deliver_outbox() == 0
    assert rows()[0].parked_at is None
    with time_machine.travel(utcnow() + timedelta(minutes=5)):
        assert mail.deliver_outbox() == 1
    assert f"Message-ID: {rows()[0].message_id}".encode() in server.handler.envelopes[0].content


def test_a_final_refusal_is_parked_and_shown(by_smtp, server, db_session):
    queue()
    db.session.commit()
    server.handler.answers = ["554 No such person"]
    assert mail.deliver_outbox() == 0
    assert rows()[0].parked_at is not None
    assert [row.id for row in mail.list_undelivered_mail()] == [rows()[0].id]


def test_a_server_that_is_down_loses_nothing(app, db_session, monkeypatch):
    port = free_port()
    config = replace(app.extensions["config"], smtp_port=port)
    monkeypatch.setitem(app.extensions, "mail_sender", mail.SmtpSender(config))
    queue()
    db.session.commit()
    assert mail.deliver_outbox() == 0
    server = start(port)
    try:
        with time_machine.travel(utcnow() + timedelta(minutes=5)):
            assert mail.deliver_outbox() == 1
    finally:
        server.stop()


def test_a_dead_senders_message_is_taken_up_after_its_lease(by_smtp, server, db_session):
    queue()
    db.session.commit()
    assert mail._claim_next() is not None  # and the process dies here
    assert mail.deliver_outbox() == 0
    with time_machine.travel(utcnow() + mail.LEASE * 2):
        assert mail.deliver_outbox() == 1


@pytest.mark.parametrize(
    "subject",
    ["Hi\r\nBcc: victim@example.org", "Hi\nX-Evil: yes", "Hi\u2028Bcc: a@example.org", "Grüße £"],
)
def test_a_name_cannot_add_a_header_or_a_recipient(by_smtp, server, db_session, subject):
    queue(subject)
    db.session.commit()
    mail.deliver_outbox()
    (envelope,) = server.handler.envelopes
    headers = envelope.content.split(b"\r\n\r\n")[0].lower().split(b"\r\n")
    assert envelope.rcpt_tos == ["someone@example.org"]
    assert not [line for line in headers if line.startswith((b"bcc", b"x-evil"))]


def test_mail_of_a_rolled_back_transaction_is_never_sent(by_smtp, server, db_session):
    queue()
    db.session.rollback()
    assert mail.deliver_outbox() == 0
    assert server.handler.envelopes == []

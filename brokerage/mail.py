"""Mail: an outbox row in the business transaction, sent at least once after the commit.

Every sending of one row carries the same Message-ID, so that a repeat can be recognised.
A row is claimed with a lease; a sender that dies leaves it for the next one.
"""

from __future__ import annotations

import secrets
import smtplib
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any, Protocol
from urllib.parse import urlsplit

import structlog
from flask import current_app
from sqlalchemy import ColumnElement, Index, String, Text, delete, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column

from brokerage.config import Config
from brokerage.extensions import Base, UtcDateTime, db, unit_of_work, utcnow

log = structlog.get_logger()

LEASE = timedelta(minutes=2)
FIRST_RETRY = timedelta(seconds=30)
MOST_ATTEMPTS = 10
SMTP_TIMEOUT_SECONDS = 20
PERMANENT_FAILURE = 500
# A long address in a header is kept whole: folded, some readers no longer follow it. RFC 5322
# allows lines of 998 octets.
POLICY = SMTP.clone(max_line_length=998)


class OutboxMessage(Base):
    """One e-mail, from the moment it was decided until it was handed over or parked."""

    __tablename__ = "outbox_messages"
    __table_args__ = (Index("ix_outbox_messages_due", "sent_at", "parked_at", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[str] = mapped_column(String(200), unique=True)
    recipient: Mapped[str] = mapped_column(String(254), index=True)
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    parked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_error: Mapped[str | None] = mapped_column(String(500))
    calendar: Mapped[str | None] = mapped_column(Text)
    """What a calendar is to do (RFC 5545), sent as a part of its own."""
    calendar_method: Mapped[str | None] = mapped_column(String(10))
    unsubscribe_url: Mapped[str | None] = mapped_column(String(400))
    """Where one POST ends mail of this kind (RFC 8058)."""


@dataclass(frozen=True, kw_only=True)
class Extras:
    """What some mail carries beside its text."""

    calendar: str | None = None
    calendar_method: str | None = None
    unsubscribe_url: str | None = None


class MailRefusedError(Exception):
    """The receiving server says no for good: trying again would not help."""


class Sender(Protocol):
    """Hands one message over, or raises: MailRefusedError for good, anything else for now."""

    def send(self, message: EmailMessage) -> None:
        """Hand the message over."""


@dataclass(frozen=True)
class NoAddress:
    """A user without an e-mail address: what is for them goes by letter or phone."""

    user_id: int


Recipient = str | NoAddress
"""An e-mail address, or the one who has none."""


@dataclass(frozen=True, kw_only=True)
class Unmailed:
    """What would have been an e-mail, had its recipient an address."""

    user_id: int
    subject: str
    body: str
    context: Mapping[str, Any]
    """What the template was given: which booking it is about, for example."""


LetterWriter = Callable[[Unmailed], None]
"""Takes what cannot be mailed, in the present transaction; a feature contributes one."""

NO_EXTRAS = Extras()


def queue_mail(
    *,
    to: Recipient,
    subject: str,
    template: str,
    extras: Extras = NO_EXTRAS,
    replaces: str | None = None,
    **context: Any,
) -> str | None:
    """Write an e-mail into the outbox, in the present transaction; return its Message-ID.

    `template` is a text template below `templates/email/`; `context` is what it shows. With
    `replaces`, the mail of that Message-ID is taken back where nobody has begun to send it.
    Without an address, the letter writers are handed the text instead, and None is returned.
    """
    config: Config = current_app.extensions["config"]
    # Not Flask's render_template: its context is a page's, and mail is also sent without a request.
    page = current_app.jinja_env.get_template(f"email/{template}.txt")
    body = page.render(base_url=config.base_url, area=current_app.extensions["area"], **context)
    subject = " ".join(subject.split())[:200]
    if isinstance(to, NoAddress):
        _hand_over(Unmailed(user_id=to.user_id, subject=subject, body=body, context=context))
        return None
    if replaces is not None:
        _take_back(replaces)
    now = utcnow()
    message = OutboxMessage(
        message_id=_new_message_id(urlsplit(config.base_url).hostname or "localhost"),
        recipient=to,
        subject=subject,
        body=body,
        created_at=now,
        due_at=now,
        calendar=extras.calendar,
        calendar_method=extras.calendar_method,
        unsubscribe_url=extras.unsubscribe_url,
    )
    db.session.add(message)
    db.session.flush()
    return message.message_id


def _take_back(message_id: str) -> None:
    db.session.execute(
        delete(OutboxMessage).where(
            OutboxMessage.message_id == message_id,
            OutboxMessage.attempts == 0,
            OutboxMessage.sent_at.is_(None),
        )
    )


def _hand_over(unmailed: Unmailed) -> None:
    """Give it to whoever writes letters; nobody is forgotten without an error."""
    writers: list[LetterWriter] = current_app.extensions["contributions"].get("letter_writers", [])
    if not writers:
        raise RuntimeError("There is nobody who writes letters to those without an address.")
    for write in writers:
        write(unmailed)


def deliver_outbox() -> int:
    """Send what is due, each in short transactions of its own; return how many were handed over."""
    delivered = 0
    while (message_id := _claim_next()) is not None:
        delivered += _deliver(message_id)
    return delivered


def _new_message_id(domain: str) -> str:
    """Return an id that no other mail has; one of the clock and a seedable chance may repeat."""
    return f"<{secrets.token_hex(16)}@{domain}>"


def has_due_mail() -> bool:
    """Say whether anything waits to be sent."""
    return _find_due(utcnow()) is not None


def _due(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        OutboxMessage.sent_at.is_(None),
        OutboxMessage.parked_at.is_(None),
        OutboxMessage.due_at <= now,
    )


def _find_due(now: datetime) -> int | None:
    by_age = select(OutboxMessage.id).order_by(OutboxMessage.due_at, OutboxMessage.id)
    with db.new_session() as session:
        return session.scalars(by_age.where(*_due(now)).limit(1)).first()


def _claim_next() -> int | None:
    """Take a lease on the message that has been due longest."""
    now = utcnow()
    found = _find_due(now)
    if found is None:
        return None
    with unit_of_work() as session:
        # Another sender may have been quicker: then nothing is updated and we look again.
        claimed = session.execute(
            update(OutboxMessage)
            .where(OutboxMessage.id == found, *_due(now))
            .values(due_at=now + LEASE, attempts=OutboxMessage.attempts + 1)
            .returning(OutboxMessage.id)
        ).scalar()
    return claimed if claimed is not None else _claim_next()


def _deliver(outbox_id: int) -> bool:
    with db.new_session() as session:
        row = session.get_one(OutboxMessage, outbox_id)
    try:
        sender: Sender = current_app.extensions["mail_sender"]
        sender.send(_as_email(row))
    except Exception as error:
        _put_back(row, error)
        return False
    with unit_of_work() as session:
        session.execute(
            update(OutboxMessage)
            .where(OutboxMessage.id == outbox_id)
            .values(sent_at=utcnow(), last_error=None)
        )
    return True


def _put_back(row: OutboxMessage, error: Exception) -> None:
    is_final = isinstance(error, MailRefusedError) or row.attempts >= MOST_ATTEMPTS
    now = utcnow()
    log.warning("mail_not_sent", outbox_id=row.id, attempts=row.attempts, is_final=is_final)
    with unit_of_work() as session:
        session.execute(
            update(OutboxMessage)
            .where(OutboxMessage.id == row.id)
            .values(
                due_at=now + FIRST_RETRY * 2 ** min(row.attempts - 1, 10),
                parked_at=now if is_final else None,
                last_error=f"{type(error).__name__}: {error}"[:500],
            )
        )


def _as_email(row: OutboxMessage) -> EmailMessage:
    config: Config = current_app.extensions["config"]
    message = EmailMessage(policy=POLICY)
    message["From"] = config.mail_from
    message["To"] = row.recipient
    message["Subject"] = row.subject
    message["Message-ID"] = row.message_id
    message["Date"] = row.created_at
    message["Auto-Submitted"] = "auto-generated"
    if row.unsubscribe_url:
        message["List-Unsubscribe"] = f"<{row.unsubscribe_url}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(row.body)
    if row.calendar:
        # RFC 6047: the method stands in the part's type, or a mail reader offers no button.
        message.add_alternative(
            row.calendar, subtype="calendar", params={"method": row.calendar_method or "REQUEST"}
        )
    return message


class SmtpSender:
    """Hands messages to an SMTP server, one connection each."""

    def __init__(self, config: Config) -> None:
        self._config = config

    def send(self, message: EmailMessage) -> None:
        """Hand the message over; a 5xx answer is final."""
        config = self._config
        try:
            with smtplib.SMTP(
                config.smtp_host, config.smtp_port, timeout=SMTP_TIMEOUT_SECONDS
            ) as server:
                if config.smtp_uses_tls:
                    server.starttls(context=ssl.create_default_context())
                if config.smtp_username:
                    server.login(config.smtp_username, config.smtp_password)
                server.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _ in error.recipients.values()]
            if all(code >= PERMANENT_FAILURE for code in codes):
                raise MailRefusedError(str(error)) from error
            raise
        except smtplib.SMTPResponseException as error:
            is_refusal = not isinstance(error, smtplib.SMTPAuthenticationError)
            if is_refusal and error.smtp_code >= PERMANENT_FAILURE:
                raise MailRefusedError(str(error)) from error
            raise


class ConsoleSender:
    """Writes that there was a message to the log, for development; the text stays out of it."""

    def send(self, message: EmailMessage) -> None:
        """Log the subject."""
        log.info("mail", subject=message["Subject"], message_id=message["Message-ID"])


class MemorySender:
    """Keeps messages in a list: tests, and demonstration mode, which sends nothing real."""

    def __init__(self) -> None:
        self.sent: list[EmailMessage] = []

    def send(self, message: EmailMessage) -> None:
        """Keep the message."""
        self.sent.append(message)


SENDERS: dict[str, Callable[[Config], Sender]] = {
    "smtp": SmtpSender,
    "console": lambda config: ConsoleSender(),
    "memory": lambda config: MemorySender(),
}


def make_sender(config: Config) -> Sender:
    """Return the sender the settings name; demonstration mode never sends anything real."""
    return SENDERS["memory" if config.is_demonstration else config.mail_sender](config)


def list_mail(limit: int = 200) -> list[OutboxMessage]:
    """Return the newest messages, newest first: for the demonstration's mailbox."""
    return list(
        db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id.desc()).limit(limit))
    )


def list_undelivered_mail(limit: int = 200) -> list[OutboxMessage]:
    """Return what is parked or has failed at least once, for the administrator."""
    return list(
        db.session.scalars(
            select(OutboxMessage)
            .where(
                OutboxMessage.sent_at.is_(None),
                or_(OutboxMessage.parked_at.is_not(None), OutboxMessage.attempts > 0),
            )
            .order_by(OutboxMessage.id.desc())
            .limit(limit)
        )
    )

"""Throttles: how often something was tried from one key in the last few minutes.

Counts live in a small table that serves every engine and every worker, in fixed windows; an
estimate weighs the window before by how much of it is still inside the span. A key is kept
as a digest, so the table names nobody.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import String, delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from brokerage.extensions import Base, UtcDateTime, db, unit_of_work, utcnow
from brokerage.web import side_writer


class ThrottleCount(Base):
    """How many tries fell into one window."""

    __tablename__ = "throttle_counts"

    key_digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    window_at: Mapped[datetime] = mapped_column(UtcDateTime, primary_key=True, index=True)
    tries: Mapped[int]


class ThrottledError(Exception):
    """Too many tries; `wait` says how long until another is worth it."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__(f"Too many tries; wait {wait}.")
        self.wait = wait


@dataclass(frozen=True)
class Limit:
    """At most `most` tries in any `span`, counted for each key apart."""

    name: str
    most: int
    span: timedelta = timedelta(minutes=5)

    def check(self, *keys: str) -> None:
        """Refuse (ThrottledError) where any key has used up its tries."""
        now = utcnow()
        for key in keys:
            if self._estimate(key, now) >= self.most:
                raise ThrottledError(self.span)

    def count(self, *keys: str) -> None:
        """Count one try for each key; kept even if the request is refused."""
        self._add(keys, 1)

    def take(self, *keys: str) -> None:
        """Count one try for each key, then refuse (ThrottledError) where it was one too many.

        Counted before it is judged, so that tries sent all at once cannot slip through together.
        """
        self.count(*keys)
        now = utcnow()
        for key in keys:
            if self._estimate(key, now) > self.most:
                raise ThrottledError(self.span)

    def give_back(self, *keys: str) -> None:
        """Take one try back: it turned out to be no guess."""
        self._add(keys, -1)

    def _add(self, keys: tuple[str, ...], tries: int) -> None:
        window = self._window(utcnow())
        digests = [self._digest(key) for key in keys]

        def work(session: Session) -> None:
            for digest in digests:
                _add_tries(session, digest=digest, window=window, tries=tries)

        side_writer.write(work)

    def _estimate(self, key: str, now: datetime) -> float:
        window = self._window(now)
        rows = db.session.execute(
            select(ThrottleCount.window_at, ThrottleCount.tries).where(
                ThrottleCount.key_digest == self._digest(key),
                ThrottleCount.window_at >= window - self.span,
            )
        ).all()
        share_left = 1 - (now - window) / self.span
        return sum(tries * (1.0 if at == window else share_left) for at, tries in rows)

    def _window(self, now: datetime) -> datetime:
        seconds = self.span.total_seconds()
        return datetime.fromtimestamp(now.timestamp() // seconds * seconds, tz=now.tzinfo)

    def _digest(self, key: str) -> str:
        secret = current_app.extensions["config"].secret_key
        return hashlib.sha256(f"{secret}:{self.name}:{key}".encode()).hexdigest()


def _add_tries(session: Session, *, digest: str, window: datetime, tries: int) -> None:
    row = (ThrottleCount.key_digest == digest, ThrottleCount.window_at == window)
    add = update(ThrottleCount).where(*row).values(tries=ThrottleCount.tries + tries)
    if session.execute(add.returning(ThrottleCount.tries)).scalar() is not None:
        return
    try:
        with session.begin_nested():
            session.add(ThrottleCount(key_digest=digest, window_at=window, tries=tries))
    except IntegrityError:
        session.execute(add)  # another worker opened the window in between


def forget_old_counts(keep: timedelta = timedelta(days=1)) -> None:
    """Delete windows that no limit looks at any more."""
    with unit_of_work() as session:
        session.execute(delete(ThrottleCount).where(ThrottleCount.window_at < utcnow() - keep))

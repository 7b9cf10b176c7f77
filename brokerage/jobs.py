"""Scheduled jobs: a table of what runs how often, and a runner that any process may start.

A job is claimed by one guarded update with a lease, so two runners never run one job at the
same time, and a job whose runner was killed runs again when the lease is over.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from flask import Flask, current_app
from sqlalchemy import String, select, update
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Mapped, Session, mapped_column

from brokerage.extensions import Base, UtcDateTime, db, unit_of_work, utcnow

log = structlog.get_logger()

LEASE = timedelta(minutes=5)
PAUSE_SECONDS = 1.0


class JobRun(Base):
    """When a scheduled job last ran, and until when it is claimed."""

    __tablename__ = "job_runs"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_error: Mapped[str | None] = mapped_column(String(500))


@dataclass(frozen=True)
class Job:
    """A named piece of work and how often it is done; it commits its own units of work."""

    name: str
    every: timedelta
    run: Callable[[], object]
    has_work: Callable[[], bool] = lambda: True
    """A cheap read that spares an idle database the claim's write."""


def run_due_jobs() -> list[str]:
    """Run each job that is due, once; return the names of those that ran."""
    return [job.name for job in current_app.extensions["jobs"] if _claim(job) and _run(job)]


def _claim(job: Job) -> bool:
    now = utcnow()
    with db.new_session() as session:
        due_at = session.scalar(select(JobRun.due_at).where(JobRun.name == job.name))
    if (due_at is not None and due_at > now) or not job.has_work():
        return False
    with unit_of_work() as session:
        if due_at is None:
            return _add_first_run(session, job, now)
        claimed = session.execute(
            update(JobRun)
            .where(JobRun.name == job.name, JobRun.due_at == due_at)
            .values(due_at=now + max(LEASE, job.every))
            .returning(JobRun.name)
        ).scalar()
    return claimed is not None


def _add_first_run(session: Session, job: Job, now: datetime) -> bool:
    try:
        with session.begin_nested():
            session.add(JobRun(name=job.name, due_at=now + max(LEASE, job.every)))
    except IntegrityError:
        return False  # another runner was quicker
    return True


def _run(job: Job) -> bool:
    failure: str | None = None
    try:
        with current_app.app_context():
            job.run()
            db.session.commit()
    except Exception as error:
        failure = f"{type(error).__name__}: {error}"[:500]
        log.exception("job_failed", job=job.name)
    now = utcnow()
    with unit_of_work() as session:
        session.execute(
            update(JobRun)
            .where(JobRun.name == job.name)
            .values(due_at=now + job.every, finished_at=now, last_error=failure)
        )
    return True


class JobRunner(threading.Thread):
    """The embedded server's runner: a thread that looks for due jobs until it is stopped."""

    def __init__(self, app: Flask) -> None:
        super().__init__(name="jobs", daemon=True)
        self._app = app
        self._stopping = threading.Event()

    def run(self) -> None:
        """Look, run, wait; a failing database must not end the thread."""
        while not self._stopping.is_set():
            try:
                with self._app.app_context():
                    run_due_jobs()
            except SQLAlchemyError:
                log.exception("jobs_paused")
            self._stopping.wait(PAUSE_SECONDS)

    def stop(self) -> None:
        """Ask the thread to end and wait for it."""
        self._stopping.set()
        self.join(timeout=10)

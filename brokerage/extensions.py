"""The data layer: one engine an app, one session a request, one writer at a time on SQLite."""

from __future__ import annotations

import functools
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, ParamSpec, TypeVar

from flask import Flask, current_app, g
from sqlalchemy import (
    CheckConstraint,
    Connection,
    DateTime,
    Dialect,
    Engine,
    MetaData,
    create_engine,
    event,
)
from sqlalchemy.engine import make_url
from sqlalchemy.orm import DeclarativeBase, Session, SessionTransaction
from sqlalchemy.types import TypeDecorator

P = ParamSpec("P")
R = TypeVar("R")

NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
SQLITE_BUSY_SECONDS = 15
FIRST_SQLITE_WITH_SAFE_WAL = (3, 51, 3)


class Base(DeclarativeBase):
    """The one declarative base; every table is in its metadata."""

    metadata = MetaData(naming_convention=NAMING_CONVENTION)


def one_of(column: str, values: type[StrEnum]) -> CheckConstraint:
    """Constrain a column to the values of an enum."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} in ({listed})", name=column)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC datetime on every engine; SQLite would hand back a naive one."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive time, which would mean something else on each machine."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A time without a zone cannot be stored.")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Put the zone back."""
        if value is None or value.tzinfo is not None:
            return value
        return value.replace(tzinfo=UTC)


_told: ContextVar[datetime | None] = ContextVar("told", default=None)


def utcnow() -> datetime:
    """Return the present moment, aware, in UTC; while a past one is told, that one."""
    return _told.get() or datetime.now(UTC)


@contextmanager
def telling(moment: datetime) -> Iterator[None]:
    """Let services take a past moment for now: for the demonstration's loader alone.

    What they write, the log of what happened included, then stands at the time it is told of.
    """
    if moment > datetime.now(UTC):
        raise ValueError("What has not happened yet cannot be told.")
    token = _told.set(moment)
    try:
        yield
    finally:
        _told.reset(token)


class Database:
    """Sessions for the app in whose context we are.

    On SQLite a read is an ordinary transaction and a write begins with BEGIN IMMEDIATE, so
    that a writer waits at its start and never fails half-way. `begin_write` is what
    separates the two; services are marked with `writes`, which calls it.
    """

    def __init__(self) -> None:
        self._connection_for_tests: Connection | None = None

    def init_app(self, app: Flask, database_url: str) -> None:
        """Give the app an engine and end its session with each app context."""
        app.extensions["database_engine"] = _make_engine(database_url)
        app.teardown_appcontext(self._close)

    def engine(self, app: Flask | None = None) -> Engine:
        """Return the app's engine."""
        engine: Engine = (app or current_app).extensions["database_engine"]
        return engine

    def bind_for_tests(self, connection: Connection | None) -> None:
        """Run every session inside this open connection, each in a savepoint of it."""
        self._connection_for_tests = connection

    def new_session(self) -> Session:
        """Return a session of its own, for the short transactions beside the request's."""
        if self._connection_for_tests is not None:
            return Session(
                self._connection_for_tests,
                expire_on_commit=False,
                join_transaction_mode="create_savepoint",
            )
        return Session(self.engine(), expire_on_commit=False)

    @contextmanager
    def held_session(self) -> Iterator[Session]:
        """Yield a session that keeps one connection, for temporary tables (brokerage.staging)."""
        if self._connection_for_tests is not None:
            with self.new_session() as session:
                yield session
            return
        with (
            self.engine().connect() as connection,
            Session(connection, expire_on_commit=False) as session,
        ):
            yield session

    @property
    def session(self) -> Session:
        """The session of this request, task or command."""
        if "database_session" not in g:
            g.database_session = self.new_session()
            event.listen(g.database_session, "after_transaction_end", _forget_write)
        session: Session = g.database_session
        return session

    @property
    def is_writing(self) -> bool:
        """Whether this context's session holds a write transaction."""
        return "database_session" in g and bool(g.database_session.info.get("is_writing"))

    def begin_write(self) -> None:
        """End the read and begin the write; rows are read afresh from here on."""
        if self.is_writing:
            return
        session = self.session
        if session.new or session.dirty or session.deleted:
            raise RuntimeError("Rows were changed outside a service.")
        session.commit()
        session.expire_all()
        start_write(session)

    def end_read(self) -> None:
        """Let go of the database before slow work; what was loaded stays usable."""
        if "database_session" in g and not self.is_writing:
            g.database_session.commit()

    def _close(self, error: BaseException | None) -> None:
        session: Session | None = g.pop("database_session", None)
        if session is not None:
            session.close()


db = Database()


def start_write(session: Session) -> None:
    """Open the write transaction of a session that has none open."""
    session.connection(execution_options={"begins_immediate": True})
    session.info["is_writing"] = True


@contextmanager
def unit_of_work() -> Iterator[Session]:
    """One short write transaction of its own, for tasks, commands and the side writer."""
    with db.new_session() as session:
        start_write(session)
        yield session
        session.commit()


def writes(function: Callable[P, R]) -> Callable[P, R]:
    """Mark a service: the write transaction begins when it is called, if none has begun."""

    @functools.wraps(function)
    def begin_and_call(*args: P.args, **kwargs: P.kwargs) -> R:
        db.begin_write()
        return function(*args, **kwargs)

    begin_and_call.__writes__ = True  # type: ignore[attr-defined]  # read by the convention test
    return begin_and_call


def _forget_write(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info["is_writing"] = False


def _make_engine(database_url: str) -> Engine:
    url = make_url(database_url)
    if url.get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True, pool_size=10, max_overflow=10)
    engine = create_engine(url, connect_args={"timeout": SQLITE_BUSY_SECONDS})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    event.listen(engine, "checkin", _leave_nothing_open)
    return engine


def _prepare_sqlite(connection: Any, record: object) -> None:
    """Take transactions into our own hands and set the safe pragmas.

    WAL has a rare corruption bug with two or more connections before 3.51.3
    (https://sqlite.org/wal.html#walresetbug), so an older library keeps the rollback journal.
    """
    connection.isolation_level = None
    is_wal_safe = sqlite3.sqlite_version_info >= FIRST_SQLITE_WITH_SAFE_WAL
    connection.execute(f"PRAGMA journal_mode={'WAL' if is_wal_safe else 'DELETE'}")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")


def _leave_nothing_open(connection: Any, record: object) -> None:
    """End what a refused COMMIT left open: in the pool it would lock every other writer out."""
    if connection is not None and connection.in_transaction:
        connection.rollback()


def _begin_sqlite(connection: Connection) -> None:
    is_immediate = connection.get_execution_options().get("begins_immediate", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if is_immediate else "BEGIN")

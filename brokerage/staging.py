"""Bulk loads: rows gathered in a temporary table, then published in one short transaction.

The temporary table is the connection's own, so filling it holds nobody up, on either engine.

    with db.held_session() as session, staging(session, Postcode) as staged:
        staged.add(rows)
        with publishing(session):
            published = staged.publish()
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any, cast

from sqlalchemy import (
    Column,
    ColumnElement,
    CursorResult,
    Index,
    Integer,
    MetaData,
    Table,
    and_,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session
from sqlalchemy.schema import CreateIndex, CreateTable, DropTable

from brokerage.extensions import Base, start_write

CHUNK = 5_000
LINE = "staged_line"


@dataclass(frozen=True)
class Published:
    """How many rows a load added, changed, found as they were, or could not complete."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    incomplete: int = 0
    """Rows of which the table has none yet and which lack a value that a new row must have."""

    @property
    def staged(self) -> int:
        """How many rows were gathered."""
        return self.added + self.changed + self.unchanged + self.incomplete

    @property
    def has_changed(self) -> bool:
        """Whether anything is different now."""
        return bool(self.added or self.changed)


@contextmanager
def staging(session: Session, model: type[Base]) -> Iterator[Staged]:
    """Give a place to gather rows for this model's table; it is gone afterwards.

    The session must keep its connection (`db.held_session`) and hold no write.
    """
    staged = Staged(session, cast(Table, model.__table__))
    staged.create()
    try:
        yield staged
    finally:
        session.rollback()
        staged.drop()


@contextmanager
def publishing(session: Session) -> Iterator[None]:
    """Hold the write transaction in which what was gathered is published; it is committed."""
    session.commit()
    start_write(session)
    yield
    session.commit()


class Staged:
    """Rows on their way to one table; publishing adds and changes rows, and deletes none."""

    def __init__(self, session: Session, target: Table) -> None:
        self._session = session
        self._target = target
        self._rows = Table(
            f"staged_{target.name}",
            MetaData(),
            Column(LINE, Integer),
            *(Column(column.name, column.type) for column in target.columns),
            prefixes=["TEMPORARY"],
        )
        self._keys = [self._rows.c[column.name] for column in target.primary_key]
        self._index = Index(f"ix_staged_{target.name}", *self._keys)

    def create(self) -> None:
        """Make the temporary table."""
        self._session.execute(CreateTable(self._rows))
        self._session.execute(CreateIndex(self._index))
        self._session.commit()

    def drop(self) -> None:
        """Remove the temporary table."""
        self._session.execute(DropTable(self._rows, if_exists=True))
        self._session.commit()

    def add(self, rows: Iterable[Mapping[str, Any]]) -> int:
        """Gather rows by the chunk; return how many. All must have the same keys.

        A value of None leaves what the table has. `staged_line` says where a row came from.
        """
        waiting, count = iter(rows), 0
        while chunk := list(islice(waiting, CHUNK)):
            self._session.execute(insert(self._rows), chunk)
            count += len(chunk)
        self._session.commit()
        return count

    def drop_repeats(self, shown: int) -> tuple[list[int], int]:
        """Keep the first row of each key; return the first lines that repeat, and how many."""
        number = func.row_number().over(partition_by=self._keys, order_by=self._rows.c[LINE])
        numbered = select(self._rows.c[LINE].label("line"), number.label("number")).subquery()
        repeats = select(numbered.c.line).where(numbered.c.number > 1)
        lines = self._session.scalars(repeats.order_by(numbered.c.line).limit(shown)).all()
        dropped = self._count(delete(self._rows).where(self._rows.c[LINE].in_(repeats)))
        self._session.commit()
        return list(lines), dropped

    def publish(self) -> Published:
        """Bring the table up to the rows gathered, in the transaction that is open."""
        target, rows = self._target, self._rows
        is_same_key = and_(*(target.c[key.name] == key for key in self._keys))
        staged = self._session.scalar(select(func.count()).select_from(rows)) or 0
        known = self._session.scalar(
            select(func.count()).select_from(rows.join(target, is_same_key))
        )
        changed = self._update(is_same_key)
        is_known = select(1).select_from(target).where(is_same_key).exists()
        is_complete = [rows.c[each.name].is_not(None) for each in target.c if not each.nullable]
        names = [column.name for column in target.columns]
        chosen = select(*(rows.c[name] for name in names)).where(~is_known, *is_complete)
        added = self._count(insert(target).from_select(names, chosen))
        known = known or 0
        return Published(added, changed, known - changed, staged - known - added)

    def _update(self, is_same_key: ColumnElement[bool]) -> int:
        keys = {key.name for key in self._keys}
        pairs = [
            (each, self._rows.c[each.name]) for each in self._target.c if each.name not in keys
        ]
        differs = [and_(new.is_not(None), old.is_distinct_from(new)) for old, new in pairs]
        if not differs:
            return 0
        return self._count(
            update(self._target)
            .where(is_same_key, or_(*differs))
            .values({old.name: func.coalesce(new, old) for old, new in pairs})
        )

    def _count(self, statement: Any) -> int:
        # Without the option, psycopg's count of an INSERT is not kept.
        counting = statement.execution_options(preserve_rowcount=True)
        return cast("CursorResult[Any]", self._session.execute(counting)).rowcount

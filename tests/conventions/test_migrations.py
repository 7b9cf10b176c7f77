"""The migrations give exactly the tables the models describe, and each can be undone."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Connection, Engine, MetaData, Table, create_engine, text

import brokerage  # noqa: F401 - importing the app maps every table
from brokerage.extensions import Base
from brokerage.migrations import alembic_config, downgrade, upgrade
from tests.support.databases import ENGINE_NAMES, Databases

SCRIPTS = ScriptDirectory.from_config(alembic_config("sqlite://"))


@pytest.fixture(params=ENGINE_NAMES)
def empty_database(
    request: pytest.FixtureRequest, databases: Databases, worker_name: str
) -> Iterator[str]:
    """Return the address of a database without any table."""
    name = f"{worker_name}_migrations"
    yield databases.make_empty(request.param, name)
    databases.drop(request.param, name)


def test_there_is_one_head() -> None:
    assert len(SCRIPTS.get_heads()) == 1


def test_the_newest_migration_gives_the_tables_of_the_models(empty_database: str) -> None:
    upgrade(empty_database)
    engine = create_engine(empty_database)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()


def test_each_migration_can_be_undone_and_done_again(empty_database: str) -> None:
    for script in reversed(list(SCRIPTS.walk_revisions())):
        upgrade(empty_database, script.revision)
        downgrade(empty_database, "-1")
        upgrade(empty_database, script.revision)
    downgrade(empty_database, "base")
    upgrade(empty_database)


def test_a_yes_from_before_there_were_conditions_is_a_sure_place(empty_database: str) -> None:
    """There and back: nobody who had a place loses it."""
    upgrade(empty_database, "0007")
    engine = create_engine(empty_database)
    with engine.begin() as connection:
        metadata = MetaData()
        metadata.reflect(connection)
        for name in ("users", "organisations", "opportunities"):
            _insert(connection, metadata.tables[name], id=1, user_id=1, organisation_id=1)
        for number, status in enumerate(("accepted", "withdrawn", "attended"), start=1):
            _insert(connection, metadata.tables["bookings"], id=number, status=status)
    upgrade(empty_database, "0011")
    assert _statuses(engine) == ["confirmed", "withdrawn", "attended"]
    with engine.begin() as connection:
        connection.execute(text("update bookings set status = 'lapsed' where id = 3"))
    downgrade(empty_database, "0007")
    assert _statuses(engine) == ["accepted", "withdrawn", "cancelled"]
    engine.dispose()


def test_those_without_an_address_are_kept_on_the_way_back(empty_database: str) -> None:
    """The older tables know nobody without an address: nothing arrives at the one they get."""
    upgrade(empty_database, "0015")
    engine = create_engine(empty_database)
    _add_users(engine, [{"id": 1, "email": "a@example.org", "email_key": "a@example.org"}])
    upgrade(empty_database, "0016")
    _add_users(engine, [{"id": 2}])
    downgrade(empty_database, "0015")
    assert _emails(engine) == ["a@example.org", "offline-2@offline.invalid"]
    upgrade(empty_database, "0016")
    assert _emails(engine) == ["a@example.org", "offline-2@offline.invalid"]
    engine.dispose()


def test_values_of_measures_are_as_old_as_their_list(empty_database: str) -> None:
    """A report on a past moment finds the values that were there before values had a time."""
    upgrade(empty_database, "0022")
    engine = create_engine(empty_database)
    loaded_at = datetime(2026, 2, 3, tzinfo=UTC)
    with engine.begin() as connection:
        metadata = MetaData()
        metadata.reflect(connection)
        lists = metadata.tables["measure_frameworks"]
        _insert(connection, lists, id=1, loaded_at=loaded_at)
        _insert(connection, metadata.tables["measures"], id=1, framework_id=1)
        _insert(
            connection,
            metadata.tables["measure_values"],
            id=1,
            measure_id=1,
            year=2025,
            pence=5,
            source="A",
        )
    upgrade(empty_database, "0024")
    with engine.connect() as connection:
        found = connection.execute(text("select loaded_at from measure_values")).scalar()
    assert str(found).startswith("2026-02-03")
    downgrade(empty_database, "0022")
    engine.dispose()


def _add_users(engine: Engine, rows: list[dict[str, object]]) -> None:
    with engine.begin() as connection:
        metadata = MetaData()
        metadata.reflect(connection, only=["users"])
        for row in rows:
            _insert(connection, metadata.tables["users"], **row)


def _emails(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return list(connection.scalars(text("select email from users order by id")))


def _insert(connection: Connection, table: Table, **values: object) -> None:
    """Insert a row with these values, and anything that fits where one is needed."""
    known = {"age_band": "18+", "minimum_band": "18+", "commitment": "one-off", "minutes": 60}
    known |= {"status": "published" if table.name == "opportunities" else "approved"}
    known |= {"opportunity_id": 1, "user_id": 1, "organisation_id": 1} | values
    needed = {each.name for each in table.columns if not each.nullable}
    row = {
        each.name: known.get(each.name, _anything(each))
        for each in table.columns
        if each.name in needed or each.name in {"commitment", "minutes", *values}
    }
    connection.execute(table.insert().values(row))


def _anything(column: Column[Any]) -> object:
    kind = column.type.python_type
    if column.name in {"wants", "causes", "skills", "day_parts", "requirements", "answered"}:
        return []
    moment = datetime(2026, 5, 4, 9, tzinfo=UTC)
    values = {bool: False, int: 0, str: "", datetime: moment, date: moment.date()}
    return values.get(kind, [])


def _statuses(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return list(connection.scalars(text("select status from bookings order by id")))

"""The migrations give exactly the tables the models describe, and each can be undone."""

from collections.abc import Iterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

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

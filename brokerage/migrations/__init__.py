"""Alembic, called from Python so that no file of its own is needed."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

FOLDER = Path(__file__).resolve().parent


def alembic_config(database_url: str) -> Config:
    """Return Alembic's configuration for a database."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    # Alembic interpolates percent signs, which addresses may hold.
    config.set_main_option("sqlalchemy.url", database_url.replace("%", "%%"))
    return config


def upgrade(database_url: str, revision: str = "head") -> None:
    """Bring a database up to the revision."""
    command.upgrade(alembic_config(database_url), revision)


def downgrade(database_url: str, revision: str) -> None:
    """Bring a database back to the revision."""
    command.downgrade(alembic_config(database_url), revision)


@cache
def newest_version() -> str | None:
    """Return the newest migration that this code knows."""
    return ScriptDirectory(str(FOLDER)).get_current_head()


def version_of(connection: Connection) -> str | None:
    """Return the migration a database is at, None where it has none yet."""
    return MigrationContext.configure(connection).get_current_revision()

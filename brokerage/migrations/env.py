"""Alembic's environment: our metadata, our naming convention, batches on SQLite."""

from __future__ import annotations

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool
from sqlalchemy.types import TypeDecorator

import brokerage  # noqa: F401  # importing the app maps every table
from brokerage.extensions import Base


def is_ours(thing: object, name: str | None, kind: str, reflected: bool, other: object) -> bool:
    """Leave tables alone that no model knows: they belong to someone else."""
    return not (kind == "table" and reflected and other is None)


def render(kind: str, thing: object, autogen: AutogenContext) -> str | Literal[False]:
    """Write our own column types as the plain ones they stand on: a migration must not change."""
    return f"sa.{thing.impl_instance!r}" if isinstance(thing, TypeDecorator) else False


def run() -> None:
    """Migrate the database of the settings Alembic was given."""
    engine = create_engine(
        str(context.config.get_main_option("sqlalchemy.url")), poolclass=NullPool
    )
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=connection.dialect.name == "sqlite",
            include_object=is_ours,
            render_item=render,
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()


run()

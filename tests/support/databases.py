"""Migrated databases for tests: made once a run, copied for each worker and each need."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from brokerage.migrations import upgrade
from tests.support.postgres import Postgres
from tests.support.run_folder import locked

ENGINE_NAMES = ("sqlite", "postgresql")
ONE_ENGINE_A_DAY = pytest.mark.parametrize(
    "engine_name", ["sqlite", pytest.param("postgresql", marks=pytest.mark.long)]
)
"""For slow proofs of what does not hang on the engine: both are tried in the long run."""
TEMPLATE = "brokerage_template"


@dataclass(frozen=True)
class Databases:
    """Hands out databases at the newest migration, on either engine."""

    run_folder: Path

    def make(self, engine_name: str, name: str) -> str:
        """Make an empty migrated database of that name and return its address."""
        if engine_name == "sqlite":
            return self._copy_sqlite(name)
        return self._copy_postgres(name)

    def drop(self, engine_name: str, name: str) -> None:
        """Drop what `make` made; nothing may be connected on SQLite."""
        if engine_name == "sqlite":
            self._sqlite_file(name).unlink()
        else:
            self.server.drop(name)

    def make_empty(self, engine_name: str, name: str) -> str:
        """Make a database without any table, for tests of the migrations themselves."""
        if engine_name == "sqlite":
            return f"sqlite:///{self._sqlite_file(name)}"
        self.server.start()
        self.server.create(name)
        return self.server.url(name)

    @property
    def server(self) -> Postgres:
        """The run's PostgreSQL server."""
        return Postgres(self.run_folder)

    def _copy_sqlite(self, name: str) -> str:
        template = self._sqlite_file(TEMPLATE)
        with locked(self.run_folder, "sqlite"):
            if not template.exists():
                unfinished = self._sqlite_file("unfinished")
                upgrade(f"sqlite:///{unfinished}")
                unfinished.rename(template)
        shutil.copyfile(template, self._sqlite_file(name))
        return f"sqlite:///{self._sqlite_file(name)}"

    def _copy_postgres(self, name: str) -> str:
        self.server.start()
        with locked(self.run_folder, "postgres-template"):
            if not self.server.exists(TEMPLATE):
                self.server.drop("unfinished")
                self.server.create("unfinished")
                upgrade(self.server.url("unfinished"))
                self.server.create(TEMPLATE, template="unfinished")
            self.server.create(name, template=TEMPLATE)
        return self.server.url(name)

    def _sqlite_file(self, name: str) -> Path:
        return self.run_folder / f"{name}.sqlite"

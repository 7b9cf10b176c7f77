"""One server process to a SQLite file: who is refused, and why."""

from pathlib import Path

import pytest

from brokerage.config import Config, ConfigError
from brokerage.web.embedded_server import (
    ServerRefusedError,
    bound_socket,
    only_server_of,
    refuse_many_processes,
)

POSTGRESQL = "postgresql+psycopg://nobody@/nothing"


def config(database_url: str) -> Config:
    return Config(database_url=database_url, secret_key="x" * 32)


def test_gunicorn_is_refused_on_sqlite_only() -> None:
    with pytest.raises(ConfigError, match="one server process only"):
        refuse_many_processes(config("sqlite:///x.sqlite"), "gunicorn/27.0.1")
    refuse_many_processes(config("sqlite:///x.sqlite"), "")
    refuse_many_processes(config(POSTGRESQL), "gunicorn/27.0.1")


def test_a_second_server_is_refused_while_the_first_runs(tmp_path: Path) -> None:
    here = config(f"sqlite:///{tmp_path / 'new' / 'here.sqlite'}")
    with only_server_of(here):
        refused = pytest.raises(ServerRefusedError, match="already running on here.sqlite")
        with refused, only_server_of(here):
            pass
        with only_server_of(config(f"sqlite:///{tmp_path / 'there.sqlite'}")):
            pass
    with only_server_of(here):
        pass


def test_postgresql_is_sent_to_gunicorn() -> None:
    with (
        pytest.raises(ServerRefusedError, match="gunicorn wsgi:app"),
        only_server_of(config(POSTGRESQL)),
    ):
        pass


def test_a_taken_port_names_another_to_try() -> None:
    with bound_socket(0) as bound:
        port = bound.getsockname()[1]
        with pytest.raises(ServerRefusedError, match=f"Port {port} is taken"), bound_socket(port):
            pass

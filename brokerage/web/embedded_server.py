"""The embedded server: one process with threads and its own job runner, for SQLite.

SQLite before 3.51.3 can lose writes when two processes share a write-ahead log, and a second
server would double every job: so there is one server process to a database file, held by a
lock beside it. Commands may run beside the server, since they write in short transactions.
"""

from __future__ import annotations

import fcntl
import logging
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from flask import Flask
from sqlalchemy.engine import make_url
from waitress.server import create_server

from brokerage.config import Config, ConfigError
from brokerage.jobs import JobRunner
from brokerage.web.features import contributions

LOOPBACK = "127.0.0.1"
THREADS = 8
STOPPING_SECONDS = 10.0


class ServerRefusedError(Exception):
    """The server cannot start; the message says why and what to do."""


def refuse_many_processes(config: Config, server_software: str) -> None:
    """Refuse (ConfigError) to be run by gunicorn, which forks, on SQLite."""
    if config.is_sqlite and server_software.startswith("gunicorn"):
        raise ConfigError(
            "SQLite is safe with one server process only: run “flask --app wsgi brokerage serve”, "
            "or set BROKERAGE_DATABASE_URL to a PostgreSQL database for gunicorn."
        )


@contextmanager
def only_server_of(config: Config) -> Iterator[None]:
    """Be the one server of this SQLite file while the block runs (ServerRefusedError)."""
    if not config.is_sqlite:
        raise ServerRefusedError(
            "This site is on PostgreSQL. Run it with “gunicorn wsgi:app”, and beside it "
            "“flask --app wsgi brokerage run-jobs”."
        )
    path = Path(make_url(config.database_url).database or "")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_name(f"{path.name}.server-lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ServerRefusedError(
                f"Another server is already running on {path.name}. Stop it first: "
                "SQLite is safe with one server process only."
            ) from error
        yield


@contextmanager
def bound_socket(port: int, host: str = LOOPBACK) -> Iterator[socket.socket]:
    """Take the port before any slow work begins (ServerRefusedError)."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as bound:
        # A port is free again at once after a stop, not a minute later.
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            bound.bind((host, port))
            bound.listen()
        except OSError as error:
            raise ServerRefusedError(
                f"Port {port} is taken by another program. Choose another one, "
                f"for example: make run PORT={port + 1 if port < 65535 else 8000}"
            ) from error
        yield bound


def serve_until_stopped(app: Flask, bound: socket.socket) -> None:
    """Serve on the socket and run jobs, until Ctrl-C or a request to end."""
    logging.getLogger("waitress").setLevel(logging.ERROR)
    server = create_server(app, sockets=[bound], threads=THREADS, ident=None)
    runner = JobRunner(app)
    runner.start()
    warming_up = threading.Thread(target=_warm_up, args=(app,), name="warm-up", daemon=True)
    warming_up.start()
    before = signal.signal(signal.SIGTERM, _end)
    try:
        server.run()  # returns after KeyboardInterrupt and SystemExit
    finally:
        signal.signal(signal.SIGTERM, before)
        runner.stop()
        # A thread that is inside a C++ library when Python ends would take the process down hard.
        warming_up.join(STOPPING_SECONDS)
        server.close()


def _warm_up(app: Flask) -> None:
    """Do what the first visitor would otherwise wait for, beside serving the others."""
    with app.app_context():
        for work in contributions("warm_up"):
            work()


def _end(number: int, frame: FrameType | None) -> None:
    raise SystemExit(0)

"""`make run`'s command, as a process of its own: what it refuses, and a first and second start."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from brokerage.config import PROJECT_FOLDER

COMMAND = (sys.executable, "-m", "flask", "--app", "wsgi", "brokerage")
LONGEST_FIRST_START = 120
LONGEST_SECOND_START = 5
STARTS = 3
ENOUGH_TO_STOP = 15
# The indexes are built beside serving: until they are, the process says that it is degraded.
MAY_BE_SENT_VISITORS = ("ready", "degraded")


def environment(folder: Path, **changes: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if "BROKERAGE" not in name}
    return kept | {"BROKERAGE_DATA_FOLDER": str(folder), "PYTHONUNBUFFERED": "1"} | changes


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def refused(*arguments: str, **settings: str) -> str:
    """Run the command, which must fail, and return what it says."""
    done = subprocess.run(
        [*COMMAND, *arguments],
        cwd=PROJECT_FOLDER,
        env=environment(Path(settings.pop("folder")), **settings),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr


@contextmanager
def started(folder: Path, port: int, command: str = "demonstration") -> Iterator[list[str]]:
    """Start the site, hand over the lines it said until it was ready, and stop it by Ctrl-C."""
    process = subprocess.Popen(
        [*COMMAND, command, "--port", str(port)],
        cwd=PROJECT_FOLDER,
        env=environment(folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    lines: list[str] = []
    try:
        for line in process.stdout:
            lines.append(line.strip())
            if line.startswith(("Open ", "Serving ")):
                break
        yield lines
        process.send_signal(signal.SIGINT)
        said, _ = process.communicate(timeout=ENOUGH_TO_STOP)
        assert said.strip() == "Stopped"
        assert process.returncode == 0
    finally:
        process.kill()
        process.wait()


def fetch(port: int, path: str) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=30) as answer:
        return answer.read().decode()


def test_it_refuses_a_real_sites_database(tmp_path: Path) -> None:
    url = "postgresql+psycopg://nobody@/nothing"
    said = refused("demonstration", folder=str(tmp_path), BROKERAGE_DATABASE_URL=url)
    assert "it runs only on SQLite and on this computer's own address" in said


def test_it_refuses_a_real_sites_address(tmp_path: Path) -> None:
    said = refused(
        "demonstration", folder=str(tmp_path), BROKERAGE_BASE_URL="https://brokerage.example"
    )
    assert "it runs only on SQLite and on this computer's own address" in said


def test_a_taken_port_is_said_at_once(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = refused("demonstration", "--port", str(port), folder=str(tmp_path))
    assert f"Port {port} is taken by another program" in said
    assert f"make run PORT={port + 1}" in said


def test_a_server_without_migrations_says_what_to_do(tmp_path: Path) -> None:
    said = refused("serve", "--port", str(free_port()), folder=str(tmp_path))
    assert "brokerage migrate” first" in said


def test_a_migrated_site_is_served_without_the_demonstration(tmp_path: Path) -> None:
    settings = {"cwd": PROJECT_FOLDER, "env": environment(tmp_path), "timeout": 60}
    subprocess.run([*COMMAND, "migrate"], check=True, **settings)
    port = free_port()
    with started(tmp_path, port, "serve") as lines:
        assert lines == [f"Serving on http://127.0.0.1:{port} (Ctrl-C stops it)"]
        assert fetch(port, "/readyz").partition("\n")[0] in MAY_BE_SENT_VISITORS
        with pytest.raises(urllib.error.HTTPError, match="404"):
            fetch(port, "/demo")


def test_a_server_on_postgresql_names_gunicorn(tmp_path: Path) -> None:
    url = "postgresql+psycopg://nobody@/nothing"
    said = refused("serve", folder=str(tmp_path), BROKERAGE_DATABASE_URL=url)
    assert "gunicorn wsgi:app" in said


def test_the_first_start_loads_everything_and_the_second_is_quick(tmp_path: Path) -> None:
    port = free_port()
    began = time.monotonic()
    with started(tmp_path, port) as lines:
        assert time.monotonic() - began < LONGEST_FIRST_START
        assert lines[0] == "Bringing the database up to date"
        assert fetch(port, "/readyz").partition("\n")[0] in MAY_BE_SENT_VISITORS
        assert "On this site today" in fetch(port, "/")
        assert "Linnet Bridgewicket" in fetch(port, "/demo")
        said = refused("demonstration", "--port", str(free_port()), folder=str(tmp_path))
        assert "Another server is already running" in said
    # The tests beside this one may slow a start down, but hardly three of them.
    seconds = (seconds_to_start_again(tmp_path, port) for _ in range(STARTS))
    assert any(taken < LONGEST_SECOND_START for taken in seconds)


def seconds_to_start_again(folder: Path, port: int) -> float:
    began = time.monotonic()
    with started(folder, port) as lines:
        taken = time.monotonic() - began
        assert "All of them were loaded before" in lines
        assert fetch(port, "/healthz") == "ok\n"
    return taken

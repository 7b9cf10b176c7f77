"""How long a process takes to its first page, and what a first view weighs."""

import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from brokerage.config import PROJECT_FOLDER
from brokerage.migrations import upgrade
from tests.support.apps import make_app

LARGEST_KB = 100.0
SLOWEST_START_S = 5.0
FIRST_PAGE = "from wsgi import app; print(app.test_client().get('/healthz').status_code)"


def measure() -> dict[str, object]:
    """Return seconds to the first answer of a new process beside an empty Flask app's, and KB."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'bench.sqlite'}"
        upgrade(url)
        app = make_app(url, Path(folder))
        start = _seconds(FIRST_PAGE, folder)
        bare = _seconds("import flask, sqlalchemy; flask.Flask('x').test_client().get('/')", folder)
        weights = {path: _kilobytes(app, path) for path in ("/", "/directory", "/help")}
    return {
        "bench": "start_and_weight",
        "start_s": start,
        "empty_flask_and_sqlalchemy_start_s": bare,
        "first_view_kb": weights,
        "targets": {
            "start_below_5_s": start < SLOWEST_START_S,
            "first_views_at_most_100_kb": max(weights.values()) <= LARGEST_KB,
        },
    }


def _seconds(code: str, folder: str) -> float:
    started = time.perf_counter()
    subprocess.run(  # noqa: S603  # our own code, in a process of its own
        [sys.executable, "-c", code],
        check=True,
        cwd=PROJECT_FOLDER,
        env={"BROKERAGE_DATA_FOLDER": folder, "PATH": "/usr/bin:/bin"},
        stdout=subprocess.DEVNULL,
    )
    return round(time.perf_counter() - started, 2)


def _kilobytes(app, path: str) -> float:
    """What a browser that takes gzip receives for the page, its styles and its scripts."""
    app.test_client_class = None
    client = app.test_client()
    page = client.get(path, headers={"Accept-Encoding": "gzip"})
    total = len(page.data)
    html = page.get_data(as_text=True)
    for asset in sorted(set(re.findall(r'(?:href|src)="(/static/[^"]+)"', html))):
        total += len(client.get(asset, headers={"Accept-Encoding": "gzip"}).data)
    return round(total / 1000, 1)

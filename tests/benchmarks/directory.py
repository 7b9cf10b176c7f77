"""Directory search at 10,000 organisations, beside a page that runs one indexed query."""

import random
import tempfile
import time
from pathlib import Path

from flask import Flask

from brokerage.extensions import db
from brokerage.matchmaking.tasks import warm_up
from brokerage.migrations import upgrade
from tests.benchmarks.pages import BASELINE, ROUNDS, add_baseline, count_statements, timed
from tests.benchmarks.population import SEED, populate, trades
from tests.support.apps import make_app

ORGANISATIONS = 10_000
FEW = 10
TARGET_MS = 300.0
MOST_STATEMENTS = 15
LISTED = "/directory"
"""A page that has results at any number of organisations."""


def measure() -> dict[str, object]:
    """Return p50 and p95 in ms for both pages, their ratio, and statements a page."""
    with tempfile.TemporaryDirectory() as folder:
        few = _app_with(Path(folder), FEW)
        statements_few = count_statements(few.test_client(), LISTED)
        app = _app_with(Path(folder), ORGANISATIONS)
        with app.app_context():
            started = time.perf_counter()
            warm_up()
            index_s = time.perf_counter() - started
        statements = count_statements(app.test_client(), LISTED)
        client = app.test_client()
        searches = _searches()
        search = timed(lambda n: client.get(f"/directory?q={searches[n]}"))
        number = random.Random(SEED).randint  # noqa: S311  # picks rows, guards nothing
        baseline = timed(lambda n: client.get(f"/baseline/{number(1, ORGANISATIONS)}"))
    return {
        "bench": "directory_search",
        "organisations": ORGANISATIONS,
        "search_ms": search,
        f"{BASELINE}_ms": baseline,
        "ratio_p95": round(search["p95"] / baseline["p95"], 1),
        "index_build_s": round(index_s, 2),
        "statements_at_10": statements_few,
        "statements_at_10000": statements,
        "targets": {
            "search_p95_below_300_ms": search["p95"] < TARGET_MS,
            "statements_constant": statements == statements_few,
            "statements_at_most_15": statements <= MOST_STATEMENTS,
        },
    }


def _app_with(folder: Path, count: int) -> Flask:
    url = f"sqlite:///{folder / f'{count}.sqlite'}"
    upgrade(url)
    app = make_app(url, folder)
    add_baseline(app)
    with app.app_context(), db.engine().begin() as connection:
        populate(connection, count)
    app.test_client_class = None  # the inspecting client would be measured too
    return app


def _searches() -> list[str]:
    random_ = random.Random(SEED)  # noqa: S311  # picks words, guards nothing
    words = [word for _, _, listed in trades() for word in listed]
    return [word.replace(" ", "+") for word in random_.sample(words, ROUNDS)]

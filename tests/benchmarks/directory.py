"""Directory search at 10,000 organisations, beside a page that runs one indexed query."""

import random
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from flask import Flask
from sqlalchemy import event
from werkzeug.test import TestResponse

from brokerage.extensions import db
from brokerage.matchmaking.tasks import warm_up
from brokerage.migrations import upgrade
from brokerage.organisations.models import Organisation
from brokerage.permissions import PUBLIC
from brokerage.web.access import requires
from brokerage.web.transactions import render
from tests.benchmarks.population import SEED, populate, trades
from tests.support.apps import make_app

ORGANISATIONS = 10_000
FEW = 10
ROUNDS = 200
TARGET_MS = 300.0
MOST_STATEMENTS = 15
LISTED = "/directory"
"""A page that has results at any number of organisations."""
BASELINE = "one_indexed_query_page"


def measure() -> dict[str, object]:
    """Return p50 and p95 in ms for both pages, their ratio, and statements a page."""
    with tempfile.TemporaryDirectory() as folder:
        few = _app_with(Path(folder), FEW)
        statements_few = _statements(few, LISTED)
        app = _app_with(Path(folder), ORGANISATIONS)
        with app.app_context():
            started = time.perf_counter()
            warm_up()
            index_s = time.perf_counter() - started
        statements = _statements(app, LISTED)
        client = app.test_client()
        searches = _searches()
        search = _timed(lambda n: client.get(f"/directory?q={searches[n]}"))
        number = random.Random(SEED).randint  # noqa: S311  # picks rows, guards nothing
        baseline = _timed(lambda n: client.get(f"/baseline/{number(1, ORGANISATIONS)}"))
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
    app.add_url_rule("/baseline/<int:organisation_id>", "baseline", _show_baseline)
    with app.app_context(), db.engine().begin() as connection:
        populate(connection, count)
    app.test_client_class = None  # the inspecting client would be measured too
    return app


@requires(PUBLIC)
def _show_baseline(organisation_id: int) -> str:
    organisation = db.session.get(Organisation, organisation_id)
    return render("errors/404.html", organisation=organisation, reference=None)


def _searches() -> list[str]:
    random_ = random.Random(SEED)  # noqa: S311  # picks words, guards nothing
    words = [word for _, _, listed in trades() for word in listed]
    return [word.replace(" ", "+") for word in random_.sample(words, ROUNDS)]


def _timed(fetch: Callable[[int], TestResponse]) -> dict[str, float]:
    assert fetch(0).status_code == 200
    times = []
    for number in range(ROUNDS):
        started = time.perf_counter()
        fetch(number)
        times.append((time.perf_counter() - started) * 1000)
    cuts = statistics.quantiles(times, n=20)
    return {"p50": round(statistics.median(times), 1), "p95": round(cuts[18], 1)}


def _statements(app: Flask, path: str) -> int:
    """Count the statements of a page whose indexes are built."""
    client = app.test_client()
    assert client.get(path).status_code == 200
    seen: list[str] = []
    with app.app_context():
        engine = db.engine()

    def note(connection, cursor, statement, *rest) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    client.get(path)
    event.remove(engine, "before_cursor_execute", note)
    return len([one for one in seen if not one.startswith("BEGIN")])

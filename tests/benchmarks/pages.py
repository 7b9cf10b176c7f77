"""How pages are timed, and the page they are held against: one that runs one indexed query."""

import statistics
import time
from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from brokerage.extensions import db
from brokerage.organisations.models import Organisation
from brokerage.permissions import PUBLIC
from brokerage.web.access import requires
from brokerage.web.transactions import render

ROUNDS = 200
BASELINE = "one_indexed_query_page"


def add_baseline(app: Flask) -> None:
    """Give the app the page that runs one indexed query."""
    app.add_url_rule("/baseline/<int:organisation_id>", "baseline", _show_baseline)


@requires(PUBLIC)
def _show_baseline(organisation_id: int) -> str:
    organisation = db.session.get(Organisation, organisation_id)
    return render("errors/404.html", organisation=organisation, reference=None)


def timed(fetch: Callable[[int], object], rounds: int = ROUNDS) -> dict[str, float]:
    """Return p50 and p95 in ms; what is fetched must answer 200 if it is a page."""
    assert getattr(fetch(0), "status_code", 200) == 200
    times = []
    for number in range(rounds):
        started = time.perf_counter()
        fetch(number)
        times.append((time.perf_counter() - started) * 1000)
    cuts = statistics.quantiles(times, n=20)
    return {"p50": round(statistics.median(times), 1), "p95": round(cuts[18], 1)}


def count_statements(client: FlaskClient, path: str) -> int:
    """Count the statements of a page whose indexes are built."""
    assert client.get(path).status_code == 200
    seen: list[str] = []
    with client.application.app_context():
        engine = db.engine()

    def note(connection, cursor, statement, *rest) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    client.get(path)
    event.remove(engine, "before_cursor_execute", note)
    return len([one for one in seen if not one.startswith("BEGIN")])

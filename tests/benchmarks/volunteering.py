"""Search, "for you" and a role's cards at 5,000 opportunities and 50,000 volunteers."""

import random
import tempfile
import time
from datetime import date
from pathlib import Path

from flask import Flask
from sqlalchemy import update
from sqlalchemy.orm import Session as DatabaseSession

from brokerage.accounts.models import User
from brokerage.extensions import db, utcnow
from brokerage.matchmaking.queries.ranking import get_matcher
from brokerage.matchmaking.tasks import warm_up
from brokerage.migrations import upgrade
from brokerage.scheduling.queries import list_sessions
from brokerage.volunteering.models import Opportunity, Volunteer
from brokerage.volunteering.profiles import (
    OpportunitySearch,
    card_seeker,
    opportunity_seeker,
    volunteer_seeker,
)
from tests.benchmarks.pages import BASELINE, ROUNDS, add_baseline, count_statements, timed
from tests.benchmarks.population import SEED
from tests.benchmarks.volunteers import HOSTS, listed, populate
from tests.factories.accounts import make_user
from tests.support.apps import make_app
from tests.support.inspecting_client import InspectingClient
from tests.support.sign_in import sign_in

OPPORTUNITIES, VOLUNTEERS = 5_000, 50_000
FEW = 25
SIGNED_IN = 10
TARGET_MS = 300.0
MOST_STATEMENTS = 15
BOARD, FOR_YOU = "/volunteering", "/volunteering/for-you"


def measure() -> dict[str, object]:
    """Return p50 and p95 in ms of pages and of rankings alone, and statements a page."""
    with tempfile.TemporaryDirectory() as folder:
        few, few_people = _app_with(Path(folder), FEW, FEW)
        app, people = _app_with(Path(folder), OPPORTUNITIES, VOLUNTEERS)
        with app.app_context():
            started = time.perf_counter()
            warm_up()
            index_s = time.perf_counter() - started
            rankings = _time_rankings(utcnow().date())
        visitor, searches = _visitor(app), _searches()
        search = timed(lambda n: visitor.get(f"{BOARD}?q={searches[n]}"))
        for_you = timed(lambda n: people[n % SIGNED_IN].get(FOR_YOU))
        number = random.Random(SEED).randint  # noqa: S311  # picks rows, guards nothing
        baseline = timed(lambda n: visitor.get(f"/baseline/{number(1, HOSTS)}"))
        statements = {
            path: (count_statements(at_few, path), count_statements(at_many, path))
            for path, at_few, at_many in (
                (BOARD, _visitor(few), visitor),
                (FOR_YOU, few_people[0], people[0]),
            )
        }
    return {
        "bench": "volunteering",
        "opportunities": OPPORTUNITIES,
        "volunteers": VOLUNTEERS,
        "search_ms": search,
        "for_you_ms": for_you,
        f"{BASELINE}_ms": baseline,
        "ratio_p95": round(search["p95"] / baseline["p95"], 1),
        "rankings_ms": rankings,
        "index_build_s": round(index_s, 2),
        "statements_at_few_and_many": statements,
        "targets": {
            "search_p95_below_300_ms": search["p95"] < TARGET_MS,
            "for_you_p95_below_300_ms": for_you["p95"] < TARGET_MS,
            "cards_p95_below_300_ms": rankings["cards"]["p95"] < TARGET_MS,
            "statements_constant": all(one == other for one, other in statements.values()),
            "statements_at_most_15": all(
                most <= MOST_STATEMENTS for _, most in statements.values()
            ),
        },
    }


def _app_with(folder: Path, roles: int, people: int) -> tuple[Flask, list[InspectingClient]]:
    """Make an app with invented rows, and the clients of its first volunteers, signed in."""
    url = f"sqlite:///{folder / f'{roles}.sqlite'}"
    upgrade(url)
    app = make_app(url, folder)
    add_baseline(app)
    with app.app_context():
        with db.engine().begin() as connection:
            populate(connection, roles, people)
        password_hash = make_user().password_hash
        db.session.rollback()
        with DatabaseSession(db.engine()) as session, session.begin():
            session.execute(
                update(User).where(User.id <= SIGNED_IN).values(password_hash=password_hash)
            )
        users = [db.session.get(User, number) for number in range(1, SIGNED_IN + 1)]
        db.session.expunge_all()
    return app, [_uninspected(sign_in(app.test_client(), user)) for user in users]


def _visitor(app: Flask) -> InspectingClient:
    return _uninspected(app.test_client())


def _uninspected(client: InspectingClient) -> InspectingClient:
    client.inspects = False  # what it does with a page would be measured too
    return client


def _searches() -> list[str]:
    random_ = random.Random(SEED)  # noqa: S311  # picks words, guards nothing
    words = [word for scheme in ("cause", "skill") for _, _, ws in listed(scheme) for word in ws]
    return [word.replace(" ", "+") for word in random_.sample(words, ROUNDS)]


def _time_rankings(today: date) -> dict[str, dict[str, float]]:
    """Time the matcher alone, with the one statement that reads what has changed."""
    searches = [
        opportunity_seeker(OpportunitySearch(text=words.replace("+", " ")), today)
        for words in _searches()
    ]
    people = [
        volunteer_seeker(db.session.get(Volunteer, n), "18+", today) for n in range(1, ROUNDS + 1)
    ]
    roles = [
        card_seeker(db.session.get(Opportunity, n), list_sessions("opportunity", n), today)
        for n in range(1, ROUNDS + 1)
    ]
    return {
        "search": timed(lambda n: get_matcher("opportunity").rank(searches[n])),
        "for_you": timed(lambda n: get_matcher("opportunity").rank(people[n])),
        "cards": timed(lambda n: get_matcher("volunteer").rank(roles[n])),
    }

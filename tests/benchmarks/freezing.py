"""A market search over 100,000 suppliers with all filters, and the freeze of all it says."""

import tempfile
import time
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from brokerage.extensions import db, utcnow
from brokerage.matchmaking.queries.ranking import get_matcher
from brokerage.matchmaking.tasks import warm_up
from brokerage.migrations import upgrade
from brokerage.organisations.models import Organisation
from brokerage.permissions import Subject
from brokerage.procurement.models import Brief, FrozenFile, MarketSearch
from brokerage.procurement.profiles import (
    brief_seeker,
    brief_weights,
    delivery_facts,
    supplier_facts,
)
from brokerage.procurement.queries.searches import search_shown
from brokerage.procurement.rules.eligibility import why_not
from brokerage.procurement.rules.searches import Filters
from brokerage.procurement.service.freezing import freeze_search
from brokerage.procurement.service.reservations import set_reservation
from brokerage.procurement.service.searches import search_suppliers
from matching.account import account_of
from tests.benchmarks.pages import timed
from tests.benchmarks.population import populate
from tests.factories.accounts import make_user
from tests.factories.buying import load_rules
from tests.factories.organisations import make_organisation
from tests.factories.procurement import make_brief
from tests.support.apps import make_app

SUPPLIERS = 100_000
SAMPLE = 2_000
ROUNDS = 20
SEARCH_MS = 500.0
FREEZE_MS = 1_000.0
BASELINE = "rules_row_by_row"
WHY = "We want more of what we spend to stay with people who live and work here."
ALL_FILTERS = Filters(
    kind="charity",
    evidence="any",
    within_miles=50,
    area="oxford",
    is_vcse=True,
    is_in_priority_place=True,
    is_local=True,
)


def measure() -> dict[str, object]:
    """Return p50 and p95 in ms of the search and of the freeze, beside rules told row by row."""
    with tempfile.TemporaryDirectory() as folder:
        app = _app(Path(folder))
        with app.app_context():
            brief, buyer = _reserved_brief()
            warm_up()
            first = search_suppliers(buyer, brief, ALL_FILTERS)
            db.session.commit()
            searched = timed(lambda n: _search(brief, first, n), ROUNDS)
            frozen = timed(lambda n: _freeze(buyer, brief, first), ROUNDS)
            row_by_row_ms = _row_by_row(brief)
            size = len(db.session.scalars(select(FrozenFile.content).limit(1)).one())
    return {
        "bench": "freezing",
        "suppliers": SUPPLIERS,
        "search_with_all_filters_ms": searched,
        "freeze_ms": frozen,
        "frozen_bytes": size,
        f"{BASELINE}_ms": row_by_row_ms,
        "ratio_p95": round(row_by_row_ms / searched["p95"], 1),
        "targets": {
            "search_p95_below_500_ms": searched["p95"] < SEARCH_MS,
            "freeze_p95_below_1_s": frozen["p95"] < FREEZE_MS,
        },
    }


def _app(folder: Path) -> Flask:
    url = f"sqlite:///{folder / 'freezing.sqlite'}"
    upgrade(url)
    app = make_app(url, folder)
    with app.app_context(), db.engine().begin() as connection:
        populate(connection, SUPPLIERS)
    return app


def _reserved_brief() -> tuple[Brief, Subject]:
    load_rules()
    user = make_user()
    council = make_organisation(name="Thamebridge Council", kind="authority", wants=[])
    brief = make_brief(council, user)
    buyer = Subject(user_id=user.id)
    set_reservation(buyer, brief, ["vcse"], None, WHY)
    db.session.commit()
    return brief, buyer


def _search(brief: Brief, search: MarketSearch, number: int) -> None:
    get_matcher("organisation").rank(
        brief_seeker(brief), limit=200, weights=brief_weights(brief), tie_seed=number
    )
    search_shown(search, brief, ALL_FILTERS, 1, utcnow().date())
    db.end_read()


def _freeze(buyer: Subject, brief: Brief, search: MarketSearch) -> None:
    matcher = get_matcher("organisation").frozen()
    account = account_of(matcher, brief_seeker(brief), brief_weights(brief), tie_seed=brief.id)
    freeze_search(buyer, brief, search, account)
    db.session.commit()


def _row_by_row(brief: Brief) -> float:
    """Return the ms that the hard rules alone would take told on each row, from a sample."""
    delivery = delivery_facts(brief)
    started = time.perf_counter()
    rows = db.session.scalars(select(Organisation).order_by(Organisation.id).limit(SAMPLE))
    told = [why_not(supplier_facts(row), delivery) for row in rows]
    taken = (time.perf_counter() - started) * 1000
    return round(taken * SUPPLIERS / len(told), 1)

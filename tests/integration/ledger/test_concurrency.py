"""Many at once, on real transactions: no unit is claimed, confirmed or given back twice."""

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from functools import partial

from flask import Flask
from sqlalchemy import func, select

from brokerage.errors import DomainError
from brokerage.extensions import db
from brokerage.ledger import queries, service
from brokerage.ledger.models import Claim, LedgerEntry
from brokerage.ledger.queries import chain
from brokerage.measures.models import Measure
from brokerage.permissions import SYSTEM
from tests.factories.accounts import make_user
from tests.factories.ledger import make_claim, make_source
from tests.factories.measures import make_measure
from tests.factories.organisations import make_organisation
from tests.support.proof import IS_LONG

THREADS = 12
ROUNDS = 10 if IS_LONG else 1
HALF = Decimal("0.5")
Work = Callable[[], object]


def attempt(app: Flask, work: Work) -> str:
    """Do the work in a transaction of its own; return what refused it, or ""."""
    with app.app_context():
        try:
            work()
        except DomainError as refusal:
            # As a view does that flashes the sentence and redirects: what was done is kept.
            db.session.commit()
            return refusal.sentence
        db.session.commit()
    return ""


def run_all(app: Flask, works: list[Work]) -> list[str]:
    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(partial(attempt, app), works))


def make_ten_hours(app: Flask) -> tuple[int, int]:
    """Return ids of a source of ten hours and of a measure, committed."""
    with app.app_context():
        made = make_source(make_organisation(owner=make_user()), make_organisation())
        measure = make_measure()
        db.session.commit()
        return made.id, measure.id


def claim_half(source_id: int, measure_id: int) -> None:
    measure = db.session.get_one(Measure, measure_id)
    make_claim(queries.get_source(source_id), measure, HALF)


def check(app: Flask) -> None:
    with app.app_context():
        assert (chain.list_wrong_claims(), chain.list_wrong_sources()) == ([], [])


def test_ten_hours_are_claimed_as_ten_hours(committed_app: Flask) -> None:
    app = committed_app
    for _ in range(ROUNDS):
        source_id, measure_id = make_ten_hours(app)
        said = run_all(app, [partial(claim_half, source_id, measure_id)] * 60)
        assert said.count("") == 20
        with app.app_context():
            assert queries.get_source(source_id).left == 0
    check(app)


def test_a_claim_is_answered_once_whoever_is_quicker(committed_app: Flask) -> None:
    app = committed_app
    source_id, measure_id = make_ten_hours(app)
    run_all(app, [partial(claim_half, source_id, measure_id)] * 10)
    with app.app_context():
        ids = list(db.session.scalars(select(Claim.id).where(Claim.source_id == source_id)))
    works: list[Work] = []
    for each in ids:
        works += [partial(act, "confirm", each)] * 3 + [partial(act, "withdraw", each)]
    random.Random(3).shuffle(works)  # noqa: S311 - an order, not a secret
    said = run_all(app, works)
    assert said.count("") == len(ids)
    with app.app_context():
        entries = select(func.count()).select_from(LedgerEntry).where(LedgerEntry.claim_id.in_(ids))
        confirmed = select(func.count()).where(Claim.id.in_(ids), Claim.status == "confirmed")
        assert db.session.scalar(entries) == db.session.scalar(confirmed)
    check(app)


def test_every_step_at_once_keeps_the_sums(committed_app: Flask) -> None:
    app = committed_app
    for seed in range(ROUNDS):
        source_id, measure_id = make_ten_hours(app)
        run_all(app, [partial(claim_half, source_id, measure_id)] * 8)
        with app.app_context():
            ids = list(db.session.scalars(select(Claim.id).where(Claim.source_id == source_id)))
        steps = ("confirm", "correct", "dispute", "settle", "withdraw", "refuse")
        works: list[Work] = [partial(act, step, each) for each in ids for step in steps * 2]
        works += [partial(claim_half, source_id, measure_id)] * 20
        random.Random(seed).shuffle(works)  # noqa: S311 - an order, not a secret
        run_all(app, works)
        check(app)


def act(step: str, claim_id: int) -> None:
    claim = queries.get_claim(claim_id)
    steps: dict[str, Work] = {
        "confirm": lambda: service.confirm_claim(SYSTEM, claim),
        "correct": lambda: service.correct_claim(SYSTEM, claim, Decimal(claim_id % 3), "Why not"),
        "dispute": lambda: service.dispute_claim(SYSTEM, claim, "It rained"),
        "settle": lambda: service.settle_claim(SYSTEM, claim, "changed", "Half", Decimal("0.25")),
        "withdraw": lambda: service.withdraw_claim(SYSTEM, claim),
        "refuse": lambda: service.refuse_claim(SYSTEM, claim, "No"),
    }
    steps[step]()

"""The ledger with 100,000 claims of 200 organisations: a report's totals, and one's own page.

Beside the totals, what reading every claim with its entries and adding them up costs.
"""

import random
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select

from brokerage.extensions import db, utcnow
from brokerage.ledger.models import Claim, LedgerEntry, LedgerSource
from brokerage.ledger.queries import list_totals, list_totals_by_organisation
from brokerage.ledger.queries.claims import ClaimFilter, list_balances, list_claims_of
from brokerage.measures.models import Measure
from brokerage.migrations import upgrade
from tests.factories.measures import make_measure, make_value
from tests.factories.organisations import make_organisation
from tests.support.apps import make_app

CLAIMS = 100_000
ORGANISATIONS = 200
MEASURES = 12
CHUNK = 10_000
FIRST = date(2026, 1, 1)
DAYS = 330
TIMES = 5
MOST_REPORT_SECONDS = 1.0
MOST_PAGE_SECONDS = 0.1


def measure() -> dict[str, Any]:
    """Return the figures of a report and of a page, and the baseline."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/ledger.sqlite"
        upgrade(url)
        app = make_app(url, Path(folder))
        with app.app_context():
            ids, measures = _add_parties()
            _add_claims(ids, measures)
            db.session.commit()
            since, until = FIRST, FIRST + timedelta(days=270)
            report = _seconds(lambda: list_totals(ids, since, until, utcnow()))
            split = _seconds(lambda: list_totals_by_organisation(ids, since, until, utcnow()))
            page = _seconds(lambda: _show_page(ids[3], measures[0]))
            plain, is_same = _add_up_plainly(ids, since, until)
        db.engine(app).dispose()
    figures = {
        "claims": CLAIMS,
        "organisations": ORGANISATIONS,
        "report_seconds": round(report, 3),
        "report_by_organisation_seconds": round(split, 3),
        "own_page_seconds": round(page, 3),
        "plain_report_seconds": round(plain, 2),
    }
    targets = {
        "report_seconds": report < MOST_REPORT_SECONDS,
        "own_page_seconds": page < MOST_PAGE_SECONDS,
        "same_figures": is_same,
    }
    return {"benchmark": "ledger", **figures, "targets": targets}


def _add_parties() -> tuple[list[int], list[int]]:
    organisations = [make_organisation().id for _ in range(ORGANISATIONS)]
    measures = [make_measure() for _ in range(MEASURES)]
    for each in measures[::2]:
        make_value(each)
    return organisations, [each.id for each in measures]


def _add_claims(organisations: list[int], measures: list[int]) -> None:
    rows = list(_rows(organisations, measures))
    for start in range(0, CLAIMS, CHUNK):
        for place, model in enumerate((LedgerSource, Claim, LedgerEntry)):
            part = [each[place] for each in rows[start : start + CHUNK]]
            db.session.execute(insert(model), part)


def _rows(organisations: list[int], measures: list[int]) -> Iterator[tuple[dict[str, Any], ...]]:
    rng, now = random.Random(8), utcnow()
    for number in range(1, CLAIMS + 1):
        owner, other = rng.sample(organisations, 2)
        amount, day = Decimal(rng.randrange(15, 480)) / 60, FIRST + timedelta(rng.randrange(DAYS))
        measure_id = rng.choice(measures)
        shared = {"id": number, "amount": amount, "happened_on": day}
        side = {"owner_id": owner, "measure_id": measure_id}
        yield (
            shared
            | {"kind": "agreement", "source_id": number, "unit": "hours", "claimed": amount}
            | {"giver_id": owner, "receiver_id": other, "noted_at": now, "about": "Painting"},
            shared
            | side
            | {"source_id": number, "confirmer_id": other, "held": amount, "status": "confirmed"}
            | {"additionality": "no", "made_at": now, "changed_at": now, "revision": 1},
            shared
            | side
            | {"claim_id": number, "number": 1, "kind": "confirm"}
            # The digest is nothing's: the chain is measured elsewhere.
            | {"at": now, "details_digest": f"{number:064}"},
        )


def _show_page(organisation_id: int, measure_id: int) -> object:
    code = db.session.get_one(Measure, measure_id).code
    page = list_claims_of(organisation_id, 2, ClaimFilter(code=code, status="confirmed"))
    whole = list_claims_of(organisation_id, 3)
    return page, list_balances([each.id for each in whole.rows])


def _seconds(work: Callable[[], object]) -> float:
    """Return the middle of a few runs, each with nothing loaded."""
    taken = []
    for _ in range(TIMES):
        db.session.expire_all()
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return sorted(taken)[TIMES // 2]


def _add_up_plainly(ids: list[int], since: date, until: date) -> tuple[float, bool]:
    """Read each organisation's claims and entries as objects, and add them up by hand."""
    started = time.perf_counter()
    sums: dict[int, Decimal] = {}
    for each in ids:
        rows = db.session.execute(
            select(Claim, LedgerEntry)
            .join(LedgerEntry, LedgerEntry.claim_id == Claim.id)
            .where(Claim.owner_id == each)
        )
        for claim, entry in rows:
            if since <= claim.happened_on <= until:
                sums[claim.measure_id] = sums.get(claim.measure_id, Decimal(0)) + entry.amount
    seconds = time.perf_counter() - started
    totals = {each.measure.id: each.amount for each in list_totals(ids, since, until)}
    return seconds, totals.keys() == sums.keys() and all(
        round(totals[each], 6) == round(sums[each], 6) for each in sums
    )

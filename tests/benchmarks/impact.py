"""A year's report of 200 signatories with 1,500 pledges and 100,000 claims, end to end.

Beside it the plain way to do it: the same totals, organisation by organisation, one after the
other. Both are asked for the same figures and have to give the same. The pages that anybody
opens are timed on the same data.
"""

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select

from brokerage.charter.models import CharterTerm, CheckIn, CheckInFigure, Signatory, TakenPledge
from brokerage.extensions import db, utcnow
from brokerage.ledger.models import Claim, LedgerEntry, LedgerSource
from brokerage.ledger.queries import list_totals
from brokerage.migrations import upgrade
from brokerage.organisations.models import Organisation
from brokerage.permissions import SYSTEM
from brokerage.reporting.queries.figures import find_figures
from brokerage.reporting.queries.verification import list_faults
from brokerage.reporting.queries.words import find_words
from brokerage.reporting.rules import days_of
from brokerage.reporting.rules.canonical import plain, write_canonical
from brokerage.reporting.rules.figures import digest_of_content
from brokerage.reporting.service import reports
from tests.factories.charter import make_pledge, make_theme
from tests.factories.measures import make_measure, make_value
from tests.support.apps import make_app

SIGNATORIES, PLEDGES, CLAIMS = 200, 1_500, 100_000
MEASURES, WARDS, THEMES = 14, 90, 6
MOST_SECONDS = 10
MOST_PAGE_SECONDS = 0.3
LOOKS = 40
CHUNK = 5_000
YEAR = utcnow().year - 1
PAGES = (
    "/charter",
    "/impact",
    "/impact/organisations/firm-1",
    "/impact/organisations/firm-1/badge.svg",
    f"/impact/reports/{YEAR}",
)


def measure() -> dict[str, Any]:
    """Return the figures of one report, its baseline and its pages."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/impact.sqlite"
        upgrade(url)
        app = make_app(url, Path(folder))
        with app.app_context():
            populate()
            db.session.commit()
            took, figures = _time(lambda: _draw_report(YEAR))
            naive, same = _time(lambda: _add_up_one_by_one(figures))
            frozen, report = _time(lambda: _publish(figures))
            checked, faults = _time(lambda: list_faults(report))
            size = len(report.figures)
            db.session.commit()
        slowest = {page: _time_page(app.test_client(), page) for page in PAGES}
        db.engine(app).dispose()
    values = {
        "signatories": SIGNATORIES,
        "pledges": PLEDGES,
        "claims": CLAIMS,
        "report_seconds": round(took, 2),
        "one_by_one_seconds": round(naive, 2),
        "publish_seconds": round(frozen, 2),
        "verify_seconds": round(checked, 2),
        "figures_bytes": size,
        "page_p95_ms": {page: round(1000 * each) for page, each in slowest.items()},
    }
    targets = {
        "report_seconds": took < MOST_SECONDS,
        "same_totals": same,
        "verified": not faults,
        "pages": max(slowest.values()) < MOST_PAGE_SECONDS,
    }
    return {"benchmark": "impact", **values, "targets": targets}


def populate() -> None:
    """Add it all in bulk: rows as the services would leave them."""
    ids = _add_organisations()
    measures = [make_measure(code=f"NT{n}", unit="hours") for n in range(1, MEASURES + 1)]
    for each in measures[::2]:
        make_value(each, year=YEAR)
    _add_charter(ids)
    for first in range(1, CLAIMS + 1, CHUNK):
        _add_claims(range(first, first + CHUNK), ids, [each.id for each in measures])


def _time(act: Callable[[], Any]) -> tuple[float, Any]:
    started = time.perf_counter()
    result = act()
    return time.perf_counter() - started, result


def _draw_report(year: int) -> dict[str, Any]:
    cut = reports.open_cut(year)
    figures = find_figures(cut)
    write_canonical(find_words(figures, cut))
    return figures


def _publish(figures: dict[str, Any]) -> Any:
    draft = reports.start_draft(SYSTEM, YEAR)
    draft.went_badly = "Nothing is perfect"
    db.session.flush()
    return reports.publish_report(SYSTEM, draft, digest_of_content(figures))


def _add_up_one_by_one(figures: dict[str, Any]) -> bool:
    """Ask for each organisation's totals and wards by themselves; say whether they agree."""
    sums: dict[str, Decimal] = {}
    for organisation_id in db.session.scalars(select(Organisation.id)).all():
        for total in list_totals([organisation_id], *days_of(YEAR)):
            code = total.measure.code
            sums[code] = sums.get(code, Decimal(0)) + total.amount
        db.session.scalars(
            select(Claim).where(Claim.owner_id == organisation_id, Claim.status == "confirmed")
        ).all()
    set_based = {each["code"]: each["amount"] for each in figures["measures"]}
    return set_based == {code: plain(amount) for code, amount in sums.items()}


def _time_page(client: Any, page: str) -> float:
    times = []
    for _ in range(LOOKS):
        took, answer = _time(lambda: client.open(page))
        if answer.status_code != 200:
            raise RuntimeError(f"{page} answers {answer.status_code}")
        times.append(took)
    return statistics.quantiles(times, n=20)[-1]


def _add_organisations() -> list[int]:
    now = utcnow()
    rows = [
        {
            "id": number,
            "name": f"Firm {number}",
            "slug": f"firm-{number}",
            "kind": "business",
            "status": "approved",
            "created_at": now,
            "updated_at": now,
        }
        for number in range(1, SIGNATORIES + 1)
    ]
    db.session.begin_nested()
    db.session.execute(insert(Organisation), rows)
    return [row["id"] for row in rows]


def _add_charter(ids: list[int]) -> None:
    themes = [make_theme(f"theme-{n}", f"Theme {n}") for n in range(THEMES)]
    catalogue = [make_pledge(theme_code=themes[n % THEMES].code) for n in range(39)]
    today, due_on = utcnow().date(), date(YEAR, 12, 1)
    starts_on = today - timedelta(days=300)
    db.session.execute(
        insert(Signatory),
        [{"id": n, "organisation_id": n, "created_at": utcnow()} for n in ids],
    )
    term = {"number": 1, "status": "approved", "voices": ["employer"], "starts_on": starts_on}
    term |= {"ends_on": starts_on + timedelta(days=364), "created_at": utcnow()}
    db.session.execute(insert(CharterTerm), [{"id": n, "signatory_id": n} | term for n in ids])
    done = {"month": 12, "due_on": due_on, "status": "done", "done_at": utcnow(), "story": ""}
    db.session.execute(insert(CheckIn), [{"id": n, "term_id": n} | done for n in ids])
    taken = list(_list_taken(ids, catalogue))
    db.session.execute(insert(TakenPledge), taken)
    looked = [
        {
            "check_in_id": each["term_id"],
            "taken_pledge_id": each["id"],
            "found_value": Decimal(each["id"] % 50),
            "found_on": due_on,
            "is_found_confirmed": each["id"] % 3 > 0,
            "rag": ("green", "amber", "red")[each["id"] % 3],
        }
        for each in taken
    ]
    db.session.execute(insert(CheckInFigure), looked)


def _list_taken(ids: list[int], catalogue: list[Any]) -> Iterator[dict[str, Any]]:
    for number in range(PLEDGES):
        term, turn = divmod(number, len(ids))[1], number // len(ids)
        pledge = catalogue[(term * 7 + turn) % len(catalogue)]
        yield {
            "id": number + 1,
            "term_id": ids[term],
            "pledge_id": pledge.id,
            "theme_code": pledge.theme_code,
            "voice": "employer",
            "source": pledge.source,
            "source_codes": pledge.source_codes,
            "unit": pledge.unit,
            "target": Decimal(40),
            "is_published": True,
        }


def _add_claims(numbers: range, ids: list[int], measure_ids: list[int]) -> None:
    """Add sources, each claimed wholly and confirmed; one in fifty is disputed."""
    now, first = utcnow(), date(YEAR, 1, 1)
    sources, claims, entries = [], [], []
    for n in numbers:
        owner, other = ids[n % len(ids)], ids[(n + 1) % len(ids)]
        day, amount = first + timedelta(days=n % 365), Decimal(1 + n % 8)
        is_disputed = n % 50 == 0
        sources.append(
            {
                "id": n,
                "kind": "agreement",
                "source_id": n,
                "unit": "hours",
                "amount": amount,
                "claimed": amount,
                "happened_on": day,
                "ward_code": f"E050{n % WARDS:05}",
                "giver_id": owner,
                "receiver_id": other,
                "noted_at": now,
            }
        )
        claim = {
            "measure_id": measure_ids[n % len(measure_ids)],
            "owner_id": owner,
            "happened_on": day,
        }
        claims.append(
            claim
            | {
                "id": n,
                "source_id": n,
                "confirmer_id": other,
                "amount": amount,
                "held": amount,
                "status": "disputed" if is_disputed else "confirmed",
                "additionality": "no",
                "made_at": now,
                "changed_at": now,
                "revision": 1 + is_disputed,
            }
        )
        entry = claim | {"claim_id": n, "at": now, "details_digest": "0" * 64}
        entries.append(entry | {"number": 1, "kind": "confirm", "amount": amount})
        if is_disputed:
            entries.append(entry | {"number": 2, "kind": "dispute", "amount": -amount})
    db.session.execute(insert(LedgerSource), sources)
    db.session.execute(insert(Claim), claims)
    db.session.execute(insert(LedgerEntry), entries)

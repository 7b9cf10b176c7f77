"""The charter with 200 signatories and 1,500 pledges: few statements, and quick."""

import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from statistics import quantiles

import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.charter.models import CharterTerm, CheckIn, Signatory, TakenPledge
from brokerage.charter.rules import TermStatus
from brokerage.charter.rules.terms import last_day
from brokerage.extensions import db, utcnow
from brokerage.organisations.models import Organisation
from tests.factories.charter import make_pledge, make_signed, make_taken
from tests.factories.organisations import make_organisation
from tests.support.inspecting_client import InspectingClient
from tests.support.statements import count_statements

MOST_STATEMENTS = 15
MOST_SECONDS = 0.3
SIGNATORIES, PLEDGES_EACH, CATALOGUE = 200, 7.5, 39
FEW = 10


def sign_many(number: int, pledge_ids: list[int], broker: User) -> None:
    """Let so many organisations sign, each with seven or eight pledges."""
    model = make_organisation()
    kept = {
        each.key: getattr(model, each.key)
        for each in Organisation.__table__.columns
        if each.key not in ("id", "slug", "name", "registration_number")
    }
    today = utcnow().date()
    names = [f"firm-{model.id}-{each}" for each in range(number)]
    rows = [kept | {"slug": name, "name": name, "registration_number": None} for name in names]
    db.session.execute(insert(Organisation), rows)
    ids = db.session.scalars(select(Organisation.id).where(Organisation.slug.in_(names))).all()
    signs = [{"organisation_id": each, "shown_name": "", "created_at": utcnow()} for each in ids]
    db.session.execute(insert(Signatory), signs)
    signatories = db.session.scalars(
        select(Signatory.id).where(Signatory.organisation_id.in_(ids)).order_by(Signatory.id)
    ).all()
    db.session.execute(insert(CharterTerm), [_term(each, today) for each in signatories])
    terms = db.session.scalars(
        select(CharterTerm.id).where(CharterTerm.signatory_id.in_(signatories))
    ).all()
    taken = [
        _taken(term, pledge_ids[(place + each) % len(pledge_ids)])
        for place, term in enumerate(terms)
        for each in range(7 + place % 2)
    ]
    db.session.execute(insert(TakenPledge), taken)
    db.session.execute(insert(CheckIn), [_owed(each, today) for each in terms])
    db.session.commit()


def _term(signatory_id: int, today: date) -> dict[str, object]:
    return {
        "signatory_id": signatory_id,
        "number": 1,
        "status": TermStatus.APPROVED,
        "voices": ["employer"],
        "risk_note": "",
        "equality_note": "",
        "link_number": 0,
        "starts_on": today,
        "ends_on": last_day(today),
        "created_at": utcnow(),
        "reason": "",
    }


def _taken(term_id: int, pledge_id: int) -> dict[str, object]:
    return {
        "term_id": term_id,
        "pledge_id": pledge_id,
        "own_words": "",
        "theme_code": "sharing",
        "voice": "employer",
        "source": "volunteering-hours",
        "source_codes": ["NT17"],
        "unit": "hours",
        "lead_post": "Head of people",
        "target": Decimal(40),
        "value": Decimal(term_id % 60),
        "is_value_confirmed": True,
        "is_published": True,
        "is_complete": True,
    }


def _owed(term_id: int, today: date) -> dict[str, object]:
    return {
        "term_id": term_id,
        "month": 3,
        "due_on": date(2020, 1, 1),
        "status": "open",
        "sent_back_reason": "",
        "story": "",
        "went_badly": "",
    }


@pytest.mark.usefixtures("fresh_index")
def test_the_pages_take_as_many_statements_for_200_as_for_ten_and_are_quick(
    client: InspectingClient,
    petra: InspectingClient,
    simone: InspectingClient,
    bakery: Organisation,
    broker: User,
    db_session: Session,
    engine_name: str,
) -> None:
    pledges = [make_pledge().id for _ in range(CATALOGUE)]
    term = make_signed(bakery)
    for each in pledges[:8]:
        make_taken(term, db_session.get_one(type(make_pledge()), each))
    visits: dict[str, InspectingClient] = {
        "/charter": client,
        "/charter/signatories": client,
        f"/charter/signatories/{term.signatory_id}": client,
        f"/charter/pledges/{pledges[0]}": client,
        "/charter/signatories.csv": client,
        f"/charter/terms/{term.id}": simone,
        f"/charter/terms/{term.id}/buddies": simone,
        "/broker/charter": petra,
        "/broker/charter/overdue": petra,
        "/broker/charter/pledges": petra,
    }
    counts = []
    for number in (FEW, SIGNATORIES - FEW):
        sign_many(number, pledges, broker)
        counts.append({page: count_statements(who, page) for page, who in visits.items()})
    assert counts[0] == counts[1]
    assert max(counts[1].values()) <= MOST_STATEMENTS, counts[1]
    assert _p95(lambda: client.get("/charter")) < MOST_SECONDS


def _p95(visit: Callable[[], object]) -> float:
    """Return the 95th percentile of what a page costs, in seconds of this process."""
    seconds = []
    for _ in range(20):
        began = time.process_time()
        visit()
        seconds.append(time.process_time() - began)
    return quantiles(seconds, n=20)[-1]

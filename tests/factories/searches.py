"""Suppliers that fit a brief, and searches that show them."""

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy import insert, select

from brokerage.accounts.models import User
from brokerage.extensions import db, utcnow
from brokerage.matchmaking.models import Decision, RecordedRanking
from brokerage.matchmaking.service import mark_changed
from brokerage.organisations.models import Evidence, Organisation, OrganisationCategory
from brokerage.organisations.rules import EvidenceKind
from brokerage.permissions import Subject
from brokerage.procurement.models import Brief, MarketSearch
from brokerage.procurement.rules.briefs import BriefStatus, Visibility
from brokerage.procurement.rules.searches import Filters
from brokerage.procurement.service.searches import search_suppliers
from tests.factories.organisations import make_organisation
from tests.factories.procurement import CATERING, make_brief

OWN = ("categories", "evidence", "lacking", "words")


def make_caterer(name: str, *, evidence: bool = False, **fields: object) -> Organisation:
    """Add an approved caterer, with insurance that a broker has verified if told so."""
    caterer = make_organisation(name=name, **fields)
    db.session.add(OrganisationCategory(organisation_id=caterer.id, code=CATERING))
    if evidence:
        today = utcnow().date()
        db.session.add(
            Evidence(
                organisation_id=caterer.id,
                kind=EvidenceKind.INSURANCE,
                stated_on=today,
                source="A certificate",
                verified_on=today,
            )
        )
    db.session.flush()
    return caterer


def make_search(brief: Brief, user: User) -> MarketSearch:
    """Search for the brief's suppliers as this user would."""
    made = search_suppliers(Subject(user_id=user.id), brief, Filters())
    db.session.commit()
    return made


def make_caterer_later(like: Organisation) -> Organisation:
    """Add a supplier that was not here when the search was made."""
    late = make_organisation(name="Latecomer Catering", description=like.description)
    db.session.add(OrganisationCategory(organisation_id=late.id, code=CATERING))
    db.session.commit()
    mark_changed("organisation", late.id)
    return late


def show_more(search: MarketSearch, like: Organisation, count: int) -> None:
    """Add so many suppliers to what a search shows, as if they had come last."""
    columns = {each.key for each in Organisation.__table__.columns} - {"id", "slug"}
    copy = {name: getattr(like, name) for name in columns}
    copies = [copy | {"registration_number": None, "name": f"Baker {n}"} for n in range(count)]
    ids = db.session.scalars(insert(Organisation).returning(Organisation.id), copies).all()
    last = db.session.scalars(
        select(Decision)
        .where(Decision.recorded_ranking_id == search.recorded_ranking_id, Decision.verb == "shown")
        .order_by(Decision.rank.desc())
    ).first()
    kept = {each.key: getattr(last, each.key) for each in Decision.__table__.columns}
    del kept["id"]
    rows = [kept | {"candidate_id": each, "rank": last.rank + at} for at, each in enumerate(ids, 1)]
    db.session.execute(insert(Decision), rows)
    db.session.commit()


def make_closed_search(
    organisation: Organisation, supplier: Organisation, user: User, **facts: Any
) -> Brief:
    """Add an open brief that showed this supplier and is closed; `facts` as `make_shown_search`."""
    visibility = facts.pop("visibility", Visibility.OPEN)
    fields = facts.pop("fields", {})
    brief = make_brief(
        organisation, user, status=BriefStatus.CLOSED, visibility=visibility, **fields
    )
    make_shown_search(brief, supplier, user, **facts)
    return brief


def make_shown_search(
    brief: Brief,
    organisation: Organisation,
    user: User,
    *,
    rank: int = 1,
    parts: Mapping[str, float] = MappingProxyType({"words": 0.5}),
    **own: Collection[str],
) -> MarketSearch:
    """Add a search that shows this one organisation, whatever the matcher would say, flushed.

    `own` is what of its own met the brief: categories, evidence, lacking, words.
    """
    now = utcnow()
    ranking = RecordedRanking(
        kind="organisation",
        purpose_kind="brief",
        purpose_id=brief.id,
        seeker={},
        weights={},
        field_weights={},
        floor=0.2,
        tie_seed=1,
        generation="0" * 64,
        versions=b"",
        total=1,
        widen=[],
        made_by_id=user.id,
        made_at=now,
    )
    db.session.add(ranking)
    db.session.flush()
    shown = {
        "parts": [[name, value, "It speaks of “cakes”."] for name, value in parts.items()],
        "reasons": ["It speaks of “cakes”.", "It serves the place of delivery."],
        "missing": [],
        "distance_m": 800.0,
        "own": {name: list(own.get(name, ())) for name in OWN},
    }
    db.session.add(
        Decision(
            recorded_ranking_id=ranking.id,
            candidate_id=organisation.id,
            verb="shown",
            rank=rank,
            score=0.5,
            details=shown,
            decided_by_id=user.id,
            decided_at=now,
        )
    )
    search = MarketSearch(
        brief_id=brief.id,
        recorded_ranking_id=ranking.id,
        filters={},
        made_by_id=user.id,
        made_at=now,
    )
    db.session.add(search)
    db.session.flush()
    return search

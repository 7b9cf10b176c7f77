"""Who could help with a pledge, and the pairs there are."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from brokerage.charter.models import BuddyPair, CharterTerm, Signatory, TakenPledge
from brokerage.charter.queries.signatories import PledgeEntry, is_in_force, list_pledges_of
from brokerage.charter.rules.buddies import (
    LIVE,
    MOST_AT_ONCE,
    MOST_SUGGESTED,
    SignatoryFacts,
    list_reasons,
    rank,
)
from brokerage.charter.rules.rag import Rag
from brokerage.errors import NotFoundError
from brokerage.extensions import db
from brokerage.organisations.models import Organisation
from brokerage.passports.queries.passports import list_sizes
from brokerage.passports.rules.sizes import SizeTest
from brokerage.web.paging import Page

__all__ = ["BuddyPair"]
PER_PAGE = 25
_SIDE = (
    joinedload(TakenPledge.term)
    .joinedload(CharterTerm.signatory)
    .joinedload(Signatory.organisation)
)
_WHOLE = (
    joinedload(BuddyPair.asker).options(_SIDE, joinedload(TakenPledge.pledge)),
    joinedload(BuddyPair.buddy).options(_SIDE, joinedload(TakenPledge.pledge)),
)


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """A signatory that carries a pledge out, and why it fits."""

    taken_pledge_id: int
    signatory_id: int
    name: str
    reasons: tuple[str, ...]


def list_suggestions(taken: TakenPledge, today: date) -> list[Suggestion]:
    """Return who carries this pledge out (green) and is willing, the most reasons first."""
    if taken.pledge_id is None:
        return []
    candidates = _list_willing(taken, today)
    green = _list_green([each.term.signatory_id for each in candidates], today)
    fitting = [each for each in candidates if each.id in green]
    organisations = [
        each.term.signatory.organisation
        for each in [taken, *fitting]
        if each.term.signatory.organisation is not None
    ]
    facts = _list_facts(organisations, today)
    nothing = SignatoryFacts()
    own = facts.get(taken.term.signatory.organisation_id or 0, nothing)
    reasons = {
        each.id: list_reasons(own, facts.get(each.term.signatory.organisation_id or 0, nothing))
        for each in fitting
    }
    by_id = {each.id: each for each in fitting}
    return [
        Suggestion(
            taken_pledge_id=key,
            signatory_id=by_id[key].term.signatory_id,
            name=by_id[key].term.signatory.name,
            reasons=("Its target for this pledge is reached and confirmed", *reasons[key]),
        )
        for key in rank(reasons)[:MOST_SUGGESTED]
    ]


def get_pair(pair_id: int) -> BuddyPair:
    """Return a pair with both sides (NotFoundError)."""
    found = db.session.scalars(
        select(BuddyPair).where(BuddyPair.id == pair_id).options(*_WHOLE)
    ).first()
    if found is None:
        raise NotFoundError
    return found


def get_locked_pair(pair_id: int) -> BuddyPair:
    """Return a pair as its row is now, held until the write ends (NotFoundError)."""
    query = select(BuddyPair).where(BuddyPair.id == pair_id).with_for_update()
    found = db.session.scalars(query.execution_options(populate_existing=True)).first()
    if found is None:
        raise NotFoundError
    return found


def find_live_pair(asker_id: int) -> BuddyPair | None:
    """Return the pair a pledge has a buddy by, or asks for one, if there is one."""
    return db.session.scalars(
        select(BuddyPair).where(BuddyPair.asker_id == asker_id, BuddyPair.status.in_(LIVE))
    ).first()


def list_pairs_of(term_id: int) -> Sequence[BuddyPair]:
    """Return the pairs in which a term's pledges stand on either side, the newest first."""
    asker, buddy = aliased(TakenPledge), aliased(TakenPledge)
    return db.session.scalars(
        select(BuddyPair)
        .join(asker, asker.id == BuddyPair.asker_id)
        .join(buddy, buddy.id == BuddyPair.buddy_id)
        .where(or_(asker.term_id == term_id, buddy.term_id == term_id))
        .options(*_WHOLE)
        .order_by(BuddyPair.id.desc())
        .limit(50)
    ).all()


def list_live_pairs_of(taken_pledge_ids: Collection[int]) -> Sequence[BuddyPair]:
    """Return the pairs that are asked for or active and have one of these pledges in them."""
    ids = sorted(taken_pledge_ids)
    return db.session.scalars(
        select(BuddyPair)
        .where(
            BuddyPair.status.in_(LIVE),
            or_(BuddyPair.asker_id.in_(ids), BuddyPair.buddy_id.in_(ids)),
        )
        .options(*_WHOLE)
        .order_by(BuddyPair.id)
    ).all()


def list_pairs(page: int) -> Page[BuddyPair]:
    """Return all pairs, those asked for and active first: for brokers."""
    total = db.session.scalar(select(func.count()).select_from(BuddyPair)) or 0
    rows = db.session.scalars(
        select(BuddyPair)
        .options(*_WHOLE)
        .order_by(BuddyPair.status.not_in(LIVE), BuddyPair.id.desc())
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    ).all()
    return Page(rows=rows, number=page, per_page=PER_PAGE, total=total)


def count_live_pairs_of_buddy(taken_pledge_id: int) -> int:
    """Return how many a buddy looks after, or is asked by, for one pledge."""
    query = select(func.count()).where(
        BuddyPair.buddy_id == taken_pledge_id, BuddyPair.status.in_(LIVE)
    )
    return db.session.scalar(query) or 0


def _list_willing(taken: TakenPledge, today: date) -> Sequence[TakenPledge]:
    looked_after = (
        select(func.count())
        .select_from(BuddyPair)
        .where(BuddyPair.buddy_id == TakenPledge.id, BuddyPair.status.in_(LIVE))
        .correlate(TakenPledge)
        .scalar_subquery()
    )
    met: ColumnElement[bool] = exists().where(
        BuddyPair.asker_id == taken.id, BuddyPair.buddy_id == TakenPledge.id
    )
    return db.session.scalars(
        select(TakenPledge)
        .join(TakenPledge.term)
        .join(CharterTerm.signatory)
        .outerjoin(Signatory.organisation)
        .where(
            TakenPledge.pledge_id == taken.pledge_id,
            TakenPledge.is_buddy_offered,
            TakenPledge.is_published,
            CharterTerm.signatory_id != taken.term.signatory_id,
            looked_after < MOST_AT_ONCE,
            ~met,
            *is_in_force(today),
        )
        .options(_SIDE)
        .order_by(TakenPledge.id)
        .limit(200)
    ).all()


def _list_green(signatory_ids: Sequence[int], today: date) -> set[int]:
    entries: list[PledgeEntry] = list_pledges_of(signatory_ids, today)
    return {each.taken_pledge_id for each in entries if each.rag == Rag.GREEN}


def _list_facts(organisations: Sequence[Organisation], today: date) -> dict[int, SignatoryFacts]:
    ids = sorted({each.id for each in organisations})
    loaded = db.session.scalars(
        select(Organisation)
        .where(Organisation.id.in_(ids))
        .options(selectinload(Organisation.categories), selectinload(Organisation.causes))
    ).all()
    sizes = list_sizes(ids, today)
    return {
        each.id: SignatoryFacts(
            kind=each.kind,
            categories=frozenset(one.code[:2] for one in each.categories),
            causes=frozenset(one.code for one in each.causes),
            size=next(
                (
                    str(answer.size)
                    for answer in sizes.get(each.id, ())
                    if answer.test == SizeTest.COMPANIES_ACT
                ),
                None,
            ),
            authority_code=each.authority_code,
            point=(each.easting, each.northing)
            if each.easting is not None and each.northing is not None
            else None,
        )
        for each in loaded
    }

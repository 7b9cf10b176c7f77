"""Who has signed, what they have pledged and how it stands: plain values, set by set."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, case, exists, func, or_, select
from sqlalchemy.orm import aliased

from brokerage.charter.models import CharterTerm, CharterTheme, Pledge, Signatory, TakenPledge
from brokerage.charter.rules import RESIDENT, TermStatus, terms
from brokerage.charter.rules.rag import Rag, Standing, find_rag
from brokerage.errors import NotFoundError
from brokerage.extensions import db
from brokerage.organisations.models import Organisation
from brokerage.organisations.rules import Status
from brokerage.web.paging import Page

PER_PAGE = 25
LATER = aliased(CharterTerm)


@dataclass(frozen=True, kw_only=True)
class SignatoryEntry:
    """A signatory with the twelve months that run now."""

    signatory_id: int
    term_id: int
    name: str
    organisation_id: int | None
    slug: str | None
    """Of the organisation's public page."""
    kind: str | None
    voices: tuple[str, ...]
    starts_on: date
    ends_on: date
    number: int
    """1 in its first twelve months."""
    pledges: int
    """How many it shows in public."""


@dataclass(frozen=True, kw_only=True)
class PledgeEntry:
    """A pledge somebody has taken, and how it stands today."""

    taken_pledge_id: int
    signatory_id: int
    term_id: int
    pledge_id: int | None
    code: str | None
    """None where it is one of their own."""
    words: str
    theme_code: str
    theme_name: str
    voice: str
    source: str
    unit: str
    lead_post: str
    policy: str
    baseline: Decimal | None
    target: Decimal | None
    value: Decimal | None
    is_confirmed: bool
    value_from: str
    value_on: date | None
    evidence_on: date | None
    is_published: bool
    rag: Rag

    @property
    def is_evidenced(self) -> bool:
        """Whether there is a figure that somebody other than the signatory stands for."""
        return self.value is not None and self.is_confirmed


def is_in_force(today: date) -> tuple[ColumnElement[bool], ...]:
    """Hold for the terms that run today: one a signatory at most."""
    return (
        CharterTerm.status == TermStatus.APPROVED,
        CharterTerm.starts_on <= today,
        ~exists().where(
            LATER.signatory_id == CharterTerm.signatory_id,
            LATER.status == TermStatus.APPROVED,
            LATER.starts_on <= today,
            LATER.number > CharterTerm.number,
        ),
        or_(Signatory.organisation_id.is_(None), Organisation.status == Status.APPROVED),
    )


def list_signatories(
    today: date,
    page: int | None = None,
    *,
    pledge_id: int | None = None,
    ids: Collection[int] | None = None,
) -> Page[SignatoryEntry]:
    """Return those who are bound today, by name; all of them where no page is asked for."""
    wanted = list(is_in_force(today))
    if pledge_id is not None:
        wanted.append(
            exists().where(
                TakenPledge.term_id == CharterTerm.id,
                TakenPledge.pledge_id == pledge_id,
                TakenPledge.is_published,
            )
        )
    if ids is not None:
        wanted.append(Signatory.id.in_(sorted(ids)))
    query = _entries().where(*wanted).order_by(_name(), Signatory.id)
    if page is None:
        rows = [_entry_of(row) for row in db.session.execute(query)]
        return Page(rows=rows, number=1, per_page=max(1, len(rows)), total=len(rows))
    total = db.session.scalar(_joined(select(func.count(CharterTerm.id))).where(*wanted)) or 0
    chosen = query.limit(PER_PAGE).offset((page - 1) * PER_PAGE)
    rows = [_entry_of(row) for row in db.session.execute(chosen)]
    return Page(rows=rows, number=page, per_page=PER_PAGE, total=total)


def find_signatory_of(organisation_id: int) -> Signatory | None:
    """Return an organisation as a signatory, if it has ever begun to sign."""
    return db.session.scalars(
        select(Signatory).where(Signatory.organisation_id == organisation_id)
    ).first()


def find_signatory_entry(signatory_id: int, today: date) -> SignatoryEntry | None:
    """Return a signatory that is bound today."""
    rows = list_signatories(today, ids=[signatory_id]).rows
    return rows[0] if rows else None


def get_signatory_entry(signatory_id: int, today: date) -> SignatoryEntry:
    """Return the same (NotFoundError)."""
    found = find_signatory_entry(signatory_id, today)
    if found is None:
        raise NotFoundError
    return found


def list_pledges_of(
    signatory_ids: Collection[int] | None, today: date, *, only_published: bool = True
) -> list[PledgeEntry]:
    """Return what these signatories are bound to today, by theme; None is all of them.

    One statement, however many there are.
    """
    wanted = list(is_in_force(today))
    if signatory_ids is not None:
        wanted.append(CharterTerm.signatory_id.in_(sorted(set(signatory_ids))))
    return _list_pledges(wanted, today, only_published=only_published)


def list_pledges_of_term(
    term_id: int, today: date, *, only_published: bool = False
) -> list[PledgeEntry]:
    """Return the pledges of one term, whatever its state: for those who may see it."""
    return _list_pledges([CharterTerm.id == term_id], today, only_published=only_published)


def find_public_standing(organisation_id: int, today: date) -> SignatoryEntry | None:
    """Return an organisation as a signatory that is bound today, if it is one."""
    row = db.session.execute(
        _entries().where(*is_in_force(today), Signatory.organisation_id == organisation_id)
    ).first()
    return None if row is None else _entry_of(row)


def list_terms_of(signatory_id: int) -> Sequence[CharterTerm]:
    """Return all terms of a signatory that were ever signed, the newest first: its history."""
    return db.session.scalars(
        select(CharterTerm)
        .where(
            CharterTerm.signatory_id == signatory_id,
            CharterTerm.status.in_([TermStatus.APPROVED, TermStatus.ENDED, TermStatus.LEFT]),
        )
        .order_by(CharterTerm.number.desc())
    ).all()


def count_signatories_by_pledge(today: date) -> dict[int, int]:
    """Return how many show each pledge of the catalogue in public today."""
    rows = db.session.execute(
        _joined(select(TakenPledge.pledge_id, func.count()))
        .join(TakenPledge, TakenPledge.term_id == CharterTerm.id)
        .where(*is_in_force(today), TakenPledge.is_published, TakenPledge.pledge_id.is_not(None))
        .group_by(TakenPledge.pledge_id)
    ).all()
    return {row[0]: row[1] for row in rows}


def _list_pledges(
    wanted: list[ColumnElement[bool]], today: date, *, only_published: bool
) -> list[PledgeEntry]:
    if only_published:
        wanted.append(TakenPledge.is_published.is_(True))
    rows = db.session.execute(
        _joined(
            select(
                *TakenPledge.__table__.c,
                Pledge.code,
                Pledge.words,
                CharterTheme.name,
                CharterTerm.signatory_id,
                CharterTerm.starts_on,
            )
        )
        .join(TakenPledge, TakenPledge.term_id == CharterTerm.id)
        .join(CharterTheme, CharterTheme.code == TakenPledge.theme_code)
        .outerjoin(Pledge, Pledge.id == TakenPledge.pledge_id)
        .where(*wanted)
        .order_by(CharterTheme.position, TakenPledge.id)
    )
    return [_pledge_of(row, today) for row in rows]


def _pledge_of(row: Row[Any], today: date) -> PledgeEntry:
    starts_on = row.starts_on or today
    standing = Standing(
        target=row.target,
        value=row.value,
        is_confirmed=row.is_value_confirmed,
        evidence_on=row.evidence_on,
        starts_on=starts_on,
        due_days=tuple(each.due_on for each in terms.list_check_ins(starts_on)),
    )
    return PledgeEntry(
        taken_pledge_id=row.id,
        signatory_id=row.signatory_id,
        term_id=row.term_id,
        pledge_id=row.pledge_id,
        code=row.code,
        words=row.words or row.own_words,
        theme_code=row.theme_code,
        theme_name=row.name,
        voice=row.voice,
        source=row.source,
        unit=row.unit,
        lead_post=row.lead_post,
        policy=row.policy,
        baseline=row.baseline,
        target=row.target,
        value=row.value,
        is_confirmed=row.is_value_confirmed,
        value_from=row.value_from,
        value_on=row.value_on,
        evidence_on=row.evidence_on,
        is_published=row.is_published,
        rag=find_rag(standing, today),
    )


def _joined(query: Any) -> Any:  # Select is invariant in what it selects
    return (
        query.select_from(CharterTerm)
        .join(Signatory, Signatory.id == CharterTerm.signatory_id)
        .outerjoin(Organisation, Organisation.id == Signatory.organisation_id)
    )


def _name() -> ColumnElement[Any]:
    shown = case((Signatory.shown_name == "", RESIDENT), else_=Signatory.shown_name)
    return func.coalesce(Organisation.name, shown)


def _entries() -> Any:
    shown = (
        select(func.count())
        .select_from(TakenPledge)
        .where(and_(TakenPledge.term_id == CharterTerm.id, TakenPledge.is_published))
        .correlate(CharterTerm)
        .scalar_subquery()
    )
    return _joined(
        select(
            CharterTerm.id,
            CharterTerm.signatory_id,
            CharterTerm.voices,
            CharterTerm.starts_on,
            CharterTerm.ends_on,
            CharterTerm.number,
            Signatory.organisation_id,
            Organisation.slug,
            Organisation.kind,
            _name().label("shown_name"),
            shown.label("pledges"),
        )
    )


def _entry_of(row: Row[Any]) -> SignatoryEntry:
    return SignatoryEntry(
        signatory_id=row.signatory_id,
        term_id=row.id,
        name=row.shown_name,
        organisation_id=row.organisation_id,
        slug=row.slug,
        kind=row.kind,
        voices=tuple(row.voices),
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        number=row.number,
        pledges=row.pledges,
    )

"""What one organisation did: confirmed totals, its pledges, and who has any of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Row, case, exists, func, or_, select

from brokerage.charter.models import CharterTerm, CheckIn, Signatory
from brokerage.charter.queries.signatories import (
    PledgeEntry,
    list_pledges_of,
)
from brokerage.charter.rules import TermStatus
from brokerage.charter.rules.terms import CheckInStatus
from brokerage.errors import NotFoundError
from brokerage.extensions import db
from brokerage.ledger.models import Claim, LedgerEntry, LedgerSource
from brokerage.ledger.queries import Total, list_totals
from brokerage.ledger.rules.sources import SourceKind
from brokerage.organisations.models import Evidence, Organisation
from brokerage.organisations.rules import EVIDENCE_LABELS, Status
from brokerage.organisations.rules.evidence import POLICIES
from brokerage.reporting.rules import FEWEST
from brokerage.web.paging import Page

PER_PAGE = 25


@dataclass(frozen=True, kw_only=True)
class ShownTotal:
    """A total as it may be shown: `amount` is None where too few people stand behind it."""

    total: Total
    amount: Decimal | None


@dataclass(frozen=True, kw_only=True)
class Standing:
    """An organisation in the charter: its pledges, and when they were last looked at."""

    signatory_id: int
    pledges: Sequence[PledgeEntry]
    checked_on: date | None

    @property
    def evidenced(self) -> int:
        """How many pledges have confirmed evidence."""
        return sum(1 for each in self.pledges if each.is_evidenced)


@dataclass(frozen=True, kw_only=True)
class ImpactEntry:
    """An organisation in the list of all that have done something."""

    name: str
    slug: str
    has_signed: bool
    claims: int


@dataclass(frozen=True, kw_only=True)
class ShownPolicy:
    """A policy that a supplier says it has, and whether a broker has seen it."""

    label: str
    is_verified: bool


def get_approved(slug: str) -> Organisation:
    """Return the approved organisation of that slug (NotFoundError)."""
    found = db.session.scalars(
        select(Organisation).where(
            Organisation.slug == slug, Organisation.status == Status.APPROVED
        )
    ).first()
    if found is None:
        raise NotFoundError
    return found


def list_shown_totals(
    organisation_id: int, since: date | None, until: date | None
) -> list[ShownTotal]:
    """Return confirmed totals; three statements. Fewer than five people are never a number."""
    totals = list_totals([organisation_id], since, until)
    people = _count_people(organisation_id, since, until) if totals else {}
    return [
        ShownTotal(
            total=each,
            amount=None if 0 < people.get(each.measure.id, 0) < FEWEST else each.amount,
        )
        for each in totals
    ]


def list_years(organisation_id: int) -> list[int]:
    """Return the years in which something counts, the newest first."""
    first, last = db.session.execute(
        select(func.min(LedgerEntry.happened_on), func.max(LedgerEntry.happened_on)).where(
            LedgerEntry.owner_id == organisation_id
        )
    ).one()
    return [] if first is None else list(range(last.year, first.year - 1, -1))


def find_standing(organisation_id: int, today: date) -> Standing | None:
    """Return an organisation's public pledges, if it has signed; two statements."""
    row = db.session.execute(
        select(Signatory.id, func.max(CheckIn.done_at))
        .join(CharterTerm, CharterTerm.signatory_id == Signatory.id)
        .outerjoin(
            CheckIn,
            (CheckIn.term_id == CharterTerm.id) & (CheckIn.status == CheckInStatus.DONE),
        )
        .where(
            Signatory.organisation_id == organisation_id,
            CharterTerm.status == TermStatus.APPROVED,
            CharterTerm.starts_on <= today,
        )
        .group_by(Signatory.id)
    ).first()
    if row is None:
        return None
    signatory_id, checked_at = row
    return Standing(
        signatory_id=signatory_id,
        pledges=list_pledges_of([signatory_id], today),
        checked_on=checked_at.date() if checked_at else None,
    )


def list_policies(organisation_id: int, today: date) -> list[ShownPolicy]:
    """Return the policies in an organisation's passport that have not been refused."""
    rows = db.session.scalars(
        select(Evidence)
        .where(
            Evidence.organisation_id == organisation_id,
            Evidence.kind.in_(sorted(POLICIES)),
            Evidence.refused_on.is_(None),
            or_(Evidence.expires_on.is_(None), Evidence.expires_on >= today),
        )
        .order_by(Evidence.kind, Evidence.id)
    )
    return [
        ShownPolicy(label=EVIDENCE_LABELS[each.kind], is_verified=each.is_verified(today))
        for each in rows
    ]


def list_organisations(today: date, page: int) -> Page[ImpactEntry]:
    """Return who has signed the charter or has something confirmed, by name; two statements."""
    total = db.session.scalar(select(func.count(Organisation.id)).where(*_has_impact(today))) or 0
    shown = db.session.execute(
        select(
            Organisation.id,
            Organisation.name,
            Organisation.slug,
            case((_has_signed(today), 1), else_=0).label("signed"),
            _claims().label("claims"),
        )
        .where(*_has_impact(today))
        .order_by(Organisation.name, Organisation.id)
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    )
    rows = [_entry_of(row) for row in shown]
    return Page(rows=rows, number=page, per_page=PER_PAGE, total=total)


def _has_impact(today: date) -> tuple[ColumnElement[bool], ...]:
    has_entries = exists().where(LedgerEntry.owner_id == Organisation.id)
    return (Organisation.status == Status.APPROVED, or_(_has_signed(today), has_entries))


def _has_signed(today: date) -> ColumnElement[bool]:
    return (
        exists()
        .where(
            Signatory.organisation_id == Organisation.id,
            CharterTerm.signatory_id == Signatory.id,
            CharterTerm.status == TermStatus.APPROVED,
            CharterTerm.starts_on <= today,
        )
        .correlate(Organisation)
    )


def _claims() -> Any:
    return (
        select(func.count(LedgerEntry.claim_id.distinct()))
        .where(LedgerEntry.owner_id == Organisation.id)
        .correlate(Organisation)
        .scalar_subquery()
    )


def _entry_of(row: Row[Any]) -> ImpactEntry:
    return ImpactEntry(
        name=row.name or "", slug=row.slug, has_signed=bool(row.signed), claims=row.claims
    )


def _count_people(organisation_id: int, since: date | None, until: date | None) -> dict[int, int]:
    """Return by measure how many sources that are one person each are claimed."""
    wanted = [
        Claim.owner_id == organisation_id,
        Claim.corrects_id.is_(None),
        LedgerSource.kind == SourceKind.HIRE,
    ]
    if since is not None:
        wanted.append(Claim.happened_on >= since)
    if until is not None:
        wanted.append(Claim.happened_on <= until)
    rows = db.session.execute(
        select(Claim.measure_id, func.count(LedgerSource.id.distinct()))
        .join(LedgerSource, LedgerSource.id == Claim.source_id)
        .where(*wanted)
        .group_by(Claim.measure_id)
    )
    return {row[0]: row[1] for row in rows}

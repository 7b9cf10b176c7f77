"""What really happened, as far as this site knows: the figure a pledge is filled in with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import case, func, select

from brokerage.charter.models import LeadEntry, TakenPledge
from brokerage.charter.rules import FROM_LEDGER, EvidenceSource
from brokerage.contracts.models import Contract, SpendReturn, SpendReturnEntry
from brokerage.contracts.rules import ProcuredBy
from brokerage.contracts.rules.returns import ReturnStatus
from brokerage.extensions import db
from brokerage.ledger.models import Claim, LedgerEntry, LedgerSource
from brokerage.ledger.rules.sources import SourceKind
from brokerage.measures.models import Measure
from brokerage.organisations.models import Evidence, Organisation
from brokerage.organisations.rules import EVIDENCE_LABELS
from brokerage.spend.models import SpendFigures
from brokerage.web.filters import on_date

SHARE_WORDS = {
    "local": "local suppliers",
    "sme": "small and medium-sized businesses",
    "vcse": "charities and social enterprises",
}
SHARE_COLUMNS = {
    "local": SpendReturnEntry.local_pence,
    "sme": SpendReturnEntry.sme_pence,
    "vcse": SpendReturnEntry.vcse_pence,
}
LEDGER_KINDS: dict[str, SourceKind] = {
    EvidenceSource.VOLUNTEERING_HOURS: SourceKind.BOOKING_HOURS,
    EvidenceSource.MENTORING: SourceKind.MENTORING_HOURS,
    EvidenceSource.AGREEMENTS: SourceKind.AGREEMENT,
}
HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, kw_only=True)
class Found:
    """A figure, where it comes from, and the day of its newest evidence."""

    value: Decimal | None
    said: str
    is_confirmed: bool = False
    """Somebody other than the signatory stands for it."""
    evidence_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Asked:
    """For which pledge of whom, and from when to when."""

    taken: TakenPledge
    organisation: Organisation | None
    since: date
    until: date


def find_evidence(asked: Asked) -> Found:
    """Return what is known of a pledge in a period: never a guess, None where nothing is."""
    source = asked.taken.source
    if source == EvidenceSource.OWN_RECORD or asked.organisation is None:
        return _own_record(asked)
    if source in FROM_LEDGER:
        return _from_ledger(asked, asked.organisation)
    return _FINDERS[source](asked, asked.organisation)


def _from_ledger(asked: Asked, organisation: Organisation) -> Found:
    """By kind of source as well: an hour of mentoring is not one of volunteering, too."""
    value, newest = db.session.execute(
        select(func.sum(LedgerEntry.amount), func.max(LedgerEntry.happened_on))
        .join(Claim, Claim.id == LedgerEntry.claim_id)
        .join(LedgerSource, LedgerSource.id == Claim.source_id)
        .join(Measure, Measure.id == LedgerEntry.measure_id)
        .where(
            LedgerEntry.owner_id == organisation.id,
            LedgerSource.kind == LEDGER_KINDS[asked.taken.source],
            Measure.code.in_(sorted(asked.taken.source_codes)),
            LedgerEntry.happened_on >= asked.since,
            LedgerEntry.happened_on <= asked.until,
        )
    ).one()
    days = f"from {on_date(asked.since)} to {on_date(asked.until)}"
    return Found(
        value=(value or Decimal(0)).quantize(HUNDREDTH),
        said=f"The ledger: what both sides confirmed {days}",
        is_confirmed=True,
        evidence_on=newest if value else None,
    )


def _spend_share(asked: Asked, organisation: Organisation) -> Found:
    share = _share_of(asked.taken.source_codes)
    for year in (asked.until.year, asked.until.year - 1):
        row = db.session.get(SpendFigures, (organisation.authority_code or "", year))
        whole = row.figures["whole"] if row is not None else None
        if row is None or not whole or whole["pence"] <= 0:
            continue
        return Found(
            value=_percent(whole["yes"][share], whole["pence"]),
            said=f"Published spend of {year}: what is known to have gone to {SHARE_WORDS[share]}",
            is_confirmed=True,
            evidence_on=min(row.worked_out_at.date(), asked.until),
        )
    return Found(value=None, said="No spend of these years has been published here")


def _award_share(asked: Asked, organisation: Organisation) -> Found:
    is_weighed = case((Contract.social_value_percent.is_not(None), 1), else_=0)
    number, weighed, newest = db.session.execute(
        select(
            func.count(Contract.id),
            func.coalesce(func.sum(is_weighed), 0),
            func.max(Contract.starts_on),
        ).where(
            Contract.organisation_id == organisation.id,
            Contract.procured_by != ProcuredBy.DIRECT_IN_HOUSE,
            Contract.starts_on >= asked.since,
            Contract.starts_on <= asked.until,
        )
    ).one()
    if not number:
        return Found(value=None, said="No contract has begun in this time, by the register")
    return Found(
        value=_percent(int(weighed), int(number)),
        said=f"The register of contracts: {weighed} of {number} that have begun since "
        f"{on_date(asked.since)}",
        is_confirmed=True,
        evidence_on=newest,
    )


def _supply_chain(asked: Asked, organisation: Organisation) -> Found:
    share = _share_of(asked.taken.source_codes)
    newest = (
        select(func.max(SpendReturnEntry.id))
        .where(SpendReturnEntry.spend_return_id == SpendReturn.id)
        .correlate(SpendReturn)
        .scalar_subquery()
    )
    total, part, day = db.session.execute(
        select(
            func.sum(SpendReturnEntry.total_pence),
            func.sum(SHARE_COLUMNS[share]),
            func.max(SpendReturn.period_to),
        )
        .join(SpendReturn, SpendReturn.id == SpendReturnEntry.spend_return_id)
        .join(Contract, Contract.id == SpendReturn.contract_id)
        .where(
            SpendReturnEntry.id == newest,
            Contract.supplier_id == organisation.id,
            SpendReturn.status == ReturnStatus.CONFIRMED,
            SpendReturn.period_to >= asked.since,
            SpendReturn.period_to <= asked.until,
        )
    ).one()
    if not total:
        return Found(value=None, said="No spend return of this time has been confirmed")
    return Found(
        value=_percent(int(part), int(total)),
        said=f"Spend returns the buyer confirmed: what went to {SHARE_WORDS[share]}",
        is_confirmed=True,
        evidence_on=day,
    )


def _accreditation(asked: Asked, organisation: Organisation) -> Found:
    rows: Sequence[Evidence] = db.session.scalars(
        select(Evidence)
        .where(
            Evidence.organisation_id == organisation.id,
            Evidence.kind.in_(sorted(asked.taken.source_codes)),
        )
        .order_by(Evidence.id.desc())
    ).all()
    held = [each for each in rows if _counts(each, asked.until)]
    if not held:
        return Found(value=Decimal(0), said="No accreditation that a broker has seen is in date")
    best = held[0]
    end = f", until {on_date(best.expires_on)}" if best.expires_on else ""
    return Found(
        value=Decimal(1),
        said=f"{EVIDENCE_LABELS[best.kind]}: seen by a broker on {on_date(best.verified_on)}{end}",
        is_confirmed=True,
        evidence_on=asked.until,
    )


def _counts(evidence: Evidence, day: date) -> bool:
    return (
        evidence.is_verified(day)
        and evidence.verified_on is not None
        and (evidence.verified_on <= day)
    )


def _own_record(asked: Asked) -> Found:
    entry = db.session.scalars(
        select(LeadEntry)
        .where(
            LeadEntry.taken_pledge_id == asked.taken.id,
            LeadEntry.entered_on >= asked.since,
            LeadEntry.entered_on <= asked.until,
        )
        .order_by(LeadEntry.id.desc())
        .limit(1)
    ).first()
    if entry is None:
        return Found(value=None, said="Nobody has filled this in yet")
    return Found(
        value=entry.value,
        said=f"The lead of this pledge said so on {on_date(entry.entered_on)}",
        evidence_on=entry.entered_on,
    )


_FINDERS: dict[str, Callable[[Asked, Organisation], Found]] = {
    EvidenceSource.SPEND_SHARE: _spend_share,
    EvidenceSource.AWARD_SHARE: _award_share,
    EvidenceSource.SUPPLY_CHAIN: _supply_chain,
    EvidenceSource.ACCREDITATION: _accreditation,
}


def _share_of(codes: Sequence[str]) -> str:
    return next((code for code in codes if code in SHARE_WORDS), "local")


def _percent(part: int, whole: int) -> Decimal:
    return (Decimal(100) * part / whole).quantize(HUNDREDTH)

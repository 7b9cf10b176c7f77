"""What stands beside the figures: names, counts of people, what is red, what is doubted.

These can change later (a name, an erasure, a consent), so a report keeps them as they were,
with a digest of their own; they are not worked out again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select

from brokerage.charter.models import (
    CharterTerm,
    CharterTheme,
    CheckIn,
    CheckInFigure,
    Pledge,
    Signatory,
    TakenPledge,
)
from brokerage.charter.rules import PUBLISHED, Voice
from brokerage.charter.rules.rag import Rag
from brokerage.charter.rules.terms import CheckInStatus
from brokerage.extensions import db
from brokerage.ledger.models import Claim, LedgerSource
from brokerage.ledger.rules.claims import ClaimStatus
from brokerage.ledger.rules.sources import SourceKind
from brokerage.organisations.models import Organisation
from brokerage.organisations.rules import Status
from brokerage.reporting.queries.figures import Cut
from brokerage.reporting.queries.places import list_marked_places, list_wards
from brokerage.reporting.rules import days_of, hide_few
from brokerage.toolkit.queries import count_attendance
from brokerage.volunteering.models import HoursEntry

MOST_RED = 200
PEOPLE = ("residents", "volunteers")
DOUBTS = ("disputed", "refused", "waiting")


def find_words(figures: Mapping[str, Any], cut: Cut) -> dict[str, Any]:
    """Return names and counts for a year's figures as they are now; 8 statements at most."""
    named = {each["organisation"] for each in figures["organisations"]}
    themes, pledges = _list_pledge_words()
    used = {each["code"] for each in figures["charter"]["pledges"]}
    counts = _count_all(cut)
    return {
        "organisations": _list_organisations(named),
        "wards": list_wards({each["ward"] for each in figures["wards"] if each["ward"]}),
        "places": list_marked_places(),
        "themes": themes,
        "pledges": {code: words for code, words in pledges.items() if code in used},
        "kpis": _hide_few_people(counts) | {"attendance": _count_attendance(cut)},
        "red": _list_red(cut),
        "doubts": {each: counts[each] for each in DOUBTS},
    }


def _list_organisations(ids: set[int]) -> dict[str, dict[str, str | None]]:
    rows = db.session.execute(
        select(Organisation.id, Organisation.name, Organisation.slug, Organisation.status).where(
            Organisation.id.in_(sorted(ids))
        )
    )
    return {
        str(id_): {"name": name or "", "slug": slug if status == Status.APPROVED else None}
        for id_, name, slug, status in rows
    }


def _list_pledge_words() -> tuple[dict[str, str], dict[str, str]]:
    rows = db.session.execute(
        select(CharterTheme.code, CharterTheme.name, Pledge.code, Pledge.words)
        .outerjoin(Pledge, Pledge.theme_code == CharterTheme.code)
        .order_by(CharterTheme.position, Pledge.id)
    ).all()
    themes = {theme: name for theme, name, _, _ in rows}
    return themes, {code: words for _, _, code, words in rows if code}


def _count_all(cut: Cut) -> dict[str, int]:
    """Return all that is counted beside the ledger, in one statement."""
    is_organisation = Signatory.organisation_id.is_not(None)
    is_buyer = TakenPledge.voice == Voice.BUYER
    counts = {
        "signatories": _signatories(cut, is_organisation),
        "residents": _signatories(cut, Signatory.user_id.is_not(None)),
        "procurement": _signatories(cut, is_organisation, is_buyer),
        "volunteers": _volunteers(cut),
        "disputed": _claims(cut, ClaimStatus.DISPUTED),
        "refused": _claims(cut, ClaimStatus.REFUSED),
        "waiting": _claims(cut, ClaimStatus.PROPOSED),
    }
    queries = [query.scalar_subquery().label(name) for name, query in counts.items()]
    return dict(db.session.execute(select(*queries)).one()._mapping)


def _hide_few_people(counts: Mapping[str, int]) -> dict[str, int | None]:
    hidden = {each: hide_few(counts[each]) for each in PEOPLE}
    return {"signatories": counts["signatories"], "procurement": counts["procurement"]} | hidden


def _count_attendance(cut: Cut) -> int | None:
    """Return how many came to events, as far as their hosts have said so."""
    return hide_few(sum(each.people for each in count_attendance(*days_of(cut.year))))


def _in_year(cut: Cut) -> tuple[ColumnElement[bool], ...]:
    first, last = days_of(cut.year)
    return (
        CharterTerm.status.in_(sorted(PUBLISHED)),
        CharterTerm.starts_on <= min(last, cut.as_at.date()),
        CharterTerm.ends_on >= first,
    )


def _signatories(cut: Cut, *more: ColumnElement[bool]) -> Select[int]:
    return (
        select(func.count(Signatory.id.distinct()))
        .join(CharterTerm, CharterTerm.signatory_id == Signatory.id)
        .join(TakenPledge, TakenPledge.term_id == CharterTerm.id)
        .where(*_in_year(cut), *more)
    )


def _volunteers(cut: Cut) -> Select[int]:
    """Count how many people gave hours in the working time of employers that have signed."""
    first, last = days_of(cut.year)
    employers = (
        select(Signatory.organisation_id)
        .join(CharterTerm, CharterTerm.signatory_id == Signatory.id)
        .where(*_in_year(cut), Signatory.organisation_id.is_not(None))
    )
    is_own = or_(
        HoursEntry.organisation_id.is_(None),
        HoursEntry.organisation_id != LedgerSource.giver_id,
    )
    return (
        select(func.count(HoursEntry.user_id.distinct()))
        .join(LedgerSource, LedgerSource.source_id == HoursEntry.id)
        .join(Claim, Claim.source_id == LedgerSource.id)
        .where(
            LedgerSource.kind == SourceKind.BOOKING_HOURS,
            LedgerSource.happened_on.between(first, last),
            LedgerSource.giver_id.in_(employers),
            Claim.owner_id == LedgerSource.giver_id,
            Claim.status == ClaimStatus.CONFIRMED,
            Claim.corrects_id.is_(None),
            is_own,
        )
    )


def _list_red(cut: Cut) -> list[dict[str, str]]:
    """Return the pledges shown in public that were red at their newest check-in of the year."""
    first, last = days_of(cut.year)
    rows = db.session.execute(
        select(
            TakenPledge.id,
            CheckInFigure.rag,
            CheckInFigure.explanation,
            Pledge.words,
            TakenPledge.own_words,
            TakenPledge.is_published,
            Organisation.name,
        )
        .join(CheckIn, CheckIn.id == CheckInFigure.check_in_id)
        .join(TakenPledge, TakenPledge.id == CheckInFigure.taken_pledge_id)
        .join(CharterTerm, CharterTerm.id == CheckIn.term_id)
        .join(Signatory, Signatory.id == CharterTerm.signatory_id)
        .join(Organisation, Organisation.id == Signatory.organisation_id)
        .outerjoin(Pledge, Pledge.id == TakenPledge.pledge_id)
        .where(
            CheckIn.status == CheckInStatus.DONE,
            CheckIn.done_at <= cut.as_at,
            CheckIn.due_on.between(first, last),
        )
        .order_by(CheckIn.due_on, CheckIn.id, CheckInFigure.id)
    )
    newest = {row.id: row for row in rows}
    return [
        {
            "organisation": row.name or "",
            "pledge": row.words or row.own_words,
            "explanation": row.explanation,
        }
        for row in sorted(newest.values(), key=lambda row: (row.name or "", row.id))
        if row.rag == Rag.RED and row.is_published
    ][:MOST_RED]


def _claims(cut: Cut, status: ClaimStatus) -> Select[int]:
    first, last = days_of(cut.year)
    return select(func.count(Claim.id)).where(
        Claim.status == status,
        Claim.corrects_id.is_(None),
        Claim.happened_on.between(first, last),
    )

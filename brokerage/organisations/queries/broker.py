"""What brokers read: applications, evidence that waits, what else is known, what happened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from rapidfuzz import fuzz
from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import selectinload

from brokerage.accounts.models import User
from brokerage.audit import list_events
from brokerage.errors import NotFoundError
from brokerage.extensions import db
from brokerage.organisations import rules
from brokerage.organisations.models import Evidence, ListingRequest, Organisation
from brokerage.organisations.rules.working_days import working_days_between
from brokerage.web.paging import Page

PER_PAGE = 25
LIKENESS_FLOOR = 80
"""Of 100: names at one postcode that are less alike are two bodies in one house."""
APPLICATION_STATUSES = (
    rules.Status.SUBMITTED,
    rules.Status.CHANGES_ASKED,
    rules.Status.DECLINED,
    rules.Status.APPROVED,
    rules.Status.WITHDRAWN,
)
HISTORY: Mapping[str, str] = {
    "organisations:application:submit": "Sent in",
    "organisations:application:decide": "Decided",
    "organisations:organisation:withdraw": "Withdrawn",
    "organisations:organisation:reopen": "Opened again",
    "organisations:evidence:verify": "Evidence verified",
    "organisations:evidence:reject": "Evidence could not be verified",
    "organisations:evidence:lapse": "Registration has to be looked up again",
    "organisations:listing:decide": "Listing taken over",
}
"""The events a broker wants to know of, and what each is called."""


@dataclass(frozen=True, kw_only=True)
class ApplicationEntry:
    """An application and how many working days it has waited."""

    organisation: Organisation
    waited: int


@dataclass(frozen=True, kw_only=True)
class Duplicate:
    """Another body in the directory that may be the same one, and why."""

    organisation: Organisation
    reason: str


@dataclass(frozen=True, kw_only=True)
class HistoryEntry:
    """One thing that happened; who is None for what the system did."""

    at: datetime
    what: str
    who: str | None
    reason: str


@dataclass(frozen=True, kw_only=True)
class EvidenceEntry:
    """Evidence that waits, and whose it is."""

    evidence: Evidence
    organisation: Organisation


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """How much waits for a broker."""

    applications: int
    evidence: int
    requests: int


def list_applications(status: str, words: str, page: int, today: date) -> Page[ApplicationEntry]:
    """Return applications in one state: those that wait, oldest first; others, newest first."""
    wanted = [_is_application(), Organisation.status == status]
    if words:
        wanted.append(Organisation.name.icontains(words, autoescape=True))
    newest = func.coalesce(Organisation.decided_at, Organisation.submitted_at).desc()
    is_waiting = status == rules.Status.SUBMITTED
    rows = db.session.scalars(
        select(Organisation)
        .where(*wanted)
        .order_by(Organisation.submitted_at if is_waiting else newest, Organisation.id)
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    )
    total = db.session.scalar(select(func.count()).select_from(Organisation).where(*wanted)) or 0
    entries = [
        ApplicationEntry(organisation=each, waited=_days_waited(each, today)) for each in rows
    ]
    return Page(rows=entries, number=page, per_page=PER_PAGE, total=total)


def get_application(organisation_id: int) -> Organisation:
    """Return what has been sent in, with its parts (NotFoundError for drafts and listings)."""
    organisation = db.session.scalars(
        select(Organisation)
        .where(Organisation.id == organisation_id, _is_application())
        .options(
            selectinload(Organisation.categories),
            selectinload(Organisation.causes),
            selectinload(Organisation.evidence),
        )
    ).first()
    if organisation is None:
        raise NotFoundError
    return organisation


def list_possible_duplicates(organisation: Organisation) -> list[Duplicate]:
    """Return those in the directory with the same number, or a like name at the same postcode."""
    is_alike = _may_be_alike(organisation)
    if not is_alike:
        return []
    rows = db.session.scalars(
        select(Organisation)
        .where(
            Organisation.id != organisation.id,
            Organisation.status.in_(rules.PUBLIC_STATUSES),
            or_(*is_alike),
        )
        .order_by(Organisation.name, Organisation.id)
    )
    found = ((row, _why_alike(organisation, row)) for row in rows)
    return [Duplicate(organisation=row, reason=reason) for row, reason in found if reason]


def list_history(organisation_id: int) -> list[HistoryEntry]:
    """Return what happened to an application, newest first."""
    events = list_events("organisation", organisation_id, actions=HISTORY)
    names = _find_names({event.actor_id for event, _ in events if event.actor_id})
    entries = []
    for event, details in events:
        after = details.after if details else {}
        status = str(after.get("status", ""))
        entries.append(
            HistoryEntry(
                at=event.at,
                what=_name_event(event.action, status),
                who=names.get(event.actor_id or 0),
                reason=str(after.get("reason") or ""),
            )
        )
    return entries


def list_evidence_to_verify(page: int, today: date) -> Page[EvidenceEntry]:
    """Return the evidence no broker has looked at, or whose time is up, oldest first."""
    wanted = _waits(today)
    rows = db.session.execute(
        select(Evidence, Organisation)
        .join(Organisation, Organisation.id == Evidence.organisation_id)
        .where(*wanted)
        .order_by(Evidence.stated_on, Evidence.id)
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    )
    total = db.session.scalar(_count_evidence(today)) or 0
    entries = [EvidenceEntry(evidence=each, organisation=whose) for each, whose in rows]
    return Page(rows=entries, number=page, per_page=PER_PAGE, total=total)


def count_waiting(today: date) -> Waiting:
    """Return how much waits, in one statement."""
    applications = select(func.count()).where(Organisation.status == rules.Status.SUBMITTED)
    requests = select(func.count()).where(ListingRequest.decided_at.is_(None))
    row = db.session.execute(
        select(
            applications.scalar_subquery(),
            _count_evidence(today).scalar_subquery(),
            requests.scalar_subquery(),
        )
    ).one()
    return Waiting(applications=row[0], evidence=row[1], requests=row[2])


def _is_application() -> ColumnElement[bool]:
    """What a broker may know of: sent in once, or taken over; never a draft."""
    return and_(
        Organisation.status.in_(APPLICATION_STATUSES),
        or_(Organisation.submitted_at.is_not(None), Organisation.status == rules.Status.APPROVED),
    )


def _days_waited(organisation: Organisation, today: date) -> int:
    if organisation.submitted_at is None:
        return 0
    return working_days_between(organisation.submitted_at.date(), today)


def _may_be_alike(organisation: Organisation) -> list[ColumnElement[bool]]:
    conditions = []
    if organisation.registration_number:
        is_same_register = Organisation.register == organisation.register
        is_same_number = Organisation.registration_number == organisation.registration_number
        conditions.append(and_(is_same_register, is_same_number))
    if organisation.postcode:
        conditions.append(Organisation.postcode == organisation.postcode)
    return conditions


def _why_alike(one: Organisation, other: Organisation) -> str:
    if one.registration_number and (one.register, one.registration_number) == (
        other.register,
        other.registration_number,
    ):
        return "the same registration number"
    names = [str(each.name).casefold() for each in (one, other)]
    if fuzz.token_set_ratio(*names) >= LIKENESS_FLOOR:
        return "a similar name at the same postcode"
    return ""


def _name_event(action: str, status: str) -> str:
    if action == "organisations:application:decide" and status in rules.STATUS_LABELS:
        return rules.STATUS_LABELS[status]
    return HISTORY[action]


def _find_names(ids: set[int]) -> dict[int, str]:
    rows = db.session.execute(
        select(User.id, User.name).where(User.id.in_(sorted(ids))).order_by(User.id)
    )
    return {row.id: row.name for row in rows}


def _waits(today: date) -> Sequence[ColumnElement[bool]]:
    """`rules.waits_for_broker` over the table, of bodies whose application was sent in."""
    return (
        Evidence.refused_on.is_(None),
        or_(Evidence.verified_on.is_(None), Evidence.expires_on < today),
        Organisation.status.in_((rules.Status.SUBMITTED, rules.Status.APPROVED)),
    )


def _count_evidence(today: date) -> Select[int]:
    return (
        select(func.count())
        .select_from(Evidence)
        .join(Organisation, Organisation.id == Evidence.organisation_id)
        .where(*_waits(today))
    )

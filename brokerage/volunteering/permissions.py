"""What may be done with volunteers, opportunities and bookings, on plain facts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from brokerage.organisations.permissions import may_edit as may_edit_organisation
from brokerage.organisations.rules import EDITING_ROLES, Status
from brokerage.permissions import Permission, Subject, anyone, brokers, signed_in
from brokerage.volunteering.rules.opportunities import OpportunityStatus


@dataclass(frozen=True, kw_only=True)
class OpportunityFacts:
    """What a permission on one opportunity looks at."""

    organisation_id: int
    status: str
    is_host_approved: bool

    @property
    def is_public(self) -> bool:
        """Whether anyone may see it."""
        return self.is_host_approved and self.status == OpportunityStatus.PUBLISHED


@dataclass(frozen=True, kw_only=True)
class BookingFacts:
    """What a permission on one booking, or on the hours of one turn, looks at."""

    user_id: int
    organisation_id: int | None


def opportunity_facts(opportunity: Any) -> OpportunityFacts:
    """Return what a permission looks at, from an opportunity with its organisation."""
    return OpportunityFacts(
        organisation_id=opportunity.organisation_id,
        status=opportunity.status,
        is_host_approved=opportunity.organisation.status == Status.APPROVED,
    )


def booking_facts(booking: Any) -> BookingFacts:
    """Return what a permission looks at, from a booking with its opportunity."""
    return BookingFacts(
        user_id=booking.user_id, organisation_id=booking.opportunity.organisation_id
    )


def hours_facts(entry: Any) -> BookingFacts:
    """Return what a permission looks at, from an entry of hours."""
    return BookingFacts(user_id=entry.user_id, organisation_id=entry.organisation_id)


def may_edit(subject: Subject, facts: OpportunityFacts) -> bool:
    """The host's owners and editors. Whether its state allows a change is a rule."""
    return subject.role_in(facts.organisation_id) in EDITING_ROLES


def may_view(subject: Subject, facts: OpportunityFacts) -> bool:
    """Published ones are everyone's; the others the host's and, once handed in, the brokers'."""
    is_handed_in = facts.status != OpportunityStatus.DRAFT
    is_of_host = subject.role_in(facts.organisation_id) is not None
    return facts.is_public or is_of_host or (brokers(subject) and is_handed_in)


def has_been_submitted(subject: Subject, facts: OpportunityFacts) -> bool:
    """Brokers see what has been handed to them, not what is still being written."""
    return brokers(subject) and facts.status != OpportunityStatus.DRAFT


def is_public(subject: Subject, facts: OpportunityFacts) -> bool:
    """One asks for a place in what everyone can see."""
    return subject.is_signed_in and facts.is_public


def is_own(subject: Subject, facts: BookingFacts) -> bool:
    """The volunteer whose booking it is."""
    return subject.user_id == facts.user_id


def is_hosts(subject: Subject, facts: BookingFacts) -> bool:
    """The owners and editors of the host that was asked."""
    role = None if facts.organisation_id is None else subject.role_in(facts.organisation_id)
    return role in EDITING_ROLES


HOST = "volunteering:host:view"
VIEW = "volunteering:opportunity:view"
EDIT = "volunteering:opportunity:edit"
LIST_TO_APPROVE = "volunteering:opportunity:list-to-approve"
APPROVE = "volunteering:opportunity:approve"
VOLUNTEER = "volunteering:volunteer:edit-own"
ASK = "volunteering:booking:ask"
LIST_OWN_BOOKINGS = "volunteering:booking:list-own"
VIEW_OWN_BOOKING = "volunteering:booking:view-own"
ANSWER_BOOKING = "volunteering:booking:answer"
CHECK_IN = "volunteering:booking:check-in"
APPROVE_HOURS = "volunteering:hours:approve"
TAKE_BACK_HOURS = "volunteering:hours:take-back"
LIST_SILENT_HOSTS = "volunteering:host:list-silent"
INVITE_CARD = "volunteering:card:invite"

PERMISSIONS = (
    Permission(HOST, signed_in, may_edit_organisation),
    Permission(VIEW, anyone, may_view),
    Permission(EDIT, signed_in, may_edit),
    Permission(LIST_TO_APPROVE, brokers),
    Permission(APPROVE, brokers, has_been_submitted),
    Permission(VOLUNTEER, signed_in),
    Permission(ASK, signed_in, is_public),
    Permission(LIST_OWN_BOOKINGS, signed_in),
    Permission(VIEW_OWN_BOOKING, signed_in, is_own),
    Permission(ANSWER_BOOKING, signed_in, is_hosts),
    Permission(CHECK_IN, signed_in),
    Permission(APPROVE_HOURS, signed_in, is_hosts),
    Permission(TAKE_BACK_HOURS, signed_in, is_own),
    Permission(LIST_SILENT_HOSTS, brokers),
    Permission(INVITE_CARD, signed_in, may_edit),
)

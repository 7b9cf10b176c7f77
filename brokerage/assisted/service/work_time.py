"""Work time for somebody who is not online: where they work, and leave for a place."""

from __future__ import annotations

from brokerage.assisted.models import AssistedVolunteer
from brokerage.assisted.service.acting import act_for
from brokerage.leave.models import Employment, LeaveRequest
from brokerage.leave.service import employments
from brokerage.leave.service.requests import send_request_again
from brokerage.organisations.models import Organisation
from brokerage.permissions import Subject
from brokerage.volunteering.models import Booking
from brokerage.volunteering.service import work_time


def state_employer_for_person(
    actor: Subject, person: AssistedVolunteer, employer: Organisation
) -> None:
    """Ask an employer whether they work there (DomainError)."""
    employments.state_employment(act_for(actor, person), employer)


def end_employer_for_person(
    actor: Subject, person: AssistedVolunteer, employment: Employment
) -> None:
    """Keep that they have left, or never worked there (DomainError)."""
    employments.end_employment(act_for(actor, person), employment)


def ask_leave_for_person(
    actor: Subject,
    person: AssistedVolunteer,
    booking: Booking,
    employment_id: int | None,
    *,
    shares_host: bool,
    is_outside: bool,
) -> LeaveRequest:
    """Ask their employer for leave for a booking's date (DomainError)."""
    return work_time.ask_in_work_time(
        act_for(actor, person),
        booking,
        employment_id,
        shares_host=shares_host,
        is_outside=is_outside,
    )


def use_own_time_for_person(
    actor: Subject, person: AssistedVolunteer, booking: Booking
) -> LeaveRequest:
    """Take the request back: the place stays, in their own time (DomainError)."""
    return work_time.use_own_time(act_for(actor, person), booking)


def ask_manager_again(actor: Subject, person: AssistedVolunteer, request: LeaveRequest) -> None:
    """Ask the manager once more (DomainError)."""
    send_request_again(act_for(actor, person), request)

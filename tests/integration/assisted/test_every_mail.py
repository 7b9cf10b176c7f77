"""Each mail that a volunteer can get is a letter to one without an address, and reads as one."""

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import select

from brokerage.accounts.models import User
from brokerage.assisted.models import AssistedVolunteer, Letter
from brokerage.checks import emails as checks
from brokerage.checks.models import Check
from brokerage.cohorts import emails as cohorts
from brokerage.cohorts.models import Placement
from brokerage.digests import emails as digests
from brokerage.extensions import db, utcnow
from brokerage.leave import emails as employments
from brokerage.leave.emails import own_days, requests
from brokerage.leave.models import Employment, LeaveAccount, LeaveRequest, OwnDay
from brokerage.organisations.models import Organisation
from brokerage.scheduling.models import Session as Occasion
from brokerage.scheduling.models import TeamBooking
from brokerage.volunteering.emails import bookings, conditions, cover, hours, teams, waiting
from brokerage.volunteering.models import Booking, HoursEntry, Opportunity
from brokerage.volunteering.rules.conditions import host_condition
from brokerage.volunteering.service.bookings import accept_ask
from tests.factories.assisted import make_assisted
from tests.factories.checks import make_check
from tests.factories.cohorts import (
    make_cohort,
    make_cohort_member,
    make_place,
    make_placement,
    make_run,
)
from tests.factories.leave import make_account, make_leave_link, make_own_day, make_request
from tests.factories.scheduling import make_team
from tests.factories.volunteering import (
    make_booking,
    make_card_invitation,
    make_employment,
    make_flexible_opportunity,
    make_hours,
    make_session,
)
from tests.support.outbox import Outbox

ONLINE_ONLY = re.compile(
    r"https?:|get an email|sign in|log (them|the hours)|this page|\bhere[.:]\s*$"
    r"|(new|open this) link\b|to print or to show|your checks say so|withdraw it|:\s*\Z",
    re.IGNORECASE | re.MULTILINE,
)
"""What somebody who is not online can do nothing with."""
NEEDED = (host_condition("training"),)


@dataclass(frozen=True, kw_only=True)
class Story:
    """Everything that a mail is written about, of one person."""

    booking: Booking
    entry: HoursEntry
    check: Check
    employment: Employment
    account: LeaveAccount
    own_day: OwnDay
    placement: Placement
    invitation: Any
    team: TeamBooking


Mail = Callable[[Story], object]
TO_VOLUNTEERS: dict[str, Mail] = {
    "bookings.send_asked": lambda its: bookings.send_asked(its.booking),
    "bookings.send_held": lambda its: bookings.send_held(its.booking, NEEDED),
    "bookings.send_confirmed": lambda its: bookings.send_confirmed(its.booking),
    "bookings.send_silence": lambda its: bookings.send_silence(its.booking, _openings(its)),
    "bookings.send_declined": lambda its: bookings.send_declined(
        _answered(its, "declined", decline_reason="full"), _openings(its)
    ),
    "bookings.send_alternative": lambda its: bookings.send_alternative(_proposed(its)),
    "bookings.send_withdrawn": lambda its: bookings.send_withdrawn(its.booking, "", had_seat=True),
    "bookings.send_cancelled": lambda its: bookings.send_cancelled(its.booking, _openings(its)),
    "bookings.send_attendance": lambda its: (
        [
            bookings.send_attendance(its.booking, was_there=was_there, minutes=minutes)
            for was_there, minutes in ((True, 90), (True, 0), (False, 0))
        ]
        + [bookings.send_attendance(_flexible(its), was_there=True, minutes=0)]
    ),
    "bookings.send_changed": lambda its: bookings.send_changed(its.booking, ["It begins at 11"]),
    "bookings.send_card_invitation": lambda its: bookings.send_card_invitation(
        its.invitation, its.booking.user.recipient
    ),
    "teams.send_named": lambda its: teams.send_named(_role(its), its.team, its.booking),
    "teams.send_unnamed": lambda its: teams.send_unnamed(_role(its), its.team, its.booking),
    "conditions.send_reminder": lambda its: conditions.send_reminder(its.booking, NEEDED),
    "conditions.send_longer": lambda its: conditions.send_longer(its.booking, NEEDED),
    "conditions.send_lapsed": lambda its: conditions.send_lapsed(
        its.booking, NEEDED, _openings(its)
    ),
    "hours.send_logged": lambda its: hours.send_logged(its.entry),
    "hours.send_approved": lambda its: hours.send_approved(its.entry),
    "hours.send_declined": lambda its: hours.send_declined(its.entry),
    "hours.send_corrected": lambda its: hours.send_corrected(its.entry, 60),
    "hours.send_undone": lambda its: hours.send_undone(its.entry),
    "checks.send_recorded": lambda its: checks.send_recorded(its.check, _host(its)),
    "checks.send_accepted": lambda its: checks.send_accepted(its.check, _host(its)),
    "checks.send_rejected": lambda its: checks.send_rejected(its.check, _host(its)),
    "checks.send_renewal": lambda its: checks.send_renewal(its.check, 7),
    "employments.send_accepted": lambda its: employments.send_accepted(its.employment),
    "employments.send_rejected": lambda its: employments.send_rejected(its.employment, "Unknown"),
    "employments.send_ended": lambda its: employments.send_ended(its.employment, "Left in May"),
    "requests.send_asked": lambda its: requests.send_asked(_leave(its, "asked")),
    "requests.send_run_out": lambda its: requests.send_run_out(
        _leave(its, "asked"), "boss@work.example"
    ),
    "requests.send_decided": lambda its: [
        requests.send_decided(_leave(its, status), None) for status in ("approved", "declined")
    ],
    "requests.send_released": lambda its: [
        requests.send_released(_leave(its, status, why="withdrawn"), was_agreed=True)
        for status in ("released", "taken")
    ],
    "own_days.send_asked_contact": lambda its: own_days.send_asked_contact(its.own_day),
    "own_days.send_answered": lambda its: own_days.send_answered(
        its.own_day, make_leave_link("a-token", own_day=its.own_day), "a-token"
    ),
    "own_days.send_taken_back": lambda its: own_days.send_taken_back(its.own_day),
    "own_days.send_run_out": lambda its: own_days.send_run_out(its.own_day),
    "cohorts.send_joined": lambda its: cohorts.send_joined(its.placement.member),
    "cohorts.send_removed": lambda its: cohorts.send_removed(its.placement.member),
    "cohorts.send_offer": lambda its: cohorts.send_offer(its.placement),
    "cohorts.send_reminder": lambda its: cohorts.send_reminder(its.placement),
    "cohorts.send_lapsed": lambda its: cohorts.send_lapsed(its.placement),
    "cohorts.send_taken_back": lambda its: cohorts.send_taken_back(its.placement),
}
TO_OTHERS = {
    "teams.send_asked",
    "teams.send_accepted",
    "teams.send_declined",
    "teams.send_withdrawn",
    "teams.send_cancelled",
    "teams.send_settled",
    "cover.send_late",
    "cover.send_short",
    "bookings.send_silent_host",
    "bookings.send_alternative_accepted",
    "bookings.send_copy_to_host",
    "bookings.send_to_host",
    "bookings.send_to_volunteer",
    "checks.send_shared",
    "cohorts.send_all_answered",
    "employments.send_link",
    "employments.send_waits",
    "employments.send_domain_waits",
    "employments.send_domain_accepted",
    "employments.send_domain_rejected",
    "requests.send_asked_by_link",
    "requests.send_asked_to_members",
    "requests.send_reminder",
    "own_days.send_to_contact",
    "digests.send_list",
}
"""To hosts, employers, managers and brokers, and the list that only those with an address get."""
ONLINE_ONLY_STEPS = {
    "waiting.send_joined",
    "waiting.send_offered",
    "waiting.send_left",
    "waiting.send_lapsed",
    "waiting.send_removed",
    "waiting.send_over",
    "waiting.send_closed",
    "cover.send_cover_ask",
}
"""Of what people do by themselves online: nobody joins a waiting list or cover for another."""
MODULES = {
    "teams": teams,
    "waiting": waiting,
    "cover": cover,
    "bookings": bookings,
    "conditions": conditions,
    "hours": hours,
    "checks": checks,
    "employments": employments,
    "requests": requests,
    "own_days": own_days,
    "cohorts": cohorts,
    "digests": digests,
}


def _openings(its: Story) -> list[bookings.Opening]:
    return bookings.openings_of([its.booking.opportunity])


def _answered(its: Story, status: str, **fields: Any) -> Booking:
    role = its.booking.opportunity
    return make_booking(its.booking.user, role, make_session(role), status=status, **fields)


def _flexible(its: Story) -> Booking:
    role = make_flexible_opportunity(its.booking.opportunity.organisation)
    return make_booking(its.booking.user, role, None, status="attended")


def _proposed(its: Story) -> Booking:
    role, session = its.booking.opportunity, its.booking.session
    proposed = {"proposed_opportunity_id": role.id, "proposed_session_id": session and session.id}
    return _answered(its, "alternative", **proposed)


def _role(its: Story) -> Opportunity:
    return its.booking.opportunity


def _host(its: Story) -> Organisation:
    return its.booking.opportunity.organisation


def _leave(its: Story, status: str, **fields: Any) -> LeaveRequest:
    return make_request(its.account, status=status, minutes=60, **fields)


def _sending(name: str, module: ModuleType) -> set[str]:
    own = inspect.getmembers(module, inspect.isfunction)
    return {
        f"{name}.{each}"
        for each, function in own
        if each.startswith("send_") and function.__module__ == module.__name__
    }


@pytest.fixture
def ada(broker: User) -> AssistedVolunteer:
    """Return somebody whom the brokers look after."""
    return make_assisted(broker, name="Ada Thornley")


@pytest.fixture
def story(
    ada: AssistedVolunteer,
    broker: User,
    host_owner: User,
    host: Organisation,
    other_host: Organisation,
    role: Opportunity,
    day: Occasion,
) -> Story:
    """Return one of each thing that somebody is written to about."""
    user, today = ada.user, utcnow().date()
    booking = make_booking(
        user, role, day, status="accepted", meet_by=today, answer="Bring your boots"
    )
    employment = make_employment(user, other_host, proved_at=utcnow())
    cohort = make_cohort(host, host_owner)
    member, place = (
        make_cohort_member(cohort, user),
        make_place(cohort, make_flexible_opportunity(host)),
    )
    return Story(
        booking=booking,
        entry=make_hours(booking),
        check=make_check(user, host_owner, renew_on=date(today.year + 1, 5, 1)),
        employment=employment,
        account=make_account(employment),
        own_day=make_own_day(employment),
        placement=make_placement(make_run(cohort, host_owner), member, place, status="offered"),
        invitation=make_card_invitation(role, user, host_owner),
        team=make_team(other_host, role, make_session(role, places=5)),
    )


def test_every_mail_is_known_to_go_to_volunteers_or_to_others() -> None:
    known = set().union(*(_sending(name, module) for name, module in MODULES.items()))
    assert known == set(TO_VOLUNTEERS) | TO_OTHERS | ONLINE_ONLY_STEPS
    assert not set(TO_VOLUNTEERS) & TO_OTHERS


@pytest.mark.parametrize("name", sorted(TO_VOLUNTEERS))
def test_a_mail_is_a_letter_that_can_be_read_on_paper(
    name: str, story: Story, ada: AssistedVolunteer, outbox: Outbox
) -> None:
    TO_VOLUNTEERS[name](story)
    letters = db.session.scalars(select(Letter)).all()
    assert letters
    for letter in letters:
        assert letter.user_id == ada.user_id
        assert letter.way == "letter"
        assert not ONLINE_ONLY.search(letter.body), letter.body
    assert None not in outbox.recipients()


@pytest.mark.parametrize(
    ("name", "is_of_host"),
    [
        ("bookings.send_held", True),
        ("hours.send_approved", True),
        ("checks.send_recorded", True),
        ("checks.send_renewal", False),
        ("requests.send_asked", False),
        ("employments.send_accepted", False),
        ("own_days.send_run_out", False),
    ],
)
def test_a_host_reads_what_is_about_itself_and_not_where_they_work(
    name: str, is_of_host: bool, story: Story, host: Organisation
) -> None:
    TO_VOLUNTEERS[name](story)
    letter = db.session.scalars(select(Letter)).one()
    assert letter.organisation_id == (host.id if is_of_host else None)


def test_a_calendar_is_told_of_nobody_without_an_address(
    ada: AssistedVolunteer, role: Opportunity, host_owner: User, outbox: Outbox
) -> None:
    booking = make_booking(ada.user, role, make_session(role))
    accept_ask(host_owner.as_subject(), booking, "")
    subjects = db.session.scalars(select(Letter.subject)).all()
    assert subjects == ["You have a place: Plant an orchard"]
    assert [each.calendar for each in outbox.all()] == [None]

"""What volunteering registers with the app."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from brokerage.audit import Recorded, Subscriber
from brokerage.calendars.queries import CalendarSource
from brokerage.digests.queries import DigestSource
from brokerage.jobs import Job
from brokerage.organisations.models import Organisation
from brokerage.organisations.queries.member import get_organisation
from brokerage.organisations.rules import EDITING_ROLES, Want
from brokerage.permissions import Subject
from brokerage.volunteering import models, tasks
from brokerage.volunteering.permissions import (
    LIST_OWN_BOOKINGS,
    LIST_SILENT_HOSTS,
    LIST_TO_APPROVE,
    PERMISSIONS,
    TEAM_ROLES,
    VOLUNTEER,
)
from brokerage.volunteering.profiles import OPPORTUNITY_SOURCE, VOLUNTEER_SOURCE
from brokerage.volunteering.queries import calendar, volunteers
from brokerage.volunteering.queries.bookings import get_booking
from brokerage.volunteering.queries.checked_bookings import CheckedBookings
from brokerage.volunteering.queries.conditions import list_bookings_by_ids
from brokerage.volunteering.queries.digest import list_digest_sections
from brokerage.volunteering.queries.hosts import count_by_status
from brokerage.volunteering.queries.hours import count_waiting_hours
from brokerage.volunteering.queries.search import list_open_of
from brokerage.volunteering.routes.blueprint import blueprint
from brokerage.volunteering.routes.bookings_panels import show_asks_panel, show_bookings_panel
from brokerage.volunteering.rules.bookings import HAS_PLACE
from brokerage.volunteering.rules.hours import day_of
from brokerage.volunteering.rules.opportunities import STATUS_LABELS, is_host
from brokerage.volunteering.rules.volunteers import next_step
from brokerage.volunteering.service.calendar import (
    tell_of_booking,
    tell_of_opportunity,
    tell_of_series,
    tell_of_session,
)
from brokerage.volunteering.service.conditions import confirm_if_ready, recheck_person
from brokerage.volunteering.service.cover import tell_of_late_withdrawal
from brokerage.volunteering.service.hours import count_own_day, discount_own_day
from brokerage.volunteering.service.opportunities import close_opportunities_of
from brokerage.volunteering.service.waiting import forget_waiting
from brokerage.volunteering.service.work_time import release_moved, settle_leave
from brokerage.web.features import Feature
from brokerage.web.navigation import Audience, NavigationEntry
from brokerage.web.panels import Panel


def volunteer_panel(subject: Subject) -> Panel:
    """The part of one's account page that says how far one's volunteer profile is."""
    volunteer = volunteers.find_volunteer(subject.user_id or 0)
    return Panel(
        "volunteering/volunteer_account_panel.html",
        {
            "volunteer": volunteer,
            "missing": volunteers.list_missing(volunteer) if volunteer else [],
            "next_step": next_step(volunteer.answered) if volunteer else None,
        },
    )


def host_panel(subject: Subject, organisation: Organisation, day: date) -> Panel | None:
    """The part of an organisation's own page that leads to its opportunities."""
    can_edit = subject.role_in(organisation.id) in EDITING_ROLES
    if not can_edit or not is_host(organisation.status, organisation.wants):
        return None
    return Panel(
        "volunteering/host_panel.html",
        {
            "organisation": organisation,
            "counts": count_by_status(organisation.id),
            "labels": STATUS_LABELS,
        },
    )


def team_panel(subject: Subject, organisation: Organisation, day: date) -> Panel | None:
    """The part of an employer's own page that leads to its teams."""
    sends = Want.SEND_VOLUNTEERS in (organisation.wants or ())
    if subject.role_in(organisation.id) not in TEAM_ROLES or not sends:
        return None
    return Panel("volunteering/team_panel.html", {"organisation": organisation})


def close_with_host(told: Recorded) -> None:
    """When an organisation leaves, its opportunities close with it."""
    host = get_organisation(told.object_id or 0)
    close_opportunities_of(told.actor, host)


def forget_waiting_of(told: Recorded) -> None:
    """Whoever has a place now, or was told no, waits for it no longer."""
    booking = get_booking(told.object_id or 0)
    forget_waiting(told.actor, booking.user_id, booking)


def mind_late_withdrawal(told: Recorded) -> None:
    """Whoever gives a place up late leaves a gap: the host can ask others to step in."""
    if told.before.get("status") in HAS_PLACE:
        tell_of_late_withdrawal(get_booking(told.object_id or 0))


def confirm_for_person(told: Recorded) -> None:
    """When a check of someone is new or accepted, their held places may be sure now."""
    user_id = told.after.get("user_id")
    if isinstance(user_id, int):
        recheck_person(told.actor, user_id)


def confirm_for_sharer(told: Recorded) -> None:
    """When someone lets a host see their checks, their held places may be sure now."""
    recheck_person(told.actor, told.object_id or 0)


def confirm_for_leave(told: Recorded) -> None:
    """When leave for a booking is decided or not wanted any more, its place may be sure now."""
    if told.after.get("source_kind") == "booking":
        # Leave is kept for years: its booking may be gone.
        for booking in list_bookings_by_ids([told.after["source_id"]]):
            confirm_if_ready(told.actor, booking)


def settle_leave_of_booking(told: Recorded) -> None:
    """When it is known what came of a booking, its leave is taken or goes back."""
    settle_leave(told.actor, told.object_id or 0, told.after["status"])


def release_leave_of_moved(told: Recorded) -> None:
    """When a date moves to another day, leave for the old one goes back."""
    release_moved(told.actor, told.object_id or 0, told.after["session_id"])


def count_own_day_hours(told: Recorded) -> None:
    """When the contact of a day that someone found themselves confirms it, its hours count."""
    count_own_day(
        told.actor,
        told.object_id or 0,
        user_id=told.after["user_id"],
        done_on=day_of(datetime.fromisoformat(told.after["starts_at"])),
        minutes=told.after["minutes"],
        host_name=told.after["host_name"],
    )


def take_back_own_day_hours(told: Recorded) -> None:
    """When the contact takes the answer back, they do not count until there is another."""
    discount_own_day(told.actor, told.object_id or 0)


def organisation_panel(subject: Subject, organisation: Organisation, today: date) -> Panel | None:
    """The part of an organisation's public page that lists its open opportunities."""
    found = list_open_of(organisation.id)
    if not found:
        return None
    return Panel(
        "volunteering/public_opportunities_panel.html", {"found": found, "this_year": today.year}
    )


SUBSCRIBERS: Mapping[str, Subscriber] = {
    "organisations:organisation:withdraw": close_with_host,
    "checks:check:record": confirm_for_person,
    "checks:check:accept": confirm_for_person,
    "checks:consent:give": confirm_for_sharer,
    "leave:request:approve": confirm_for_leave,
    "leave:request:decline": confirm_for_leave,
    "leave:request:withdraw": confirm_for_leave,
    "leave:request:release": confirm_for_leave,
    "volunteering:booking:withdraw": settle_leave_of_booking,
    "volunteering:booking:decline": settle_leave_of_booking,
    "volunteering:booking:cancel": settle_leave_of_booking,
    "volunteering:booking:lapse": settle_leave_of_booking,
    "volunteering:booking:confirm": settle_leave_of_booking,
    "volunteering:booking:unname": settle_leave_of_booking,
    "volunteering:session:change": release_leave_of_moved,
    "leave:own-day:confirm": count_own_day_hours,
    "leave:own-day:unconfirm": take_back_own_day_hours,
}
CALENDAR_SUBSCRIBERS: Mapping[str, Subscriber] = {
    "volunteering:booking:accept": tell_of_booking,
    "volunteering:booking:accept-alternative": tell_of_booking,
    "volunteering:booking:confirm-place": tell_of_booking,
    "volunteering:booking:withdraw": tell_of_booking,
    "volunteering:booking:cancel": tell_of_booking,
    "volunteering:booking:lapse": tell_of_booking,
    "volunteering:booking:take-offer": tell_of_booking,
    "volunteering:booking:name": tell_of_booking,
    "volunteering:booking:unname": tell_of_booking,
    "volunteering:session:add": tell_of_session,
    "volunteering:session:change": tell_of_session,
    "volunteering:session:cancel": tell_of_session,
    "volunteering:series:add": tell_of_series,
    "volunteering:opportunity:edit": tell_of_opportunity,
}
"""Who else moves a booking or a date adds the action here."""
SEAT_SUBSCRIBERS: Mapping[str, Subscriber] = {
    "volunteering:booking:accept": forget_waiting_of,
    "volunteering:booking:accept-alternative": forget_waiting_of,
    "volunteering:booking:decline": forget_waiting_of,
    "volunteering:booking:withdraw": mind_late_withdrawal,
    "volunteering:booking:lapse": mind_late_withdrawal,
}


VOLUNTEERING = Feature(
    name="volunteering",
    models=models,
    blueprints=(blueprint,),
    permissions=PERMISSIONS,
    navigation=(
        NavigationEntry("Volunteering", "volunteering.list_opportunities"),
        NavigationEntry("For you", "volunteering.list_suggestions", VOLUNTEER, Audience.MEMBER),
        NavigationEntry(
            "Your bookings", "volunteering.list_bookings", LIST_OWN_BOOKINGS, Audience.MEMBER
        ),
        NavigationEntry(
            "Your hours", "volunteering.list_own_hours", LIST_OWN_BOOKINGS, Audience.MEMBER
        ),
        NavigationEntry(
            "Silent hosts",
            "volunteering.list_silent_hosts",
            LIST_SILENT_HOSTS,
            Audience.BROKER,
        ),
        NavigationEntry(
            "Opportunities",
            "volunteering.list_opportunities_to_approve",
            LIST_TO_APPROVE,
            Audience.BROKER,
        ),
    ),
    audit_subscribers=(SUBSCRIBERS, CALENDAR_SUBSCRIBERS, SEAT_SUBSCRIBERS),
    jobs=(
        Job("lapse-offers", timedelta(minutes=1), tasks.lapse_offers, tasks.has_due_offers),
        Job("settle-teams", timedelta(minutes=10), tasks.settle_teams, tasks.has_due_teams),
        Job(
            "flag-short-sessions",
            timedelta(minutes=10),
            tasks.flag_short_sessions,
            tasks.has_short_sessions,
        ),
        Job(
            "mind-silent-hosts",
            timedelta(minutes=10),
            tasks.mind_silent_hosts,
            tasks.has_silent_asks,
        ),
        Job(
            "mind-due-conditions",
            timedelta(minutes=10),
            tasks.mind_due_conditions,
            tasks.has_due_conditions,
        ),
    ),
    contributions={
        "organisation_counts": (("hours-waiting", count_waiting_hours),),
        "profiles": (OPPORTUNITY_SOURCE, VOLUNTEER_SOURCE),
        "check_bookings": (CheckedBookings(),),
        "account_panels": (volunteer_panel, show_bookings_panel),
        "calendar_sources": (
            CalendarSource(
                list_for_person=calendar.list_events_of_person,
                list_for_host=calendar.list_events_of_host,
            ),
        ),
        "digest_sources": (DigestSource(list_sections=list_digest_sections),),
        "organisation_panels": (organisation_panel,),
        "organisation_member_panels": (host_panel, show_asks_panel, team_panel),
    },
)

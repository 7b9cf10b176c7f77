"""What volunteering registers with the app."""

from __future__ import annotations

from datetime import date

from brokerage.audit import Recorded
from brokerage.calendars.queries import CalendarSource
from brokerage.digests.queries import DigestSource
from brokerage.organisations.models import Organisation
from brokerage.organisations.queries.member import get_organisation
from brokerage.organisations.rules import EDITING_ROLES
from brokerage.permissions import Subject
from brokerage.volunteering import models
from brokerage.volunteering.permissions import (
    LIST_OWN_BOOKINGS,
    LIST_TO_APPROVE,
    PERMISSIONS,
    VOLUNTEER,
)
from brokerage.volunteering.profiles import OPPORTUNITY_SOURCE, VOLUNTEER_SOURCE
from brokerage.volunteering.queries import calendar, volunteers
from brokerage.volunteering.queries.digest import list_digest_sections
from brokerage.volunteering.queries.hosts import count_by_status
from brokerage.volunteering.queries.search import list_open_of
from brokerage.volunteering.routes.blueprint import blueprint
from brokerage.volunteering.routes.bookings_panels import show_asks_panel, show_bookings_panel
from brokerage.volunteering.rules.opportunities import STATUS_LABELS, is_host
from brokerage.volunteering.rules.volunteers import next_step
from brokerage.volunteering.service.calendar import (
    tell_of_booking,
    tell_of_opportunity,
    tell_of_session,
)
from brokerage.volunteering.service.opportunities import close_opportunities_of
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


def close_with_host(told: Recorded) -> None:
    """When an organisation leaves, its opportunities close with it."""
    host = get_organisation(told.object_id or 0)
    close_opportunities_of(told.actor, host)


def organisation_panel(subject: Subject, organisation: Organisation, today: date) -> Panel | None:
    """The part of an organisation's public page that lists its open opportunities."""
    found = list_open_of(organisation.id)
    if not found:
        return None
    return Panel(
        "volunteering/public_opportunities_panel.html", {"found": found, "this_year": today.year}
    )


CALENDAR_SUBSCRIBERS = {
    "volunteering:booking:accept": tell_of_booking,
    "volunteering:booking:accept-alternative": tell_of_booking,
    "volunteering:booking:confirm-place": tell_of_booking,
    "volunteering:booking:withdraw": tell_of_booking,
    "volunteering:booking:cancel": tell_of_booking,
    "volunteering:booking:lapse": tell_of_booking,
    "volunteering:session:add": tell_of_session,
    "volunteering:session:change": tell_of_session,
    "volunteering:session:cancel": tell_of_session,
    "volunteering:opportunity:edit": tell_of_opportunity,
}
"""Who else moves a booking or a date adds the action here."""

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
            "Opportunities",
            "volunteering.list_opportunities_to_approve",
            LIST_TO_APPROVE,
            Audience.BROKER,
        ),
    ),
    audit_subscribers={
        "organisations:organisation:withdraw": close_with_host,
        **CALENDAR_SUBSCRIBERS,
    },
    contributions={
        "profiles": (OPPORTUNITY_SOURCE, VOLUNTEER_SOURCE),
        "account_panels": (volunteer_panel, show_bookings_panel),
        "calendar_sources": (
            CalendarSource(
                list_for_person=calendar.list_events_of_person,
                list_for_host=calendar.list_events_of_host,
            ),
        ),
        "digest_sources": (DigestSource(list_sections=list_digest_sections),),
        "organisation_panels": (organisation_panel,),
        "organisation_member_panels": (host_panel, show_asks_panel),
    },
)

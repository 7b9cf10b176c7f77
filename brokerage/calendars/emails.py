"""The mail that puts an event into a calendar, moves it there, or takes it out."""

from __future__ import annotations

from email.utils import parseaddr

from flask import current_app

from brokerage.calendars import rules
from brokerage.calendars.queries import get_domain
from brokerage.calendars.rules import Event, EventState, Party
from brokerage.mail import Extras, queue_mail
from brokerage.web.links import full_url

SUBJECTS = {
    EventState.TENTATIVE: "For your calendar, not sure yet: {}",
    EventState.CONFIRMED: "For your calendar: {}",
    EventState.CANCELLED: "Out of your calendar: {}",
}


def send_invitation(event: Event, attendee: Party, *, replaces: str | None) -> str | None:
    """To the one whose seat it is; returns the mail's Message-ID."""
    name, email = parseaddr(current_app.extensions["config"].mail_from)
    area = current_app.extensions["area"]
    organiser = Party(name=name or str(area["partnership"]), email=email)
    return queue_mail(
        to=attendee.email,
        subject=SUBJECTS[event.state].format(event.title),
        template="calendars/invitation",
        extras=Extras(
            calendar=rules.write_invitation(event, get_domain(), organiser, attendee),
            calendar_method=rules.method_of(event),
        ),
        replaces=replaces,
        event=event,
        name=attendee.name,
        is_again=event.sequence > 0,
        feed_link=full_url("calendars.show_calendar"),
    )

"""What several pages of the toolkit need: choices of forms, reaching what one may change."""

from __future__ import annotations

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from brokerage.scheduling.rules import LONDON
from brokerage.toolkit.forms.events import EventForm
from brokerage.toolkit.forms.resources import WordsForm
from brokerage.toolkit.permissions import HOST, owned_facts
from brokerage.toolkit.queries.events import Event, get_event
from brokerage.toolkit.queries.resources import Resource, list_labels
from brokerage.toolkit.rules import Scheme
from brokerage.web import access

__all__ = ["Event", "Resource", "get_hosted_event", "set_choices", "to_event", "to_people"]


def set_choices(form: WordsForm, resource: Resource | None = None) -> None:
    """Give a form the themes and topics there are, with those that a resource has already."""
    labels = list_labels()
    for name, scheme in (("themes", Scheme.THEME), ("topics", Scheme.TOPIC)):
        if name in form:
            known = {code: label for (each, code), label in labels.items() if each == scheme}
            kept = resource.list_codes(scheme) if resource else []
            form[name].choices = list(({code: code for code in kept} | known).items())


def words_of(resource: Resource) -> dict[str, object]:
    """Return what a form about a resource begins with."""
    return {
        "themes": resource.list_codes(Scheme.THEME),
        "voices": resource.list_codes(Scheme.VOICE),
        "topics": resource.list_codes(Scheme.TOPIC),
        "pledges": ", ".join(resource.list_codes(Scheme.PLEDGE)),
    }


def times_of(event: Event) -> dict[str, object]:
    """Return what a form about an event begins with beside its own columns."""
    starts, ends = (
        moment.astimezone(LONDON) for moment in (event.session.starts_at, event.session.ends_at)
    )
    return {
        "starts_on": starts.date(),
        "starts_time": starts.time(),
        "ends_time": ends.time(),
        "places": event.session.places,
    }


def get_hosted_event(event_id: int) -> Event:
    """Return an event that this subject looks after (NotFoundError)."""
    event = get_event(event_id)
    access.check(HOST, owned_facts(event))
    return event


def make_event_form(event: Event) -> EventForm:
    """Return the form about an event as it is."""
    return EventForm(obj=event, data=times_of(event))


def to_event(event_id: int) -> ResponseReturnValue:
    """Send on to an event's page."""
    return redirect(url_for("toolkit.show_event", event_id=event_id), 303)


def to_people(event_id: int) -> ResponseReturnValue:
    """Send on to the page of those who look after an event."""
    return redirect(url_for("toolkit.list_people", event_id=event_id), 303)

"""One function for each e-mail of the toolkit: what happened, and what happens next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from brokerage.mail import queue_mail
from brokerage.organisations.models import Organisation
from brokerage.organisations.queries.member import list_broker_addresses, list_member_addresses
from brokerage.toolkit.models import Event, Resource, SignUp
from brokerage.toolkit.rules import is_overdue
from brokerage.toolkit.rules.events import HOSTING_ROLES, EventState, SignUpState
from brokerage.web.filters import plural
from brokerage.web.links import full_url


def send_suggested(resource: Resource, organisation: Organisation) -> None:
    """To brokers and the organisation: a case study was suggested."""
    for address in list_broker_addresses():
        queue_mail(
            to=address,
            subject=f"A case study to read: {resource.title}",
            template="toolkit/suggested_to_broker",
            link=full_url("toolkit.show_resource_to_broker", resource_id=resource.id),
            resource=resource,
            organisation=organisation,
        )
    for address in list_member_addresses(organisation.id):
        queue_mail(
            to=address,
            subject=f"Your case study has reached us: {resource.title}",
            template="toolkit/suggested",
            link=full_url("toolkit.list_contributions", organisation_id=organisation.id),
            resource=resource,
            organisation=organisation,
        )


def send_decided(resource: Resource) -> None:
    """To the organisation: its case study is published, or why not."""
    is_taken = not resource.reason
    said = "is published" if is_taken else "is not taken yet"
    organisation_id = resource.organisation_id or 0
    link = (
        full_url("toolkit.show_resource", resource_id=resource.id)
        if is_taken
        else full_url("toolkit.list_contributions", organisation_id=organisation_id)
    )
    for address in list_member_addresses(organisation_id):
        queue_mail(
            to=address,
            subject=f"Your case study {said}: {resource.title}",
            template="toolkit/decided",
            resource=resource,
            is_taken=is_taken,
            link=link,
        )


def send_reviews_due(resources: Sequence[Resource], today: date) -> None:
    """To brokers: which resources are to be read again, and which are late."""
    late = [each for each in resources if is_overdue(each.state, each.review_by, today)]
    found = plural(len(resources), "resource to read again", "resources to read again")
    for address in list_broker_addresses():
        queue_mail(
            to=address,
            subject=f"Toolkit: {found}",
            template="toolkit/reviews_due",
            late=late,
            soon=[each for each in resources if each not in late],
            link=full_url("toolkit.list_resources_to_broker"),
        )


def send_signed_up(sign_up: SignUp, event: Event) -> None:
    """To one who signed up: they have a place, or wait for one."""
    is_coming = sign_up.status == SignUpState.COMING
    said = "You have a place" if is_coming else "You are on the waiting list"
    _send_to(sign_up, event, f"{said}: {event.title}", "signed_up", is_coming=is_coming)


def send_promoted(sign_up: SignUp, event: Event) -> None:
    """To one who waited: a place has come free and is theirs."""
    _send_to(sign_up, event, f"You have a place now: {event.title}", "promoted")


def send_left(sign_up: SignUp, event: Event, *, had_place: bool) -> None:
    """To one who gave their place back or left the list."""
    _send_to(sign_up, event, f"You are not coming: {event.title}", "left", had_place=had_place)


def send_full(event: Event) -> None:
    """To the host: the last place is taken."""
    _send_to_host(event, f"All places are taken: {event.title}", "full")


def send_event_changed(event: Event, sign_ups: Iterable[SignUp]) -> None:
    """To everyone who comes or waits: how it is now."""
    for sign_up in sign_ups:
        _send_to(sign_up, event, f"Changed: {event.title}", "event_changed")


def send_event_cancelled(event: Event, sign_ups: Sequence[SignUp]) -> None:
    """To everyone who comes or waits, and the host: it does not take place, and why."""
    for sign_up in sign_ups:
        _send_to(sign_up, event, f"Cancelled: {event.title}", "event_cancelled")
    _send_to_host(event, f"Cancelled: {event.title}", "event_cancelled_to_host", told=len(sign_ups))


def send_reminders(event: Event, sign_ups: Sequence[SignUp]) -> None:
    """To everyone who comes: it is soon. To the host: who comes."""
    for sign_up in sign_ups:
        _send_to(sign_up, event, f"Soon: {event.title}", "reminder")
    _send_to_host(event, f"Who comes to {event.title}", "who_comes", sign_ups=sign_ups)


def send_event_suggested(event: Event) -> None:
    """To brokers and the host: an event was suggested."""
    for address in list_broker_addresses():
        queue_mail(
            to=address,
            subject=f"An event to decide about: {event.title}",
            template="toolkit/event_suggested_to_broker",
            event=event,
            link=full_url("toolkit.list_people", event_id=event.id),
        )
    _send_to_host(event, f"Your event has reached us: {event.title}", "event_suggested")


def send_event_decided(event: Event) -> None:
    """To the host: its event is open, or why not."""
    is_open = event.state == EventState.PUBLISHED
    said = "is open" if is_open else "is not taken yet"
    _send_to_host(event, f"Your event {said}: {event.title}", "event_decided", is_open=is_open)


def _send_to(sign_up: SignUp, event: Event, subject: str, template: str, **more: Any) -> None:
    queue_mail(
        to=sign_up.user.recipient,
        subject=subject,
        template=f"toolkit/{template}",
        name=sign_up.user.name,
        event=event,
        session=event.session,
        sign_up=sign_up,
        link=full_url("toolkit.show_event", event_id=event.id),
        **more,
    )


def _send_to_host(event: Event, subject: str, template: str, **more: Any) -> None:
    """To who looks after the host's events; to brokers where the partnership itself is the host."""
    addresses = (
        list_broker_addresses()
        if event.organisation_id is None
        else list_member_addresses(event.organisation_id, HOSTING_ROLES)
    )
    for address in addresses:
        queue_mail(
            to=address,
            subject=subject,
            template=f"toolkit/{template}",
            event=event,
            session=event.session,
            link=full_url("toolkit.list_people", event_id=event.id),
            **more,
        )

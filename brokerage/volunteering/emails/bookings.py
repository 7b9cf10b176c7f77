"""One function for each e-mail about a booking: what happened, what happens next, by when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from brokerage.mail import Recipient, queue_mail
from brokerage.organisations.models import Organisation
from brokerage.organisations.queries.member import list_broker_addresses, list_member_addresses
from brokerage.volunteering.models import Booking, CardInvitation, Opportunity
from brokerage.volunteering.rules.bookings import DECLINE_LABELS, HOST_LABELS
from brokerage.volunteering.rules.conditions import OpenCondition
from brokerage.volunteering.rules.opportunities import time_in_words
from brokerage.web.links import full_url


@dataclass(frozen=True, kw_only=True)
class Opening:
    """Another role that a mail names."""

    title: str
    host_name: str
    link: str


def openings_of(opportunities: Iterable[Opportunity]) -> list[Opening]:
    """Return what a mail says of these opportunities."""
    return [
        Opening(
            title=each.title,
            host_name=str(each.organisation.name),
            link=full_url("volunteering.show_opportunity", opportunity_id=each.id),
        )
        for each in opportunities
    ]


def send_asked(booking: Booking) -> None:
    """To both: there is an ask, and by when it is answered."""
    send_to_volunteer(booking, "You asked for a place: {}", "booking_asked")
    send_to_host(booking, "Someone asks for a place: {}", "booking_host_asked")


def send_confirmed(booking: Booking) -> None:
    """To both: the place is sure."""
    send_to_volunteer(booking, "You have a place: {}", "booking_confirmed")
    send_copy_to_host(booking, "Confirmed: {}")


def send_held(booking: Booking, conditions: Sequence[OpenCondition]) -> None:
    """To both: a seat is held, what is still needed and by when."""
    send_to_volunteer(booking, "A place is held for you: {}", "booking_held", conditions=conditions)
    send_to_host(booking, "Accepted: {}", "booking_host_held", conditions=conditions)


def send_silence(booking: Booking, openings: Sequence[Opening]) -> None:
    """To the volunteer: the host has not answered; what else there is. To the host: please do."""
    send_to_volunteer(booking, "No answer yet: {}", "booking_silence", openings=openings)
    send_to_host(booking, "Please answer: {}", "booking_host_silence")


def send_silent_host(host: Organisation, bookings: Sequence[Booking]) -> None:
    """To the brokers: a host has let its day to answer pass."""
    for address in list_broker_addresses():
        queue_mail(
            to=address,
            subject=f"A host has not answered: {host.name}",
            template="volunteering/broker_silent_host",
            host=host,
            bookings=bookings,
            link=full_url("volunteering.list_silent_hosts"),
        )


def send_declined(booking: Booking, openings: Sequence[Opening]) -> None:
    """To both: not this time and why; to the volunteer, where else."""
    reason = DECLINE_LABELS[booking.decline_reason or ""]
    send_to_volunteer(
        booking, "Not this time: {}", "booking_declined", reason=reason, openings=openings
    )
    send_copy_to_host(booking, "Declined: {}")


def send_alternative(booking: Booking) -> None:
    """To both: the host suggests another date or role; the volunteer answers."""
    send_to_volunteer(
        booking,
        "Another suggestion for you: {}",
        "booking_alternative",
        proposed=booking.proposed_opportunity,
        proposed_session=booking.proposed_session,
    )
    send_copy_to_host(booking, "Something else suggested: {}")


def send_alternative_accepted(booking: Booking) -> None:
    """To the host: the volunteer takes what was suggested. What follows is told apart."""
    send_to_host(
        booking,
        "Your suggestion is taken: {}",
        "booking_host_taken",
        outcome=HOST_LABELS[booking.status].lower(),
    )


def send_withdrawn(booking: Booking, message: str, *, had_seat: bool) -> None:
    """To both: the volunteer does not come. What they write goes to the host in this mail."""
    send_to_volunteer(booking, "You withdrew: {}", "booking_withdrawn")
    send_to_host(
        booking,
        "A volunteer withdrew: {}",
        "booking_host_withdrawn",
        message=message,
        had_seat=had_seat,
    )


def send_cancelled(booking: Booking, openings: Sequence[Opening]) -> None:
    """To both: the host called it off; to the volunteer, where else."""
    send_to_volunteer(booking, "Cancelled: {}", "booking_cancelled", openings=openings)
    send_copy_to_host(booking, "Cancelled: {}")


def send_attendance(booking: Booking, *, was_there: bool, minutes: int) -> None:
    """To the volunteer: what the host noted, with the hours approved; what if it is wrong."""
    subject = "Thank you for volunteering: {}" if was_there else "Were you there? {}"
    send_to_volunteer(
        booking,
        subject,
        "booking_attendance",
        was_there=was_there,
        time=time_in_words(minutes) if minutes else "",
        certificate=full_url("volunteering.show_certificate"),
    )


def send_changed(booking: Booking, changes: Sequence[str]) -> None:
    """To the volunteer: what is different from what they asked for."""
    send_to_volunteer(booking, "Changed: {}", "booking_changed", changes=changes)


def send_card_invitation(invitation: CardInvitation, to: Recipient) -> None:
    """To the one whose card it is: a host who does not know them asks them to look."""
    opportunity = invitation.opportunity
    queue_mail(
        to=to,
        subject=f"A host invites you: {opportunity.title}",
        template="volunteering/booking_invitation",
        opportunity=opportunity,
        host=opportunity.organisation,
        note=invitation.note,
        link=full_url("volunteering.list_bookings"),
    )


def send_to_volunteer(booking: Booking, subject: str, template: str, **context: Any) -> None:
    """Send a mail about a booking to its volunteer."""
    link = full_url("volunteering.show_booking", booking_id=booking.id)
    _send([booking.user.recipient], booking, subject, template, link=link, **context)


def send_copy_to_host(booking: Booking, subject: str) -> None:
    """Tell the host's people what a booking is now."""
    outcome = HOST_LABELS[booking.status].lower()
    send_to_host(booking, subject, "booking_host_copy", outcome=outcome)


def send_to_host(booking: Booking, subject: str, template: str, **context: Any) -> None:
    """Send a mail about a booking to the host's people."""
    addresses = list_member_addresses(booking.opportunity.organisation_id)
    link = full_url("volunteering.show_ask", booking_id=booking.id)
    _send(addresses, booking, subject, template, link=link, **context)


def _send(
    addresses: Sequence[Recipient], booking: Booking, subject: str, template: str, **context: Any
) -> None:
    opportunity = booking.opportunity
    for address in addresses:
        queue_mail(
            to=address,
            subject=subject.format(opportunity.title),
            template=f"volunteering/{template}",
            booking=booking,
            opportunity=opportunity,
            session=booking.session,
            host=opportunity.organisation,
            **context,
        )

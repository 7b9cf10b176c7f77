"""Asks for places and what became of them; hosts' invitations to unnamed cards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from brokerage.extensions import db, writes
from brokerage.permissions import Subject
from brokerage.scheduling.models import Session
from brokerage.seeding.rules import moment
from brokerage.seeding.service.files import Row, read_rows
from brokerage.seeding.service.opportunities import Role
from brokerage.seeding.service.people import Cast
from brokerage.volunteering.models import Booking, CardInvitation
from brokerage.volunteering.rules.bookings import BookingStatus, answer_by
from brokerage.volunteering.service import bookings, cards


@dataclass(frozen=True)
class Ask:
    """A row of the file, the booking made of it, and who speaks for either side."""

    row: Row
    booking: Booking
    volunteer: Subject
    host: Subject


@writes
def load_bookings(cast: Cast, roles: Mapping[str, Role], today: date) -> list[Ask]:
    """Send the invitations, then all asks, then all answers: nobody is too late to ask."""
    for row in read_rows("card_invitations.json"):
        _load_invitation(cast, roles[row["opportunity"]], row, today)
    asks = [_ask(cast, roles[row["opportunity"]], row) for row in read_rows("bookings.json")]
    for ask in asks:
        _answer(ask, roles)
    return asks


@writes
def tell_the_past(asks: Sequence[Ask], today: date) -> None:
    """Say who came to what is past by now, and put the dates back."""
    for ask in asks:
        if ask.row["status"] in (BookingStatus.ATTENDED, BookingStatus.NO_SHOW):
            was_there = ask.row["status"] == BookingStatus.ATTENDED
            bookings.confirm_attendance(ask.host, ask.booking, was_there)
        _date_back(ask, today)
    db.session.flush()


def _load_invitation(cast: Cast, role: Role, row: Row, today: date) -> None:
    host = cast.owner(role.row["organisation"])
    invited = cast.people[row["volunteer"]]
    cards.invite_card(host, role.opportunity, invited.user_id or 0, row["note"])
    invitation = db.session.scalars(
        select(CardInvitation).where(
            CardInvitation.opportunity_id == role.opportunity.id,
            CardInvitation.user_id == invited.user_id,
        )
    ).one()
    invitation.invited_at = moment(today, row["invited_days_ago"])
    if row["is_declined"]:
        cards.decline_card_invitation(invited, invitation)


def _ask(cast: Cast, role: Role, row: Row) -> Ask:
    volunteer = cast.people[row["volunteer"]]
    session = _session_of(role, row["session"])
    return Ask(
        row=row,
        booking=bookings.ask_for_place(volunteer, role.opportunity, session, row["note"]),
        volunteer=volunteer,
        host=cast.owner(role.row["organisation"]),
    )


def _answer(ask: Ask, roles: Mapping[str, Role]) -> None:
    """Bring an ask to where it stands; who came is said once its date is past."""
    row, booking, status = ask.row, ask.booking, ask.row["status"]
    if status == BookingStatus.WITHDRAWN:
        bookings.withdraw_booking(ask.volunteer, booking, "")
    elif status == BookingStatus.DECLINED:
        bookings.decline_ask(ask.host, booking, row["decline_reason"], row["answer"])
    elif status == BookingStatus.ALTERNATIVE:
        proposed = roles[row["proposed"]["opportunity"]]
        session = _session_of(proposed, row["proposed"]["session"])
        bookings.suggest_alternative(
            ask.host, booking, proposed.opportunity, session, row["answer"]
        )
    elif status != BookingStatus.ASKED:
        bookings.accept_ask(ask.host, booking, row["answer"])
        if status == BookingStatus.CANCELLED:
            bookings.cancel_booking(ask.host, booking, row["answer"])


def _session_of(role: Role, number: int | None) -> Session | None:
    return None if number is None else role.sessions[number]


def _date_back(ask: Ask, today: date) -> None:
    """Put the dates to when it is told to have happened."""
    booking, answered = ask.booking, ask.row["answered_days_ago"]
    booking.asked_at = booking.changed_at = moment(today, ask.row["asked_days_ago"])
    if answered is not None:
        booking.answered_at = booking.changed_at = moment(today, answered)
    is_volunteers_turn = booking.status == BookingStatus.ALTERNATIVE
    asked_at = booking.changed_at if is_volunteers_turn else booking.asked_at
    booking.answer_by = answer_by(asked_at.date())

"""Asks for places and what became of them; hosts' invitations to unnamed cards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import partial

from brokerage.checks.rules.kinds import CheckAnswers, Kind, Workforce
from brokerage.checks.service import people
from brokerage.extensions import utcnow
from brokerage.leave.queries import find_request
from brokerage.leave.rules.wallet import RequestStatus
from brokerage.leave.service.requests import approve_request, decline_request
from brokerage.permissions import ANONYMOUS, SYSTEM, Subject
from brokerage.seeding.rules import moment
from brokerage.seeding.service.files import Row, read_rows
from brokerage.seeding.service.opportunities import Role
from brokerage.seeding.service.people import Cast
from brokerage.seeding.service.story import Scene
from brokerage.volunteering.models import Booking, HoursEntry
from brokerage.volunteering.queries.bookings_lists import list_invitations_of
from brokerage.volunteering.rules import conditions as conditions_rules
from brokerage.volunteering.rules import hours as hours_rules
from brokerage.volunteering.rules.bookings import BookingStatus
from brokerage.volunteering.rules.conditions import Source
from brokerage.volunteering.service import attendance, bookings, cards, conditions, hours, work_time
from brokerage.volunteering.service.bookings_seats import KIND

A_DAY = timedelta(days=1)
"""How long it took to think again, on either side."""
TO_ASK_LEAVE = timedelta(minutes=30)
"""How long after its ask somebody asked to go in work time."""
TO_CONFIRM = timedelta(hours=1)
"""How long after its end a host noted who was there."""
TO_TICK = timedelta(hours=2)
"""How long after its yes a host had seen what it wanted to see."""
TO_LAPSE = timedelta(days=conditions_rules.DAYS_TO_MEET + 1)
A_WEEK = timedelta(days=7)
A_MONTH = timedelta(days=30)
LOGGED_AFTER = 20
"""Who began a role without dates so many days ago has logged hours."""
IS_SURE = (BookingStatus.CONFIRMED, BookingStatus.ATTENDED, BookingStatus.NO_SHOW)
_WORKFORCES = {
    "enhanced-children": Workforce.CHILD,
    "enhanced-adults": Workforce.ADULT,
    "enhanced-both": Workforce.BOTH,
}
WITHOUT_ANSWER = (BookingStatus.ASKED, BookingStatus.WITHDRAWN)
WENT_BY = (BookingStatus.ATTENDED, BookingStatus.NO_SHOW)


def list_scenes(cast: Cast, roles: Mapping[str, Role], today: date) -> Iterator[Scene]:
    """Hosts invite, volunteers ask, hosts answer, and say who came."""
    for number, row in enumerate(read_rows("card_invitations.json")):
        yield from _Invitation(cast, roles, row).scenes(today, number)
    for number, row in enumerate(read_rows("bookings.json")):
        yield from _Ask(cast, roles, row).scenes(today, number)


class _Invitation:
    """An invitation to an unnamed card, as it comes about."""

    def __init__(self, cast: Cast, roles: Mapping[str, Role], row: Row) -> None:
        self.row, self.role = row, roles[row["opportunity"]]
        self.volunteer: Subject = cast.people[row["volunteer"]]

    def scenes(self, today: date, number: int) -> Iterator[Scene]:
        invited_at = moment(today, self.row["invited_days_ago"], number)
        yield Scene(invited_at, self._invite)
        if self.row["is_declined"]:
            yield Scene(invited_at + A_DAY, self._decline)

    def _invite(self) -> None:
        cards.invite_card(
            self.role.host, self.role.opportunity, self.volunteer.user_id or 0, self.row["note"]
        )

    def _decline(self) -> None:
        for invitation in list_invitations_of(self.volunteer.user_id or 0):
            if invitation.opportunity_id == self.role.opportunity.id:
                cards.decline_card_invitation(self.volunteer, invitation)


class _Ask:
    """One row of the file, as it comes about."""

    def __init__(self, cast: Cast, roles: Mapping[str, Role], row: Row) -> None:
        self.roles, self.row, self.role = roles, row, roles[row["opportunity"]]
        self.volunteer: Subject = cast.people[row["volunteer"]]
        self.host = self.role.host
        self.booking: Booking
        self.hours: HoursEntry

    def scenes(self, today: date, number: int) -> Iterator[Scene]:
        row, status = self.row, self.row["status"]
        asked_at = moment(today, row["asked_days_ago"], number)
        yield Scene(asked_at, self._ask)
        yield from self._leave(asked_at)
        if status == BookingStatus.WITHDRAWN:
            yield Scene(asked_at + A_DAY, self._withdraw)
        if status in WITHOUT_ANSWER:
            return
        answered_at = moment(today, row["answered_days_ago"], number)
        yield Scene(answered_at, self._answer)
        if status in IS_SURE:
            yield Scene(answered_at + TO_TICK, self._meet)
        if status == BookingStatus.LAPSED:
            yield Scene(answered_at + TO_LAPSE, self._lapse)
        if status == BookingStatus.CONFIRMED and row["session"] is None:
            yield from self._hours(answered_at, number)
        if status == BookingStatus.CANCELLED:
            yield Scene(answered_at + A_DAY, self._cancel)
        if status in WENT_BY:
            _, ends_at = self.role.dates[row["session"]]
            yield Scene(ends_at + TO_CONFIRM, partial(self._confirm, approves=number % 3 > 0))

    def _leave(self, asked_at: datetime) -> Iterator[Scene]:
        """Who goes in work time asks their manager, who answers the next day, or not yet."""
        if "leave" in self.row:
            yield Scene(asked_at + TO_ASK_LEAVE, self._ask_leave)
            yield Scene(asked_at + A_DAY, self._answer_about_leave)

    def _hours(self, answered_at: datetime, number: int) -> Iterator[Scene]:
        """Hours of a role without dates: logged a week later, and approved or still waiting."""
        if self.row["answered_days_ago"] < LOGGED_AFTER:
            return
        yield Scene(answered_at + A_WEEK, self._log_hours)
        if number % 2:
            yield Scene(answered_at + A_WEEK + A_DAY, self._approve_hours)

    def _ask(self) -> None:
        self.booking = bookings.ask_for_place(
            self.volunteer,
            self.role.opportunity,
            self.role.session(self.row["session"]),
            self.row["note"],
        )

    def _ask_leave(self) -> None:
        work_time.ask_in_work_time(self.volunteer, self.booking, shares_host=True)

    def _answer_about_leave(self) -> None:
        """The manager answers by the link in the mail, so nobody signed in does."""
        request = find_request(KIND, self.booking.id)
        if request is not None and self.row["leave"] == RequestStatus.APPROVED:
            approve_request(ANONYMOUS, request)
        elif request is not None and self.row["leave"] == RequestStatus.DECLINED:
            decline_request(ANONYMOUS, request, "We open the new office that week.")

    def _answer(self) -> None:
        row, booking = self.row, self.booking
        if row["status"] == BookingStatus.DECLINED:
            bookings.decline_ask(self.host, booking, row["decline_reason"], row["answer"])
        elif row["status"] == BookingStatus.ALTERNATIVE:
            proposed = self.roles[row["proposed"]["opportunity"]]
            session = proposed.session(row["proposed"]["session"])
            bookings.suggest_alternative(
                self.host, booking, proposed.opportunity, session, row["answer"]
            )
        else:
            bookings.accept_ask(self.host, booking, row["answer"])

    def _meet(self) -> None:
        """Everything that the role needs was seen; what was seen before is kept."""
        if self.booking.status != BookingStatus.ACCEPTED:
            return
        needed = conditions.list_open_conditions(self.booking, utcnow().date())
        checks = [each.key for each in needed if each.source == Source.CHECK]
        if checks:
            people.give_consent(self.volunteer, self.role.opportunity.organisation)
        for requirement in checks:
            self._show_check(requirement)
        if self.booking.status == BookingStatus.ACCEPTED:
            ticks = conditions_rules.list_host_conditions(self.role.opportunity.requirements)
            conditions.tick_conditions(self.host, self.booking, ticks)

    def _show_check(self, requirement: str) -> None:
        today, level = utcnow().date(), requirement.removeprefix("dbs-")
        is_dbs = level != requirement
        answers = CheckAnswers(
            kind=Kind.DBS if is_dbs else requirement,
            level=level if is_dbs else None,
            workforce=_WORKFORCES.get(level, Workforce.OTHER) if is_dbs else None,
            issued_on=today - A_MONTH,
            seen_on=today,
            renew_on=None,
        )
        host = self.role.opportunity.organisation
        people.add_check(self.host, host, self.volunteer.user_id or 0, answers)

    def _lapse(self) -> None:
        conditions.mind_conditions(SYSTEM, self.booking)

    def _log_hours(self) -> None:
        minutes = self.role.opportunity.minutes or hours_rules.MINUTES_AN_HOUR
        self.hours = hours.log_hours(
            self.volunteer,
            self.booking,
            done_on=hours_rules.day_of(utcnow()),
            minutes=minutes,
            note="",
        )

    def _approve_hours(self) -> None:
        hours.approve_hours(self.host, self.hours)

    def _withdraw(self) -> None:
        bookings.withdraw_booking(self.volunteer, self.booking, "")

    def _cancel(self) -> None:
        bookings.cancel_booking(self.host, self.booking, self.row["answer"])

    def _confirm(self, *, approves: bool) -> None:
        was_there = self.row["status"] == BookingStatus.ATTENDED
        attendance.confirm_attendance(self.host, self.booking, was_there, approves=approves)

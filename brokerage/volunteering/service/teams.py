"""A team of an employer: asked for as one, answered as one, named by a day.

Acceptance takes all the seats or none. A name takes one of them with a booking; seats that
have none when the day for names is over go to the waiting list, or are free again.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy.exc import IntegrityError

from brokerage import audit
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.leave.queries import find_open_employment
from brokerage.matchmaking.service import mark_changed
from brokerage.organisations.models import Organisation
from brokerage.permissions import SYSTEM, Subject
from brokerage.scheduling.models import Session, TeamBooking, TeamName
from brokerage.scheduling.queries.plans import find_plan
from brokerage.scheduling.queries.teams import get_team, list_live_teams, list_names
from brokerage.scheduling.rules import LONDON, check_open
from brokerage.scheduling.rules import teams as team_rules
from brokerage.scheduling.rules.seats import check_asking
from brokerage.scheduling.rules.teams import TeamStatus
from brokerage.scheduling.service import give_back_seats, lock_seats, take_seats
from brokerage.scheduling.service import teams as rows
from brokerage.volunteering.emails import bookings as booking_emails
from brokerage.volunteering.emails import teams as emails
from brokerage.volunteering.models import Booking, Opportunity
from brokerage.volunteering.queries.bookings import find_clashes, get_ask_facts, get_booking
from brokerage.volunteering.queries.opportunities import OWNER_KIND
from brokerage.volunteering.queries.waiting import find_open_booking
from brokerage.volunteering.rules import bookings as rules
from brokerage.volunteering.rules.bookings import BookingStatus, Side
from brokerage.volunteering.rules.opportunities import OpportunityStatus
from brokerage.volunteering.service.bookings_seats import KIND as BOOKING
from brokerage.volunteering.service.bookings_seats import facts_kept, move
from brokerage.volunteering.service.day_limits import check_days
from brokerage.volunteering.service.holding import confirm_or_hold, held_until
from brokerage.volunteering.service.waiting_offers import offer_free_places

KIND = "team-booking"
NOT_OPEN = "This opportunity is not open any more."
OWN_HOST = "Your organisation is the host, so it cannot ask itself for a team."
TOO_FEW = "There are not that many places free on that date. A team gets all its places or none"
NOT_STAFF = "Only people who work for you, and have shown it, can be on the team"
CANNOT = "We cannot put this person down for it. Look at the role together with them"
GONE = "That date has gone or was called off."


@writes
def ask_for_team(
    actor: Subject,
    opportunity: Opportunity,
    session: Session,
    employer: Organisation,
    *,
    seats: int,
    name_by: date,
    note: str,
) -> TeamBooking:
    """Ask the host for places for a team; none is taken until it says yes."""
    now = utcnow()
    if opportunity.status != OpportunityStatus.PUBLISHED:
        raise DomainError(NOT_OPEN)
    if opportunity.organisation_id == employer.id:
        raise DomainError(OWN_HOST)
    check_open(session.starts_at, is_cancelled=session.cancelled_at is not None, now=now)
    plan = find_plan(session.id)
    check_asking(plan.closes_at if plan else None, now)
    day = session.starts_at.astimezone(LONDON).date()
    team_rules.check_team(seats, name_by, session_day=day, today=now.date())
    if session.left < seats:
        raise DomainError(TOO_FEW, "seats")
    team = rows.add_team(
        session,
        employer.id,
        seats=seats,
        name_by=name_by,
        note=note,
        asked_by_id=actor.user_id or 0,
        answer_by=rules.answer_by(now.date()),
    )
    _record(actor, "ask", team, before="")
    emails.send_asked(opportunity, team)
    return team


@writes
def accept_team(actor: Subject, team: TeamBooking, message: str) -> None:
    """Say yes to the whole team: all its seats at once, in one guarded update, or none."""
    team_rules.check_move(team.status, TeamStatus.ACCEPTED)
    before = team.status
    with db.session.begin_nested():
        if not take_seats(team.session_id, team.seats):
            raise DomainError(TOO_FEW)
        rows.move_team(team, TeamStatus.ACCEPTED, answer=message)
    _end(actor, "accept", team, before)
    emails.send_accepted(_role_of(team), team)


@writes
def decline_team(actor: Subject, team: TeamBooking, message: str) -> None:
    """Say no to the whole team, and why."""
    before = team.status
    rows.move_team(team, TeamStatus.DECLINED, answer=message)
    _end(actor, "decline", team, before)
    emails.send_declined(_role_of(team), team)


@writes
def withdraw_team(actor: Subject, team: TeamBooking, message: str) -> None:
    """The employer does not come: every seat goes back, whoever was named is told."""
    _call_off(actor, team, TeamStatus.WITHDRAWN, message)
    emails.send_withdrawn(_role_of(team), team, message)


@writes
def cancel_team(actor: Subject, team: TeamBooking, message: str) -> None:
    """The host calls the team off: every seat goes back, whoever was named is told."""
    _call_off(actor, team, TeamStatus.CANCELLED, message)
    emails.send_cancelled(_role_of(team), team, message)


@writes
def close_teams(
    actor: Subject, opportunity: Opportunity, session: Session | None, message: str
) -> int:
    """A date (or all) is called off: end its teams; named people are told by their booking."""
    live = list_live_teams(OWNER_KIND, opportunity.id, session.id if session else None)
    told, now = 0, utcnow()
    for team in live:
        if team.session.starts_at <= now:
            continue
        lock_seats(team.session_id)
        db.session.refresh(team)
        before = team.status
        if before not in team_rules.LIVE:
            continue
        then = TeamStatus.DECLINED if before == TeamStatus.ASKED else TeamStatus.CANCELLED
        with db.session.begin_nested():
            give_back_seats(team.session_id, _held(team))
            rows.move_team(team, then, seats=team.named, answer=message)
        _end(actor, "cancel", team, before)
        emails.send_cancelled(opportunity, team, message)
        told += 1
    return told


@writes
def name_person(actor: Subject, team: TeamBooking, user_id: int) -> Booking:
    """Give one of the team's seats to someone whose employment is proved."""
    now = utcnow()
    team_rules.check_naming(team.status, team.name_by, now.date())
    employment = find_open_employment(user_id, team.organisation_id)
    if employment is None or not employment.is_proved:
        raise DomainError(NOT_STAFF, "user_id")
    opportunity = _role_of(team)
    try:
        check_days(user_id, opportunity, team.session, Side.VOLUNTEER)
    except DomainError as refusal:
        raise DomainError(CANNOT, "user_id") from refusal
    session = lock_seats(team.session_id)
    if session is None:
        raise DomainError(GONE)
    try:
        rules.check_volunteer(get_ask_facts(user_id, opportunity, session, now))
    except DomainError as refusal:
        raise DomainError(CANNOT, "user_id") from refusal
    is_busy = session.id in find_clashes(user_id, [session])
    if is_busy or find_open_booking(user_id, opportunity.id, session.id) is not None:
        raise DomainError(CANNOT, "user_id")
    try:
        with db.session.begin_nested():
            rows.use_seat(team)
            booking = _book(actor, team, user_id)
            rows.add_name(team, user_id, booking.id)
    except IntegrityError as error:
        raise DomainError(CANNOT, "user_id") from error
    _record(actor, "name", team, before=team.status)
    emails.send_named(opportunity, team, booking)
    confirm_or_hold(actor, booking)
    return booking


@writes
def unname_person(actor: Subject, team: TeamBooking, name: TeamName) -> None:
    """Take someone off the team while names can be given: the seat stays the team's."""
    team_rules.check_naming(team.status, team.name_by, utcnow().date())
    if lock_seats(team.session_id) is None:
        raise DomainError(GONE)
    booking = get_booking(name.booking_id)
    db.session.refresh(booking)
    with db.session.begin_nested():
        rows.free_seat(team)
        if booking.status in rules.HAS_PLACE:
            move(actor, booking, BookingStatus.WITHDRAWN, "unname", side=Side.VOLUNTEER)
        elif not take_seats(team.session_id, 1):
            # They gave the place up themselves and someone else has it: the team has one less.
            rows.lose_seat(team)
        rows.remove_name(name)
    _record(actor, "unname", team, before=team.status)
    emails.send_unnamed(_role_of(team), team, booking)


@writes
def settle_team(team_booking_id: int) -> bool:
    """The day for names is over: give back the seats that have none; say whether it was due."""
    team = get_team(team_booking_id)
    if team.status != TeamStatus.ACCEPTED or team.name_by >= utcnow().date():
        return False
    # The seats come first: whoever gives a name at this moment comes before or after.
    lock_seats(team.session_id)
    db.session.refresh(team)
    unused, before = team.unnamed, team.status
    with db.session.begin_nested():
        give_back_seats(team.session_id, unused)
        rows.move_team(team, TeamStatus.SETTLED, seats=team.named)
        offer_free_places(team.owner_id, team.session_id)
    _end(SYSTEM, "settle", team, before)
    emails.send_settled(_role_of(team), team, unused)
    return True


def _call_off(actor: Subject, team: TeamBooking, then: TeamStatus, message: str) -> None:
    rules.check_not_begun(team.session.starts_at, utcnow())
    team_rules.check_move(team.status, then)
    before = team.status
    lock_seats(team.session_id)
    db.session.refresh(team)
    if team.status != before:
        raise DomainError(rows.QUICKER)
    bookings = [get_booking(each.booking_id) for each in list_names(team.id)]
    present = [each for each in bookings if each.status in rules.HAS_PLACE]
    with db.session.begin_nested():
        give_back_seats(team.session_id, _held(team) + len(present))
        rows.move_team(team, then, seats=team.named, answer=message)
        for booking in present:
            move(actor, booking, BookingStatus.CANCELLED, "cancel", side=Side.HOST, answer=message)
            booking_emails.send_cancelled(booking, ())
        offer_free_places(team.owner_id, team.session_id)
    _end(actor, then.value, team, before)


def _held(team: TeamBooking) -> int:
    """How many seats the team has without a name: an ask has taken none."""
    return team.unnamed if team.status in (TeamStatus.ACCEPTED, TeamStatus.SETTLED) else 0


def _book(actor: Subject, team: TeamBooking, user_id: int) -> Booking:
    now = utcnow()
    booking = Booking(
        user_id=user_id,
        opportunity_id=team.owner_id,
        session_id=team.session_id,
        status=BookingStatus.ACCEPTED,
        asked_at=now,
        answer_by=now.date(),
        answered_at=now,
        changed_at=now,
        **held_until(team.session),
    )
    db.session.add(booking)
    db.session.flush()
    audit.record(actor, "volunteering:booking:name", BOOKING, booking.id, after=facts_kept(booking))
    return booking


def _role_of(team: TeamBooking) -> Opportunity:
    return db.session.get_one(Opportunity, team.owner_id)


def _end(actor: Subject, verb: str, team: TeamBooking, before: str) -> None:
    _record(actor, verb, team, before=before)
    mark_changed(OWNER_KIND, team.owner_id)


def _record(actor: Subject, verb: str, team: TeamBooking, *, before: str) -> None:
    audit.record(
        actor,
        f"volunteering:team:{verb}",
        KIND,
        team.id,
        before={"status": before},
        after={
            "status": team.status,
            "opportunity_id": team.owner_id,
            "session_id": team.session_id,
            "organisation_id": team.organisation_id,
            "seats": team.seats,
            "named": team.named,
        },
    )

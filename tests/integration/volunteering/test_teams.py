"""Teams: all their seats or none, one answer, names by a day, the rest goes back."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session as Database

from brokerage.accounts.models import User
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow
from brokerage.organisations.models import Organisation
from brokerage.organisations.rules import Want
from brokerage.permissions import Subject
from brokerage.scheduling.models import Session, TeamBooking
from brokerage.volunteering import tasks
from brokerage.volunteering.models import Opportunity
from brokerage.volunteering.queries.bookings import get_booking
from brokerage.volunteering.rules.bookings import BookingStatus
from brokerage.volunteering.service import bookings, sessions
from brokerage.volunteering.service import teams as service
from tests.factories.accounts import make_user
from tests.factories.organisations import make_organisation
from tests.factories.scheduling import make_team, make_team_name, make_waiting_entry
from tests.factories.volunteering import (
    make_booking,
    make_employment,
    make_opportunity,
    make_session,
)
from tests.support.form_fuzzer import fuzz_form
from tests.support.inspecting_client import InspectingClient, follow
from tests.support.outbox import Outbox

HOST = Subject(user_id=None, name="the host")


@pytest.fixture
def role(host: Organisation) -> Opportunity:
    return make_opportunity(host)


@pytest.fixture
def session(role: Opportunity) -> Session:
    return make_session(role, places=6)


@pytest.fixture
def leader(db_session: Database) -> User:
    return make_user(name="Lena Leading", email="lena@work.example")


@pytest.fixture
def employer(leader: User) -> Organisation:
    return make_organisation(owner=leader, name="Green Gate Bakery", wants=[Want.SEND_VOLUNTEERS])


@pytest.fixture
def actor(leader: User) -> Subject:
    return Subject(user_id=leader.id, name=leader.name)


def ask(
    actor: Subject, role: Opportunity, session: Session, employer: Organisation, seats: int = 4
) -> TeamBooking:
    return service.ask_for_team(
        actor,
        role,
        session,
        employer,
        seats=seats,
        name_by=utcnow().date() + timedelta(days=5),
        note="",
    )


def make_staff(employer: Organisation) -> User:
    user = make_user()
    make_employment(user, employer, proved_at=utcnow())
    return user


def test_a_yes_takes_all_the_seats_at_once(
    actor: Subject, role: Opportunity, session: Session, employer: Organisation, outbox: Outbox
) -> None:
    team = ask(actor, role, session, employer)
    assert session.taken == 0
    service.accept_team(HOST, team, "Bring boots.")
    assert (team.status, session.taken) == ("accepted", 4)
    assert "Bring boots." in outbox.last_to("lena@work.example").body
    with pytest.raises(DomainError, match="so that cannot be done"):
        service.accept_team(HOST, team, "")
    assert session.taken == 4


def test_all_or_none(
    actor: Subject, role: Opportunity, session: Session, employer: Organisation
) -> None:
    team = ask(actor, role, session, employer)
    for _ in range(3):
        make_booking(make_user(), role, session, status=BookingStatus.ACCEPTED)
    db.session.flush()
    with pytest.raises(DomainError, match="not that many"):
        service.accept_team(HOST, team, "")
    assert (team.status, session.taken) == ("asked", 3)


def test_one_open_ask_for_each_date(
    actor: Subject, role: Opportunity, session: Session, employer: Organisation
) -> None:
    ask(actor, role, session, employer)
    with pytest.raises(DomainError, match="asked for a team on that date already"):
        ask(actor, role, session, employer, seats=2)


@pytest.mark.parametrize(("seats", "days"), [(1, 5), (101, 5), (4, -1), (4, 14), (7, 5)])
def test_what_cannot_be_is_refused(
    actor: Subject,
    role: Opportunity,
    session: Session,
    employer: Organisation,
    seats: int,
    days: int,
) -> None:
    with pytest.raises(DomainError):
        service.ask_for_team(
            actor,
            role,
            session,
            employer,
            seats=seats,
            name_by=utcnow().date() + timedelta(days=days),
            note="",
        )


def test_a_name_uses_one_of_the_seats(
    actor: Subject, role: Opportunity, session: Session, employer: Organisation, outbox: Outbox
) -> None:
    team, user = make_team(employer, role, session), make_staff(employer)
    booking = service.name_person(actor, team, user.id)
    assert (booking.status, team.named, session.taken) == ("confirmed", 1, 4)
    assert any("on a team" in each.subject for each in outbox.to(user.email))
    with pytest.raises(DomainError, match="cannot put this person down"):
        service.name_person(actor, team, user.id)
    assert (team.named, session.taken) == (1, 4)


def test_only_proved_staff_can_be_named(
    actor: Subject, role: Opportunity, session: Session, employer: Organisation
) -> None:
    team, user = make_team(employer, role, session), make_user()
    make_employment(user, employer)
    with pytest.raises(DomainError, match="shown it"):
        service.name_person(actor, team, user.id)


def test_no_more_names_than_seats(
    actor: Subject, role: Opportunity, session: Session, employer: Organisation
) -> None:
    team = make_team(employer, role, session, seats=2)
    for _ in range(2):
        service.name_person(actor, team, make_staff(employer).id)
    with pytest.raises(DomainError, match="has a name already"):
        service.name_person(actor, team, make_staff(employer).id)
    assert (team.named, session.taken) == (2, 2)


def test_who_is_taken_off_leaves_the_seat_to_the_team(
    actor: Subject, role: Opportunity, session: Session, employer: Organisation
) -> None:
    team = make_team(employer, role, session)
    name = make_team_name(team, role, make_staff(employer))
    service.unname_person(actor, team, name)
    assert (team.named, team.seats, session.taken) == (0, 4, 4)


@pytest.mark.parametrize("places", [4, 6])
def test_who_gave_the_place_up_may_have_been_followed(
    actor: Subject, role: Opportunity, employer: Organisation, places: int
) -> None:
    session = make_session(role, places=places)
    team = make_team(employer, role, session)
    name = make_team_name(team, role, make_staff(employer))
    booking = get_booking(name.booking_id)
    bookings.withdraw_booking(Subject(user_id=name.user_id), booking, "")
    if places == 4:
        make_booking(make_user(), role, session, status=BookingStatus.ACCEPTED)
        db.session.flush()
    service.unname_person(actor, team, name)
    held = {4: (0, 3, 4), 6: (0, 4, 4)}[places]
    assert (team.named, team.seats, session.taken) == held


def test_unused_seats_go_back_to_those_who_wait(
    role: Opportunity, session: Session, employer: Organisation, outbox: Outbox
) -> None:
    team = make_team(employer, role, session, seats=6, name_by=utcnow().date() - timedelta(days=1))
    make_team_name(team, role, make_staff(employer))
    waits = make_waiting_entry(make_user(), role, session)
    db.session.flush()
    assert tasks.has_due_teams()
    tasks.settle_teams()
    for each in (team, waits, session):
        db.session.refresh(each)
    assert (team.status, team.seats, team.named) == ("settled", 1, 1)
    assert (waits.status, session.taken) == ("offered", 2)
    assert "5 places had no name" in outbox.last_to("lena@work.example").body
    assert not tasks.has_due_teams()


@pytest.mark.parametrize("verb", ["withdraw", "cancel"])
def test_the_whole_team_is_called_off_with_everyone_told(
    actor: Subject,
    role: Opportunity,
    session: Session,
    employer: Organisation,
    outbox: Outbox,
    verb: str,
) -> None:
    team, user = make_team(employer, role, session), make_staff(employer)
    make_team_name(team, role, user)
    db.session.flush()
    if verb == "withdraw":
        service.withdraw_team(actor, team, "We moved house.")
        assert "We moved house." in outbox.last_to("hester@example.org").body
    else:
        service.cancel_team(HOST, team, "The field is flooded.")
        assert "The field is flooded." in outbox.last_to("lena@work.example").body
    assert session.taken == 0
    assert "Cancelled" in outbox.last_to(user.email).subject


def test_a_date_that_is_called_off_ends_its_teams(
    role: Opportunity, session: Session, employer: Organisation, outbox: Outbox
) -> None:
    team, user = make_team(employer, role, session), make_staff(employer)
    make_team_name(team, role, user)
    db.session.flush()
    assert sessions.cancel_session(HOST, role, session, "The field is flooded.") == 2
    assert (team.status, session.taken) == ("cancelled", 0)
    assert "The field is flooded." in outbox.last_to("lena@work.example").body
    assert "Cancelled" in outbox.last_to(user.email).subject


def test_the_pages_of_both_sides(
    role: Opportunity,
    session: Session,
    employer: Organisation,
    leader: User,
    hester: InspectingClient,
    sign_in_as: Callable[..., InspectingClient],
    db_session: Database,
) -> None:
    lena, user = sign_in_as(leader), make_staff(employer)
    db_session.commit()
    assert "See your teams" in lena.get(f"/organisations/{employer.id}").text
    assert "No teams yet" in lena.get(f"/organisations/{employer.id}/teams").text
    assert "No teams yet" in hester.get(f"/opportunities/{role.id}/teams").text
    day = utcnow().date() + timedelta(days=5)
    page = lena.get(f"/opportunities/{role.id}/ask-for-team")
    page = lena.submit(
        page,
        {
            "organisation_id": str(employer.id),
            "session_id": str(session.id),
            "seats": "4",
            "name_by-day": str(day.day),
            "name_by-month": str(day.month),
            "name_by-year": str(day.year),
        },
    )
    assert "Waiting for the host" in follow(lena, page).text
    assert "Please answer by" in hester.get(f"/opportunities/{role.id}/teams").text
    team = db_session.query(TeamBooking).one()
    page = hester.get(f"/opportunities/{role.id}/teams/{team.id}/accept")
    follow(hester, hester.submit(page, {"message": "Welcome"}))
    page = lena.get(f"/teams/{team.id}")
    page = lena.submit(page, {"user_id": str(user.id)}, form="Put them on the team")
    page = follow(lena, page)
    assert user.name in page.text
    page = follow(lena, lena.submit(page, {}, form=f"Take off {user.name}"))
    assert "4 places, 0 named" in page.text
    for verb in ("decline", "cancel"):
        assert hester.get(f"/opportunities/{role.id}/teams/{team.id}/{verb}").status_code == 200
    page = lena.get(f"/teams/{team.id}/withdraw")
    assert "Withdrawn by the employer" in follow(lena, lena.submit(page, {})).text


def test_the_form_takes_anything(
    role: Opportunity,
    session: Session,
    employer: Organisation,
    leader: User,
    sign_in_as: Callable[..., InspectingClient],
    db_session: Database,
) -> None:
    fuzz_form(sign_in_as(leader), f"/opportunities/{role.id}/ask-for-team", posts=50)

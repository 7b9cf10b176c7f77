"""Stepping in at short notice, the fewest people, and the end of asking."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session as Database

from brokerage.accounts.models import User
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow
from brokerage.organisations.models import Organisation
from brokerage.permissions import Subject
from brokerage.scheduling.models import CoverAsk, CoverVolunteer, Session
from brokerage.scheduling.queries.plans import find_plan
from brokerage.scheduling.service.seat_rules import plan_session
from brokerage.volunteering import tasks
from brokerage.volunteering.models import Opportunity
from brokerage.volunteering.queries.cover import list_cover_candidates
from brokerage.volunteering.rules.bookings import BookingStatus
from brokerage.volunteering.service import bookings
from brokerage.volunteering.service import cover as service
from brokerage.volunteering.service.seat_rules import change_seat_rules
from tests.factories.accounts import make_user
from tests.factories.organisations import make_member
from tests.factories.volunteering import (
    make_booking,
    make_opportunity,
    make_session,
    make_volunteer,
)
from tests.support.inspecting_client import InspectingClient, follow
from tests.support.outbox import Outbox

HOST = Subject(user_id=None, name="the host")

pytestmark = pytest.mark.usefixtures("fresh_index")


@pytest.fixture
def role(host: Organisation) -> Opportunity:
    return make_opportunity(host)


@pytest.fixture
def session(role: Opportunity) -> Session:
    return make_session(role, days_ahead=1, places=2)


def make_willing(**fields: object) -> User:
    user = make_user()
    make_volunteer(user, day_parts=[], **fields)
    db.session.add(CoverVolunteer(user_id=user.id, since=utcnow()))
    db.session.flush()
    return user


def test_only_the_willing_the_suitable_and_the_free_are_asked(
    role: Opportunity, session: Session
) -> None:
    willing = make_willing()
    make_volunteer(make_user())
    make_willing(is_shown_to_hosts=False)
    make_willing(easting=100000, northing=100000, miles=1)
    busy, colleague, asked = make_willing(), make_willing(), make_willing()
    elsewhere = make_opportunity(role.organisation)
    there = make_session(elsewhere, days_ahead=1)
    make_booking(busy, elsewhere, there, status=BookingStatus.ACCEPTED)
    make_member(role.organisation, colleague, "viewer")
    make_booking(asked, role, session)
    assert list(list_cover_candidates(role, session, utcnow())) == [willing.id]


def test_whoever_was_asked_longest_ago_is_asked_first_and_up_to_the_limit(
    role: Opportunity, session: Session, outbox: Outbox
) -> None:
    people = [make_willing() for _ in range(4)]
    other = make_session(role, days_ahead=5)
    for person, days in zip(people[:3], (1, 9, 5), strict=True):
        db.session.add(
            CoverAsk(
                session_id=other.id, user_id=person.id, asked_at=utcnow() - timedelta(days=days)
            )
        )
    db.session.flush()
    candidates = list_cover_candidates(role, session, utcnow())
    expected = [people[3].id, people[1].id, people[2].id, people[0].id]
    assert list(candidates) == expected
    change_seat_rules(HOST, role, offer_hours=48, close_hours=0, drop_out_hours=48, cover_limit=2)
    assert service.ask_for_cover(HOST, role, session, candidates) == 2
    assert {each.recipient for each in outbox.all()} == {people[3].email, people[1].email}
    assert list(list_cover_candidates(role, session, utcnow())) == expected[2:]
    with pytest.raises(DomainError, match="Nobody else"):
        service.ask_for_cover(HOST, role, session, expected[:2])


def test_nobody_is_asked_to_step_in_for_what_is_full(role: Opportunity) -> None:
    full = make_session(role, places=1, taken=1)
    with pytest.raises(DomainError, match="no free place"):
        service.ask_for_cover(HOST, role, full, [make_willing().id])


@pytest.mark.parametrize(("days", "is_told"), [(1, True), (9, False)])
def test_the_host_is_told_of_a_late_withdrawal(
    role: Opportunity, outbox: Outbox, days: int, is_told: bool
) -> None:
    session = make_session(role, days_ahead=days, places=2)
    booking = make_booking(make_user(), role, session, status=BookingStatus.ACCEPTED)
    bookings.withdraw_booking(Subject(user_id=booking.user_id), booking, "")
    subjects = [each.subject for each in outbox.to("hester@example.org")]
    assert any("Late withdrawal" in each for each in subjects) is is_told


def test_a_date_short_of_people_is_told_once_and_decided(
    role: Opportunity, session: Session, outbox: Outbox
) -> None:
    plan_session(session, minimum=2)
    booking = make_booking(make_user(), role, session, status=BookingStatus.ACCEPTED)
    db.session.flush()
    assert tasks.has_short_sessions()
    tasks.flag_short_sessions()
    assert not tasks.has_short_sessions()
    assert "1 of at least 2" in outbox.last_to("hester@example.org").body
    assert service.run_anyway(HOST, role, session) == 1
    assert "takes place" in outbox.last_to(booking.user.email).body
    with pytest.raises(DomainError, match="nothing to decide"):
        service.run_anyway(HOST, role, session)


def test_a_date_with_enough_people_is_left_alone(role: Opportunity, session: Session) -> None:
    plan_session(session, minimum=1)
    make_booking(make_user(), role, session, status=BookingStatus.ACCEPTED)
    db.session.flush()
    assert not tasks.has_short_sessions()
    with pytest.raises(DomainError, match="nothing to decide"):
        service.run_anyway(HOST, role, session)


def test_asking_ends_when_the_host_says(role: Opportunity) -> None:
    session = make_session(role, days_ahead=2)
    change_seat_rules(HOST, role, offer_hours=48, close_hours=72, drop_out_hours=48, cover_limit=2)
    plan = find_plan(session.id)
    assert plan is not None
    assert plan.closes_at == session.starts_at - timedelta(hours=72)
    user = make_user()
    with pytest.raises(DomainError, match="Asking for that date has ended"):
        bookings.ask_for_place(Subject(user_id=user.id), role, session, "")


def test_the_pages(
    role: Opportunity,
    session: Session,
    vera: InspectingClient,
    volunteer_user: User,
    hester: InspectingClient,
    outbox: Outbox,
    db_session: Database,
    sign_in_as: Callable[..., InspectingClient],
) -> None:
    make_volunteer(volunteer_user, day_parts=[])
    make_booking(make_user(), role, session, status=BookingStatus.ACCEPTED)
    plan_session(session, minimum=2)
    db_session.commit()
    url = f"/opportunities/{role.id}/sessions/{session.id}"
    assert "Nobody else who may be asked" in hester.get(f"{url}/ask-for-cover").text
    page = vera.get("/bookings/cover")
    assert "You may be asked." in follow(vera, vera.submit(page, {})).text
    page = hester.get(f"{url}/ask-for-cover")
    assert "1 volunteer suits" in page.text
    assert "asked 1 volunteer" in follow(hester, hester.submit(page, {})).text
    assert "Can you step in?" in outbox.last_to("vera@example.org").subject
    page = vera.get("/bookings/cover")
    assert "You are not asked now." in follow(vera, vera.submit(page, {})).text
    assert "nothing to decide" in hester.get(f"{url}/decide").text
    tasks.flag_short_sessions()
    db_session.commit()
    assert "Too few people: decide" in hester.get(f"/opportunities/{role.id}/host").text
    page = hester.submit(hester.get(f"{url}/decide"), {})
    assert "It takes place." in follow(hester, page).text

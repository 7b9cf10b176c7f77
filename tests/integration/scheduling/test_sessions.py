"""Sessions and their seats, on the real schema."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session as Database

from brokerage.errors import DomainError, NotFoundError
from brokerage.extensions import utcnow
from brokerage.scheduling import queries, service
from brokerage.scheduling.models import Session
from tests.factories.organisations import make_organisation
from tests.factories.volunteering import OWNER_KIND, make_opportunity, make_session


@pytest.fixture
def session(db_session: Database) -> Session:
    return make_session(make_opportunity(make_organisation()), places=2)


def test_seats_are_taken_until_there_is_none_and_given_back(session: Session) -> None:
    service.take_seat(session.id)
    service.take_seat(session.id)
    assert session.left == 0
    with pytest.raises(DomainError, match="full now"):
        service.take_seat(session.id)
    service.give_back_seat(session.id)
    assert session.left == 1


def test_nothing_is_given_back_that_nobody_took(session: Session) -> None:
    service.give_back_seat(session.id)
    assert session.taken == 0


def test_no_seat_in_what_was_cancelled_or_has_begun(session: Session) -> None:
    service.cancel_session(session)
    begun = make_session(make_opportunity(make_organisation()), days_ahead=-1)
    for each in (session, begun):
        with pytest.raises(DomainError):
            service.take_seat(each.id)


def test_it_cannot_be_made_smaller_than_what_is_taken(session: Session) -> None:
    service.take_seat(session.id)
    service.take_seat(session.id)
    with pytest.raises(DomainError, match="More people than that") as refused:
        service.change_session(session, session.starts_at, session.ends_at, 1)
    assert refused.value.field == "places"
    service.change_session(session, session.starts_at, session.ends_at, 3)
    assert session.left == 1


def test_what_has_begun_is_not_moved_to_another_day(db_session: Database) -> None:
    begun = make_session(make_opportunity(make_organisation()), days_ahead=-1)
    start = utcnow() + timedelta(days=3)
    with pytest.raises(DomainError, match="has begun or is over"):
        service.change_session(begun, start, start + timedelta(hours=1), 5)
    with pytest.raises(DomainError, match="has begun or is over"):
        service.cancel_session(begun)


def test_what_was_cancelled_is_cancelled_once(session: Session) -> None:
    service.cancel_session(session)
    with pytest.raises(DomainError, match="was cancelled"):
        service.cancel_session(session)
    with pytest.raises(DomainError, match="was cancelled"):
        service.change_session(session, session.starts_at, session.ends_at, 5)


def test_the_database_refuses_one_person_too_many(db_session: Database, session: Session) -> None:
    session.taken = 3
    with pytest.raises(IntegrityError):
        db_session.flush()
    db_session.rollback()


def test_sessions_are_found_through_their_owner_only(session: Session) -> None:
    found = queries.get_session(OWNER_KIND, session.owner_id, session.id)
    assert found is session
    for kind, owner_id, session_id in (
        (OWNER_KIND, session.owner_id + 1, session.id),
        ("workshop", session.owner_id, session.id),
        (OWNER_KIND, session.owner_id, session.id + 1000),
    ):
        with pytest.raises(NotFoundError):
            queries.get_session(kind, owner_id, session_id)


def test_those_to_come_are_by_time_and_without_cancelled_ones(db_session: Database) -> None:
    opportunity = make_opportunity(make_organisation())
    late, soon = (make_session(opportunity, days_ahead=days) for days in (20, 4))
    make_session(opportunity, days_ahead=-4)
    make_session(opportunity, days_ahead=6, cancelled_at=utcnow())
    coming = queries.list_coming_sessions(OWNER_KIND, [opportunity.id], utcnow())
    assert coming == {opportunity.id: [soon, late]}
    assert len(queries.list_sessions(OWNER_KIND, opportunity.id)) == 4

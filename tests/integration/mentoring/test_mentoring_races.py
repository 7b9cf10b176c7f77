"""Several people say yes, ask or end at the same moment, with real commits."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from brokerage.accounts.models import User
from brokerage.errors import DomainError
from brokerage.extensions import db
from brokerage.mentoring.models import MentoringMeeting, MentoringPair, MentoringProfile
from brokerage.mentoring.queries.pairs import get_pair
from brokerage.mentoring.queries.profiles import get_profile
from brokerage.mentoring.service import meetings, pairs
from brokerage.permissions import Subject
from tests.factories.accounts import make_user
from tests.factories.mentoring import make_mentoring_profile, make_pair

AT_ONCE = 4


@pytest.fixture(autouse=True)
def reference() -> None:
    """Replace what the other tests of the room begin with: these commit what they make."""


def at_once(app: Flask, *works: Callable[[], object]) -> list[str]:
    """Run each in a transaction of its own, all together; return what was refused."""
    together, refused = Barrier(len(works)), []

    def run(work: Callable[[], object]) -> None:
        with app.app_context():
            together.wait()
            try:
                work()
                db.session.commit()
            except DomainError as refusal:
                refused.append(refusal.sentence)

    threads = [Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return refused


def make_asks(app: Flask, wanted: str, **fields: int) -> tuple[int, list[int]]:
    """Have several people of the other side asked by one; return that one and the asks."""
    with app.app_context():
        db.begin_write()
        one, others = make_user(), [make_user() for _ in range(AT_ONCE)]
        make_mentoring_profile(one, wanted, **fields)
        for other in others:
            make_mentoring_profile(other, "mentee" if wanted == "mentor" else "mentor")
        asks = [ask_by(one, wanted, other).id for other in others]
        db.session.commit()
        return one.id, asks


def ask_by(one: User, side: str, other: User) -> MentoringPair:
    mentor, mentee = (one, other) if side == "mentor" else (other, one)
    return make_pair(mentor, mentee, asked_by=side)


def accept(pair_id: int, answered_by: str) -> Callable[[], None]:
    def work() -> None:
        pair = get_pair(pair_id)
        person = pair.person(answered_by)
        pairs.accept_pair(Subject(user_id=person.id, name=person.name), pair, "Yes")

    return work


def count_active(app: Flask) -> int:
    with app.app_context():
        active = select(func.count()).where(MentoringPair.status == "active")
        return db.session.scalar(active) or 0


def count_meetings(app: Flask, pair_id: int) -> tuple[int, int]:
    """Return how many meetings are agreed and how many there are."""
    with app.app_context():
        made = select(func.count()).where(MentoringMeeting.pair_id == pair_id)
        return get_pair(pair_id).meetings, db.session.scalar(made) or 0


def taken_of(app: Flask, user_id: int, side: str) -> tuple[int, int]:
    with app.app_context():
        profile = get_profile(user_id, side)
        return profile.taken, profile.places


@pytest.mark.parametrize(("wanted", "places"), [("mentee", 1), ("mentor", 1), ("mentor", 3)])
def test_no_more_than_there_is_room_for_say_yes_at_once(
    committed_app: Flask, wanted: str, places: int
) -> None:
    one, asks = make_asks(committed_app, wanted, places=places)
    other = "mentee" if wanted == "mentor" else "mentor"
    refused = at_once(committed_app, *(accept(pair_id, other) for pair_id in asks))
    assert len(refused) == AT_ONCE - places
    assert all("room" in sentence or "a mentor already" in sentence for sentence in refused)
    assert count_active(committed_app) == places
    assert taken_of(committed_app, one, wanted) == (places, places)


def test_one_yes_sent_twice_takes_one_place_and_makes_each_meeting_once(
    committed_app: Flask,
) -> None:
    one, asks = make_asks(committed_app, "mentor", places=3)
    refused = at_once(committed_app, accept(asks[0], "mentee"), accept(asks[0], "mentee"))
    assert len(refused) == 1
    assert taken_of(committed_app, one, "mentor") == (1, 3)
    agreed, made = count_meetings(committed_app, asks[0])
    assert agreed == made


def test_an_ask_taken_back_while_it_is_accepted_is_one_of_the_two(committed_app: Flask) -> None:
    one, asks = make_asks(committed_app, "mentor")

    def withdraw() -> None:
        pairs.withdraw_pair(Subject(user_id=one), get_pair(asks[0]))

    assert len(at_once(committed_app, accept(asks[0], "mentee"), withdraw)) == 1
    with committed_app.app_context():
        is_active = get_pair(asks[0]).status == "active"
    assert taken_of(committed_app, one, "mentor")[0] == int(is_active)


def test_two_who_end_it_at_once_give_one_place_back(committed_app: Flask) -> None:
    one, asks = make_asks(committed_app, "mentor", places=2)
    at_once(committed_app, accept(asks[0], "mentee"))
    at_once(committed_app, accept(asks[1], "mentee"))

    def end(side: str) -> Callable[[], None]:
        def work() -> None:
            pair = get_pair(asks[0])
            pairs.end_own_pair(Subject(user_id=pair.person(side).id), pair, "time")

        return work

    assert len(at_once(committed_app, end("mentor"), end("mentee"))) == 1
    assert taken_of(committed_app, one, "mentor") == (1, 2)


def test_two_who_add_a_meeting_at_once_make_as_many_as_are_agreed(committed_app: Flask) -> None:
    _, asks = make_asks(committed_app, "mentor")
    at_once(committed_app, accept(asks[0], "mentee"))
    agreed = count_meetings(committed_app, asks[0])[0]

    def add(side: str) -> Callable[[], None]:
        def work() -> None:
            pair = get_pair(asks[0])
            meetings.add_meeting(Subject(user_id=pair.person(side).id), pair)

        return work

    added = 2 - len(at_once(committed_app, add("mentor"), add("mentee")))
    assert added >= 1
    assert count_meetings(committed_app, asks[0]) == (agreed + added, agreed + added)


def test_the_database_refuses_one_mentee_too_many(committed_app: Flask) -> None:
    one, _ = make_asks(committed_app, "mentor", places=2)
    with committed_app.app_context():
        db.begin_write()
        mine = update(MentoringProfile).where(MentoringProfile.user_id == one)
        with pytest.raises(IntegrityError), db.session.begin_nested():
            db.session.execute(mine.values(taken=3))
        with pytest.raises(IntegrityError), db.session.begin_nested():
            db.session.execute(mine.values(taken=-1))

"""The demonstration's bodies and people, loaded through the services on either engine."""

import json
from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.config import PROJECT_FOLDER
from brokerage.extensions import db, utcnow
from brokerage.mail import OutboxMessage
from brokerage.organisations.models import Evidence, Membership, Organisation
from brokerage.pages.queries import count_directory, list_one_click_people
from brokerage.places.models import Outcode
from brokerage.places.rules import outcode_of
from brokerage.seeding.service import load_demonstration

FOLDER = PROJECT_FOLDER / "seed" / "demonstration"


def read(name: str) -> list[dict[str, Any]]:
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


@pytest.fixture
def today() -> date:
    return utcnow().date()


@pytest.fixture
def loaded(db_session: Session, today: date) -> int:
    """Load everything; each outward code of the seed lies somewhere."""
    db.begin_write()
    outcodes = {outcode_of(row["postcode"].replace(" ", "")) for row in read("organisations.json")}
    for outcode in sorted(outcodes):
        db_session.add(Outcode(outcode=outcode, easting=451000, northing=206000, postcodes=1))
    db_session.flush()
    return load_demonstration(today)


def test_every_body_is_loaded_in_its_state(loaded: int, db_session: Session) -> None:
    rows = read("organisations.json")
    assert loaded == len(rows)
    by_slug = {o.slug: o for o in db_session.scalars(select(Organisation))}
    assert {row["slug"]: row["status"] for row in rows} == {
        slug: organisation.status for slug, organisation in by_slug.items()
    }
    assert all(organisation.is_demonstration for organisation in by_slug.values())
    for row in rows:
        organisation = by_slug[row["slug"]]
        assert (organisation.name, organisation.kind) == (row["name"], row["kind"])
        assert organisation.summary == row["summary"]
        assert [each.code for each in organisation.categories] == sorted(row["categories"])
        assert organisation.decision_reason == (row["reason"] or "")


def test_dates_are_told_back_from_today(loaded: int, db_session: Session, today: date) -> None:
    by_slug = {o.slug: o for o in db_session.scalars(select(Organisation))}
    for row in read("organisations.json"):
        organisation = by_slug[row["slug"]]
        for days_ago, moment in (
            (row["submitted_days_ago"], organisation.submitted_at),
            (row["decided_days_ago"], organisation.decided_at),
        ):
            expected = None if days_ago is None else today - timedelta(days=days_ago)
            assert (moment.date() if moment else None) == expected
    facts = Counter(each.verified_on for each in db_session.scalars(select(Evidence)))
    told = Counter(
        None if each["verified_days_ago"] is None else today - timedelta(each["verified_days_ago"])
        for row in read("organisations.json")
        for each in row["evidence"]
    )
    assert facts == told


def test_people_have_their_roles_and_no_known_password(loaded: int, db_session: Session) -> None:
    people = {user.email: user for user in db_session.scalars(select(User))}
    assert people.keys() == {row["email"] for row in read("people.json")}
    memberships = {
        (row.email, row.slug): row.role
        for row in db_session.execute(
            select(User.email, Organisation.slug, Membership.role)
            .join(Membership, Membership.user_id == User.id)
            .join(Organisation, Membership.organisation_id == Organisation.id)
        )
    }
    assert memberships == {
        (row["email"], each["organisation"]): each["role"]
        for row in read("people.json")
        for each in row["memberships"]
    }
    assert len(list_one_click_people()) == 7


def test_the_past_that_is_told_leaves_no_mail(loaded: int, db_session: Session) -> None:
    assert db_session.scalar(select(func.count()).select_from(OutboxMessage)) == 0


def test_a_second_time_changes_nothing(loaded: int, db_session: Session, today: date) -> None:
    before = count_directory()
    assert load_demonstration(today) == 0
    assert count_directory() == before

"""The demonstration's bodies and people, loaded through the services on either engine."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.config import PROJECT_FOLDER
from brokerage.extensions import db
from brokerage.mail import OutboxMessage
from brokerage.organisations.models import Evidence, Membership, Organisation
from brokerage.pages.queries import count_directory, list_one_click_people
from brokerage.places.models import Outcode
from brokerage.places.rules import outcode_of
from brokerage.seeding.service import load_demonstration
from tests.support.apps import make_app
from tests.support.databases import ENGINE_NAMES, Databases

TODAY = date(2026, 11, 21)
FOLDER = PROJECT_FOLDER / "seed" / "demonstration"


def read(name: str) -> list[dict[str, Any]]:
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


@pytest.fixture(scope="module", params=ENGINE_NAMES)
def loaded(
    request: pytest.FixtureRequest,
    databases: Databases,
    worker_name: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Flask]:
    """An app on a database of its own with everything loaded, once for all tests here.

    Each outward code of the seed lies somewhere; postcodes are not needed.
    """
    name = f"{worker_name}_seeding"
    app = make_app(databases.make(request.param, name), tmp_path_factory.mktemp(name))
    outcodes = {outcode_of(row["postcode"].replace(" ", "")) for row in read("organisations.json")}
    with app.app_context():
        db.begin_write()
        for outcode in sorted(outcodes):
            db.session.add(Outcode(outcode=outcode, easting=451000, northing=206000, postcodes=1))
        db.session.flush()
        assert load_demonstration(TODAY) == len(read("organisations.json"))
        db.session.commit()
    yield app
    db.engine(app).dispose()
    databases.drop(request.param, name)


@pytest.fixture
def session(loaded: Flask) -> Iterator[Session]:
    with loaded.app_context():
        yield db.session


def test_every_body_is_loaded_in_its_state(session: Session) -> None:
    rows = read("organisations.json")
    by_slug = {o.slug: o for o in session.scalars(select(Organisation))}
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


def test_dates_are_told_back_from_today(session: Session) -> None:
    by_slug = {o.slug: o for o in session.scalars(select(Organisation))}
    for row in read("organisations.json"):
        organisation = by_slug[row["slug"]]
        for days_ago, moment in (
            (row["submitted_days_ago"], organisation.submitted_at),
            (row["decided_days_ago"], organisation.decided_at),
        ):
            expected = None if days_ago is None else TODAY - timedelta(days=days_ago)
            assert (moment.date() if moment else None) == expected
    facts = Counter(each.verified_on for each in session.scalars(select(Evidence)))
    told = Counter(
        None if each["verified_days_ago"] is None else TODAY - timedelta(each["verified_days_ago"])
        for row in read("organisations.json")
        for each in row["evidence"]
    )
    assert facts == told


def test_people_have_their_roles_and_no_known_password(session: Session) -> None:
    people = {user.email: user for user in session.scalars(select(User))}
    assert people.keys() == {row["email"] for row in read("people.json")}
    memberships = {
        (row.email, row.slug): row.role
        for row in session.execute(
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


def test_the_past_that_is_told_leaves_no_mail(session: Session) -> None:
    assert session.scalar(select(func.count()).select_from(OutboxMessage)) == 0


def test_a_second_time_changes_nothing(session: Session) -> None:
    before = count_directory()
    assert load_demonstration(TODAY) == 0
    assert count_directory() == before

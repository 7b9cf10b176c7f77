"""Buying in the demonstration, on days of the calendar that are unlike the others."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.audit import AuditEvent
from brokerage.extensions import db
from brokerage.matchmaking.queries.records import list_shown
from brokerage.organisations.models import Organisation
from brokerage.organisations.rules import Kind
from brokerage.procurement.models import Approach, Brief, BriefShare, Enquiry, MarketSearch
from brokerage.procurement.queries.answers import count_answers, count_to_answer
from brokerage.procurement.queries.open_briefs import list_brief_matches
from brokerage.procurement.queries.seen import find_picture
from brokerage.procurement.rules.briefs import BriefStatus, Outcome, Step, Visibility
from brokerage.procurement.rules.enquiries import Answer, Result, ResultReason
from brokerage.seeding.service.organisations import load_organisations
from brokerage.seeding.service.people import Cast, gather_cast, load_people
from brokerage.seeding.service.procurement import load_procurement
from brokerage.web.hashing import hash_password
from matching.bands import POSSIBLE, band_of
from tests.integration.seeding.conftest import Making, read
from tests.support.inspecting_client import InspectingClient
from tests.support.page import Page
from tests.support.sign_in import PASSWORD, sign_in

# The other tests of this folder load it on a Saturday.
DAYS = {"sqlite": date(2027, 1, 1), "postgresql": date(2028, 2, 29)}
BUYER = "juniper.ledgerquay@oxford-city-council-demonstration.example"
COLLEAGUE = "marlow.quillgarth@oxford-city-council-demonstration.example"
SUPPLIER = "robin.spokethistle@vetchway-bikes.example"
ENOUGH_PAGES = {BUYER: 60, COLLEAGUE: 5, SUPPLIER: 12}


@pytest.fixture(
    scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.long)]
)
def day(request: pytest.FixtureRequest) -> date:
    return DAYS[request.param]


@pytest.fixture(scope="module")
def loaded(day: date, making: Making) -> Iterator[Flask]:
    """An app with the organisations and what they buy, loaded once early on that day."""
    (engine_name,) = (name for name, each in DAYS.items() if each == day)
    now = datetime.combine(day, time(0, 5), UTC)
    with making(engine_name, "buying") as app:
        with app.app_context(), time_machine.travel(now, tick=False):
            load_procurement(load_cast(day), day)
            db.session.commit()
        yield app


def load_cast(day: date) -> Cast:
    people = load_people(day)
    load_organisations(people, day)
    return gather_cast(people)


@pytest.fixture
def session(loaded: Flask, day: date) -> Iterator[Session]:
    with (
        loaded.app_context(),
        time_machine.travel(datetime.combine(day, time(0, 5), UTC), tick=False),
    ):
        yield db.session


@pytest.fixture
def entering(loaded: Flask, session: Session) -> Iterator[Callable[[str], InspectingClient]]:
    """Return what signs a person in; all that they do is rolled back at the end."""
    with db.engine(loaded).connect() as connection:
        transaction = connection.begin()
        db.bind_for_tests(connection)

        def enter(email: str) -> InspectingClient:
            with loaded.app_context():
                user = db.session.scalars(select(User).where(User.email == email)).one()
                db.begin_write()
                user.password_hash = hash_password(PASSWORD)
                db.session.commit()
            return sign_in(loaded.test_client(), user)

        yield enter
        db.bind_for_tests(None)
        transaction.rollback()


def by_title(session: Session) -> dict[str, Brief]:
    return {each.title: each for each in session.scalars(select(Brief))}


def find_organisation(session: Session, slug: str) -> Organisation:
    return session.scalars(select(Organisation).where(Organisation.slug == slug)).one()


def test_every_brief_stands_where_it_is_told_to(session: Session, day: date) -> None:
    loaded = by_title(session)
    rows = {row["title"]: row for row in read("briefs.json")}
    assert loaded.keys() == rows.keys()
    for title, row in rows.items():
        brief, pounds = loaded[title], row["value_pounds"]
        steps = list(Step)[: list(Step).index(row["last_step"]) + 1]
        assert (brief.status, brief.organisation.slug) == (row["status"], row["organisation"])
        assert brief.answered == steps, title
        assert brief.value_pence == (pounds and pounds * 100)
        for told, days in (
            (brief.needed_by, row["needed_in_days"]),
            (brief.decide_by, row["decide_in_days"]),
        ):
            assert told == (None if days is None else day + timedelta(days))
        assert brief.created_at.date() == day - timedelta(row["begun_days_ago"])
        assert brief.outcome == (row["closing"] and row["closing"]["outcome"])
        is_at_a_place = Step.DELIVERY in steps and not row["is_delivered_remotely"]
        assert (brief.authority_slug is not None) == is_at_a_place, title


def test_a_visitor_can_see_everything_that_can_become_of_a_brief(session: Session) -> None:
    briefs, approaches = by_title(session).values(), list(session.scalars(select(Approach)))
    looking = [each for each in briefs if each.status == BriefStatus.LOOKING]
    assert {each.status for each in briefs} == set(BriefStatus)
    assert {each.visibility for each in looking} == set(Visibility)
    assert {each.outcome for each in briefs} == {*Outcome, None}
    assert {each.answer for each in approaches} == {*Answer, None}
    assert {each.result for each in approaches} == {*Result, None}
    assert {each.result_reason for each in approaches} == {*ResultReason, None}
    assert any(each.is_delivered_remotely and each.value_pence is None for each in looking)
    steps = {"viewed_at", "answered_at", "read_at", "shortlisted_at", "result_at", "enquiry_id"}
    live = {each.id for each in looking}
    for step in steps:
        for is_there in (True, False):
            assert any(
                each.brief_id in live and (getattr(each, step) is not None) == is_there
                for each in approaches
            ), step


def test_suppliers_answers_are_those_of_the_file(session: Session, day: date) -> None:
    loaded = {
        (each.brief.title, each.organisation.slug): each
        for each in session.scalars(select(Approach))
    }
    titles = {row["key"]: row["title"] for row in read("briefs.json")}
    for row in read("enquiries.json"):
        for each in row["suppliers"]:
            approach = loaded[titles[row["brief"]], each["organisation"]]
            told = (each["answer"], each["reason"], each["message"])
            assert (approach.answer, approach.answer_reason, approach.message) == told
            assert (approach.enquiry_id is not None) == each["is_asked"]
            if each["answer"]:
                answered_on = day - timedelta(each["answered_days_ago"])
                assert approach.answered_at.date() == answered_on
    for enquiry in session.scalars(select(Enquiry)):
        assert enquiry.sent_at.date() < enquiry.answer_by <= enquiry.decide_by
        assert (enquiry.answer_by > day) == (enquiry.brief.status == BriefStatus.LOOKING)


def test_three_authorities_buy_and_one_that_is_none(session: Session) -> None:
    buyers = {each.organisation for each in by_title(session).values()}
    kinds = Counter(each.kind for each in buyers)
    assert kinds == {Kind.AUTHORITY: 3, Kind.ANCHOR_EMPLOYER: 1}


def test_a_search_shows_suppliers_with_their_reasons(session: Session) -> None:
    rows = {row["title"]: row for row in read("briefs.json")}
    for title, brief in by_title(session).items():
        query = select(MarketSearch).where(MarketSearch.brief_id == brief.id)
        searches = list(session.scalars(query))
        assert len(searches) == len(rows[title]["searched_days_ago"])
        for search in searches:
            shown = list_shown(search.recorded_ranking_id)
            assert shown and all(each.reasons for each in shown), title
            assert band_of(shown[0].score) != POSSIBLE, title


def test_what_is_shared_is_shared_with_someone_who_does_not_buy(session: Session) -> None:
    shared = {
        (each.brief_id, session.get_one(User, each.user_id).email)
        for each in session.scalars(select(BriefShare))
    }
    assert shared == {(by_title(session)["Lunches for staff training days"].id, COLLEAGUE)}


def test_the_workshop_has_something_to_do(session: Session, day: date) -> None:
    workshop = find_organisation(session, "vetchway-bikes")
    mine = list(session.scalars(select(Approach).where(Approach.organisation_id == workshop.id)))
    assert count_to_answer(workshop.id, day).count == 1
    assert [each.result_reason for each in mine if each.result] == [ResultReason.BETTER_FIT]
    assert any(each.answer and each.shortlisted_at and not each.result for each in mine)
    matches = list_brief_matches(workshop)
    assert len(matches) >= 3
    assert all(match.reasons and "ike" in match.brief.title for match in matches[:3])


def test_the_workshop_sees_how_buyers_see_it(session: Session) -> None:
    picture = find_picture(find_organisation(session, "vetchway-bikes"))
    assert picture is not None
    assert picture.categories and picture.words and picture.evidence and picture.lacking


def test_the_buyer_has_answers_to_read(session: Session) -> None:
    council = find_organisation(session, "oxford-city-council")
    mine = [each for each in by_title(session).values() if each.organisation_id == council.id]
    assert {each.status for each in mine} == set(BriefStatus)
    assert sum(count_answers(each.id).unread for each in mine) >= 3


@pytest.mark.parametrize("email", [BUYER, COLLEAGUE, SUPPLIER])
def test_everything_can_be_read(
    entering: Callable[[str], InspectingClient], session: Session, email: str
) -> None:
    """Follow every link to a brief or an enquiry, from where the navigation leads."""
    client = entering(email)
    slug = email.partition("@")[2].removesuffix(".example").removesuffix("-demonstration")
    found = [f"/organisations/{find_organisation(session, slug).id}"]
    for address in found:
        answer = client.get(address)
        assert answer.status_code == 200, address
        links = {each.get("href", "").partition("#")[0] for each in Page(answer.text).all("a")}
        found += sorted(each for each in links if is_of_procurement(each) and each not in found)
    assert len(found) >= ENOUGH_PAGES[email], found


def is_of_procurement(address: str) -> bool:
    return any(part in address for part in ("briefs", "/enquiries"))


def test_nothing_is_told_to_have_happened_later_than_now(session: Session, day: date) -> None:
    told = [
        moment
        for each in session.scalars(select(Approach))
        for moment in (each.viewed_at, each.answered_at, each.read_at, each.result_at)
    ]
    told += [
        moment
        for each in by_title(session).values()
        for moment in (each.created_at, each.opened_at, each.closed_at)
    ]
    assert max(moment for moment in told if moment).date() < day


def test_the_log_tells_buying_in_order(session: Session) -> None:
    query = select(AuditEvent).where(AuditEvent.action.startswith("procurement:"))
    events = list(session.scalars(query.order_by(AuditEvent.id)))
    assert [each.at for each in events] == sorted(each.at for each in events)
    noted = Counter(each.action for each in events)
    approaches = list(session.scalars(select(Approach)))
    for action, column in (("view", "viewed_at"), ("answer", "answered_at"), ("read", "read_at")):
        happened = sum(getattr(each, column) is not None for each in approaches)
        assert noted[f"procurement:approach:{action}"] == happened


def test_a_second_time_adds_nothing(session: Session, day: date) -> None:
    tables = (Brief, BriefShare, MarketSearch, Enquiry, Approach, AuditEvent)
    before = [session.scalar(select(func.count()).select_from(table)) for table in tables]
    assert load_procurement(load_cast(day), day) == 0
    assert before == [session.scalar(select(func.count()).select_from(table)) for table in tables]

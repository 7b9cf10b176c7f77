"""The demonstration's bodies and people, loaded through the services on either engine."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.assisted.models import AssistedVolunteer, Letter
from brokerage.assisted.queries.letters import count_waiting
from brokerage.audit import AuditEvent
from brokerage.charter.models import BuddyPair, CheckIn
from brokerage.charter.queries import list_pledges_of, list_signatories
from brokerage.charter.rules.rag import Rag
from brokerage.demand.models import PlannedInterest, PlannedPurchase
from brokerage.extensions import db
from brokerage.leave.models import Employment, LeaveRequest, WorkDomain
from brokerage.ledger.models import Claim, LedgerSource
from brokerage.ledger.queries import chain
from brokerage.mail import OutboxMessage
from brokerage.organisations.models import Evidence, Membership, Organisation
from brokerage.pages.queries import list_one_click_people
from brokerage.passports.models import CorrectionRequest, Passport, Site, SizeYear
from brokerage.passports.rules import State, state_of
from brokerage.procurement.models import Brief
from brokerage.scheduling.models import Session as Date
from brokerage.scheduling.models import TeamBooking, WaitingEntry
from brokerage.scheduling.rules import LONDON
from brokerage.seeding.service import load_demonstration
from brokerage.volunteering.models import (
    Booking,
    CardInvitation,
    HoursAmount,
    Opportunity,
    Volunteer,
)
from brokerage.volunteering.queries.opportunities import OWNER_KIND
from brokerage.volunteering.rules.bookings import HOLDS_SEAT
from brokerage.volunteering.rules.opportunities import OpportunityStatus
from brokerage.volunteering.rules.volunteers import Step
from tests.integration.seeding.conftest import Making, read

TODAY = date(2026, 11, 21)
NOW = datetime.combine(TODAY, time(9, 30), UTC)
"""Dates to come are made by services that ask the clock, so it stands still."""


@pytest.fixture(
    scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.long)]
)
def loaded(request: pytest.FixtureRequest, making: Making) -> Iterator[Flask]:
    """An app on a database of its own with everything loaded, once for all tests here."""
    with making(request.param, "seeding") as app:
        with app.app_context(), time_machine.travel(NOW, tick=False):
            added = load_demonstration(TODAY)
            assert added.organisations == len(read("organisations.json"))
            assert added.opportunities == len(read("opportunities.json"))
            assert added.briefs == len(read("briefs.json"))
            db.session.commit()
        yield app


@pytest.fixture
def session(loaded: Flask) -> Iterator[Session]:
    with loaded.app_context(), time_machine.travel(NOW, tick=False):
        yield db.session


def test_people_who_are_not_online_are_placed_and_told(session: Session) -> None:
    rows = {row["name"]: row for row in read("assisted.json")}
    people = session.scalars(select(AssistedVolunteer)).all()
    assert {person.user.name for person in people} == rows.keys()
    assert not any(person.user.email for person in people)
    for person in people:
        letters = session.scalars(select(Letter).where(Letter.user_id == person.user_id)).all()
        assert (
            sum(letter.done_at is not None for letter in letters)
            == rows[person.user.name]["posted"]
        )
        assert {letter.way for letter in letters} == {person.prefers}
    assert count_waiting()["letter"] > 0
    assert count_waiting()["phone"] > 0


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
    told += Counter(
        None if each["seen_days_ago"] is None else TODAY - timedelta(each["seen_days_ago"])
        for row in read("passports.json")
        for each in row["evidence"]
    )
    assert facts == told


def test_passports_show_proof_in_every_state(session: Session) -> None:
    rows = [*session.scalars(select(Site)), *session.scalars(select(SizeYear))]
    states = {state_of(each, TODAY) for each in [*rows, *session.scalars(select(Evidence))]}
    assert states == set(State)
    assert session.scalar(select(func.count()).select_from(Passport)) >= len(read("passports.json"))
    answered = [each.answered_at for each in session.scalars(select(CorrectionRequest))]
    assert None in answered
    assert any(answered)


def test_people_have_their_roles_and_no_known_password(session: Session) -> None:
    people = {user.email: user for user in session.scalars(select(User)) if user.email}
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


def test_every_role_is_loaded_in_its_state(session: Session) -> None:
    rows = {row["title"]: row for row in read("opportunities.json")}
    loaded = {o.title: o for o in session.scalars(select(Opportunity))}
    assert loaded.keys() == rows.keys()
    for title, row in rows.items():
        opportunity = loaded[title]
        assert opportunity.status == row["status"], title
        assert opportunity.organisation.slug == row["organisation"]
        assert opportunity.flexible_places == row["flexible_places"]
        assert opportunity.created_at.date() == TODAY - timedelta(row["begun_days_ago"])
        assert (opportunity.picture is not None) == bool(row["picture"])
        was_published = row["status"] in {"published", "closed"}
        assert (opportunity.published_at is not None) == was_published
        has_reason = row["status"] == OpportunityStatus.CHANGES_ASKED
        assert opportunity.decision_reason == (row["reason"] if has_reason else "")


def test_dates_of_roles_lie_on_either_side_of_today(session: Session) -> None:
    rows = [(row, each) for row in read("opportunities.json") for each in row["sessions"]]
    loaded = Counter(
        (each.starts_at > NOW, each.starts_at.astimezone(LONDON).strftime("%A %H:%M"))
        for each in session.scalars(select(Date).where(Date.owner_kind == OWNER_KIND))
    )
    assert loaded == Counter(
        (each["weeks"] > 0, f"{each['day']} {each['starts']}") for _, each in rows
    )


def test_every_ask_stands_where_it_is_told_to(session: Session) -> None:
    loaded = Counter(
        (
            each.user.email,
            each.opportunity.title,
            each.status,
            each.decline_reason,
            each.asked_at.date(),
            each.answered_at.date() if each.answered_at else None,
        )
        for each in session.scalars(select(Booking))
        if each.user.email
    )
    titles = {row["key"]: row["title"] for row in read("opportunities.json")}
    assert loaded == Counter(
        (
            row["volunteer"],
            titles[row["opportunity"]],
            row["status"],
            row["decline_reason"],
            TODAY - timedelta(row["asked_days_ago"]),
            days_before_today(row["answered_days_ago"]),
        )
        for row in read("bookings.json")
    )


def days_before_today(days: int | None) -> date | None:
    return None if days is None else TODAY - timedelta(days)


def test_seats_are_those_of_the_bookings(session: Session) -> None:
    booked = Counter(
        (each.session_id is None, each.session_id or each.opportunity_id)
        for each in session.scalars(select(Booking).where(Booking.status.in_(HOLDS_SEAT)))
    )
    for team in session.scalars(select(TeamBooking).where(TeamBooking.status == "accepted")):
        booked[False, team.session_id] += team.unnamed
    dates = session.scalars(select(Date).where(Date.owner_kind == OWNER_KIND))
    taken = {(False, each.id): each.taken for each in dates}
    for each in session.scalars(select(Opportunity)):
        taken[True, each.id] = each.flexible_taken
    assert {key: number for key, number in taken.items() if number} == booked


def test_someone_waits_and_a_team_is_held(session: Session) -> None:
    waits = session.scalars(select(WaitingEntry)).one()
    assert waits.status == "waiting"
    assert waits.session is not None
    assert waits.session.left == 0
    assert session.scalars(select(TeamBooking)).one().unnamed == 4


def test_who_goes_in_work_time_has_asked_their_manager(session: Session) -> None:
    told = Counter(row["leave"] for row in read("bookings.json") if "leave" in row)
    kept = session.scalars(select(LeaveRequest.status).where(LeaveRequest.source_kind == "booking"))
    # Who was there has used what was approved.
    found = Counter({"taken": "approved"}.get(each, each) for each in kept)
    assert found == told
    assert set(told) == {"approved", "asked", "declined"}


def test_volunteers_have_answered_everything(session: Session) -> None:
    rows = {row["email"]: row for row in read("volunteers.json")}
    everyone = session.scalars(select(Volunteer))
    loaded = {each.user.email: each for each in everyone if each.user.email}
    assert loaded.keys() == rows.keys()
    for email, row in rows.items():
        volunteer = loaded[email]
        assert volunteer.outcode == row["outcode"]
        assert set(volunteer.day_parts) == set(row["day_parts"])
        assert volunteer.is_shown_to_hosts == row["is_shown_to_hosts"]
        assert len(volunteer.answered) == len(Step)


def test_staff_are_shown_to_work_where_they_say(session: Session) -> None:
    loaded = {
        (each.user.email, each.organisation.slug): each.proved_by
        for each in session.scalars(select(Employment))
    }
    assert loaded == {
        (each["email"], row["organisation"]): each["proved_by"]
        for row in read("employers.json")
        for each in row["staff"]
    }
    domains = {each.domain: each for each in session.scalars(select(WorkDomain))}
    for row in read("employers.json"):
        for each in row["work_domains"]:
            assert (domains[each["domain"]].confirmed_at is not None) == each["is_confirmed"]


def test_an_invitation_is_answered_by_an_ask_or_a_no(session: Session) -> None:
    loaded = list(session.scalars(select(CardInvitation)))
    rows = read("card_invitations.json")
    assert Counter(each.was_declined for each in loaded) == Counter(
        row["is_declined"] for row in rows
    )
    assert sum(each.answered_at is None for each in loaded) >= 2


def test_every_line_of_a_plan_stands_where_it_is_told_to(session: Session) -> None:
    rows = read("forward_plans.json")
    found = session.scalars(select(PlannedPurchase).order_by(PlannedPurchase.id))
    loaded = {each.reference: each for each in found}
    assert loaded.keys() == {row["reference"] for row in rows}
    for row in rows:
        purchase = loaded[row["reference"]]
        told = [state for state in ("withdrawn", "published", "changed") if row[state]]
        assert purchase.state == (told[0] if told else "planned")
        assert purchase.added_at.date() == TODAY - timedelta(row["added_days_ago"])
    interested = session.scalar(select(func.count()).select_from(PlannedInterest))
    assert interested == sum(len(row["interested"]) for row in rows)


def test_nothing_is_told_to_have_happened_later_than_now(session: Session) -> None:
    told = [
        moment
        for each in session.scalars(select(Booking))
        for moment in (each.asked_at, each.answered_at, each.changed_at)
    ]
    told += [
        moment
        for each in session.scalars(select(Opportunity))
        for moment in (each.created_at, each.submitted_at, each.published_at, each.closed_at)
    ]
    told += [
        moment
        for each in session.scalars(select(Employment))
        for moment in (each.stated_at, each.proved_at)
    ]
    told += [
        moment
        for each in session.scalars(select(CardInvitation))
        for moment in (each.invited_at, each.answered_at)
    ]
    assert max(moment for moment in told if moment) <= NOW


def test_the_log_tells_volunteering_in_order_and_at_its_time(session: Session) -> None:
    told = select(AuditEvent).where(
        AuditEvent.action.startswith("volunteering:") | AuditEvent.action.startswith("leave:")
    )
    events = list(session.scalars(told.order_by(AuditEvent.id)))
    assert [each.at for each in events] == sorted(each.at for each in events)
    assert events[-1].at <= NOW
    asked = {each.object_id: each.at for each in events if each.action.endswith("booking:ask")}
    assert asked == {each.id: each.asked_at for each in session.scalars(select(Booking))}


def test_the_charter_is_told_in_every_state(session: Session) -> None:
    told = read("charter.json")
    signed = list_signatories(TODAY).rows
    assert len(signed) == len(told["signed"])
    assert {each.rag for each in list_pledges_of(None, TODAY)} == set(Rag)
    assert {each.status for each in session.scalars(select(CheckIn))} == {
        "scheduled",
        "open",
        "done",
    }
    assert [each.status for each in session.scalars(select(BuddyPair))] == ["active"]
    council = next(each for each in signed if each.name == "Oxford City Council")
    assert council.pledges == 13
    assert len({each.theme_code for each in list_pledges_of([council.signatory_id], TODAY)}) >= 5


def test_a_second_time_changes_nothing(session: Session) -> None:
    tables = (
        Organisation,
        User,
        Opportunity,
        Date,
        Booking,
        Volunteer,
        Employment,
        Brief,
        AuditEvent,
    )
    before = [session.scalar(select(func.count()).select_from(table)) for table in tables]
    assert not load_demonstration(TODAY).is_new
    assert before == [session.scalar(select(func.count()).select_from(table)) for table in tables]


def test_the_ledger_is_filled_from_what_is_told_and_adds_up(session: Session) -> None:
    kinds = dict(
        session.execute(select(LedgerSource.kind, func.count()).group_by(LedgerSource.kind)).all()
    )
    assert kinds.keys() == {
        "booking-hours",
        "mentoring-hours",
        "spend-return",
        "award-spend",
        "agreement",
        "hire",
    }
    approved = select(func.sum(HoursAmount.minutes))
    counted = select(func.sum(LedgerSource.amount)).where(LedgerSource.kind == "booking-hours")
    assert (session.scalar(counted) or 0) * 60 == session.scalar(approved)
    assert (chain.list_wrong_claims(), chain.list_wrong_sources()) == ([], [])
    assert chain.find_broken_seal() is None
    states = set(session.scalars(select(Claim.status)))
    assert states == {"proposed", "confirmed"}

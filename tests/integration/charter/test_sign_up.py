"""Signing: a draft in parts, sent, read by a broker, changed, signed; taken back, left, renewed."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.charter.models import CharterTerm, CheckIn, Pledge, Signatory
from brokerage.charter.rules import TermStatus
from brokerage.charter.service.sign_up import renew_term
from brokerage.charter.tasks import keep_charter_moving
from brokerage.errors import DomainError
from brokerage.extensions import utcnow
from brokerage.organisations.models import Organisation
from brokerage.permissions import SYSTEM
from tests.factories.charter import make_pledge, make_signed, make_taken, make_term
from tests.support.inspecting_client import InspectingClient, follow
from tests.support.outbox import Outbox

NOTES = {
    "risk_note": "The budget could be cut.",
    "equality_note": "Part-time staff get the same hours.",
}
ANSWERS = {
    "voice": "employer",
    "lead_post": "Head of people",
    "policy": "Volunteering policy 2026",
    "baseline": "10",
    "target": "40",
    "shown": ["published", "buddy-wanted"],
}


def test_an_employer_signs_in_parts_and_a_broker_asks_once_for_changes(
    simone: InspectingClient,
    petra: InspectingClient,
    client: InspectingClient,
    volunteering: Pledge,
    bakery: Organisation,
    owner: User,
    broker: User,
    outbox: Outbox,
    db_session: Session,
) -> None:
    buying = make_pledge(voices=["buyer"], words="Buy near by")
    tasks = follow(simone, simone.submit(simone.get("/charter/sign"), {"signs": str(bakery.id)}))
    assert "Not finished yet" in tasks.text
    assert "Not finished yet" in simone.click(tasks, "Check your answers").text
    voices = simone.click(tasks, "In which voices you sign")
    tasks = follow(simone, simone.submit(voices, {"voices": ["employer"]}))
    pledges = simone.click(tasks, "Your pledges")
    assert "Buy near by" not in pledges.text
    assert buying.retired_on is None
    tasks = follow(simone, simone.submit(pledges, {"pledges": [str(volunteering.id)]}))
    details = simone.click(tasks, "Support staff to volunteer")
    named = simone.submit(details, ANSWERS | {"lead_post": "jo@example.org"})
    assert "Enter a post" in named.text
    assert "Volunteering policy 2026" in named.text
    tasks = follow(simone, simone.submit(details, ANSWERS))
    tasks = follow(simone, simone.submit(simone.click(tasks, "Risk and equality"), NOTES))
    shown = follow(simone, simone.submit(simone.click(tasks, "Check your answers")))
    assert "Waiting for a broker" in shown.text
    assert "We have your charter sign-up" in outbox.last_to(owner.email).subject
    waiting = petra.get("/broker/charter")
    reading = petra.click(waiting, "Thornhill Bakery")
    silent = petra.submit(reading, {"decision": "changes"})
    assert "Say why" in silent.text
    petra.submit(reading, {"decision": "changes", "reason": "Say who could be left out."})
    assert "Say who could be left out." in outbox.last_to(owner.email).body
    term = db_session.scalars(select(CharterTerm)).one()
    back = simone.get(f"/charter/terms/{term.id}")
    assert "Say who could be left out." in back.text
    follow(simone, simone.submit(simone.click(back, "Check your answers")))
    petra.submit(petra.get(f"/broker/charter/terms/{term.id}"), {"decision": "approve"})
    db_session.expire_all()
    today = utcnow().date()
    assert (term.status, term.starts_on) == (TermStatus.APPROVED, today)
    assert [each.month for each in db_session.scalars(select(CheckIn))] == [3, 6, 12]
    charter = client.get("/charter")
    assert "1 signatory, 0 green" in charter.text
    listed = client.click(charter, "See who has signed")
    page = client.click(listed, "Thornhill Bakery")
    assert "Lead: Head of people. Policy: Volunteering policy 2026." in page.text
    assert "Amber: on the way" in page.text
    assert "Thornhill Bakery" in client.get(f"/charter/pledges/{volunteering.id}").text
    assert "Support staff to volunteer" in client.get("/charter/signatories.csv").text
    assert "1 pledge" in client.get("/directory/thornhill").text


def test_a_person_signs_for_themselves_and_is_named_only_if_they_wish(
    simone: InspectingClient,
    petra: InspectingClient,
    client: InspectingClient,
    owner: User,
    db_session: Session,
) -> None:
    mentor = make_pledge(voices=["individual"], words="Become a mentor")
    tasks = follow(simone, simone.submit(simone.get("/charter/sign"), {"signs": "me"}))
    term = db_session.scalars(select(CharterTerm)).one()
    pledges = simone.click(tasks, "Your pledges")
    tasks = follow(simone, simone.submit(pledges, {"pledges": [str(mentor.id)]}))
    details = simone.click(tasks, "Become a mentor")
    simone.submit(details, ANSWERS | {"voice": "individual", "lead_post": "myself"})
    simone.submit(simone.get(f"/charter/terms/{term.id}/notes"), NOTES)
    simone.submit(simone.get(f"/charter/terms/{term.id}/check-answers"))
    petra.submit(petra.get(f"/broker/charter/terms/{term.id}"), {"decision": "approve"})
    page = client.get("/charter/signatories")
    assert "A resident" in page.text
    assert owner.name not in page.text
    assert petra.get(f"/charter/terms/{term.id}").status_code == 404


def test_a_pledge_of_ones_own_is_added_and_taken_out_again(
    simone: InspectingClient, bakery: Organisation, db_session: Session
) -> None:
    make_pledge()
    term = make_term(bakery)
    page = simone.get(f"/charter/terms/{term.id}/pledges/add")
    own = {"words": "Lend our hall to neighbours", "theme_code": "sharing", "unit": "evenings"}
    details = follow(simone, simone.submit(page, own))
    simone.submit(details, ANSWERS)
    tasks = simone.get(f"/charter/terms/{term.id}")
    assert "Lend our hall to neighbours" in tasks.text
    taken = term.pledges[0]
    simone.submit(tasks, form=f"/charter/taken-pledges/{taken.id}/remove")
    db_session.expire_all()
    assert not term.pledges


def test_what_a_broker_reads_or_what_is_signed_cannot_be_changed(
    simone: InspectingClient, bakery: Organisation, volunteering: Pledge
) -> None:
    term = make_term(bakery, status=TermStatus.SUBMITTED)
    taken = make_taken(term, volunteering)
    page = simone.get(f"/charter/taken-pledges/{taken.id}")
    answer = simone.submit(page, ANSWERS)
    assert "This sign-up cannot be changed now. It is: waiting for a broker" in answer.text


def test_one_signatory_has_one_draft_whoever_is_quicker(
    bakery: Organisation, db_session: Session
) -> None:
    term = make_term(bakery)
    with pytest.raises(IntegrityError), db_session.begin_nested():
        db_session.add(
            CharterTerm(
                signatory_id=term.signatory_id,
                number=2,
                status=TermStatus.SUBMITTED,
                created_at=utcnow(),
            )
        )
    with pytest.raises(IntegrityError), db_session.begin_nested():
        db_session.add(Signatory(created_at=utcnow()))


def test_a_sign_up_is_taken_back_and_a_term_is_left(
    simone: InspectingClient,
    bakery: Organisation,
    volunteering: Pledge,
    client: InspectingClient,
    broker: User,
    outbox: Outbox,
    db_session: Session,
) -> None:
    draft = make_term(bakery)
    simone.submit(simone.get(f"/charter/terms/{draft.id}/withdraw"))
    db_session.expire_all()
    assert draft.status == TermStatus.WITHDRAWN
    term = make_signed(bakery, number=2)
    make_taken(term, volunteering)
    assert "Thornhill Bakery" in client.get("/charter/signatories").text
    leaving = simone.get(f"/charter/terms/{term.id}/leave")
    assert "Say why" in simone.submit(leaving).text
    simone.submit(leaving, {"reason": "We close down."})
    assert "Thornhill Bakery" not in client.get("/charter/signatories").text
    assert "We close down." in outbox.last_to(broker.email).body
    assert {each.status for each in db_session.scalars(select(CheckIn))} == {"dropped"}


def test_a_term_is_renewed_with_everything_carried_over(
    simone: InspectingClient,
    petra: InspectingClient,
    bakery: Organisation,
    volunteering: Pledge,
    owner: User,
    outbox: Outbox,
    db_session: Session,
) -> None:
    retired = make_pledge(retired_on=utcnow().date(), retired_reason="Done")
    term = make_signed(bakery, days_ago=320)
    taken = make_taken(term, volunteering, value=Decimal(44), is_value_confirmed=True)
    make_taken(term, retired)
    keep_charter_moving()
    keep_charter_moving()
    told = [each for each in outbox.to(owner.email) if "end soon" in each.subject]
    assert len(told) == 1
    page = simone.get(f"/charter/terms/{term.id}")
    tasks = follow(simone, simone.submit(page, form=f"/charter/terms/{term.id}/renew"))
    assert "carried over" in tasks.text
    renewed = db_session.scalars(select(CharterTerm).where(CharterTerm.number == 2)).one()
    carried = renewed.pledges
    assert [(each.carried_from_id, each.target) for each in carried] == [(taken.id, Decimal(40))]
    simone.submit(simone.get(f"/charter/terms/{renewed.id}/check-answers"))
    petra.submit(petra.get(f"/broker/charter/terms/{renewed.id}"), {"decision": "approve"})
    db_session.expire_all()
    assert renewed.starts_on == term.ends_on + timedelta(days=1)
    with pytest.raises(DomainError, match="renewed already"):
        renew_term(SYSTEM, term)
    with time_machine.travel(_noon(renewed.starts_on)):
        assert "for the 2. time" in simone.get(f"/charter/signatories/{term.signatory_id}").text


def test_a_term_that_nobody_renews_ends(
    bakery: Organisation, volunteering: Pledge, owner: User, outbox: Outbox, db_session: Session
) -> None:
    term = make_signed(bakery, days_ago=400)
    make_taken(term, volunteering)
    keep_charter_moving()
    assert term.status == TermStatus.APPROVED
    with time_machine.travel(utcnow() + timedelta(days=10)):
        keep_charter_moving()
    db_session.expire_all()
    assert term.status == TermStatus.ENDED
    assert "are over" in outbox.last_to(owner.email).subject


def _noon(day: date) -> str:
    return f"{day.isoformat()} 12:00:00+00:00"

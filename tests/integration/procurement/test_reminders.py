"""An enquiry that waits for an answer: two days before its last day, and on it."""

from datetime import date, timedelta

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.audit import AuditEvent
from brokerage.extensions import utcnow
from brokerage.organisations.models import Organisation
from brokerage.organisations.rules import Status
from brokerage.procurement.models import Approach
from brokerage.procurement.rules.briefs import BriefStatus, Outcome
from brokerage.procurement.service.reminders import remind_of_enquiries
from tests.factories.accounts import make_user
from tests.factories.organisations import make_organisation
from tests.factories.procurement import make_approach, make_brief, make_enquiry
from tests.support.outbox import Outbox

ADDRESS = "baker@example.org"
SECRET = "A secret need"


@pytest.fixture
def asked(authority: Organisation, buyer_user: User) -> Approach:
    """A bakery that has not answered, beside one that has."""
    brief = make_brief(authority, buyer_user, title=SECRET)
    enquiry = make_enquiry(brief, buyer_user, title="Lunches", answer_by=day(10))
    bakery = make_organisation(owner=make_user(email=ADDRESS), name="Thornhill Bakery")
    answered = make_organisation(owner=make_user(email="quick@example.org"))
    make_approach(brief, answered, enquiry, answer="interested")
    return make_approach(brief, bakery, enquiry)


def day(ahead: int) -> date:
    return utcnow().date() + timedelta(days=ahead)


def run_in(days: int) -> int:
    with time_machine.travel(utcnow() + timedelta(days=days), tick=False):
        return remind_of_enquiries()


def test_who_has_not_answered_is_asked_twice_more(
    asked: Approach, outbox: Outbox, db_session: Session
) -> None:
    assert [run_in(days) for days in (7, 8, 8, 9, 10, 10, 11)] == [0, 1, 0, 0, 1, 0, 0]
    first, second = outbox.all()
    assert {first.recipient, second.recipient} == {ADDRESS}
    assert first.subject == f"Please answer {asked.brief.organisation.name}: Lunches"
    assert "Please answer by" in first.body
    assert "Today is the last day to answer." in second.body
    assert f"/{asked.id}" in outbox.link_to(ADDRESS)
    assert SECRET not in first.body + second.body + first.subject
    actions = list(db_session.scalars(select(AuditEvent.action)))
    assert actions.count("procurement:enquiry:remind") == 2


def test_a_short_enquiry_is_reminded_of_on_its_last_day_alone(
    authority: Organisation, buyer_user: User, outbox: Outbox
) -> None:
    brief = make_brief(authority, buyer_user)
    bakery = make_organisation(owner=make_user(email=ADDRESS))
    make_approach(brief, bakery, make_enquiry(brief, buyer_user, answer_by=day(2)))
    assert [run_in(days) for days in (0, 1, 2)] == [0, 0, 1]
    assert len(outbox.to(ADDRESS)) == 1


def test_a_closed_brief_and_who_cannot_answer_are_let_be(
    asked: Approach, db_session: Session
) -> None:
    brief = asked.brief
    brief.status, brief.closed_at, brief.outcome = BriefStatus.CLOSED, utcnow(), Outcome.NOT_NEEDED
    db_session.flush()
    assert run_in(8) == 0
    brief.status, brief.closed_at, brief.outcome = BriefStatus.LOOKING, None, None
    asked.organisation.status = Status.WITHDRAWN
    db_session.flush()
    assert run_in(8) == 0
    asked.organisation.status = Status.APPROVED
    db_session.flush()
    assert run_in(8) == 1

"""A draft of a response that nobody sent: two days before the deadline and on its day."""

from datetime import datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from brokerage.audit import AuditEvent
from brokerage.competitions.models import BidResponse, Competition, CompetitionInvitation
from brokerage.competitions.rules import CompetitionStatus
from brokerage.competitions.rules.moments import moment_of
from brokerage.competitions.service.reminders import remind_of_drafts
from brokerage.competitions.service.responses import decline_invitation, read_own, save_draft
from brokerage.competitions.service.responses import submit_response as send
from brokerage.competitions.service.running import extend_deadline
from brokerage.extensions import utcnow
from brokerage.permissions import Subject
from tests.factories.competitions import make_competition, make_invitation, make_response
from tests.integration.competitions.conftest import Cast
from tests.support.outbox import Outbox


@pytest.fixture
def deadline() -> datetime:
    return moment_of((utcnow() + timedelta(days=10)).date(), "12")


@pytest.fixture
def invitation(cast: Cast, deadline: datetime) -> CompetitionInvitation:
    """The bakery has a draft, the kitchen has sent its response."""
    competition = make_competition(cast.brief, cast.buyer, cast.measure, deadline_at=deadline)
    invitation = make_invitation(competition, cast.bakery)
    make_response(invitation, cast.baker, submitted_at=None)
    make_response(make_invitation(competition, cast.kitchen), cast.cook)
    return invitation


def reminders(outbox: Outbox, address: str | None) -> list[str]:
    return [
        message.body for message in outbox.to(address or "") if "not sent yet" in message.subject
    ]


def run_at(moment: datetime) -> int:
    with time_machine.travel(moment, tick=False):
        return remind_of_drafts()


def test_a_draft_is_reminded_of_twice(
    cast: Cast,
    invitation: CompetitionInvitation,
    deadline: datetime,
    outbox: Outbox,
    db_session: Session,
) -> None:
    sealed = db_session.scalars(select(BidResponse.sealed).order_by(BidResponse.id)).all()
    hours_before = (100, 49, 47, 30, 24, 4, 3, 0, -1)
    runs = [run_at(deadline - timedelta(hours=hours)) for hours in hours_before]
    assert runs == [0, 1, 0, 0, 0, 1, 0, 0, 0]
    first, second = reminders(outbox, cast.baker.email)
    assert "It is not sent, and a draft does not count." in first
    assert "Send it before " in first
    assert f"/competitions/invitations/{invitation.id}" in second
    assert cast.council.name in second
    assert reminders(outbox, cast.cook.email) == []
    assert reminders(outbox, cast.buyer.email) == []
    actions = list(db_session.scalars(select(AuditEvent.action)))
    assert actions.count("competitions:invitation:remind") == 2
    assert sealed == db_session.scalars(select(BidResponse.sealed).order_by(BidResponse.id)).all()


def test_whoever_sends_hears_no_more(
    cast: Cast, invitation: CompetitionInvitation, deadline: datetime, outbox: Outbox
) -> None:
    assert run_at(deadline - timedelta(days=2)) == 1
    baker = Subject(user_id=cast.baker.id)
    send(baker, invitation, read_own(invitation)[1])
    assert run_at(deadline - timedelta(hours=2)) == 0
    assert len(reminders(outbox, cast.baker.email)) == 1


def test_whoever_said_no_hears_nothing(
    cast: Cast, invitation: CompetitionInvitation, deadline: datetime
) -> None:
    decline_invitation(Subject(user_id=cast.baker.id), invitation)
    assert run_at(deadline - timedelta(days=2)) == 0


def test_whoever_writes_at_it_is_left_alone(
    cast: Cast, invitation: CompetitionInvitation, deadline: datetime
) -> None:
    with time_machine.travel(deadline - timedelta(days=2), tick=False) as clock:
        save_draft(Subject(user_id=cast.baker.id), invitation, read_own(invitation)[1])
        assert remind_of_drafts() == 0
        clock.shift(timedelta(hours=1))
        assert remind_of_drafts() == 1


@pytest.mark.parametrize("status", [CompetitionStatus.WITHDRAWN, CompetitionStatus.OPENED])
def test_what_has_ended_is_let_be(
    status: str, invitation: CompetitionInvitation, deadline: datetime, db_session: Session
) -> None:
    competition = db_session.scalars(select(Competition)).one()
    competition.status = status
    db_session.flush()
    assert run_at(deadline - timedelta(days=2)) == 0


def test_a_new_deadline_has_its_own_reminders(
    cast: Cast, invitation: CompetitionInvitation, deadline: datetime, outbox: Outbox
) -> None:
    early = deadline - timedelta(hours=3)
    assert run_at(early) == 1
    with time_machine.travel(early, tick=False):
        later = deadline + timedelta(days=7)
        buyer = Subject(user_id=cast.buyer.id)
        extend_deadline(buyer, invitation.competition, later, "Someone was ill.")
    assert run_at(early + timedelta(hours=1)) == 0
    assert [run_at(later - timedelta(days=days)) for days in (2, 1)] == [1, 0]
    assert run_at(later - timedelta(hours=1)) == 1
    assert len(reminders(outbox, cast.baker.email)) == 3

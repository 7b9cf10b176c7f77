"""Suppliers and the buyer at once, with real commits and the real clock."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from brokerage.competitions.models import Award, BidResponse, Competition, CompetitionInvitation
from brokerage.competitions.queries.competitions import get_competition
from brokerage.competitions.queries.invitations import get_invitation
from brokerage.competitions.rules import TOO_LATE
from brokerage.competitions.rules.responses import Offered
from brokerage.competitions.service.evaluation import Decision, decide_competition
from brokerage.competitions.service.responses import submit_response
from brokerage.competitions.service.running import invite_suppliers, withdraw_competition
from brokerage.extensions import db, utcnow
from tests.factories.competitions import (
    make_competition,
    make_declaration,
    make_invitation,
    make_response,
)
from tests.integration.competitions.conftest import Cast, make_cast

AtOnce = Callable[..., list[str]]


@pytest.fixture
def cast(committed_app: Flask) -> Cast:
    """Return everyone, committed."""
    with committed_app.app_context():
        db.begin_write()
        made = make_cast()
        db.session.commit()
        return made


def sends(cast: Cast, invitation_id: int, question: int, *, until_late: bool) -> None:
    """Send a response, and if so again and again until the server says that it is too late."""
    while True:
        invitation = get_invitation(invitation_id)
        offered = Offered(answers={question: "Yes."}, price_pence=100)
        submit_response(cast.baker.as_subject(), invitation, offered)
        db.session.commit()
        if not until_late:
            return


def test_whatever_is_sent_at_once_nothing_comes_in_after_the_deadline(
    committed_app: Flask, at_once: AtOnce, cast: Cast
) -> None:
    with committed_app.app_context():
        db.begin_write()
        competition = make_competition(cast.brief, cast.buyer)
        ids = [make_invitation(competition, each).id for each in (cast.bakery, cast.kitchen)]
        question, competition_id = competition.questions[0].id, competition.id
        competition.deadline_at = utcnow() + timedelta(seconds=1)
        db.session.commit()
    said = at_once(
        *(
            lambda number=number: sends(cast, number, question, until_late=True)
            for number in [*ids, *ids]
        )
    )
    assert set(said) == {TOO_LATE}
    with committed_app.app_context():
        deadline = db.session.get_one(Competition, competition_id).deadline_at
        sent = db.session.scalars(select(BidResponse.submitted_at)).all()
        assert len(sent) == 2
        assert all(moment < deadline for moment in sent)


def test_two_colleagues_who_send_at_once_leave_one_response(
    committed_app: Flask, at_once: AtOnce, cast: Cast
) -> None:
    with committed_app.app_context():
        db.begin_write()
        competition = make_competition(cast.brief, cast.buyer)
        invitation_id = make_invitation(competition, cast.bakery).id
        question = competition.questions[0].id
        db.session.commit()
    at_once(*[lambda: sends(cast, invitation_id, question, until_late=False)] * 4)
    with committed_app.app_context():
        assert len(db.session.scalars(select(BidResponse)).all()) == 1


def test_two_buyers_who_invite_at_once_invite_once(
    committed_app: Flask, at_once: AtOnce, cast: Cast
) -> None:
    with committed_app.app_context():
        db.begin_write()
        number = make_competition(cast.brief, cast.buyer, cast.measure, status="draft").id
        db.session.commit()
    said = at_once(
        *(
            lambda user=user: invite_suppliers(user.as_subject(), get_competition(number))
            for user in (cast.buyer, cast.colleague)
        )
    )
    assert sorted(map(bool, said)) == [False, True]
    with committed_app.app_context():
        assert len(db.session.scalars(select(CompetitionInvitation)).all()) == 2


def test_a_decision_and_a_withdrawal_at_once_end_it_one_way(
    committed_app: Flask, at_once: AtOnce, cast: Cast
) -> None:
    with committed_app.app_context():
        db.begin_write()
        competition = make_competition(cast.brief, cast.buyer, status="opened")
        invitation = make_invitation(competition, cast.bakery)
        make_response(invitation, cast.baker, is_opened=True, feedback="Too dear.")
        for user in (cast.buyer, cast.colleague):
            make_declaration(competition, user)
        number = competition.id
        db.session.commit()
    nobody = Decision(winner=None, reason="Too dear.")

    def decides(user: object) -> None:
        decide_competition(user.as_subject(), get_competition(number), nobody)

    said = at_once(
        lambda: decides(cast.buyer),
        lambda: decides(cast.colleague),
        lambda: withdraw_competition(cast.buyer.as_subject(), get_competition(number), "No."),
    )
    assert said.count("") == 1
    with committed_app.app_context():
        awards = db.session.scalars(select(Award)).all()
        status = db.session.get_one(Competition, number).status
        assert len(awards) == (1 if status == "no-award" else 0)

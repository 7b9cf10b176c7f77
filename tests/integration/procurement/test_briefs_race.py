"""Colleagues who do different things to one brief at once, with real commits."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from brokerage.audit import AuditEvent
from brokerage.extensions import db
from brokerage.organisations.rules import Role
from brokerage.permissions import Subject
from brokerage.procurement.models import Brief, BriefShare
from brokerage.procurement.queries.briefs import get_brief
from brokerage.procurement.rules.briefs import BriefStatus, Outcome, Step, Visibility
from brokerage.procurement.service import briefs as service
from tests.factories.accounts import make_user
from tests.factories.organisations import make_member, make_organisation
from tests.factories.procurement import make_brief

ROUNDS = 8

AtOnce = Callable[..., list[str]]
Made = tuple[Subject, int, int]
GONE = "gone"


@pytest.fixture
def make(committed_app: Flask) -> Callable[..., Made]:
    """Return a function that commits a brief; it gives a buyer, its id and a colleague's id."""

    def add(**fields: Any) -> Made:
        with committed_app.app_context():
            db.begin_write()
            buyer, colleague = make_user(), make_user()
            authority = make_organisation(owner=buyer, kind="authority", wants=[])
            make_member(authority, colleague, Role.VIEWER)
            brief = make_brief(authority, buyer, **fields)
            made = Subject(user_id=buyer.id), brief.id, colleague.id
            db.session.commit()
            return made

    return add


def does(work: Callable[..., object], actor: Subject, brief_id: int, *given: Any) -> Any:
    """Return somebody who has the brief open and then does this."""

    def read() -> Callable[[], object]:
        brief = get_brief(brief_id)
        return lambda: work(actor, brief, *given)

    return read


def find_brief(brief_id: int) -> Brief | None:
    return db.session.get(Brief, brief_id)


def test_of_deleting_and_finishing_a_draft_at_once_one_happens(
    committed_app: Flask, make: Callable[..., Made], at_once: AtOnce
) -> None:
    for _ in range(ROUNDS):
        buyer, brief_id, _ = make(status=BriefStatus.DRAFT)
        finished, deleted = at_once(
            does(service.finish_brief, buyer, brief_id), does(service.delete_brief, buyer, brief_id)
        )
        with committed_app.app_context():
            left = find_brief(brief_id)
            if deleted:
                assert "Close this brief instead" in deleted
                assert left is not None
                assert (left.status, finished) == (BriefStatus.LOOKING, "")
            else:
                assert (left, finished) == (None, GONE)


def test_what_is_deleted_while_it_is_shared_or_answered_is_gone(
    committed_app: Flask, make: Callable[..., Made], at_once: AtOnce
) -> None:
    answer = Step.SOCIAL_VALUE, {"social_values": []}
    for _ in range(ROUNDS):
        buyer, brief_id, colleague_id = make(status=BriefStatus.DRAFT)
        deleted, *others = at_once(
            does(service.delete_brief, buyer, brief_id),
            does(service.share_brief, buyer, brief_id, colleague_id),
            does(service.save_brief_step, buyer, brief_id, *answer),
        )
        assert deleted == ""
        assert set(others) <= {"", GONE}
        with committed_app.app_context():
            assert find_brief(brief_id) is None
            shares = select(BriefShare).where(BriefShare.brief_id == brief_id)
            assert db.session.scalars(shares).all() == []


def test_what_is_changed_while_it_closes_is_kept_or_refused(
    committed_app: Flask, make: Callable[..., Made], at_once: AtOnce
) -> None:
    hide = Step.VISIBILITY, {"visibility": Visibility.PRIVATE, "decide_by": None}
    for _ in range(ROUNDS):
        buyer, brief_id, _ = make(visibility=Visibility.OPEN)
        closed, changed = at_once(
            does(service.close_brief, buyer, brief_id, Outcome.NOT_NEEDED, ()),
            does(service.save_brief_step, buyer, brief_id, *hide),
        )
        assert closed == ""
        with committed_app.app_context():
            left = find_brief(brief_id)
            assert left is not None
            assert left.status == BriefStatus.CLOSED
            assert left.visibility == (Visibility.OPEN if changed else Visibility.PRIVATE)
            # What is published of it as open data follows; nothing of the brief itself does.
            is_of_procurement = AuditEvent.action.like("procurement:%")
            events = select(AuditEvent.action).where(AuditEvent.object_id == brief_id)
            of_brief = events.where(AuditEvent.object_kind == "brief", is_of_procurement)
            newest = of_brief.order_by(AuditEvent.id.desc())
            assert db.session.scalars(newest).first() == "procurement:brief:close"


def test_two_answers_to_different_questions_at_once_are_both_kept(
    committed_app: Flask, make: Callable[..., Made], at_once: AtOnce
) -> None:
    answers = {
        Step.SOCIAL_VALUE: {"social_values": []},
        Step.VISIBILITY: {"visibility": "private", "decide_by": None},
    }
    for _ in range(ROUNDS):
        buyer, brief_id, _ = make(status=BriefStatus.DRAFT, answered=[])
        said = at_once(
            *(does(service.save_brief_step, buyer, brief_id, *each) for each in answers.items())
        )
        assert said == ["", ""]
        with committed_app.app_context():
            left = find_brief(brief_id)
            assert left is not None
            assert set(left.answered) == set(answers)


def test_a_colleague_is_shared_with_once(
    committed_app: Flask, make: Callable[..., Made], at_once: AtOnce
) -> None:
    for _ in range(ROUNDS):
        buyer, brief_id, colleague_id = make()
        said = at_once(
            *[does(service.share_brief, buyer, brief_id, colleague_id)] * 2,
        )
        assert sorted(said) == ["", "This colleague sees the brief already"]

"""Nobody opens a response before the deadline, and nobody else reads one after it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from brokerage.competitions.models import BidResponse, Competition, CompetitionInvitation
from brokerage.competitions.queries.evaluation import get_opened_response, list_opened
from brokerage.competitions.queries.files import get_competition_as_plain
from brokerage.competitions.rules import DECLARE_FIRST, HAS_CONFLICT, NOT_OPEN_YET, TOO_LATE
from brokerage.competitions.rules.responses import Offered
from brokerage.competitions.service.evaluation import (
    Decision,
    decide_competition,
    declare_conflict,
    open_responses,
)
from brokerage.competitions.service.responses import save_draft, submit_response
from brokerage.competitions.service.running import (
    Plan,
    invite_suppliers,
    save_plan,
    start_competition,
    withdraw_competition,
)
from brokerage.errors import DomainError, NotFoundError
from brokerage.extensions import db, utcnow
from brokerage.procurement.service.briefs import close_brief
from tests.factories.accounts import make_user
from tests.factories.competitions import (
    make_competition,
    make_declaration,
    make_invitation,
    make_response,
)
from tests.integration.competitions.conftest import Cast
from tests.support.inspecting_client import InspectingClient
from tests.support.outbox import Outbox

WORDS = "With care, each Monday."


@pytest.fixture
def competition(cast: Cast) -> Competition:
    """Return an open competition with the bakery's sealed response."""
    made = make_competition(cast.brief, cast.buyer, cast.measure)
    make_response(make_invitation(made, cast.bakery), cast.baker)
    make_declaration(made, cast.buyer)
    return made


def own_response(competition: Competition) -> BidResponse:
    return db.session.query(BidResponse).filter_by(competition_id=competition.id).one()


def let_the_deadline_pass(competition: Competition) -> None:
    competition.deadline_at = utcnow()
    db.session.flush()


def test_no_page_of_anyone_but_its_supplier_shows_it_before_the_deadline(
    cast: Cast,
    competition: Competition,
    sign_in_as: Callable[..., InspectingClient],
) -> None:
    response_id, page = own_response(competition).id, f"/competitions/{competition.id}"
    broker = make_user(is_broker=True, is_administrator=True)
    for reader in (cast.buyer, cast.colleague, cast.cook, cast.stranger, broker):
        client = sign_in_as(reader)
        for address in (
            page,
            f"{page}/evaluation",
            f"{page}/decide",
            f"{page}/responses/{response_id}/score",
            f"{page}/responses/{response_id}/agree",
        ):
            shown = client.get(address, follow_redirects=True)
            assert WORDS not in shown.text
            assert "9,000" not in shown.text
    invitation_id = own_response(competition).invitation_id
    assert WORDS in sign_in_as(cast.baker).get(f"/competitions/invitations/{invitation_id}").text


def test_the_database_does_not_hold_it_in_the_clear(competition: Competition) -> None:
    rows = db.session.execute(text("select * from competition_responses")).mappings().all()
    assert WORDS not in str(rows)
    assert all(row["content"] is None and row["price_pence"] is None for row in rows)
    assert WORDS not in str(get_competition_as_plain(competition.id))
    assert not list_opened(competition.id)
    with pytest.raises(NotFoundError):
        get_opened_response(competition.id, own_response(competition).id)


def test_nobody_opens_before_the_deadline_and_a_draft_never(
    cast: Cast, competition: Competition
) -> None:
    draft = make_response(make_invitation(competition, cast.kitchen), cast.cook, submitted_at=None)
    with pytest.raises(DomainError, match=NOT_OPEN_YET):
        open_responses(cast.buyer.as_subject(), competition)
    let_the_deadline_pass(competition)
    assert open_responses(cast.buyer.as_subject(), competition) == 1
    assert [each.content["answers"] for each in list_opened(competition.id)]
    assert draft.content is None


def test_an_evaluator_declares_first(cast: Cast, competition: Competition) -> None:
    let_the_deadline_pass(competition)
    olive = cast.colleague.as_subject()
    with pytest.raises(DomainError, match=DECLARE_FIRST):
        open_responses(olive, competition)
    with pytest.raises(DomainError, match="what the conflict is"):
        declare_conflict(olive, competition, True, " ")
    declare_conflict(olive, competition, True, "My sister works there.")
    with pytest.raises(DomainError, match=HAS_CONFLICT):
        open_responses(olive, competition)


def test_who_declared_a_conflict_reads_nothing(
    cast: Cast, sign_in_as: Callable[..., InspectingClient]
) -> None:
    opened = make_competition(cast.brief, cast.buyer, status="opened")
    response = make_response(make_invitation(opened, cast.bakery), cast.baker, is_opened=True)
    page = f"/competitions/{opened.id}"
    addresses = (f"{page}/evaluation", f"{page}/responses/{response.id}/score", f"{page}/decide")
    client = sign_in_as(cast.colleague)
    make_declaration(opened, cast.colleague, has_conflict=True)
    for address in addresses:
        assert WORDS not in client.get(address, follow_redirects=True).text
    make_declaration(opened, cast.buyer)
    assert WORDS in sign_in_as(cast.buyer).get(addresses[1]).text
    stranger = sign_in_as(cast.stranger)
    assert all(stranger.get(address).status_code == 404 for address in addresses)


def test_a_late_response_is_refused_with_a_clear_word(
    cast: Cast, competition: Competition, simone: InspectingClient
) -> None:
    response = own_response(competition)
    question = competition.questions[0].id
    form = simone.get(f"/competitions/invitations/{response.invitation_id}/respond")
    before = response.submitted_at
    let_the_deadline_pass(competition)
    typed = {f"answer_{question}": "Better words.", "price": "1"}
    late = simone.submit(form, typed, button="Send it again")
    assert TOO_LATE in late.text
    assert "Better words." in late.text  # what was typed is not lost
    db.session.expire_all()
    assert own_response(competition).submitted_at == before


def test_a_draft_cannot_take_the_place_of_what_was_sent(
    cast: Cast, competition: Competition
) -> None:
    invitation = db.session.get_one(CompetitionInvitation, own_response(competition).invitation_id)
    with pytest.raises(DomainError, match="You have sent your response"):
        save_draft(cast.baker.as_subject(), invitation, Offered())


def test_a_guard_rail_blocks_the_invitation(
    cast: Cast, app: Any, bashir: InspectingClient, outbox: Outbox
) -> None:
    draft = make_competition(cast.brief, cast.buyer, cast.measure, status="draft")
    sentence = "This reservation is not allowed above the threshold."
    app.extensions["contributions"]["invite_blocks"] = [lambda brief: sentence]
    try:
        assert sentence in bashir.get(f"/competitions/{draft.id}/invite").text
        with pytest.raises(DomainError, match="not allowed"):
            invite_suppliers(cast.buyer.as_subject(), draft)
    finally:
        del app.extensions["contributions"]["invite_blocks"]
    assert not outbox.to(cast.baker.email)
    assert invite_suppliers(cast.buyer.as_subject(), draft) == 2


def test_a_brief_has_one_competition_at_a_time(cast: Cast) -> None:
    actor = cast.buyer.as_subject()
    first = start_competition(actor, cast.brief)
    with pytest.raises(DomainError, match="has a competition already"):
        start_competition(actor, cast.brief)
    withdraw_competition(actor, first, "Begun by mistake.")
    assert start_competition(actor, cast.brief).id != first.id


def test_a_brief_that_closes_takes_its_competition_along(
    cast: Cast, competition: Competition, outbox: Outbox
) -> None:
    close_brief(cast.buyer.as_subject(), cast.brief, "not-needed", [], reason_by_default=None)
    assert competition.status == "withdrawn"
    assert "Withdrawn" in outbox.last_to(cast.baker.email).subject


def test_no_award_needs_feedback_for_each_and_makes_no_contract(
    cast: Cast, competition: Competition, outbox: Outbox
) -> None:
    actor = cast.buyer.as_subject()
    let_the_deadline_pass(competition)
    open_responses(actor, competition)
    nobody = Decision(winner=None, reason="Too dear for us.")
    with pytest.raises(DomainError, match="Thornhill Bakery"):
        decide_competition(actor, competition, nobody)
    own_response(competition).feedback = "A good plan, above what we have."
    award = decide_competition(actor, competition, nobody)
    assert (award.contract_id, competition.status) == (None, "no-award")
    assert "A good plan" in outbox.last_to(cast.baker.email).body


@pytest.mark.parametrize(
    "wrong",
    [
        {"quality": 60},
        {"quality": 110, "price": -30},
        {"opened_at": utcnow()},
    ],
)
def test_the_database_keeps_weights_and_the_deadline(
    competition: Competition, wrong: dict[str, Any], db_session: Session
) -> None:
    with pytest.raises(IntegrityError), db_session.begin_nested():
        db_session.execute(update(Competition).values(**wrong))


def test_the_database_keeps_one_response_a_supplier_and_what_is_sealed_sealed(
    cast: Cast, competition: Competition, db_session: Session
) -> None:
    response = own_response(competition)
    invitation = db_session.get_one(CompetitionInvitation, response.invitation_id)
    with pytest.raises(IntegrityError), db_session.begin_nested():
        make_response(invitation, cast.baker)
    for wrong in ({"price_pence": 1}, {"content": {"answers": {}}}, {"opened_at": utcnow()}):
        with pytest.raises(IntegrityError), db_session.begin_nested():
            db_session.execute(update(BidResponse).values(**wrong))


def test_an_offer_of_what_was_not_asked_is_refused(cast: Cast, competition: Competition) -> None:
    invitation = make_invitation(competition, cast.kitchen)
    known = {competition.questions[0].id: "Yes."}
    offered = Offered(answers={**known, 2_000_000_001: "x"}, price_pence=1)
    with pytest.raises(DomainError, match="has changed"):
        submit_response(cast.cook.as_subject(), invitation, offered)


def test_weights_that_make_no_whole_are_refused(cast: Cast) -> None:
    draft = make_competition(cast.brief, cast.buyer, status="draft")
    from_form = {
        "title": "Lunches",
        "text": "Lunches for forty people each Monday.",
        "deadline_at": utcnow() + timedelta(days=20),
        "measure_set": "light",
    }
    plan = Plan(**from_form, quality=50, price=30, social_value=21)
    with pytest.raises(DomainError, match="101"):
        save_plan(cast.buyer.as_subject(), draft, plan)

"""A buyer says what became of a brief, and every supplier that waits hears it."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.audit import AuditEvent
from brokerage.organisations.models import Organisation
from brokerage.organisations.service.registration import withdraw_organisation
from brokerage.permissions import SYSTEM
from brokerage.procurement.models import Approach, Brief
from tests.factories.accounts import make_user
from tests.factories.organisations import make_organisation
from tests.factories.procurement import (
    make_approach,
    make_brief,
    make_draft_brief,
    make_enquiry,
)
from tests.factories.searches import make_shown_search
from tests.support.form_fuzzer import fuzz_form, post_every_column
from tests.support.inspecting_client import InspectingClient, follow
from tests.support.outbox import Outbox
from tests.support.page import Page

pytestmark = pytest.mark.usefixtures("reference")


@pytest.fixture
def brief(authority: Organisation, buyer_user: User) -> Brief:
    """Return a brief that looks for suppliers."""
    return make_brief(authority, buyer_user, title="Lunches for staff")


@pytest.fixture
def asked(brief: Brief, buyer_user: User, supplier: Organisation) -> dict[str, Organisation]:
    """Return three suppliers: one interested, one silent, one that said no."""
    enquiry = make_enquiry(brief, buyer_user)
    silent = make_organisation(owner=make_user(email="silent@example.org"), name="Quiet Kitchen")
    busy = make_organisation(owner=make_user(email="busy@example.org"), name="Busy Buffet")
    make_approach(brief, supplier, enquiry, answer="interested")
    make_approach(brief, silent, enquiry)
    make_approach(brief, busy, enquiry, answer="not-now", answer_reason="busy")
    return {"interested": supplier, "silent": silent, "busy": busy}


def results(session: Session) -> dict[int, tuple[str | None, str | None]]:
    session.expire_all()
    return {
        each.organisation_id: (each.result, each.result_reason)
        for each in session.scalars(select(Approach))
    }


def status_of(session: Session, brief: Brief) -> str:
    session.expire_all()
    return session.get_one(Brief, brief.id).status


def test_one_is_chosen_and_each_hears_it(
    brief: Brief,
    asked: dict[str, Organisation],
    bashir: InspectingClient,
    outbox: Outbox,
    db_session: Session,
) -> None:
    page = bashir.click(bashir.get(f"/briefs/{brief.id}"), "Close it and say what became of it")
    text = Page(page.text).text
    for sentence in ("2 suppliers wait to hear", "1 has not answered", "1 supplier said no"):
        assert sentence in text
    assert "Busy Buffet" not in text
    chosen = asked["interested"].id
    answers = {"outcome": "chosen", "chosen": [str(chosen)], "reason": "better-fit"}
    page = follow(bashir, bashir.submit(page, answers | {"note": "They bake well."}))
    text = Page(page.text).text
    assert "We told 2 suppliers." in text
    assert "a supplier was chosen" in text
    assert "They bake well." in text
    assert results(db_session) == {
        chosen: ("chosen", None),
        asked["silent"].id: ("not-chosen", "no-answer"),
        asked["busy"].id: (None, None),
    }
    assert sorted(outbox.recipients()) == ["silent@example.org", "simone@example.org"]
    assert not any("They bake well." in mail.body for mail in outbox.all())
    actions = set(db_session.scalars(select(AuditEvent.action)))
    assert "procurement:brief:close" in actions


@pytest.mark.parametrize("outcome", ["to-tender", "not-needed"])
def test_the_reason_follows_from_the_outcome(
    brief: Brief,
    asked: dict[str, Organisation],
    bashir: InspectingClient,
    db_session: Session,
    outcome: str,
) -> None:
    page = bashir.get(f"/briefs/{brief.id}/close")
    follow(bashir, bashir.submit(page, {"outcome": outcome}))
    told = {reason for _, reason in results(db_session).values() if reason}
    assert told == {outcome}


REFUSALS = (
    ({}, "Select what became of it"),
    ({"outcome": "chosen", "reason": "price"}, "Select who was chosen"),
    ({"outcome": "none-suitable"}, "Select why not the others"),
    ({"outcome": "not-needed", "chosen": "first"}, "Clear these"),
    ({"outcome": "not-needed", "note": "x" * 1001}, "1,000 characters or fewer"),
)


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: refusal[1])
def test_a_refusal_says_why_and_nobody_is_told(
    brief: Brief,
    asked: dict[str, Organisation],
    bashir: InspectingClient,
    outbox: Outbox,
    db_session: Session,
    refusal: tuple,
) -> None:
    values, sentence = refusal
    if "chosen" in values:
        values = values | {"chosen": [str(asked["interested"].id)]}
    answer = bashir.submit(bashir.get(f"/briefs/{brief.id}/close"), values)
    assert sentence in " ".join(Page(answer.text).error_summary)
    assert status_of(db_session, brief) == "looking"
    assert outbox.all() == []


def test_who_was_not_asked_cannot_be_chosen(
    brief: Brief,
    asked: dict[str, Organisation],
    bashir: InspectingClient,
    db_session: Session,
) -> None:
    stranger = make_organisation()
    page = bashir.get(f"/briefs/{brief.id}/close")
    for number in (stranger.id, asked["busy"].id, "9" * 30):
        forged = {"outcome": "chosen", "chosen": str(number), "reason": "price"}
        forged["csrf_token"] = bashir.csrf_token(page)
        answer = bashir.post(f"/briefs/{brief.id}/close", data=forged)
        assert Page(answer.text).error_summary
    assert status_of(db_session, brief) == "looking"


def test_without_suppliers_nobody_is_told_and_nobody_can_be_chosen(
    brief: Brief, bashir: InspectingClient, outbox: Outbox, db_session: Session
) -> None:
    page = bashir.get(f"/briefs/{brief.id}/close")
    assert "nobody gets an email" in Page(page.text).text
    assert "chosen" not in Page(page.text).form().fields["outcome"].offered
    page = follow(bashir, bashir.submit(page, {"outcome": "none-suitable"}))
    assert "No supplier was waiting to hear." in Page(page.text).text
    assert status_of(db_session, brief) == "closed"
    assert outbox.all() == []


def test_closing_twice_tells_nobody_twice(
    brief: Brief, asked: dict[str, Organisation], bashir: InspectingClient, outbox: Outbox
) -> None:
    page = bashir.get(f"/briefs/{brief.id}/close")
    for _ in range(2):
        follow(bashir, bashir.submit(page, {"outcome": "not-needed"}))
    assert len(outbox.recipients()) == 2


def test_a_draft_is_deleted_rather_than_closed(
    authority: Organisation, buyer_user: User, bashir: InspectingClient, db_session: Session
) -> None:
    draft = make_draft_brief(authority, buyer_user)
    assert bashir.get(f"/briefs/{draft.id}/close").status_code == 303
    assert status_of(db_session, draft) == "draft"


def test_a_buyer_that_leaves_closes_its_briefs(
    brief: Brief,
    asked: dict[str, Organisation],
    authority: Organisation,
    buyer_user: User,
    outbox: Outbox,
    db_session: Session,
) -> None:
    make_shown_search(brief, next(iter(asked.values())), buyer_user)
    withdraw_organisation(SYSTEM, authority)
    assert status_of(db_session, brief) == "closed"
    assert len(outbox.recipients()) == 2


def test_others_cannot_close(
    brief: Brief, violet: InspectingClient, bronwen: InspectingClient, simone: InspectingClient
) -> None:
    for client in (violet, bronwen, simone):
        assert client.get(f"/briefs/{brief.id}/close").status_code == 404


def test_any_post_is_answered(
    brief: Brief, asked: dict[str, Organisation], bashir: InspectingClient
) -> None:
    fuzz_form(bashir, f"/briefs/{brief.id}/close")


def test_a_post_of_every_column_keeps_what_is_not_asked(
    brief: Brief, bashir: InspectingClient, db_session: Session, buyer_user: User
) -> None:
    answer = post_every_column(bashir, f"/briefs/{brief.id}/close", {"outcome": "not-needed"})
    assert answer.status_code == 303
    db_session.expire_all()
    kept = db_session.get_one(Brief, brief.id)
    assert (kept.title, kept.created_by_id) == ("Lunches for staff", buyer_user.id)

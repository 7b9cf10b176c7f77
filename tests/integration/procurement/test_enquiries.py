"""A buyer asks suppliers in one text, sees who it reaches, reads the answers and says no."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.audit import AuditEvent
from brokerage.extensions import db, utcnow
from brokerage.matchmaking.models import Decision
from brokerage.matchmaking.service import mark_changed
from brokerage.matchmaking.service.records import record_ranking
from brokerage.organisations.models import Organisation
from brokerage.organisations.rules import Status
from brokerage.permissions import Subject
from brokerage.procurement.models import Approach, Brief, Enquiry, MarketSearch
from brokerage.procurement.profiles import brief_seeker, brief_weights
from brokerage.procurement.queries.briefs import get_brief
from brokerage.procurement.rules.briefs import MARKET_ENGAGEMENT, BriefStatus, Visibility
from brokerage.procurement.service.answers import tell_results
from tests.factories.accounts import make_user
from tests.factories.organisations import make_organisation
from tests.factories.procurement import (
    make_approach,
    make_brief,
    make_enquiry,
    make_shortlist_entry,
)
from tests.support.form_fuzzer import (
    changes,
    fuzz_form,
    hostile_query_strings,
    post_every_column,
    snapshot,
)
from tests.support.inspecting_client import InspectingClient
from tests.support.outbox import Outbox
from tests.support.page import Page


@pytest.fixture
def brief(authority: Organisation, buyer_user: User) -> Brief:
    return make_brief(authority, buyer_user, title="Lunches, which is a secret title")


@pytest.fixture
def asked(brief: Brief, supplier: Organisation, buyer_user: User) -> Approach:
    return make_approach(brief, supplier, make_enquiry(brief, buyer_user, title="Lunches"))


def make_suppliers(count: int) -> list[Organisation]:
    owners = [make_user(email=f"owner{n}@example.org") for n in range(count)]
    return [make_organisation(owner=owner, name=f"Bakers {n}") for n, owner in enumerate(owners)]


def send(client: InspectingClient, brief: Brief, **values: str) -> Page:
    url = f"/briefs/{brief.id}/enquiries/send"
    return client.submit(client.get(url), {"audience": "shortlist", **values})


def test_the_shortlist_is_asked_in_the_same_words_after_a_look(
    brief: Brief,
    buyer_user: User,
    bashir: InspectingClient,
    outbox: Outbox,
) -> None:
    for each in make_suppliers(2):
        make_shortlist_entry(brief, each, buyer_user)
    preview = send(bashir, brief, title="Lunches", text="Could you bring forty lunches a month?")
    shown = Page(preview.text).text
    for said in ("2 suppliers", "Bakers 0", "Bakers 1", "forty lunches", MARKET_ENGAGEMENT):
        assert said in shown
    assert not outbox.all()
    sent = bashir.submit(preview)
    assert sent.status_code == 303
    assert "Sent to 2 suppliers" in Page(bashir.get(sent.location).text).text
    bodies = [outbox.last_to(f"owner{n}@example.org").body for n in range(2)]
    for n, body in enumerate(bodies):
        assert "forty lunches" in body
        assert MARKET_ENGAGEMENT in body
        assert "secret title" not in body
        assert f"Bakers {1 - n}" not in body
    assert "2 suppliers" in outbox.last_to("bashir@example.org").body
    events = db.session.scalars(select(AuditEvent.action)).all()
    assert "procurement:enquiry:send" in events


def test_what_was_typed_can_be_changed_after_the_look(
    brief: Brief, supplier: Organisation, buyer_user: User, bashir: InspectingClient
) -> None:
    make_shortlist_entry(brief, supplier, buyer_user)
    text = "First line of many.\r\nSecond line, with “marks” & <b>."
    preview = send(bashir, brief, text=text)
    again = bashir.submit(preview, button="Change it")
    assert "Second line, with “marks” & <b>." in Page(again.text).form().fields["text"].values[0]
    assert not Page(again.text).error_summary


def test_sending_again_reaches_only_new_ones(
    brief: Brief, asked: Approach, buyer_user: User, bashir: InspectingClient, outbox: Outbox
) -> None:
    make_shortlist_entry(brief, asked.organisation, buyer_user)
    assert "nobody new" in bashir.get(f"/briefs/{brief.id}/enquiries/send").text
    [other] = make_suppliers(1)
    make_shortlist_entry(brief, other, buyer_user)
    preview = send(bashir, brief)
    assert "1 other was" in Page(preview.text).text
    assert bashir.submit(preview).status_code == 303
    assert not outbox.to("simone@example.org")
    assert outbox.to("owner0@example.org")
    late = bashir.submit(preview)
    assert Page(late.text).error_summary or "nobody new" in late.text
    assert len(db.session.scalars(select(Enquiry)).all()) == 2


def test_who_answered_the_open_brief_gets_the_text_and_keeps_the_answer(
    brief: Brief, supplier: Organisation, buyer_user: User, bashir: InspectingClient, outbox: Outbox
) -> None:
    own = make_approach(brief, supplier, answer="interested")
    make_shortlist_entry(brief, supplier, buyer_user)
    assert bashir.submit(send(bashir, brief)).status_code == 303
    kept = db.session.get(Approach, own.id)
    assert (kept.answer, kept.enquiry_id is not None) == ("interested", True)
    assert outbox.to("simone@example.org")


@pytest.mark.parametrize("change", ["withdrawn", "sells no more", "works elsewhere"])
def test_who_cannot_be_found_any_more_is_not_asked(
    brief: Brief, supplier: Organisation, buyer_user: User, bashir: InspectingClient, change: str
) -> None:
    make_shortlist_entry(brief, supplier, buyer_user)
    [other] = make_suppliers(1)
    make_shortlist_entry(brief, other, buyer_user)
    if change == "withdrawn":
        supplier.status = Status.WITHDRAWN
    elif change == "sells no more":
        supplier.wants = []
    else:
        supplier.serves_areas, supplier.serves_miles = ["cherwell"], None
    db.session.flush()
    shown = Page(send(bashir, brief).text).text
    assert "1 other cannot be asked" in shown
    assert "Thornhill" not in shown


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"text": "Too short."}, "at least 30"),
        ({"answer_by-year": "2020"}, "at least 2 days"),
        ({"decide_by-year": "2020"}, "on or after the day answers are due"),
        ({"audience": "suitable"}, "Select who"),
    ],
)
def test_what_could_not_be_sent_is_refused(
    brief: Brief,
    supplier: Organisation,
    buyer_user: User,
    bashir: InspectingClient,
    values: dict[str, str],
    error: str,
) -> None:
    make_shortlist_entry(brief, supplier, buyer_user)
    page = bashir.get(f"/briefs/{brief.id}/enquiries/send")
    fields = {name: field.values for name, field in Page(page.text).form().fields.items()}
    refused = bashir.post(
        f"/briefs/{brief.id}/enquiries/send", data=fields | {"audience": "shortlist"} | values
    )
    assert error in " ".join(Page(refused.text).error_summary)


def test_only_a_brief_that_looks_can_ask(
    authority: Organisation, buyer_user: User, bashir: InspectingClient
) -> None:
    closed = make_brief(authority, buyer_user, status=BriefStatus.CLOSED)
    assert bashir.get(f"/briefs/{closed.id}/enquiries/send").status_code == 303


def test_the_answers_are_listed_counted_and_then_read(
    brief: Brief, asked: Approach, bashir: InspectingClient
) -> None:
    [other] = make_suppliers(1)
    make_approach(
        brief,
        other,
        asked.enquiry,
        answer="not-now",
        answer_reason="busy",
        message="Ask us in May.",
        viewed_at=utcnow(),
    )
    url = f"/briefs/{brief.id}/answers"
    bashir.head(url)
    shown = Page(bashir.get(url).text).text
    for said in ("2 suppliers", "1 not now", "1 not answered", "1 answer is new", "Ask us in May."):
        assert said in shown
    for said in ("no room at that time", "Not viewed yet"):
        assert said in shown
    assert "is new" not in Page(bashir.get(url).text).text
    read = select(AuditEvent).where(AuditEvent.action == "procurement:approach:read")
    assert len(db.session.scalars(read).all()) == 1


def test_all_suitable_are_asked_and_each_decision_stands_by_the_ranking(
    app: Flask,
    reference: None,
    brief: Brief,
    supplier: Organisation,
    buyer_user: User,
    bashir: InspectingClient,
    simone: InspectingClient,
) -> None:
    app.extensions.pop("match_indexes", None)
    mark_changed("organisation", supplier.id)
    ranking = record_ranking(
        Subject(user_id=buyer_user.id),
        kind="organisation",
        purpose_kind="brief",
        purpose_id=brief.id,
        seeker=brief_seeker(brief),
        weights=brief_weights(brief),
        tie_seed=brief.id,
    )
    search = MarketSearch(
        brief_id=brief.id,
        recorded_ranking_id=ranking.id,
        filters={},
        made_by_id=buyer_user.id,
        made_at=utcnow(),
    )
    db.session.add(search)
    db.session.flush()
    preview = send(bashir, brief, audience="suitable")
    assert "Thornhill Bakery" in preview.text
    assert bashir.submit(preview).status_code == 303
    approach = db.session.scalars(select(Approach)).one()
    page = simone.get(f"/enquiries/{approach.id}/answer")
    assert simone.submit(page, {"answer": "interested"}).status_code == 303
    actor = Subject(user_id=buyer_user.id)
    tell_results(actor, get_brief(brief.id), "chosen", [supplier.id], "better-fit")
    made = db.session.scalars(
        select(Decision).where(Decision.candidate_id == supplier.id).order_by(Decision.id)
    ).all()
    assert [each.verb for each in made] == ["shown", "enquired", "answered", "chosen"]
    assert {each.recorded_ranking_id for each in made} == {ranking.id}


def test_a_no_has_a_reason_and_is_said_once(
    brief: Brief, asked: Approach, bashir: InspectingClient, outbox: Outbox
) -> None:
    page = bashir.click(bashir.get(f"/briefs/{brief.id}/answers"), "Say no to Thornhill Bakery")
    assert Page(bashir.submit(page).text).error_summary == ["Select a reason"]
    assert bashir.submit(page, {"reason": "capacity"}).status_code == 303
    assert "The work needed more capacity" in outbox.last_to("simone@example.org").body
    assert "told" in Page(bashir.submit(page, {"reason": "price"}).text).error_summary[0]
    assert len(outbox.to("simone@example.org")) == 1


def test_the_results_reach_each_who_waits(
    brief: Brief, asked: Approach, buyer_user: User, outbox: Outbox
) -> None:
    yes, silent, no, told = make_suppliers(4)
    make_approach(brief, yes, asked.enquiry, answer="interested")
    make_approach(brief, silent, asked.enquiry)
    make_approach(brief, no, asked.enquiry, answer="not-for-us", answer_reason="too-far")
    make_approach(brief, told, asked.enquiry, result="not-chosen", result_reason="price")
    actor = Subject(user_id=buyer_user.id)
    count = tell_results(actor, brief, "chosen", [asked.organisation_id], "better-fit")
    assert count == 3
    assert "has chosen Thornhill Bakery" in outbox.last_to("simone@example.org").body
    assert "fitted the need better" in outbox.last_to("owner0@example.org").body
    assert "No answer came in time" in outbox.last_to("owner1@example.org").body
    assert not outbox.to("owner2@example.org")
    assert not outbox.to("owner3@example.org")
    assert tell_results(actor, brief, "chosen", [asked.organisation_id], "better-fit") == 0


def test_pages_are_the_buyers_alone(
    brief: Brief,
    asked: Approach,
    simone: InspectingClient,
    bronwen: InspectingClient,
    violet: InspectingClient,
) -> None:
    urls = [
        f"/briefs/{brief.id}/enquiries/send",
        f"/briefs/{brief.id}/enquiries/{asked.enquiry_id}",
        f"/briefs/{brief.id}/answers",
        f"/briefs/{brief.id}/answers/{asked.id}/decline",
    ]
    for client in (simone, bronwen, violet):
        assert {client.get(url).status_code for url in urls} <= {403, 404}


def test_what_is_another_briefs_is_not_reached_through_ones_own(
    brief: Brief,
    asked: Approach,
    other_authority: Organisation,
    other_buyer_user: User,
    bronwen: InspectingClient,
) -> None:
    own = make_brief(other_authority, other_buyer_user)
    assert bronwen.get(f"/briefs/{own.id}/enquiries/{asked.enquiry_id}").status_code == 404
    assert bronwen.get(f"/briefs/{own.id}/answers/{asked.id}/decline").status_code == 404


def test_nothing_hostile_breaks_the_forms(
    brief: Brief, asked: Approach, buyer_user: User, bashir: InspectingClient
) -> None:
    for each in make_suppliers(1):
        make_shortlist_entry(brief, each, buyer_user)
    fuzz_form(
        bashir,
        f"/briefs/{brief.id}/enquiries/send",
        is_refusal=lambda answer: "Check before you send" in answer.text,
    )
    fuzz_form(bashir, f"/briefs/{brief.id}/answers/{asked.id}/decline")
    hostile_query_strings(bashir, f"/briefs/{brief.id}/answers", ["page"])


def test_no_other_column_can_be_posted(
    brief: Brief, asked: Approach, db_session: Session, bashir: InspectingClient
) -> None:
    before = snapshot(db_session)
    url = f"/briefs/{brief.id}/answers/{asked.id}/decline"
    post_every_column(bashir, url, {"reason": "price"})
    changed = {each for each in changes(before, snapshot(db_session)) if each[0] == "approaches"}
    assert changed == {
        ("approaches", "result"),
        ("approaches", "result_reason"),
        ("approaches", "result_at"),
    }


def test_the_brief_may_be_open_and_dated(
    brief: Brief, bashir: InspectingClient, supplier: Organisation, buyer_user: User
) -> None:
    brief.visibility = Visibility.OPEN
    brief.decide_by = utcnow().date() + timedelta(days=40)
    make_shortlist_entry(brief, supplier, buyer_user)
    fields = Page(bashir.get(f"/briefs/{brief.id}/enquiries/send").text).form().fields
    assert fields["decide_by-day"].values == [str(brief.decide_by.day)]

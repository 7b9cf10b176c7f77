"""A supplier sees what it is asked, answers, and finds briefs that are open to all."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.audit import AuditEvent
from brokerage.extensions import db, utcnow
from brokerage.matchmaking.service import mark_changed
from brokerage.organisations.models import Organisation
from brokerage.organisations.rules import Status
from brokerage.procurement.emails.answers import send_shortlisted
from brokerage.procurement.models import Approach, Brief
from brokerage.procurement.queries.answers import get_approach
from brokerage.procurement.rules.briefs import MARKET_ENGAGEMENT, BriefStatus, Visibility
from tests.factories.accounts import make_user
from tests.factories.organisations import make_member, make_organisation
from tests.factories.procurement import (
    make_approach,
    make_brief,
    make_enquiry,
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

pytestmark = pytest.mark.usefixtures("fresh_index")


@pytest.fixture
def private_brief(authority: Organisation, buyer_user: User) -> Brief:
    return make_brief(authority, buyer_user, title="A title nobody may see", need="Unseen " * 9)


@pytest.fixture
def asked(private_brief: Brief, supplier: Organisation, buyer_user: User) -> Approach:
    enquiry = make_enquiry(private_brief, buyer_user, title="Lunches for meetings")
    return make_approach(private_brief, supplier, enquiry)


@pytest.fixture
def open_brief(reference: None, authority: Organisation, buyer_user: User) -> Brief:
    return make_open(authority, buyer_user)


def make_open(authority: Organisation, buyer_user: User, **fields: object) -> Brief:
    fields = {"visibility": Visibility.OPEN, "title": "Bread and cakes for visitors"} | fields
    brief = make_brief(authority, buyer_user, **fields)
    mark_changed("brief", brief.id)
    return brief


def open_url(supplier: Organisation, brief: Brief | None = None, tail: str = "") -> str:
    page = f"/organisations/{supplier.id}/open-briefs"
    return f"{page}/{brief.id}{tail}" if brief else page


def test_an_enquiry_shows_its_own_words_only(asked: Approach, simone: InspectingClient) -> None:
    for url in (f"/enquiries/{asked.id}", f"/enquiries/{asked.id}/answer"):
        shown = simone.get(url).text
        assert "Lunches for meetings" in shown
        assert "Could you do this work" in shown
        assert "Thamebridge Council" in shown
        assert MARKET_ENGAGEMENT in Page(shown).text
        assert "nobody may see" not in shown
        assert "Unseen" not in shown


def test_the_first_look_is_kept_once_and_never_on_head(
    asked: Approach, simone: InspectingClient
) -> None:
    simone.head(f"/enquiries/{asked.id}")
    assert db.session.get(Approach, asked.id).viewed_at is None
    simone.get(f"/enquiries/{asked.id}")
    simone.get(f"/enquiries/{asked.id}")
    db.session.expire_all()
    assert db.session.get(Approach, asked.id).viewed_at is not None
    viewed = select(AuditEvent).where(AuditEvent.action == "procurement:approach:view")
    assert len(db.session.scalars(viewed).all()) == 1


def test_an_answer_is_given_on_one_page_and_both_are_told(
    asked: Approach, simone: InspectingClient, outbox: Outbox
) -> None:
    page = simone.get(f"/enquiries/{asked.id}/answer")
    assert Page(simone.submit(page).text).error_summary == ["Select your answer"]
    refused = simone.submit(page, {"answer": "not-now"})
    assert Page(refused.text).error_summary == ["Select a reason"]
    sent = simone.submit(page, {"answer": "interested", "message": "We bake daily."})
    assert "We have sent your answer" in simone.get(sent.location).text
    told = outbox.last_to("bashir@example.org")
    assert "Thornhill Bakery has answered" in told.subject
    assert "We bake daily." in told.body
    assert "You answered" in outbox.last_to("simone@example.org").subject
    again = simone.click(simone.get(sent.location), "Change your answer")
    assert simone.submit(again, {"answer": "not-now", "reason": "busy"}).status_code == 303
    kept = db.session.get(Approach, asked.id)
    db.session.refresh(kept)
    assert (kept.answer, kept.answer_reason) == ("not-now", "busy")


@pytest.mark.parametrize("change", ["too late", "closed", "told", "withdrawn", "sells no more"])
def test_what_is_over_takes_no_answer(
    asked: Approach, supplier: Organisation, simone: InspectingClient, change: str
) -> None:
    page = simone.get(f"/enquiries/{asked.id}/answer")
    if change == "too late":
        asked.enquiry.answer_by = utcnow().date() - timedelta(days=1)
    elif change == "closed":
        asked.brief.status, asked.brief.closed_at = BriefStatus.CLOSED, utcnow()
    elif change == "told":
        asked.result, asked.result_reason, asked.result_at = "not-chosen", "price", utcnow()
    elif change == "withdrawn":
        supplier.status = Status.WITHDRAWN
    else:
        supplier.wants = []
    db.session.flush()
    assert Page(simone.submit(page, {"answer": "interested"}).text).error_summary
    for url in (f"/enquiries/{asked.id}", f"/enquiries/{asked.id}/answer"):
        assert "Send your answer" not in simone.get(url).text


def test_the_list_says_where_each_stands_what_waits_first(
    asked: Approach, supplier: Organisation, buyer_user: User, simone: InspectingClient
) -> None:
    def another(title: str, **fields: object) -> None:
        brief = make_brief(asked.brief.organisation, buyer_user)
        make_approach(brief, supplier, make_enquiry(brief, buyer_user, title=title), **fields)

    now = utcnow()
    another("Read", answer="interested", read_at=now)
    another("Listed", answer="interested", read_at=now, shortlisted_at=now)
    another("Won", answer="interested", result="chosen")
    another("Lost", answer="interested", result="not-chosen", result_reason="capacity")
    page = simone.get(f"/organisations/{supplier.id}/enquiries")
    shown = Page(page.text).text
    assert shown.index("Lunches for meetings") < shown.index("Lost")
    for said in ("Waits for your answer", "Viewed by the buyer", "On the shortlist", "Chosen"):
        assert said in shown
    assert "Not chosen: The work needed more capacity" in shown
    assert "Decision due by" in shown
    member = Page(simone.get(f"/organisations/{supplier.id}").text).text
    assert "1 buyer waits for your answer" in member


def test_the_shortlist_is_told(asked: Approach, outbox: Outbox) -> None:
    send_shortlisted(get_approach(asked.id))
    assert "on the shortlist" in outbox.last_to("simone@example.org").body


def test_an_open_brief_that_fits_is_found_with_reasons_and_answered(
    open_brief: Brief, supplier: Organisation, simone: InspectingClient, outbox: Outbox
) -> None:
    page = simone.get(open_url(supplier))
    for said in ("Matches for you", "Why it is here", "All open briefs"):
        assert said in page.text
    shown = simone.get(open_url(supplier, open_brief))
    for said in ("Fresh sandwiches", "£12,500", "Pays a living wage", "Thamebridge Council"):
        assert said in Page(shown.text).text
    form = simone.click(shown, "Answer")
    sent = simone.submit(form, {"answer": "interested"})
    assert sent.status_code == 303
    assert "Bread and cakes for visitors" in simone.get(sent.location).text
    assert "has answered" in outbox.last_to("bashir@example.org").subject
    again = simone.get(open_url(supplier, open_brief, "/answer"))
    assert again.status_code == 303
    assert "Matches for you" not in simone.get(open_url(supplier)).text


def test_two_answers_of_one_supplier_to_an_open_brief_are_one(
    open_brief: Brief, supplier: Organisation, simone: InspectingClient
) -> None:
    page = simone.get(open_url(supplier, open_brief, "/answer"))
    assert simone.submit(page, {"answer": "interested"}).status_code == 303
    assert simone.submit(page, {"answer": "interested"}).status_code == 303
    assert len(db.session.scalars(select(Approach)).all()) == 1


@pytest.mark.parametrize("change", ["private", "closed", "buyer withdrawn", "own"])
def test_what_is_not_open_to_it_is_not_there(
    open_brief: Brief,
    supplier: Organisation,
    authority: Organisation,
    simone: InspectingClient,
    change: str,
) -> None:
    if change == "private":
        open_brief.visibility = Visibility.PRIVATE
    elif change == "closed":
        open_brief.status, open_brief.closed_at = BriefStatus.CLOSED, utcnow()
    elif change == "buyer withdrawn":
        authority.status = Status.WITHDRAWN
    else:
        open_brief.organisation_id = supplier.id
    db.session.flush()
    assert "No brief is open now" in simone.get(open_url(supplier)).text
    for tail in ("", "/answer"):
        assert simone.get(open_url(supplier, open_brief, tail)).status_code == 404


def test_an_answered_brief_that_became_private_is_not_quoted(
    open_brief: Brief, supplier: Organisation, simone: InspectingClient
) -> None:
    approach = make_approach(open_brief, supplier, answer="interested")
    open_brief.visibility = Visibility.PRIVATE
    db.session.flush()
    for url in (f"/enquiries/{approach.id}", f"/organisations/{supplier.id}/enquiries"):
        shown = simone.get(url).text
        assert "Bread and cakes" not in shown
        assert "Fresh sandwiches" not in shown


def test_who_may_not_sell_now_is_told_so(
    open_brief: Brief, supplier: Organisation, simone: InspectingClient
) -> None:
    supplier.wants = []
    db.session.flush()
    assert "cannot answer briefs now" in simone.get(open_url(supplier)).text
    assert simone.get(open_url(supplier, open_brief)).status_code == 404


def test_pages_are_the_suppliers_alone(
    asked: Approach,
    open_brief: Brief,
    supplier: Organisation,
    sign_in_as,
    bashir: InspectingClient,
) -> None:
    peer_owner, viewer = make_user(), make_user()
    make_organisation(owner=peer_owner)
    make_member(supplier, viewer)
    urls = [
        f"/organisations/{supplier.id}/enquiries",
        f"/enquiries/{asked.id}",
        f"/enquiries/{asked.id}/answer",
        open_url(supplier),
        open_url(supplier, open_brief),
        open_url(supplier, open_brief, "/answer"),
    ]
    for client in (sign_in_as(peer_owner), sign_in_as(viewer), bashir):
        assert {client.get(url).status_code for url in urls} <= {403, 404}


def test_nothing_hostile_breaks_the_forms(
    asked: Approach, open_brief: Brief, supplier: Organisation, simone: InspectingClient
) -> None:
    fuzz_form(simone, f"/enquiries/{asked.id}/answer")
    fuzz_form(simone, open_url(supplier, open_brief, "/answer"))
    hostile_query_strings(simone, open_url(supplier), ["page"])
    hostile_query_strings(simone, f"/organisations/{supplier.id}/enquiries", ["page"])


def test_no_other_column_can_be_posted(
    asked: Approach, db_session: Session, simone: InspectingClient
) -> None:
    url = f"/enquiries/{asked.id}/answer"
    simone.get(url)
    before = snapshot(db_session)
    post_every_column(simone, url, {"answer": "not-now", "reason": "busy", "message": "Later."})
    changed = {each for each in changes(before, snapshot(db_session)) if each[0] == "approaches"}
    names = {"answer", "answer_reason", "message", "answered_at", "answered_by_id"}
    assert changed == {("approaches", name) for name in names}

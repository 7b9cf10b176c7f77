"""A brief's shortlist: who can be on it, notes that stay inside, and what a supplier is told."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.audit import AuditDetails, AuditEvent
from brokerage.matchmaking.models import Decision
from brokerage.organisations.models import Organisation
from brokerage.organisations.rules import Status
from brokerage.procurement.models import Approach, Brief, MarketSearch, ShortlistEntry
from brokerage.procurement.rules import searches as rules
from brokerage.procurement.rules.briefs import BriefStatus
from brokerage.procurement.service.shortlists import NOT_SEEN, THERE_ALREADY
from tests.factories.accounts import make_user
from tests.factories.organisations import make_organisation
from tests.factories.procurement import (
    make_approach,
    make_brief,
    make_enquiry,
    make_share,
    make_shortlist_entry,
)
from tests.support.form_fuzzer import (
    NASTY_TEXTS,
    changes,
    fuzz_form,
    post_every_column,
    snapshot,
)
from tests.support.inspecting_client import InspectingClient
from tests.support.outbox import Outbox
from tests.support.page import Page

pytestmark = pytest.mark.usefixtures("reference", "fresh_index")


@pytest.fixture
def entry(brief: Brief, supplier: Organisation, buyer_user: User) -> ShortlistEntry:
    """Return the supplier on the shortlist, with a note."""
    return make_shortlist_entry(brief, supplier, buyer_user)


def post(client: InspectingClient, address: str, **values: object) -> str:
    """Post to an address and return the text of the shortlist's page, with its messages."""
    token = client.csrf_token(client.get("/account"))
    answer = client.post(address, data={"csrf_token": token} | values)
    assert answer.status_code == 303
    return Page(client.get(answer.location).text).text


def test_a_button_in_the_list_adds_and_comes_back_to_its_row(
    bashir: InspectingClient,
    search: MarketSearch,
    supplier: Organisation,
    db_session: Session,
    outbox: Outbox,
) -> None:
    address = f"/briefs/{search.brief_id}/searches/{search.id}?kind=business"
    page = bashir.get(address)
    answer = bashir.submit(page, {}, form=f"Add to shortlist {supplier.name}")
    assert answer.location == f"{address}#supplier-{supplier.id}"
    assert "is on the shortlist" in Page(bashir.get(address).text).text
    kept = db_session.scalars(select(ShortlistEntry)).one()
    assert (kept.brief_id, kept.organisation_id) == (search.brief_id, supplier.id)
    decided = db_session.scalars(select(Decision).where(Decision.verb == "shortlisted")).one()
    assert decided.candidate_id == supplier.id
    assert decided.recorded_ranking_id == search.recorded_ranking_id
    assert "procurement:shortlist:add" in db_session.scalars(select(AuditEvent.action)).all()
    # It was never asked, so it hears nothing of a private brief.
    assert not outbox.all()


def test_only_one_that_was_shown_or_has_answered_can_be_added(
    bashir: InspectingClient, brief: Brief, search: MarketSearch, db_session: Session
) -> None:
    stranger = make_organisation(name="Never shown")
    add = f"/briefs/{brief.id}/shortlist/add"
    assert NOT_SEEN in post(bashir, add, supplier=stranger.id)
    make_approach(brief, stranger, answer="interested")
    assert "Never shown is on the shortlist" in post(bashir, add, supplier=stranger.id)
    assert THERE_ALREADY in post(bashir, add, supplier=stranger.id)
    hidden = make_organisation(name="Withdrawn", status=Status.WITHDRAWN)
    token = bashir.csrf_token(bashir.get("/account"))
    for unknown in (hidden.id, 10**6):
        answer = bashir.post(add, data={"csrf_token": token, "supplier": unknown})
        assert answer.status_code == 404


def test_one_that_knows_of_the_brief_is_told_once(
    bashir: InspectingClient, brief: Brief, supplier: Organisation, search: MarketSearch,
    buyer_user: User, db_session: Session, outbox: Outbox,
) -> None:  # fmt: skip
    make_approach(brief, supplier, make_enquiry(brief, buyer_user))
    add = f"/briefs/{brief.id}/shortlist/add"
    text = post(bashir, add, supplier=supplier.id)
    assert "that it is on your shortlist" in text
    sent = len(outbox.all())
    assert sent == 1
    assert db_session.scalars(select(Approach.shortlisted_at)).one() is not None
    post(bashir, f"/briefs/{brief.id}/shortlist/{supplier.id}/remove")
    post(bashir, add, supplier=supplier.id)
    assert len(outbox.all()) == sent


def test_a_note_is_for_colleagues(
    bashir: InspectingClient,
    simone: InspectingClient,
    brief: Brief,
    entry: ShortlistEntry,
    supplier: Organisation,
    db_session: Session,
) -> None:
    edit = f"/briefs/{brief.id}/shortlist/{supplier.id}/edit"
    answer = bashir.submit(bashir.get(edit), {"note": "Ask about nut-free kitchens."})
    assert answer.location == f"/briefs/{brief.id}/shortlist"
    assert "Ask about nut-free kitchens." in Page(bashir.get(answer.location).text).text
    for page in ("/account", f"/organisations/{supplier.id}", f"/directory/{supplier.slug}"):
        assert "nut-free" not in simone.get(page).text
    # The log says that a note changed, never what it says.
    logged = db_session.scalars(select(AuditDetails.after)).all()
    assert not any("nut-free" in str(each) for each in logged)


def test_the_page_lists_what_each_was_told(
    bashir: InspectingClient, brief: Brief, entry: ShortlistEntry, supplier: Organisation,
    buyer_user: User,
) -> None:  # fmt: skip
    page = f"/briefs/{brief.id}/shortlist"
    assert "Nothing yet" in Page(bashir.get(page).text).text
    enquiry = make_enquiry(brief, buyer_user)
    make_approach(
        brief,
        supplier,
        enquiry,
        answer="interested",
        result="not-chosen",
        result_reason="price",
        shortlisted_at=enquiry.sent_at,
    )
    text = Page(bashir.get(page).text).text
    for words in (
        "Baked for us in May.",
        "Added by Bashir Colebrook",
        "Asked on",
        "We are interested",
        "that it is on your shortlist",
        "not chosen: The price was not right",
    ):
        assert words in text


def test_an_empty_shortlist_says_what_to_do(
    bashir: InspectingClient, brief: Brief, search: MarketSearch
) -> None:
    page = Page(bashir.get(f"/briefs/{brief.id}/shortlist").text)
    assert page.link("See the suppliers") == f"/briefs/{brief.id}/searches/{search.id}"


def test_removing_keeps_what_was_decided(
    bashir: InspectingClient, search: MarketSearch, supplier: Organisation, db_session: Session
) -> None:
    base = f"/briefs/{search.brief_id}/shortlist"
    post(bashir, f"{base}/add", supplier=supplier.id)
    assert "is off the shortlist" in post(bashir, f"{base}/{supplier.id}/remove")
    assert db_session.scalars(select(ShortlistEntry)).all() == []
    verbs = db_session.scalars(select(Decision.verb).where(Decision.verb != "shown")).all()
    assert verbs == ["shortlisted"]
    assert "procurement:shortlist:remove" in db_session.scalars(select(AuditEvent.action)).all()


def test_a_closed_brief_keeps_its_shortlist(
    bashir: InspectingClient, authority: Organisation, supplier: Organisation, buyer_user: User
) -> None:
    closed = make_brief(authority, buyer_user, status=BriefStatus.CLOSED)
    make_shortlist_entry(closed, supplier, buyer_user)
    base = f"/briefs/{closed.id}/shortlist"
    refusal = rules.NOT_OPEN[BriefStatus.CLOSED]
    assert refusal in post(bashir, f"{base}/add", supplier=supplier.id)
    assert refusal in post(bashir, f"{base}/{supplier.id}/remove")
    edit = bashir.get(f"{base}/{supplier.id}/edit")
    assert refusal in Page(bashir.submit(edit, {"note": "More"}).text).error_summary
    assert "Remove" not in bashir.get(base).text


def test_a_shortlist_is_nobody_elses(
    brief: Brief,
    entry: ShortlistEntry,
    supplier: Organisation,
    bronwen: InspectingClient,
    simone: InspectingClient,
    violet: InspectingClient,
    sign_in_as: Callable[..., InspectingClient],
    db_session: Session,
) -> None:
    base = f"/briefs/{brief.id}/shortlist"
    broker = sign_in_as(make_user(is_broker=True))
    for other in (bronwen, simone, violet, broker):
        assert other.get(base).status_code == 404
        assert other.get(f"{base}/{supplier.id}/edit").status_code == 404
        token = {"csrf_token": other.csrf_token(other.get("/account"))}
        assert other.post(f"{base}/{supplier.id}/edit", data=token).status_code == 404
        assert other.post(f"{base}/{supplier.id}/remove", data=token).status_code == 404
        values = token | {"supplier": supplier.id}
        assert other.post(f"{base}/add", data=values).status_code == 404
    assert len(db_session.scalars(select(ShortlistEntry)).all()) == 1


def test_a_colleague_reads_notes_and_changes_none(
    violet: InspectingClient, viewer_user: User, brief: Brief, entry: ShortlistEntry
) -> None:
    make_share(brief, viewer_user)
    base = f"/briefs/{brief.id}/shortlist"
    text = violet.get(base).text
    assert "Baked for us in May." in text
    assert "Change the note" not in text
    token = {"csrf_token": violet.csrf_token(violet.get("/account"))}
    assert violet.post(f"{base}/{entry.organisation_id}/remove", data=token).status_code == 404


def test_the_note_stands_any_post(
    bashir: InspectingClient, brief: Brief, entry: ShortlistEntry, db_session: Session
) -> None:
    edit = f"/briefs/{brief.id}/shortlist/{entry.organisation_id}/edit"
    bashir.inspects = False
    fuzz_form(bashir, edit)
    before = snapshot(db_session)
    post_every_column(bashir, edit, {"note": "Only this changes"})
    assert changes(before, snapshot(db_session)) <= {("shortlist_entries", "note")}


def test_adding_stands_any_post(
    bashir: InspectingClient, brief: Brief, search: MarketSearch
) -> None:
    bashir.inspects = False
    token = bashir.csrf_token(bashir.get("/account"))
    for value in NASTY_TEXTS:
        raw = value.encode("utf-8", "surrogatepass").decode("latin-1")
        posted = {"csrf_token": token, "supplier": raw, "next": raw}
        answer = bashir.post(f"/briefs/{brief.id}/shortlist/add", data=posted)
        assert answer.status_code in (303, 404), value
        if answer.location:
            assert answer.location.startswith("/")
            assert not answer.location.startswith("//")

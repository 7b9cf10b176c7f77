"""Asking for a listing to be removed or taken over, and what a broker's answer does."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.audit import AuditEvent
from brokerage.extensions import db, utcnow
from brokerage.matchmaking.models import MatchChange
from brokerage.organisations.models import ListingRequest, Membership, Organisation
from brokerage.organisations.rules import Role, Status, Step
from brokerage.organisations.rules.listings import Wish
from tests.factories.accounts import make_user
from tests.factories.listings import make_listing, make_listing_request
from tests.factories.organisations import make_organisation
from tests.support.form_fuzzer import changes, fuzz_form, post_every_column, snapshot
from tests.support.inspecting_client import InspectingClient
from tests.support.outbox import Outbox
from tests.support.page import Page

LIST = "/broker/listing-requests"
TREASURER = {"email": "treasurer@example.org", "explanation": "I am its treasurer."}
WHY = {"explanation": "I am its treasurer."}


@pytest.fixture
def listing(db_session: Session) -> Organisation:
    return make_listing(name="Marston Shed", slug="marston-shed")


@pytest.fixture
def broker(db_session: Session) -> User:
    return make_user(name="Bea Broker", email="bea@example.org", is_broker=True)


@pytest.fixture
def bea(broker: User, sign_in_as: Callable[..., InspectingClient]) -> InspectingClient:
    return sign_in_as(broker)


def requests(session: Session) -> list[ListingRequest]:
    return list(session.scalars(select(ListingRequest).order_by(ListingRequest.id)))


def again(organisation: Organisation) -> Organisation:
    db.session.expire_all()
    return db.session.get(Organisation, organisation.id)


def decide(client: InspectingClient, request: ListingRequest, **values: str) -> object:
    return client.submit(client.get(f"{LIST}/{request.id}"), values)


@pytest.mark.usefixtures("broker")
def test_anyone_asks_for_removal_and_hears_what_happens_next(
    db_session: Session, listing: Organisation, client: InspectingClient, outbox: Outbox
) -> None:
    page = client.click(client.get("/directory/marston-shed"), "have it removed")
    answer = client.submit(page, TREASURER)
    assert answer.status_code == 303
    assert "We have your request" in client.get(answer.location).text
    (request,) = requests(db_session)
    assert (request.wish, request.user_id, request.decided_at) == (Wish.REMOVE, None, None)
    received = outbox.last_to("treasurer@example.org").body
    assert "remove the page of Marston Shed" in received
    assert "I am its treasurer" not in received
    assert outbox.link_to("bea@example.org") == f"{LIST}/{request.id}"
    assert again(listing).status == Status.LISTED


def test_asking_for_removal_again_is_the_same_answer_and_one_request(
    db_session: Session, listing: Organisation, client: InspectingClient, outbox: Outbox
) -> None:
    first = client.submit(client.get("/directory/marston-shed/remove"), TREASURER)
    mails = len(outbox.all())
    second = client.submit(
        client.get("/directory/marston-shed/remove"), TREASURER | {"email": "Treasurer@EXAMPLE.org"}
    )
    assert (second.status_code, second.location) == (first.status_code, first.location)
    assert len(requests(db_session)) == 1
    assert len(outbox.all()) == mails


def test_a_signed_in_user_asks_to_take_it_over_once(
    db_session: Session, listing: Organisation, ada: InspectingClient, person: User
) -> None:
    page = ada.click(ada.get("/directory/marston-shed"), "Take this page over")
    answer = ada.submit(page, WHY)
    assert "We have your request" in ada.get(answer.location).text
    (request,) = requests(db_session)
    assert (request.wish, request.user_id) == (Wish.TAKE_OVER, person.id)
    page = ada.submit(ada.get("/directory/marston-shed/take-over"), WHY)
    (sentence,) = Page(page.text).error_summary
    assert "asked for this already" in sentence
    assert len(requests(db_session)) == 1


@pytest.mark.usefixtures("listing")
def test_a_visitor_signs_in_first_to_take_it_over(client: InspectingClient) -> None:
    answer = client.get("/directory/marston-shed/take-over")
    assert answer.status_code == 302
    assert "next=/directory/marston-shed/take-over" in answer.location


@pytest.mark.parametrize("status", [Status.APPROVED, Status.SUBMITTED, Status.REMOVED])
def test_what_is_no_listing_has_no_such_pages(
    db_session: Session, ada: InspectingClient, status: Status
) -> None:
    make_organisation(status=status, slug="green-gate")
    for tail in ("remove", "take-over", "remove/asked", "take-over/asked"):
        assert ada.get(f"/directory/green-gate/{tail}").status_code == 404
    assert ada.get("/directory/no-such/remove").status_code == 404


@pytest.mark.usefixtures("listing")
@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"email": ""}, "Enter your email address"),
        ({"email": "nobody"}, "Enter an email address in the correct format"),
        ({"explanation": ""}, "Tell us how you are connected"),
        ({"explanation": "x" * 1001}, "1,000 characters or fewer"),
    ],
)
def test_a_refusal_keeps_what_was_typed_and_writes_nothing(
    db_session: Session, client: InspectingClient, values: dict[str, str], sentence: str
) -> None:
    answer = client.submit(client.get("/directory/marston-shed/remove"), TREASURER | values)
    assert sentence in Page(answer.text).error_summary[0]
    kept = Page(answer.text).form().fields
    assert kept["email"].values == [(TREASURER | values)["email"]]
    assert not requests(db_session)


def test_too_many_wishes_are_refused_and_kept(
    db_session: Session, client: InspectingClient, ada: InspectingClient
) -> None:
    slugs = [make_listing().slug for _ in range(6)]
    for who, tail, values in ((client, "remove", TREASURER), (ada, "take-over", WHY)):
        answers = [
            who.submit(who.get(f"/directory/{slug}/{tail}"), values).status_code for slug in slugs
        ]
        assert answers == [303] * 5 + [429]
    page = client.submit(client.get(f"/directory/{slugs[5]}/remove"), TREASURER)
    assert "several pages in a short time" in Page(page.text).error_summary[0]
    assert Page(page.text).form().fields["explanation"].values == ["I am its treasurer."]


def test_a_removed_listing_is_gone_with_its_words(
    db_session: Session,
    listing: Organisation,
    bea: InspectingClient,
    client: InspectingClient,
    outbox: Outbox,
) -> None:
    request = make_listing_request(listing)
    assert "Remove it: Marston Shed" in bea.get(LIST).text
    assert "1 waiting" in bea.get(LIST).text
    assert decide(bea, request, decision="grant").status_code == 303
    gone = again(listing)
    assert (gone.status, gone.name, gone.source) == (
        Status.REMOVED,
        "Marston Shed",
        "A public list",
    )
    for column in ("slug", "postcode", "easting", "northing", "registration_number"):
        assert getattr(gone, column) is None
    assert (gone.description, gone.summary, gone.website) == ("", "", "")
    assert client.get("/directory/marston-shed").status_code == 404
    assert "is removed from the directory" in outbox.last_to("treasurer@example.org").body
    assert db_session.scalar(select(func.count()).select_from(MatchChange)) == 1
    decided = bea.get(f"{LIST}?show=decided")
    assert "Yes, on" in decided.text
    assert "Decided on" in bea.click(decided, "Remove it: Marston Shed").text


def test_a_listing_is_handed_to_its_new_owner_with_its_source_credited(
    listing: Organisation,
    bea: InspectingClient,
    ada: InspectingClient,
    person: User,
    outbox: Outbox,
) -> None:
    request = make_listing_request(listing, wish=Wish.TAKE_OVER, user=person)
    assert decide(bea, request, decision="grant").status_code == 303
    taken = again(listing)
    assert taken.status == Status.APPROVED
    assert taken.answered == [Step.KIND, Step.NAME, Step.PLACE, Step.DESCRIPTION]
    assert db.session.get(Membership, (listing.id, person.id)).role == Role.OWNER
    page = ada.get("/directory/marston-shed").text
    assert "This page began with words from A public list (CC BY 4.0)" in page
    assert "unclaimed" not in page
    assert ada.get(outbox.link_to("ada@example.org")).status_code == 200


@pytest.mark.parametrize("wish", list(Wish))
def test_a_refusal_says_why_and_changes_nothing(
    listing: Organisation, bea: InspectingClient, person: User, outbox: Outbox, wish: Wish
) -> None:
    request = make_listing_request(listing, wish=wish, user=person)
    answer = decide(bea, request, decision="refuse")
    assert "Enter the reason" in Page(answer.text).error_summary[0]
    assert "Select yes or no" in Page(decide(bea, request).text).error_summary[0]
    assert decide(bea, request, decision="refuse", reason="We do not know you.").status_code == 303
    assert again(listing).status == Status.LISTED
    assert "We do not know you." in outbox.last_to("ada@example.org").body


def test_everyone_who_asked_is_answered_when_one_takes_it_over(
    db_session: Session, listing: Organisation, bea: InspectingClient, person: User, outbox: Outbox
) -> None:
    winner = make_listing_request(listing, wish=Wish.TAKE_OVER, user=person)
    make_listing_request(listing, wish=Wish.TAKE_OVER, user=make_user(email="cy@example.org"))
    make_listing_request(listing, email="dee@example.org")
    decide(bea, winner, decision="grant")
    assert [each.was_granted for each in requests(db_session)] == [True, False, False]
    for address in ("cy@example.org", "dee@example.org"):
        assert "has taken the page over" in outbox.last_to(address).body
    assert "0 waiting" in bea.get(LIST).text


def test_everyone_who_asked_is_answered_when_it_is_removed(
    db_session: Session, listing: Organisation, bea: InspectingClient, person: User, outbox: Outbox
) -> None:
    winner = make_listing_request(listing)
    make_listing_request(listing, email="dee@example.org")
    make_listing_request(listing, wish=Wish.TAKE_OVER, user=person)
    decide(bea, winner, decision="grant")
    assert [each.was_granted for each in requests(db_session)] == [True, True, False]
    assert "is removed" in outbox.last_to("dee@example.org").body
    assert "has been removed" in outbox.last_to("ada@example.org").body


def test_nothing_is_handed_to_a_suspended_account(
    listing: Organisation, bea: InspectingClient
) -> None:
    request = make_listing_request(listing, wish=Wish.TAKE_OVER, user=make_user(is_suspended=True))
    answer = decide(bea, request, decision="grant")
    assert "closed or suspended" in Page(answer.text).error_summary[0]
    assert again(listing).status == Status.LISTED
    assert db.session.get(ListingRequest, request.id).decided_at is None


def test_a_number_that_someone_holds_is_not_handed_over(
    listing: Organisation, bea: InspectingClient, person: User
) -> None:
    number = {"register": "charity", "registration_number": "1165028"}
    make_organisation(**number)
    for column, value in number.items():
        setattr(listing, column, value)
    request = make_listing_request(listing, wish=Wish.TAKE_OVER, user=person)
    answer = decide(bea, request, decision="grant")
    assert "already registered here" in Page(answer.text).error_summary[0]
    assert again(listing).status == Status.LISTED


def test_a_decision_is_taken_once(listing: Organisation, bea: InspectingClient) -> None:
    request = make_listing_request(listing)
    page = bea.get(f"{LIST}/{request.id}")
    request.decided_at, request.was_granted = utcnow(), False
    db.session.commit()
    answer = bea.submit(page, {"decision": "refuse", "reason": "I typed this for a while."})
    assert "Someone else was quicker" in Page(answer.text).error_summary[0]
    assert "I typed this for a while." in answer.text
    assert again(listing).status == Status.LISTED
    assert bea.get(f"{LIST}/{request.id}").text.count("<form") == 1


def test_every_step_is_on_record(
    db_session: Session, listing: Organisation, bea: InspectingClient, client: InspectingClient
) -> None:
    client.submit(client.get("/directory/marston-shed/remove"), TREASURER)
    (request,) = requests(db_session)
    decide(bea, request, decision="grant")
    actions = db_session.scalars(
        select(AuditEvent.action)
        .where(AuditEvent.action.startswith("organisations:listing"))
        .order_by(AuditEvent.id)
    ).all()
    assert actions == [
        "organisations:listing:ask",
        "organisations:listing:read",
        "organisations:listing:decide",
        "organisations:listing:decide",
    ]


def test_the_lists_say_when_they_are_empty(bea: InspectingClient) -> None:
    assert "Nothing waits" in bea.get(LIST).text
    assert "Nothing has been decided" in bea.get(f"{LIST}?show=decided").text
    assert bea.get(f"{LIST}?page=9").status_code == 200
    assert bea.get(f"{LIST}/999").status_code == 404


def test_forms_stand_whatever_is_sent(
    listing: Organisation, client: InspectingClient, ada: InspectingClient, bea: InspectingClient
) -> None:
    fuzz_form(client, "/directory/marston-shed/remove")
    fuzz_form(ada, "/directory/marston-shed/take-over")
    request = make_listing_request(make_listing())
    fuzz_form(bea, f"{LIST}/{request.id}")


def test_a_wish_and_its_answer_write_their_own_columns_only(
    db_session: Session, listing: Organisation, client: InspectingClient, bea: InspectingClient
) -> None:
    before = snapshot(db_session)
    post_every_column(client, "/directory/marston-shed/remove", TREASURER)
    assert not changes(before, snapshot(db_session))
    (request,) = requests(db_session)
    assert (request.user_id, request.decided_at, request.was_granted) == (None, None, None)
    before = snapshot(db_session)
    values = {"decision": "refuse", "reason": "No."}
    post_every_column(bea, f"{LIST}/{request.id}", values)
    touched = {pair for pair in changes(before, snapshot(db_session)) if "listing" in pair[0]}
    assert {column for _, column in touched} == {"decided_at", "was_granted", "decision_reason"}

"""The broker's queue: what waits, what is known of it, and the three answers."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.audit import AuditEvent
from brokerage.extensions import db, utcnow
from brokerage.organisations.models import Evidence, Organisation
from brokerage.organisations.rules import Role, Status
from brokerage.organisations.service import registration
from brokerage.permissions import Subject
from tests.factories.accounts import make_user
from tests.factories.listings import make_evidence, make_listing
from tests.factories.organisations import make_draft, make_member, make_organisation
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

QUEUE = "/broker/applications"
MOST_STATEMENTS = 15


@pytest.fixture
def owner(db_session: Session) -> User:
    return make_user(name="Olu Marsh", email="olu@example.org")


@pytest.fixture
def application(owner: User) -> Organisation:
    return make_organisation(
        status=Status.SUBMITTED, owner=owner, name="Cowley Bakers", registration_number="01234567"
    )


@pytest.fixture
def broker(db_session: Session) -> User:
    return make_user(name="Bea Broker", is_broker=True)


@pytest.fixture
def bea(broker: User, sign_in_as: Callable[..., InspectingClient]) -> InspectingClient:
    return sign_in_as(broker)


def address(organisation: Organisation, tail: str = "") -> str:
    return f"{QUEUE}/{organisation.id}{tail}"


def test_the_queue_shows_what_waits_longest_first(
    db_session: Session, bea: InspectingClient
) -> None:
    for name, days in (("Newer", 1), ("Older", 30)):
        make_organisation(
            status=Status.SUBMITTED, name=name, submitted_at=utcnow() - timedelta(days=days)
        )
    make_organisation(status=Status.APPROVED, name="Approved")
    text = Page(bea.get(QUEUE).text).text
    assert text.index("Older") < text.index("Newer")
    assert "Approved" not in text.partition("Name of the organisation")[2]
    assert "Applications: 2 waiting" in text


def test_an_empty_queue_says_so(bea: InspectingClient) -> None:
    assert "Nothing waits" in bea.get(QUEUE).text
    assert "No application has that name" in bea.get(f"{QUEUE}?q=nobody").text


@pytest.mark.parametrize(
    "status", [Status.CHANGES_ASKED, Status.DECLINED, Status.APPROVED, Status.WITHDRAWN]
)
def test_each_state_can_be_listed(
    db_session: Session, bea: InspectingClient, status: Status
) -> None:
    make_organisation(status=status, name="Cowley Bakers", submitted_at=utcnow())
    page = bea.get(f"{QUEUE}?status={status}&q=cowley")
    assert "Cowley Bakers" in page.text
    assert "There is none" not in page.text


def test_the_queue_is_paged(db_session: Session, bea: InspectingClient) -> None:
    for number in range(26):
        make_organisation(status=Status.SUBMITTED, name=f"Baker {number:02}")
    assert "Baker 25" in bea.get(f"{QUEUE}?page=2").text
    assert "The list is shorter" in bea.get(f"{QUEUE}?page=3").text


def test_what_was_never_sent_in_is_not_found(
    db_session: Session, owner: User, bea: InspectingClient
) -> None:
    draft = make_draft(owner, name="Half a thought")
    withdrawn = make_organisation(status=Status.WITHDRAWN, submitted_at=None)
    listing = make_listing()
    for hidden in (draft, withdrawn, listing):
        for tail in ("", "/approve", "/ask-for-changes", "/decline"):
            assert bea.get(address(hidden, tail)).status_code == 404


def test_the_page_shows_everything_that_is_known(
    db_session: Session, application: Organisation, bea: InspectingClient
) -> None:
    make_evidence(application)
    text = Page(bea.get(address(application)).text).text
    for known in (
        "Cowley Bakers",
        "01234567",
        "find-and-update.company-information.service.gov.uk",
        "Olu Marsh, olu@example.org (owner)",
        "Public liability insurance",
        "Certificate 4711",
        "Up to 10 miles",
    ):
        assert known in text


def test_looking_is_recorded_and_asking_for_headers_is_not(
    db_session: Session, application: Organisation, broker: User, bea: InspectingClient
) -> None:
    bea.head(address(application))
    read = select(AuditEvent).where(AuditEvent.action == "organisations:application:read")
    assert not db_session.scalars(read).all()
    bea.get(address(application))
    (found,) = db_session.scalars(read).all()
    assert (found.actor_id, found.object_id) == (broker.id, application.id)


def test_likely_duplicates_are_named_with_the_reason(
    db_session: Session, application: Organisation, bea: InspectingClient
) -> None:
    same = {"register": "company", "registration_number": application.registration_number}
    make_listing(name="Another Name Altogether", postcode="OX9 9ZZ", **same)
    make_organisation(name="Cowley Bakers Ltd", postcode=application.postcode)
    make_organisation(name="Dog Groomers", postcode=application.postcode)
    make_organisation(name="Cowley Bakers", postcode="OX9 9ZZ")
    make_organisation(
        status=Status.DECLINED, name="Cowley Bakers again", postcode=application.postcode
    )
    text = Page(bea.get(address(application)).text).text
    assert "Another Name Altogether (unclaimed listing): the same registration number" in text
    assert "Cowley Bakers Ltd: a similar name at the same postcode" in text
    assert "Dog Groomers" not in text
    assert "again" not in text


def test_a_body_without_a_number_is_like_no_other_without_one(
    db_session: Session, bea: InspectingClient
) -> None:
    numberless = {"register": None, "registration_number": None}
    one = make_organisation(status=Status.SUBMITTED, postcode="OX1 1AA", **numberless)
    make_organisation(postcode="OX9 9ZZ", **numberless)
    assert "in the directory already" not in bea.get(address(one)).text


def test_approval_puts_it_into_the_directory_and_writes_to_its_members(
    application: Organisation, bea: InspectingClient, outbox: Outbox, db_session: Session
) -> None:
    page = bea.click(bea.get(address(application)), "Approve")
    answer = bea.submit(page, {"register_found": ["found"]})
    assert answer.status_code == 303
    assert "Cowley Bakers is in the directory" in bea.get(answer.location).text
    assert bea.get("/directory/cowley-bakers").status_code == 200
    assert "in the directory" in outbox.last_to("olu@example.org").body
    evidence = db_session.scalars(select(Evidence)).one()
    assert (evidence.kind, evidence.source) == ("registration", "Companies House")
    assert evidence.verified_on == utcnow().date()


def test_approval_without_the_register_verifies_nothing(
    application: Organisation, bea: InspectingClient, db_session: Session
) -> None:
    bea.submit(bea.get(address(application, "/approve")))
    assert db.session.get(Organisation, application.id).status == Status.APPROVED
    assert not db_session.scalars(select(Evidence)).all()


def test_a_number_found_nowhere_is_refused(
    application: Organisation, bea: InspectingClient, db_session: Session
) -> None:
    page = bea.get(address(application, "/approve"))
    answer = bea.submit(page, {"register_found": ["found"], "register_seen": ""})
    assert Page(answer.text).error_summary == ["Enter where you saw the number"]
    assert db.session.get(Organisation, application.id).status == Status.SUBMITTED


@pytest.mark.parametrize(
    ("tail", "status", "words"),
    [
        ("/ask-for-changes", Status.CHANGES_ASKED, "would like something changed"),
        ("/decline", Status.DECLINED, "has not put it in the directory"),
    ],
)
def test_a_no_goes_to_the_members_with_its_reason(  # noqa: PLR0917 - fixtures
    application: Organisation,
    bea: InspectingClient,
    outbox: Outbox,
    tail: str,
    status: Status,
    words: str,
) -> None:
    page = bea.get(address(application, tail))
    assert Page(bea.submit(page, {"reason": " "}).text).error_summary
    answer = bea.submit(page, {"reason": "Say what you bake."})
    assert answer.status_code == 303
    assert db.session.get(Organisation, application.id).status == status
    body = outbox.last_to("olu@example.org").body
    assert words in body
    assert "Say what you bake." in body
    assert "Say what you bake." in bea.get(address(application)).text


def test_the_second_broker_gets_a_sentence_and_keeps_the_words(
    application: Organisation,
    bea: InspectingClient,
    sign_in_as: Callable[..., InspectingClient],
    outbox: Outbox,
) -> None:
    other = sign_in_as(make_user(is_broker=True))
    page = other.get(address(application, "/decline"))
    bea.submit(bea.get(address(application, "/approve")))
    answer = other.submit(page, {"reason": "I typed this for ten minutes."})
    (sentence,) = Page(answer.text).error_summary
    assert "not possible any more" in sentence
    assert "I typed this for ten minutes." in answer.text
    assert db.session.get(Organisation, application.id).status == Status.APPROVED
    assert len(outbox.to("olu@example.org")) == 1


def test_history_says_who_did_what_and_outlives_erased_values(
    application: Organisation, owner: User, broker: User, bea: InspectingClient
) -> None:
    bea.submit(bea.get(address(application, "/ask-for-changes")), {"reason": "Say more."})
    fresh = db.session.get(Organisation, application.id)
    registration.submit_application(Subject(user_id=owner.id), fresh)
    db.session.commit()
    text = Page(bea.get(address(application)).text).text
    assert "Changes asked for" in text
    assert "by Bea Broker" in text
    assert "Sent in" in text
    assert "by Olu Marsh" in text
    db.session.execute(Organisation.metadata.tables["audit_details"].delete())
    assert "Decided" in Page(bea.get(address(application)).text).text


def test_forms_stand_whatever_is_sent(application: Organisation, bea: InspectingClient) -> None:
    for tail in ("/ask-for-changes", "/decline", "/approve"):
        target = make_organisation(status=Status.SUBMITTED)
        fuzz_form(bea, address(target, tail))
    hostile_query_strings(bea, QUEUE, ["status", "q", "page"])


def test_a_decision_writes_its_own_columns_only(
    db_session: Session, application: Organisation, bea: InspectingClient
) -> None:
    before = snapshot(db_session)
    answer = post_every_column(bea, address(application, "/decline"), {"reason": "No."})
    assert answer.status_code == 303
    touched = {pair for pair in changes(before, snapshot(db_session)) if pair[0] == "organisations"}
    assert {column for _, column in touched} == {"status", "decided_at", "decision_reason"}


def test_the_same_number_of_statements_for_one_row_and_for_many(
    db_session: Session, owner: User, application: Organisation, bea: InspectingClient
) -> None:
    few = count_statements(bea, QUEUE), count_statements(bea, address(application))
    for number in range(20):
        make_organisation(status=Status.SUBMITTED, name=f"Cowley Bakers {number}")
        make_evidence(application, kind="insurance")
        make_member(application, make_user(), Role.VIEWER)
        make_organisation(name=f"Cowley Bakers {number} Ltd", postcode=application.postcode)
    many = count_statements(bea, QUEUE), count_statements(bea, address(application))
    assert few == many
    assert max(many) <= MOST_STATEMENTS


def count_statements(client: InspectingClient, path: str) -> int:
    counted: list[str] = []

    def note(*call: object) -> None:
        statement = str(call[2]).lstrip().upper()
        if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN")):
            counted.append(statement)

    engine = db.engine(client.application)
    client.get(path)
    event.listen(engine, "before_cursor_execute", note)
    try:
        client.get(path)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(counted)

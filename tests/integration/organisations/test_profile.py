"""An organisation's own page after its approval; who may see and change it; odd posts."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.extensions import db, utcnow
from brokerage.matchmaking.models import MatchChange
from brokerage.organisations.models import Evidence, Organisation
from brokerage.organisations.rules import EvidenceKind, Role, Status, Step
from brokerage.permissions import Subject
from brokerage.web.panels import Panel
from tests.factories.accounts import make_user
from tests.factories.organisations import make_draft, make_member, make_organisation
from tests.support.form_fuzzer import changes, fuzz_form, post_every_column, snapshot
from tests.support.inspecting_client import InspectingClient
from tests.support.page import Page

SignInAs = Callable[..., InspectingClient]
OWN_PAGES = (
    "",
    "/register/name",
    "/check-answers",
    "/submitted",
    "/withdraw",
    "/evidence",
    "/evidence/add",
    "/members",
    "/members/invite",
    "/leave",
)
POST_ONLY = ("/confirm", "/reopen", "/evidence/1/remove", "/invitations/1/cancel")
COLUMNS_OF_STEP = {
    Step.KIND: {"kind", "is_social_enterprise"},
    Step.NAME: {"name", "website"},
    Step.REGISTRATION: {"register", "registration_number", "has_no_number"},
    Step.PLACE: {"postcode", "easting", "northing", "authority_code", "is_place_approximate"},
    Step.DESCRIPTION: {"description", "summary"},
    Step.CATEGORIES: set(),
    Step.REACH: {"serves_areas", "serves_miles", "serves_remotely"},
    Step.WANTS: {"wants"},
}
NEW_ANSWERS = {
    Step.KIND: {"kind": ["charity"]},
    Step.NAME: {"name": ["Other"]},
    Step.REGISTRATION: {"register": ["none"], "registration_number": []},
    Step.PLACE: {"postcode": ["OX4 1EQ"]},
    Step.DESCRIPTION: {"description": ["We cut grass and hedges for anyone who asks."]},
    Step.CATEGORIES: {"categories": ["none"], "suggest": []},
    Step.REACH: {"serves_areas": ["cherwell"]},
    Step.WANTS: {"wants": ["host-volunteers"]},
}

pytestmark = pytest.mark.usefixtures("reference")


def test_an_approved_organisation_is_changed_by_the_same_pages(
    db_session: Session, person: User, ada: InspectingClient
) -> None:
    organisation = make_organisation(owner=person)
    page = ada.get(f"/organisations/{organisation.id}")
    page = ada.click(page, "Change website")
    assert "Step" not in Page(page.text).text
    answer = ada.submit(page, {"website": "ace.example"})
    assert answer.location == f"/organisations/{organisation.id}"
    changed = db_session.get(Organisation, organisation.id)
    assert (changed.status, changed.website) == (Status.APPROVED, "https://ace.example")
    assert organisation.id in set(db_session.scalars(select(MatchChange.object_id)))


def test_new_words_lead_to_the_categories(person: User, ada: InspectingClient) -> None:
    organisation = make_organisation(owner=person)
    page = ada.get(f"/organisations/{organisation.id}/register/description")
    answer = ada.submit(page, {"description": "We cut grass and hedges in gardens."})
    assert answer.location.endswith("/register/categories")


def test_higher_features_put_panels_on_the_members_page(
    app: Flask, person: User, ada: InspectingClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    organisation, seen = make_organisation(owner=person), []

    def panel(subject: Subject, shown: Organisation, day: date) -> Panel:
        seen.append((subject.role_in(shown.id), shown.id, day))
        return Panel("components/step.html")

    panels = [panel, lambda subject, shown, day: None]
    monkeypatch.setitem(app.extensions["contributions"], "organisation_member_panels", panels)
    page = ada.get(f"/organisations/{organisation.id}")
    assert page.text.count("<section>") == 1
    assert seen == [(Role.OWNER, organisation.id, utcnow().date())]


def test_still_right_is_confirmed_with_one_button(
    db_session: Session, person: User, ada: InspectingClient
) -> None:
    long_ago = utcnow().date() - timedelta(days=200)
    organisation = make_organisation(owner=person, last_confirmed_on=long_ago)
    page = ada.get(f"/organisations/{organisation.id}")
    assert "It is time to look through your answers" in Page(page.text).text
    page = ada.get(ada.submit(page, form="Yes, it is all still right").location)
    assert "checked today" in Page(page.text).text
    assert "It is time" not in Page(page.text).text
    assert db_session.get(Organisation, organisation.id).last_confirmed_on == utcnow().date()


def test_only_what_is_in_the_directory_can_be_confirmed(
    person: User, ada: InspectingClient
) -> None:
    draft = make_draft(person)
    token = ada.csrf_token(ada.get(f"/organisations/{draft.id}/register/kind"))
    answer = ada.post(f"/organisations/{draft.id}/confirm", data={"csrf_token": token})
    assert "Only what is in the directory" in Page(ada.get(answer.location).text).text


def test_an_owner_withdraws_and_opens_again(
    db_session: Session, person: User, ada: InspectingClient
) -> None:
    organisation = make_organisation(owner=person)
    page = ada.click(ada.get(f"/organisations/{organisation.id}"), f"Withdraw {organisation.name}")
    assert "leaves the directory at once" in Page(page.text).text
    page = ada.get(ada.submit(page).location)
    assert db_session.get(Organisation, organisation.id).status == Status.WITHDRAWN
    withdrawn_again = ada.get(f"/organisations/{organisation.id}/withdraw")
    assert withdrawn_again.location == f"/organisations/{organisation.id}"
    page = ada.get(ada.submit(page, form="Open it again").location)
    assert Page(page.text).heading == "Check your answers"
    assert db_session.get(Organisation, organisation.id).status == Status.DRAFT


def test_what_is_not_withdrawn_is_not_opened_again(person: User, ada: InspectingClient) -> None:
    organisation = make_organisation(owner=person)
    token = ada.csrf_token(ada.get(f"/organisations/{organisation.id}"))
    answer = ada.post(f"/organisations/{organisation.id}/reopen", data={"csrf_token": token})
    assert "not possible any more" in Page(ada.get(answer.location).text).text


def test_others_get_the_404_of_a_missing_organisation(
    db_session: Session, ada: InspectingClient, sign_in_as: SignInAs
) -> None:
    make_organisation(owner=db_session.get(User, 0) or make_user())
    theirs = make_organisation(status=Status.DRAFT, owner=make_user())
    token = ada.csrf_token(ada.get("/account/name"))
    for client in (ada, sign_in_as(make_user(is_broker=True))):
        for page in OWN_PAGES:
            answers = [
                client.get(f"/organisations/{number}{page}") for number in (theirs.id, 2**30)
            ]
            assert [each.status_code for each in answers] == [404, 404], page
    for page in (*OWN_PAGES, *POST_ONLY):
        for number in (theirs.id, 2**30):
            answer = ada.post(f"/organisations/{number}{page}", data={"csrf_token": token})
            assert answer.status_code in {404, 405}, page


def test_a_visitor_is_sent_to_sign_in(client: InspectingClient) -> None:
    organisation = make_organisation()
    for page in OWN_PAGES:
        answer = client.get(f"/organisations/{organisation.id}{page}")
        assert answer.location.startswith("/sign-in?next=")


@pytest.mark.parametrize("step", list(Step))
def test_a_step_changes_its_own_columns_only(
    db_session: Session, person: User, ada: InspectingClient, step: str
) -> None:
    organisation = make_organisation(status=Status.DRAFT, owner=person)
    address = f"/organisations/{organisation.id}/register/{step}"
    before = snapshot(db_session)
    assert post_every_column(ada, address, NEW_ANSWERS[step]).status_code == 303
    changed = changes(before, snapshot(db_session))
    own = {("organisations", column) for column in COLUMNS_OF_STEP[step] | {"answered"}}
    assert {each for each in changed if each[0] == "organisations"} <= own
    assert not {each for each in changed if each[0] in {"users", "memberships", "evidence"}}


@pytest.mark.parametrize("step", list(Step))
def test_a_step_withstands_anything(person: User, ada: InspectingClient, step: str) -> None:
    organisation = make_organisation(status=Status.DRAFT, owner=person)
    fuzz_form(ada, f"/organisations/{organisation.id}/register/{step}", posts=50)


@pytest.mark.parametrize("page", ["evidence/add", "members/invite"])
def test_other_forms_withstand_anything(person: User, ada: InspectingClient, page: str) -> None:
    organisation = make_organisation(owner=person)
    fuzz_form(ada, f"/organisations/{organisation.id}/{page}", posts=50)


def test_the_role_form_withstands_anything(person: User, ada: InspectingClient) -> None:
    organisation, colleague = make_organisation(owner=person), make_user()
    make_member(organisation, colleague, Role.EDITOR)
    fuzz_form(ada, f"/organisations/{organisation.id}/members/{colleague.id}/role", posts=50)


class StatementCounter:
    """Counts the statements of a block, without savepoints."""

    def __enter__(self) -> "StatementCounter":
        self.count = 0
        event.listen(db.engine(), "before_cursor_execute", self._see)
        return self

    def __exit__(self, *error: object) -> None:
        event.remove(db.engine(), "before_cursor_execute", self._see)

    def _see(self, connection, cursor, statement, *rest) -> None:
        self.count += "SAVEPOINT" not in statement


@pytest.mark.parametrize("page", ["/account/organisations", "/account", "OWN", "OWN/members"])
def test_statements_do_not_grow_with_rows(
    db_session: Session, person: User, ada: InspectingClient, page: str
) -> None:
    organisation = make_organisation(owner=person)
    address = page.replace("OWN", f"/organisations/{organisation.id}")
    counts = []
    for more in (0, 12):
        for number in range(more):
            make_organisation(owner=person, name=f"Number {number}")
            make_member(organisation, make_user(), Role.EDITOR)
            kind = list(EvidenceKind)[number % len(EvidenceKind)]
            organisation.evidence.append(Evidence(kind=kind, stated_on=utcnow().date()))
        db_session.flush()
        ada.get(address)  # templates and caches are warm from here on
        with StatementCounter() as counter:
            ada.get(address)
        counts.append(counter.count)
    assert counts[0] == counts[1] <= 15

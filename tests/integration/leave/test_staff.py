"""The employer says who works there: yes, no, no longer."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.audit import AuditDetails
from brokerage.extensions import utcnow
from brokerage.leave.models import Employment
from brokerage.leave.rules import MOST_STATEMENTS_A_DAY
from brokerage.organisations.models import Organisation
from brokerage.organisations.rules import Role, Status, Want
from tests.factories.accounts import make_user
from tests.factories.organisations import make_member, make_organisation
from tests.factories.volunteering import make_employment
from tests.support.form_fuzzer import (
    NASTY_TEXTS,
    changes,
    fuzz_form,
    hostile_query_strings,
    post_every_column,
    snapshot,
)
from tests.support.inspecting_client import InspectingClient
from tests.support.outbox import Outbox
from tests.support.page import Page
from tests.support.statements import count_statements

SignInAs = Callable[..., InspectingClient]
CHOOSE = "/account/employment/add?by=employer"


def choose(client: InspectingClient, organisation: Organisation):
    page = client.get(CHOOSE)
    return client.submit(page, {"organisation_id": str(organisation.id)}, form="Ask this employer")


def staff(organisation: Organisation) -> str:
    return f"/organisations/{organisation.id}/staff"


def the_employment(session: Session) -> Employment:
    return session.scalars(select(Employment)).one()


def test_the_employer_is_asked_and_says_yes(
    db_session: Session,
    employer: Organisation,
    vera: InspectingClient,
    lionel: InspectingClient,
    outbox: Outbox,
) -> None:
    page = vera.click(vera.get("/account/employment/add"), "Choose your employer instead")
    answer = vera.submit(page, {"organisation_id": str(employer.id)}, form="Ask this employer")
    shown = Page(vera.get(answer.location).text).text
    assert "We have asked Wychmere Council" in shown
    assert "Not shown yet" in shown

    assert outbox.recipients() == ["olive@example.org", "lionel@example.org"]
    mail = outbox.last_to("lionel@example.org")
    assert mail.subject == "Vera Underhill says they work for Wychmere Council"
    assert "nothing of what they volunteer for" in mail.body
    assert "vera@example.org" not in mail.body
    assert outbox.link_to("lionel@example.org") == staff(employer)

    page = lionel.get(f"/organisations/{employer.id}")
    assert "1 person who says they work here waits" in Page(page.text).text
    page = lionel.click(page, "Staff who say they work here")
    assert "Waits for your answer" in Page(page.text).text
    assert "vera@example.org" not in page.text
    answer = lionel.submit(page, form="Yes, works here Vera Underhill")
    assert "Confirmed by you" in Page(lionel.get(answer.location).text).text

    proved = the_employment(db_session)
    assert (proved.is_proved, proved.proved_by) == (True, "employer")
    mail = outbox.last_to("vera@example.org")
    assert mail.subject == "Wychmere Council confirms that you work there"
    assert "Confirmed by Wychmere Council on" in Page(vera.get("/account/employment").text).text


def test_the_employer_says_no_and_why(
    db_session: Session,
    employer: Organisation,
    vera: InspectingClient,
    olive: InspectingClient,
    outbox: Outbox,
) -> None:
    choose(vera, employer)
    page = olive.click(olive.get(staff(employer)), "Does not work here: Vera Underhill")
    assert Page(page.text).heading == "Vera Underhill does not work here"
    assert olive.submit(page, {"reason": ""}).status_code == 200
    answer = olive.submit(page, {"reason": "Nobody here is called that."})
    assert "Nobody yet" in Page(olive.get(answer.location).text).text
    mail = outbox.last_to("vera@example.org")
    assert mail.subject == "Wychmere Council did not confirm that you work there"
    assert "Nobody here is called that." in mail.body
    assert the_employment(db_session).ended_at is not None
    assert "Nobody here" not in str(db_session.scalars(select(AuditDetails.after)).all())
    assert choose(vera, employer).status_code == 303  # a mistake can be put right


def test_the_employer_says_that_someone_has_left(
    db_session: Session,
    person: User,
    employer: Organisation,
    olive: InspectingClient,
    outbox: Outbox,
) -> None:
    make_employment(person, employer, proved_at=utcnow())
    page = olive.click(olive.get(staff(employer)), "No longer works here: Vera Underhill")
    assert Page(page.text).heading == "Vera Underhill no longer works here"
    olive.submit(page, {"reason": "Moved to another council."})
    mail = outbox.last_to("vera@example.org")
    assert mail.subject == "Wychmere Council says that you no longer work there"
    assert "Their volunteering leave ends here for you" in mail.body
    assert the_employment(db_session).ended_at is not None


def test_saying_it_twice_is_one_statement(
    db_session: Session, employer: Organisation, vera: InspectingClient, outbox: Outbox
) -> None:
    choose(vera, employer)
    sent = len(outbox.all())
    page = Page(choose(vera, employer).text)
    assert "You have told us this already" in page.error_summary[0]
    assert len(outbox.all()) == sent
    assert db_session.scalars(select(Employment)).all() == [the_employment(db_session)]


def test_whoever_waits_for_a_link_is_not_listed_until_they_ask_the_employer(
    person: User, employer: Organisation, vera: InspectingClient, olive: InspectingClient
) -> None:
    vera.submit(vera.get("/account/employment/add"), {"work_email": "vera@wychmere.example"})
    page = olive.get(staff(employer))
    assert "Vera Underhill" not in page.text
    assert "Nobody waits" in Page(olive.get(f"/organisations/{employer.id}").text).text
    assert choose(vera, employer).status_code == 303
    assert "Vera Underhill" in olive.get(staff(employer)).text


def test_employers_are_approved_ones_that_want_to_send_volunteers(
    employer: Organisation, vera: InspectingClient
) -> None:
    send = [Want.SELL, Want.SEND_VOLUNTEERS]
    make_organisation(name="Draft Works", status=Status.DRAFT, wants=send)
    make_organisation(name="Withdrawn Works", status=Status.WITHDRAWN, wants=send)
    make_organisation(name="Host Works", wants=[Want.HOST_VOLUNTEERS])
    make_organisation(name="Sending Works", wants=send)
    page = vera.get(CHOOSE)
    shown = Page(page.text).text
    assert "Wychmere Council" in shown
    assert "Sending Works" in shown
    for name in ("Draft", "Withdrawn", "Host"):
        assert f"{name} Works" not in shown
    found = vera.submit(page, {"q": "sending"}, form="Search")
    assert found.request.args["by"] == "employer"
    assert "Wychmere Council" not in Page(found.text).text
    none = vera.submit(page, {"q": "100% _ nobody"}, form="Search")
    assert "We found no employer with that name" in Page(none.text).text


def test_an_employer_that_is_not_listed_cannot_be_chosen(
    db_session: Session, employer: Organisation, vera: InspectingClient
) -> None:
    other = make_organisation(wants=[Want.SELL])
    token = vera.csrf_token(vera.get(CHOOSE))
    for number in (other.id, 2**30, "x"):
        data = {"csrf_token": token, "organisation_id": str(number)}
        page = Page(vera.post(CHOOSE, data=data).text)
        assert page.error_summary == ["Select who you work for"]
    assert db_session.scalars(select(Employment)).all() == []


def test_too_many_statements_in_a_day_are_refused(
    employer: Organisation, vera: InspectingClient
) -> None:
    for number in range(MOST_STATEMENTS_A_DAY):
        other = make_organisation(name=f"Works {number}", wants=[Want.SEND_VOLUNTEERS])
        assert choose(vera, other).status_code == 303
    answer = choose(vera, employer)
    assert answer.status_code == 429
    assert "enough employers for one day" in Page(answer.text).error_summary[0]


def test_a_line_manager_does_not_confirm_themselves(
    db_session: Session, employer: Organisation, line_manager: User, lionel: InspectingClient
) -> None:
    make_employment(line_manager, employer)
    page = lionel.get(staff(employer))
    answer = lionel.submit(page, form="Yes, works here Lionel Marsh")
    assert "You cannot confirm yourself" in Page(lionel.get(answer.location).text).text
    assert not the_employment(db_session).is_proved


@pytest.mark.parametrize("role", [Role.EDITOR, Role.BUYER, Role.VIEWER, None])
def test_nobody_else_sees_the_staff(
    person: User, employer: Organisation, sign_in_as: SignInAs, role: str | None
) -> None:
    employment, other = make_employment(person, employer), make_user()
    if role:
        make_member(employer, other, role)
        client = sign_in_as(other)
        assert "Your staff" not in client.get(f"/organisations/{employer.id}").text
    else:
        client = sign_in_as(other)
    token = client.csrf_token(client.get("/account/name"))
    assert client.get(staff(employer)).status_code == 404
    for address in (
        f"{staff(employer)}/{employment.id}/accept",
        f"{staff(employer)}/{employment.id}/reject",
    ):
        answer = client.post(address, data={"csrf_token": token, "reason": "No"})
        assert answer.status_code == 404


def test_another_employers_staff_cannot_be_reached_through_ones_own(
    db_session: Session, person: User, employer: Organisation, olive: InspectingClient
) -> None:
    theirs = make_employment(person, make_organisation(wants=[Want.SEND_VOLUNTEERS]))
    token = olive.csrf_token(olive.get("/account/name"))
    for verb in ("accept", "reject"):
        address = f"{staff(employer)}/{theirs.id}/{verb}"
        data = {"csrf_token": token, "reason": "No"}
        assert olive.post(address, data=data).status_code == 404
    kept = the_employment(db_session)
    assert (kept.proved_at, kept.ended_at) == (None, None)


def test_a_long_list_of_staff_has_pages_and_those_who_wait_come_first(
    person: User, employer: Organisation, olive: InspectingClient
) -> None:
    for number in range(30):
        make_employment(make_user(name=f"Alder {number:02}"), employer, proved_at=utcnow())
    make_employment(person, employer)
    first, second = olive.get(staff(employer)), olive.get(f"{staff(employer)}?page=2")
    assert Page(first.text).text.index("Vera Underhill") < Page(first.text).text.index("Alder 00")
    assert "Alder 29" in second.text
    beyond = olive.get(f"{staff(employer)}?page=9")
    assert "There is nobody on this page" in Page(beyond.text).text
    hostile_query_strings(olive, staff(employer), ["page"])


def test_only_who_sends_volunteers_has_the_panel(person: User, vera: InspectingClient) -> None:
    organisation = make_organisation(owner=person, wants=[Want.SELL])
    assert "Your staff" not in vera.get(f"/organisations/{organisation.id}").text
    assert vera.get(staff(organisation)).status_code == 200  # for what was said before


def test_choosing_withstands_anything(employer: Organisation, vera: InspectingClient) -> None:
    fuzz_form(vera, CHOOSE, posts=50, form="Ask this employer")
    for text in NASTY_TEXTS:
        words = text.encode("utf-8", "surrogatepass")
        answer = vera.get("/account/employment/add", query_string={"by": "employer", "q": words})
        assert answer.status_code == 200


def test_rejecting_withstands_anything(
    person: User, employer: Organisation, olive: InspectingClient
) -> None:
    employment = make_employment(person, employer)
    # The first good reason ends it, and from then on there is nothing to say no to.
    fuzz_form(
        olive,
        f"{staff(employer)}/{employment.id}/reject",
        posts=30,
        is_refusal=lambda answer: answer.status_code == 404,
    )


def test_answers_change_their_own_columns_only(
    db_session: Session, person: User, employer: Organisation, olive: InspectingClient
) -> None:
    employment = make_employment(person, employer)
    address = f"{staff(employer)}/{employment.id}/reject"
    before = snapshot(db_session)
    assert post_every_column(olive, address, {"reason": ["No"]}).status_code == 303
    changed = changes(before, snapshot(db_session))
    mine = {each for each in changed if each[0] in {"employments", "users", "memberships"}}
    assert mine == {("employments", "ended_at")}


def test_statements_do_not_grow_with_staff(
    db_session: Session, owner: User, employer: Organisation, olive: InspectingClient
) -> None:
    pages = (staff(employer), "/account/employment", "/account", f"/organisations/{employer.id}")
    counts: dict[str, list[int]] = {page: [] for page in pages}
    for more in (1, 12):
        for _ in range(more):
            make_employment(make_user(), employer)
            make_employment(owner, make_organisation(wants=[Want.SEND_VOLUNTEERS]))
        db_session.flush()
        for page in pages:
            olive.get(page)  # templates and caches are warm from here on
            counts[page].append(count_statements(olive, page))
    assert all(one == other <= 15 for one, other in counts.values()), counts

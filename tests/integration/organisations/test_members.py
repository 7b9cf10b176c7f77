"""Members of an organisation: inviting, joining, roles, leaving."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.audit import AuditEvent
from brokerage.extensions import utcnow
from brokerage.organisations.models import Invitation, Membership, Organisation
from brokerage.organisations.rules import Role
from tests.factories.accounts import make_user
from tests.factories.organisations import make_member, make_organisation
from tests.support.inspecting_client import InspectingClient
from tests.support.outbox import Outbox
from tests.support.page import Page

SignInAs = Callable[..., InspectingClient]


@pytest.fixture
def bakery(person: User) -> Organisation:
    """Return an approved organisation that Ada owns."""
    return make_organisation(owner=person, name="Ace Bakery")


def invite(client: InspectingClient, organisation: Organisation, email: str, role: str = "editor"):
    page = client.get(f"/organisations/{organisation.id}/members/invite")
    return client.submit(page, {"email": email, "role": role})


def role_of(session: Session, organisation: Organisation, user: User) -> str | None:
    return session.scalar(
        select(Membership.role).where(
            Membership.organisation_id == organisation.id, Membership.user_id == user.id
        )
    )


def test_a_colleague_is_invited_and_joins(
    db_session: Session,
    bakery: Organisation,
    ada: InspectingClient,
    sign_in_as: SignInAs,
    outbox: Outbox,
) -> None:
    answer = invite(ada, bakery, "Ben@Example.org")
    assert answer.status_code == 303
    assert "Ben@example.org" in Page(ada.get(answer.location).text).text
    mail = outbox.last_to("Ben@example.org")
    assert "Ada Wrenfield invites you to join Ace Bakery" in mail.body

    ben = make_user(email="ben@example.org")
    client = sign_in_as(ben)
    page = client.get(outbox.link_to("Ben@example.org"))
    assert Page(page.text).heading == "Join Ace Bakery"
    assert "Ada Wrenfield invites you" in Page(page.text).text
    answer = client.submit(page)
    assert answer.location == f"/organisations/{bakery.id}"
    assert role_of(db_session, bakery, ben) == Role.EDITOR
    assert "organisations:member:join" in set(db_session.scalars(select(AuditEvent.action)))

    gone = client.get(page.request.path)
    assert gone.status_code == 404
    assert Page(gone.text).heading == "This invitation does not work any more"


def test_someone_signed_out_is_told_to_sign_in_or_register_and_comes_back(
    bakery: Organisation, ada: InspectingClient, client: InspectingClient, outbox: Outbox
) -> None:
    invite(ada, bakery, "ben@example.org")
    path = outbox.link_to("ben@example.org")
    page = Page(client.get(path).text)
    assert page.link("Create an account with it") == f"/register?next={path}"
    assert "ben@example.org" in page.text
    answer = client.post(path, data={"csrf_token": client.csrf_token(client.get("/sign-in"))})
    assert answer.status_code == 403


def test_only_the_address_it_was_sent_to_can_accept(
    db_session: Session,
    bakery: Organisation,
    ada: InspectingClient,
    sign_in_as: SignInAs,
    outbox: Outbox,
) -> None:
    invite(ada, bakery, "ben@example.org")
    path = outbox.link_to("ben@example.org")
    stranger = make_user()
    client = sign_in_as(stranger)
    page = client.get(path)
    assert "signed in with another address" in Page(page.text).text
    token = client.csrf_token(client.get("/account/name"))
    answer = client.post(path, data={"csrf_token": token})
    assert "sent to another address" in " ".join(Page(answer.text).error_summary)
    assert role_of(db_session, bakery, stranger) is None


def test_an_invitation_ends_after_two_days_when_cancelled_or_when_sent_again(
    db_session: Session,
    bakery: Organisation,
    ada: InspectingClient,
    client: InspectingClient,
    outbox: Outbox,
) -> None:
    invite(ada, bakery, "ben@example.org")
    first = outbox.link_to("ben@example.org")
    invite(ada, bakery, "ben@example.org")
    second = outbox.link_to("ben@example.org")
    assert client.get(first).status_code == 404
    with time_machine.travel(utcnow() + timedelta(days=2, minutes=1), tick=True):
        assert client.get(second).status_code == 404
    page = ada.get(f"/organisations/{bakery.id}/members")
    ada.submit(page, form="Cancel the invitation to ben@example.org")
    assert client.get(second).status_code == 404
    assert client.get("/invitations/" + "x" * 43).status_code == 404


def test_an_accepted_invitation_cannot_be_cancelled(
    db_session: Session, bakery: Organisation, ada: InspectingClient
) -> None:
    invite(ada, bakery, "ben@example.org")
    page = ada.get(f"/organisations/{bakery.id}/members")
    db_session.scalars(select(Invitation)).one().accepted_at = utcnow()
    answer = ada.submit(page, form="Cancel the invitation to ben@example.org")
    assert "has accepted already" in Page(ada.get(answer.location).text).text


def test_known_and_unknown_addresses_get_the_same_answer_and_members_are_refused(
    bakery: Organisation, ada: InspectingClient
) -> None:
    make_user(email="known@example.org")
    known = invite(ada, bakery, "known@example.org")
    unknown = invite(ada, bakery, "unknown@example.org")
    assert (known.status_code, known.location) == (unknown.status_code, unknown.location)
    member = invite(ada, bakery, "ADA@example.org")
    assert Page(member.text).error_summary == ["This person is a member already"]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"email": "", "role": "editor"}, "Enter the email address of the person you invite"),
        ({"email": "no-address", "role": "editor"}, "Enter an email address in the correct format"),
        ({"email": "ben@example.org"}, "Select what they will do"),
    ],
)
def test_a_bad_invitation_says_why_and_keeps_what_was_typed(
    bakery: Organisation, ada: InspectingClient, outbox: Outbox, values: dict, sentence: str
) -> None:
    page = ada.get(f"/organisations/{bakery.id}/members/invite")
    answer = Page(ada.submit(page, values).text)
    assert sentence in answer.error_summary[0]
    assert answer.form().fields["email"].values == [values["email"]]
    assert outbox.all() == []


def test_the_twenty_first_invitation_of_a_day_is_refused(
    bakery: Organisation, ada: InspectingClient, outbox: Outbox
) -> None:
    statuses = [invite(ada, bakery, f"b{n}@example.org").status_code for n in range(21)]
    assert statuses == [303] * 20 + [429]
    assert len(outbox.all()) == 20


def test_line_ends_in_a_name_make_no_mail_headers(
    person: User, ada: InspectingClient, outbox: Outbox
) -> None:
    organisation = make_organisation(owner=person, name="Ace\r\nBcc: all@example.org")
    invite(ada, organisation, "ben@example.org")
    assert outbox.recipients() == ["ben@example.org"]
    assert "\n" not in outbox.last_to("ben@example.org").subject


def test_an_owner_changes_a_role(
    db_session: Session, bakery: Organisation, ada: InspectingClient
) -> None:
    ben = make_user(name="Ben Oakley")
    make_member(bakery, ben)
    page = ada.get(f"/organisations/{bakery.id}/members")
    page = ada.click(page, "Change role of Ben Oakley")
    assert Page(page.text).form().fields["role"].values == ["viewer"]
    assert ada.submit(page, {"role": "buyer"}).status_code == 303
    assert role_of(db_session, bakery, ben) == Role.BUYER


def test_an_owner_removes_a_member(
    db_session: Session, bakery: Organisation, ada: InspectingClient, sign_in_as: SignInAs
) -> None:
    ben = make_user(name="Ben Oakley")
    make_member(bakery, ben, Role.OWNER)
    client = sign_in_as(ben)
    page = ada.click(ada.get(f"/organisations/{bakery.id}/members"), "Remove Ben Oakley")
    assert ada.submit(page).status_code == 303
    assert role_of(db_session, bakery, ben) is None
    assert client.get(f"/organisations/{bakery.id}").status_code == 404


def test_the_last_owner_cannot_leave_or_step_down_and_is_told_why(
    db_session: Session, bakery: Organisation, person: User, ada: InspectingClient
) -> None:
    make_member(bakery, make_user(), Role.EDITOR)
    leaving = f"/organisations/{bakery.id}/leave"
    page = ada.get(leaving)
    assert "You are the only owner" in Page(page.text).text
    token = ada.csrf_token(ada.get(f"/organisations/{bakery.id}/members/invite"))
    answer = ada.post(leaving, data={"csrf_token": token})
    assert "Make someone else an owner first" in Page(answer.text).error_summary[0]
    page = ada.get(f"/organisations/{bakery.id}/members/{person.id}/role")
    answer = ada.submit(page, {"role": "viewer"})
    assert "Make someone else an owner first" in Page(answer.text).error_summary[0]
    assert role_of(db_session, bakery, person) == Role.OWNER


def test_anyone_else_leaves(
    db_session: Session, bakery: Organisation, sign_in_as: SignInAs
) -> None:
    ben = make_user()
    make_member(bakery, ben)
    client = sign_in_as(ben)
    page = client.click(client.get(f"/organisations/{bakery.id}/members"), "Leave")
    answer = client.submit(page)
    assert answer.location == "/account/organisations"
    assert "You have left Ace Bakery." in Page(client.get(answer.location).text).text
    assert role_of(db_session, bakery, ben) is None


def test_removing_oneself_is_leaving(bakery: Organisation, person: User, ada) -> None:
    answer = ada.get(f"/organisations/{bakery.id}/members/{person.id}/remove")
    assert answer.location == f"/organisations/{bakery.id}/leave"


@pytest.mark.parametrize("role", [Role.EDITOR, Role.BUYER, Role.LINE_MANAGER, Role.VIEWER])
def test_only_owners_manage_members(
    bakery: Organisation, person: User, sign_in_as: SignInAs, role: str
) -> None:
    colleague = make_user()
    make_member(bakery, colleague, role)
    client = sign_in_as(colleague)
    page = Page(client.get(f"/organisations/{bakery.id}/members").text)
    assert "Invite someone" not in page.text
    for path in ("members/invite", f"members/{person.id}/role", f"members/{person.id}/remove"):
        assert client.get(f"/organisations/{bakery.id}/{path}").status_code == 404


def test_invitations_and_members_of_another_organisation_are_missing(
    db_session: Session, bakery: Organisation, ada: InspectingClient
) -> None:
    other_owner = make_user()
    other = make_organisation(owner=other_owner)
    theirs = Invitation(
        organisation_id=other.id,
        email="x@example.org",
        email_key="x@example.org",
        role=Role.VIEWER,
        token_digest="0" * 64,
        invited_by_id=other_owner.id,
        created_at=utcnow(),
        expires_at=utcnow() + timedelta(days=2),
    )
    db_session.add(theirs)
    db_session.flush()
    token = ada.csrf_token(ada.get(f"/organisations/{bakery.id}/members/invite"))
    cancel = f"/organisations/{bakery.id}/invitations/{theirs.id}/cancel"
    assert ada.post(cancel, data={"csrf_token": token}).status_code == 404
    assert theirs.cancelled_at is None
    assert ada.get(f"/organisations/{bakery.id}/members/{other_owner.id}/role").status_code == 404

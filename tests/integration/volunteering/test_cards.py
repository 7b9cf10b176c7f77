"""Unnamed cards: counts and reasons, no person; invited without being known."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.audit import AuditDetails, AuditEvent
from brokerage.digests.queries import find_dismissal
from brokerage.digests.service import dismiss, restore
from brokerage.extensions import db, utcnow
from brokerage.organisations.models import Organisation
from brokerage.volunteering.models import CardInvitation, Opportunity
from brokerage.volunteering.rules.bookings import MOST_INVITATIONS_A_DAY
from brokerage.volunteering.rules.cards import card_address
from brokerage.volunteering.service.bookings import ask_for_place
from brokerage.volunteering.service.cards import decline_card_invitation
from tests.factories.accounts import make_user
from tests.factories.organisations import make_member
from tests.factories.volunteering import (
    make_booking,
    make_card_invitation,
    make_opportunity,
    make_session,
    make_volunteer,
)
from tests.support.form_fuzzer import changes, fuzz_form, post_every_column, snapshot
from tests.support.inspecting_client import InspectingClient
from tests.support.outbox import Outbox
from tests.support.page import Page
from tests.support.statements import count_statements

MOST_STATEMENTS = 15
PRIVATE = ("Vera", "Underhill", "vera@example.org", "OX4", "4711", "knitting for dragons")

pytestmark = pytest.mark.usefixtures("fresh_index")


@pytest.fixture
def role(reference: None, host: Organisation) -> Opportunity:
    opportunity = make_opportunity(host, title="Plant an orchard")
    make_session(opportunity)
    return opportunity


@pytest.fixture
def shown(volunteer_user: User) -> User:
    make_volunteer(volunteer_user, own_words="4711 knitting for dragons")
    return volunteer_user


def cards_url(role: Opportunity) -> str:
    return f"/opportunities/{role.id}/volunteers"


def invite_url(app: Flask, role: Opportunity, user: User) -> str:
    address = card_address(app.extensions["config"].secret_key, role.id, user.id)
    return f"{cards_url(role)}/{address}/invite"


def test_a_card_has_reasons_and_no_person(
    role: Opportunity, shown: User, hester: InspectingClient
) -> None:
    page = hester.get(cards_url(role))
    text = Page(page.text).text
    assert "Fewer than 5 volunteers" in text
    assert "Volunteer 1" in text
    assert "Cares about" in text
    assert "Starts within" in text
    for private in PRIVATE:
        assert private not in page.text
    main = page.text.partition("<main")[2]
    assert f"/{shown.id}/" not in main
    assert f'"{shown.id}"' not in main
    assert "mile from" not in main


def test_enough_volunteers_are_counted(role: Opportunity, hester: InspectingClient) -> None:
    for _ in range(15):
        make_volunteer(make_user())
    page = Page(hester.get(cards_url(role)).text)
    assert "15 volunteers who let hosts see a card" in page.text
    assert "Volunteer 12" in page.text
    assert "Volunteer 13" not in page.text


def test_cards_are_only_of_those_it_could_be_for(
    app: Flask, host: Organisation, role: Opportunity, hester: InspectingClient
) -> None:
    grown_ups = make_opportunity(host, minimum_band="18+")
    make_session(grown_ups)
    hidden, young, member, asked, suspended = (
        make_user(),
        make_user(age_band="16-17"),
        make_user(),
        make_user(),
        make_user(is_suspended=True),
    )
    for user in (hidden, young, member, asked, suspended):
        make_volunteer(user, is_shown_to_hosts=user is not hidden)
    make_member(host, member)
    make_booking(asked, grown_ups, status="alternative")
    assert "No card to show now" in hester.get(cards_url(grown_ups)).text
    for user in (hidden, young, member, asked, suspended):
        assert hester.get(invite_url(app, grown_ups, user)).status_code == 404
    assert hester.get(invite_url(app, role, young)).status_code == 200
    assert "Volunteer 2" in hester.get(cards_url(role)).text


def test_an_address_is_good_for_one_role(
    app: Flask, host: Organisation, role: Opportunity, shown: User, hester: InspectingClient
) -> None:
    other = make_opportunity(host)
    address = invite_url(app, role, shown)
    assert hester.get(address).status_code == 200
    crossed = address.replace(f"/opportunities/{role.id}/", f"/opportunities/{other.id}/")
    assert hester.get(crossed).status_code == 404
    assert hester.get(f"{cards_url(role)}/{'x' * 24}/invite").status_code == 404


def test_a_card_is_invited_once_and_the_host_learns_no_name(
    role: Opportunity, shown: User, hester: InspectingClient, vera: InspectingClient, outbox: Outbox
) -> None:
    page = hester.click(hester.get(cards_url(role)), "Invite volunteer 1")
    assert Page(hester.submit(page, {"note": " "}).text).error_summary
    answer = hester.submit(page, {"note": "Your skills would help us."})
    after = hester.get(answer.location)
    assert "You have invited this volunteer." in after.text
    assert "You have sent 1 invitation. None was declined." in Page(after.text).text
    for private in PRIVATE:
        assert private not in after.text
    again = hester.submit(page, {"note": "Once more."})
    assert "invited this volunteer to this role already" in Page(again.text).error_summary[0]
    mail = outbox.last_to("vera@example.org")
    assert "Your skills would help us." in mail.body
    assert "Marston Community Orchard" in mail.body
    assert not outbox.to("hester@example.org")
    own = vera.get("/bookings")
    assert "You are invited" in own.text
    assert "Your skills would help us." in own.text


def test_a_no_is_counted_and_not_traced(
    role: Opportunity,
    shown: User,
    host_owner: User,
    hester: InspectingClient,
    vera: InspectingClient,
) -> None:
    make_volunteer(make_user())
    make_card_invitation(role, shown, host_owner)
    before = cards_of(hester, role)
    answer = vera.submit(vera.get("/bookings"), form="No, thank you to Plant an orchard")
    assert "does not learn who you are" in vera.get(answer.location).text
    after = cards_of(hester, role)
    assert before == after
    assert "1 was declined" in hester.get(cards_url(role)).text
    invitation = db.session.scalars(select(CardInvitation)).one()
    assert invitation.was_declined


def test_a_second_no_changes_nothing(
    role: Opportunity, shown: User, host_owner: User, vera: InspectingClient
) -> None:
    make_card_invitation(role, shown, host_owner)
    page = vera.get("/bookings")
    vera.submit(page, form="No, thank you to Plant an orchard")
    again = vera.submit(page, form="No, thank you to Plant an orchard")
    assert "answered this invitation already" in vera.get(again.location).text


def test_the_name_shows_when_they_ask(
    role: Opportunity, shown: User, host_owner: User, hester: InspectingClient
) -> None:
    make_card_invitation(role, shown, host_owner)
    make_booking(shown, role, make_session(role))
    assert "No card to show now" in hester.get(cards_url(role)).text
    asks = hester.get(f"/organisations/{role.organisation_id}/asks")
    assert "Vera Underhill" in asks.text


def test_a_role_must_be_open_to_invite_to_it(
    app: Flask, host: Organisation, role: Opportunity, shown: User, hester: InspectingClient
) -> None:
    draft = make_opportunity(host, status="draft")
    refused = hester.submit(hester.get(invite_url(app, draft, shown)), {"note": "Come."})
    assert "Publish the role first" in Page(refused.text).error_summary[0]


def test_a_day_has_so_many_invitations(
    app: Flask, role: Opportunity, shown: User, hester: InspectingClient, outbox: Outbox
) -> None:
    page = hester.get(invite_url(app, role, shown))
    for _ in range(MOST_INVITATIONS_A_DAY):
        hester.submit(page, {"note": "Come."})
    refused = hester.submit(page, {"note": "I typed this."})
    assert refused.status_code == 429
    assert "I typed this." in refused.text
    assert len(outbox.to("vera@example.org")) == 1


def test_a_no_is_remembered_as_a_reason_and_can_be_taken_back(
    role: Opportunity, shown: User, host_owner: User, vera: InspectingClient
) -> None:
    invitation = make_card_invitation(role, shown, host_owner)
    path = f"/invitations-to-volunteer/{invitation.id}/decline"
    vera.submit(vera.get("/bookings"), form=path)
    assert "Plant an orchard" in vera.get("/volunteering/for-you").text.partition("Not for you")[2]
    page = vera.get(f"/opportunities/{role.id}")
    assert "You said no to an invitation to this, on" in page.text
    vera.submit(page, form="Undo “not for me”")
    assert "You said no to an invitation" not in vera.get(f"/opportunities/{role.id}").text


def test_whoever_asks_after_all_has_changed_their_mind(role: Opportunity, shown: User) -> None:
    actor, session = shown.as_subject(), make_session(role)
    dismiss(actor, "opportunity", role.id)
    ask_for_place(actor, role, session, "")
    assert find_dismissal(shown.id, "opportunity", role.id) is None


def test_a_card_goes_with_a_no_but_never_says_whose_no_to_an_invitation_it_was(
    role: Opportunity, shown: User, host_owner: User, hester: InspectingClient
) -> None:
    invitation = make_card_invitation(role, shown, host_owner)
    before = cards_of(hester, role)
    decline_card_invitation(shown.as_subject(), invitation)
    assert cards_of(hester, role) == before != ""
    restore(shown.as_subject(), "opportunity", role.id)
    dismiss(shown.as_subject(), "opportunity", role.id)
    assert cards_of(hester, role) == ""


def test_others_find_nothing(
    app: Flask,
    host_owner: User,
    role: Opportunity,
    shown: User,
    vera: InspectingClient,
    sign_in_as: Callable[..., InspectingClient],
) -> None:
    invitation = make_card_invitation(role, shown, host_owner)
    for path in (cards_url(role), invite_url(app, role, shown)):
        assert vera.get(path).status_code == 404
    stranger = sign_in_as(make_user())
    data = {"csrf_token": stranger.csrf_token(stranger.get("/account/name"))}
    path = f"/invitations-to-volunteer/{invitation.id}/decline"
    assert stranger.post(path, data=data).status_code == 404
    assert db.session.get(CardInvitation, invitation.id).answered_at is None


def test_the_log_has_the_invitation_and_not_its_words(
    db_session: Session, app: Flask, role: Opportunity, shown: User, hester: InspectingClient
) -> None:
    before = snapshot(db_session)
    post_every_column(hester, invite_url(app, role, shown), {"note": "Private words."})
    touched = {table for table, _ in changes(before, snapshot(db_session))}
    assert touched <= {"sign_ins", "throttle_counts"}
    invited = select(AuditEvent.id).where(AuditEvent.action == "volunteering:card:invite")
    details = db_session.get(AuditDetails, db_session.scalars(invited).one())
    assert details.after == {"opportunity_id": role.id}
    invitation = db_session.scalars(select(CardInvitation)).one()
    assert (invitation.user_id, invitation.answered_at) == (shown.id, None)


def test_the_form_stands_whatever_is_sent(
    app: Flask, role: Opportunity, shown: User, hester: InspectingClient
) -> None:
    fuzz_form(hester, invite_url(app, role, shown))


def test_a_page_costs_as_many_statements_for_few_as_for_many(
    app: Flask, role: Opportunity, shown: User, host_owner: User, hester: InspectingClient
) -> None:
    paths = (cards_url(role), invite_url(app, role, shown))
    few = [count_settled(hester, path) for path in paths]
    for _ in range(40):
        user = make_user()
        make_volunteer(user, updated_at=utcnow())
        make_card_invitation(role, user, host_owner)
    assert [count_settled(hester, path) for path in paths] == few
    assert max(few) <= MOST_STATEMENTS


def count_settled(client: InspectingClient, path: str) -> int:
    """Count what a page takes once the index has taken in what changed."""
    client.get(path)
    return count_statements(client, path)


def cards_of(client: InspectingClient, role: Opportunity) -> str:
    """Return the page's cards, without what is said of all the invitations together."""
    return client.get(cards_url(role)).text.partition('<ol class="card-list">')[2]

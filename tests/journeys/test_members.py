"""Who acts for an organisation: a colleague is invited, joins, takes over, and the owner leaves."""

import pytest

from tests.factories.accounts import make_user
from tests.factories.organisations import make_organisation
from tests.journeys.support.staff import sign_in

OWNER = "basil@greengate.example"
COLLEAGUE = "sorrel@greengate.example"
PASSWORD = "kestrel pudding viaduct eleven"
BAKERY = "Green Gate Bakery"


@pytest.mark.long
def test_a_colleague_joins_and_the_owner_leaves(site, new_visitor):
    with site.arranging():
        make_organisation(
            name=BAKERY, slug="green-gate", owner=make_user(name="Basil Oatley", email=OWNER)
        )
    owner, colleague = new_visitor(site, "owner"), new_visitor(site, "colleague")
    invites_a_colleague(owner)
    joins(colleague, site)
    cannot_leave_as_the_last_owner(owner)
    makes_the_colleague_an_owner(owner)
    leaves(owner)
    takes_someone_back(colleague, site)


def invites_a_colleague(owner):
    owner.visit("/sign-in")
    sign_in(owner, OWNER)
    owner.click(BAKERY)
    owner.click("Members")
    owner.sees("Basil Oatley (you)", "Owner: everything, including members")
    owner.press("Invite someone")
    owner.fill("Email address of the person", "sorrel at greengate")
    owner.press("Send the invitation")
    assert owner.page.locator(".govuk-error-summary li").count() == 2
    assert owner.typed("Email address of the person") == "sorrel at greengate"
    owner.fill("Email address of the person", COLLEAGUE)
    owner.choose("Editor")
    owner.press("Send the invitation")
    owner.sees(f"We have sent an invitation to {COLLEAGUE}.", "Invitations not answered yet")


def joins(colleague, site):
    invitation = site.link_mailed_to(COLLEAGUE)
    assert "Basil Oatley invites you to join Green Gate Bakery" in site.mail_to(COLLEAGUE)
    colleague.visit(invitation)
    colleague.sees("Join Green Gate Bakery", "Editor: the profile and what is offered")
    colleague.click("Create an account with it")
    colleague.fill("Your name", "Sorrel Thatchley")
    colleague.fill("Your email address", COLLEAGUE)
    colleague.fill("Choose a password", PASSWORD)
    colleague.choose("16 or 17")
    colleague.press("Create account")
    colleague.visit(site.link_mailed_to(COLLEAGUE))
    colleague.press("Confirm my email address")
    sign_in(colleague, COLLEAGUE, PASSWORD)
    assert colleague.heading == f"Join {BAKERY}"
    colleague.press("Join")
    colleague.sees("Welcome. You are a member now.", "Approved")
    colleague.click("Change what you do")
    assert colleague.heading == "What do you do?"
    colleague.visit(invitation, status=404)
    assert colleague.heading == "This invitation does not work any more"


def cannot_leave_as_the_last_owner(owner):
    owner.click(BAKERY)
    owner.click("Members")
    owner.sees("Sorrel Thatchley")
    owner.click("Leave")
    owner.sees("You are the only owner, so you cannot leave yet")
    assert owner.page.get_by_role("button", name="Leave", exact=True).count() == 0
    owner.press("See the members")


def makes_the_colleague_an_owner(owner):
    owner.click("Change role of Basil Oatley")
    owner.choose("Viewer")
    owner.press("Save")
    owner.sees_errors("Make someone else an owner first: an organisation needs one.")
    owner.click("Cancel")
    owner.click("Change role of Sorrel Thatchley")
    owner.choose("Owner")
    owner.press("Save")
    assert owner.text.count("Owner: everything, including members") == 2


def leaves(owner):
    owner.click("Leave")
    owner.press("Leave")
    owner.sees(f"You have left {BAKERY}.", "You are not a member of an organisation yet")


def takes_someone_back(colleague, site):
    colleague.visit("/account")
    colleague.click(BAKERY)
    colleague.click("Members")
    assert "Basil Oatley" not in colleague.text
    colleague.press("Invite someone")
    colleague.fill("Email address of the person", OWNER)
    colleague.choose("Viewer")
    colleague.press("Send the invitation")
    assert "Sorrel Thatchley invites you" in site.mail_to(OWNER)
    colleague.press(f"Cancel the invitation to {OWNER}")
    colleague.sees("The invitation is cancelled. Its link does not work any more.")

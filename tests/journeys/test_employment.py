"""Who works where: someone says it, the line manager confirms it, the account page shows it."""

import pytest

from brokerage.organisations.rules import Kind, Want
from tests.factories.accounts import make_user
from tests.factories.organisations import make_member, make_organisation
from tests.journeys.support.volunteering import comes_in

EMPLOYER = "Otmoor Vale Council"
FERN, MANAGER = "fern@home.example", "linden@council.example"


@pytest.mark.long
def test_a_line_manager_confirms_an_employment(site, new_visitor):
    with site.arranging():
        council = make_organisation(
            name=EMPLOYER, kind=Kind.AUTHORITY, wants=[Want.SEND_VOLUNTEERS]
        )
        linden = make_user(name="Linden Marlbrook", email=MANAGER)
        make_member(council, linden, "line-manager")
        make_user(name="Fern Appleyard", email=FERN)
    fern, manager = new_visitor(site, "volunteer"), new_visitor(site, "manager")
    says_where_she_works(fern)
    confirms(manager, site)
    is_shown(fern, site)


def says_where_she_works(fern):
    comes_in(fern, FERN)
    fern.click("Say where you work")
    fern.click("Choose your employer instead")
    fern.press("Ask this employer")
    fern.sees_errors("Select who you work for")
    fern.choose(EMPLOYER)
    fern.press("Ask this employer")
    assert fern.heading == "Where you work"
    fern.sees("Not shown yet", f"We asked {EMPLOYER}")


def confirms(manager, site):
    assert f"Fern Appleyard says they work for {EMPLOYER}" in site.mail_to(MANAGER)
    comes_in(manager, MANAGER)
    manager.click(EMPLOYER)
    manager.sees("1 person who says they work here waits for your answer.")
    manager.click("Staff who say they work here")
    manager.press("Yes, works here Fern Appleyard")
    manager.sees("Works here", "Confirmed by you")


def is_shown(fern, site):
    assert f"{EMPLOYER} confirms that you work there" in site.mail_to(FERN)
    fern.visit("/account")
    fern.sees(f"{EMPLOYER}: shown")
    fern.click("See or change where you work")
    fern.sees(f"Confirmed by {EMPLOYER} on")

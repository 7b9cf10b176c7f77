"""A family group asks for six tablets and a minibus; two firms meet it in parts; both confirm."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from brokerage.extensions import db, utcnow
from brokerage.ledger.service.source_measures import load_reference_source_measures
from brokerage.measures.models import Measure
from brokerage.measures.service import load_reference_measures
from brokerage.organisations.rules import Kind
from brokerage.permissions import SYSTEM
from brokerage.socialvalue.models import Project
from brokerage.socialvalue.service.projects import open_project
from tests.factories.accounts import make_user
from tests.factories.contracts import make_commitment, make_contract
from tests.factories.organisations import make_organisation
from tests.journeys.support.volunteering import comes_in

GROUP, LEADER = "Thimbleford Families", "fern@families.example"
FIRM, CLERK = "Quillmere Computers", "idris@quillmere.example"
COACHES, DRIVER = "Saltway Coaches", "petra@saltway.example"
WHY = "Twelve families meet every week and share one old laptop to fill in their forms."


@pytest.fixture
def town(site):
    """Arrange a group, two firms and a promise of the first firm in a contract."""
    with site.arranging():
        load_reference_measures()
        load_reference_source_measures()
        for name, owner, kind, about in (
            (GROUP, LEADER, Kind.COMMUNITY_GROUP, "Families who help each other."),
            (FIRM, CLERK, Kind.BUSINESS, "We sell and mend tablets and laptops."),
            (COACHES, DRIVER, Kind.BUSINESS, "We drive groups in minibuses and coaches."),
        ):
            made = make_organisation(
                name=name,
                slug=name.lower().replace(" ", "-"),
                kind=kind,
                description=about,
                owner=make_user(email=owner),
            )
            if name == FIRM:
                promise(made)
    return site


def promise(firm):
    buyer = make_user()
    council = make_organisation(name="Thimbleford Council", kind=Kind.AUTHORITY, wants=[])
    contract = make_contract(council, firm, buyer, title="Computers for the library")
    equipment = db.session.scalars(select(Measure).where(Measure.code == "NT16")).one()
    make_commitment(contract, equipment, buyer, quantity=900)


def test_two_firms_meet_a_project_in_parts(town, new_visitor):
    leader, clerk = new_visitor(town, "leader"), new_visitor(town, "clerk")
    asks_for_two_things(leader)
    with town.arranging():
        opens_it()
    offers_four(clerk)
    agrees(leader, town)
    says_what_came(clerk, "4", "800")
    confirms(leader, town)
    leader.sees("£800 under NT16", f"counted once, for {FIRM}")
    driver = new_visitor(town, "driver")
    offers_the_minibus(driver)
    agrees(leader, town)
    leader.click("See the agreement, and how to reach each other")
    leader.press("Say what came")
    leader.fill("What was it worth, in pounds?", "280")
    leader.press("Send")
    driver.visit(town.link_mailed_to(DRIVER))
    driver.press("Yes, confirm it")
    driver.sees("Confirmed by both.", "£280 under NT28")
    clerk.visit(town.link_mailed_to(CLERK))
    clerk.sees("It counts towards Computers for the library.")
    leader.visit("/projects")
    leader.click("Tablets and a minibus")
    leader.sees("2 tablets still needed", "from Saltway Coaches", "Both have confirmed it.")


def asks_for_two_things(leader):
    comes_in(leader, LEADER)
    leader.click(GROUP)
    leader.click("Ask for help with a project")
    leader.press("Ask for help with a project")
    leader.press("Save and go on")
    leader.sees_errors(
        "Enter what your project is called",
        "Say why it matters",
        "Say where it is",
        "Enter the postcode",
        "Say how a business can reach you",
    )
    leader.fill("What is your project called?", "Tablets and a minibus")
    leader.fill("Why does it matter?", WHY)
    leader.fill("Where is it?", "Blackbird Leys, the community centre")
    leader.fill("Postcode", "OX4 6HW")
    leader.fill("How can a business reach you, once you have agreed?", "hello@families.example")
    leader.press("Save and go on")
    needs(leader, "Equipment", "Tablets", "6", "tablets")
    leader.press("Add something you need")
    needs(leader, "Transport", "A minibus with driver", "1", "days")
    leader.press("Send it to a broker")
    leader.sees("Waiting for a broker")


def needs(leader, kind, what, amount, unit):
    leader.pick("What kind of help is it?", kind)
    leader.fill("What do you need?", what)
    leader.fill("How much of it?", amount)
    leader.fill("Counted in", unit)
    dates(leader, 30)
    leader.press("Add it")


def dates(visitor, ahead):
    then = utcnow().date() + timedelta(days=ahead)
    for label, value in (("Day", then.day), ("Month", then.month), ("Year", then.year)):
        visitor.fill(label, str(value))


def opens_it():
    """What a broker does is walked through elsewhere."""
    open_project(SYSTEM, db.session.scalars(select(Project)).one())


def offers_four(clerk):
    comes_in(clerk, CLERK)
    clerk.click(FIRM)
    clerk.click("Give to projects")
    clerk.sees("A priority place adds 15 points of 100")
    clerk.click("Tablets and a minibus")
    clerk.click(f"Make an offer as {FIRM} for Tablets")
    clerk.fill("How much?", "4")
    clerk.fill("Who does what?", "We bring them, set up. Ring 01865 252525.")
    clerk.fill("How can they reach you, once you have agreed?", "stores@quillmere.example")
    clerk.press("Send your offer")
    clerk.sees("There is a problem", "Leave out email addresses, phone numbers")
    clerk.fill("Who does what?", "We bring them, set up.")
    clerk.page.get_by_label("Does it count towards a promise").select_option(index=1)
    clerk.press("Send your offer")
    clerk.sees("These are your terms.", "Computers for the library")


def offers_the_minibus(driver):
    comes_in(driver, DRIVER, "/projects")
    driver.fill("What could you give?", "minibuss")
    driver.press("Search")
    driver.click("Tablets and a minibus")
    driver.click(f"Make an offer as {COACHES} for A minibus with driver")
    driver.fill("Who does what?", "We drive, you bring the children.")
    driver.fill("How can they reach you, once you have agreed?", "desk@saltway.example")
    driver.press("Send your offer")


def agrees(leader, town):
    leader.visit(town.link_mailed_to(LEADER))
    assert "example" not in leader.text
    leader.press("Agree to these terms")
    leader.sees("You have agreed.")


def says_what_came(clerk, amount, worth):
    clerk.page.reload()
    clerk.click("See the agreement, and how to reach each other")
    clerk.sees("hello@families.example", "OX4 6HW")
    clerk.press("Say what came")
    clerk.fill("How much came?", amount)
    clerk.fill("What was it worth, in pounds?", worth)
    clerk.press("Send")
    clerk.sees("has to confirm it.")


def confirms(leader, town):
    leader.visit(town.link_mailed_to(LEADER))
    leader.press("Yes, confirm it")

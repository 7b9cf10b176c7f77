"""A family group asks for six tablets and a minibus; two firms meet it in parts; both confirm."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from brokerage.accounts.models import User
from brokerage.extensions import db, utcnow
from brokerage.ledger.service.source_measures import load_reference_source_measures
from brokerage.measures.models import Measure
from brokerage.measures.service import load_reference_measures
from brokerage.organisations.models import Organisation
from brokerage.organisations.rules import Kind
from brokerage.permissions import SYSTEM
from brokerage.socialvalue.models import Project, ProjectNeed
from brokerage.socialvalue.rules.offers import Side
from brokerage.socialvalue.service import agreements, offers
from brokerage.socialvalue.service.projects import open_project
from tests.factories.accounts import make_user
from tests.factories.contracts import make_commitment, make_contract
from tests.factories.organisations import make_organisation
from tests.factories.socialvalue import make_need
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
    asks_for_tablets(leader)
    with town.arranging():
        a_minibus_is_needed_too_and_it_opens()
    offers_four(clerk)
    leader.visit(town.link_mailed_to(LEADER))
    assert "example" not in leader.text
    leader.press("Agree to these terms")
    leader.sees("You have agreed.")
    says_what_came(clerk, "4", "800")
    leader.visit(town.link_mailed_to(LEADER))
    leader.press("Yes, confirm it")
    leader.sees("£800 under NT16", f"counted once, for {FIRM}")
    with town.arranging():
        the_minibus_comes()
    leader.visit(town.link_mailed_to(LEADER))
    leader.press("Yes, confirm it")
    leader.sees("£280 under NT28", f"counted once, for {COACHES}")
    clerk.visit(town.link_mailed_to(CLERK))
    clerk.sees("It counts towards Computers for the library.")
    clerk.visit("/projects?q=tablits")
    clerk.click("Tablets and a minibus")
    clerk.sees("2 tablets still needed", "from Saltway Coaches", "Both have confirmed it.")


def asks_for_tablets(leader):
    comes_in(leader, LEADER)
    leader.click(GROUP)
    leader.click("Ask for help with a project")
    leader.press("Ask for help with a project")
    leader.fill("What is your project called?", "Tablets and a minibus")
    leader.fill("Why does it matter?", WHY)
    leader.fill("Where is it?", "Blackbird Leys, the community centre")
    leader.fill("Postcode", "OX4 6HW")
    leader.fill("How can a business reach you, once you have agreed?", "hello@families.example")
    leader.press("Save and go on")
    leader.pick("What kind of help is it?", "Equipment")
    leader.fill("What do you need?", "Tablets")
    leader.fill("How much of it?", "6")
    leader.fill("Counted in", "tablets")
    then = in_a_month()
    for label, value in (("Day", then.day), ("Month", then.month), ("Year", then.year)):
        leader.fill(label, str(value))
    leader.press("Add it")
    leader.press("Send it to a broker")
    leader.sees("Waiting for a broker")


def a_minibus_is_needed_too_and_it_opens():
    """What a broker does is walked through elsewhere."""
    project = db.session.scalars(select(Project)).one()
    make_need(project, kind="transport", what="A minibus with driver", unit="days", asked=1)
    open_project(SYSTEM, project)


def the_minibus_comes():
    """What a giver does is walked through with the tablets."""
    need = db.session.scalars(select(ProjectNeed).where(ProjectNeed.kind == "transport")).one()
    giver = db.session.scalars(select(Organisation).where(Organisation.name == COACHES)).one()
    driver = db.session.scalars(select(User).where(User.email == DRIVER)).one().as_subject()
    terms = offers.Terms(amount=Decimal(1), terms="We drive.", by_on=in_a_month())
    offer = offers.make_offer(driver, need, giver, terms, contact="The desk")
    agreement = offers.agree_offer(SYSTEM, offer, Side.RECEIVER)
    came = agreements.Delivery(amount=Decimal(1), on=utcnow().date(), counted=Decimal(280))
    agreements.note_delivery(driver, agreement, Side.GIVER, came)


def in_a_month():
    return utcnow().date() + timedelta(days=30)


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


def says_what_came(clerk, amount, worth):
    clerk.page.reload()
    clerk.click("See the agreement, and how to reach each other")
    clerk.sees("hello@families.example", "OX4 6HW")
    clerk.press("Say what came")
    clerk.fill("How much came?", amount)
    clerk.fill("What was it worth, in pounds?", worth)
    clerk.press("Send")
    clerk.sees("has to confirm it.")

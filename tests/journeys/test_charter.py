"""The charter: an employer signs, a year passes, check-ins come filled in; a buddy helps."""

from sqlalchemy import select

from brokerage.charter.models import Pledge
from brokerage.charter.service.catalogue import load_reference_charter
from brokerage.extensions import db
from tests.factories.accounts import make_user
from tests.factories.charter import make_signed, make_taken
from tests.factories.organisations import make_organisation
from tests.journeys.support.charter import find_check_in, give_hours, pass_days
from tests.journeys.support.staff import sign_in_as_broker
from tests.journeys.support.visitor import DESKTOP, every_device
from tests.journeys.support.volunteering import comes_in

OWNER, HELPER = "sol@people.example", "fenna@people.example"
PLEDGE = "Support staff to volunteer"
YEAR = ((3, 80, "12", 12), (6, 170, "14", 26), (12, 353, "20", 46))
"""Month, days since the signing, hours given on that day, hours in all."""


@every_device(DESKTOP)
def test_an_employer_signs_a_year_passes_and_a_buddy_helps(site, new_visitor):
    bakery_id = begins(site)
    owner, broker = new_visitor(site, "owner"), new_visitor(site, "broker")
    signs(owner)
    approves(broker, site)
    for month, days, hours, total in YEAR:
        pass_days(site, days, bakery_id, hours)
        checks_in(owner, find_check_in(site, bakery_id, month), month, total)
    owner.visit("/charter/signatories")
    owner.click("Thornhill Bakery")
    owner.sees("Green: the target is reached and confirmed", "Now: 46 hours, confirmed.")
    asks_for_a_buddy(owner)
    says_yes(new_visitor(site, "helper"))
    owner.page.reload()
    owner.sees("Buddies", "Answered: Ring the yard office.")


def begins(site):
    with site.arranging():
        load_reference_charter()
        sol = make_user(name="Sol Hazelford", email=OWNER)
        fenna = make_user(name="Fenna Brookledger", email=HELPER)
        bakery = make_organisation(owner=sol, name="Thornhill Bakery")
        yard = make_organisation(owner=fenna, name="Larkfield Yard")
        pledge = db.session.scalars(select(Pledge).where(Pledge.words == PLEDGE)).one()
        make_taken(make_signed(yard), pledge, is_buddy_offered=True)
        give_hours(yard, "50")
        return bakery.id


def signs(owner):
    comes_in(owner, OWNER, then="/charter/sign")
    assert owner.heading == "Who signs the charter?"
    owner.choose("Thornhill Bakery")
    owner.press("Begin")
    owner.sees("Everything is saved as you go.", "Not finished yet")
    owner.click("In which voices you sign")
    owner.choose("As an employer")
    owner.press("Save and continue")
    owner.click("Your pledges")
    owner.choose(PLEDGE)
    owner.press("Save and continue")
    owner.click(PLEDGE)
    owner.press("Save and continue")
    owner.sees("There is a problem")
    owner.fill("Who leads on it?", "Head of people")
    owner.fill("What is your target for 12 months?", "40")
    owner.choose("Show this pledge and what comes of it to everyone")
    owner.press("Save and continue")
    owner.click("Risk and equality")
    owner.fill("What could go wrong, and what do you do about it?", "Too few hosts. We ask early.")
    owner.fill("Whom could these pledges help or leave out?", "Night staff: we ask them first.")
    owner.press("Save and continue")
    owner.press("Check your answers")
    owner.press("Sign and send")
    owner.sees("Waiting for a broker.")


def approves(broker, site):
    sign_in_as_broker(broker, site)
    broker.visit("/broker/charter")
    broker.click("Thornhill Bakery")
    broker.sees("Too few hosts. We ask early.")
    broker.choose("Approve it")
    broker.press("Decide")
    broker.sees("Signed, from")


def checks_in(owner, check_in_id, month, total):
    owner.visit(f"/charter/check-ins/{check_in_id}")
    assert owner.heading == f"Check-in after {month} months"
    owner.sees(f"We found: {total} hours. The ledger: what both sides confirmed")
    owner.press("The figures are right: continue")
    owner.fill("A story (optional)", "A baker read with a child.")
    owner.choose("Yes")
    owner.press("Send the check-in")
    owner.sees("Done: every figure comes from what both sides confirmed.")


def asks_for_a_buddy(owner):
    owner.visit("/charter/sign")
    owner.click("Thornhill Bakery")
    owner.click("Your buddies")
    owner.click(PLEDGE)
    owner.sees("Larkfield Yard", "You are the same kind of organisation")
    owner.press("Ask Larkfield Yard")
    owner.fill("What would you like to know? (optional)", "How did you find hosts?")
    owner.press("Ask")
    owner.sees("Asked: waits for an answer")


def says_yes(helper):
    comes_in(helper, HELPER, then="/charter/sign")
    helper.click("Larkfield Yard")
    helper.click("Your buddies")
    helper.sees("Asked: How did you find hosts?")
    helper.click("Say yes or no to Thornhill Bakery")
    helper.choose("Yes")
    helper.fill("What do you want to tell them?", "Ring the yard office.")
    helper.press("Send the answer")
    helper.sees("Answered. They get an email.")

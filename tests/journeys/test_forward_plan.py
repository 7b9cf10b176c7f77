"""A buyer says early what it may buy; a caterer finds it, is interested, and hears of a change."""

from brokerage.demand.rules.plans import list_quarters, quarter_label
from brokerage.web.layout import today
from tests.journeys.support.procurement import (
    BUYER,
    CATERING_LABEL,
    COUNCIL,
    make_buyer,
    make_supplier,
)
from tests.journeys.support.volunteering import comes_in

BAKERY, BAKER = "Green Gate Kitchen", "simone@green-gate.example"
TITLE = "Lunches for training days"
NEED = "Sandwiches, fruit and cakes for thirty people, two days a month."


def test_from_a_plan_to_a_supplier_that_is_ready(site, new_visitor):
    with site.arranging():
        make_buyer()
        make_supplier(BAKERY, BAKER, "We make sandwiches, cakes and lunches for meetings.")
        quarter = quarter_label(list_quarters(today())[2])
    bashir, baker = new_visitor(site, "buyer"), new_visitor(site, "baker")
    adds_a_line(bashir, quarter)
    finds_it_and_is_interested(baker, quarter)
    sees_who_and_changes_it(bashir, site)
    baker.visit(site.link_mailed_to(BAKER))
    baker.sees("Value: £10,000 to £30,000, now £30,000 to £100,000")


def adds_a_line(bashir, quarter):
    comes_in(bashir, BUYER)
    bashir.click(COUNCIL)
    bashir.click("Look after your forward plan")
    bashir.sees("Nothing is planned yet")
    bashir.press("Add a planned purchase")
    bashir.fill("Title", TITLE)
    bashir.fill("Mailbox", "olive.marchbank@council.example")
    bashir.press("Add to the plan")
    bashir.sees_errors(
        "Say what you may buy",
        "Select about how much, or “Not known yet”",
        "Select a quarter",
        "Enter the post that suppliers can ask",
    )
    assert bashir.typed("Title") == TITLE
    bashir.fill("What you may buy, in plain words", NEED)
    bashir.choose("£10,000 to £30,000")
    bashir.pick("When would you like to begin buying?", quarter)
    bashir.fill("Who to ask", "Head of learning")
    bashir.press("Add to the plan")
    bashir.sees_errors(
        "Give a shared mailbox, like procurement@example.gov.uk, not one person’s address"
    )
    bashir.fill("Mailbox", "procurement@council.example")
    bashir.press("Add to the plan")
    bashir.choose(CATERING_LABEL)
    bashir.press("Save")
    bashir.sees("0 suppliers are interested", quarter)


def finds_it_and_is_interested(baker, quarter):
    baker.visit("/what-we-buy")
    baker.fill("What do you sell?", "sandwitches")
    baker.press("Search")
    baker.sees("1 planned purchase found", TITLE, quarter)
    comes_in(baker, BAKER)
    baker.click(BAKERY)
    baker.click("See where you align with what is planned")
    baker.sees("Why it is here", CATERING_LABEL)
    baker.click(f"Tell them you are interested in {TITLE}")
    baker.press("We are interested")
    baker.sees("The buyer sees that you are interested.", "You said that you are interested.")


def sees_who_and_changes_it(bashir, site):
    assert "promises nothing to either side" in site.mail_to(BUYER)
    bashir.visit(site.link_mailed_to(BUYER))
    bashir.sees("1 supplier is interested", BAKERY)
    bashir.press("Change it")
    bashir.choose("£30,000 to £100,000")
    bashir.press("Save")
    bashir.sees("Interested suppliers are told.")

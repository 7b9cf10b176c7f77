"""A buyer goes from a shortlist to an award; a supplier answers on a phone, sealed until then."""

from sqlalchemy import update

from brokerage.competitions.models import Competition
from brokerage.extensions import db, utcnow
from tests.factories.measures import make_choice, make_measure, make_value
from tests.factories.procurement import make_brief, make_shortlist_entry
from tests.journeys.support.procurement import BUYER, COUNCIL, make_buyer, make_supplier
from tests.journeys.support.volunteering import comes_in

BAKERY, BAKER = "Green Gate Kitchen", "simone@green-gate.example"
OTHER, COOK = "Barton Lunches", "otto@barton.example"
LUNCHES = "Lunches for staff meetings"
ANSWER = "We bake on the day and carry it over by bike."


def test_from_a_shortlist_to_an_award(site, new_visitor):
    shortlist_url = arrange(site)
    bashir, baker = new_visitor(site, "buyer"), new_visitor(site, "baker")
    comes_in(bashir, BUYER, shortlist_url)
    writes_the_competition(bashir)
    invites(bashir)
    reads_and_asks(baker, site)
    answers_to_everyone(bashir, site)
    keeps_a_draft_and_sends(baker, site)
    cannot_open_yet(bashir)
    let_the_deadline_pass(site)
    opens_and_scores(bashir)
    decides(bashir)
    reads_that_it_has_won(baker, site)


def arrange(site):
    """Make a brief with two caterers on its shortlist, and a measure that the council uses."""
    with site.arranging():
        council, buyer = make_buyer()
        brief = make_brief(council, buyer, title=LUNCHES)
        for name, owner in ((BAKERY, BAKER), (OTHER, COOK)):
            supplier = make_supplier(name, owner, "We make sandwiches, cakes and lunches.")
            make_shortlist_entry(brief, supplier, buyer)
        measure = make_measure(code="NT17", label="Staff time volunteered")
        make_value(measure)
        make_choice(council, measure, buyer)
        return f"/briefs/{brief.id}/shortlist"


def writes_the_competition(bashir):
    bashir.press("Begin a competition")
    bashir.sees("Not sent yet", "Begun as a draft. Nobody has been told.")
    bashir.click("Say what you buy, by when, and how it is weighed")
    bashir.fill("Quality", "60")
    bashir.press("Save")
    bashir.sees_errors("The three must add up to 100. They add up to 110")
    bashir.fill("Quality", "50")
    bashir.press("Save")
    bashir.click("Add a question")
    bashir.fill("Question", "How do you bring the food?")
    bashir.press("Add the question")
    bashir.click("Choose what suppliers may offer in social value")
    bashir.choose("NT17: Staff time volunteered (hours)")
    bashir.press("Save")
    bashir.sees("Staff time volunteered, in hours. Counts ×2.")


def invites(bashir):
    bashir.press("Check and invite")
    bashir.sees(BAKERY, OTHER, "nothing of it can be changed")
    bashir.press("Invite all of them now")
    bashir.sees("2 suppliers are invited by email.", "Suppliers are answering")


def reads_and_asks(baker, site):
    assert f"You are invited to compete: {LUNCHES}" in site.mail_to(BAKER)
    comes_in(baker, BAKER, site.link_mailed_to(BAKER))
    baker.sees(f"{COUNCIL} invites {BAKERY}", "How do you bring the food?", "Responses are sealed.")
    assert OTHER not in baker.text
    baker.click("Ask a question")
    baker.fill("Your question", "Is there a lift?")
    baker.press("Send to the buyer")
    baker.sees("Passed on to the buyer, without your name.")


def answers_to_everyone(bashir, site):
    assert "Is there a lift?" in site.mail_to(BUYER)
    assert BAKERY not in site.mail_to(BUYER)
    bashir.visit(site.link_mailed_to(BUYER))
    bashir.press("Answer what suppliers ask")
    bashir.click("Answer question 1")
    bashir.fill("Your answer to everyone", "Yes, at the back.")
    bashir.press("Publish to everyone invited")
    bashir.sees("Yes, at the back.")
    assert "Yes, at the back." in site.mail_to(COOK)


def keeps_a_draft_and_sends(baker, site):
    baker.visit(site.link_mailed_to(BAKER))
    baker.press("Write your response")
    baker.fill("1. How do you bring the food?", ANSWER)
    baker.press("Keep as a draft")
    baker.sees("Your draft is not sent.")
    baker.press("Go on with your draft")
    baker.press("Send your response")
    baker.sees_errors("Enter your price before you send")
    baker.fill("Your price, including VAT", "9,500.50")
    baker.fill("Staff time volunteered", "40")
    baker.press("Send your response")
    baker.sees("Sent. It is sealed until the deadline.", "£9,500.50", "40 hours")
    assert "We have your response" in site.mail_to(BAKER)


def cannot_open_yet(bashir):
    bashir.click("Back to the competition")
    bashir.sees("1 response has come in", "Nobody can open one before the deadline")
    assert not bashir.page.get_by_role("button", name="Open the responses").count()


def let_the_deadline_pass(site):
    """The server's clock is real, so the deadline is brought to it."""
    with site.arranging():
        db.begin_write()
        db.session.execute(update(Competition).values(deadline_at=utcnow()))


def opens_and_scores(bashir):
    bashir.page.reload()
    bashir.examine()
    bashir.press("Say if you have a conflict of interest")
    bashir.choose("No")
    bashir.press("Save")
    bashir.press("Open the responses")
    bashir.sees("1 response is open.", "£9,500.50", "not agreed yet")
    bashir.click(f"Read it and give your scores to {BAKERY}")
    bashir.sees(ANSWER)
    bashir.pick("Score for question 1", "4: good")
    bashir.fill("Why, for question 1", "It is warm when it comes.")
    bashir.press("Keep my scores")
    bashir.click(f"Agree scores and write feedback for {BAKERY}")
    bashir.sees("It is warm when it comes.")
    bashir.pick("Score for question 1", "4: good")
    bashir.fill("Why, for question 1", "We agree.")
    bashir.press("Keep the agreed scores")
    bashir.sees("90.00")


def decides(bashir):
    bashir.press("Decide")
    bashir.choose(f"Award it to {BAKERY}")
    bashir.fill("Why?", "It does all we asked, and gives 40 hours.")
    for name, year in (("First day of the contract", 2027), ("Last day of the contract", 2028)):
        group = bashir.page.get_by_role("group", name=name)
        for label, value in (("Day", 1), ("Month", 4), ("Year", year)):
            group.get_by_label(label).fill(str(value))
    bashir.press("Decide and tell everyone")
    bashir.sees("Awarded", "It does all we asked")
    bashir.click("See the contract in your public register")
    bashir.sees(BAKERY, "£9,500.50 including VAT", "40 hours", "20% of the score")


def reads_that_it_has_won(baker, site):
    assert f"You have won: {LUNCHES}" in site.mail_to(BAKER)
    baker.visit(site.link_mailed_to(BAKER))
    baker.sees("You have won.")

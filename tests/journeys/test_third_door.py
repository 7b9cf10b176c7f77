"""The third door: a buyer says what is needed, asks suppliers, and both see what became of it."""

from sqlalchemy import select

from brokerage.accounts.models import User
from brokerage.extensions import db
from brokerage.organisations.models import Organisation
from brokerage.permissions import Subject
from brokerage.procurement.models import Approach
from brokerage.procurement.rules.answers import GivenAnswer
from brokerage.procurement.rules.enquiries import Answer
from brokerage.procurement.service.answers import answer_approach
from tests.journeys.support.procurement import (
    BUYER,
    CATERING_LABEL,
    COUNCIL,
    make_buyer,
    make_supplier,
)
from tests.journeys.support.staff import sign_in
from tests.journeys.support.visitor import DESKTOP, every_device

BAKERY, BAKER = "Green Gate Kitchen", "simone@green-gate.example"
BUFFETS, COOK = "Riverside Buffets", "ravi@riverside.example"
TITLE = "Lunches for staff meetings"
NEED = "Fresh sandwiches and cakes for forty people, once a month, brought to our offices."
NOTE = "They cooked for the spring fair."
REASON = "Another supplier fitted the need better"
MESSAGE = "We bake every morning. Ask for Simone."


@every_device(DESKTOP)
def test_from_a_need_in_plain_words_to_an_outcome_both_see(site, new_visitor):
    arrange(site)
    bashir, baker, cook = (new_visitor(site, who) for who in ("buyer", "baker", "cook"))
    comes_through_the_door(bashir)
    writes_the_brief(bashir)
    finds_suppliers(bashir)
    compares(bashir)
    reads_why(bashir)
    writes_a_note(bashir)
    asks_them(bashir)
    answers(baker, site)
    answers_too(site)
    reads_the_answers(bashir, site)
    closes(bashir)
    hears_that_it_is_chosen(baker, site)
    hears_that_it_is_not(cook, site)


def arrange(site):
    with site.arranging():
        make_buyer()
        make_supplier(BAKERY, BAKER, "We make sandwiches, cakes and lunches.", is_verified=True)
        make_supplier(BUFFETS, COOK, "Buffets and lunches for offices, from our own kitchen.")
        elsewhere = {"serves_areas": ["cherwell"], "serves_miles": None}
        make_supplier("Far Hill Catering", "far@hill.example", "Sandwiches.", **elsewhere)


def comes_through_the_door(bashir):
    bashir.visit("/")
    bashir.click("Find local and social-value suppliers")
    assert bashir.heading == "Find suppliers who do good"
    bashir.press("Sign in to your briefs")
    sign_in(bashir, BUYER)
    bashir.press(f"Briefs of {COUNCIL}")
    bashir.press("Write a brief")


def writes_the_brief(bashir):
    assert bashir.heading == "What do you need?"
    bashir.sees("Step 1 of 6")
    bashir.fill("Title", TITLE)
    bashir.fill("What you need, in your own words", NEED)
    bashir.press("Continue")
    assert bashir.heading == "Which of these is it?"
    bashir.sees("Because you wrote")
    bashir.choose(CATERING_LABEL)
    bashir.press("Continue")
    bashir.choose("Yes, about")
    bashir.fill("Value including VAT (if you know it)", "a few pounds")
    bashir.press("Continue")
    bashir.sees_errors("Value must be a sum in pounds, like 12,500")
    assert bashir.typed("Value including VAT (if you know it)") == "a few pounds"
    bashir.fill("Value including VAT (if you know it)", "£1,250.50")
    bashir.press("Continue")
    bashir.choose("At a place")
    bashir.fill("Postcode (if it is at a place)", "ox41aa")
    bashir.fill("Name of the place (optional)", "The old post office")
    bashir.press("Continue")
    bashir.choose("Pays a living wage")
    bashir.press("Continue")
    assert bashir.heading == "Who may see it?"
    bashir.choose("Private: only your organisation’s buyers and colleagues you share it with")
    bashir.press("Continue")
    assert bashir.heading == TITLE
    bashir.sees("Check your answers", "£1,250.50", "OX4 1AA", "No supplier is told of it.")
    bashir.press("Finish the brief")


def finds_suppliers(bashir):
    bashir.sees("Finished.", "not an invitation to tender")
    bashir.press("Find suppliers")
    assert bashir.heading == "Suppliers for this brief"
    bashir.sees(
        "2 suppliers fit",
        "A council may not weigh where a supplier is based",
        f"1. {BAKERY}",
        f"2. {BUFFETS}",
        "Oxford Living Wage employer: verified",
        "Oxford Living Wage employer: self-declared",
        "Not shown or not known",
    )
    assert "Far Hill Catering" not in bashir.text
    for reasons in bashir.page.locator(".reasons:not(.reasons--missing)").all():
        assert 2 <= reasons.locator("li").count() <= 4


def compares(bashir):
    bashir.choose(f"Compare {BAKERY}")
    bashir.choose(f"Compare {BUFFETS}")
    bashir.press("Compare those I tick")
    assert bashir.heading == "Suppliers side by side"
    bashir.sees(BAKERY, BUFFETS, "Score, out of 100")
    bashir.press(f"Add to shortlist {BUFFETS}")
    bashir.sees(f"{BUFFETS} is on the shortlist.")


def reads_why(bashir):
    bashir.click(f"See why for {BAKERY}")
    assert bashir.heading == BAKERY
    bashir.sees(f"Number 1 for “{TITLE}”", "Where its score comes from", "The sum of the parts")
    bashir.press(f"Add to shortlist {BAKERY}")


def writes_a_note(bashir):
    bashir.click("shortlist")
    bashir.sees(BUFFETS, "2 suppliers here have not been asked by you yet.")
    bashir.click(f"Write a note on {BAKERY}")
    bashir.fill("Note for your colleagues", NOTE)
    bashir.press("Save the note")
    bashir.sees(NOTE, "Nothing yet.")


def asks_them(bashir):
    bashir.press("Ask suppliers")
    bashir.sees("everyone you ask gets the same words", "2 suppliers not asked yet")
    bashir.choose("The suppliers on the shortlist")
    bashir.press("Check before you send")
    bashir.sees("This goes to 2 suppliers, in the same words to each.", NEED)
    bashir.press("Send to 2 suppliers")
    bashir.sees("Sent to 2 suppliers.", BAKERY, BUFFETS)


def answers(baker, site):
    mail = site.mail_to(BAKER)
    assert f"{COUNCIL} asks: {TITLE}" in mail
    assert without(BUFFETS, site.mail_to(COOK)) == without(BAKERY, mail)
    baker.visit(site.link_mailed_to(BAKER))
    sign_in(baker, BAKER)
    assert baker.heading == TITLE
    baker.sees(NEED, "not an invitation to tender", "A decision is due by")
    baker.choose("We are interested")
    baker.fill("A message to the buyer (optional)", MESSAGE)
    baker.press("Send your answer")
    baker.sees("We have sent your answer to the buyer.", "You answered: We are interested")


def without(name, mail):
    """What is the same for every supplier: all but its name and its own link."""
    return mail.replace(name, "").partition("http")[0]


def answers_too(site):
    """The cook answers on a page that the baker has shown already."""
    with site.arranging():
        approach = db.session.scalars(
            select(Approach).join(Approach.organisation).where(Organisation.name == BUFFETS)
        ).one()
        owner_id = db.session.scalars(select(User.id).where(User.email == COOK)).one()
        given = GivenAnswer(answer=Answer.INTERESTED, reason=None, message="")
        answer_approach(Subject(user_id=owner_id), approach, given, None)


def reads_the_answers(bashir, site):
    assert f"{BUFFETS} has answered: {TITLE}" in site.mail_to(BUYER)
    bashir.visit(site.link_mailed_to(BUYER))
    assert bashir.heading == "Answers"
    bashir.sees("2 suppliers: 2 interested", MESSAGE)


def closes(bashir):
    bashir.press("Close it and say what became of it")
    bashir.sees("2 suppliers wait to hear from you.")
    bashir.choose("A supplier was chosen")
    bashir.choose(BAKERY)
    bashir.pick(
        "Why not the others? (if a supplier was chosen, or none was suitable)",
        REASON,
    )
    bashir.press("Close the brief")
    bashir.sees(f"Closed. You chose {BAKERY}. We told 2 suppliers.", "Closed on")


def hears_that_it_is_chosen(baker, site):
    assert f"You are chosen: {TITLE}" in site.mail_to(BAKER)
    baker.visit(site.link_mailed_to(BAKER))
    baker.sees("Chosen", "Being chosen here is not a contract.")


def hears_that_it_is_not(cook, site):
    mail = site.mail_to(COOK)
    assert f"Not chosen: {TITLE}" in mail
    assert REASON in mail
    assert BAKERY not in mail
    cook.visit(site.link_mailed_to(COOK))
    sign_in(cook, COOK)
    cook.sees(f"Not chosen: {REASON}")
    assert BAKERY not in cook.text

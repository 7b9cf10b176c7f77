"""A supplier on a phone: what it is asked, what is open to all, and what becomes of its answers."""

from brokerage.procurement.rules.briefs import Visibility
from tests.factories.procurement import make_approach, make_brief, make_enquiry
from tests.factories.searches import make_closed_search
from tests.journeys.support.procurement import (
    BUYER,
    CATERING,
    CATERING_LABEL,
    COUNCIL,
    make_buyer,
    make_supplier,
)
from tests.journeys.support.volunteering import comes_in

BAKERY, BAKER = "Green Gate Kitchen", "simone@green-gate.example"
OPEN = "Cakes for the summer fair"
PRIVATE = "A tea room that nobody has heard of"
ASKED = "Lunches for staff meetings"
QUESTION = "Could you bring forty lunches on the first Monday of each month?"


def test_what_a_supplier_answers_and_how_it_hears(site, new_visitor):
    answers_url = arrange(site)
    baker, bashir = new_visitor(site, "baker"), new_visitor(site, "buyer")
    comes_to_what_is_open(baker)
    answers_of_its_own_will(baker, site)
    says_no_to_what_it_was_asked(baker)
    comes_in(bashir, BUYER, answers_url)
    puts_it_on_the_shortlist(bashir)
    sees_where_it_stands(baker, site)
    changes_its_mind(baker, site)
    sees_how_buyers_see_it(baker)


def arrange(site):
    """Make one open brief, and a private one of which the bakery was asked something."""
    with site.arranging():
        council, buyer = make_buyer()
        bakery = make_supplier(BAKERY, BAKER, "We make sandwiches, cakes and lunches.")
        catering = {"categories": [CATERING], "authority_slug": "oxford"}
        open_brief = make_brief(
            council,
            buyer,
            title=OPEN,
            need="Cakes and sandwiches for two hundred people, on a Saturday in June.",
            value_pence=1_250_50,
            visibility=Visibility.OPEN,
            **catering,
        )
        private = make_brief(council, buyer, title=PRIVATE, **catering)
        enquiry = make_enquiry(private, buyer, title=ASKED, text=QUESTION)
        make_approach(private, bakery, enquiry)
        for rank in (1, 2, 9):
            make_closed_search(council, bakery, buyer, rank=rank, words=["cakes"])
        return f"/briefs/{open_brief.id}/answers"


def comes_to_what_is_open(baker):
    comes_in(baker, BAKER)
    baker.click(BAKERY)
    baker.sees("1 buyer waits for your answer")
    baker.click("See open briefs")
    baker.sees("Matches for you", "Why it is here", OPEN)
    assert PRIVATE not in baker.text
    assert 2 <= baker.page.locator(".reasons:not(.reasons--missing) li").count() <= 4
    baker.page.locator("main").get_by_role("link", name=OPEN).first.click()
    baker.page.wait_for_url("**/open-briefs/*")
    baker.examine()
    baker.sees(CATERING_LABEL, "£1,250.50, including VAT", COUNCIL)


def answers_of_its_own_will(baker, site):
    baker.press("Answer")
    baker.press("Send your answer")
    baker.sees_errors("Select your answer")
    baker.choose("We are interested")
    baker.press("Send your answer")
    baker.sees("We have sent your answer to the buyer.", "You answered: We are interested")
    assert f"{BAKERY} has answered: {OPEN}" in site.mail_to(BUYER)


def says_no_to_what_it_was_asked(baker):
    baker.click("Enquiries")
    baker.sees("Waits for your answer", "Decision due by")
    assert PRIVATE not in baker.text
    baker.click(ASKED)
    baker.sees(QUESTION)
    assert PRIVATE not in baker.text
    baker.press("Answer")
    baker.choose("Not for us")
    baker.press("Send your answer")
    baker.sees_errors("Select a reason")
    baker.choose("It is too big for us")
    baker.press("Send your answer")
    baker.sees("You answered: Not for us", "It is too big for us")


def puts_it_on_the_shortlist(bashir):
    bashir.sees("1 supplier: 1 interested. 1 answer is new.")
    bashir.press(f"Add to shortlist {BAKERY}")
    bashir.sees(f"{BAKERY} is on the shortlist.", "On the shortlist")


def sees_where_it_stands(baker, site):
    assert f"You are on a shortlist: {OPEN}" in site.mail_to(BAKER)
    baker.visit(site.link_mailed_to(BAKER))
    baker.sees("On the shortlist")


def changes_its_mind(baker, site):
    baker.click("Enquiries")
    baker.click(ASKED)
    baker.press("Change your answer")
    baker.choose("We are interested")
    baker.fill("A message to the buyer (optional)", "We have hired a cook.")
    baker.press("Send your answer")
    baker.sees("You answered: We are interested")
    assert "It is too big for us" not in baker.text
    assert "We have hired a cook." in site.mail_to(BUYER)


def sees_how_buyers_see_it(baker):
    baker.click("Enquiries")
    baker.click("See how buyers see you")
    baker.sees("You were shown in 3 searches", "Among the first 5", "“cakes”")
    assert PRIVATE not in baker.text

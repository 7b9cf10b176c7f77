"""A one-woman bakery fills in its passport, a broker looks, and it learns what it qualifies for."""

from datetime import timedelta

import pytest

from brokerage.extensions import utcnow
from tests.factories.accounts import make_user
from tests.factories.organisations import make_organisation
from tests.journeys.support.staff import sign_in, sign_in_as_broker
from tests.journeys.support.visitor import PLAIN_PHONE, every_device

OWNER = "basil@greengate.example"
BAKERY = "Green Gate Bakery"
LONG_AGO = utcnow().date() - timedelta(days=800)


@every_device(PLAIN_PHONE)
def test_a_supplier_shows_where_it_works_and_qualifies(site, new_visitor):
    arrange(site)
    owner, broker = new_visitor(site, "owner"), new_visitor(site, "broker")
    begins_with_nothing(owner)
    adds_a_site(owner)
    gives_figures(owner)
    does_not_qualify_yet(owner)
    a_broker_looks(broker, site)
    qualifies(owner)
    is_seen_without_its_figures(broker)


@pytest.mark.long
def test_a_supplier_says_what_it_can_add_and_asks_for_a_correction(site, new_visitor):
    arrange(site)
    owner, broker = new_visitor(site, "owner"), new_visitor(site, "broker")
    begins_with_nothing(owner)
    says_what_it_can_add(owner)
    asks_for_a_correction(owner)
    sign_in_as_broker(broker, site)
    is_answered(broker, site)
    says_that_all_is_right(owner)


def arrange(site):
    with site.arranging():
        make_organisation(
            name=BAKERY, slug="green-gate", owner=make_user(name="Basil Oatley", email=OWNER)
        )


def begins_with_nothing(owner):
    owner.visit("/sign-in")
    sign_in(owner, OWNER)
    owner.click(BAKERY)
    owner.click("See your passport")
    owner.sees("No site yet", "No figures yet", "This is advice. None of it moves you")


def adds_a_site(owner):
    owner.click("Add a site")
    owner.fill("Address", "1 Mill Lane")
    owner.fill("Postcode", "nowhere")
    owner.choose("We work here")
    owner.press("Save")
    owner.sees("Enter since when you have been there")
    assert owner.typed("Address") == "1 Mill Lane"
    owner.fill("Postcode", "OX1 1AA")
    fill_date(owner, LONG_AGO)
    owner.press("Save")
    owner.sees("1 Mill Lane", "Self-declared", "Oxford City Council")


def gives_figures(owner):
    owner.click("Give the figures of a year")
    fill_date(owner, LONG_AGO.replace(year=utcnow().year - 1, month=1, day=1))
    owner.fill("How many people did you employ, on average over the year?", "three")
    owner.fill("Turnover, in whole pounds", "£240,000")
    owner.fill("Balance sheet total, in whole pounds", "45000")
    owner.press("Save")
    assert owner.typed("Turnover, in whole pounds") == "£240,000"
    owner.fill("How many people did you employ, on average over the year?", "3")
    owner.fill("Turnover, in whole pounds", "240000")
    owner.press("Save")
    owner.sees("Micro", "An SME (small or medium-sized)", "come to the same")


def says_what_it_can_add(owner):
    owner.click("Say how much you can take on")
    owner.fill("How many people can work on a contract at once?", "1")
    owner.fill("Largest usual contract, in whole pounds (optional)", "20000")
    owner.press("Save")
    owner.click("Choose what you could deliver")
    owner.choose("Visits to a school or college to talk about work")
    owner.choose("Expert advice to a community group")
    owner.press("Save")
    owner.click("See how much of it fits a contract")
    owner.fill("Value of a contract, in whole pounds", "20000")
    owner.fill("How many months it runs", "12")
    owner.press("Show what fits")
    owner.sees("1 visit", "4 hours")


def does_not_qualify_yet(owner):
    owner.visit("/account/organisations")
    owner.click(BAKERY)
    owner.click("See what you qualify for with each council")
    owner.sees("No broker has seen proof of your site yet", "The rules", "Source:")
    assert "Yes" not in owner.page.locator("main").inner_text().split()


def asks_for_a_correction(owner):
    owner.visit("/account/organisations")
    owner.click(BAKERY)
    owner.click("See how buyers see you")
    owner.click("ask for a correction")
    owner.fill("What is wrong, and how should it be?", "We do deliver to schools.")
    owner.press("Send")
    owner.sees("Sent. A broker answers within 5 working days", "No answer yet")


def a_broker_looks(broker, site):
    sign_in_as_broker(broker, site)
    broker.visit("/broker/passports")
    broker.click(f"{BAKERY}: 1 Mill Lane")
    broker.choose("Yes, I have seen it")
    broker.press("Save")
    broker.sees("Enter where you saw it")
    broker.fill("Where did you see it? (if yes)", "The lease")
    broker.press("Save")
    broker.click("Figures: 1 waiting")
    broker.click(BAKERY)
    broker.choose("Yes, I have seen it")
    broker.fill("Where did you see it? (if yes)", "Accounts at Companies House")
    broker.press("Save")


def is_answered(broker, site):
    broker.visit("/broker/corrections")
    broker.click(BAKERY)
    broker.fill("Your answer", "You can add schools to what you say you do.")
    broker.press("Send the answer")
    broker.sees("Answered. The members get it by email.")
    assert "You can add schools to what you say you do." in site.mail_to(OWNER)


def qualifies(owner):
    owner.visit("/account/organisations")
    owner.click(BAKERY)
    owner.click("See what you qualify for with each council")
    oxford = owner.page.locator("section", has_text="For Oxford City Council")
    assert oxford.inner_text().count("Yes") == 3
    cherwell = owner.page.locator("section", has_text="For Cherwell District Council")
    assert "You have given no site in the local area of Cherwell" in cherwell.inner_text()


def is_seen_without_its_figures(broker):
    broker.visit("/directory/green-gate")
    broker.sees("Where it works from", "Seen by a broker", "Micro by the Companies Act 2006")
    shown = broker.page.locator("main").inner_text()
    assert "240" not in shown
    assert "Mill Lane" not in shown


def says_that_all_is_right(owner):
    owner.visit("/account/organisations")
    owner.click(BAKERY)
    owner.visit(owner.page.url.removeprefix(owner.base_url) + "/still-right")
    owner.press("Yes, it is all still right")
    owner.sees("Everyone now sees that this was checked today")


def fill_date(person, day):
    for name, value in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        person.fill(name, str(value))

"""Unclaimed listings: imported from a public table, found, marked, removed, taken over."""

import pytest

from brokerage.organisations.rules.listings import Origin
from brokerage.organisations.service.listings import import_listings
from brokerage.permissions import SYSTEM
from tests.factories.accounts import make_user
from tests.journeys.support.staff import sign_in, sign_in_as_broker

TABLE = """\
Name,Description,Postcode,Website,Ref
Thimbleford Bike Kitchen,"Volunteers mend bicycles and teach children to ride.",OX4 1AA,,bike-1
Larkmead Stitchers,"A sewing circle that mends clothes and curtains.",OX11 1AA,,stitch-2
,"A row that says nothing of whose it is.",OX4 1AA,,none-3
"""
ORIGIN = Origin(source="The Invented County List", licence="CC BY 4.0")
TREASURER = "treasurer@bike-kitchen.example"
LEADER = "leader@stitchers.example"


def import_table(site, folder):
    path = folder / "listings.csv"
    path.write_text(TABLE, encoding="utf-8")
    with site.arranging():
        make_user(name="Tansy Hemwell", email=LEADER)
        return import_listings(SYSTEM, path, ORIGIN)


@pytest.mark.long
def test_one_listing_is_removed_and_another_taken_over(site, new_visitor, tmp_path):
    done = import_table(site, tmp_path)
    assert (done.added, done.rejected_count) == (2, 1)
    asker, leader = new_visitor(site, "asker"), new_visitor(site, "leader")
    broker = new_visitor(site, "broker")
    finds_it_marked(asker)
    asks_for_its_removal(asker)
    assert "Thimbleford Bike Kitchen" in site.mail_to(TREASURER)
    asks_to_take_over(leader)
    sign_in_as_broker(broker, site)
    grants(broker, "Remove it: Thimbleford Bike Kitchen", "Yes, remove the page for good")
    refuses_without_a_reason(broker)
    grants(
        broker,
        "Take it over: Larkmead Stitchers",
        "Yes, make this person the owner of the page",
    )
    is_gone(asker, site)
    assert import_table_again(site, tmp_path).left_alone == 2
    is_theirs(leader, site)


def finds_it_marked(asker):
    asker.visit("/directory")
    asker.fill("What are you looking for?", "mend my bike")
    asker.press("Search")
    asker.sees("Unclaimed listing")
    asker.click("Thimbleford Bike Kitchen")
    asker.sees("unclaimed listing", "The Invented County List", "CC BY 4.0")


def asks_for_its_removal(asker):
    asker.click("have it removed")
    asker.fill("Your email address", TREASURER)
    asker.press("Ask for it to be removed")
    asker.sees_errors("Tell us how you are connected to this organisation")
    assert asker.typed("Your email address") == TREASURER
    asker.fill("How are you connected to this organisation?", "I am its treasurer.")
    asker.press("Ask for it to be removed")
    asker.sees("We have your request to remove this page", "Until then The page stays as it is.")


def asks_to_take_over(leader):
    leader.visit("/directory/larkmead-stitchers")
    leader.click("Take this page over")
    sign_in(leader, LEADER)
    assert leader.heading == "Take this page over"
    leader.fill("How can we see that you act for this organisation?", "I lead the circle.")
    leader.press("Ask to take it over")
    leader.sees("We have your request to take this page over")


def refuses_without_a_reason(broker):
    broker.visit("/broker/listing-requests")
    broker.click("Take it over: Larkmead Stitchers")
    broker.choose("No, leave it as it is")
    broker.press("Decide")
    assert broker.page.locator(".govuk-error-summary").is_visible()


def grants(broker, request, answer):
    broker.visit("/broker/listing-requests")
    broker.click(request)
    broker.choose(answer)
    broker.press("Decide")
    broker.sees("Decided. The person who asked gets an email.")


def is_gone(asker, site):
    assert "is removed from the directory" in site.mail_to(TREASURER)
    asker.visit("/directory/thimbleford-bike-kitchen", status=404)
    asker.visit("/directory?q=bicycle")
    assert "Thimbleford" not in asker.page.locator("main").inner_text()


def import_table_again(site, folder):
    with site.arranging():
        return import_listings(SYSTEM, folder / "listings.csv", ORIGIN)


def is_theirs(leader, site):
    assert "The page of Larkmead Stitchers is yours now." in site.mail_to(LEADER)
    leader.visit(site.link_mailed_to(LEADER))
    leader.sees("Approved")
    leader.click("Change what you want here")
    leader.choose("Host volunteers")
    leader.press("Save")
    leader.click("See the page everyone sees")
    leader.sees("Host volunteers", "This page began with words from The Invented County List")
    assert "unclaimed listing" not in leader.text

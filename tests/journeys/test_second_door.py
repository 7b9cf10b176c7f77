"""The second door: council staff find a volunteering day, ask for a place and get it."""

from brokerage.volunteering.forms.bookings import when_in_words
from tests.factories.accounts import make_user
from tests.factories.volunteering import make_opportunity, make_session
from tests.journeys.support.staff import sign_in
from tests.journeys.support.visitor import DESKTOP, every_device
from tests.journeys.support.volunteering import (
    HOST_OWNER,
    comes_in,
    make_host,
    make_story_morning,
    opens_the_asks,
)

VOLUNTEER = "fern@council.example"
ROLE = "Story morning at the library"
NOTE = "I read to my nephews, and Tuesdays are quiet at work."
ANSWER = "Come to the side door, and ask for Tansy."


@every_device(DESKTOP)
def test_a_volunteer_finds_a_day_and_gets_a_place(site, new_visitor):
    day = arrange(site)
    fern, host = new_visitor(site, "volunteer"), new_visitor(site, "host")
    finds_it_on_the_board(fern)
    signs_in_on_the_way(fern)
    says_what_suits_her(fern)
    reads_why_it_suits_her(fern)
    asks(fern, day)
    accepts(host, site)
    has_the_place(fern, site, day)


def arrange(site):
    """Return the day to ask for, in words."""
    with site.arranging():
        host = make_host()
        role = make_story_morning(host)
        make_session(role, days_ahead=14)
        chosen = make_session(role, days_ahead=21)
        make_session(make_opportunity(host, title="Paint the hall", causes=["heritage"]))
        make_user(name="Fern Appleyard", email=VOLUNTEER)
        return when_in_words(chosen)


def finds_it_on_the_board(fern):
    fern.visit("/")
    fern.click("Find a volunteering day")
    fern.sees("On the board: 2 opportunities", "Paint the hall")
    fern.fill("What would you like to do?", "help children to read")
    fern.fill("Near", "OX4")
    fern.press("Search")
    fern.sees("1 opportunity found", "Why it is here")
    fern.click(ROLE)
    assert fern.heading == ROLE
    fern.sees("10 places are left.", "Thimbleford Library")


def signs_in_on_the_way(fern):
    fern.press("Sign in and ask")
    sign_in(fern, VOLUNTEER)
    assert fern.heading == "Ask for a place"
    fern.sees("your name: Fern Appleyard", "not your email address")
    fern.click("Cancel")
    fern.click("Tell us about yourself")
    fern.press("Start now")


def says_what_suits_her(fern):
    assert fern.heading == "What do you care about?"
    fern.sees("Step 1 of 5")
    fern.choose("Children and reading")
    fern.press("Continue")
    fern.fill("In your own words (optional)", "I read stories to my nephews")
    fern.press("Suggest skills for these words")
    fern.choose("Reading with children")
    fern.press("Continue")
    assert fern.heading == "When are you free?"
    fern.choose("Any of these: my time is my own")
    fern.choose("One-off")
    fern.press("Continue")
    fern.fill("Home or work postcode", "OX4 1AA")
    fern.choose("Work")
    fern.fill("How far would you go?", "many")
    fern.press("Continue")
    assert fern.typed("How far would you go?") == "many"
    fern.fill("How far would you go?", "5")
    fern.press("Continue")
    assert fern.heading == "May hosts see an unnamed card of you?"
    fern.choose("No")
    fern.press("Continue")
    assert fern.heading == "Your volunteering"


def reads_why_it_suits_her(fern):
    fern.press("See what suits you")
    assert fern.heading == "For you"
    fern.sees("1 suggestion", "Why it fits you")
    assert 2 <= fern.page.locator(".reasons:not(.reasons--missing) li").count() <= 4
    fern.click(ROLE)
    fern.sees("Why it fits you")
    fern.press("Ask for a place")


def asks(fern, day):
    fern.press("Ask for a place")
    fern.sees_errors("Select a date")
    fern.choose(day)
    fern.fill("A note to the host (optional)", NOTE)
    fern.press("Ask for a place")
    assert fern.heading == ROLE
    fern.sees("Waiting for the host", "The place is not held for you until then.")


def accepts(host, site):
    assert f"Someone asks for a place: {ROLE}" in site.mail_to(HOST_OWNER)
    comes_in(host, HOST_OWNER)
    opens_the_asks(host)
    host.click("Fern Appleyard")
    host.sees(NOTE, "5 of 5")
    assert VOLUNTEER not in host.text
    host.fill("A message to the volunteer (optional)", ANSWER)
    host.press("Accept")
    host.sees("Accepted. The volunteer is told by email.", "4 of 5")


def has_the_place(fern, site, day):
    mail = site.mail_to(VOLUNTEER)
    assert f"You have a place: {ROLE}" in mail
    assert ANSWER in mail
    fern.visit(site.link_mailed_to(VOLUNTEER))
    fern.sees("Confirmed: the place is yours", ANSWER)
    fern.visit("/bookings")
    fern.sees("Coming", day, "Confirmed: the place is yours")
    fern.click(ROLE)
    fern.press("Withdraw")
    fern.sees("Withdraw?", "Your place becomes free for someone else at once.")
    fern.click("No, keep it")
    fern.sees("Confirmed: the place is yours")

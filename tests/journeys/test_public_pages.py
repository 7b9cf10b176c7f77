"""Every public page as it stands alone: examined, zoomed, printed, and used by keyboard."""

import pytest

from tests.factories.accounts import make_user
from tests.factories.listings import make_evidence, make_listing
from tests.factories.organisations import make_organisation
from tests.journeys.support.keyboard import fill_by_keyboard, tab_through, tab_to
from tests.journeys.support.visitor import DESKTOP, PHONE

EACH_WIDTH = pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=str, indirect=True)
AT_THE_DESK = pytest.mark.parametrize("device", [DESKTOP], ids=str, indirect=True)
LONG_WORD = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"
TEXTS = (
    "/help",
    "/accessibility-statement",
    "/privacy-notice",
    "/cookies",
    "/about-the-data",
    "/glossary",
    "/organisations/register",
    "/reset-password",
    "/confirm-email",
    "/register/check-your-email",
)
FILLED = (
    "/",
    "/directory",
    "/directory?page=2",
    "/directory?q=bread&near=OX3&within=5&kind=business&sort=distance",
    "/directory/search/why-not?q=hedges&name=Friends",
    "/volunteering/why-not?q=hedges&name=trees",
    "/directory/green-gate-bakery",
    "/directory/long-names",
    "/directory/marston-shed",
)
PLACES_TO_PRINT = ("/", "/help", "/directory/green-gate-bakery")
# What the design system adds to links on paper, where it would be of no use.
ADDRESSES_WITHOUT_HOST = """() => [...document.querySelectorAll("a[href^='/']")]
    .map(link => getComputedStyle(link, "::after").content)
    .filter(content => content.includes("/"))"""
MEMBER = "rowan@example.org"


@pytest.fixture
def filled_site(site):
    """Return a site whose directory has two pages: long words, evidence, a listing."""
    with site.arranging():
        bakery = make_organisation(name="Green Gate Bakery", slug="green-gate-bakery")
        make_evidence(bakery)
        make_organisation(
            name=f"Friends of {LONG_WORD}",
            slug="long-names",
            website=f"https://www.{LONG_WORD.lower()}.example/{LONG_WORD}",
            description=f"{LONG_WORD}{LONG_WORD} and its friends.",
        )
        make_listing(name="Marston Shed", slug="marston-shed")
        for _ in range(20):
            make_organisation()
        make_user(name="Rowan Ashwell", email=MEMBER)
    return site


@EACH_WIDTH
def test_pages_of_text(site, new_visitor):
    reader = new_visitor(site, "reader")
    for path in TEXTS:
        reader.visit(path)
    reader.visit("/nothing-of-that-name", status=404)
    reader.visit("/directory/nobody", status=404)
    reader.visit("/directory?page=9")
    reader.sees("All 0 organisations")


@EACH_WIDTH
def test_pages_with_something_on_them(filled_site, new_visitor):
    reader = new_visitor(filled_site, "reader")
    for path in FILLED:
        reader.visit(path)
        reader.fits_into(320, 256)
    reader.visit("/directory?q=zzyzx")
    reader.sees("0 organisations found", "No strong match")
    reader.visit("/directory")
    reader.sees("All 23 organisations", "Showing 1 to 20 of 23 organisations")
    assert "Why it is here" not in reader.text, "nothing was asked for"
    reader.page.get_by_text("More ways to narrow it down").click()
    reader.examine()
    reader.pick("Kind of organisation", "Charity")
    reader.press("Search")
    reader.sees("1 organisation found", "Marston Shed", "Unclaimed listing")


@EACH_WIDTH
def test_forms_with_errors(site, new_visitor):
    writer = new_visitor(site, "writer")
    writer.visit("/sign-in")
    writer.press("Sign in")
    writer.sees_errors("Enter your email address", "Enter your password")
    writer.visit("/register")
    writer.press("Create account")
    writer.sees_errors(
        "Enter your name",
        "Enter your email address",
        "Enter a password",
        "Select how old you are",
    )
    writer.visit("/feedback")
    writer.fill("What were you doing?", "Looking for a caterer.")
    writer.press("Send")
    writer.sees_errors("Enter what happened")
    assert writer.typed("What were you doing?") == "Looking for a caterer."
    writer.fill("What happened?", "I found three, and the first was right.")
    writer.press("Send")
    assert writer.heading == "Thank you: your message is on its way"


@AT_THE_DESK
def test_pages_print(filled_site, new_visitor):
    reader = new_visitor(filled_site, "reader")
    for path in PLACES_TO_PRINT:
        reader.visit(path)
        reader.page.emulate_media(media="print")
        reader.examine()
        assert reader.page.locator("h1").is_visible()
        assert reader.page.evaluate(ADDRESSES_WITHOUT_HOST) == []
        for hidden in (".govuk-skip-link", ".govuk-phase-banner", ".site-footer__links"):
            assert not reader.page.locator(hidden).is_visible(), hidden
        reader.page.emulate_media(media="screen")


@AT_THE_DESK
def test_the_keyboard_alone_is_enough(filled_site, new_visitor):
    typist = new_visitor(filled_site, "typist")
    typist.visit("/directory")
    stops = tab_through(typist.page)
    assert stops[0].name == "Skip to main content"
    assert [stop.name for stop in stops if not stop.is_seen] == []
    assert stops[-1].name == "Feedback"
    searches(typist)
    signs_in(typist)


def searches(typist):
    typist.visit("/directory")
    typist.page.keyboard.press("Tab")
    typist.page.keyboard.press("Enter")
    fill_by_keyboard(typist.page, "What are you looking for?", "bread")
    with typist.page.expect_navigation():
        typist.page.keyboard.press("Enter")
    typist.examine()
    tab_to(typist.page, "Green Gate Bakery")
    with typist.page.expect_navigation():
        typist.page.keyboard.press("Enter")
    typist.examine()
    assert typist.heading == "Green Gate Bakery"


def signs_in(typist):
    tab_to(typist.page, "Sign in")
    with typist.page.expect_navigation():
        typist.page.keyboard.press("Enter")
    fill_by_keyboard(typist.page, "Your email address", MEMBER)
    fill_by_keyboard(typist.page, "Your password", "moss lantern orchard seven")
    tab_to(typist.page, "Show password")
    tab_to(typist.page, "Sign in")
    with typist.page.expect_navigation():
        typist.page.keyboard.press("Space")
    typist.examine()
    typist.sees("Rowan Ashwell", "Your account")

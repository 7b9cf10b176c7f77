"""A volunteer on paper: registered by a broker, placed, written to; then online after all."""

import re

from sqlalchemy import select

from brokerage.assisted.models import Letter
from brokerage.assisted.rules import CODE_REFUSED
from brokerage.extensions import db
from tests.factories.accounts import make_user
from tests.factories.volunteering import make_session
from tests.journeys.support.staff import sign_in, sign_in_with_code
from tests.journeys.support.visitor import PLAIN_PHONE, every_device
from tests.journeys.support.volunteering import (
    HOST,
    HOST_OWNER,
    comes_in,
    make_host,
    make_story_morning,
    opens_the_asks,
)

BROKER = "hazel@partnership.example"
NAME, EMAIL = "Ivy Larkrise", "ivy@home.example"
PASSWORD = "kettle harbour violet nine"  # noqa: S105  # opens nothing outside a test
ROLE = "Story morning at the library"


@every_device(PLAIN_PHONE)
def test_a_paper_volunteer(site, new_visitor):
    with site.arranging():
        make_session(make_story_morning(make_host()))
        make_user(name="Hazel Quillford", email=BROKER, is_broker=True)
    broker, host = new_visitor(site, "broker"), new_visitor(site, "host")
    ivy = new_visitor(site, "volunteer")
    registers(broker)
    says_what_she_would_like(broker)
    asks_for_a_place(broker)
    comes_in(host, HOST_OWNER)
    opens_the_asks(host)
    host.click(NAME)
    host.press("Accept")
    posts_the_letters(broker)
    with site.arranging():
        subjects = db.session.scalars(select(Letter.subject).order_by(Letter.id)).all()
    assert subjects == [
        "You are registered to volunteer",
        f"You asked for a place: {ROLE}",
        f"You have a place: {ROLE}",
    ]
    enters_what_she_says(broker)
    takes_over(ivy, site, gets_a_code(broker))
    host_registers_one(host)


def registers(broker):
    sign_in_with_code(broker, BROKER)
    broker.visit("/assisted")
    broker.sees("Nobody yet")
    broker.press("Register somebody")
    broker.press("Register them")
    broker.sees_errors(
        "Tick that they agreed. If they did not, we may not keep anything about them",
        "Select how they agreed",
        "Enter their name",
        "Select how old they are",
        "Select by phone or by letter",
    )
    broker.choose("Yes: I read this to them, or they read it, and they agreed")
    broker.choose("On paper, signed")
    broker.fill("Their full name", NAME)
    broker.choose("18 or over")
    broker.choose("By letter")
    broker.fill("Postal address", "2 Mill Lane\nThimbleford")
    broker.fill("Postcode", "OX4 1AA")
    broker.press("Register them")
    assert broker.heading == NAME


def says_what_she_would_like(broker):
    broker.click("What they care about")
    broker.sees(f"You answer for {NAME}")
    broker.choose("Children and reading")
    broker.press("Continue")
    broker.fill("In your own words (optional)", "I read aloud to my grandchildren")
    broker.press("Continue")
    broker.choose("Any of these: my time is my own")
    broker.choose("One-off")
    broker.press("Continue")
    broker.fill("Home or work postcode", "OX4")
    broker.choose("Home")
    broker.fill("How far would you go?", "10")
    broker.press("Continue")
    broker.choose("No")
    broker.press("Continue")
    assert broker.heading == NAME


def asks_for_a_place(broker):
    broker.press("Find a place")
    broker.click(ROLE)
    assert broker.heading == f"Ask for a place for {NAME}"
    broker.page.get_by_role("radio").first.check()
    broker.press("Ask for a place")
    broker.sees("Asked. What the host answers comes to the letters and calls.")


def posts_the_letters(broker):
    broker.visit("/assisted/letters")
    broker.press("Print and mark as posted")
    on_paper(broker)
    for box in broker.page.get_by_role("checkbox").all():
        box.check()
    broker.press("Mark as posted")
    broker.sees("Marked as posted: 3.", "No letter waits")
    broker.click("What is done")
    broker.sees("by Hazel Quillford")


def on_paper(broker):
    """One letter a page, in large type, and nothing of the site around them."""
    page = broker.page
    page.emulate_media(media="print")
    assert page.locator(".letter").count() == 3
    for hidden in (".site-header", ".site-footer", "h1", ".not-printed"):
        assert not page.locator(hidden).first.is_visible(), hidden
    style = "node => { const s = getComputedStyle(node); return [s.breakAfter, s.fontSize] }"
    breaks, size = page.locator(".letter").first.evaluate(style)
    assert breaks == "page"
    assert float(size.removesuffix("px")) >= 18
    pages = re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))
    assert len(pages) == 3
    page.emulate_media(media="screen")


def enters_what_she_says(broker):
    broker.visit("/assisted")
    broker.click(NAME)
    broker.click(f"Where it stands for {ROLE}")
    broker.click("They agree")
    broker.choose("Yes: I told them, and they agreed")
    broker.press("Save")
    broker.sees("may see and record their checks")
    assert "Log their hours" not in broker.text
    broker.click("Ask for work time")
    broker.click("Where they work")
    broker.sees("No employer yet")


def gets_a_code(broker):
    broker.visit("/assisted")
    broker.click(NAME)
    broker.click("Make a code")
    broker.press("Make a code")
    return broker.page.locator(".letter__code").inner_text()


def takes_over(ivy, site, code):
    ivy.visit("/sign-in")
    ivy.click("Use your code")
    ivy.fill("The code from your letter", "AAAA-BBBB-CCCC")
    ivy.fill("Your email address", EMAIL)
    ivy.fill("Choose a password", PASSWORD)
    ivy.press("Continue")
    ivy.sees_errors(CODE_REFUSED)
    ivy.fill("The code from your letter", code.lower())
    ivy.fill("Choose a password", PASSWORD)
    ivy.press("Continue")
    assert ivy.heading == "Check your email"
    ivy.visit(site.link_mailed_to(EMAIL))
    ivy.press("Make it mine")
    sign_in(ivy, EMAIL, PASSWORD)
    ivy.visit("/bookings")
    ivy.sees(ROLE)


def host_registers_one(host):
    host.visit("/account")
    host.click(HOST)
    host.click("Look after them")
    host.sees("Nobody yet")
    assert NAME not in host.text

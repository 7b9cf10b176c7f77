"""A broker at work: signs in through the pages, the one-time codes set up on the way."""

import re
import time

import pyotp

from tests.factories.accounts import CODE_SECRET, make_user
from tests.journeys.support.site import Site
from tests.journeys.support.visitor import Visitor
from tests.support.sign_in import PASSWORD

BROKER = "broker@partnership.example"


def sign_in(person: Visitor, email: str, password: str = PASSWORD) -> None:
    """Sign in by the form of the page the person is on."""
    person.fill("Your email address", email)
    person.fill("Your password", password)
    person.press("Sign in")


def sign_in_as_broker(person: Visitor, site: Site) -> None:
    """Make the site's broker, who signs in for the first time and so sets up codes."""
    with site.arranging():
        make_user(name="Hazel Quillford", email=BROKER, is_broker=True, has_codes=False)
    person.visit("/sign-in")
    sign_in(person, BROKER)
    assert person.heading == "Set up sign-in codes"
    key = person.page.locator(".code-text").inner_text()
    person.fill("Code", "000000")
    person.press("Finish")
    assert person.page.locator(".govuk-error-summary").is_visible()
    person.fill("Code", pyotp.TOTP(key.replace(" ", "")).at(int(time.time())))
    person.press("Finish")
    assert person.heading == "Keep these recovery codes"
    codes = person.page.locator(".code-text").all_inner_texts()
    assert len(codes) >= 8
    assert all(re.fullmatch(r"[a-z0-9]{4}(-[a-z0-9]{4}){3}", code) for code in codes)
    person.press("I have kept them: continue")
    assert person.heading == "Your account"


def sign_in_with_code(person: Visitor, email: str) -> None:
    """Sign in as someone of the factories' staff, who has codes already."""
    person.visit("/sign-in")
    sign_in(person, email)
    person.fill("Code", pyotp.TOTP(CODE_SECRET).now())
    person.press("Sign in")

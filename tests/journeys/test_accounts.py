"""Accounts in a browser: a newcomer's way in, a broker's codes, an administrator's desk."""

import pyotp
import pytest

from brokerage.accounts.models import User
from brokerage.extensions import db, utcnow
from brokerage.mail import queue_mail
from tests.factories.accounts import make_user
from tests.support.outbox import Outbox
from tests.support.sign_in import PASSWORD

EMAIL = "priya@joinery.example"
NEW_PASSWORD = "violet kettle harbour nine"


@pytest.fixture
def people(site):
    """A person, an administrator without codes, and a message that was given up."""
    with site.app.app_context():
        make_user(name="Sam Weller", email="sam@site.example")
        make_user(name="A waiting person", email="waiting@site.example", is_verified=False)
        make_user(
            name="Ada Ministrator",
            email="ada@site.example",
            is_administrator=True,
            has_codes=False,
        )
        queue_mail(
            to="gone@site.example", subject="Lost", template="accounts/reset_password", link="x"
        )
        message = Outbox().last_to("gone@site.example")
        message.parked_at, message.attempts = utcnow(), 10
        message.last_error = "MailRefusedError: 550 no such user"
        db.session.commit()


def link_to(site, email):
    with site.app.app_context():
        return Outbox().link_to(email)


def sign_in(person, email, password=PASSWORD):
    person.visit("/sign-in")
    person.fill("Your email address", email)
    person.fill("Your password", password)
    person.press("Sign in")


def test_a_newcomer_makes_an_account(site, new_visitor):
    priya = new_visitor(site)
    priya.visit("/register")
    priya.press("Create account")
    assert "Enter your name" in priya.text
    priya.fill("Your name", "Priya Ramanathan")
    priya.fill("Your email address", EMAIL)
    priya.fill("Choose a password", PASSWORD)
    priya.choose("18 or over")
    priya.press("Create account")
    assert priya.heading == "Check your email"
    link = link_to(site, EMAIL)
    priya.visit(link)
    priya.press("Confirm my email address")
    sign_in(priya, EMAIL, "not the password")
    assert "There is a problem" in priya.text
    sign_in(priya, EMAIL)
    assert priya.heading == "Your account"
    priya.click("Change name")
    priya.fill("Your name", "Priya R")
    priya.press("Save")
    priya.click("Change password")
    priya.fill("Your password now", PASSWORD)
    priya.fill("Your new password", NEW_PASSWORD)
    priya.press("Change password")
    assert "Your password is changed" in priya.text
    priya.press("Sign out")
    assert "You are signed out" in priya.text
    priya.visit(link)
    assert priya.heading == "Your email address is confirmed"


def test_a_forgotten_password(site, people, new_visitor):
    sam = new_visitor(site)
    sam.visit("/sign-in")
    sam.click("Forgotten your password?")
    sam.fill("Your email address", "sam@site.example")
    sam.press("Send me a link")
    link = link_to(site, "sam@site.example")
    sam.visit(link)
    sam.fill("Choose a new password", "short")
    sam.press("Set the new password")
    assert "at least 10 characters" in sam.text
    sam.fill("Choose a new password", NEW_PASSWORD)
    sam.press("Set the new password")
    sign_in(sam, "sam@site.example", NEW_PASSWORD)
    assert sam.heading == "Your account"
    sam.visit(link)
    assert sam.heading == "This link no longer works"
    sam.visit(f"/confirm-email/{'x' * 43}")
    sam.press("Get a new link")
    sam.fill("Your email address", "waiting@site.example")
    sam.press("Send a new link")
    assert sam.heading == "Check your email"


def test_an_administrator_sets_up_codes_and_works(site, people, new_visitor):
    ada = new_visitor(site)
    sign_in(ada, "ada@site.example")
    assert ada.heading == "Set up sign-in codes"
    ada.fill("Code", "000000")
    ada.press("Finish")
    assert "That code is not right" in ada.text
    ada.fill("Code", code_of(site))
    ada.press("Finish")
    assert ada.heading == "Keep these recovery codes"
    recovery_code = ada.page.locator(".code-text").first.inner_text()
    ada.press("I have kept them: continue")
    administer(ada)
    ada.press("Sign out")
    sign_in(ada, "ada@site.example")
    assert ada.heading == "Enter your code"
    ada.click("Use a recovery code instead")
    ada.fill("Recovery code", recovery_code)
    ada.press("Sign in")
    ada.click("Change sign-in codes")
    assert "9 recovery codes left" in ada.text


def administer(ada):
    ada.visit("/administration/users?q=sam")
    ada.click("Sam Weller")
    ada.click("Change the role")
    ada.choose("Broker")
    ada.press("Save")
    assert "The role is changed" in ada.text
    ada.click("Suspend the account")
    ada.press("Suspend the account")
    assert "Enter the reason" in ada.text
    ada.fill("Why?", "Sent advertisements to every host.")
    ada.press("Suspend the account")
    ada.click("Lift the suspension")
    ada.press("Lift the suspension")
    ada.visit("/administration/users?q=nobody-at-all")
    ada.visit("/administration/audit")
    ada.visit("/administration/mail")
    ada.page.get_by_role("button", name="Send again").click()
    ada.examine()
    assert "send it again" in ada.text


def code_of(site):
    with site.app.app_context():
        user = db.session.query(User).filter_by(email="ada@site.example").one()
        return pyotp.TOTP(user.totp_secret).now()

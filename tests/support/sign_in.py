"""How a test's client signs in: the service that the page calls, then the page of the code.

The page that asks for a password has its own tests. Users that factories make have `PASSWORD`.
"""

import time
from contextvars import Context

import pyotp
from flask import Flask, url_for

from brokerage.accounts.models import User
from brokerage.accounts.queries import ProvenPassword
from brokerage.accounts.service.sign_ins import StartedSignIn
from brokerage.accounts.service.sign_ins import sign_in as start_sign_in
from brokerage.extensions import db, utcnow
from tests.support.inspecting_client import InspectingClient, let_go_of_the_tests_session

PASSWORD = "moss lantern orchard seven"  # noqa: S105 - opens nothing outside a test
SECONDS_OF_A_CODE = 30


def sign_in(client: InspectingClient, user: User) -> InspectingClient:
    """Sign the user in and return the client, which keeps the cookie from then on."""
    let_go_of_the_tests_session()
    secret, proven = user.totp_secret, ProvenPassword(user.id, user.password_hash, None)
    app = client.application
    started = Context().run(_start, app, user.email, proven)
    client.set_cookie(app.config["SIGN_IN_COOKIE_NAME"], started.token)
    if started.has_codes and started.needs_code:
        with app.test_request_context():
            address = url_for("accounts.enter_code")
        enter_code(client, address, secret)
    return client


def _start(app: Flask, email: str, proven: ProvenPassword) -> StartedSignIn:
    with app.app_context():
        started = start_sign_in(email, proven, "Firefox on Linux")
        assert started is not None, f"{email} could not sign in"
        db.session.commit()
    return started


def enter_code(client: InspectingClient, address: str, secret: str) -> None:
    """Enter a code that has not been used yet: three are good at any time."""
    for step in (0, -1, 1):
        code = pyotp.TOTP(secret).at(int(time.time()) + step * SECONDS_OF_A_CODE)
        if client.submit(client.get(address), {"code": code}).status_code == 303:
            return
    raise AssertionError("No code was taken: did this person sign in three times before?")


def suspend(user: object) -> None:
    """Suspend the user by the bare fact, and leave their sign-ins: the app must not heed those."""
    user.suspended_at = utcnow()
    db.session.add(user)
    db.session.commit()

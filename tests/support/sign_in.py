"""How a test's client signs in: through the pages, as people do, the one-time code included.

Users that factories make have the password `PASSWORD`.
"""

import time

import pyotp
from flask import url_for

from brokerage.extensions import db, utcnow
from tests.support.inspecting_client import InspectingClient

PASSWORD = "moss lantern orchard seven"  # noqa: S105 - opens nothing outside a test
SECONDS_OF_A_CODE = 30


def sign_in(client: InspectingClient, user: object) -> InspectingClient:
    """Sign the user in and return the client, which keeps the cookie from then on."""
    with client.application.test_request_context():
        address = url_for("accounts.sign_in")
        code_address = url_for("accounts.enter_code")
    email, secret = user.email, user.totp_secret
    answer = client.submit(client.get(address), {"email": email, "password": PASSWORD})
    assert answer.status_code == 303, f"{email} could not sign in: {answer.status}"
    if answer.location.partition("?")[0].endswith(code_address):
        enter_code(client, answer.location, secret)
    return client


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

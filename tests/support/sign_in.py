"""How a test's client signs in: through the sign-in page, as people do.

Users that factories make have the password `PASSWORD`.
"""

from flask import url_for

from brokerage.extensions import db, utcnow
from tests.support.inspecting_client import InspectingClient

PASSWORD = "moss lantern orchard seven"  # noqa: S105 - opens nothing outside a test


def sign_in(client: InspectingClient, user: object) -> InspectingClient:
    """Sign the user in and return the client, which keeps the cookie from then on."""
    with client.application.test_request_context():
        address = url_for("accounts.sign_in")
    page = client.get(address)
    answer = client.submit(page, {"email": user.email, "password": PASSWORD})
    assert answer.status_code == 303, f"{user.email} could not sign in: {answer.status}"
    return client


def suspend(user: object) -> None:
    """Suspend the user by the bare fact, and leave their sign-ins: the app must not heed those."""
    user.suspended_at = utcnow()
    db.session.add(user)
    db.session.commit()

"""Known or unknown: the same status, body, headers and time."""

import re
import statistics
import time

import pytest

from brokerage.accounts.routes import public
from brokerage.extensions import db
from tests.factories.accounts import make_user
from tests.support.sign_in import PASSWORD

KNOWN, UNKNOWN = "known@site.example", "unknown@site.example"
TRIES, ROUNDS, MOST = 20, 24, 0.10
FORMS = {
    "/sign-in": {"password": "not the password"},
    "/reset-password": {},
    "/confirm-email": {},
    "/register": {"name": "Sam Weller", "password": PASSWORD, "age_band": "18+"},
}


@pytest.fixture
def unlimited(monkeypatch):
    """Let the same address be tried often enough to be timed."""
    for name in ("SIGN_IN_LIMIT", "REGISTER_LIMIT", "LINK_LIMIT"):
        limit = getattr(public, name)
        monkeypatch.setattr(public, name, type(limit)(limit.name, most=1_000_000))


def plain(text, email):
    """Return a page without what differs from visitor to visitor: the token, what was typed."""
    return re.sub(r'name="csrf_token"[^>]*', "", text).replace(email, "EMAIL")


@pytest.mark.parametrize("address", FORMS)
def test_the_answers_are_the_same_to_the_letter(app, db_session, address):
    make_user(email=KNOWN)
    answers = []
    for email in (KNOWN, UNKNOWN):
        client = app.test_client()
        answer = client.submit(client.get(address), FORMS[address] | {"email": email})
        headers = {
            name: plain(re.sub(r"form=[^;]+", "form=", value), email)
            for name, value in answer.headers
            if name != "Content-Length"
        }
        next_page = client.get(answer.location).text if answer.location else ""
        bodies = plain(answer.text, email), plain(next_page, email)
        answers.append((answer.status, bodies, headers))
    assert answers[0] == answers[1]


@pytest.mark.parametrize("address", FORMS)
@pytest.mark.usefixtures("unlimited")
def test_the_answers_take_the_same_time(committed_app, address):
    """Real commits; the two are asked in turn, so that a busy machine slows both alike."""
    with committed_app.app_context():
        for number in range(200):
            make_user(email=f"person{number}@site.example")
        make_user(email=KNOWN, is_verified=address != "/confirm-email")
        db.session.commit()
    times = {KNOWN: [], UNKNOWN: []}
    differences = []
    for _ in range(ROUNDS):
        differences.append(measure(committed_app, address, times))
        if differences[-1] <= MOST:
            return
    pytest.fail(f"medians apart by {[f'{each:.1%}' for each in differences]}")


def measure(app, address, times):
    """Add a round of tries and return how far the two medians of all are apart, as a share."""
    client = app.test_client()
    client.inspects = False  # what is timed is the site, not the look at its page
    page = client.get(address)
    for number in range(TRIES):
        # An unknown address is known once it has registered: each is used once.
        unknown = f"{time.monotonic_ns()}-{number}@nowhere.example"
        pair = ((KNOWN, KNOWN), (UNKNOWN, unknown))
        for kind, email in pair if number % 2 else reversed(pair):
            start = time.perf_counter()
            client.submit(page, FORMS[address] | {"email": email})
            times[kind].append(time.perf_counter() - start)
    known, unknown = (statistics.median(times[kind]) for kind in (KNOWN, UNKNOWN))
    print(f"{address}: known {known * 1000:.1f} ms, unknown {unknown * 1000:.1f} ms")  # noqa: T201 - shown by pytest -rP
    return abs(known - unknown) / max(known, unknown)

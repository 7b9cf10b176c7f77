"""A code on paper, an address, a link: the account becomes the person's own."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from brokerage.accounts.models import User
from brokerage.assisted.models import AssistedVolunteer, Letter, TakeOver
from brokerage.assisted.rules import CODE_LIFETIME
from brokerage.assisted.service import take_overs as service
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow
from brokerage.mail import OutboxMessage
from brokerage.scheduling.models import Session as Occasion
from brokerage.volunteering.models import Opportunity
from brokerage.volunteering.service import bookings
from tests.factories.accounts import make_user
from tests.factories.assisted import make_assisted, make_letter
from tests.factories.volunteering import make_booking
from tests.support.inspecting_client import InspectingClient, follow
from tests.support.outbox import Outbox
from tests.support.page import Page

pytestmark = pytest.mark.usefixtures("fresh_index", "reference")
PASSWORD = "kettle harbour violet nine"  # noqa: S105  # opens nothing outside a test
EMAIL = "ada@example.org"


@pytest.fixture
def ada(broker: User) -> AssistedVolunteer:
    """Return somebody whom the brokers look after."""
    return make_assisted(broker, name="Ada Thornley")


@pytest.fixture
def code(ada: AssistedVolunteer, broker: User) -> str:
    """Return a code that works."""
    return service.make_code(broker.as_subject(), ada)


def use(client: InspectingClient, code: str, email: str = EMAIL) -> list[str]:
    """Use a code through the page; return what was refused."""
    page = client.get("/take-over")
    answer = client.submit(page, {"code": code, "email": email, "password": PASSWORD})
    return [] if answer.status_code == 303 else Page(answer.text).error_summary


def test_from_the_code_on_paper_to_a_sign_in(
    bridget: InspectingClient,
    client: InspectingClient,
    ada: AssistedVolunteer,
    host_owner: User,
    role: Opportunity,
    day: Occasion,
    outbox: Outbox,
) -> None:
    waiting = make_letter(ada)
    booking = make_booking(ada.user, role, day)
    page = bridget.get(f"/assisted/people/{ada.user_id}/code")
    letter = bridget.submit(page)
    assert letter.status_code == 200
    assert letter.headers["Cache-Control"] == "no-store"
    found = [each for each in Page(letter.text).text.split() if each.count("-") == 2]
    code = next(each for each in found if len(each) == 14)
    assert code not in Page(bridget.get(f"/assisted/people/{ada.user_id}").text).text
    assert use(client, f" {code.lower().replace('-', ' ')} ") == []
    assert "Check your email" in client.get("/take-over/check-your-email").text
    db.session.expire_all()
    assert ada.user.email is None
    link = outbox.link_to(EMAIL)
    shown = client.get(link)
    follow(client, client.submit(shown))
    db.session.expire_all()
    assert (ada.user.email, ada.phone, ada.address) == (EMAIL, "", "")
    assert ada.user.verified_at is not None
    assert waiting.outcome == "not-needed"
    sign_in = client.get("/sign-in")
    assert client.submit(sign_in, {"email": EMAIL, "password": PASSWORD}).status_code == 303
    letters = len(db.session.scalars(select(Letter)).all())
    bookings.accept_ask(host_owner.as_subject(), booking, "")
    assert "You have a place" in outbox.last_to(EMAIL).subject
    assert len(db.session.scalars(select(Letter)).all()) == letters
    assert "no longer works" in client.get(link).text
    left = db.session.scalars(select(TakeOver)).one()
    assert (left.email, left.password_hash, left.token_digest) == (None, None, None)


def test_nobody_acts_for_them_any_more(bridget: InspectingClient, ada: AssistedVolunteer) -> None:
    ada.user.email = ada.user.email_key = EMAIL
    ada.user.password_hash, ada.taken_over_at = "x", utcnow()
    db.session.commit()
    base = f"/assisted/people/{ada.user_id}"
    for page in ("change", "consent", "answers/causes", "remove", "erase", "code", "places"):
        assert bridget.get(f"{base}/{page}").status_code == 404, page
    assert "took their account over" in Page(bridget.get(base).text).text


def test_a_code_works_once(client: InspectingClient, code: str) -> None:
    assert use(client, code) == []
    assert "does not work" in use(client, code, "other@example.org")[0]
    assert len(db.session.scalars(select(OutboxMessage)).all()) == 1


def test_a_new_code_stops_the_old_one(
    client: InspectingClient, ada: AssistedVolunteer, broker: User, code: str
) -> None:
    newer = service.make_code(broker.as_subject(), ada)
    assert "does not work" in use(client, code)[0]
    assert use(client, newer) == []


def test_a_code_and_a_link_run_out(
    client: InspectingClient, ada: AssistedVolunteer, code: str, broker: User, outbox: Outbox
) -> None:
    late = utcnow() - timedelta(seconds=1)
    db.session.execute(update(TakeOver).values(expires_at=late))
    assert "does not work" in use(client, code)[0]
    assert use(client, service.make_code(broker.as_subject(), ada)) == []
    db.session.execute(update(TakeOver).values(token_expires_at=late))
    assert "no longer works" in client.get(outbox.link_to(EMAIL)).text
    assert timedelta(days=28) == CODE_LIFETIME


def test_guessing_is_stopped(client: InspectingClient, code: str) -> None:
    for _ in range(5):
        assert "does not work" in use(client, "AAAA-BBBB-CCCC")[0]
    page = client.get("/take-over")
    answer = client.submit(page, {"code": code, "email": EMAIL, "password": PASSWORD})
    assert answer.status_code == 429


def test_an_address_with_an_account_gets_a_mail_and_the_page_says_the_same(
    client: InspectingClient, code: str, outbox: Outbox
) -> None:
    make_user(email="known@example.org")
    assert use(client, code, "known@example.org") == []
    assert outbox.last_to("known@example.org").subject == "You already have an account"
    assert use(client, code) == []


def test_an_address_taken_in_between_is_refused(
    client: InspectingClient, code: str, outbox: Outbox, ada: AssistedVolunteer
) -> None:
    use(client, code)
    page = client.get(outbox.link_to(EMAIL))
    make_user(email=EMAIL)
    assert "has this email address" in Page(client.submit(page).text).error_summary[0]
    db.session.expire_all()
    assert ada.user.email is None


def test_erasing_stops_the_code(
    client: InspectingClient, bridget: InspectingClient, ada: AssistedVolunteer, code: str
) -> None:
    bridget.submit(bridget.get(f"/assisted/people/{ada.user_id}/erase"))
    assert "does not work" in use(client, code)[0]


def test_no_code_for_somebody_who_is_gone(ada: AssistedVolunteer, broker: User) -> None:
    ada.erased_at = utcnow()
    db.session.commit()
    with pytest.raises(DomainError):
        service.make_code(broker.as_subject(), ada)

"""What becomes of an opportunity: published, changed, closed, opened again, copied."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.audit import AuditEvent
from brokerage.errors import DomainError
from brokerage.matchmaking.models import MatchChange
from brokerage.organisations.models import Organisation
from brokerage.organisations.rules import Want
from brokerage.permissions import Subject
from brokerage.volunteering.models import Booking, Opportunity
from brokerage.volunteering.rules.bookings import BookingStatus
from brokerage.volunteering.rules.opportunities import OpportunityStatus, Step
from brokerage.volunteering.service import opportunities as service
from tests.factories.accounts import make_user
from tests.factories.volunteering import (
    make_booking,
    make_flexible_opportunity,
    make_opportunity,
    make_picture,
    make_session,
)
from tests.support.form_fuzzer import fuzz_form
from tests.support.inspecting_client import InspectingClient, follow
from tests.support.outbox import Outbox
from tests.support.page import Page

pytestmark = pytest.mark.usefixtures("reference")


def address(opportunity: Opportunity, tail: str = "host") -> str:
    return f"/opportunities/{opportunity.id}/{tail}"


def make_draft(host: Organisation, **fields: object) -> Opportunity:
    return make_opportunity(host, **{"status": "draft", "published_at": None} | fields)


def press(client: InspectingClient, opportunity: Opportunity, button: str) -> str:
    page = client.get(address(opportunity))
    page = follow(client, client.submit(page, form=button))
    return Page(page.text).text


def status_of(session: Session, opportunity: Opportunity) -> str:
    session.expire_all()
    return session.get_one(Opportunity, opportunity.id).status


def test_the_first_one_goes_to_a_broker_and_is_not_public(
    db_session: Session,
    host: Organisation,
    hester: InspectingClient,
    client: InspectingClient,
    outbox: Outbox,
) -> None:
    broker = make_user(is_broker=True, email="broker@example.org")
    draft = make_draft(host, title="Plant an orchard")
    make_session(draft)
    page = hester.get(address(draft))
    assert "It is your first one" in Page(page.text).text
    text = press(hester, draft, "Send it to a broker")
    assert "A broker reads your first one by" in text
    assert "Waiting for a broker" in text
    assert status_of(db_session, draft) == OpportunityStatus.SUBMITTED
    assert "Plant an orchard" in outbox.last_to(broker.email).body
    assert outbox.link_to(broker.email) == "/broker/opportunities"
    assert outbox.link_to("hester@example.org") == address(draft)
    assert client.get(f"/opportunities/{draft.id}").status_code == 404
    assert db_session.scalar(select(func.count()).select_from(MatchChange)) == 0
    answer = hester.get(address(draft, "edit/role"))
    assert "A broker is reading this now" in Page(follow(hester, answer).text).text


def test_later_ones_are_published_at_once(
    db_session: Session, host: Organisation, hester: InspectingClient, client: InspectingClient
) -> None:
    make_opportunity(host, status="closed")
    draft = make_draft(host)
    make_session(draft)
    assert "Published. Everyone can see it" in press(hester, draft, "Publish it")
    assert client.get(f"/opportunities/{draft.id}").status_code == 200
    change = db_session.scalars(select(MatchChange)).all()[-1]
    assert (change.kind, change.object_id) == ("opportunity", draft.id)


def test_what_is_not_finished_cannot_be_published(
    db_session: Session, host: Organisation, hester: InspectingClient
) -> None:
    make_opportunity(host)
    draft = make_draft(host, answered=[Step.ROLE])
    make_session(draft, days_ahead=-2)
    page = hester.get(address(draft))
    assert "a date to come" in Page(page.text).text
    forged = {"csrf_token": hester.csrf_token(page)}
    page = follow(hester, hester.post(address(draft, "publish"), data=forged))
    assert "Some answers are missing" in Page(page.text).text
    assert status_of(db_session, draft) == OpportunityStatus.DRAFT


def test_a_host_that_stopped_hosting_cannot_publish_reopen_or_copy(
    db_session: Session, host: Organisation, host_owner: User
) -> None:
    host.wants = [Want.SELL]
    draft, closed = make_draft(host), make_opportunity(host, status="closed")
    make_session(draft)
    actor = Subject(user_id=host_owner.id)
    for refused in (
        lambda: service.publish_opportunity(actor, draft),
        lambda: service.reopen_opportunity(actor, closed),
        lambda: service.copy_opportunity(actor, closed),
        lambda: service.start_opportunity(actor, host),
    ):
        with pytest.raises(DomainError, match="wants to host volunteers"):
            refused()


def test_the_preview_is_what_everyone_will_see(
    host: Organisation, hester: InspectingClient, client: InspectingClient, db_session: Session
) -> None:
    draft = make_draft(host, requirements=["training"], access="Step-free.")
    make_session(draft, places=3)
    page = hester.click(hester.get(address(draft)), "See it as everyone will see it")
    text = Page(page.text).text
    for shown in ("This is a preview", "3 places left", "The host’s own training", "Step-free."):
        assert shown in text
    assert client.get(address(draft, "preview")).status_code == 302


def test_those_booked_are_told_what_has_changed(
    db_session: Session,
    host: Organisation,
    hester: InspectingClient,
    volunteer_user: User,
    outbox: Outbox,
) -> None:
    opportunity = make_opportunity(host)
    session = make_session(opportunity)
    make_booking(volunteer_user, opportunity, session, status=BookingStatus.CONFIRMED)
    page = hester.get(address(opportunity, "edit/place"))
    follow(hester, hester.submit(page, {"place_name": "The walled garden"}))
    assert "It is now at The walled garden, OX4 1EQ." in outbox.last_to(volunteer_user.email).body
    told = len(outbox.all())
    page = hester.get(address(opportunity, "edit/role"))
    words = "Dig, plant, prune and water forty young apple trees with our gardener."
    follow(hester, hester.submit(page, {"description": words}))
    assert len(outbox.all()) == told
    assert db_session.scalars(select(MatchChange.object_id)).all() == [opportunity.id] * 2


def test_a_draft_that_changes_tells_nobody_and_is_not_found(
    db_session: Session, host: Organisation, hester: InspectingClient, outbox: Outbox
) -> None:
    draft = make_draft(host)
    page = hester.get(address(draft, "edit/place"))
    follow(hester, hester.submit(page, {"place_name": "The walled garden"}))
    assert outbox.all() == []
    assert db_session.scalar(select(func.count()).select_from(MatchChange)) == 0


def test_a_flexible_role_keeps_room_for_those_it_has_taken(
    db_session: Session, host: Organisation, hester: InspectingClient, volunteer_user: User
) -> None:
    opportunity = make_flexible_opportunity(host, flexible_places=3)
    for user in (volunteer_user, make_user()):
        make_booking(user, opportunity, status=BookingStatus.CONFIRMED)
    page = hester.get(address(opportunity, "edit/time"))
    refused = hester.submit(page, {"flexible_places": "1"})
    assert "More people than that have a place" in Page(refused.text).error_summary[0]
    follow(hester, hester.submit(page, {"flexible_places": "2"}))
    saved = db_session.get_one(Opportunity, opportunity.id)
    assert (saved.flexible_places, saved.flexible_taken) == (2, 2)
    refused = hester.submit(page, {"kind_of_dates": "dated"})
    assert "copy it and close" in Page(refused.text).error_summary[0]


def test_closing_says_how_many_are_told_and_tells_them(
    db_session: Session,
    host: Organisation,
    hester: InspectingClient,
    client: InspectingClient,
    volunteer_user: User,
    outbox: Outbox,
) -> None:
    opportunity = make_opportunity(host)
    session = make_session(opportunity)
    make_booking(volunteer_user, opportunity, session, status=BookingStatus.CONFIRMED)
    other = make_user(email="other@example.org")
    make_booking(other, opportunity, session)
    page = hester.click(hester.get(address(opportunity)), "Close it")
    assert "2 people have a place or wait" in Page(page.text).text
    refused = hester.submit(page)
    assert Page(refused.text).error_summary == ["Enter what you want to tell them"]
    page = follow(hester, hester.submit(page, {"reason": "The field is flooded."}))
    assert "We told 2 people." in Page(page.text).text
    assert status_of(db_session, opportunity) == OpportunityStatus.CLOSED
    for email in (volunteer_user.email, "other@example.org"):
        assert "The field is flooded." in outbox.last_to(email).body
    assert set(db_session.scalars(select(Booking.status))) == {"cancelled", "declined"}
    assert session.taken == 0
    assert client.get(f"/opportunities/{opportunity.id}").status_code == 404
    assert hester.get(address(opportunity, "close")).status_code == 303


def test_closing_what_nobody_waits_for_needs_no_words(
    db_session: Session, host: Organisation, hester: InspectingClient
) -> None:
    opportunity = make_opportunity(host)
    page = hester.get(address(opportunity, "close"))
    assert "Nobody has a place" in Page(page.text).text
    page = follow(hester, hester.submit(page))
    assert "Nobody was waiting." in Page(page.text).text


def test_a_host_that_leaves_closes_what_it_has_open_and_those_booked_hear(
    db_session: Session,
    host: Organisation,
    hester: InspectingClient,
    volunteer_user: User,
    outbox: Outbox,
) -> None:
    opportunity, draft = make_opportunity(host), make_draft(host)
    session = make_session(opportunity)
    make_booking(volunteer_user, opportunity, session, status=BookingStatus.CONFIRMED)
    follow(hester, hester.submit(hester.get(f"/organisations/{host.id}/withdraw")))
    assert status_of(db_session, opportunity) == OpportunityStatus.CLOSED
    assert status_of(db_session, draft) == OpportunityStatus.DRAFT
    assert "does not take volunteers here now" in outbox.last_to(volunteer_user.email).body


def test_what_was_public_and_is_complete_is_public_again(
    db_session: Session, host: Organisation, hester: InspectingClient
) -> None:
    opportunity = make_opportunity(host, status="closed")
    make_session(opportunity)
    assert "Open again. Everyone can see it." in press(hester, opportunity, "Open it again")
    assert status_of(db_session, opportunity) == OpportunityStatus.PUBLISHED


def test_without_a_date_to_come_it_is_a_draft_again(
    db_session: Session, host: Organisation, hester: InspectingClient
) -> None:
    opportunity = make_opportunity(host, status="closed")
    make_session(opportunity, days_ahead=-3)
    assert "It is a draft again" in press(hester, opportunity, "Open it again")
    assert status_of(db_session, opportunity) == OpportunityStatus.DRAFT


def test_closing_and_opening_is_no_way_around_the_broker(
    db_session: Session, host: Organisation, hester: InspectingClient
) -> None:
    opportunity = make_opportunity(host, status="submitted", published_at=None)
    make_session(opportunity)
    page = hester.get(address(opportunity, "close"))
    follow(hester, hester.submit(page))
    press(hester, opportunity, "Open it again")
    assert status_of(db_session, opportunity) == OpportunityStatus.DRAFT
    press(hester, opportunity, "Send it to a broker")
    assert status_of(db_session, opportunity) == OpportunityStatus.SUBMITTED


def test_a_copy_has_everything_but_the_dates(
    db_session: Session, host: Organisation, hester: InspectingClient, volunteer_user: User
) -> None:
    opportunity = make_flexible_opportunity(host, access="Step-free.", requirements=["training"])
    make_picture(opportunity)
    make_booking(volunteer_user, opportunity, status=BookingStatus.CONFIRMED)
    text = press(hester, opportunity, "Copy it")
    assert "Copied as a draft, without dates." in text
    copied = db_session.scalars(select(Opportunity).order_by(Opportunity.id.desc())).first()
    assert copied.id != opportunity.id
    assert (copied.status, copied.published_at, copied.flexible_taken) == ("draft", None, 0)
    for field in ("title", "description", "causes", "minutes", "access", "requirements"):
        assert getattr(copied, field) == getattr(opportunity, field)
    assert copied.picture.jpeg == b"a picture"
    assert copied.picture.alt_text == "Three people plant an apple tree"
    assert copied.answered == list(Step)


@pytest.mark.parametrize(
    ("status", "verb"),
    [("published", "publish"), ("published", "reopen"), ("closed", "publish"), ("draft", "reopen")],
)
def test_a_step_out_of_turn_is_refused_in_words(
    db_session: Session, host: Organisation, hester: InspectingClient, status: str, verb: str
) -> None:
    opportunity = make_opportunity(host, status=status)
    make_session(opportunity)
    page = hester.get(address(opportunity))
    forged = {"csrf_token": hester.csrf_token(page)}
    page = follow(hester, hester.post(address(opportunity, verb), data=forged))
    assert "cannot be done" in Page(page.text).text
    assert status_of(db_session, opportunity) == status


def test_every_step_is_on_record_with_who_did_it(
    db_session: Session, host: Organisation, host_owner: User, hester: InspectingClient
) -> None:
    make_opportunity(host, status="closed")
    draft = make_draft(host)
    make_session(draft)
    press(hester, draft, "Publish it")
    follow(hester, hester.submit(hester.get(address(draft, "close"))))
    press(hester, draft, "Open it again")
    press(hester, draft, "Copy it")
    events = db_session.scalars(
        select(AuditEvent).where(AuditEvent.object_kind == "opportunity").order_by(AuditEvent.id)
    ).all()
    verbs = [event.action.rpartition(":")[2] for event in events]
    assert verbs == ["publish", "close", "reopen", "copy"]
    assert {event.actor_id for event in events} == {host_owner.id}


def test_any_post_to_the_closing_page_is_answered(
    host: Organisation, hester: InspectingClient, volunteer_user: User, db_session: Session
) -> None:
    opportunity = make_opportunity(host)
    make_booking(volunteer_user, opportunity, make_session(opportunity))
    fuzz_form(hester, address(opportunity, "close"), is_refusal=lambda answer: False)


def test_a_volunteer_cannot_close_or_publish(
    host: Organisation, vera: InspectingClient, sign_in_as: Callable[..., InspectingClient]
) -> None:
    opportunity = make_opportunity(host)
    token = vera.csrf_token(vera.get("/account"))
    for verb in ("publish", "close", "reopen", "copy", "picture/remove"):
        answer = vera.post(address(opportunity, verb), data={"csrf_token": token})
        assert answer.status_code == 404

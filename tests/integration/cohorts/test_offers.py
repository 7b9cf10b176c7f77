"""Offers: a seat is held, a yes is a booking, a no frees it, and the clock runs."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from brokerage.accounts.models import User
from brokerage.cohorts import tasks
from brokerage.cohorts.models import Cohort, CohortMember, CohortPlace, Placement, PlacementRun
from brokerage.cohorts.service import offers, runs
from brokerage.cohorts.service.members import leave_cohort, remove_member
from brokerage.digests.queries import find_dismissal
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow
from brokerage.volunteering.models import Booking, Volunteer
from brokerage.volunteering.service.bookings import cancel_booking, withdraw_booking
from brokerage.volunteering.service.volunteers import delete_volunteer
from tests.factories.accounts import make_user
from tests.factories.cohorts import FRIDAY, make_placement, make_run
from tests.support.form_fuzzer import fuzz_form
from tests.support.inspecting_client import InspectingClient
from tests.support.outbox import Outbox
from tests.support.page import Page

School = Callable[..., CohortPlace]
Helper = Callable[..., CohortMember]
Client = Callable[..., InspectingClient]


@pytest.fixture
def larkrise(school: School) -> CohortPlace:
    return school("Larkrise", capacity=2)


@pytest.fixture
def tessa(helper: Helper) -> CohortMember:
    return helper("Tessa Brook")


@pytest.fixture
def run(
    cohort: Cohort, host_owner: User, larkrise: CohortPlace, tessa: CohortMember
) -> PlacementRun:
    return runs.start_run(host_owner.as_subject(), cohort)


@pytest.fixture
def offer(run: PlacementRun, host_owner: User) -> Placement:
    offers.send_offers(host_owner.as_subject(), run)
    return only(run)


def only(run: PlacementRun) -> Placement:
    return db.session.scalars(select(Placement).where(Placement.run_id == run.id)).one()


def test_offers_go_out_in_one_step_and_hold_their_seats(
    run: PlacementRun, larkrise: CohortPlace, hester: InspectingClient, outbox: Outbox
) -> None:
    page = hester.click(hester.get(f"/placement-runs/{run.id}"), "Send the offers")
    assert "1 person gets an email" in Page(page.text).text
    answer = hester.submit(page)
    after = Page(hester.get(answer.location).text).text
    assert "Sent 1 offer." in after
    assert "Offered, no answer yet" in after
    assert larkrise.opportunity.flexible_taken == 1
    mail = outbox.last_to("tessa@example.org")
    assert "Reading helper at Larkrise" in mail.body
    assert "Free when it is: Tuesday morning." in mail.body
    assert "Say yes or no by" in mail.body
    again = hester.submit(page)
    assert "Sent 0 offers." in hester.get(again.location).text
    assert len(outbox.to("tessa@example.org")) == 1


def test_a_yes_is_a_booking_in_the_seat_that_was_held(
    offer: Placement,
    larkrise: CohortPlace,
    sign_in_as: Client,
    outbox: Outbox,
) -> None:
    visitor = sign_in_as(offer.member.user)
    assert "offer waits" in Page(visitor.get("/account").text).text
    page = visitor.click(visitor.get("/your-groups"), "Reading helper at Larkrise")
    assert "Why this one" in page.text
    answer = visitor.submit(page, form="Yes, I take it")
    assert "/bookings/" in answer.location
    assert visitor.get(answer.location).status_code == 200
    booking = db.session.scalars(select(Booking)).one()
    assert (booking.user_id, booking.status) == (offer.member.user_id, "confirmed")
    db.session.refresh(offer)
    assert (offer.status, offer.booking_id) == ("accepted", booking.id)
    assert larkrise.opportunity.flexible_taken == 1
    assert "You have a place" in outbox.last_to("tessa@example.org").subject
    assert "Everyone has answered" in outbox.last_to("hester@example.org").subject
    again = visitor.submit(page, form="Yes, I take it")
    assert "changed in the meantime" in visitor.get(again.location).text
    assert db.session.scalar(select(func.count()).select_from(Booking)) == 1


def test_a_no_frees_the_place_and_it_is_not_offered_again(
    cohort: Cohort,
    host_owner: User,
    offer: Placement,
    larkrise: CohortPlace,
    sign_in_as: Client,
    school: School,
) -> None:
    visitor = sign_in_as(offer.member.user)
    page = visitor.click(visitor.get(f"/placement-offers/{offer.id}"), "No, thank you")
    assert Page(visitor.submit(page).text).error_summary
    visitor.submit(page, {"reason": "travel"})
    db.session.refresh(offer)
    assert (offer.status, offer.decline_reason) == ("declined", "travel")
    assert larkrise.opportunity.flexible_taken == 0
    assert offer.member.left_at is None
    school("Meadow")
    second = runs.start_run(host_owner.as_subject(), cohort)
    assert only(second).place.opportunity.title == "Reading helper at Meadow"


def test_a_no_is_remembered_for_the_role_and_can_be_taken_back(
    cohort: Cohort, host_owner: User, offer: Placement, sign_in_as: Client
) -> None:
    visitor, role = sign_in_as(offer.member.user), offer.place.opportunity
    offers.decline_offer(offer.member.user.as_subject(), offer, "time")
    page = visitor.get(f"/opportunities/{role.id}")
    assert "You said no to a place here, on" in page.text
    second = runs.start_run(host_owner.as_subject(), cohort)
    assert db.session.scalars(select(Placement).where(Placement.run_id == second.id)).all() == []
    visitor.submit(page, form="Undo “not for me”")
    assert "You said no to a place" not in visitor.get(f"/opportunities/{role.id}").text
    third = runs.start_run(host_owner.as_subject(), cohort)
    assert only(third).place.opportunity.id == role.id


def test_who_cannot_volunteer_now_says_nothing_of_the_role(offer: Placement) -> None:
    actor, role = offer.member.user.as_subject(), offer.place.opportunity_id
    offers.decline_offer(actor, offer, "not-now")
    assert find_dismissal(actor.user_id, "opportunity", role) is None


def test_who_cannot_volunteer_now_leaves_the_group(offer: Placement) -> None:
    offers.decline_offer(offer.member.user.as_subject(), offer, "not-now")
    assert offer.member.left_at is not None


def test_the_clock_gives_the_place_back(
    offer: Placement, larkrise: CohortPlace, outbox: Outbox, sign_in_as: Client
) -> None:
    assert not tasks.has_due_offers()
    offer.answer_by = utcnow().date() - timedelta(days=1)
    db.session.flush()
    with pytest.raises(DomainError, match="has passed"):
        offers.accept_offer(offer.member.user.as_subject(), offer)
    page = sign_in_as(offer.member.user).get(f"/placement-offers/{offer.id}")
    assert "nothing to answer here" in page.text
    assert tasks.has_due_offers()
    tasks.lapse_offers()
    assert offer.status == "lapsed"
    assert larkrise.opportunity.flexible_taken == 0
    assert "went back" in outbox.last_to("tessa@example.org").subject
    assert not tasks.has_due_offers()


def test_who_has_not_answered_is_reminded_once_and_the_host_sees_who(
    offer: Placement, hester: InspectingClient, outbox: Outbox
) -> None:
    page = f"/cohorts/{offer.member.cohort_id}/host"
    assert "Tessa Brook: Reading helper at Larkrise. Answers by" in hester.get(page).text
    assert not tasks.has_offers_to_remind_of()
    offer.offered_at = utcnow() - timedelta(days=5)
    offer.answer_by = utcnow().date() + timedelta(days=1)
    db.session.flush()
    assert tasks.has_offers_to_remind_of()
    assert offers.remind_of_offers(utcnow().date()) == 1
    mail = outbox.last_to("tessa@example.org")
    assert mail.subject == "Please answer: Reading helper at Larkrise"
    assert "A no is fine" in mail.body
    assert "Reminded on" in hester.get(page).text
    assert not tasks.has_offers_to_remind_of()
    tasks.remind_of_offers()
    assert len(outbox.to("tessa@example.org")) == 2
    offers.accept_offer(offer.member.user.as_subject(), offer)
    assert "Who has not answered" not in hester.get(page).text


def test_who_has_answered_is_not_reminded(offer: Placement) -> None:
    offer.offered_at = utcnow() - timedelta(days=5)
    offer.answer_by = utcnow().date() + timedelta(days=1)
    offers.decline_offer(offer.member.user.as_subject(), offer, "time")
    assert not tasks.has_offers_to_remind_of()


def test_an_offer_is_taken_back_and_they_are_told(
    offer: Placement, larkrise: CohortPlace, hester: InspectingClient, outbox: Outbox
) -> None:
    page = hester.get(f"/placement-runs/{offer.run_id}")
    hester.submit(page, form="Take the offer back : Tessa Brook")
    db.session.refresh(offer)
    assert offer.status == "taken-back"
    assert larkrise.opportunity.flexible_taken == 0
    assert "taken back" in outbox.last_to("tessa@example.org").subject


def test_leaving_or_being_taken_out_gives_the_seat_back(
    offer: Placement, larkrise: CohortPlace, outbox: Outbox
) -> None:
    leave_cohort(offer.member.user.as_subject(), offer.member)
    assert (offer.status, larkrise.opportunity.flexible_taken) == ("taken-back", 0)
    with pytest.raises(DomainError, match="left already"):
        remove_member(offer.member.user.as_subject(), offer.member)


def test_who_deletes_their_profile_leaves(offer: Placement, larkrise: CohortPlace) -> None:
    delete_volunteer(offer.member.user.as_subject())
    assert offer.member.left_at is not None
    assert (offer.status, larkrise.opportunity.flexible_taken) == ("taken-back", 0)


@pytest.mark.parametrize("ends", ["withdraw", "cancel"])
def test_a_booking_that_ends_lets_them_be_placed_anew(
    cohort: Cohort, host_owner: User, offer: Placement, school: School, ends: str
) -> None:
    actor = offer.member.user.as_subject()
    booking = db.session.get_one(Booking, offers.accept_offer(actor, offer))
    if ends == "withdraw":
        withdraw_booking(actor, booking, "")
    else:
        cancel_booking(host_owner.as_subject(), booking, "The school closed")
    assert offer.status == "ended"
    school("Meadow")
    second = runs.start_run(host_owner.as_subject(), cohort)
    assert only(second).place.opportunity.title == "Reading helper at Meadow"


def test_what_has_changed_since_the_run_is_looked_at_again(
    cohort: Cohort,
    host_owner: User,
    school: School,
    helper: Helper,
    hester: InspectingClient,
) -> None:
    for name in ("Larkrise", "Meadow", "Barton"):
        school(name)
    names = ("Ann Ash", "Ben Birch", "Cat Cedar")
    ann, ben, cat = (helper(name) for name in names)
    run = runs.start_run(host_owner.as_subject(), cohort)
    by = {
        each.member_id: each
        for each in db.session.scalars(select(Placement).where(Placement.run_id == run.id))
    }
    db.session.get_one(Volunteer, ann.user_id).day_parts = [FRIDAY]
    by[ben.id].place.opportunity.flexible_taken = 5
    db.session.flush()
    answer = hester.submit(hester.get(f"/placement-runs/{run.id}/offers"))
    text = Page(hester.get(answer.location).text).text
    assert "Sent 1 offer." in text
    assert "Not sent to Ann Ash and Ben Birch" in text
    db.session.expire_all()
    assert by[ann.id].status == by[ben.id].status == "proposed"
    assert by[cat.id].status == "offered"


def test_only_the_newest_version_is_offered(
    cohort: Cohort, host_owner: User, run: PlacementRun, hester: InspectingClient
) -> None:
    runs.start_run(host_owner.as_subject(), cohort)
    page = hester.get(f"/placement-runs/{run.id}")
    assert "There is a newer version" in page.text
    assert "Send the offers" not in page.text
    refused = hester.submit(hester.get(f"/placement-runs/{run.id}/offers"))
    assert "newer version" in Page(refused.text).error_summary[0]


def test_nobody_holds_two_places(
    cohort: Cohort, host_owner: User, offer: Placement, school: School
) -> None:
    other = make_run(cohort, host_owner, version=9)
    second = make_placement(other, offer.member, school("Meadow"))
    sent = offers.send_offers(host_owner.as_subject(), other)
    assert sent.count == 0
    assert "another place" in sent.left_out[0][1]
    assert second.status == "proposed"
    assert second.place.opportunity.flexible_taken == 0
    assert offer.place.opportunity.flexible_taken == 1


def test_an_offer_is_its_persons_alone(offer: Placement, sign_in_as: Client) -> None:
    stranger = sign_in_as(make_user())
    for path in ("", "/decline"):
        assert stranger.get(f"/placement-offers/{offer.id}{path}").status_code == 404


def test_what_was_not_offered_is_not_theirs_to_see(
    run: PlacementRun, tessa: CohortMember, sign_in_as: Client
) -> None:
    visitor = sign_in_as(tessa.user)
    assert visitor.get(f"/placement-offers/{only(run).id}").status_code == 404


def test_the_forms_stand_whatever_is_sent(
    offer: Placement, hester: InspectingClient, sign_in_as: Client
) -> None:
    fuzz_form(sign_in_as(offer.member.user), f"/placement-offers/{offer.id}/decline")
    fuzz_form(hester, f"/placement-runs/{offer.run_id}/offers")

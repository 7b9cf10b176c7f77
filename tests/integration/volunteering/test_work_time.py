"""A booking in work time: asked for, decided, taken back, and settled with the booking."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.extensions import db, utcnow
from brokerage.leave.models import Employment, LeaveAccount, LeaveRequest
from brokerage.leave.queries.requests import find_request
from brokerage.leave.service.requests import approve_request, decline_request
from brokerage.leave.service.settling import release_all_at
from brokerage.organisations.models import Organisation
from brokerage.permissions import Subject
from brokerage.scheduling.models import Session as Occasion
from brokerage.volunteering.models import Booking, Opportunity
from brokerage.volunteering.queries.bookings import get_booking
from brokerage.volunteering.service import attendance, conditions, hours, sessions
from brokerage.volunteering.service import bookings as booking_service
from brokerage.volunteering.service import work_time as service
from tests.factories.accounts import make_user
from tests.factories.leave import (
    A_DAY,
    make_account,
    make_arrangement,
    make_policy,
    make_request,
)
from tests.factories.organisations import make_organisation
from tests.factories.volunteering import (
    make_booking,
    make_condition,
    make_employment,
    make_flexible_opportunity,
    make_hours,
    make_opportunity,
    make_session,
    make_work_domain,
)
from tests.support.form_fuzzer import fuzz_form
from tests.support.inspecting_client import InspectingClient
from tests.support.outbox import Outbox
from tests.support.page import Page

pytestmark = pytest.mark.usefixtures("fresh_index")
MANAGER = "manager@wychmere.example"
HALF = A_DAY // 2
"""What three hours cost."""
ASK = "Ask to do this in work time"
OWN_TIME = "I’ll do it in my own time"


@pytest.fixture
def employer(db_session: Session) -> Organisation:
    council = make_organisation(
        owner=make_user(name="Olive Brackley", email="olive@example.org"),
        name="Wychmere Council",
        kind="authority",
    )
    make_work_domain(council, "wychmere.example")
    return council


@pytest.fixture
def employment(employer: Organisation, volunteer_user: User) -> Employment:
    """Let the volunteer work for an employer that gives three days; the manager is known."""
    make_policy(employer)
    found = make_employment(volunteer_user, employer, proved_at=utcnow())
    make_arrangement(found, manager_email=MANAGER)
    return found


@pytest.fixture
def role(host: Organisation) -> Opportunity:
    return make_opportunity(host, title="Read with children")


@pytest.fixture
def day(role: Opportunity) -> Occasion:
    return make_session(role, days_ahead=14, places=2)


@pytest.fixture
def held(volunteer_user: User, role: Opportunity, day: Occasion) -> Booking:
    return make_booking(volunteer_user, role, day, status="accepted")


@pytest.fixture
def asked(held: Booking, employment: Employment, actor: Subject) -> LeaveRequest:
    return service.ask_in_work_time(actor, held)


@pytest.fixture
def actor(volunteer_user: User) -> Subject:
    return Subject(user_id=volunteer_user.id, name=volunteer_user.name)


@pytest.fixture
def boss(employer: Organisation) -> Subject:
    return Subject(user_id=make_user().id, memberships={employer.id: "owner"})


@pytest.fixture
def hosting(host: Organisation, host_owner: User) -> Subject:
    return Subject(user_id=host_owner.id, memberships={host.id: "owner"})


def the(booking: Booking) -> Booking:
    return get_booking(booking.id)


def leave_of(booking: Booking) -> tuple[str, str | None]:
    request = find_request("booking", booking.id)
    assert request is not None
    return request.status, request.why


def sums() -> tuple[int, int]:
    account = db.session.scalars(select(LeaveAccount)).one()
    db.session.refresh(account)
    return account.reserved_minutes, account.taken_minutes


def shown(vera: InspectingClient, booking: Booking) -> str:
    return Page(vera.get(f"/bookings/{booking.id}").text).text


def begin(day: Occasion) -> None:
    """Let the date have been yesterday."""
    day.starts_at, day.ends_at = (
        each - timedelta(days=15) for each in (day.starts_at, day.ends_at)
    )
    db.session.flush()


@pytest.mark.parametrize("status", ["asked", "accepted", "confirmed"])
def test_a_volunteer_asks_and_is_told_what_is_left_and_what_it_costs(
    volunteer_user: User,
    role: Opportunity,
    day: Occasion,
    employment: Employment,
    vera: InspectingClient,
    outbox: Outbox,
    status: str,
) -> None:
    booking = make_booking(volunteer_user, role, day, status=status)
    page = vera.click(vera.get(f"/bookings/{booking.id}"), ASK)
    for said in ("Wychmere Council", "3 days of 3 days left", "This booking costs half a day"):
        assert said in Page(page.text).text
    assert not Page(page.text).form().fields["shares_host"].values
    answer = vera.submit(page, {})
    assert "The leave is reserved" in vera.get(answer.location).text
    assert leave_of(booking) == ("asked", None)
    assert sums() == (HALF, 0)
    assert "Marston Community Orchard" not in outbox.last_to(MANAGER).body
    text = shown(vera, booking)
    assert "Your manager has been asked" in text
    assert ASK not in text


def test_the_host_is_named_only_with_a_tick(
    held: Booking, employment: Employment, vera: InspectingClient, outbox: Outbox
) -> None:
    vera.submit(vera.get(f"/bookings/{held.id}/work-time"), {"shares_host": ["yes"]})
    assert "Marston Community Orchard" in outbox.last_to(MANAGER).body


def test_without_an_employer_who_gives_leave_nothing_is_shown(
    held: Booking, employer: Organisation, volunteer_user: User, vera: InspectingClient
) -> None:
    assert "Work time" not in shown(vera, held)
    unproved = make_employment(volunteer_user, employer)
    make_policy(employer)
    assert "Work time" not in shown(vera, held)
    unproved.proved_at, unproved.proved_by = utcnow(), "employer"
    db.session.flush()
    assert ASK in shown(vera, held)


def test_a_role_without_dates_and_one_that_is_over_cannot_be_asked_for(
    volunteer_user: User,
    host: Organisation,
    held: Booking,
    day: Occasion,
    employment: Employment,
    vera: InspectingClient,
) -> None:
    flexible = make_booking(volunteer_user, make_flexible_opportunity(host), status="confirmed")
    begin(day)
    for booking in (flexible, held):
        assert "Work time" not in shown(vera, booking)
        page = vera.get(f"/bookings/{booking.id}/work-time")
        assert "There is no leave that you can ask for here" in page.text
        answer = _post(vera, f"/bookings/{booking.id}/work-time")
        assert "You cannot ask for work time" in Page(answer).error_summary[0]
        assert find_request("booking", booking.id) is None


def _post(client: InspectingClient, path: str) -> str:
    token = client.csrf_token(client.get("/account/name"))
    return client.post(path, data={"csrf_token": token}).text


def test_too_little_notice_is_said_at_the_form(
    held: Booking, employer: Organisation, volunteer_user: User, vera: InspectingClient
) -> None:
    make_policy(employer, notice_working_days=20)
    make_employment(volunteer_user, employer, proved_at=utcnow())
    answer = vera.submit(vera.get(f"/bookings/{held.id}/work-time"), {})
    assert "asks for 20 working days of notice" in Page(answer.text).error_summary[0]
    assert find_request("booking", held.id) is None


def test_too_little_left_is_said_at_the_form(
    held: Booking, employer: Organisation, volunteer_user: User, vera: InspectingClient
) -> None:
    make_policy(employer, allowance_minutes=60)
    make_employment(volunteer_user, employer, proved_at=utcnow())
    answer = vera.submit(vera.get(f"/bookings/{held.id}/work-time"), {})
    assert "not enough leave left" in Page(answer.text).error_summary[0]
    assert find_request("booking", held.id) is None


def test_what_was_asked_already_is_said(
    held: Booking, asked: LeaveRequest, vera: InspectingClient
) -> None:
    path = f"/bookings/{held.id}/work-time"
    assert "Your manager has been asked." in vera.get(path).text
    assert "You have asked for leave for this already" in Page(_post(vera, path)).error_summary[0]
    assert sums() == (HALF, 0)


def test_of_two_employers_one_is_chosen_and_outside_its_area_it_may_give_none(
    held: Booking, employment: Employment, volunteer_user: User, vera: InspectingClient
) -> None:
    other = make_organisation(owner=make_user(), name="Hook Norton Water")
    make_policy(other, counts_outside=False)
    second = make_employment(volunteer_user, other, proved_at=utcnow())
    path = f"/bookings/{held.id}/work-time"
    answer = vera.submit(vera.get(path), {})
    assert Page(answer.text).error_summary == [
        "Select your employer",
        "Select whether it is in your employer’s area",
    ]
    wish = {"employment_id": str(second.id), "is_in_area": "no"}
    answer = vera.submit(vera.get(path), wish)
    assert "only for volunteering in its own area" in Page(answer.text).error_summary[0]
    assert vera.submit(vera.get(path), wish | {"is_in_area": "yes"}).status_code == 303
    request = find_request("booking", held.id)
    assert request is not None
    assert request.employment.id == second.id


def test_a_place_waits_for_the_manager_and_is_sure_with_the_yes(
    held: Booking, asked: LeaveRequest, boss: Subject, vera: InspectingClient, outbox: Outbox
) -> None:
    (open_one,) = conditions.list_open_conditions(the(held), utcnow().date())
    assert (open_one.label, open_one.who) == ("Your manager’s OK", "your manager")
    assert not conditions.confirm_if_ready(Subject(user_id=None), the(held))
    assert "Your manager’s OK: to be noted by your manager" in shown(vera, held)
    approve_request(boss, asked)
    assert the(held).status == "confirmed"
    assert any("You have a place" in mail.subject for mail in outbox.to("vera@example.org"))
    assert "Your manager agrees" in shown(vera, held)


def test_the_host_reads_in_its_own_words_what_is_waited_for(
    held: Booking, asked: LeaveRequest, hester: InspectingClient
) -> None:
    text = Page(hester.get(f"/asks/{held.id}").text).text
    assert "An OK from the volunteer’s manager" in text
    assert "Your manager’s OK" not in text


def test_a_no_holds_no_place_open_and_the_volunteer_may_come_in_their_own_time(
    held: Booking, asked: LeaveRequest, boss: Subject, vera: InspectingClient
) -> None:
    decline_request(boss, asked, "There is an inspection")
    assert the(held).status == "confirmed"
    assert sums() == (0, 0)
    text = shown(vera, held)
    for said in ("Your manager said no: There is an inspection", "You can come in your own time"):
        assert said in text
    assert ASK not in text


def test_what_else_is_needed_is_still_needed_after_the_managers_answer(
    held: Booking, asked: LeaveRequest, boss: Subject
) -> None:
    make_condition(held, "training")
    approve_request(boss, asked)
    assert the(held).status == "accepted"


def test_in_their_own_time_the_place_is_sure_and_the_leave_is_back(
    held: Booking, asked: LeaveRequest, vera: InspectingClient
) -> None:
    page = vera.get(f"/bookings/{held.id}")
    answer = vera.submit(page, {}, form=OWN_TIME)
    assert "The leave is yours again" in vera.get(answer.location).text
    assert leave_of(held) == ("withdrawn", "withdrawn")
    assert the(held).status == "confirmed"
    assert sums() == (0, 0)
    text = shown(vera, held)
    assert "this is in your own time" in text
    assert ASK in text
    again = vera.post(
        f"/bookings/{held.id}/own-time",
        data={"csrf_token": vera.csrf_token(vera.get("/account/name"))},
    )
    assert "There is no leave to give back" in vera.get(again.location).text


def test_the_end_of_an_employment_does_not_leave_a_place_waiting(
    held: Booking, asked: LeaveRequest, actor: Subject, employment: Employment
) -> None:
    release_all_at(actor, employment.id)
    assert the(held).status == "confirmed"


def test_leave_whose_booking_is_gone_can_still_end(employment: Employment, actor: Subject) -> None:
    request = make_request(make_account(employment))
    release_all_at(actor, employment.id)
    db.session.refresh(request)
    assert request.status == "released"


def test_the_host_declines_an_ask(
    volunteer_user: User,
    role: Opportunity,
    day: Occasion,
    employment: Employment,
    actor: Subject,
    hosting: Subject,
) -> None:
    ask = make_booking(volunteer_user, role, day)
    service.ask_in_work_time(actor, ask)
    booking_service.decline_ask(hosting, ask, "full", "")
    assert leave_of(ask) == ("released", "called-off")
    assert (the(ask).status, sums()) == ("declined", (0, 0))


def test_the_volunteer_withdraws(held: Booking, asked: LeaveRequest, actor: Subject) -> None:
    booking_service.withdraw_booking(actor, held, "")
    assert leave_of(held) == ("withdrawn", "withdrawn")
    assert (the(held).status, sums()) == ("withdrawn", (0, 0))


def test_the_host_cancels(held: Booking, asked: LeaveRequest, hosting: Subject) -> None:
    booking_service.cancel_booking(hosting, held, "It is flooded.")
    assert leave_of(held) == ("released", "called-off")
    assert (the(held).status, sums()) == ("cancelled", (0, 0))


def test_the_date_is_called_off(
    held: Booking, asked: LeaveRequest, role: Opportunity, day: Occasion, hosting: Subject
) -> None:
    sessions.cancel_session(hosting, role, day, "It is flooded.")
    assert leave_of(held) == ("released", "called-off")
    assert (the(held).status, sums()) == ("cancelled", (0, 0))


def test_the_place_lapses(held: Booking, asked: LeaveRequest) -> None:
    held.meet_by = utcnow().date() - timedelta(days=1)
    db.session.flush()
    conditions.mind_conditions(Subject(user_id=None), held)
    assert leave_of(held) == ("released", "called-off")
    assert (the(held).status, sums()) == ("lapsed", (0, 0))


@pytest.mark.parametrize(("days", "status"), [(3, "released"), (0, "asked")])
def test_leave_for_a_day_that_moves_goes_back(
    held: Booking,
    asked: LeaveRequest,
    role: Opportunity,
    day: Occasion,
    hosting: Subject,
    days: int,
    status: str,
) -> None:
    step = timedelta(days=days) if days else timedelta(minutes=30)
    sessions.change_session(
        hosting,
        role,
        day,
        starts_at=day.starts_at + step,
        ends_at=day.ends_at + step,
        places=2,
    )
    assert leave_of(held)[0] == status


def test_another_day_instead_gives_the_leave_back_and_what_the_host_wants_is_still_wanted(
    volunteer_user: User,
    host: Organisation,
    role: Opportunity,
    day: Occasion,
    employment: Employment,
    actor: Subject,
    hosting: Subject,
) -> None:
    other = make_opportunity(host, requirements=["training"])
    ask = make_booking(volunteer_user, role, day)
    service.ask_in_work_time(actor, ask)
    later = make_session(other, days_ahead=20)
    booking_service.suggest_alternative(hosting, ask, other, later, "")
    booking_service.accept_alternative(actor, the(ask))
    assert leave_of(ask) == ("released", "called-off")
    assert the(ask).status == "accepted"
    assert sums() == (0, 0)


def test_who_was_there_takes_the_leave_and_it_can_be_put_right(
    held: Booking, asked: LeaveRequest, day: Occasion, boss: Subject, hosting: Subject
) -> None:
    approve_request(boss, asked)
    assert sums() == (HALF, 0)
    begin(day)
    attendance.confirm_attendance(hosting, the(held), True)
    assert (leave_of(held), sums()) == (("taken", None), (0, HALF))
    attendance.confirm_attendance(hosting, the(held), False)
    assert (leave_of(held), sums()) == (("taken", "no-show"), (0, HALF))
    attendance.confirm_attendance(hosting, the(held), True)
    assert (leave_of(held), sums()) == (("taken", None), (0, HALF))


def test_approved_hours_say_that_someone_was_there_and_take_the_leave(
    held: Booking, asked: LeaveRequest, day: Occasion, boss: Subject, hosting: Subject
) -> None:
    approve_request(boss, asked)
    begin(day)
    hours.approve_hours(hosting, make_hours(the(held)))
    assert (the(held).status, leave_of(held), sums()) == ("attended", ("taken", None), (0, HALF))


def test_leave_that_nobody_agreed_to_goes_back_though_someone_was_there(
    held: Booking, asked: LeaveRequest, day: Occasion, hosting: Subject
) -> None:
    held.status = "confirmed"
    begin(day)
    attendance.confirm_attendance(hosting, the(held), True)
    assert (leave_of(held), sums()) == (("released", "no-answer"), (0, 0))


def test_a_no_show_costs_what_the_employer_says(
    held: Booking,
    employer: Organisation,
    volunteer_user: User,
    day: Occasion,
    actor: Subject,
    hosting: Subject,
) -> None:
    make_policy(employer, needs_approval=False, no_show="give-back")
    make_employment(volunteer_user, employer, proved_at=utcnow())
    service.ask_in_work_time(actor, held)
    assert leave_of(held) == ("not-needed", None)
    assert conditions.confirm_if_ready(actor, held)
    begin(day)
    attendance.confirm_attendance(hosting, the(held), False)
    assert (leave_of(held), sums()) == (("released", "no-show"), (0, 0))
    attendance.confirm_attendance(hosting, the(held), True)
    assert (leave_of(held), sums()) == (("taken", None), (0, HALF))


def test_a_booking_without_leave_ends_as_ever(
    held: Booking, employment: Employment, actor: Subject
) -> None:
    booking_service.withdraw_booking(actor, held, "")
    assert find_request("booking", held.id) is None


def test_the_form_stands_whatever_is_sent(
    held: Booking, employment: Employment, volunteer_user: User, vera: InspectingClient
) -> None:
    other = make_organisation(owner=make_user(), name="Hook Norton Water")
    make_policy(other, counts_outside=False)
    make_employment(volunteer_user, other, proved_at=utcnow())
    fuzz_form(
        vera,
        f"/bookings/{held.id}/work-time",
        is_refusal=lambda answer: answer.status_code == 429,
    )

"""Who goes where: hard rules, priorities, minimums, what is fixed, versions, and what is told."""

import csv
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from brokerage.accounts.models import User
from brokerage.cohorts import tasks
from brokerage.cohorts.models import Cohort, CohortMember, CohortPlace, Placement, PlacementRun
from brokerage.cohorts.queries.inputs import get_inputs
from brokerage.cohorts.rules import runs as rules
from brokerage.cohorts.service import runs as service
from brokerage.cohorts.service.members import set_pair
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow
from brokerage.jobs import run_due_jobs
from brokerage.organisations.models import Organisation
from tests.factories.accounts import make_user
from tests.factories.cohorts import (
    BANBURY,
    FRIDAY,
    OXFORD,
    TUESDAY,
    make_place,
    make_placement,
    make_run,
)
from tests.factories.volunteering import make_booking, make_opportunity, make_session
from tests.support.inspecting_client import InspectingClient
from tests.support.page import Page
from tests.support.statements import count_statements

School = Callable[..., CohortPlace]
Helper = Callable[..., CohortMember]
MOST_STATEMENTS = 15


def placed(run: PlacementRun) -> dict[str, str]:
    rows = db.session.scalars(select(Placement).where(Placement.run_id == run.id))
    return {each.member.user.name: each.place.opportunity.title for each in rows}


def start(cohort: Cohort, owner: User) -> PlacementRun:
    return service.start_run(owner.as_subject(), cohort)


def test_times_and_travel_are_hard_rules(
    cohort: Cohort, host_owner: User, school: School, helper: Helper
) -> None:
    school("Larkrise", TUESDAY)
    school("Cherwell View", FRIDAY, at=BANBURY)
    helper("Tessa Brook", TUESDAY)
    helper("Fay Ashdown", FRIDAY)
    helper("Bea Northam", FRIDAY, at=BANBURY)
    run = start(cohort, host_owner)
    assert placed(run) == {
        "Tessa Brook": "Reading helper at Larkrise",
        "Bea Northam": "Reading helper at Cherwell View",
    }
    assert run.result["verdict"]["is_best"]
    left = run.result["left_over"]
    assert [each["why"] for each in left] == [rules.WHY["ineligible"]]


def test_more_people_count_before_a_better_fit(
    cohort: Cohort, host_owner: User, school: School, helper: Helper
) -> None:
    school("Larkrise", TUESDAY)
    school("Meadow", FRIDAY)
    helper("Able Annie", TUESDAY, FRIDAY)
    helper("Only Tom", TUESDAY, causes=[], skills=["gardening"])
    run = start(cohort, host_owner)
    assert placed(run) == {
        "Able Annie": "Reading helper at Meadow",
        "Only Tom": "Reading helper at Larkrise",
    }
    verdict = run.result["verdict"]
    assert verdict["placed"] == verdict["bound"][0] == 2
    assert verdict["greedy"][0] == 1


def test_places_with_more_points_are_filled_first(
    cohort: Cohort, host_owner: User, school: School, helper: Helper
) -> None:
    school("Larkrise")
    school("Waiting School", added_priority=3, priority_reason="It has waited a year")
    helper("Tessa Brook")
    assert placed(start(cohort, host_owner)) == {"Tessa Brook": "Reading helper at Waiting School"}


def test_a_place_below_its_fewest_stays_empty_or_must_run(
    cohort: Cohort, host_owner: User, school: School, helper: Helper
) -> None:
    needs_two = school("Pairs", capacity=2, minimum=2)
    tessa = helper("Tessa Brook")
    run = start(cohort, host_owner)
    assert placed(run) == {}
    assert run.result["left_over"] == [
        {
            "person": tessa.id,
            "why": rules.WHY["closed"],
            "remedies": [
                "Let Reading helper at Pairs run below its fewest, with a place kept for "
                "Tessa Brook."
            ],
        }
    ]
    assert "too few could come" in run.result["needs"][0]["sentence"]
    needs_two.may_stay_empty = False
    db.session.flush()
    with pytest.raises(DomainError, match="Reading helper at Pairs"):
        start(cohort, host_owner)


def test_what_is_missing_is_named_by_time_and_town(
    cohort: Cohort, host_owner: User, school: School, helper: Helper
) -> None:
    school("Cherwell View", TUESDAY, at=BANBURY)
    helper("Fay Ashdown", FRIDAY, at=BANBURY)
    run = start(cohort, host_owner)
    assert run.result["needs"][0]["sentence"] == (
        "A Tuesday morning helper in Banbury for Reading helper at Cherwell View."
    )
    assert run.result["left_over"][0]["remedies"] == [
        "Reading helper at Cherwell View has room: Fay Ashdown is not free at the times of "
        "Reading helper at Cherwell View."
    ]


def test_what_is_fixed_holds_in_every_version(
    cohort: Cohort, host_owner: User, school: School, helper: Helper
) -> None:
    near, far = school("Larkrise"), school("Meadow")
    tessa, tom = helper("Tessa Brook"), helper("Tom Reed")
    actor = host_owner.as_subject()
    set_pair(actor, tessa, far, "lock")
    set_pair(actor, tom, near, "forbid")
    first, second = start(cohort, host_owner), start(cohort, host_owner)
    assert (first.version, second.version) == (1, 2)
    assert first.inputs_digest == second.inputs_digest != ""
    for run in (first, second):
        assert placed(run) == {"Tessa Brook": far.opportunity.title}
    assert first.result["left_over"][0]["remedies"][0] == (
        "Lift “never here” for Reading helper at Larkrise."
    )
    set_pair(actor, tom, near, "lock")
    third = start(cohort, host_owner)
    assert placed(third)["Tom Reed"] == near.opportunity.title
    assert third.inputs_digest != second.inputs_digest


def test_a_decision_that_cannot_be_kept_is_told_by_name(
    cohort: Cohort, host_owner: User, school: School, helper: Helper
) -> None:
    only = school("Larkrise")
    for name in ("Tessa Brook", "Tom Reed"):
        set_pair(host_owner.as_subject(), helper(name), only, "lock")
    with pytest.raises(DomainError, match="Larkrise has a capacity of 1 and 2 locked"):
        start(cohort, host_owner)


def test_who_holds_a_place_keeps_it_and_who_said_no_is_not_sent_there(
    cohort: Cohort, host_owner: User, school: School, helper: Helper
) -> None:
    one, other = school("Larkrise"), school("Meadow")
    tessa, tom = helper("Tessa Brook"), helper("Tom Reed")
    run = make_run(cohort, host_owner, version=1)
    make_placement(run, tessa, one, status="offered")
    make_placement(run, tom, other, status="declined", decline_reason="time")
    second = start(cohort, host_owner)
    assert placed(second) == {}
    assert second.result["verdict"]["placed"] == 1
    assert second.result["held"] == 1


def test_an_own_booking_at_that_time_rules_a_date_out(
    cohort: Cohort, host: Organisation, host_owner: User, helper: Helper
) -> None:
    dated = make_opportunity(host, commitment="regular", title="Book fair")
    session = make_session(dated)
    make_place(cohort, dated, session, capacity=2)
    elsewhere = make_opportunity(host)
    parts = [f"{day}{part}" for day in ("Monday Tuesday Wednesday Thursday Friday Saturday "
             "Sunday").split() for part in ("Morning", "Afternoon")]  # fmt: skip
    tessa = helper("Tessa Brook", *parts)
    helper("Tom Reed", *parts)
    make_booking(tessa.user, elsewhere, make_session(elsewhere), status="accepted")
    assert placed(start(cohort, host_owner)) == {"Tom Reed": "Book fair"}


def test_a_full_date_and_a_past_one_take_nobody(
    cohort: Cohort, host: Organisation, host_owner: User, school: School, helper: Helper
) -> None:
    full = school("Larkrise")
    full.opportunity.flexible_taken = 5
    closed = school("Meadow")
    closed.opportunity.status = "closed"
    helper("Tessa Brook")
    db.session.flush()
    inputs = get_inputs(cohort, utcnow())
    assert [each.id for each in inputs.places] == [full.id]
    assert inputs.problem.capacities == [0]
    assert placed(start(cohort, host_owner)) == {}


def test_nobody_or_nowhere_is_refused_with_what_to_do(
    cohort: Cohort, hester: InspectingClient, school: School
) -> None:
    page = hester.get(f"/cohorts/{cohort.id}/host")
    answer = hester.submit(page, form="Work out who goes where")
    assert "Add at least one place first" in hester.get(answer.location).text
    school("Larkrise")
    answer = hester.submit(hester.get(f"/cohorts/{cohort.id}/host"), form="Work out who goes where")
    assert "Nobody has joined yet" in hester.get(answer.location).text


def test_the_pages_say_who_where_why_and_how_good(
    cohort: Cohort, hester: InspectingClient, school: School, helper: Helper
) -> None:
    school("Larkrise", minimum=1)
    school("Cherwell View", FRIDAY, at=BANBURY)
    helper("Tessa Brook")
    helper("=cmd Fay", "MondayEvening")
    answer = hester.submit(hester.get(f"/cohorts/{cohort.id}/host"), form="Work out who goes where")
    page = hester.get(answer.location)
    text = Page(page.text).text
    assert "1 of 2 people have a place" in text
    assert "This is the best possible." in text
    assert "Tessa Brook" in text
    assert "Free when it is: Tuesday morning. Close by." in text
    assert "Cares about: Children and reading." in text
    left = Page(hester.click(page, "Left over: 1").text).text
    assert "=cmd Fay" in left
    assert "A Friday afternoon helper in Banbury" in left
    assert "Tessa Brook" in Page(hester.click(page, "A list to print").text).text
    sheet = hester.get(f"{answer.location}/placements.csv")
    rows = list(csv.reader(sheet.text.lstrip("\ufeff").splitlines()))
    assert rows[0] == ["Place", "Where", "Name", "Answer", "Why"]
    assert [row[2] for row in rows[1:]] == ["Tessa Brook"]


def test_buttons_on_a_version_keep_or_rule_out(
    cohort: Cohort, hester: InspectingClient, school: School, helper: Helper
) -> None:
    school("Larkrise")
    helper("Tessa Brook")
    answer = hester.submit(hester.get(f"/cohorts/{cohort.id}/host"), form="Work out who goes where")
    hester.submit(hester.get(answer.location), form="Never here : Tessa Brook")
    page = hester.get(f"/cohorts/{cohort.id}/host")
    assert "never at Reading helper at Larkrise" in Page(page.text).text
    again = hester.submit(page, form="Work it out again")
    assert "0 of 1 person has a place" in Page(hester.get(again.location).text).text
    hester.submit(hester.get(f"/cohorts/{cohort.id}/host"), form="Take away for Tessa Brook")
    assert "never at" not in hester.get(f"/cohorts/{cohort.id}/host").text


def test_a_large_one_is_worked_out_by_the_job(
    app: Flask,
    cohort: Cohort,
    hester: InspectingClient,
    school: School,
    helper: Helper,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rules, "SMALL", 0)
    school("Larkrise")
    helper("Tessa Brook")
    answer = hester.submit(hester.get(f"/cohorts/{cohort.id}/host"), form="Work out who goes where")
    page = hester.get(answer.location)
    assert page.headers["Refresh"] == "2"
    assert "It begins in a moment" in page.text
    again = hester.get(f"/cohorts/{cohort.id}/host")
    assert "It is being worked out now" in again.text
    assert tasks.has_work()
    assert "work-out-placements" in run_due_jobs()
    done = hester.get(answer.location)
    assert "Refresh" not in done.headers
    assert "1 of 1 person has a place" in Page(done.text).text
    assert not tasks.has_work()


def test_a_job_that_cannot_keep_everything_says_so(
    cohort: Cohort,
    host_owner: User,
    school: School,
    helper: Helper,
    hester: InspectingClient,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rules, "SMALL", 0)
    school("Larkrise", capacity=2, minimum=2, may_stay_empty=False)
    helper("Tessa Brook")
    run = start(cohort, host_owner)
    tasks.work_out_run()
    page = Page(hester.get(f"/placement-runs/{run.id}").text).text
    assert "could not be worked out" in page
    assert "Larkrise" in page


def test_a_run_whose_worker_died_is_begun_again(cohort: Cohort, host_owner: User) -> None:
    run = make_run(
        cohort, host_owner, status="working", done=40, beat_at=utcnow(), finished_at=None
    )
    assert service.claim_run() is None
    run.beat_at = utcnow() - timedelta(minutes=3)
    db.session.flush()
    claimed = service.claim_run()
    assert claimed is not None
    assert (claimed.id, claimed.status, claimed.done) == (run.id, "working", 0)


def test_two_who_press_at_once_get_one(
    cohort: Cohort, host_owner: User, school: School, helper: Helper
) -> None:
    school("Larkrise")
    helper("Tessa Brook")
    make_run(cohort, host_owner, version=1, status="waiting", finished_at=None, result={})
    with pytest.raises(DomainError, match="being worked out"):
        start(cohort, host_owner)
    assert db.session.scalar(select(func.count()).select_from(PlacementRun)) == 1


def test_others_find_no_cohort(
    cohort: Cohort,
    host_owner: User,
    school: School,
    helper: Helper,
    sign_in_as: Callable[..., InspectingClient],
) -> None:
    run = make_run(cohort, host_owner)
    make_placement(run, helper("Tessa Brook"), school("Larkrise"))
    stranger = sign_in_as(make_user())
    for path in ("", "/left-over", "/list", "/placements.csv", "/offers"):
        assert stranger.get(f"/placement-runs/{run.id}{path}").status_code == 404
    assert stranger.get(f"/cohorts/{cohort.id}/members").status_code == 404
    broker = sign_in_as(make_user(is_broker=True))
    assert "Tessa Brook" in broker.get(f"/placement-runs/{run.id}").text


def test_pages_cost_the_same_for_few_and_many(
    cohort: Cohort, host_owner: User, school: School, helper: Helper, hester: InspectingClient
) -> None:
    def fill(number: int) -> None:
        for each in range(number):
            school(f"School {number}-{each}")
            helper(f"Person{number}x{each} Reed")

    fill(2)
    pages = ("/host", "/places", "/members")
    few = [count_statements(hester, f"/cohorts/{cohort.id}{page}") for page in pages]
    first = start(cohort, host_owner)
    few.append(count_statements(hester, f"/placement-runs/{first.id}"))
    fill(12)
    many = [count_statements(hester, f"/cohorts/{cohort.id}{page}") for page in pages]
    second = start(cohort, host_owner)
    many.append(count_statements(hester, f"/placement-runs/{second.id}"))
    assert many[1:] == few[1:]
    assert max(many) <= MOST_STATEMENTS


def test_places_in_one_point_score_by_distance(
    cohort: Cohort, host_owner: User, school: School, helper: Helper
) -> None:
    school("Near", at=OXFORD)
    school("Further", at=(OXFORD[0] + 4_000, OXFORD[1]))
    helper("Tessa Brook")
    assert placed(start(cohort, host_owner)) == {"Tessa Brook": "Reading helper at Near"}

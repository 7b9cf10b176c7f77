"""Making a group, its places, and joining it."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.cohorts.models import Cohort, CohortMember, CohortPair, CohortPlace
from brokerage.cohorts.service.members import set_pair
from brokerage.extensions import db
from brokerage.organisations.models import Organisation
from tests.factories.accounts import make_user
from tests.factories.cohorts import BANBURY, make_cohort_member, make_place
from tests.factories.organisations import make_member
from tests.factories.volunteering import (
    make_flexible_opportunity,
    make_opportunity,
    make_session,
    make_volunteer,
)
from tests.support.form_fuzzer import changes, fuzz_form, post_every_column, snapshot
from tests.support.inspecting_client import InspectingClient
from tests.support.outbox import Outbox
from tests.support.page import Page

School = Callable[..., CohortPlace]
Helper = Callable[..., CohortMember]
Client = Callable[..., InspectingClient]
ANSWERS = {
    "name": "Reading helpers, spring",
    "description": "Listen to children read.",
    "answer_days": "5",
}
PLACE = {
    "capacity": "2",
    "minimum": "2",
    "may_stay_empty": "no",
    "added_priority": "2",
    "priority_reason": "It has waited since spring",
}


def test_a_host_begins_a_group_adds_places_and_opens_it(
    area: None, host: Organisation, hester: InspectingClient
) -> None:
    make_flexible_opportunity(
        host,
        title="Reading helper at Cherwell View",
        postcode="OX16 1AA",
        easting=BANBURY[0],
        northing=BANBURY[1],
    )
    dated = make_opportunity(host, title="Book fair", easting=453_100)
    make_session(dated, places=4, taken=1)
    make_session(dated, days_ahead=20, places=2, taken=2)
    page = hester.click(hester.get(f"/organisations/{host.id}"), "Groups to place")
    assert "There is no group yet" in page.text
    form = hester.click(page, "Begin a group")
    assert len(Page(hester.submit(form, {"name": ""}).text).error_summary) >= 2
    answer = hester.submit(form, ANSWERS)
    page = hester.get(answer.location)
    opened = hester.submit(page, form="Let people join")
    assert "Add at least one place first" in hester.get(opened.location).text
    add = hester.click(page, "Add places")
    assert Page(hester.submit(add).text).error_summary
    keys = _values(add.text)
    assert len(keys) == 2
    listed = hester.get(hester.submit(add, {"places": keys}).location)
    text = Page(listed.text).text
    assert "Added 2 places" in text
    assert "Neighbourhood in deprivation decile 2 of 10" in text
    assert "The Leys: among the 20% most deprived areas of England" in text
    assert "Up to 3 people" in text
    assert "There is nothing to add" in hester.get(add.request.path).text
    opened = hester.submit(hester.get(answer.location), form="Let people join")
    assert "Anyone with an account can join" in hester.get(opened.location).text


def _values(html: str) -> list[str]:
    return [part.split('"')[0] for part in html.split('name="places" type="checkbox" value="')[1:]]


def test_a_place_is_changed_with_a_reason_and_taken_out(
    cohort: Cohort, school: School, hester: InspectingClient
) -> None:
    place = school("Larkrise")
    page = hester.get(f"/cohorts/{cohort.id}/places/{place.id}")
    assert hester.submit(page).status_code == 303, "what is stored is what the form begins with"
    too_many = hester.submit(page, PLACE | {"capacity": "6"})
    assert "There are only 5 places there" in Page(too_many.text).error_summary[0]
    too_few = hester.submit(page, PLACE | {"minimum": "3"})
    assert "fewest cannot be more" in Page(too_few.text).error_summary[0]
    bare = hester.submit(page, PLACE | {"priority_reason": ""})
    assert "Say why" in Page(bare.text).error_summary[0]
    listed = hester.get(hester.submit(page, PLACE).location)
    assert "at least 2" in Page(listed.text).text
    assert "2 points to come first: It has waited since spring" in Page(listed.text).text
    hester.submit(listed, form="Take out Reading helper at Larkrise")
    assert "no places yet" in hester.get(f"/cohorts/{cohort.id}/places").text
    assert hester.get(f"/cohorts/{cohort.id}/places/{place.id}").status_code == 404


def test_somebody_joins_sees_it_and_leaves(
    cohort: Cohort, sign_in_as: Client, outbox: Outbox, hester: InspectingClient
) -> None:
    user = make_user(name="Tessa Brook", email="tessa@example.org")
    visitor = sign_in_as(user)
    page = visitor.click(visitor.get("/directory/marston-readers"), cohort.name)
    join = visitor.click(page, "Join")
    assert "we need to know" in Page(join.text).text
    make_volunteer(user)
    join = visitor.get(f"/cohorts/{cohort.id}/join")
    assert "Tuesday: morning" in Page(join.text).text
    own = visitor.get(visitor.submit(join).location)
    assert "You have joined" in own.text
    assert "You joined Reading helpers, spring" in outbox.last_to("tessa@example.org").subject
    again = visitor.submit(join)
    assert "joined already" in Page(again.text).error_summary[0]
    members = Page(hester.get(f"/cohorts/{cohort.id}/members").text).text
    assert "Tessa Brook" in members
    assert "From OX4, up to 10 miles" in members
    left = visitor.submit(visitor.click(own, "Leave Reading helpers, spring"))
    assert "You are in no group" in visitor.get(left.location).text
    assert "Tessa Brook" not in hester.get(f"/cohorts/{cohort.id}/members").text


def test_the_hosts_own_people_and_a_closed_group_take_nobody(
    cohort: Cohort, host: Organisation, sign_in_as: Client, hester: InspectingClient
) -> None:
    colleague = make_user()
    make_volunteer(colleague)
    make_member(host, colleague)
    refused = sign_in_as(colleague)
    page = refused.submit(refused.get(f"/cohorts/{cohort.id}/join"))
    assert "You act for this host" in Page(page.text).error_summary[0]
    hester.submit(hester.get(f"/cohorts/{cohort.id}/host"), form="Take nobody else in")
    stranger = sign_in_as(make_user())
    assert stranger.get(f"/cohorts/{cohort.id}").status_code == 404
    assert stranger.get(f"/cohorts/{cohort.id}/join").status_code == 404


def test_the_host_takes_someone_out_and_they_are_told(
    cohort: Cohort, helper: Helper, hester: InspectingClient, outbox: Outbox
) -> None:
    helper("Tessa Brook")
    page = hester.get(f"/cohorts/{cohort.id}/members")
    hester.submit(page, form="Take out and tell them Tessa Brook")
    assert "Nobody has joined yet" in hester.get(f"/cohorts/{cohort.id}/members").text
    assert "cannot place you" in outbox.last_to("tessa@example.org").body


def test_a_pair_is_fixed_from_the_list_of_people(
    cohort: Cohort, school: School, helper: Helper, hester: InspectingClient
) -> None:
    place, member = school("Larkrise"), helper("Tessa Brook")
    page = hester.get(f"/cohorts/{cohort.id}/members/{member.id}/pair")
    assert len(Page(hester.submit(page).text).error_summary) == 2
    answer = hester.submit(page, {"place": str(place.id), "kind": "lock"})
    assert "always at Reading helper at Larkrise" in Page(hester.get(answer.location).text).text


def test_another_lock_replaces_the_first(
    cohort: Cohort, host_owner: User, school: School, helper: Helper
) -> None:
    one, other, tessa = school("Larkrise"), school("Meadow"), helper("Tessa Brook")
    actor = host_owner.as_subject()
    set_pair(actor, tessa, one, "lock")
    set_pair(actor, tessa, other, "lock")
    set_pair(actor, tessa, one, "forbid")
    kept = db.session.scalars(select(CohortPair).order_by(CohortPair.id)).all()
    assert [(each.place_id, each.kind) for each in kept] == [
        (other.id, "lock"),
        (one.id, "forbid"),
    ]


def test_the_database_refuses_what_the_code_would_not_do(
    cohort: Cohort, school: School, helper: Helper, db_session: Session
) -> None:
    place, tessa = school("Larkrise"), helper("Tessa Brook")
    for wrong in (
        lambda: make_cohort_member(cohort, tessa.user),
        lambda: make_place(cohort, place.opportunity),
        lambda: make_place(cohort, make_flexible_opportunity(cohort.organisation), minimum=2),
        lambda: make_place(
            cohort, make_flexible_opportunity(cohort.organisation), added_priority=1
        ),
    ):
        with pytest.raises(IntegrityError), db_session.begin_nested():
            wrong()


def test_the_forms_change_their_own_fields_and_stand_whatever_is_sent(
    cohort: Cohort, school: School, helper: Helper, hester: InspectingClient, db_session: Session
) -> None:
    place, member = school("Larkrise"), helper("Tessa Brook")
    address = f"/cohorts/{cohort.id}/places/{place.id}"
    make_flexible_opportunity(cohort.organisation)
    before = snapshot(db_session)
    post_every_column(hester, address, PLACE)
    allowed = {("cohort_places", name) for name in PLACE}
    touched = changes(before, snapshot(db_session))
    assert {each for each in touched if each[0] == "cohort_places"} <= allowed
    for path in (
        f"/organisations/{cohort.organisation_id}/cohorts/new",
        f"/cohorts/{cohort.id}/edit",
        f"/cohorts/{cohort.id}/places/add",
        address,
        f"/cohorts/{cohort.id}/members/{member.id}/pair",
    ):
        fuzz_form(hester, path)


def test_joining_and_leaving_stand_whatever_is_sent(cohort: Cohort, sign_in_as: Client) -> None:
    user = make_user()
    make_volunteer(user)
    visitor = sign_in_as(user)
    fuzz_form(visitor, f"/cohorts/{cohort.id}/join")
    fuzz_form(visitor, f"/cohorts/{cohort.id}/leave")

"""Hostile posts on every form about seats, and what each post may change."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session as Database

from brokerage.accounts.models import User
from brokerage.organisations.models import Organisation
from tests.factories.accounts import make_user
from tests.factories.organisations import make_organisation
from tests.factories.scheduling import make_offer, make_team, make_waiting_entry
from tests.factories.volunteering import make_opportunity, make_session
from tests.support.form_fuzzer import changes, fuzz_form, post_every_column, snapshot
from tests.support.inspecting_client import InspectingClient

POSTS = 50


def test_the_volunteers_forms_take_anything(
    host: Organisation, volunteer_user: User, vera: InspectingClient, db_session: Database
) -> None:
    role = make_opportunity(host)
    make_session(role, places=1, taken=1)
    entry = make_offer(volunteer_user, role, make_session(role, days_ahead=21), token="a-link")
    db_session.commit()
    fuzz_form(vera, f"/opportunities/{role.id}/waiting-list/join", posts=POSTS)
    token = vera.csrf_token(vera.get(f"/waiting-list/{entry.id}"))
    for knows in ("", "yes", "no", "\x00", "9" * 400):
        for url in (f"/waiting-list/{entry.id}/take", "/waiting-list/answer/a-link"):
            answer = vera.post(url, data={"csrf_token": token, "knows_of_clash": knows})
            assert answer.status_code < 500


def test_the_hosts_forms_take_anything(
    host: Organisation, hester: InspectingClient, db_session: Database
) -> None:
    role = make_opportunity(host)
    session = make_session(role, places=9)
    team = make_team(make_organisation(owner=make_user()), role, session, status="asked")
    entry = make_waiting_entry(make_user(), role, session)
    db_session.commit()
    base = f"/opportunities/{role.id}"
    fuzz_form(hester, f"{base}/sessions/{session.id}/edit-following", posts=POSTS)
    fuzz_form(hester, f"{base}/teams/{team.id}/decline", posts=POSTS)
    fuzz_form(hester, f"{base}/waiting-list/{entry.id}/remove", posts=POSTS)


def test_the_employers_form_takes_anything(
    host: Organisation, db_session: Database, sign_in_as: Callable[..., InspectingClient]
) -> None:
    leader = make_user()
    role = make_opportunity(host)
    team = make_team(make_organisation(owner=leader), role, make_session(role, places=9))
    db_session.commit()
    fuzz_form(sign_in_as(leader), f"/teams/{team.id}/withdraw", posts=POSTS)


@pytest.mark.parametrize("path", ["seat-rules/edit"])
def test_a_post_changes_only_what_the_form_owns(
    host: Organisation, hester: InspectingClient, db_session: Database, path: str
) -> None:
    role = make_opportunity(host)
    db_session.commit()
    before = snapshot(db_session)
    values = {"offer_hours": "24", "close_hours": "0", "drop_out_hours": "1", "cover_limit": "2"}
    post_every_column(hester, f"/opportunities/{role.id}/{path}", values)
    changed = {table for table, _ in changes(before, snapshot(db_session))}
    assert changed <= {"seat_rules", "audit_events", "audit_details", "match_changes"}

"""Hostile posts to every form of mentoring, and no column that a form does not own."""

import pytest
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.mentoring.models import MentoringProfile
from brokerage.mentoring.queries.cards import list_cards
from tests.factories.accounts import make_user
from tests.factories.mentoring import make_mentoring_profile, make_pair
from tests.support.form_fuzzer import (
    changes,
    fuzz_form,
    hostile_query_strings,
    post_every_column,
    snapshot,
)
from tests.support.inspecting_client import InspectingClient


@pytest.fixture
def engine_name() -> str:
    """Hostile posts are many: on SQLite only."""
    return "sqlite"


@pytest.fixture
def pair_url(officer: User, seeker: User) -> str:
    make_mentoring_profile(officer, "mentor", taken=1, places=2)
    make_mentoring_profile(seeker, "mentee", taken=1)
    return f"/mentoring/pairs/{make_pair(officer, seeker, status='active').id}"


@pytest.mark.parametrize("step", ["topics", "ways", "times", "pace"])
def test_questions_stand_anything(sol: InspectingClient, step: str) -> None:
    fuzz_form(sol, f"/mentoring/mentor/{step}", posts=50)


@pytest.mark.parametrize("page", ["end", "report", "meetings/1/plan"])
def test_pages_of_a_pair_stand_anything(sol: InspectingClient, pair_url: str, page: str) -> None:
    fuzz_form(sol, f"{pair_url}/{page}", posts=50)


@pytest.mark.parametrize("page", ["accept", "decline"])
def test_answers_stand_anything(
    officer: User, seeker: User, fenna: InspectingClient, page: str
) -> None:
    make_mentoring_profile(officer, "mentor")
    make_mentoring_profile(seeker, "mentee")
    fuzz_form(fenna, f"/mentoring/pairs/{make_pair(officer, seeker).id}/{page}", posts=50)


def test_feedback_stands_anything(officer: User, seeker: User, sol: InspectingClient) -> None:
    pair = make_pair(officer, seeker, status="ended")
    fuzz_form(sol, f"/mentoring/pairs/{pair.id}/feedback", posts=50)


def test_asking_stands_anything(officer: User, seeker: User, sol: InspectingClient) -> None:
    make_mentoring_profile(officer, "mentor")
    own = make_mentoring_profile(seeker, "mentee")
    fuzz_form(sol, f"/mentoring/mentee/cards/{list_cards(own).rows[0].address}/ask", posts=50)


def test_query_strings_stand_anything(
    sol: InspectingClient, broker: InspectingClient, pair_url: str
) -> None:
    hostile_query_strings(sol, "/mentoring/pairs", ["page"])
    hostile_query_strings(broker, "/broker/mentoring", ["page", "show"])


def test_a_form_changes_only_its_own_columns(
    seeker: User, sol: InspectingClient, db_session: Session
) -> None:
    make_mentoring_profile(seeker, "mentee")
    before = snapshot(db_session)
    post_every_column(sol, "/mentoring/mentee/pace", {"pace": "weekly", "meetings": "4"})
    allowed = {("mentoring_profiles", each) for each in ("pace", "meetings", "updated_at")}
    assert {
        each for each in changes(before, snapshot(db_session)) if each[0] == "mentoring_profiles"
    } <= allowed
    db_session.expire_all()
    profile = db_session.get(MentoringProfile, (seeker.id, "mentee"))
    assert (profile.places, profile.taken) == (1, 0)


def test_another_s_pair_is_not_found(sign_in_as, pair_url: str) -> None:
    stranger = sign_in_as(make_user())
    for page in ("", "/accept", "/end", "/feedback", "/report", "/meetings/1/plan"):
        assert stranger.get(pair_url + page).status_code == 404

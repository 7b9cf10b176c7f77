"""The volunteer profile: the way through it, what is kept, what is shown, what is deleted."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.audit import AuditDetails, AuditEvent
from brokerage.matchmaking.models import MatchChange
from brokerage.scheduling.rules import DAY_PARTS
from brokerage.volunteering.models import CardInvitation, Volunteer
from brokerage.volunteering.queries.volunteers import is_ready
from brokerage.volunteering.rules.volunteers import MOST_CAUSES, MOST_MILES, Step
from tests.factories.accounts import make_user
from tests.factories.volunteering import (
    make_booking,
    make_card_invitation,
    make_flexible_opportunity,
    make_volunteer,
)
from tests.support.form_fuzzer import (
    changes,
    fuzz_form,
    hostile_query_strings,
    post_every_column,
    snapshot,
)
from tests.support.inspecting_client import InspectingClient
from tests.support.page import Page

pytestmark = pytest.mark.usefixtures("reference")

GOOD_ANSWERS: dict[str, dict[str, Any]] = {
    Step.CAUSES: {"causes": ["food-growing"]},
    Step.SKILLS: {"own_words": "I drive a minibus", "skills": ["driving"]},
    Step.TIMES: {"day_parts": ["TuesdayMorning", "SundayEvening"], "commitments": ["one-off"]},
    Step.PLACE: {"postcode": "OX4 1EQ", "starts_from": "home", "miles": "5"},
    Step.CARD: {"is_shown_to_hosts": "yes"},
}
COLUMNS_OF_STEP = {
    Step.CAUSES: {"causes"},
    Step.SKILLS: {"skills", "own_words"},
    Step.TIMES: {"day_parts", "wants_one_off", "wants_regular"},
    Step.PLACE: {"outcode", "easting", "northing", "starts_from", "miles", "takes_remote"},
    Step.CARD: {"is_shown_to_hosts"},
}


def answer(client: InspectingClient, step: str, values: dict[str, Any]):
    return client.submit(client.get(f"/volunteer/{step}"), values, button="Continue")


def test_a_visitor_is_invited_and_comes_back_to_the_first_question(
    client: InspectingClient,
) -> None:
    page = Page(client.get("/volunteer").text)
    assert page.heading == "Find volunteering that suits you"
    assert "about 3 minutes" in page.text
    assert "Who sees it" in page.text
    assert page.link("Create an account first") == "/register?next=/volunteer/causes"
    assert client.get("/volunteer/causes").location.startswith("/sign-in?next=")


def test_five_answers_lead_to_a_summary(
    db_session: Session, volunteer_user: User, vera: InspectingClient
) -> None:
    page = vera.click(vera.get("/volunteer"), "Start now")
    for number, (step, values) in enumerate(GOOD_ANSWERS.items(), start=1):
        assert page.request.path == f"/volunteer/{step}"
        assert f"Step {number} of 5" in Page(page.text).text
        page = vera.get(vera.submit(page, values, button="Continue").location)
    assert page.request.path == "/volunteer"
    assert vera.click(page, "See what suits you").status_code == 200
    shown = Page(page.text).text
    for words in (
        "That is enough for us to suggest",
        "Growing food together",
        "Driving",
        "I drive a minibus",
        "Tuesday: morning",
        "Sunday: evening",
        "One-off only",
        "Up to 5 miles from OX4 (home)",
        "Yes, hosts may see it",
        "18 or over. No role is closed to you for your age",
    ):
        assert words in shown
    kept = db_session.get_one(Volunteer, volunteer_user.id)
    assert (kept.outcode, kept.easting, kept.northing) == ("OX4", 454000, 204000)
    assert kept.answered == list(Step)
    assert is_ready(kept)


def test_any_question_can_be_skipped_and_answered_later(
    db_session: Session, volunteer_user: User, vera: InspectingClient
) -> None:
    page = vera.get("/volunteer/causes")
    for step in (Step.SKILLS, Step.TIMES):
        page = vera.click(page, "Skip for now")
        assert page.request.path == f"/volunteer/{step}"
    assert db_session.get(Volunteer, volunteer_user.id) is None
    saved = vera.submit(page, GOOD_ANSWERS[Step.TIMES], button="Continue")
    assert saved.location == "/volunteer/place"  # not back to what was skipped
    page = vera.get("/volunteer")
    missing = "tell us what you care about or what you can do and where from"
    assert missing in Page(page.text).text
    assert vera.click(page, "Carry on with the questions").request.path == "/volunteer/causes"
    panel = Page(vera.get("/account").text).text
    assert "Still missing: what you care about or what you can do and where from" in panel


def test_one_answer_is_changed_from_the_summary_and_leads_back(
    db_session: Session, volunteer_user: User, vera: InspectingClient
) -> None:
    make_volunteer(volunteer_user)
    page = vera.click(vera.get("/volunteer"), "Change when you are free")
    assert "Step" not in Page(page.text).text
    form = Page(page.text).form()
    assert form.fields["day_parts"].values == ["TuesdayMorning", "SaturdayAfternoon"]
    assert form.fields["commitments"].values == ["one-off", "regular"]
    saved = vera.submit(page, {"day_parts": [], "any_time": ["yes"]}, button="Save")
    assert saved.location == "/volunteer"
    assert db_session.get_one(Volunteer, volunteer_user.id).day_parts == list(DAY_PARTS)
    again = Page(vera.get("/volunteer/times").text).form()
    assert (again.fields["day_parts"].values, again.fields["any_time"].values) == ([], ["yes"])
    assert "Any time" in Page(vera.get("/volunteer").text).text


def test_the_day_parts_are_a_table_with_a_named_box_in_each_cell(vera: InspectingClient) -> None:
    page = Page(vera.get("/volunteer/times").text)
    table = next(page.all("table"))
    boxes = [each.get("value") for each in table.iter("input")]
    assert boxes == list(DAY_PARTS)
    scopes = [each.get("scope") for each in table.iter("th")]
    assert (scopes.count("col"), scopes.count("row")) == (3, 7)


def test_own_words_lead_to_skills_to_tick(
    db_session: Session, volunteer_user: User, vera: InspectingClient
) -> None:
    page = vera.get("/volunteer/skills")
    assert "Because you wrote" not in page.text
    words = {"own_words": "pruning and planting on my allotment"}
    page = vera.submit(page, words, button="Suggest skills for these words")
    assert page.status_code == 200
    assert "Because you wrote" in Page(page.text).text
    assert Page(page.text).error_summary == []
    assert db_session.get(Volunteer, volunteer_user.id) is None
    vera.submit(page, {"skills": ["gardening", "driving"]}, button="Continue")
    kept = db_session.get_one(Volunteer, volunteer_user.id)
    assert kept.skills == ["driving", "gardening"]
    assert kept.own_words == words["own_words"]


def test_words_that_suggest_nothing_say_so_and_count_all_the_same(
    db_session: Session, volunteer_user: User, vera: InspectingClient
) -> None:
    words = {"own_words": "xylophonology"}
    page = vera.get("/volunteer/skills")
    page = vera.submit(page, words, button="Suggest skills for these words")
    assert "We found no skill that fits these words" in Page(page.text).text
    assert vera.submit(page, button="Continue").status_code == 303
    assert db_session.get_one(Volunteer, volunteer_user.id).own_words == "xylophonology"


@pytest.mark.parametrize(
    ("step", "values", "sentence"),
    [
        (Step.CAUSES, {}, "Select what you care about, or skip this question"),
        (Step.SKILLS, {}, "Select a skill or use your own words, or skip this question"),
        (Step.TIMES, {"commitments": ["one-off"]}, "Select when you are free, or skip"),
        (Step.TIMES, {"day_parts": ["MondayMorning"]}, "Select one-off, regular or both"),
        (Step.PLACE, {}, "Enter a postcode, or select that you help online or by phone"),
        (Step.PLACE, {"postcode": "OX4"}, "Select whether this is home or work"),
        (Step.PLACE, {"postcode": "OX4", "starts_from": "work"}, "Enter how many miles"),
        (
            Step.PLACE,
            {"postcode": "OX4", "starts_from": "work", "miles": str(MOST_MILES + 1)},
            "How far you would go must be between 1 and 100",
        ),
        (
            Step.PLACE,
            {"postcode": "ZZ9 9ZZ", "starts_from": "home", "miles": "3"},
            "We do not know that postcode",
        ),
        (
            Step.PLACE,
            {"postcode": "Oxford", "starts_from": "home", "miles": "3"},
            "Enter a full postcode, like OX4 1EQ",
        ),
    ],
)
def test_a_bad_answer_says_why_and_keeps_nothing(
    db_session: Session,
    volunteer_user: User,
    vera: InspectingClient,
    step: str,
    values: dict[str, Any],
    sentence: str,
) -> None:
    page = Page(answer(vera, step, values).text)
    assert sentence in page.error_summary[0]
    assert db_session.get(Volunteer, volunteer_user.id) is None


def test_more_causes_than_help_are_refused(
    db_session: Session, volunteer_user: User, vera: InspectingClient
) -> None:
    token = vera.csrf_token(vera.get("/volunteer/causes"))
    many = {"csrf_token": token, "causes": [f"cause-{number}" for number in range(9)]}
    assert Page(vera.post("/volunteer/causes", data=many).text).error_summary
    assert MOST_CAUSES < 9
    assert db_session.get(Volunteer, volunteer_user.id) is None


@pytest.mark.parametrize("typed", ["OX4", "ox4 1eq", "OX4 9ZZ", " 0X4 "])
def test_only_the_first_half_of_a_postcode_is_kept_anywhere(
    db_session: Session, volunteer_user: User, vera: InspectingClient, typed: str
) -> None:
    answer(vera, Step.PLACE, GOOD_ANSWERS[Step.PLACE] | {"postcode": typed})
    kept = db_session.get_one(Volunteer, volunteer_user.id)
    assert (kept.outcode, kept.easting) == ("OX4", 454000)
    assert (kept.starts_from, kept.miles) == ("home", 5)
    logged = db_session.scalars(select(AuditDetails.after)).all()
    assert "OX4" not in str(logged)


def test_remote_only_needs_no_place(
    db_session: Session, volunteer_user: User, vera: InspectingClient
) -> None:
    make_volunteer(volunteer_user)
    page = vera.get("/volunteer/place")
    values = {"postcode": "", "takes_remote": ["yes"]}
    assert vera.submit(page, values).status_code == 303
    kept = db_session.get_one(Volunteer, volunteer_user.id)
    assert kept.takes_remote
    gone = (kept.outcode, kept.easting, kept.northing, kept.miles, kept.starts_from)
    assert gone == (None,) * 5


def test_the_log_says_which_question_changed_and_not_the_answer(
    db_session: Session, volunteer_user: User, vera: InspectingClient
) -> None:
    for step, values in GOOD_ANSWERS.items():
        answer(vera, step, values)
    edits = db_session.execute(
        select(AuditDetails.before, AuditDetails.after)
        .join(AuditEvent, AuditEvent.id == AuditDetails.event_id)
        .where(AuditEvent.action == "volunteering:volunteer:edit")
        .order_by(AuditEvent.id)
    ).all()
    assert [after for _, after in edits] == [
        *({"step": step} for step in list(Step)[:-1]),
        {"step": "card", "is_shown_to_hosts": True},
    ]
    assert not any(before for before, _ in edits)


def list_changes(session: Session) -> list[int]:
    of_volunteers = MatchChange.kind == "volunteer"
    return list(session.scalars(select(MatchChange.object_id).where(of_volunteers)))


def test_the_matcher_hears_of_what_hosts_can_find_and_of_nothing_else(
    db_session: Session, volunteer_user: User, vera: InspectingClient
) -> None:
    answer(vera, Step.CAUSES, GOOD_ANSWERS[Step.CAUSES])
    assert list_changes(db_session) == []
    answer(vera, Step.CARD, {"is_shown_to_hosts": "yes"})
    assert list_changes(db_session) == [volunteer_user.id]
    vera.submit(vera.get("/volunteer/causes"), {"causes": ["older-people"]})
    assert len(list_changes(db_session)) == 2
    vera.submit(vera.get("/volunteer/card"), {"is_shown_to_hosts": "no"})
    assert len(list_changes(db_session)) == 3


def test_the_card_is_off_by_default_and_shown_as_a_host_would_see_it(
    volunteer_user: User, vera: InspectingClient
) -> None:
    page = Page(vera.get("/volunteer/card").text)
    assert page.form().fields["is_shown_to_hosts"].values == ["no"]
    assert "Nothing yet" in page.text
    make_volunteer(volunteer_user, is_shown_to_hosts=False, own_words="Ring me at the mill")
    page = Page(vera.get("/volunteer/card").text)
    assert page.form().fields["is_shown_to_hosts"].values == ["no"]
    main = next(page.all("main"))
    said = " ".join("".join(main.itertext()).split())
    for words in ("Growing food together", "Gardening and growing", "Tuesday: morning", "One-off"):
        assert words in said
    for hidden in ("Vera", "Underhill", "vera@example.org", "OX4", "mill", "18"):
        assert hidden not in said


def test_someone_of_sixteen_reads_what_their_age_means(sign_in_as) -> None:
    young = make_user(age_band="16-17")
    make_volunteer(young)
    page = Page(sign_in_as(young).get("/volunteer").text)
    assert "16 or 17. You are shown only roles that are open to you" in page.text


def test_everything_is_deleted_but_bookings_and_the_account(
    db_session: Session,
    volunteer_user: User,
    vera: InspectingClient,
    host,
    host_owner: User,
) -> None:
    make_volunteer(volunteer_user)
    opportunity, other = make_flexible_opportunity(host), make_flexible_opportunity(host)
    booking = make_booking(volunteer_user, opportunity)
    make_card_invitation(other, volunteer_user, host_owner)
    page = vera.click(vera.get("/volunteer"), "Delete these answers")
    assert Page(page.text).heading == "Delete your volunteering answers?"
    assert db_session.get(Volunteer, volunteer_user.id) is not None
    assert vera.submit(page).location == "/volunteer"
    assert Page(vera.get("/volunteer").text).heading == "Find volunteering that suits you"
    assert db_session.get(Volunteer, volunteer_user.id) is None
    assert db_session.scalars(select(CardInvitation)).all() == []
    assert booking.status == "asked"
    assert list_changes(db_session) == [volunteer_user.id]
    assert vera.get("/volunteer/delete").location == "/volunteer"


def test_a_profile_is_ones_own(
    db_session: Session, volunteer_user: User, vera: InspectingClient, sign_in_as
) -> None:
    make_volunteer(volunteer_user)
    other = sign_in_as(make_user())
    assert Page(other.get("/volunteer").text).heading == "Find volunteering that suits you"
    answer(other, Step.CAUSES, {"causes": ["older-people"]})
    assert db_session.get_one(Volunteer, volunteer_user.id).causes == ["food-growing"]


def test_no_such_question(vera: InspectingClient) -> None:
    assert vera.get("/volunteer/religion").status_code == 404


@pytest.mark.parametrize("step", list(Step))
def test_a_step_withstands_anything(vera: InspectingClient, step: str) -> None:
    is_suggesting = step == Step.SKILLS
    fuzz_form(
        vera,
        f"/volunteer/{step}",
        posts=50,
        is_refusal=lambda answer: is_suggesting and answer.status_code == 200,
    )


def test_deleting_withstands_anything(volunteer_user: User, vera: InspectingClient) -> None:
    make_volunteer(volunteer_user)
    fuzz_form(vera, "/volunteer/delete", posts=20)


def test_query_strings_do_no_harm(volunteer_user: User, vera: InspectingClient) -> None:
    make_volunteer(volunteer_user)
    hostile_query_strings(vera, "/volunteer/skills", ["own_words", "skills"])
    hostile_query_strings(vera, "/volunteer", ["page"])


@pytest.mark.parametrize("step", list(Step))
def test_a_step_changes_its_own_columns_only(
    db_session: Session, volunteer_user: User, vera: InspectingClient, step: str
) -> None:
    make_volunteer(volunteer_user, answered=[], is_shown_to_hosts=False)
    before = snapshot(db_session)
    sent = {
        name: value if isinstance(value, list) else [value]
        for name, value in GOOD_ANSWERS[step].items()
    }
    sent |= {"suggest": []} if step == Step.SKILLS else {}
    assert post_every_column(vera, f"/volunteer/{step}", sent).status_code == 303
    changed = changes(before, snapshot(db_session))
    own = {("volunteers", column) for column in COLUMNS_OF_STEP[step] | {"answered", "updated_at"}}
    assert {each for each in changed if each[0] == "volunteers"} <= own
    assert not {each for each in changed if each[0] in {"users", "employments", "bookings"}}

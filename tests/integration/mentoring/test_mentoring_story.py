"""From the four questions to the feedback: unnamed until a yes, two meetings, an end."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from brokerage.accounts.models import User
from brokerage.audit import AuditEvent
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow
from brokerage.mentoring.models import MentoringPair, MentoringProfile
from brokerage.mentoring.queries import cards
from brokerage.mentoring.queries.cards import get_candidate, list_cards
from brokerage.mentoring.queries.pairs import get_pair
from brokerage.mentoring.service import pairs as service
from brokerage.mentoring.service.profiles import save_step, show_card
from brokerage.permissions import SYSTEM
from tests.factories.accounts import make_user
from tests.factories.mentoring import make_mentoring_profile, make_pair
from tests.support.inspecting_client import InspectingClient
from tests.support.outbox import Outbox
from tests.support.page import Page
from tests.support.statements import count_statements

MOST_STATEMENTS = 15


def profile_of(user: User, side: str) -> MentoringProfile:
    return db.session.get(MentoringProfile, (user.id, side), populate_existing=True)


def test_the_questions_lead_to_a_card_that_is_shown_only_when_switched_on(
    seeker: User, sol: InspectingClient
) -> None:
    page = sol.get("/mentoring/mentee", follow_redirects=True)
    assert Page(page.text).heading == "What would you like help with?"
    answer = sol.submit(page, {"topics": ["interviews"], "own_words": "nerves"})
    answer = sol.submit(
        sol.get(answer.location), {"ways": ["in-person"], "postcode": "", "miles": ""}
    )
    assert "Enter a postcode" in answer.text
    answer = sol.submit(
        sol.get("/mentoring/mentee/ways"),
        {"ways": ["in-person", "video"], "postcode": "OX4 1EQ", "miles": "5"},
    )
    answer = sol.submit(sol.get(answer.location), {"any_time": ["yes"]})
    answer = sol.submit(sol.get(answer.location), {"pace": "monthly", "meetings": "3"})
    page = sol.get(answer.location)
    for said in ("Interviews", "Any time", "Every month", "up to 5 miles from OX4"):
        assert said in Page(page.text).text
    assert "1EQ" not in page.text
    assert not profile_of(seeker, "mentee").is_shown
    sol.submit(page, {}, form="Show my card without my name")
    assert profile_of(seeker, "mentee").is_shown
    sol.submit(sol.get("/mentoring/mentee"), {}, form="Hide my card")
    assert not profile_of(seeker, "mentee").is_shown


def test_a_mentee_asks_the_mentor_says_yes_two_meetings_are_held_and_it_ends(
    officer: User,
    seeker: User,
    fenna: InspectingClient,
    sol: InspectingClient,
    broker: InspectingClient,
    outbox: Outbox,
) -> None:
    make_mentoring_profile(officer, "mentor", own_words="Secret words of the officer")
    make_mentoring_profile(seeker, "mentee", meetings=2)
    page = sol.get("/mentoring/mentee/cards")
    assert "Helps with" in page.text
    assert "Fenna" not in page.text
    assert "Secret words" not in page.text
    page = sol.click(page, "Ask to meet mentor 1")
    assert "Fenna" not in page.text
    answer = sol.submit(page, {"pace": "monthly", "meetings": "2", "note": "Nerves before talks."})
    pair_url = answer.location
    assert "Fenna" not in sol.get(pair_url).text
    assert "Sol" not in outbox.last_to("fenna@example.org").body
    assert "by" in outbox.last_to("sol@example.org").body
    page = fenna.get(pair_url)
    assert "Nerves before talks." in page.text
    assert "Sol Seeker" not in page.text
    assert "sol@example.org" not in page.text
    page = fenna.click(page, "Say yes")
    fenna.submit(page, {"message": "Happy to."})
    assert profile_of(officer, "mentor").taken == profile_of(seeker, "mentee").taken == 1
    assert "sol@example.org" in outbox.last_to("fenna@example.org").body
    assert "Happy to." in outbox.last_to("sol@example.org").body
    hold_the_meetings(fenna, sol, pair_url)
    page = sol.get(pair_url)
    assert "2 of 2 meetings held" in Page(page.text).text
    answer = sol.submit(sol.click(page, "End the mentoring"), {"reason": "as-agreed"})
    assert profile_of(officer, "mentor").taken == profile_of(seeker, "mentee").taken == 0
    say = {"verdict": "a-lot", "words": "Kind and clear.", "is_shared": "no"}
    sol.submit(sol.get(answer.location), say)
    page = fenna.get(pair_url)
    assert "Kind and clear." not in page.text
    assert "We have met as we agreed" not in page.text
    fenna.submit(
        fenna.click(page, "Say how it was"),
        {"verdict": "some", "words": "A pleasure.", "is_shared": "yes"},
    )
    assert "A pleasure." in sol.get(pair_url).text
    page = broker.get("/broker" + pair_url.replace("/pairs", ""))
    for said in ("Kind and clear.", "A pleasure.", "We have met as we agreed"):
        assert said in page.text
    actions = set(db.session.scalars(select(AuditEvent.action)))
    assert {
        "mentoring:pair:ask",
        "mentoring:pair:accept",
        "mentoring:meeting:tick",
        "mentoring:pair:end",
        "mentoring:feedback:give",
    } <= actions
    assert "Ask to meet mentor 1" in Page(sol.get("/mentoring/mentee/cards").text).text


def hold_the_meetings(fenna: InspectingClient, sol: InspectingClient, url: str) -> None:
    page = fenna.click(fenna.get(url), "Set the day of meeting 1")
    today = utcnow().date()
    parts = {
        "planned_on-day": str(today.day),
        "planned_on-month": str(today.month),
        "planned_on-year": str(today.year),
    }
    assert fenna.submit(page, parts).status_code == 303
    for client in (fenna, sol):
        for number in (1, 2):
            token = client.csrf_token(client.get(url))
            client.post(f"{url}/meetings/{number}/tick", data={"csrf_token": token})


def test_a_no_gives_the_reason_and_names_nobody(
    officer: User, seeker: User, fenna: InspectingClient, sol: InspectingClient, outbox: Outbox
) -> None:
    make_mentoring_profile(officer, "mentor")
    make_mentoring_profile(seeker, "mentee")
    pair = make_pair(officer, seeker)
    page = fenna.click(fenna.get(f"/mentoring/pairs/{pair.id}"), "Say no")
    fenna.submit(page, {"reason": "times", "message": ""})
    page = sol.get(f"/mentoring/pairs/{pair.id}")
    assert "do not fit" in page.text
    assert "Fenna" not in page.text
    told = outbox.last_to("sol@example.org").body
    assert "/mentoring/mentee/cards" in told
    assert "Fenna" not in told
    assert "Look at others who fit" in page.text


def test_an_ask_is_taken_back(officer: User, seeker: User, sol: InspectingClient) -> None:
    make_mentoring_profile(seeker, "mentee")
    pair = make_pair(officer, seeker)
    page = sol.get(f"/mentoring/pairs/{pair.id}")
    sol.submit(page, {}, form="Take my ask back")
    assert get_pair(pair.id).status == "withdrawn"


def test_nobody_under_18_on_either_side(
    officer: User, sign_in_as: Callable[..., InspectingClient]
) -> None:
    child = make_user(age_band="16-17")
    young = sign_in_as(child)
    page = young.get("/mentoring/mentee/topics", follow_redirects=True)
    assert "There is never a mentor for a child here." in page.text
    assert "0800 1111" in page.text
    with pytest.raises(DomainError, match="18 or over"):
        save_step(child.as_subject(), "mentee", "topics", {"topics": ["interviews"]})
    own = make_mentoring_profile(officer, "mentor")
    hidden = make_mentoring_profile(child, "mentee")
    assert list_cards(own).total == 0
    with pytest.raises(DomainError, match="18 or over"):
        service.ask_for_pair(
            officer.as_subject(), own, hidden, topics=[], pace="monthly", meetings=1, note=""
        )
    with pytest.raises(DomainError):
        show_card(child.as_subject(), hidden, is_shown=True)


def test_a_mentor_takes_no_more_than_they_said(officer: User) -> None:
    make_mentoring_profile(officer, "mentor", places=1)
    pairs = []
    for _ in range(2):
        mentee = make_user()
        make_mentoring_profile(mentee, "mentee")
        pairs.append(make_pair(officer, mentee))
    service.accept_pair(officer.as_subject(), get_pair(pairs[0].id), "")
    with pytest.raises(DomainError, match="no room"):
        service.accept_pair(officer.as_subject(), get_pair(pairs[1].id), "")
    assert get_pair(pairs[1].id).status == "asked"
    with pytest.raises(IntegrityError), db.session.begin_nested():
        db.session.execute(update(MentoringProfile).values(taken=2))


def test_two_cannot_be_an_open_pair_twice(officer: User, seeker: User) -> None:
    make_pair(officer, seeker, status="ended")
    make_pair(officer, seeker)
    with pytest.raises(IntegrityError), db.session.begin_nested():
        make_pair(officer, seeker, asked_by="mentor")


def test_who_is_asked_reported_full_or_too_far_has_no_card(
    officer: User, seeker: User, sol: InspectingClient, broker: InspectingClient, outbox: Outbox
) -> None:
    mentor = make_mentoring_profile(officer, "mentor")
    own = make_mentoring_profile(seeker, "mentee")
    address = list_cards(own).rows[0].address
    assert get_candidate(own, address).profile.user_id == officer.id
    mentor.ways, mentor.easting = ["in-person"], 474_000
    db.session.flush()
    assert list_cards(own).total == 0
    mentor.easting, mentor.taken = 454_000, 1
    db.session.flush()
    assert list_cards(own).total == 0
    mentor.taken, own.taken = 1, 1
    pair = make_pair(officer, seeker, status="active")
    page = sol.click(
        sol.get(f"/mentoring/pairs/{pair.id}"), "Something is not right: block and tell a broker"
    )
    sol.submit(page, {"reason": "uncomfortable"})
    assert get_pair(pair.id).status == "ended"
    assert list_cards(profile_of(seeker, "mentee")).total == 0
    assert "asks for help" in outbox.last_to("bay@example.org").subject
    assert "uncomfortable" not in outbox.last_to("fenna@example.org").body
    page = broker.get("/broker/mentoring?show=reported")
    page = broker.click(page, "Fenna Officer and Sol Seeker")
    assert "made me uncomfortable" in page.text
    broker.submit(page, {}, form="Note as dealt with the report of Sol Seeker")
    assert "Nothing here" in broker.get("/broker/mentoring?show=reported").text


def test_an_answer_that_does_not_come_is_told_once(
    officer: User, seeker: User, broker: InspectingClient, outbox: Outbox
) -> None:
    pair = make_pair(officer, seeker, answer_by=utcnow().date() - timedelta(days=1))
    make_pair(make_user(), make_user())
    assert service.tell_of_overdue_asks() == 1
    assert service.tell_of_overdue_asks() == 0
    assert len(outbox.to("bay@example.org")) == 1
    assert "no answer came in time" in outbox.last_to("sol@example.org").body
    page = broker.click(broker.get("/broker/mentoring?show=late"), "Fenna Officer and Sol Seeker")
    broker.submit(broker.click(page, "End this pair"), {})
    assert get_pair(pair.id).end_reason == "broker"


def test_a_suspended_account_ends_what_is_open(officer: User, seeker: User) -> None:
    own = make_mentoring_profile(officer, "mentor", taken=1)
    make_mentoring_profile(seeker, "mentee", taken=1)
    pair = make_pair(officer, seeker, status="active")
    service.end_pairs_of(SYSTEM, seeker.id)
    assert get_pair(pair.id).end_reason == "account"
    assert profile_of(officer, "mentor").taken == 0
    assert own.user_id == officer.id


def test_answers_are_deleted_but_not_from_under_a_pair_that_meets(
    officer: User, seeker: User, sol: InspectingClient
) -> None:
    make_mentoring_profile(seeker, "mentee", taken=1)
    make_mentoring_profile(officer, "mentor", taken=1)
    pair = make_pair(officer, seeker, status="active")
    answer = sol.submit(sol.get("/mentoring/mentee/delete"), {})
    assert "End it first" in answer.text
    service.end_pair(seeker.as_subject(), get_pair(pair.id), "time", "mentee")
    waiting = make_pair(officer, seeker)
    assert sol.submit(sol.get("/mentoring/mentee/delete"), {}).status_code == 303
    assert profile_of(seeker, "mentee") is None
    assert get_pair(waiting.id).status == "withdrawn"


@pytest.mark.parametrize("rows", [1, 30])
def test_lists_ask_the_database_a_fixed_number_of_times(
    seeker: User, sol: InspectingClient, broker: InspectingClient, rows: int
) -> None:
    for _ in range(rows):
        make_pair(make_user(), seeker, status="active")
    for client, url in ((sol, "/mentoring/pairs"), (broker, "/broker/mentoring")):
        assert count_statements(client, url) <= MOST_STATEMENTS
    assert "nothing on this page" in sol.get("/mentoring/pairs?page=9").text
    assert "nothing on this page" in broker.get("/broker/mentoring?page=9").text


def test_cards_go_on_over_the_page_and_end_where_more_words_are_needed(
    seeker: User, sol: InspectingClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = make_mentoring_profile(seeker, "mentee")
    for _ in range(cards.PER_PAGE + 3):
        make_mentoring_profile(make_user(), "mentor")
    first = sol.get("/mentoring/mentee/cards")
    assert "Mentor 12" in first.text
    assert "Mentor 13" not in first.text
    second = sol.click(first, "Next page")
    assert "Mentor 12" not in second.text
    assert "Mentor 13" in second.text
    assert "Showing 13 to 15 of 15 cards" in second.text
    both = [card.address for page in (1, 2) for card in list_cards(own, page).rows]
    assert len(set(both)) == cards.PER_PAGE + 3
    assert "These are the" not in second.text
    assert "nothing on this page" in sol.get("/mentoring/mentee/cards?page=3").text
    assert count_statements(sol, "/mentoring/mentee/cards?page=2") <= MOST_STATEMENTS
    monkeypatch.setattr(cards, "MOST_CARDS", 13)
    last = sol.get("/mentoring/mentee/cards?page=2")
    assert "Mentor 14" not in last.text
    assert "These are the 13 who fit best" in last.text


def test_empty_pages_say_what_to_do(sol: InspectingClient, seeker: User) -> None:
    assert "You have no mentoring pair yet" in sol.get("/mentoring/pairs").text
    make_mentoring_profile(seeker, "mentee", is_shown=False)
    assert "No card to show now" in sol.get("/mentoring/mentee/cards").text
    assert db.session.scalars(select(MentoringPair.id)).first() is None

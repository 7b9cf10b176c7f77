"""The rules of resources and events, on plain values."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from brokerage.calendars.rules import EventState as CalendarState
from brokerage.errors import DomainError
from brokerage.permissions import Subject
from brokerage.toolkit import rules
from brokerage.toolkit.permissions import OwnedFacts, hosts_it, is_public, suggested_it
from brokerage.toolkit.rules import ResourceAnswers, events, search
from brokerage.toolkit.rules.events import EventAnswers
from brokerage.toolkit.rules.files import read_resource

TODAY = date(2027, 3, 1)
HEAD = "title: Some advice\nkind: resource\nsummary: Advice that helps.\nsource: ours\n"
BODY = "\nDo this first, and then do that as well."


def answers(**more):
    said = {"kind": "resource", "title": "Pay", "summary": "How to", "body": "Words"} | more
    return ResourceAnswers(**said)


def test_codes_are_read_however_they_are_divided():
    assert rules.parse_codes("living-wage, share-levy\nliving-wage;a1") == (
        "living-wage",
        "share-levy",
        "a1",
    )
    assert rules.parse_codes("") == rules.parse_codes(" , ") == ()
    for wrong in ("pay!", "-a", "a--b", "x" * 61, " ".join(f"p{n}" for n in range(21))):
        with pytest.raises(DomainError):
            rules.parse_codes(wrong)


def test_a_signpost_leads_somewhere_and_pictures_are_refused():
    rules.check_answers(answers())
    rules.check_answers(answers(kind="signpost", link="https://a.example/b"))
    for wrong in (
        answers(kind="signpost"),
        answers(link="javascript:alert(1)"),
        answers(link="https:///a"),
        answers(body="![a](https://b.example)"),
        answers(pledges=("not a code!",)),
    ):
        with pytest.raises(DomainError):
            rules.check_answers(wrong)


@pytest.mark.parametrize(
    ("review_by", "is_fine"),
    [
        (None, False),
        (TODAY, False),
        (TODAY + timedelta(days=1), True),
        (TODAY + rules.FURTHEST_REVIEW, True),
        (TODAY + rules.FURTHEST_REVIEW + timedelta(days=1), False),
    ],
)
def test_the_next_reading_lies_ahead(review_by, is_fine):
    if is_fine:
        rules.check_review_by(review_by, TODAY)
    else:
        with pytest.raises(DomainError):
            rules.check_review_by(review_by, TODAY)


def test_only_what_people_can_read_is_overdue():
    assert rules.is_overdue("published", TODAY - timedelta(days=1), TODAY)
    assert not rules.is_overdue("published", TODAY, TODAY)
    assert not rules.is_overdue("retired", TODAY - timedelta(days=1), TODAY)


def test_words_find_what_was_meant_the_title_before_the_text():
    kept = [
        (
            1,
            search.join_words("Insurance for small firms", "Cover buyers ask for", "A living wage"),
        ),
        (2, search.join_words("Pay a living wage", "Four steps", "Look at everyone")),
        (3, search.join_words("Volunteering days", "For your staff", "Reading with children")),
    ]
    assert search.rank_resources("living wages", kept) == [2, 1]
    assert search.rank_resources("insurence", kept) == [1]
    assert search.rank_resources("volunter", kept) == [3]
    assert search.rank_resources("living zeppelin", kept) == []
    assert search.rank_resources("pay living wage zeppelin", kept) == [2]
    assert search.rank_resources("the of", kept) == search.rank_resources("", kept) == []
    assert search.rank_resources("cat", [(1, search.join_words("Car", "Hats", "bat"))]) == []


def test_a_file_says_what_a_resource_is():
    read = read_resource(f"{HEAD}themes: a, b\r\nvoices: buyer\n{BODY}", TODAY)
    assert read.tags == [("theme", "a"), ("theme", "b"), ("voice", "buyer")]
    assert read.review_by == TODAY
    for wrong in (
        f"{HEAD}colour: red\n{BODY}",
        f"{HEAD}voices: nobody\n{BODY}",
        HEAD.replace("resource", "poem") + BODY,
        HEAD.replace("source: ours", "source:") + BODY,
        HEAD.replace("Some advice", "x" * 121) + BODY,
        HEAD,
    ):
        with pytest.raises(DomainError):
            read_resource(wrong, TODAY)


def test_an_event_is_somewhere():
    given = {
        "kind": "other",
        "title": "A meeting",
        "about": "About",
        "starts_on": TODAY,
        "starts_time": time(10),
        "ends_time": time(11),
        "places": 3,
    }
    events.check_answers(EventAnswers(**given, place="Here"))
    events.check_answers(EventAnswers(**given, online_link="https://a.example"))
    for wrong in ({}, {"online_link": "here"}):
        with pytest.raises(DomainError):
            events.check_answers(EventAnswers(**given, **wrong))


@pytest.mark.parametrize(
    ("event", "sign_up", "state"),
    [
        ("published", "coming", CalendarState.CONFIRMED),
        ("published", "waiting", CalendarState.CANCELLED),
        ("published", "left", CalendarState.CANCELLED),
        ("cancelled", "coming", CalendarState.CANCELLED),
    ],
)
def test_only_a_place_at_an_open_event_is_in_a_calendar(event, sign_up, state):
    assert events.state_in_calendar(event, sign_up) == state


def test_an_event_that_is_over_took_place_unless_it_was_cancelled():
    now = datetime(2027, 3, 1, tzinfo=UTC)
    assert events.label_of_state("published", now, now) == "Took place"
    assert events.label_of_state("published", now + timedelta(hours=1), now) == "Open"
    assert events.label_of_state("cancelled", now, now) == "Cancelled"


@pytest.mark.parametrize("role", ["owner", "editor", "buyer", "line-manager", "viewer", None])
def test_who_looks_after_what(role):
    member = Subject(user_id=1, memberships={5: role} if role else {})
    broker = Subject(user_id=2, is_broker=True)
    for state in ("suggested", "published"):
        facts = OwnedFacts(organisation_id=5, state=state)
        assert hosts_it(member, facts) is (role in ("owner", "editor", "buyer"))
        assert hosts_it(broker, facts)
        is_own = role in ("owner", "editor") and state == "suggested"
        assert suggested_it(member, facts) is is_own
        assert is_public(member, facts) is (state == "published")
    nobodys = OwnedFacts(organisation_id=None, state="published")
    assert not hosts_it(member, nobodys)

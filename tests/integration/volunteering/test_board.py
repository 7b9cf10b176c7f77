"""The sections of the board, “not for me”, and the way from a team day to a regular role."""

from datetime import timedelta

import pytest

from brokerage.digests.models import Dismissal
from brokerage.extensions import db, utcnow
from brokerage.matchmaking.service import mark_changed
from brokerage.scheduling.models import SessionPlan
from brokerage.volunteering.queries import board
from brokerage.volunteering.queries.board import Onlooker
from brokerage.volunteering.queries.search import suggest_opportunities
from brokerage.volunteering.rules.board import BoardSection, is_short, is_soon, is_taster
from tests.factories.accounts import make_user
from tests.factories.organisations import make_organisation
from tests.factories.volunteering import (
    make_booking,
    make_flexible_opportunity,
    make_opportunity,
    make_session,
    make_volunteer,
)
from tests.support.form_fuzzer import NASTY_TEXTS, hostile_query_strings
from tests.support.page import Page
from tests.support.statements import count_statements

pytestmark = pytest.mark.usefixtures("fresh_index")
LONG_AGO = timedelta(days=100)


def titles(section, onlooker=None, page=1) -> list[str]:
    found = board.list_section(BoardSection(section), onlooker or Onlooker(), page, utcnow())
    return [each.opportunity.title for each in found.rows]


def make_old(host, title, **fields):
    return make_opportunity(host, title=title, published_at=utcnow() - LONG_AGO, **fields)


def test_what_was_published_lately_is_new_the_newest_first(host):
    for title, days in (("First", 13), ("Last", 1), ("Old", 15)):
        opportunity = make_opportunity(
            host, title=title, published_at=utcnow() - timedelta(days=days)
        )
        make_session(opportunity)
    assert titles("new") == ["Last", "First"]


def test_what_has_a_free_place_within_two_weeks_is_soon(host):
    for title, ahead, places, taken in (("B", 9, 2, 1), ("A", 3, 2, 1), ("Full", 2, 2, 2)):
        make_session(make_old(host, title), days_ahead=ahead, places=places, taken=taken)
    make_session(make_old(host, "Later"), days_ahead=20)
    assert titles("soon") == ["A", "B"]


def test_what_is_half_empty_soon_is_short_of_people(host):
    busy = make_old(host, "Busy")
    make_session(busy, days_ahead=3, places=4, taken=2)
    empty = make_old(host, "Empty in one of two")
    make_session(empty, days_ahead=3, places=4, taken=4)
    make_session(empty, days_ahead=9, places=4, taken=1)
    assert titles("short-of-people") == ["Empty in one of two"]


def test_what_has_fewer_people_than_it_needs_is_short_of_people(host):
    for title, minimum in (("Enough", 3), ("Too few", 4)):
        dated = make_session(make_old(host, title), days_ahead=3, places=5, taken=3)
        db.session.add(SessionPlan(session_id=dated.id, minimum=minimum, closes_at=utcnow()))
    db.session.flush()
    assert titles("short-of-people") == ["Too few"]


def test_what_is_within_reach_is_near_the_nearest_first(host):
    for title, north in (("Next village", 3000), ("Next door", 100), ("Far away", 90_000)):
        make_session(make_old(host, title, northing=205000 + north))
    make_session(make_old(host, "From home", easting=None, northing=None, is_remote=True))
    here = Onlooker(easting=453000, northing=205000, miles=10)
    assert titles("near-you", here) == ["Next door", "Next village"]
    assert titles("near-you") == []
    (first, _) = board.list_section(BoardSection.NEAR, here, 1, utcnow()).rows
    assert first.distance_m == pytest.approx(100)


def test_one_off_days_are_tasters_the_roomiest_first(host):
    make_session(make_old(host, "For two"), places=2)
    make_session(make_old(host, "For twelve"), places=12)
    make_session(make_old(host, "Regular", commitment="regular"), places=20)
    assert titles("taster-or-team-day") == ["For twelve", "For two"]


def test_nothing_unapproved_full_cancelled_or_past_is_in_any_section(host):
    now = utcnow()
    make_session(make_opportunity(host, status="submitted"))
    make_session(make_opportunity(make_organisation(owner=make_user(), status="submitted")))
    make_session(make_opportunity(host), places=1, taken=1)
    make_session(make_opportunity(host), cancelled_at=now)
    make_session(make_opportunity(host), days_ahead=-3)
    make_flexible_opportunity(host, flexible_taken=3)
    here = Onlooker(easting=453000, northing=205000, miles=10)
    assert set(board.count_sections(here, now).values()) == {0}
    assert [titles(section, here) for section in BoardSection] == [[]] * len(BoardSection)


def test_who_is_sixteen_sees_what_is_open_to_them(host):
    make_session(make_opportunity(host, title="Adults", minimum_band="18+"))
    make_session(make_opportunity(host, title="All"))
    assert titles("new", Onlooker(band="16-17")) == ["All"]
    assert set(titles("new", Onlooker(band="18+"))) == {"Adults", "All"}


def test_the_database_and_the_rules_agree(host):
    now = utcnow()
    rows = [
        make_session(make_old(host, f"{ahead} {places} {taken}"), days_ahead=ahead, **seats)
        for ahead in (1, 13, 15)
        for places, taken in ((1, 0), (2, 0), (2, 1), (5, 2), (6, 3))
        for seats in ({"places": places, "taken": taken},)
    ]
    counts = board.count_sections(Onlooker(), now)
    assert counts[BoardSection.SOON] == sum(is_soon(each.starts_at, now) for each in rows)
    assert counts[BoardSection.SHORT] == sum(
        is_short(each.places, each.taken, each.starts_at, now) for each in rows
    )
    assert counts[BoardSection.TASTER] == len(rows) * is_taster("one-off")


def test_the_board_leads_to_its_sections_with_their_counts(client, host):
    make_session(make_opportunity(host, title="Plant an orchard"), days_ahead=3)
    page = client.get("/volunteering")
    shown = client.get(Page(page.text).link("New (1)"))
    assert "Plant an orchard" in shown.text
    for section in BoardSection:
        assert client.get(f"/volunteering/board/{section}").status_code == 200
    assert client.get("/volunteering/board/nowhere").status_code == 404
    assert "New (1)" not in client.get("/volunteering?q=plant").text


def test_an_empty_section_says_what_to_do(client, vera, volunteer_user):
    assert "Nothing here at the moment" in client.get("/volunteering/board/soon").text
    assert "We do not know where you are" in client.get("/volunteering/board/near-you").text
    make_volunteer(volunteer_user)
    assert "Nothing here at the moment" in vera.get("/volunteering/board/near-you").text


def test_a_section_takes_pages_and_any_query_string(client, host):
    for _ in range(20):
        make_session(make_opportunity(host))
    assert len(titles("new")) == board.PER_PAGE
    assert len(titles("new", page=2)) == 20 - board.PER_PAGE
    assert "There is nothing on this page" in client.get("/volunteering/board/new?page=9").text
    hostile_query_strings(client, "/volunteering/board/new", ["page"])


def test_a_section_takes_as_many_statements_for_many_as_for_few(client, host):
    make_session(make_opportunity(host))
    few = count_statements(client, "/volunteering/board/new")
    for _ in range(12):
        make_session(make_opportunity(host))
    assert few == count_statements(client, "/volunteering/board/new") <= 15


# Not for me


@pytest.fixture
def suggested(host, volunteer_user):
    """Return an opportunity that fits the volunteer."""
    make_volunteer(volunteer_user)
    opportunity = make_opportunity(host, title="Plant an orchard")
    make_session(opportunity)
    mark_changed("opportunity", opportunity.id)
    db.session.commit()
    return opportunity


def suggested_titles(user) -> list[str]:
    found = suggest_opportunities(user.id, user.age_band, utcnow().date(), 12)
    return [each.opportunity.title for each in found]


def test_a_no_is_remembered_said_as_a_reason_and_undone(vera, suggested, volunteer_user):
    assert suggested_titles(volunteer_user) == ["Plant an orchard"]
    address = f"/opportunities/{suggested.id}"
    vera.submit(vera.get(address), form=f"{address}/not-for-me")
    assert suggested_titles(volunteer_user) == []
    page = vera.get(address)
    assert "You said that this is not for you, on" in page.text
    vera.submit(page, form=f"{address}/not-for-me/undo")
    assert suggested_titles(volunteer_user) == ["Plant an orchard"]
    assert "You said that" not in vera.get(address).text


def test_a_no_and_its_undo_on_the_page_for_you(vera, suggested):
    address = f"/opportunities/{suggested.id}/not-for-me"
    answer = vera.submit(vera.get("/volunteering/for-you"), form=address)
    assert answer.location == "/volunteering/for-you"
    page = vera.get("/volunteering/for-you")
    assert "Nothing fits you at the moment" in page.text
    assert "Not for you" in page.text
    vera.submit(page, form=f"{address}/undo")
    assert "1 suggestion" in vera.get("/volunteering/for-you").text


def test_a_no_is_said_once_and_nobody_elses(vera, suggested, volunteer_user, sign_in_as):
    address = f"/opportunities/{suggested.id}/not-for-me"
    token = vera.csrf_token(vera.get(f"/opportunities/{suggested.id}"))
    for _ in range(2):
        assert vera.post(address, data={"csrf_token": token}).status_code == 303
    assert db.session.get(Dismissal, (volunteer_user.id, "opportunity", suggested.id))
    other = sign_in_as(make_user())
    assert "You said that" not in other.get(f"/opportunities/{suggested.id}").text


def test_what_is_not_open_cannot_be_declined_or_looked_into(vera, host):
    hidden = make_opportunity(host, status="submitted", published_at=None)
    token = vera.csrf_token(vera.get("/account"))
    for path in ("not-for-me", "not-for-me/undo"):
        answer = vera.post(f"/opportunities/{hidden.id}/{path}", data={"csrf_token": token})
        assert answer.status_code == 404


@pytest.mark.parametrize("typed", NASTY_TEXTS[:12])
def test_where_to_go_back_to_is_one_of_two(vera, suggested, typed):
    token = vera.csrf_token(vera.get(f"/opportunities/{suggested.id}"))
    data = {"csrf_token": token, "from": typed.encode("utf-8", "replace").decode()}
    answer = vera.post(f"/opportunities/{suggested.id}/not-for-me", data=data)
    assert answer.location == f"/opportunities/{suggested.id}"


# From a team day to a regular role


def test_a_days_page_offers_the_hosts_regular_roles_and_the_other_way_round(client, host):
    day = make_opportunity(host, title="Plant an orchard")
    make_session(day)
    regular = make_flexible_opportunity(host, title="Prune every month")
    make_flexible_opportunity(host, title="Full already", flexible_taken=3)
    other = make_organisation(owner=make_user(), kind="charity", register="charity")
    make_flexible_opportunity(other, title="Somewhere else")
    page = client.get(f"/opportunities/{day.id}")
    assert "Start with this day, then become a regular" in page.text
    assert Page(page.text).link("Prune every month") == f"/opportunities/{regular.id}"
    assert "Full already" not in page.text
    assert "Somewhere else" not in page.text
    back = client.get(f"/opportunities/{regular.id}")
    assert "Try a day first" in back.text
    assert Page(back.text).link("Plant an orchard") == f"/opportunities/{day.id}"


def test_a_page_without_a_next_step_says_nothing_of_one(client, host):
    day = make_opportunity(host)
    make_session(day)
    text = client.get(f"/opportunities/{day.id}").text
    assert "become a regular" not in text.lower()


@pytest.mark.parametrize("status", ["attended", "no-show", "accepted"])
def test_after_a_day_one_was_there_regular_roles_are_offered(vera, host, volunteer_user, status):
    day = make_opportunity(host, title="Plant an orchard")
    session = make_session(day, days_ahead=-3)
    booking = make_booking(volunteer_user, day, session, status=status)
    make_flexible_opportunity(host, title="Prune every month", minimum_band="16-17")
    other = make_organisation(owner=make_user(), kind="charity", register="charity")
    make_flexible_opportunity(other, title="Water every week", causes=["food-growing"])
    text = vera.get(f"/bookings/{booking.id}").text
    assert ("Become a regular" in text) is (status == "attended")
    assert ("Prune every month" in text) is (status == "attended")
    assert ("Water every week" in text) is (status == "attended")

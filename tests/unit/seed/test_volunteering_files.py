"""What the demonstration's files on volunteering promise, to readers and to the code that loads."""

import csv
import json
import re
from collections import Counter
from pathlib import Path

import pytest

from brokerage.checks.rules import Requirement
from brokerage.scheduling.rules import DAY_PARTS, DAYS
from brokerage.seeding.service.posters import MOTIFS
from brokerage.volunteering.rules import opportunities as limits
from brokerage.volunteering.rules import volunteers as volunteer_limits
from brokerage.volunteering.rules.bookings import (
    HOLDS_SEAT,
    LONGEST_NOTE,
    BookingStatus,
    DeclineReason,
)
from brokerage.volunteering.rules.opportunities import Commitment, OpportunityStatus

SEED = Path(__file__).parents[3] / "seed"
HELPERS_NEEDED = 90
VOLUNTEERS = 40
SORREL = "sorrel.tidewicket@oxford-city-council-demonstration.example"
UNFRIENDLY = {BookingStatus.DECLINED, BookingStatus.NO_SHOW, BookingStatus.CANCELLED}
SEATED = HOLDS_SEAT
CLOCK = re.compile(r"[01]\d:[0-5]\d|2[0-3]:[0-5]\d")


def document(name):
    return json.loads((SEED / "demonstration" / name).read_text(encoding="utf-8"))


def codes(name):
    with (SEED / "categories" / name).open(encoding="utf-8", newline="") as file:
        return {row["code"] for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def organisations():
    return {body["slug"]: body for body in document("organisations.json")}


@pytest.fixture(scope="module")
def opportunities():
    return {row["key"]: row for row in document("opportunities.json")}


@pytest.fixture(scope="module")
def volunteers():
    return {row["email"]: row for row in document("volunteers.json")}


@pytest.fixture(scope="module")
def bookings():
    return document("bookings.json")


@pytest.fixture(scope="module")
def employers():
    return document("employers.json")


@pytest.fixture(scope="module")
def real(organisations):
    return {slug for slug, body in organisations.items() if not body["is_invented"]}


class TestOpportunities:
    def test_keys_are_unique_and_every_host_may_host(self, opportunities, organisations):
        assert len(opportunities) == len(document("opportunities.json"))
        for row in opportunities.values():
            host = organisations[row["organisation"]]
            assert host["status"] == "approved", row["key"]
            assert host["decided_days_ago"] > row["begun_days_ago"], row["key"]
            assert "host-volunteers" in host["wants"], row["key"]

    def test_codes_exist_and_every_cause_has_a_role(self, opportunities):
        causes, skills = codes("causes.csv"), codes("skills.csv")
        for row in opportunities.values():
            assert 0 < len(row["causes"]) <= limits.MOST_CAUSES, row["key"]
            assert len(row["skills"]) <= limits.MOST_SKILLS
            assert set(row["skills"]) <= skills, row["key"]
            assert set(row["requirements"]) <= set(Requirement), row["key"]
            assert set(row["day_parts"]) <= set(DAY_PARTS)
        assert {cause for row in opportunities.values() for cause in row["causes"]} == causes

    def test_texts_and_values_fit_their_fields(self, opportunities):
        for row in opportunities.values():
            key = row["key"]
            assert limits.SHORTEST_TITLE <= len(row["title"]) <= limits.LONGEST_TITLE, key
            words = len(row["description"])
            assert limits.SHORTEST_DESCRIPTION <= words <= limits.LONGEST_DESCRIPTION, key
            for field in ("pattern", "access", "expenses"):
                assert len(row[field]) <= limits.LONGEST_PRACTICAL, key
            assert row["commitment"] in set(Commitment)
            assert row["minimum_band"] in {"16-17", "18+"}
            assert 0 < row["minutes"] <= limits.MOST_MINUTES
            assert row["is_remote"] == (row["postcode"] is None) == (not row["place_name"]), key

    def test_a_role_has_dates_or_room_without_dates(self, opportunities):
        for row in opportunities.values():
            assert row["is_flexible"] == (not row["sessions"]), row["key"]
            assert row["is_flexible"] == (row["flexible_places"] > 0), row["key"]
            assert bool(row["pattern"]) or not row["is_flexible"], row["key"]

    def test_dates_are_told_from_today(self, opportunities):
        for row in opportunities.values():
            for session in row["sessions"]:
                assert session.keys() == {"weeks", "day", "starts", "ends", "places"}
                assert 1 <= abs(session["weeks"]) <= 12 and session["day"] in DAYS
                assert CLOCK.fullmatch(session["starts"]) and CLOCK.fullmatch(session["ends"])
                assert session["starts"] < session["ends"] and session["places"] > 0
                assert row["begun_days_ago"] > -7 * session["weeks"], row["key"]

    def test_there_are_mornings_evenings_and_weekends(self, opportunities):
        coming = [
            (session["day"], session["starts"])
            for row in opportunities.values()
            for session in row["sessions"]
            if session["weeks"] > 0
        ]
        assert sum(day not in DAYS[5:] and starts < "12" for day, starts in coming) >= 5
        assert sum(starts >= "17" for _, starts in coming) >= 5
        assert sum(day in DAYS[5:] for day, _ in coming) >= 5

    def test_there_are_roles_from_home_and_roles_in_every_state(self, opportunities):
        published = [
            row for row in opportunities.values() if row["status"] == OpportunityStatus.PUBLISHED
        ]
        assert 4 <= sum(row["is_remote"] for row in published) <= 6
        assert Counter(row["commitment"] for row in published).keys() == set(Commitment)
        assert {row["status"] for row in opportunities.values()} == set(OpportunityStatus)

    def test_a_host_that_waits_for_a_broker_has_nothing_public(self, opportunities):
        hosts = {status: set() for status in OpportunityStatus}
        for row in opportunities.values():
            hosts[row["status"]].add(row["organisation"])
        for status in (OpportunityStatus.SUBMITTED, OpportunityStatus.CHANGES_ASKED):
            assert not hosts[status] & hosts[OpportunityStatus.PUBLISHED]

    def test_reasons_are_where_they_are_read(self, opportunities):
        for row in opportunities.values():
            has_reason = row["status"] in {
                OpportunityStatus.CHANGES_ASKED,
                OpportunityStatus.CLOSED,
            }
            assert bool(row["reason"]) == has_reason, row["key"]
            assert len(row["reason"]) <= limits.LONGEST_REASON

    def test_pictures_can_be_drawn_and_say_what_they_show(self, opportunities):
        pictures = [row["picture"] for row in opportunities.values() if row["picture"]]
        assert {each["motif"] for each in pictures} == set(MOTIFS)
        for each in pictures:
            assert 20 < len(each["alt_text"]) <= limits.LONGEST_ALT_TEXT

    def test_the_hosts_are_many(self, opportunities, real):
        assert len({row["organisation"] for row in opportunities.values()} - real) >= 12


class TestRealBodies:
    def test_the_reading_helpers_add_up_to_what_is_said_to_be_needed(self, opportunities):
        roles = [row for row in opportunities.values() if row["organisation"] == "arch"]
        assert sum(row["flexible_places"] for row in roles) == HELPERS_NEEDED
        for row in roles:
            assert row["minimum_band"] == "18+" and row["commitment"] == Commitment.REGULAR
            assert set(row["requirements"]) == {"dbs-enhanced-children", "references", "training"}
            assert "twice a week" in row["description"]

    def test_they_did_not_write_what_stands_here(self, opportunities, real):
        for row in opportunities.values():
            is_marked = "Demonstration entry" in row["description"]
            assert is_marked == (row["organisation"] in real), row["key"]

    def test_they_turn_nobody_down_and_nobody_fails_them(
        self, bookings, opportunities, employers, real
    ):
        staff = {
            each["email"]
            for row in employers
            if row["organisation"] in real
            for each in row["staff"]
        }
        for row in bookings:
            if row["status"] not in UNFRIENDLY:
                continue
            assert opportunities[row["opportunity"]]["organisation"] not in real
            # Who tries the site as Sorrel sees one booking of each kind, a decline among them.
            is_told_to_sorrel = row["volunteer"] == SORREL and row["status"] == "declined"
            assert row["volunteer"] not in staff or is_told_to_sorrel

    def test_no_invitation_to_them_is_declined(self, opportunities, real):
        for row in document("card_invitations.json"):
            is_of_real_host = opportunities[row["opportunity"]]["organisation"] in real
            assert not (row["is_declined"] and is_of_real_host)


class TestVolunteers:
    def test_they_are_forty_invented_people_of_the_site(self, volunteers):
        people = {person["email"]: person for person in document("people.json")}
        assert len(volunteers) == VOLUNTEERS and volunteers.keys() <= people.keys()
        bands = Counter(people[email]["age_band"] for email in volunteers)
        assert bands.keys() == {"16-17", "18+"} and bands["16-17"] < 5
        names = [person["name"] for person in people.values()]
        assert len(set(names)) == len(names)

    def test_codes_exist_and_every_day_part_is_somebodys(self, volunteers):
        causes, skills = codes("causes.csv"), codes("skills.csv")
        for row in volunteers.values():
            assert 0 < len(row["causes"]) <= volunteer_limits.MOST_CAUSES, row["email"]
            assert 0 < len(row["skills"]) <= volunteer_limits.MOST_SKILLS, row["email"]
            assert set(row["causes"]) <= causes and set(row["skills"]) <= skills, row["email"]
            assert len(row["own_words"]) <= volunteer_limits.LONGEST_OWN_WORDS
            assert row["wants_one_off"] or row["wants_regular"]
        assert {part for row in volunteers.values() for part in row["day_parts"]} == set(DAY_PARTS)

    def test_they_start_somewhere_or_stay_at_home(self, volunteers):
        for row in volunteers.values():
            has_place = row["outcode"] is not None
            assert has_place or row["takes_remote"], row["email"]
            assert has_place == (row["miles"] is not None) == (row["starts_from"] is not None)
        assert sum(row["outcode"] is None for row in volunteers.values()) >= 2

    def test_some_and_not_all_show_a_card(self, volunteers):
        assert VOLUNTEERS / 2 <= sum(row["is_shown_to_hosts"] for row in volunteers.values()) < 35


class TestEmployers:
    def test_work_addresses_are_of_a_domain_that_was_confirmed(self, employers, volunteers):
        proofs = Counter()
        for row in employers:
            confirmed = {each["domain"] for each in row["work_domains"] if each["is_confirmed"]}
            for each in row["staff"]:
                proofs[each["proved_by"]] += 1
                assert each["email"] in volunteers
                by_address = each["proved_by"] == "work-address"
                assert by_address == (each["work_email"] is not None)
                assert not by_address or each["work_email"].split("@")[1] in confirmed
        assert proofs.keys() == {"work-address", "employer", None}
        assert sum(proofs.values()) > VOLUNTEERS / 2

    def test_nothing_is_stated_before_the_employer_was_there(self, employers, organisations):
        for row in employers:
            approved = organisations[row["organisation"]]["decided_days_ago"]
            domains = [each["stated_days_ago"] for each in row["work_domains"]]
            staff = [each["stated_days_ago"] for each in row["staff"]]
            assert all(days < approved for days in domains + staff), row["organisation"]
            confirmed = any(each["is_confirmed"] for each in row["work_domains"])
            assert not confirmed or all(days < max(domains) - 1 for days in staff)

    def test_one_thing_waits_for_the_line_manager_and_one_for_the_broker(self, employers):
        council = next(row for row in employers if row["organisation"] == "oxford-city-council")
        assert any(each["proved_by"] is None for each in council["staff"])
        domains = [each for row in employers for each in row["work_domains"]]
        assert any(not each["is_confirmed"] for each in domains)


class TestBookings:
    def test_they_name_what_exists(self, bookings, opportunities, volunteers):
        asked = Counter((row["volunteer"], row["opportunity"], row["session"]) for row in bookings)
        assert set(asked.values()) == {1}
        for row in bookings:
            role = opportunities[row["opportunity"]]
            assert row["volunteer"] in volunteers
            assert role["status"] == OpportunityStatus.PUBLISHED
            assert (row["session"] is None) == role["is_flexible"], row
            assert row["session"] is None or row["session"] < len(role["sessions"])

    def test_the_young_ask_only_for_what_they_may_do(self, bookings, opportunities):
        people = document("people.json")
        young = {person["email"] for person in people if person["age_band"] == "16-17"}
        for row in bookings + document("card_invitations.json"):
            role = opportunities[row["opportunity"]]
            assert row["volunteer"] not in young or role["minimum_band"] == "16-17"

    def test_each_is_answered_as_its_state_says(self, bookings):
        for row in bookings:
            status = BookingStatus(row["status"])
            is_answered = status not in {BookingStatus.ASKED, BookingStatus.WITHDRAWN}
            assert (row["answered_days_ago"] is not None) == is_answered, row
            assert not is_answered or 1 <= row["answered_days_ago"] < row["asked_days_ago"], row
            assert row["asked_days_ago"] >= 1
            assert (row["decline_reason"] in set(DeclineReason)) == (
                status == BookingStatus.DECLINED
            )
            assert bool(row["proposed"]) == (status == BookingStatus.ALTERNATIVE)
            assert max(len(row["note"]), len(row["answer"])) <= LONGEST_NOTE
        assert {row["status"] for row in bookings} == set(BookingStatus)

    def test_who_came_or_did_not_was_booked_before_it_began(self, bookings, opportunities):
        for row in bookings:
            role = opportunities[row["opportunity"]]
            weeks = 1 if row["session"] is None else role["sessions"][row["session"]]["weeks"]
            is_over = row["status"] in {BookingStatus.ATTENDED, BookingStatus.NO_SHOW}
            assert is_over == (weeks < 0) or row["status"] == BookingStatus.WITHDRAWN, row
            assert row["asked_days_ago"] > -7 * weeks, row
            assert not is_over or row["answered_days_ago"] >= -7 * weeks, row
            assert row["asked_days_ago"] < role["begun_days_ago"] - 1, row

    def test_no_date_is_oversold_one_is_full_and_one_has_a_seat_left(self, bookings, opportunities):
        taken = Counter(
            (row["opportunity"], row["session"]) for row in bookings if row["status"] in SEATED
        )
        left = Counter()
        for (key, number), count in taken.items():
            role = opportunities[key]
            if number is None:
                assert count <= role["flexible_places"]
                continue
            assert count <= role["sessions"][number]["places"], key
            if role["sessions"][number]["weeks"] > 0:
                left[role["sessions"][number]["places"] - count] += 1
        assert left[0] >= 1 and left[1] >= 1

    def test_sorrel_has_one_of_each_to_look_at(self, bookings):
        states = Counter(row["status"] for row in bookings if row["volunteer"] == SORREL)
        expected = ("accepted", "asked", "declined", "alternative", "attended")
        assert states == dict.fromkeys(expected, 1)
        invited = [row["volunteer"] for row in document("card_invitations.json")]
        assert invited.count(SORREL) == 1

    def test_asks_wait_for_arch(self, bookings, opportunities):
        waiting = [
            row
            for row in bookings
            if row["status"] == BookingStatus.ASKED
            and opportunities[row["opportunity"]]["organisation"] == "arch"
        ]
        assert len(waiting) >= 2

    def test_only_volunteers_who_show_a_card_are_invited(self, opportunities, volunteers):
        for row in document("card_invitations.json"):
            assert volunteers[row["volunteer"]]["is_shown_to_hosts"]
            begun = opportunities[row["opportunity"]]["begun_days_ago"]
            assert 1 <= row["invited_days_ago"] < begun - 1

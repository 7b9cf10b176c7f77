from datetime import date

import pytest

from brokerage.errors import DomainError, NotFoundError
from brokerage.places import queries
from brokerage.places.models import Ward
from tests.integration.places.conftest import OXFORD, authority


@pytest.mark.usefixtures("places")
class TestFindPlace:
    def test_a_known_postcode_gives_its_point_its_council_and_its_ward(self):
        found = queries.find_place("ox41eq")
        assert (found.postcode, found.label) == ("OX4 1EQ", "OX4 1EQ")
        assert (found.easting, found.northing) == (452_423, 205_666)
        assert (found.authority_code, found.authority_name) == (OXFORD, "Oxford City Council")
        assert (found.ward_name, found.decile) == ("Cowley & Temple", 3)
        assert not found.is_approximate

    def test_an_unknown_postcode_lies_in_the_middle_of_its_outward_code(self):
        found = queries.find_place("OX4 9ZZ")
        assert (found.postcode, found.label) == ("OX4 9ZZ", "OX4")
        assert (found.easting, found.northing) == (454_422, 203_095)
        assert found.authority_name == "Oxford City Council"
        assert found.is_approximate

    @pytest.mark.parametrize("typed", ["ZZ1 1AA", "nonsense", ""])
    def test_nowhere_is_refused_on_its_field(self, typed):
        with pytest.raises(DomainError) as refusal:
            queries.find_place(typed)
        assert refusal.value.field == "postcode"


@pytest.mark.usefixtures("places")
class TestFindPlaceByWords:
    @pytest.mark.parametrize(
        ("words", "label"),
        [
            ("ox4 1eq", "OX4 1EQ"),
            ("OX4 9ZZ", "OX4"),
            ("0x4", "OX4"),
            ("Oxford", "Oxford"),
            ("oxfrod", "Oxford"),
            ("oxford city council", "Oxford"),
            ("BARTON", "Barton"),
            ("cowley and temple", "Cowley & Temple"),
            ("temple", "temple"),
        ],
    )
    def test_words_give_a_place_and_how_to_name_it(self, words, label):
        assert queries.find_place_by_words(words).label == label

    @pytest.mark.parametrize(
        "words", ["", " ", "Atlantis", "Banbury", "&", "!!", "of", "x" * 10_000, "ZZ9"]
    )
    def test_what_names_no_known_point_gives_none(self, words):
        assert queries.find_place_by_words(words) is None

    def test_the_wards_of_a_town_give_its_middle_and_far_ones_that_share_a_word_nothing(
        self, db_session
    ):
        for number, (name, easting) in enumerate(
            [("Banbury Ruscote", 444_000), ("Banbury Cross", 446_000), ("Cross Farm", 480_000)]
        ):
            code = f"E0600010{number}"
            db_session.add(Ward(code=code, name=name, easting=easting, northing=240_000))
        db_session.flush()
        found = queries.find_place_by_words("banbury")
        assert (found.easting, found.northing) == (445_000, 240_000)
        assert queries.find_place_by_words("cross") is None

    def test_a_named_place_says_its_council(self):
        assert queries.find_place_by_words("Barton").authority_name == "Oxford City Council"


@pytest.mark.usefixtures("places")
class TestLists:
    def test_only_the_area_s_councils_of_the_day_are_listed(self, db_session):
        db_session.add_all(
            [
                authority("E06000001", "new", "A New Council", "New", from_on=date(2028, 4, 1)),
                authority("E07000001", "old", "An Old Council", "Old", to_on=date(2020, 3, 31)),
                authority("E06000002", "far", "A Far Council", "Far", is_in_area=False),
            ]
        )
        db_session.flush()

        def slugs(today):
            return [each.slug for each in queries.list_authorities(today)]

        assert slugs(date(2026, 1, 1)) == ["cherwell", "oxford"]
        assert slugs(date(2028, 4, 1)) == ["new", "cherwell", "oxford"]
        assert slugs(date(2020, 3, 31)) == ["old", "cherwell", "oxford"]

    def test_a_council_is_got_by_its_slug(self):
        assert queries.get_authority("oxford").code == OXFORD
        with pytest.raises(NotFoundError):
            queries.get_authority("atlantis")

    def test_names_of_councils_come_in_one_order(self):
        assert queries.find_authority_names(["oxford", "cherwell", "x"]) == ["Cherwell", "Oxford"]
        assert queries.find_authority_names([]) == []

    def test_a_priority_place_is_known_by_its_circle(self):
        assert [each.slug for each in queries.list_priority_places()] == ["some-ward", "barton"]
        inside = queries.list_priority_places_at(455_400, 208_400)
        assert [each.slug for each in inside] == ["barton"]
        assert queries.list_priority_places_at(455_400, 208_401) == []

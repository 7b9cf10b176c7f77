from itertools import takewhile

from sqlalchemy import func, select

from brokerage.places import rules
from brokerage.places.models import Authority, Outcode, Postcode, PriorityPlace
from brokerage.places.queries import find_place
from brokerage.places.service.postcode_package import Outward, read_outwards
from brokerage.places.service.reference import load_reference_places

NONE = float("nan")
OUTWARDS = [
    Outward("BT1", ["BT1 1AA"], ["N09000003"], [334_316.0], [374_675.0]),
    Outward("IM1", ["IM1 1AA"], ["M99999999"], [238_000.0], [475_000.0]),
    Outward(
        "OX4",
        ["OX4 1EQ", "OX4 9ZZ", "OX4 2AA"],
        ["E07000178", NONE, "E07000178"],
        [452_423.0, 454_000.0, 453_000.0],
        [205_666.0, 203_000.0, 204_000.0],
    ),
]


def load(outwards=OUTWARDS):
    lines = []
    return load_reference_places(lines.append, lambda: iter(outwards)), lines


def test_the_area_s_postcodes_and_everybody_s_outward_codes_are_loaded(db_session):
    has_changed, lines = load()
    assert has_changed
    assert lines[-1] == "Loaded places: 3 postcodes, 3 outward codes"
    assert db_session.scalar(select(func.count()).select_from(Postcode)) == 3
    middle = db_session.get(Outcode, "OX4")
    assert (middle.easting, middle.northing, middle.postcodes) == (453_000, 204_000, 3)
    assert middle.authority_code == "E07000178"
    assert db_session.get(Outcode, "IM1").authority_code is None
    assert find_place("OX4 1EQ").authority_name == "Oxford City Council"


def test_northern_ireland_is_put_on_the_british_grid(db_session):
    load()
    found = find_place("BT1 1AA")
    belfast = rules.to_grid(54.6, -5.93)
    assert rules.distance_m((found.easting, found.northing), belfast) < 1_000


def test_councils_and_priority_places_come_from_the_seed(db_session):
    load()
    oxford = db_session.get(Authority, "E07000178")
    assert oxford.is_in_area
    assert (oxford.easting, oxford.northing) == (452_712, 204_833)
    county = db_session.scalars(select(Authority).filter_by(slug="oxfordshire")).one()
    assert (county.easting, county.northing) == (oxford.easting, oxford.northing)
    assert db_session.get(PriorityPlace, "barton").radius_m > 0


def test_a_second_start_reads_nothing(db_session):
    load()

    def never():
        raise AssertionError("The package was read again.")

    assert not load_reference_places(read=never)


def test_a_load_keeps_what_was_known_of_a_postcode(db_session):
    db_session.add(Postcode(postcode="OX41EQ", easting=1, northing=1, decile=4))
    db_session.commit()
    load()
    db_session.expire_all()
    known = db_session.get(Postcode, "OX41EQ")
    assert (known.easting, known.decile) == (452_423, 4)


def test_the_package_is_read_without_importing_it():
    before_c = list(takewhile(lambda each: each.outcode < "C", read_outwards()))
    by_code = {each.outcode: each for each in before_c}
    aberdeen, belfast = by_code["AB10"].middle(), by_code["BT1"].middle()
    assert rules.distance_m(aberdeen, rules.to_grid(57.14, -2.11)) < 5_000
    assert rules.distance_m(belfast, rules.to_grid(54.6, -5.93)) < 1_000
    assert by_code["B1"].commonest_council() == "E08000025"
    assert len(by_code) == len(before_c)

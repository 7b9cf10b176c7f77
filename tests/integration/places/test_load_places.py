import pytest
from sqlalchemy import func, select

from brokerage.audit import AuditEvent
from brokerage.errors import DomainError
from brokerage.places.models import Lsoa, Outcode, Postcode, Ward
from brokerage.places.service.files import load_places_file
from tests.integration.places.conftest import CHERWELL, OXFORD

POSTCODES = """\
Postcode,Latitude,Longitude,Easting,Northing,District_code,District,Ward_code,Ward,LSOA11_code,IMD2019_decile
OX4 1EQ,,,452424,205667,E07000178,Oxford,E05000009,Cowley Marsh,E01000001,2
ox42bb,51.75,-1.24,,,E07000178,Oxford,E05000009,Cowley Marsh,,
OX4 1EQ,,,1,1,E07000178,Oxford,,,,
OX4,,,452424,205667,,,,,,
OX4 3CC,,,9999999,205667,,,,,,
OX4 4DD,,,,,,,,,E01000001,2
OX4 5EE,,,452424,205667,,,,,,11
"""

pytestmark = pytest.mark.usefixtures("places")


def counts(loaded):
    done = loaded.published
    return done.added, done.changed, done.unchanged, loaded.rejected


def test_postcodes_take_their_point_ward_area_and_decile(db_session, write):
    loaded = load_places_file(write(POSTCODES))
    assert counts(loaded) == (1, 1, 0, 4)
    assert loaded.published.incomplete == 1
    assert [reason.split(":")[0] for reason in loaded.reasons] == [
        "Line 4",
        "Line 5",
        "Line 6",
        "Line 8",
    ]
    assert "1 added, 1 changed, 0 as they were, 4 rejected" in loaded.sentence()
    known = db_session.get(Postcode, "OX41EQ")
    assert (known.easting, known.ward_code, known.decile) == (452_424, "E05000009", 2)
    new = db_session.get(Postcode, "OX42BB")
    assert abs(new.easting - 452_550) < 200
    assert new.authority_code == OXFORD
    assert new.decile is None


def test_a_ward_named_by_postcodes_stands_in_their_middle(db_session, write):
    load_places_file(write(POSTCODES))
    ward = db_session.get(Ward, "E05000009")
    assert (ward.name, ward.authority_code) == ("Cowley Marsh", OXFORD)
    ends = db_session.scalars(select(Postcode).where(Postcode.ward_code == ward.code)).all()
    assert ward.easting == pytest.approx(sum(each.easting for each in ends) / 2, abs=1)


def test_the_same_file_twice_changes_nothing(db_session, write):
    path = write(POSTCODES)
    load_places_file(path)
    events = db_session.scalar(select(func.count(AuditEvent.id)))
    assert counts(load_places_file(path)) == (0, 0, 2, 4)
    assert db_session.scalar(select(func.count(AuditEvent.id))) == events


def test_an_empty_cell_keeps_what_is_known(db_session, write):
    load_places_file(write("Postcode,Easting,Northing,Decile\nOX4 1EQ,452423,205666,\n"))
    db_session.expire_all()
    assert db_session.get(Postcode, "OX41EQ").decile == 3


def test_outward_codes_are_loaded(db_session, write):
    loaded = load_places_file(
        write("outcode,easting,northing,n_postcodes,main_district\nOX16,445000,240000,9,Cherwell\n")
    )
    assert counts(loaded) == (1, 0, 0, 0)
    assert db_session.get(Outcode, "OX16").authority_code == CHERWELL


def test_the_published_table_of_deprivation_is_loaded(db_session, write):
    loaded = load_places_file(
        write(
            "LSOA code (2011),LSOA name (2011),Local Authority District code (2019),"
            "Local Authority District name (2019),"
            "Index of Multiple Deprivation (IMD) Rank (where 1 is most deprived),"
            "Index of Multiple Deprivation (IMD) Decile (where 1 is most deprived 10% of LSOAs)\n"
            'E01000001,Oxford 001A,E07000178,Oxford,"16,709",5\n'
            "E01000002,Oxford 001B,E07000178,Oxford,16709,5\n"
            "E01000003,York 001A,E06000014,York,16710,5\n"
        )
    )
    assert counts(loaded) == (2, 0, 0, 1)
    assert db_session.get(Lsoa, "E01000002").deprivation_rank == 16_709
    assert db_session.get(Lsoa, "E01000003").authority_code is None


def test_wards_are_loaded_with_their_council_by_name(db_session, write):
    loaded = load_places_file(
        write(
            "ward_code,ward,district,latitude,longitude\nE05000002,Ruscote,CHERWELL,52.06,-1.36\n"
        )
    )
    assert counts(loaded) == (1, 0, 0, 0)
    ward = db_session.get(Ward, "E05000002")
    assert (ward.name, ward.authority_code) == ("Ruscote", CHERWELL)
    assert ward.easting is not None


def test_a_file_without_one_row_of_use_changes_nothing(db_session, write):
    with pytest.raises(DomainError, match="No row of the file can be used"):
        load_places_file(write("Postcode,Easting,Northing\nnowhere,1,1\n"))
    assert db_session.scalar(select(func.count()).select_from(Postcode)) == 1


def test_the_command_lists_bad_rows_and_ends_with_one_line(app, write):
    result = app.test_cli_runner().invoke(args=["brokerage", "load-places", str(write(POSTCODES))])
    assert result.exit_code == 0
    assert "Line 5: the postcode is not a full one, like OX4 1EQ" in result.stderr
    assert result.stdout.startswith("places.csv: postcodes: 1 added, 1 changed")
    assert result.stdout.count("\n") == 1


def test_the_command_refuses_what_is_no_table_of_places(app, write):
    runner = app.test_cli_runner()
    for path in (write("colour\nred\n"), write("", "empty.csv"), "missing.csv"):
        result = runner.invoke(args=["brokerage", "load-places", str(path)])
        assert result.exit_code == 1
        assert result.stderr.startswith("Error: ")

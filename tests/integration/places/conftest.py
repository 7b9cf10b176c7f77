"""Places that the tests in this folder know."""

from pathlib import Path

import pytest

from brokerage.places.models import Authority, Outcode, Postcode, PriorityPlace, Ward

OXFORD = "E07000178"
CHERWELL = "E07000177"


def authority(code, slug, name, short_name, **values):
    return Authority(
        code=code,
        slug=slug,
        name=name,
        short_name=short_name,
        **{"kind": "district", "is_in_area": True} | values,
    )


@pytest.fixture
def places(db_session):
    """Two councils, one ward, one priority place, one postcode and its outward code."""
    db_session.add_all(
        [
            authority(
                OXFORD, "oxford", "Oxford City Council", "Oxford", easting=452_800, northing=205_700
            ),
            authority(
                CHERWELL,
                "cherwell",
                "Cherwell District Council",
                "Cherwell",
                easting=448_000,
                northing=228_000,
            ),
        ]
    )
    db_session.flush()
    db_session.add_all(
        [
            Ward(code="E05000001", name="Cowley & Temple", authority_code=OXFORD,
                 easting=454_000, northing=204_000),
            PriorityPlace(slug="barton", name="Barton", kind="area", authority_slug="oxford",
                          band="20%", easting=455_400, northing=207_900, radius_m=500, source="-"),
            PriorityPlace(slug="some-ward", name="Banbury: a ward", kind="ward",
                          authority_slug="cherwell", band="20%", source="-"),
            Postcode(postcode="OX41EQ", easting=452_423, northing=205_666,
                     authority_code=OXFORD, ward_code="E05000001", decile=3),
            Outcode(outcode="OX4", easting=454_422, northing=203_095, postcodes=2,
                    authority_code=OXFORD),
        ]
    )  # fmt: skip
    db_session.commit()


@pytest.fixture
def write(tmp_path: Path):
    """Return a function that writes a file and returns its path."""

    def give(content, name="places.csv"):
        path = tmp_path / name
        path.write_text(content, encoding="utf-8")
        return path

    return give

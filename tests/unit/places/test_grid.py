import pytest

from brokerage.errors import DomainError
from brokerage.places.rules import distance_m
from brokerage.places.rules.grid import (
    check_point,
    from_irish_grid,
    project_airy,
    to_grid,
)

# From Ordnance Survey's test points for OSTN15: ETRS89 degrees, metres of the National Grid.
TEST_POINTS = [
    (49.92226393730, -6.29977752014, 91492.146, 11318.804),
    (50.43885825610, -4.10864563561, 250359.811, 62016.569),
    (50.57563665000, -1.29782277240, 449816.371, 75335.861),
    (50.93127937910, -1.45051433700, 438710.920, 114792.250),
    (51.40078220140, -3.55128349240, 292184.870, 168003.465),
    (51.48936564950, -0.11992557180, 530624.974, 178388.464),
    (52.25529381630, -2.15458614387, 389544.190, 261912.153),
    (52.25160951230, -0.91248956970, 474335.969, 262047.755),
]


def test_the_projection_gives_the_worked_example():
    """Caister water tower, in Ordnance Survey's guide to coordinate systems, annexe C."""
    latitude = 52 + 39 / 60 + 27.2531 / 3600
    longitude = 1 + 43 / 60 + 4.5177 / 3600
    assert project_airy(latitude, longitude) == pytest.approx((651409.903, 313177.270), abs=0.001)


@pytest.mark.parametrize(("latitude", "longitude", "easting", "northing"), TEST_POINTS)
def test_a_point_is_true_to_ten_metres(latitude, longitude, easting, northing):
    assert distance_m(to_grid(latitude, longitude), (easting, northing)) < 10


def test_northern_ireland_lies_where_its_latitude_and_longitude_put_it():
    belfast_city_hall = from_irish_grid(333_845, 374_050)
    assert distance_m(belfast_city_hall, to_grid(54.59650, -5.93017)) < 100


@pytest.mark.parametrize(("latitude", "longitude"), [(0, 0), (48.85, 2.35), (-1.2, 51.7)])
def test_points_abroad_are_refused(latitude, longitude):
    with pytest.raises(DomainError):
        to_grid(latitude, longitude)


@pytest.mark.parametrize("point", [(0, 0), (-5, 200_000), (450_000, 2_000_000)])
def test_points_off_the_grid_are_refused(point):
    with pytest.raises(DomainError):
        check_point(*point)

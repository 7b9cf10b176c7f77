"""A reading charity with schools as places, and people who would read."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.cohorts.models import Cohort, CohortMember, CohortPlace
from brokerage.matchmaking.models import Category
from brokerage.organisations.models import Organisation
from brokerage.organisations.rules import Want
from brokerage.places.models import Postcode, PriorityPlace, Town
from tests.factories.accounts import make_user
from tests.factories.cohorts import (
    BANBURY,
    OXFORD,
    TUESDAY,
    make_cohort,
    make_cohort_member,
    make_place,
)
from tests.factories.organisations import make_organisation
from tests.factories.volunteering import make_flexible_opportunity, make_volunteer
from tests.support.inspecting_client import InspectingClient


@pytest.fixture
def host_owner(db_session: Session) -> User:
    return make_user(name="Hester Lockridge", email="hester@example.org")


@pytest.fixture
def host(host_owner: User) -> Organisation:
    return make_organisation(
        owner=host_owner,
        name="Marston Readers",
        slug="marston-readers",
        kind="charity",
        register="charity",
        wants=[Want.HOST_VOLUNTEERS],
    )


@pytest.fixture
def area(db_session: Session) -> None:
    """Add two towns, a deprived postcode and a priority place, a cause and a skill."""
    db_session.add_all(
        [
            Town(slug="banbury", name="Banbury", easting=BANBURY[0], northing=BANBURY[1]),
            Town(slug="oxford", name="Oxford", easting=OXFORD[0], northing=OXFORD[1]),
            Postcode(postcode="OX161AA", easting=445_500, northing=240_500, decile=2),
            PriorityPlace(
                slug="the-leys",
                name="The Leys",
                kind="area",
                band="20%",
                easting=OXFORD[0],
                northing=OXFORD[1],
                radius_m=900,
                source="a paper",
            ),
            Category(
                scheme="cause",
                code="children-and-reading",
                label="Children and reading",
                words="storytime",
                level="cause",
                source="seed",
            ),
            Category(
                scheme="skill",
                code="reading-helper",
                label="Reading with children",
                words="listening",
                level="skill",
                source="seed",
            ),
        ]
    )
    db_session.flush()


@pytest.fixture
def cohort(area: None, host: Organisation, host_owner: User) -> Cohort:
    return make_cohort(host, host_owner)


@pytest.fixture
def school(cohort: Cohort, host: Organisation) -> Callable[..., CohortPlace]:
    """Return a function that adds a school with so many places at a time of the week."""

    def add(name: str, day_part: str = TUESDAY, at: tuple[int, int] = OXFORD, **fields):
        opportunity = make_flexible_opportunity(
            host,
            title=f"Reading helper at {name}",
            day_parts=[day_part],
            flexible_places=5,
            easting=at[0],
            northing=at[1],
            place_name=name,
        )
        return make_place(cohort, opportunity, **fields)

    return add


@pytest.fixture
def helper(cohort: Cohort) -> Callable[..., CohortMember]:
    """Return a function that lets somebody join, free at some times."""

    def join(name: str, *day_parts: str, at: tuple[int, int] = OXFORD, **fields) -> CohortMember:
        user = make_user(name=name, email=f"{name.split(maxsplit=1)[0].lower()}@example.org")
        make_volunteer(
            user,
            **{
                "day_parts": list(day_parts or (TUESDAY,)),
                "easting": at[0] + 300,
                "northing": at[1],
                "causes": ["children-and-reading"],
                "skills": ["reading-helper"],
            }
            | fields,
        )
        return make_cohort_member(cohort, user)

    return join


@pytest.fixture
def hester(host_owner: User, sign_in_as: Callable[..., InspectingClient]) -> InspectingClient:
    return sign_in_as(host_owner)

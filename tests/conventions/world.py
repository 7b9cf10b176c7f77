"""The seeded world of the access matrix: one person in each role, one of each object.

Feature writers add what their addresses need to `World` and make it in `build_world`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from tests.conventions.access_table import Role


@dataclass(frozen=True)
class World:
    """Who and what there is."""

    people: Mapping[Role, object]
    """The user of each role but ANONYMOUS; the suspended one is suspended by the test."""


def build_world(session: Session) -> World:
    """Make the people and the objects; everything is flushed, so that it has its id."""
    return World(people={})

"""What list pages of buying cost: the same for ten rows and for a thousand."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import insert
from sqlalchemy.orm import Session

from brokerage.extensions import Base, db
from tests.conventions.access_roles import Role
from tests.conventions.world import World, build_world
from tests.support.inspecting_client import InspectingClient
from tests.support.statements import count_statements

FEW, MANY, MOST_STATEMENTS = 10, 1_000, 15
PAGES = (
    "/contracts/a-council",
    "/what-we-buy",
    "/what-we-buy/a-council",
    "/organisations/{council}/forward-plan",
    "/organisations/{council}/contracts/spend-returns",
    "/spend/{authority}/not-here",
    "/spend/{authority}/imports",
)


def copy_rows(row: Base, count: int, **different: Callable[[int], Any]) -> None:
    """Add so many copies of a row that differ in these columns."""
    kept = {column.key: getattr(row, column.key) for column in row.__table__.columns}
    del kept["id"]
    copies = [kept | {name: make(n) for name, make in different.items()} for n in range(count)]
    db.session.execute(insert(type(row)), copies)


def make_many(world: World, count: int) -> None:
    """Add so many of whatever the pages list."""
    copy_rows(world.contract, count)
    copy_rows(world.planned_purchase, count, row_key=lambda n: f"{count}-{n}".ljust(64, "."))
    copy_rows(world.spend_supplier, count, key=lambda n: f"paving {count} {n}")
    copy_rows(world.spend_import, count, digest=lambda n: f"{count}-{n}".ljust(64, "."))
    db.session.commit()


@pytest.mark.usefixtures("fresh_index")
def test_a_thousand_rows_take_as_many_statements_as_ten(
    db_session: Session, sign_in_as: Callable[..., InspectingClient]
) -> None:
    world = build_world(db_session)
    db_session.commit()
    ids = {"council": world.employer.id, "authority": world.spend_import.authority.slug}
    pages = [each.format(**ids) for each in PAGES]
    buyer = sign_in_as(world.people[Role.BUYER])
    counts = []
    for number in (FEW, MANY - FEW):
        make_many(world, number)
        counts.append({page: count_statements(buyer, page) for page in pages})
    assert counts[0] == counts[1]
    assert max(counts[1].values()) <= MOST_STATEMENTS

"""Which statements something takes, and how many a page does."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from brokerage.extensions import db
from tests.support.inspecting_client import InspectingClient


@contextmanager
def seen_statements() -> Iterator[list[str]]:
    """Collect the statements that are run meanwhile."""
    seen: list[str] = []
    engine = db.engine()

    def see(connection, cursor, statement, *rest) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", see)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", see)


def count_statements(client: InspectingClient, address: str) -> int:
    """Fetch a page and return how many statements that took, without savepoints."""
    with seen_statements() as seen:
        client.get(address)
    return len([each for each in seen if "SAVEPOINT" not in each])

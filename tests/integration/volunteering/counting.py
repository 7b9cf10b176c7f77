"""Counts what a page asks of the database."""

from sqlalchemy import event

from brokerage.extensions import db
from tests.support.inspecting_client import InspectingClient

NOT_COUNTED = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN")


def count_statements(client: InspectingClient, path: str) -> int:
    """Return how many statements the page costs the second time it is fetched."""
    counted: list[str] = []

    def note(*call: object) -> None:
        statement = str(call[2]).lstrip().upper()
        if not statement.startswith(NOT_COUNTED):
            counted.append(statement)

    engine = db.engine(client.application)
    client.get(path)
    event.listen(engine, "before_cursor_execute", note)
    try:
        assert client.get(path).status_code == 200
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(counted)

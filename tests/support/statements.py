"""How many statements a page takes."""

from sqlalchemy import event

from brokerage.extensions import db
from tests.support.inspecting_client import InspectingClient


def count_statements(client: InspectingClient, address: str) -> int:
    """Fetch a page and return how many statements that took, without savepoints."""
    seen: list[str] = []

    def see(connection, cursor, statement, *rest) -> None:
        seen.append(statement)

    event.listen(db.engine(), "before_cursor_execute", see)
    try:
        client.get(address)
    finally:
        event.remove(db.engine(), "before_cursor_execute", see)
    return len([each for each in seen if "SAVEPOINT" not in each])

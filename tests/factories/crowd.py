"""More rows than anyone makes one by one: for what a page costs when there are many."""

from datetime import timedelta

from sqlalchemy import insert, select

from brokerage.extensions import db
from brokerage.organisations.models import Organisation
from brokerage.scheduling.models import Session
from brokerage.volunteering.models import Opportunity
from tests.factories.volunteering import make_opportunity, make_session

DAYS = 300


def make_many(host: Organisation, count: int) -> None:
    """Add so many published opportunities, each with one date to come, spread over a year."""
    opportunity = make_opportunity(host)
    session = make_session(opportunity, days_ahead=1)
    known = db.session.scalar(select(Opportunity.id).order_by(Opportunity.id.desc())) or 0
    numbers = range(1, count)
    copies = [_columns(opportunity) | {"id": known + number} for number in numbers]
    dates = [
        _columns(session, without={"id"})
        | {
            "owner_id": known + number,
            "starts_at": session.starts_at + timedelta(days=number % DAYS),
            "ends_at": session.ends_at + timedelta(days=number % DAYS),
        }
        for number in numbers
    ]
    db.session.execute(insert(Opportunity), copies)
    db.session.execute(insert(Session), dates)


def _columns(
    row: Opportunity | Session, without: frozenset[str] | set[str] = frozenset()
) -> dict[str, object]:
    names = {column.key for column in row.__table__.columns} - without
    return {name: getattr(row, name) for name in names}

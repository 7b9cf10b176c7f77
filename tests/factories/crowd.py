"""More rows than anyone makes one by one: for what a page costs when there are many."""

from datetime import timedelta

from sqlalchemy import insert

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
    copies = [_columns(opportunity)] * (count - 1)
    # The database numbers them: on PostgreSQL a number we chose would be given out again.
    numbers = db.session.scalars(insert(Opportunity).returning(Opportunity.id), copies).all()
    dates = [
        _columns(session)
        | {
            "owner_id": number,
            "starts_at": session.starts_at + timedelta(days=at % DAYS),
            "ends_at": session.ends_at + timedelta(days=at % DAYS),
        }
        for at, number in enumerate(numbers)
    ]
    db.session.execute(insert(Session), dates)


def _columns(row: Opportunity | Session) -> dict[str, object]:
    names = {column.key for column in row.__table__.columns} - {"id"}
    return {name: getattr(row, name) for name in names}

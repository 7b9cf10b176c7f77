"""What a journey about the charter begins with."""

from datetime import datetime, time, timedelta

import time_machine
from sqlalchemy import select

from brokerage.charter.models import CharterTerm, CheckIn, Signatory
from brokerage.charter.tasks import keep_charter_moving
from brokerage.extensions import db, utcnow
from brokerage.ledger.rules.sources import SourceKind
from brokerage.organisations.models import Organisation
from tests.factories.ledger import make_confirmed, make_source
from tests.factories.measures import make_measure
from tests.journeys.support.site import Site


def give_hours(organisation: Organisation, amount: str) -> None:
    """Let the ledger hold so many hours that its staff volunteered today, confirmed."""
    measure = make_measure(code="NT17", label="Hours given to charities")
    source = make_source(
        organisation, None, amount, kind=SourceKind.BOOKING_HOURS, happened_on=utcnow().date()
    )
    make_confirmed(source, measure, amount)


def pass_days(site: Site, days: int, organisation_id: int, hours: str) -> None:
    """Let days pass: hours are given on the last of them, and the clock does its work."""
    with site.arranging(), time_machine.travel(_in_days(days), tick=False):
        organisation = db.session.get_one(Organisation, organisation_id)
        give_hours(organisation, hours)
        keep_charter_moving()


def find_check_in(site: Site, organisation_id: int, month: int) -> int:
    """Return the id of an organisation's check-in after so many months."""
    with site.arranging():
        found: int = db.session.scalars(
            select(CheckIn.id)
            .join(CheckIn.term)
            .join(CharterTerm.signatory)
            .where(Signatory.organisation_id == organisation_id, CheckIn.month == month)
        ).one()
        return found


def _in_days(days: int) -> datetime:
    now = utcnow()
    return datetime.combine(now.date() + timedelta(days=days), time(12), now.tzinfo)

"""Check-ins that are to come: put into the calendar of a term, dropped when it is left."""

from __future__ import annotations

from datetime import date

from sqlalchemy import update

from brokerage.charter.models import CheckIn
from brokerage.charter.rules.terms import CheckInStatus, list_check_ins
from brokerage.extensions import db, writes

NOT_DONE = (CheckInStatus.SCHEDULED, CheckInStatus.OPEN, CheckInStatus.SENT)


@writes
def schedule_check_ins(term_id: int, starts_on: date) -> None:
    """Put the three check-ins of a term into the calendar."""
    for each in list_check_ins(starts_on):
        db.session.add(
            CheckIn(
                term_id=term_id,
                month=each.month,
                due_on=each.due_on,
                status=CheckInStatus.SCHEDULED,
            )
        )
    db.session.flush()


@writes
def drop_check_ins(term_id: int) -> None:
    """Ask no more of a signatory that has left; what is done stays."""
    db.session.execute(
        update(CheckIn)
        .where(CheckIn.term_id == term_id, CheckIn.status.in_(NOT_DONE))
        .values(status=CheckInStatus.DROPPED)
    )

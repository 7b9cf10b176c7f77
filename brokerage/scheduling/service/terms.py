"""Loading term dates: all rows or none, in the place of those they overlap."""

from __future__ import annotations

from sqlalchemy import delete

from brokerage import audit
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.permissions import Subject
from brokerage.scheduling.models import TermDate
from brokerage.scheduling.rules.terms import TermFile

NOT_CLEAN = "Nothing is loaded until every row can be used. Put right what is listed below"


@writes
def load_term_dates(actor: Subject, read: TermFile) -> int:
    """Keep the rows; return how many. Loading the same rows again changes nothing."""
    if read.errors or not read.rows:
        raise DomainError(NOT_CLEAN, "rows")
    now = utcnow()
    for row in read.rows:
        db.session.execute(
            delete(TermDate).where(
                TermDate.authority_code == row.authority_code,
                TermDate.kind == row.kind,
                TermDate.starts_on <= row.ends_on,
                TermDate.ends_on >= row.starts_on,
            )
        )
        db.session.add(
            TermDate(
                authority_code=row.authority_code,
                kind=row.kind,
                name=row.name,
                starts_on=row.starts_on,
                ends_on=row.ends_on,
                source=row.source,
                loaded_at=now,
            )
        )
    db.session.flush()
    audit.record(
        actor,
        "scheduling:term-date:load",
        "term-date",
        None,
        after={
            "rows": len(read.rows),
            "authorities": sorted({r.authority_code for r in read.rows}),
        },
    )
    return len(read.rows)

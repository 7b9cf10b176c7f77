"""Check-ins that are done, drafts and published reports as tests need them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from brokerage.charter.models import CharterTerm, CheckIn, CheckInFigure
from brokerage.charter.rules.rag import Rag
from brokerage.charter.rules.terms import CheckInStatus
from brokerage.extensions import db, utcnow
from brokerage.permissions import SYSTEM, Subject
from brokerage.reporting.models import ImpactReport, ReportDraft, ResidentChoice, ResidentVoice
from brokerage.reporting.queries.figures import find_figures
from brokerage.reporting.rules.figures import digest_of_content
from brokerage.reporting.service import reports

LAST_YEAR = utcnow().year - 1
IN_LAST_YEAR = date(LAST_YEAR, 6, 14)
WENT_BADLY = "Fewer firms than we hoped took part."


def make_check_in(term: CharterTerm, rag: Rag = Rag.GREEN, **fields: Any) -> CheckIn:
    """Let every pledge of a term have been looked at once, in the middle of last year."""
    done_at: datetime = utcnow()
    answers = {
        "term_id": term.id,
        "month": 9,
        "due_on": IN_LAST_YEAR,
        "status": CheckInStatus.DONE,
        "done_at": done_at,
    }
    check_in = CheckIn(**answers | fields)
    db.session.add(check_in)
    db.session.flush()
    for taken in term.pledges:
        db.session.add(
            CheckInFigure(
                check_in_id=check_in.id,
                taken_pledge_id=taken.id,
                found_value=Decimal(40),
                found_from="The ledger",
                found_on=check_in.due_on,
                is_found_confirmed=rag == Rag.GREEN,
                rag=rag,
            )
        )
    db.session.flush()
    return check_in


def make_draft(year: int = LAST_YEAR, **fields: Any) -> ReportDraft:
    """Begin the report on last year, with what it has to say."""
    draft = reports.start_draft(SYSTEM, year)
    for name, value in ({"went_badly": WENT_BADLY} | fields).items():
        setattr(draft, name, value)
    db.session.flush()
    return draft


def make_report(year: int = LAST_YEAR, actor: Subject = SYSTEM, **fields: Any) -> ImpactReport:
    """Publish the report on last year, as a correction where one is published."""
    draft = make_draft(year, **fields)
    seen = digest_of_content(find_figures(reports.open_cut(year)))
    return reports.publish_report(actor, draft, seen)


def make_voices(number: int, *choices: str, ward_code: str | None = None) -> None:
    """Let so many residents choose the same things."""
    for _ in range(number):
        voice = ResidentVoice(said_on=utcnow().date(), ward_code=ward_code)
        db.session.add(voice)
        db.session.flush()
        db.session.add_all(ResidentChoice(voice_id=voice.id, choice=each) for each in choices)
    db.session.flush()

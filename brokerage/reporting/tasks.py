"""Work on reports that nobody waits for."""

from __future__ import annotations

from brokerage.extensions import db
from brokerage.reporting.queries.reports import list_reports_to_draw
from brokerage.reporting.service import drawing, reports


def has_reports_to_draw() -> bool:
    """Say whether an edition waits for its printable file, and this site can draw one."""
    has_work = drawing.can_draw() and bool(list_reports_to_draw())
    db.end_read()
    return has_work


def draw_reports() -> None:
    """Draw the printable file of each edition that has none."""
    for report in list_reports_to_draw():
        drawing.draw_report(report.id)
        db.session.commit()


def forget_stories() -> None:
    """Delete from editions the words of stories that were taken back."""
    reports.forget_stories()
    db.session.commit()

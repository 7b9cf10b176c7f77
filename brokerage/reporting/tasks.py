"""Work on reports that nobody waits for: the printable files, and stories taken back."""

from __future__ import annotations

import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from flask import current_app

from brokerage.extensions import db
from brokerage.reporting.queries.reports import (
    get_report_by_id,
    has_file,
    list_reports_to_draw,
    list_told_stories,
)
from brokerage.reporting.rules.body import list_shown
from brokerage.reporting.service import reports

STYLE_SHEET = "print-report.css"


def has_reports_to_draw() -> bool:
    """Say whether an edition waits for its printable file, and this site can draw one."""
    has_work = can_draw() and bool(list_reports_to_draw())
    db.end_read()
    return has_work


def draw_reports() -> None:
    """Draw the printable file of each edition that has none."""
    for report in list_reports_to_draw():
        draw_report(report.id)
        db.session.commit()


def forget_stories() -> None:
    """Delete from editions the words of stories that were taken back."""
    reports.forget_stories()
    db.session.commit()


@cache
def can_draw() -> bool:
    """Say whether this site can draw paper: the library is an extra, never required."""
    return find_spec("weasyprint") is not None


def draw_report(report_id: int) -> None:
    """Draw an edition's file from its frozen figures and keep it, if it has none."""
    if not has_file(report_id):
        reports.keep_file(get_report_by_id(report_id), _draw(write_paper(report_id)))


def write_paper(report_id: int) -> str:
    """Return an edition as one page of HTML that needs nothing beside it."""
    report = get_report_by_id(report_id)
    told = list_told_stories(report)
    shown = list_shown(json.loads(report.figures), json.loads(report.words), told)
    db.end_read()
    # Not Flask's render_template: its context is a page's, and this runs without a request.
    template = current_app.jinja_env.get_template("reporting/report_print.html")
    return template.render(report=report, area=current_app.extensions["area"], **shown)


def _draw(html: str) -> bytes:
    from weasyprint import CSS, HTML  # noqa: PLC0415  # an extra, and slow to import

    sheet = Path(current_app.static_folder or "") / STYLE_SHEET
    drawn: bytes = HTML(string=html, url_fetcher=_fetch_nothing).write_pdf(
        stylesheets=[CSS(string=sheet.read_text(encoding="utf-8"))]
    )
    return drawn


def _fetch_nothing(url: str, *args: Any, **kwargs: Any) -> dict[str, Any]:
    """Refuse whatever a report would load: all of it stands in its own text."""
    raise ValueError("A report loads nothing.")

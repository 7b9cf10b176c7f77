"""The printable file of a report, drawn where the library for it is installed."""

from __future__ import annotations

import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from flask import current_app, render_template

from brokerage.extensions import db
from brokerage.reporting.queries.reports import (
    find_file,
    get_report_by_id,
    list_told_stories,
)
from brokerage.reporting.rules.body import list_shown
from brokerage.reporting.service.reports import keep_file

STYLE_SHEET = "print-report.css"


@cache
def can_draw() -> bool:
    """Say whether this site can draw paper: the library is an extra, never required."""
    return find_spec("weasyprint") is not None


def draw_report(report_id: int) -> None:
    """Draw an edition's file from its frozen figures and keep it, if it has none."""
    report = get_report_by_id(report_id)
    if find_file(report_id) is not None:
        return
    shown = list_shown(
        json.loads(report.figures), json.loads(report.words), list_told_stories(report)
    )
    db.end_read()
    html = render_template("reporting/report_print.html", report=report, **shown)
    content = _draw(html)
    keep_file(report, content)


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

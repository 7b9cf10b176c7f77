"""Reports: drafts, editions, what is still told in them, and their files."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased, defer, undefer

from brokerage.errors import NotFoundError
from brokerage.extensions import db
from brokerage.reporting.models import ImpactReport, ReportDraft, ReportFile, ReportStory
from brokerage.reporting.queries.stories import list_readable_keys
from brokerage.web.paging import Page

__all__ = ["ImpactReport", "ReportDraft", "ReportFile"]
PER_PAGE = 20
_OTHER = aliased(ImpactReport)
_ENTRY = (_OTHER.id, _OTHER.year, _OTHER.edition, _OTHER.published_at, _OTHER.change_note)


@dataclass(frozen=True, kw_only=True)
class EditionEntry:
    """An edition in a list: without its figures."""

    report_id: int
    year: int
    edition: int
    published_at: datetime
    change_note: str


def list_reports(page: int) -> Page[EditionEntry]:
    """Return the newest edition of each year, the newest year first."""
    newest = (
        select(func.max(ImpactReport.edition))
        .where(ImpactReport.year == _OTHER.year)
        .scalar_subquery()
    )
    total = db.session.scalar(select(func.count(ImpactReport.year.distinct()))) or 0
    rows = db.session.execute(
        select(*_ENTRY)
        .where(_OTHER.edition == newest)
        .order_by(_OTHER.year.desc())
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    )
    return Page(rows=[_entry_of(row) for row in rows], number=page, per_page=PER_PAGE, total=total)


def list_editions(year: int) -> list[EditionEntry]:
    """Return every edition of a year's report, the newest first."""
    rows = db.session.execute(
        select(*_ENTRY).where(_OTHER.year == year).order_by(_OTHER.edition.desc())
    )
    return [_entry_of(row) for row in rows]


def find_report(year: int, edition: int | None = None) -> ImpactReport | None:
    """Return an edition of a year's report, the newest where none is named."""
    query = select(ImpactReport).where(ImpactReport.year == year)
    if edition is not None:
        query = query.where(ImpactReport.edition == edition)
    return db.session.scalars(query.order_by(ImpactReport.edition.desc()).limit(1)).first()


def get_report(year: int, edition: int | None = None) -> ImpactReport:
    """Return the same (NotFoundError)."""
    found = find_report(year, edition)
    if found is None:
        raise NotFoundError
    return found


def get_report_by_id(report_id: int) -> ImpactReport:
    """Return an edition (NotFoundError)."""
    found = db.session.get(ImpactReport, report_id)
    if found is None:
        raise NotFoundError
    return found


def list_told_stories(report: ImpactReport) -> list[ReportStory]:
    """Return the stories of an edition that nobody has taken back since."""
    told = db.session.scalars(
        select(ReportStory)
        .where(ReportStory.report_id == report.id, ReportStory.forgotten_at.is_(None))
        .order_by(ReportStory.position)
    ).all()
    readable = list_readable_keys({(each.kind, each.source_id) for each in told}) if told else set()
    return [each for each in told if (each.kind, each.source_id) in readable]


def list_stories_taken_back() -> list[ReportStory]:
    """Return the stories in editions that may be read no longer."""
    told = db.session.scalars(
        select(ReportStory).where(ReportStory.forgotten_at.is_(None)).order_by(ReportStory.id)
    ).all()
    readable = list_readable_keys({(each.kind, each.source_id) for each in told}) if told else set()
    return [each for each in told if (each.kind, each.source_id) not in readable]


def list_drafts() -> Sequence[ReportDraft]:
    """Return the reports that are being written, the newest year first."""
    return db.session.scalars(select(ReportDraft).order_by(ReportDraft.year.desc())).all()


def get_draft(year: int) -> ReportDraft:
    """Return the draft of a year's report (NotFoundError)."""
    found = db.session.scalars(select(ReportDraft).where(ReportDraft.year == year)).first()
    if found is None:
        raise NotFoundError
    return found


def find_written_words(report: ImpactReport) -> dict[str, str]:
    """Return what a broker wrote in an edition, for the next one to begin with."""
    words = json.loads(report.words)
    return {each: words[each] for each in ("introduction", "went_badly", "methods")}


def find_last_edition(year: int) -> int:
    """Return the number of a year's newest edition; 0 where none is published."""
    query = select(func.max(ImpactReport.edition)).where(ImpactReport.year == year)
    return db.session.scalar(query) or 0


def find_file(report_id: int) -> ReportFile | None:
    """Return an edition's printable file with its bytes, if it was drawn."""
    return db.session.scalars(
        select(ReportFile)
        .where(ReportFile.report_id == report_id)
        .options(undefer(ReportFile.content))
    ).first()


def has_file(report_id: int) -> bool:
    """Say whether an edition has a printable file."""
    query = select(ReportFile.report_id).where(ReportFile.report_id == report_id)
    return db.session.scalar(query) is not None


def list_reports_to_draw() -> Sequence[ImpactReport]:
    """Return the editions that have no printable file yet, the oldest first."""
    return db.session.scalars(
        select(ImpactReport)
        .outerjoin(ReportFile, ReportFile.report_id == ImpactReport.id)
        .where(ReportFile.report_id.is_(None))
        .options(defer(ImpactReport.figures), defer(ImpactReport.words))
        .order_by(ImpactReport.id)
    ).all()


def _entry_of(row: Any) -> EditionEntry:
    return EditionEntry(
        report_id=row.id,
        year=row.year,
        edition=row.edition,
        published_at=row.published_at,
        change_note=row.change_note,
    )

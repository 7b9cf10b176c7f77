"""Working a published report out again, and comparing it byte by byte."""

from __future__ import annotations

import json

from sqlalchemy import select

from brokerage.extensions import db
from brokerage.reporting.models import ImpactReport, ReportStory
from brokerage.reporting.queries.figures import Cut, find_figures
from brokerage.reporting.rules.canonical import digest_of, write_canonical
from brokerage.reporting.rules.stories import ToldStory


def find_cut(report: ImpactReport) -> Cut:
    """Return the moment of which a report's figures tell."""
    return Cut(year=report.year, as_at=report.as_at, last_entry_id=report.last_entry_id)


def list_faults(report: ImpactReport) -> list[str]:
    """Return what is not as it was published, in words; nothing where all of it is."""
    faults = []
    if digest_of(report.figures) != report.figures_digest:
        faults.append("its figures do not have the digest that was published")
    if digest_of(report.words) != report.words_digest:
        faults.append("its words do not have the digest that was published")
    again = write_canonical(find_figures(find_cut(report)))
    if again != report.figures:
        parts = ", ".join(list_differing_parts(report.figures, again))
        faults.append(f"the ledger now gives other figures: {parts}")
    return faults + _list_story_faults(report)


def list_differing_parts(published: str, again: str) -> list[str]:
    """Return which parts of the figures differ."""
    before, after = json.loads(published), json.loads(again)
    return [each for each in sorted({*before, *after}) if before.get(each) != after.get(each)]


def _list_story_faults(report: ImpactReport) -> list[str]:
    kept = json.loads(report.words)["stories"]
    told = db.session.scalars(
        select(ReportStory)
        .where(ReportStory.report_id == report.id, ReportStory.forgotten_at.is_(None))
        .order_by(ReportStory.position)
    )
    return [
        f"story {each.position} is not as it was told"
        for each in told
        if kept[each.position - 1] != _as_told(each).digest
    ]


def _as_told(story: ReportStory) -> ToldStory:
    return ToldStory(
        kind=story.kind, source_id=story.source_id, told_by=story.told_by, text=story.text
    )

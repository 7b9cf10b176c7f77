"""Impact in the demonstration: what happened last year, its report, this year's draft, voices."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import partial

from sqlalchemy import select

from brokerage.extensions import db, writes
from brokerage.permissions import Subject
from brokerage.reporting.models import ReportDraft
from brokerage.reporting.queries.figures import find_figures
from brokerage.reporting.rules.figures import digest_of_content
from brokerage.reporting.service import reports
from brokerage.reporting.service.voices import say_what_matters
from brokerage.seeding.rules import moment
from brokerage.seeding.service.files import Row, read_object
from brokerage.seeding.service.people import Cast
from brokerage.seeding.service.projects import list_scenes
from brokerage.seeding.service.story import Scene, tell

LATE = (11, 30)
"""The day of last year from which its story is told."""


@writes
def load_impact(cast: Cast, today: date) -> None:
    """Load all of it once, after everything that a report tells of."""
    if db.session.scalars(select(ReportDraft.id).limit(1)).first() is not None:
        return
    told = read_object("impact.json")
    last_year = today.year - 1
    tell(_by_now(list_scenes(cast, told["last_year"], date(last_year, *LATE)), today))
    _publish(cast.broker, last_year, told["report"])
    _write(cast.broker, today.year, told["draft"])
    tell(
        Scene(
            moment(today, row["days_ago"], number), partial(say_what_matters, row["choices"], None)
        )
        for row in told["voices"]
        for number in range(row["residents"])
    )


def _by_now(scenes: Iterable[Scene], today: date) -> Iterator[Scene]:
    """Let what was confirmed in the weeks after that year have happened by today."""
    latest = moment(today, 1)
    for scene in scenes:
        yield Scene(min(scene.at, latest), scene.act)


def _say(row: Row) -> None:
    say_what_matters(row["choices"], None)


def _write(broker: Subject, year: int, words: Row) -> ReportDraft:
    draft = reports.start_draft(broker, year)
    reports.edit_draft(broker, draft, reports.DraftWords(**words))
    return draft


def _publish(broker: Subject, year: int, words: Row) -> None:
    draft = _write(broker, year, words)
    seen = digest_of_content(find_figures(reports.open_cut(year)))
    reports.publish_report(broker, draft, seen)

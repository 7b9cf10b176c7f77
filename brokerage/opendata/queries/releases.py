"""Releases that were published, of briefs that are still open to all; and what to publish next."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, case, func, select
from sqlalchemy.orm import joinedload

from brokerage.extensions import db
from brokerage.matchmaking.queries.categories import find_labels
from brokerage.opendata.models import PublishedRelease
from brokerage.opendata.queries.disclosures import find_scales, list_awards, list_reservations
from brokerage.opendata.rules import releases as rules
from brokerage.opendata.rules.parties import Party
from brokerage.opendata.rules.releases import PublicBrief
from brokerage.organisations.models import Organisation
from brokerage.organisations.rules import PUBLIC_STATUSES
from brokerage.procurement.models import Brief
from brokerage.procurement.rules.briefs import BriefStatus, Visibility
from brokerage.web.links import full_url


@dataclass(frozen=True, kw_only=True)
class YearOfReleases:
    """How much was published in a year."""

    year: int
    releases: int
    processes: int
    """Those whose first release was in this year."""


@dataclass(frozen=True, kw_only=True)
class Published:
    """Some releases as they were kept, oldest first."""

    contents: Sequence[str]
    last_at: datetime | None


def is_open_to_all() -> tuple[ColumnElement[bool], ...]:
    """Return what holds of a brief that everybody may know; a private one never passes."""
    return (Brief.visibility == Visibility.OPEN, Brief.status != BriefStatus.DRAFT)


def list_years() -> list[YearOfReleases]:
    """Return the years in which anything was published, newest first."""
    firsts = func.sum(case((PublishedRelease.number == 1, 1), else_=0))
    rows = db.session.execute(
        select(PublishedRelease.year, func.count().label("count_"), firsts.label("firsts"))
        .join(Brief, Brief.id == PublishedRelease.brief_id)
        .where(*is_open_to_all())
        .group_by(PublishedRelease.year)
        .order_by(PublishedRelease.year.desc())
    )
    return [
        YearOfReleases(year=row.year, releases=row.count_, processes=int(row.firsts))
        for row in rows
    ]


def find_state() -> str:
    """Return what differs once anything that is shown here does; one cheap statement."""
    row = db.session.execute(
        _shown(
            select(
                func.count().label("count_"),
                func.max(PublishedRelease.id).label("newest"),
                func.sum(PublishedRelease.id).label("sum_"),
            )
        )
    ).one()
    return f"{row.count_}-{row.newest or 0}-{row.sum_ or 0}"


def list_releases(year: int, page: int) -> Published:
    """Return a page of the releases of a year."""
    rows = db.session.execute(
        _shown(select(PublishedRelease.content, PublishedRelease.released_at))
        .where(PublishedRelease.year == year)
        .order_by(PublishedRelease.id)
        .offset((page - 1) * rules.PER_PAGE)
        .limit(rules.PER_PAGE)
    ).all()
    return _published([row.content for row in rows], rows)


def list_records(year: int, page: int) -> Published:
    """Return a page of the records of processes that were first published in a year."""
    brief_ids = db.session.scalars(
        _shown(select(PublishedRelease.brief_id))
        .where(PublishedRelease.year == year, PublishedRelease.number == 1)
        .order_by(PublishedRelease.id)
        .offset((page - 1) * rules.PER_PAGE)
        .limit(rules.PER_PAGE)
    ).all()
    return _list_records_of(brief_ids)


def find_record(brief_id: int) -> Published:
    """Return the record of one process, or nothing."""
    return _list_records_of([brief_id])


def find_last_release(brief_id: int) -> PublishedRelease | None:
    """Return the newest release of a brief, if there is one."""
    return db.session.scalars(
        select(PublishedRelease)
        .where(PublishedRelease.brief_id == brief_id)
        .order_by(PublishedRelease.number.desc())
        .limit(1)
    ).first()


def list_unpublished(limit: int) -> Sequence[int]:
    """Return the ids of open briefs without any release, oldest first."""
    published = select(PublishedRelease.brief_id)
    return db.session.scalars(
        select(Brief.id)
        .where(*is_open_to_all(), Brief.id.not_in(published))
        .order_by(Brief.id)
        .limit(limit)
    ).all()


def find_public_brief(brief_id: int) -> PublicBrief | None:
    """Return what everybody may know of a brief now; None where it is not open to all.

    Its row is held until the write ends, so that two releases never get one number.
    """
    brief = db.session.scalars(
        select(Brief)
        .where(Brief.id == brief_id, *is_open_to_all())
        .options(joinedload(Brief.organisation))
        .with_for_update(of=Brief)
        .execution_options(populate_existing=True)
    ).first()
    if brief is None:
        return None
    awards = list_awards(brief_id)
    chosen = {each for award in awards for each in award.supplier_ids}
    parties = _find_parties({brief.organisation_id, *chosen})
    return PublicBrief(
        id=brief.id,
        title=brief.title,
        need=brief.need,
        status=brief.status,
        outcome=brief.outcome,
        buyer=parties[brief.organisation_id],
        categories=find_labels("cpv", brief.categories),
        value_pence=brief.value_pence,
        needed_by=brief.needed_by,
        decide_by=brief.decide_by,
        reservations=list_reservations(brief_id),
        awards=awards,
        suppliers={each: parties[each] for each in chosen if each in parties},
    )


def _find_parties(ids: Collection[int]) -> dict[int, Party]:
    scales = find_scales(ids)
    rows = db.session.scalars(
        select(Organisation).where(Organisation.id.in_(sorted(ids))).order_by(Organisation.id)
    )
    return {row.id: _party_of(row, scales.get(row.id)) for row in rows}


def _party_of(organisation: Organisation, scale: str | None) -> Party:
    slug = organisation.slug if organisation.status in PUBLIC_STATUSES else None
    page = full_url("organisations.show_organisation", organisation_slug=slug) if slug else ""
    return Party(
        organisation_id=organisation.id,
        name=organisation.name or "",
        register=organisation.register,
        number=organisation.registration_number,
        page=page,
        website=organisation.website,
        scale=scale,
    )


def _shown(query: Any) -> Any:
    return query.join(Brief, Brief.id == PublishedRelease.brief_id).where(*is_open_to_all())


def _list_records_of(brief_ids: Sequence[int]) -> Published:
    rows = db.session.execute(
        _shown(
            select(
                PublishedRelease.brief_id, PublishedRelease.content, PublishedRelease.released_at
            )
        )
        .where(PublishedRelease.brief_id.in_(brief_ids))
        .order_by(PublishedRelease.brief_id, PublishedRelease.number)
    ).all()
    by_brief: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        by_brief.setdefault(row.brief_id, []).append(json.loads(row.content))
    records = [
        json.dumps(rules.make_record(by_brief[each]), ensure_ascii=False)
        for each in brief_ids
        if each in by_brief
    ]
    return _published(records, rows)


def _published(contents: Sequence[str], rows: Sequence[Row[Any]]) -> Published:
    return Published(
        contents=contents, last_at=max((row.released_at for row in rows), default=None)
    )

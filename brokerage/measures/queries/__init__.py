"""Measures: all there are, those that hold on a day, and those of one authority."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, subqueryload

from brokerage.errors import NotFoundError
from brokerage.extensions import db
from brokerage.measures.models import AuthorityMeasure, Measure, MeasureFramework
from brokerage.measures.rules import SetKind
from brokerage.organisations.models import Organisation
from brokerage.web.paging import Page

__all__ = ["AuthorityMeasure", "ChosenMeasure", "Measure"]
PER_PAGE = 50


@dataclass(frozen=True, kw_only=True)
class ChosenMeasure:
    """A measure and what an authority makes of it: None where it does not use it."""

    measure: Measure
    choice: AuthorityMeasure | None


def list_all_measures(page: int) -> Page[Measure]:
    """Return every measure of every version with its values, the newest version first."""
    rows = db.session.scalars(_in_order(select(Measure)).limit(PER_PAGE).offset(_offset(page)))
    total = db.session.scalar(select(func.count()).select_from(Measure)) or 0
    return Page(rows=rows.all(), number=page, per_page=PER_PAGE, total=total)


def list_choices(organisation_id: int, day: date, page: int) -> Page[ChosenMeasure]:
    """Return the measures that hold on that day and what the authority makes of each."""
    query = select(Measure, AuthorityMeasure).outerjoin(
        AuthorityMeasure,
        and_(
            AuthorityMeasure.measure_id == Measure.id,
            AuthorityMeasure.organisation_id == organisation_id,
        ),
    )
    rows = db.session.execute(
        _in_order(query).where(_holds(day)).limit(PER_PAGE).offset(_offset(page))
    )
    held = select(func.count()).select_from(Measure).join(Measure.framework).where(_holds(day))
    return Page(
        rows=[ChosenMeasure(measure=measure, choice=choice) for measure, choice in rows],
        number=page,
        per_page=PER_PAGE,
        total=db.session.scalar(held) or 0,
    )


def get_measure(measure_id: int) -> Measure:
    """Return a measure with its framework and values (NotFoundError)."""
    query = _in_order(select(Measure).where(Measure.id == measure_id))
    measure = db.session.scalars(query).first()
    if measure is None:
        raise NotFoundError
    return measure


def find_choice(organisation_id: int, measure_id: int) -> AuthorityMeasure | None:
    """Return what an authority makes of a measure, if it uses it."""
    return db.session.get(AuthorityMeasure, (organisation_id, measure_id))


def list_set(organisation_id: int, kind: str, day: date) -> Sequence[AuthorityMeasure]:
    """Return the measures of an authority's Master or Light set that hold on that day."""
    is_in = AuthorityMeasure.is_in_light if kind == SetKind.LIGHT else AuthorityMeasure.is_in_master
    return db.session.scalars(
        select(AuthorityMeasure)
        .join(AuthorityMeasure.measure)
        .join(Measure.framework)
        .where(AuthorityMeasure.organisation_id == organisation_id, is_in, _holds(day))
        .options(contains_eager(AuthorityMeasure.measure).contains_eager(Measure.framework))
        .order_by(Measure.theme, Measure.id)
    ).all()


def list_measures_on(day: date) -> Sequence[Measure]:
    """Return the measures that hold on that day, by theme."""
    return db.session.scalars(
        select(Measure)
        .join(Measure.framework)
        .where(_holds(day))
        .options(joinedload(Measure.framework))
        .order_by(Measure.theme, Measure.id)
    ).all()


def list_measures(ids: Collection[int]) -> Sequence[Measure]:
    """Return the measures of these ids, by theme."""
    return db.session.scalars(
        select(Measure).where(Measure.id.in_(ids)).order_by(Measure.theme, Measure.id)
    ).all()


def list_organisations_with_sets() -> Sequence[tuple[Organisation, int]]:
    """Return who has chosen measures, and how many."""
    rows = db.session.execute(
        select(Organisation, func.count(AuthorityMeasure.measure_id))
        .join(AuthorityMeasure, AuthorityMeasure.organisation_id == Organisation.id)
        .where(AuthorityMeasure.is_in_master)
        .group_by(Organisation.id)
        .order_by(Organisation.name, Organisation.id)
    )
    return [(organisation, number) for organisation, number in rows]


def _in_order(query: Any) -> Any:  # Select is invariant in what it selects
    return (
        query.join(Measure.framework)
        .options(contains_eager(Measure.framework), subqueryload(Measure.values))
        .order_by(MeasureFramework.from_on.desc(), MeasureFramework.id, Measure.theme, Measure.id)
    )


def _holds(day: date) -> ColumnElement[bool]:
    return and_(
        MeasureFramework.from_on <= day,
        or_(MeasureFramework.to_on.is_(None), MeasureFramework.to_on >= day),
    )


def _offset(page: int) -> int:
    return (page - 1) * PER_PAGE

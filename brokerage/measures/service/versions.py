"""Versions of a list follow each other; what was counted in an old one stays in it."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import or_, select, update

from brokerage.extensions import db, utcnow, writes
from brokerage.measures.models import AuthorityMeasure, Measure, MeasureFramework, MeasureValue

ONE_DAY = timedelta(days=1)


@writes
def take_place_of_earlier(framework: MeasureFramework) -> None:
    """Let a version end those before it, and end itself where a later one begins."""
    same = (MeasureFramework.slug == framework.slug, MeasureFramework.id != framework.id)
    db.session.execute(
        update(MeasureFramework)
        .where(
            *same,
            MeasureFramework.from_on < framework.from_on,
            or_(MeasureFramework.to_on.is_(None), MeasureFramework.to_on >= framework.from_on),
        )
        .values(to_on=framework.from_on - ONE_DAY)
    )
    later = db.session.scalar(
        select(MeasureFramework.from_on)
        .where(*same, MeasureFramework.from_on > framework.from_on)
        .order_by(MeasureFramework.from_on)
    )
    if later is not None and (framework.to_on is None or framework.to_on >= later):
        framework.to_on = later - ONE_DAY
        db.session.flush()


@writes
def start_version(old: MeasureFramework, version: str, from_on: date) -> MeasureFramework:
    """Begin a new version of a list with all of the old one: its measures, values and choices."""
    framework = MeasureFramework(
        slug=old.slug,
        name=old.name,
        version=version,
        from_on=from_on,
        to_on=None,
        source=old.source,
        loaded_at=utcnow(),
    )
    db.session.add(framework)
    db.session.flush()
    take_place_of_earlier(framework)
    for measure in db.session.scalars(
        select(Measure).where(Measure.framework_id == old.id).order_by(Measure.id)
    ).all():
        _copy(measure, framework)
    return framework


def _copy(measure: Measure, framework: MeasureFramework) -> None:
    copied = Measure(
        framework_id=framework.id,
        code=measure.code,
        label=measure.label,
        unit=measure.unit,
        theme=measure.theme,
    )
    db.session.add(copied)
    db.session.flush()
    for value in measure.values:
        db.session.add(
            MeasureValue(
                measure_id=copied.id,
                pence=value.pence,
                source=value.source,
                year=value.year,
                loaded_at=value.loaded_at,
            )
        )
    choices = select(AuthorityMeasure).where(AuthorityMeasure.measure_id == measure.id)
    for choice in db.session.scalars(choices).all():
        db.session.add(
            AuthorityMeasure(
                organisation_id=choice.organisation_id,
                measure_id=copied.id,
                is_in_master=choice.is_in_master,
                is_in_light=choice.is_in_light,
                weight=choice.weight,
                changed_by_id=choice.changed_by_id,
                changed_at=choice.changed_at,
            )
        )
    db.session.flush()

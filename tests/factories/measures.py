"""Measures as tests need them."""

from itertools import count
from typing import Any

from brokerage.accounts.models import User
from brokerage.extensions import db, utcnow
from brokerage.measures.models import AuthorityMeasure, Measure, MeasureFramework, MeasureValue
from brokerage.organisations.models import Organisation

_numbers = count(1)


def make_measure(**fields: Any) -> Measure:
    """Add a measure counted in hours, in a framework of its own that holds today, flushed."""
    number = next(_numbers)
    framework = MeasureFramework(
        slug=f"list-{number}",
        name="A list of measures",
        version="2026",
        from_on=utcnow().date(),
        source="A council",
        loaded_at=utcnow(),
    )
    _add(framework)
    return _add(
        Measure(
            **{
                "framework_id": framework.id,
                "code": f"NT{number}",
                "label": f"Hours given to neighbours {number}",
                "unit": "hours",
                "theme": "Stronger communities",
            }
            | fields
        )
    )


def make_value(measure: Measure, **fields: Any) -> MeasureValue:
    """Add what one unit is said to be worth, flushed."""
    sourced = {
        "pence": 1693,
        "source": "A county council",
        "year": 2025,
        "loaded_at": measure.framework.loaded_at,
    }
    return _add(MeasureValue(measure_id=measure.id, **sourced | fields))


def make_choice(
    organisation: Organisation, measure: Measure, changed_by: User, **fields: Any
) -> AuthorityMeasure:
    """Put the measure in both sets of an authority, with weight 2, flushed."""
    return _add(
        AuthorityMeasure(
            **{
                "organisation_id": organisation.id,
                "measure_id": measure.id,
                "is_in_master": True,
                "is_in_light": True,
                "weight": 2,
                "changed_by_id": changed_by.id,
                "changed_at": utcnow(),
            }
            | fields
        )
    )


def _add(row: Any) -> Any:
    db.session.add(row)
    db.session.flush()
    return row

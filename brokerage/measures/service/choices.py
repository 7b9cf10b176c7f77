"""Choosing what an authority uses."""

from __future__ import annotations

from collections.abc import Sequence

from brokerage import audit
from brokerage.extensions import db, utcnow, writes
from brokerage.measures import rules
from brokerage.measures.models import AuthorityMeasure, Measure
from brokerage.measures.queries import find_choice
from brokerage.organisations.models import Organisation
from brokerage.permissions import Subject


@writes
def choose_measure(
    actor: Subject, organisation: Organisation, measure: Measure, sets: Sequence[str], weight: int
) -> None:
    """Say in which sets of an authority a measure is, and how much it counts in a bid."""
    rules.check_weight(weight)
    organisation_id, measure_id = organisation.id, measure.id
    is_in_light = rules.SetKind.LIGHT in sets
    choice = find_choice(organisation_id, measure_id)
    before = _plain(choice)
    if choice is None:
        choice = AuthorityMeasure(organisation_id=organisation_id, measure_id=measure_id)
        db.session.add(choice)
    # A small set is a part of the large one.
    choice.is_in_master = rules.SetKind.MASTER in sets or is_in_light
    choice.is_in_light = is_in_light
    choice.weight = weight
    choice.changed_by_id = actor.user_id or 0
    choice.changed_at = utcnow()
    db.session.flush()
    audit.record(
        actor,
        "measures:choice:edit",
        "organisation",
        organisation_id,
        before=before,
        after={"measure_id": measure_id, **_plain(choice)},
    )


def _plain(choice: AuthorityMeasure | None) -> dict[str, object]:
    if choice is None:
        return {}
    names = ("is_in_master", "is_in_light", "weight")
    return {name: getattr(choice, name) for name in names}

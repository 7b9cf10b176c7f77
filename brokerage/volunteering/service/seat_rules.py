"""A host sets how the places of a role are given."""

from __future__ import annotations

from brokerage import audit
from brokerage.extensions import writes
from brokerage.permissions import Subject
from brokerage.scheduling.queries.plans import get_seat_rules
from brokerage.scheduling.service import seat_rules as scheduling
from brokerage.volunteering.models import Opportunity
from brokerage.volunteering.queries.opportunities import OWNER_KIND

KIND = "opportunity"
FIELDS = ("offer_hours", "close_hours", "drop_out_hours", "cover_limit")


@writes
def change_seat_rules(
    actor: Subject,
    opportunity: Opportunity,
    *,
    offer_hours: int,
    close_hours: int,
    drop_out_hours: int,
    cover_limit: int,
) -> None:
    """Keep the settings; offers made already stay as they were told."""
    kept = get_seat_rules(OWNER_KIND, opportunity.id)
    before = {field: getattr(kept, field) for field in FIELDS}
    after = {
        "offer_hours": offer_hours,
        "close_hours": close_hours,
        "drop_out_hours": drop_out_hours,
        "cover_limit": cover_limit,
    }
    if before == after:
        return
    scheduling.change_seat_rules(OWNER_KIND, opportunity.id, **after)
    audit.record(
        actor,
        "volunteering:seat-rules:change",
        KIND,
        opportunity.id,
        before=before,
        after=after,
    )

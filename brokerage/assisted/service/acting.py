"""Acting for somebody: the log names who did it and for whom."""

from __future__ import annotations

from dataclasses import replace

from brokerage.assisted import rules
from brokerage.assisted.models import AssistedVolunteer
from brokerage.permissions import Subject

KIND = "assisted-volunteer"


def act_for(actor: Subject, person: AssistedVolunteer) -> Subject:
    """Return the actor as one who acts for this person (DomainError where nobody may now)."""
    rules.check_active(person.is_active)
    return replace(actor, on_behalf_of_id=person.user_id)

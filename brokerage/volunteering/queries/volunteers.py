"""What volunteers have said of themselves."""

from __future__ import annotations

from brokerage.extensions import db
from brokerage.volunteering.models import Volunteer


def find_volunteer(user_id: int) -> Volunteer | None:
    """Return the user's volunteer profile, if they have begun one."""
    return db.session.get(Volunteer, user_id)

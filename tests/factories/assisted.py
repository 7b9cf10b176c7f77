"""People who are not online, and their letters, as tests need them."""

from itertools import count
from typing import Any

from brokerage.accounts.models import User
from brokerage.assisted.models import AssistedVolunteer, Letter
from brokerage.extensions import db, utcnow
from brokerage.organisations.models import Organisation

_numbers = count(1)


def make_assisted(
    registered_by: User,
    organisation: Organisation | None = None,
    *,
    name: str | None = None,
    age_band: str = "18+",
    **fields: Any,
) -> AssistedVolunteer:
    """Add somebody without an e-mail address who is told things by letter, flushed."""
    number, now = next(_numbers), utcnow()
    user = User(name=name or f"Offline Person {number}", age_band=age_band, created_at=now)
    db.session.add(user)
    db.session.flush()
    person = AssistedVolunteer(
        **{
            "user_id": user.id,
            "organisation_id": organisation.id if organisation else None,
            "registered_by_id": registered_by.id,
            "registered_at": now,
            "prefers": "letter",
            "phone": f"01632 960 {number:03}",
            "phone_key": f"1632960{number:03}",
            "address": "2 Mill Lane\nMarston",
            "postcode": "OX3 0PU",
        }
        | fields
    )
    db.session.add(person)
    db.session.flush()
    return person


def make_letter(
    person: AssistedVolunteer, about: Organisation | None = None, **fields: Any
) -> Letter:
    """Add a letter that waits, flushed."""
    letter = Letter(
        **{
            "user_id": person.user_id,
            "organisation_id": about.id if about else None,
            "way": person.prefers,
            "subject": "You have a place",
            "body": "Hello,\n\nyou have a place.",
            "written_at": utcnow(),
        }
        | fields
    )
    db.session.add(letter)
    db.session.flush()
    return letter

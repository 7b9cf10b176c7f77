"""Loads the invented people and bodies of `seed/demonstration/`, through the services.

They go the way everyone goes: a registration step by step, an application, a broker's
decision; a role, an ask, an answer. Then the dates are put back to when it is told to have
happened.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, func, select

from brokerage.extensions import db, writes
from brokerage.mail import OutboxMessage
from brokerage.seeding.service.organisations import load_organisations
from brokerage.seeding.service.people import gather_cast, load_people
from brokerage.seeding.service.volunteering import load_volunteering


@dataclass(frozen=True)
class Loaded:
    """How much was added; nothing where all of it was there."""

    organisations: int
    opportunities: int

    @property
    def is_new(self) -> bool:
        """Whether anything was added."""
        return bool(self.organisations or self.opportunities)


@writes
def load_demonstration(today: date) -> Loaded:
    """Load what is missing, told from today backwards and forwards.

    Needs the reference places and categories. What is there already is left alone: an
    organisation is known by its slug; volunteering is loaded once, as one whole.
    """
    last_mail = db.session.scalar(select(func.max(OutboxMessage.id))) or 0
    people = load_people(today)
    organisations = load_organisations(people, today)
    opportunities = load_volunteering(gather_cast(people), today)
    # These mails belong to the past that is told: nobody would find today's among hundreds.
    db.session.execute(delete(OutboxMessage).where(OutboxMessage.id > last_mail))
    return Loaded(organisations=organisations, opportunities=opportunities)

"""Loads the invented people and bodies of `seed/demonstration/`, through the services.

They go the way everyone goes: a registration step by step, an application, a broker's
decision; a role, an ask, an answer; a brief, an enquiry, an outcome. Then the dates are put
back to when it is told to have happened.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, func, select

from brokerage.checks.service.rules import load_reference_rules
from brokerage.extensions import db, writes
from brokerage.ledger.service.source_measures import load_reference_source_measures
from brokerage.mail import OutboxMessage
from brokerage.measures.service import load_reference_measures
from brokerage.passports.service.rules import load_passport_rules
from brokerage.seeding.service.charter import load_charter
from brokerage.seeding.service.competitions import load_competitions
from brokerage.seeding.service.forward_plans import load_forward_plans
from brokerage.seeding.service.impact import load_impact
from brokerage.seeding.service.ledger import load_claims
from brokerage.seeding.service.mentoring import load_mentoring
from brokerage.seeding.service.organisations import load_organisations
from brokerage.seeding.service.passports import load_passports
from brokerage.seeding.service.people import gather_cast, load_people
from brokerage.seeding.service.procurement import load_procurement
from brokerage.seeding.service.projects import load_projects
from brokerage.seeding.service.spend import load_spend
from brokerage.seeding.service.toolkit import load_toolkit_story
from brokerage.seeding.service.volunteering import load_volunteering


@dataclass(frozen=True)
class Loaded:
    """How much was added; nothing where all of it was there."""

    organisations: int
    opportunities: int
    briefs: int

    @property
    def is_new(self) -> bool:
        """Whether anything was added."""
        return bool(self.organisations or self.opportunities or self.briefs)


@writes
def load_demonstration(today: date) -> Loaded:
    """Load what is missing, told from today backwards and forwards.

    Needs the reference places and categories. What is there already is left alone: an
    organisation is known by its slug; volunteering and buying are loaded once, each as one whole.
    """
    last_mail = db.session.scalar(select(func.max(OutboxMessage.id))) or 0
    load_reference_rules()
    load_passport_rules()
    load_reference_measures()
    load_reference_source_measures()
    people = load_people(today)
    organisations = load_organisations(people, today)
    cast = gather_cast(people)
    opportunities = load_volunteering(cast, today)
    briefs = load_procurement(cast, today)
    load_forward_plans(cast, today)
    load_competitions(cast, today)
    load_claims(cast, today)
    load_mentoring(cast, today)
    load_passports(cast, today)
    load_spend(cast, today)
    load_projects(cast, today)
    load_charter(cast, today)
    load_toolkit_story(cast, today)
    load_impact(cast, today)
    # These mails belong to the past that is told: nobody would find today's among hundreds.
    db.session.execute(delete(OutboxMessage).where(OutboxMessage.id > last_mail))
    return Loaded(organisations=organisations, opportunities=opportunities, briefs=briefs)

"""Hosts' roles with their dates and pictures, in every state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from brokerage.extensions import db, writes
from brokerage.permissions import Subject
from brokerage.scheduling.models import Session
from brokerage.scheduling.rules import in_london
from brokerage.seeding.rules import day_in_week, moment
from brokerage.seeding.service.files import Row, read_rows
from brokerage.seeding.service.people import Cast
from brokerage.seeding.service.posters import draw_poster
from brokerage.volunteering.models import Opportunity
from brokerage.volunteering.rules.opportunities import OpportunityStatus, Step
from brokerage.volunteering.service import approvals, opportunities, pictures, sessions

TO_APPROVE = timedelta(days=1)
"""How long after it was begun a role is told to have been published."""


@dataclass(frozen=True)
class Role:
    """A row of the file with what became of it."""

    row: Row
    opportunity: Opportunity
    sessions: tuple[Session, ...]


@writes
def load_opportunities(cast: Cast, today: date) -> dict[str, Role]:
    """Write every role of the file and bring it to where it stands; closing comes last."""
    rows = read_rows("opportunities.json")
    return {row["key"]: _load_opportunity(cast, row, today) for row in rows}


@writes
def tell_the_past(cast: Cast, roles: Mapping[str, Role], today: date) -> None:
    """Put back what is told to be past, once everything that needs a date to come is done."""
    for role in roles.values():
        _move_to_the_past(role, today)
    db.session.flush()
    for role in roles.values():
        if role.row["status"] == OpportunityStatus.CLOSED:
            owner = cast.owner(role.row["organisation"])
            opportunities.close_opportunity(owner, role.opportunity, role.row["reason"])
        _date_back(role, today)
    db.session.flush()


def _load_opportunity(cast: Cast, row: Row, today: date) -> Role:
    owner = cast.owner(row["organisation"])
    opportunity = opportunities.start_opportunity(owner, cast.organisation(row))
    _answer(owner, opportunity, row)
    dates = tuple(_add_date(owner, opportunity, each, today) for each in row["sessions"])
    if row["picture"]:
        drawn = draw_poster(row["picture"]["motif"])
        pictures.set_picture(owner, opportunity, drawn, row["picture"]["alt_text"])
    _bring_on(owner, cast.broker, opportunity, row)
    return Role(row, opportunity, dates)


def _answer(owner: Subject, opportunity: Opportunity, row: Row) -> None:
    """Answer the journey's questions; a draft is left before the last of them."""
    for step in (Step.ROLE, Step.FIT, Step.TIME):
        opportunities.save_opportunity_step(owner, opportunity, step, row)
    opportunities.save_opportunity_place(
        owner, opportunity, row["postcode"], row["place_name"], row["is_remote"]
    )
    opportunities.save_opportunity_step(owner, opportunity, Step.NEEDS, row)
    if row["status"] != OpportunityStatus.DRAFT:
        opportunities.save_opportunity_step(owner, opportunity, Step.PRACTICAL, row)


def _add_date(owner: Subject, opportunity: Opportunity, row: Row, today: date) -> Session:
    """Add a date to come; one that is told to be past lies as far ahead until all is booked."""
    day = day_in_week(today, abs(row["weeks"]), row["day"])
    return sessions.add_session(owner, opportunity, *_times(day, row), row["places"])


def _bring_on(owner: Subject, broker: Subject, opportunity: Opportunity, row: Row) -> None:
    if row["status"] == OpportunityStatus.DRAFT:
        return
    opportunities.publish_opportunity(owner, opportunity)
    if opportunity.status != OpportunityStatus.SUBMITTED:
        return
    if row["status"] == OpportunityStatus.CHANGES_ASKED:
        approvals.ask_for_opportunity_changes(broker, opportunity, row["reason"])
    elif row["status"] != OpportunityStatus.SUBMITTED:
        approvals.approve_opportunity(broker, opportunity)


def _move_to_the_past(role: Role, today: date) -> None:
    """Services refuse what has been, and rightly: only the loader puts a date back."""
    for row, session in zip(role.row["sessions"], role.sessions, strict=True):
        if row["weeks"] < 0:
            day = day_in_week(today, row["weeks"], row["day"])
            session.starts_at, session.ends_at = _times(day, row)


def _times(day: date, row: Row) -> tuple[datetime, datetime]:
    return (
        in_london(day, time.fromisoformat(row["starts"])),
        in_london(day, time.fromisoformat(row["ends"])),
    )


def _date_back(role: Role, today: date) -> None:
    """Put the dates to when it is told to have happened."""
    opportunity, begun_at = role.opportunity, moment(today, role.row["begun_days_ago"])
    opportunity.created_at = begun_at
    if opportunity.submitted_at is not None:
        opportunity.submitted_at = begun_at
    if opportunity.published_at is not None:
        opportunity.published_at = begun_at + TO_APPROVE
    if opportunity.closed_at is not None:
        last = max((session.ends_at for session in role.sessions), default=begun_at)
        opportunity.closed_at = last + TO_APPROVE

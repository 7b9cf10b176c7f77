"""One function for each e-mail of a cohort: what happened, what happens next, by when."""

from __future__ import annotations

from typing import Any

from brokerage.cohorts.models import CohortMember, Placement, PlacementRun
from brokerage.cohorts.queries.runs import Answers
from brokerage.mail import queue_mail
from brokerage.organisations.queries.member import list_member_addresses
from brokerage.web.links import full_url


def send_joined(member: CohortMember) -> None:
    """To the volunteer: they are in, what the host sees, and how to leave."""
    _send_to_member(
        member,
        f"You joined {member.cohort.name}",
        "joined",
        link=full_url("cohorts.list_own_cohorts"),
    )


def send_removed(member: CohortMember) -> None:
    """To the volunteer: the host cannot place them; where else."""
    _send_to_member(
        member,
        f"Not this time: {member.cohort.name}",
        "removed",
        link=full_url("volunteering.list_opportunities"),
    )


def send_offer(placement: Placement) -> None:
    """To the volunteer: a place, why this one, and by when to answer."""
    _send_offer_mail(placement, "A place for you", "offer")


def send_reminder(placement: Placement) -> None:
    """To the volunteer: their answer is missing and the day is near."""
    _send_offer_mail(placement, "Please answer", "reminder")


def send_lapsed(placement: Placement) -> None:
    """To the volunteer: the day has passed; they are still in the group."""
    _send_offer_mail(placement, "The place went back", "lapsed")


def send_taken_back(placement: Placement) -> None:
    """To the volunteer: the host took the offer back; they are still in the group."""
    _send_offer_mail(placement, "The offer was taken back", "taken_back")


def send_all_answered(run: PlacementRun, answers: Answers) -> None:
    """To the host: nobody's answer is missing any more, and what to do now."""
    for address in list_member_addresses(run.cohort.organisation_id):
        queue_mail(
            to=address,
            subject=f"Everyone has answered: {run.cohort.name}",
            template="cohorts/all_answered",
            cohort=run.cohort,
            answers=answers,
            link=full_url("cohorts.show_cohort_to_host", cohort_id=run.cohort_id),
        )


def _send_to_member(member: CohortMember, subject: str, template: str, **context: Any) -> None:
    cohort = member.cohort
    queue_mail(
        to=member.user.recipient,
        subject=subject,
        template=f"cohorts/{template}",
        name=member.user.name,
        cohort=cohort,
        host=cohort.organisation,
        **context,
    )


def _send_offer_mail(placement: Placement, subject: str, template: str) -> None:
    opportunity = placement.place.opportunity
    _send_to_member(
        placement.member,
        f"{subject}: {opportunity.title}",
        template,
        placement=placement,
        opportunity=opportunity,
        session=placement.place.session,
        link=full_url("cohorts.show_offer", placement_id=placement.id),
    )

"""One function for each e-mail about a team."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from brokerage.mail import Recipient, queue_mail
from brokerage.organisations.queries.member import list_member_addresses
from brokerage.scheduling.models import TeamBooking
from brokerage.volunteering.models import Booking, Opportunity
from brokerage.volunteering.permissions import TEAM_ROLES
from brokerage.web.links import full_url


def send_asked(opportunity: Opportunity, team: TeamBooking) -> None:
    """To both: an employer asks for places for a team, and by when it hears."""
    _send_to_employer(opportunity, team, "You asked for places for a team: {}", "team_asked")
    _send_to_host(opportunity, team, "A team asks for places: {}", "team_host_asked")


def send_accepted(opportunity: Opportunity, team: TeamBooking) -> None:
    """To both: all the places are held, and by when the names are due."""
    _send_to_employer(opportunity, team, "Your team has its places: {}", "team_accepted")
    _send_happened(opportunity, team, "Team accepted: {}", "You said yes to the team.")


def send_declined(opportunity: Opportunity, team: TeamBooking) -> None:
    """To both: not this time."""
    _send_to_employer(opportunity, team, "Not this time for your team: {}", "team_declined")
    _send_happened(opportunity, team, "Team declined: {}", "You said no to the team.")


def send_withdrawn(opportunity: Opportunity, team: TeamBooking, message: str) -> None:
    """To both: the employer does not come."""
    _send_to_employer(opportunity, team, "You called your team off: {}", "team_withdrawn")
    happened = "The team does not come. Its places are free again."
    _send_happened(opportunity, team, "A team withdrew: {}", happened, message=message)


def send_cancelled(opportunity: Opportunity, team: TeamBooking, message: str) -> None:
    """To both: the host called it off."""
    _send_to_employer(
        opportunity, team, "Called off for your team: {}", "team_cancelled", message=message
    )
    _send_happened(opportunity, team, "Team called off: {}", "The team was called off.")


def send_settled(opportunity: Opportunity, team: TeamBooking, unused: int) -> None:
    """To both: the day for names is over, and how many seats went back."""
    _send_to_employer(
        opportunity, team, "The names of your team are complete: {}", "team_settled", unused=unused
    )
    happened = f"The day for names is over. {unused} unused places went back."
    _send_happened(opportunity, team, "The team’s names are complete: {}", happened)


def send_named(opportunity: Opportunity, team: TeamBooking, booking: Booking) -> None:
    """To the person: who put them on which team, and how to say no."""
    _send_to_person(opportunity, team, booking, "You are on a team: {}", "team_named")


def send_unnamed(opportunity: Opportunity, team: TeamBooking, booking: Booking) -> None:
    """To the person: they are not on the team any more."""
    _send_to_person(opportunity, team, booking, "You are off the team: {}", "team_unnamed")


def _send_to_person(
    opportunity: Opportunity, team: TeamBooking, booking: Booking, subject: str, template: str
) -> None:
    link = full_url("volunteering.show_booking", booking_id=booking.id)
    _send(
        [booking.user.recipient],
        opportunity,
        team,
        subject,
        template,
        link=link,
        person=booking.user,
    )


def _send_to_employer(
    opportunity: Opportunity, team: TeamBooking, subject: str, template: str, **context: Any
) -> None:
    addresses = list_member_addresses(team.organisation_id, TEAM_ROLES)
    link = full_url("volunteering.show_team", team_booking_id=team.id)
    _send(addresses, opportunity, team, subject, template, link=link, **context)


def _send_happened(
    opportunity: Opportunity, team: TeamBooking, subject: str, happened: str, message: str = ""
) -> None:
    _send_to_host(opportunity, team, subject, "team_host_copy", happened=happened, message=message)


def _send_to_host(
    opportunity: Opportunity, team: TeamBooking, subject: str, template: str, **context: Any
) -> None:
    addresses = list_member_addresses(opportunity.organisation_id)
    link = full_url("volunteering.list_team_asks", opportunity_id=opportunity.id)
    _send(addresses, opportunity, team, subject, template, link=link, **context)


def _send(
    addresses: Sequence[Recipient],
    opportunity: Opportunity,
    team: TeamBooking,
    subject: str,
    template: str,
    **context: Any,
) -> None:
    for address in addresses:
        queue_mail(
            to=address,
            subject=subject.format(opportunity.title),
            template=f"volunteering/{template}",
            opportunity=opportunity,
            host=opportunity.organisation,
            team=team,
            employer=team.organisation,
            session=team.session,
            **context,
        )

"""E-mails about projects and the talk about offers."""

from __future__ import annotations

from collections.abc import Iterable

from brokerage.organisations.queries.member import list_broker_addresses
from brokerage.socialvalue.emails.frame import (
    amount_of,
    members_of,
    offer_page,
    sides_of,
    tell,
    terms_of,
)
from brokerage.socialvalue.models import Offer, Project
from brokerage.socialvalue.rules.offers import ANSWER_DAYS, Side
from brokerage.web.links import full_url

WAIT = f"If nobody answers within {ANSWER_DAYS} days, we send a reminder."


def send_submitted(project: Project) -> None:
    """To the body and the brokers: a project waits to be checked."""
    tell(
        members_of(project.organisation_id),
        f"We have your project: {project.title}",
        f"You sent us your project “{project.title}”.",
        next_step="A broker reads it, usually within 5 working days, and you get an email. "
        "Nobody else sees it until then.",
        link=_project_page(project),
    )
    tell(
        list_broker_addresses(),
        f"A project to check: {project.title}",
        f"{project.organisation.name} asks for help with “{project.title}”.",
        next_step="Read it and open it, or say what has to change.",
        link=full_url("socialvalue.show_project_to_broker", project_id=project.id),
    )


def send_decided(project: Project, *, is_open: bool) -> None:
    """To the body: its project is open, or something has to change."""
    if is_open:
        tell(
            members_of(project.organisation_id),
            f"Your project is open: {project.title}",
            f"Everybody can read “{project.title}” now, and businesses can make offers.",
            next_step="You get an email with each offer. You can also ask for what businesses "
            "have said that they would give.",
            link=_project_page(project),
        )
        return
    tell(
        members_of(project.organisation_id),
        f"Please change something: {project.title}",
        f"A broker has read “{project.title}” and asks you to change something first.",
        facts=[f"What to change: {project.reason}"],
        next_step="Change it and send it again.",
        link=_project_page(project),
    )


def send_ended(project: Project, offers: Iterable[Offer], label: str) -> None:
    """To whoever is talking about it: the project has ended."""
    for offer in offers:
        tell(
            members_of(offer.giver_id),
            f"{label}: {project.title}",
            f"The project “{project.title}”, which you made an offer to, has ended.",
            facts=[f"Why: {project.reason}"] if project.reason else (),
            next_step="Your offer is closed. You need not do anything. What you have agreed on "
            "already still stands.",
            link=offer_page(offer),
        )


def send_offer(offer: Offer, message: str) -> None:
    """To both: somebody has begun to talk about a need."""
    awaited, other = sides_of(offer, offer.awaits)
    by_giver = offer.awaits == Side.RECEIVER
    verb = "offers" if by_giver else "asks you for"
    tell(
        members_of(awaited.id),
        f"{other.name} {verb} {amount_of(offer)}",
        f"{other.name} {verb} {amount_of(offer)} for “{offer.need.project.title}”.",
        facts=[*terms_of(offer), *([f"They write: {message}"] if message else [])],
        next_step=f"Agree, ask for other terms, or decline. {WAIT}",
        link=offer_page(offer),
    )
    tell(
        members_of(other.id),
        f"You wrote to {awaited.name}: {amount_of(offer)}",
        f"You began to talk with {awaited.name} about {amount_of(offer)} for "
        f"“{offer.need.project.title}”.",
        facts=terms_of(offer),
        next_step=f"They answer, and you get an email. {WAIT}",
        link=offer_page(offer),
    )


def send_terms(offer: Offer) -> None:
    """To the side whose answer is awaited: the terms are other ones now."""
    awaited, other = sides_of(offer, offer.awaits)
    tell(
        members_of(awaited.id),
        f"Other terms from {other.name}: {amount_of(offer)}",
        f"{other.name} proposes other terms for “{offer.need.project.title}”.",
        facts=terms_of(offer),
        next_step=f"Agree, propose others, or decline. {WAIT}",
        link=offer_page(offer),
    )


def send_message(offer: Offer, side: str, text: str) -> None:
    """To the other side: what was written."""
    reader, writer = sides_of(offer, Side.RECEIVER if side == Side.GIVER else Side.GIVER)
    tell(
        members_of(reader.id),
        f"A message from {writer.name}: {offer.need.project.title}",
        f"{writer.name} writes about {amount_of(offer)}:",
        facts=[text],
        next_step="You can answer on this page.",
        link=offer_page(offer),
    )


def send_closed(offer: Offer, side: str, verb: str) -> None:
    """To both: an offer was declined or withdrawn by this side."""
    by, other = sides_of(offer, side)
    tell(
        members_of(other.id),
        f"{by.name} has {verb}: {amount_of(offer)}",
        f"{by.name} has {verb} {amount_of(offer)} for “{offer.need.project.title}”.",
        facts=[f"Why: {offer.reason}"] if offer.reason else (),
        next_step="You need not do anything. Either of you can begin again later.",
        link=offer_page(offer),
    )
    tell(
        members_of(by.id),
        f"You have {verb}: {amount_of(offer)}",
        f"You have {verb} {amount_of(offer)} for “{offer.need.project.title}”.",
        next_step=f"{other.name} has been told. You can begin again later.",
        link=offer_page(offer),
    )


def send_offer_reminder(offer: Offer) -> None:
    """To the side whose answer is awaited."""
    awaited, other = sides_of(offer, offer.awaits)
    tell(
        members_of(awaited.id),
        f"{other.name} waits for your answer: {amount_of(offer)}",
        f"{other.name} has been waiting for {ANSWER_DAYS} days or more.",
        facts=terms_of(offer),
        next_step="Agree, propose other terms, or decline: a no helps them too.",
        link=offer_page(offer),
    )


def _project_page(project: Project) -> str:
    return full_url("socialvalue.show_project_to_body", project_id=project.id)

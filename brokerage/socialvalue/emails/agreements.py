"""E-mails about agreements: from the yes of both to what is told of it."""

from __future__ import annotations

from brokerage.organisations.queries.member import list_broker_addresses
from brokerage.socialvalue.emails.frame import (
    agreement_page,
    amount_of,
    members_of,
    sides_of,
    tell,
    terms_of,
)
from brokerage.socialvalue.models import Agreement, ProjectStory
from brokerage.socialvalue.rules.offers import Side
from brokerage.socialvalue.rules.projects import show_quantity
from brokerage.web.filters import on_date
from brokerage.web.links import full_url


def send_agreed(agreement: Agreement) -> None:
    """To both: it is agreed, and how each reaches the other."""
    offer = agreement.offer
    project = offer.need.project
    for side in Side:
        reader, other = sides_of(offer, side)
        is_giver = side == Side.GIVER
        contact = f"{project.contact} ({project.postcode})" if is_giver else offer.contact
        tell(
            members_of(reader.id),
            f"Agreed: {amount_of(offer)} for {project.title}",
            f"You and {other.name} have agreed on {amount_of(offer)}.",
            facts=[*terms_of(offer), f"How to reach {other.name}: {contact}"],
            next_step="When it has come, one of you says so and the other confirms it. Only then "
            "is it counted.",
            link=agreement_page(agreement),
        )


def send_delivered(agreement: Agreement) -> None:
    """To the side that has to confirm what came."""
    offer, said_by = agreement.offer, agreement.said_by
    reader, writer = sides_of(offer, Side.RECEIVER if said_by == Side.GIVER else Side.GIVER)
    tell(
        members_of(reader.id),
        f"Please confirm: {show_quantity(agreement.delivered, offer.need.unit)}",
        f"{writer.name} says that {show_quantity(agreement.delivered, offer.need.unit)} came for "
        f"“{offer.need.project.title}” on {on_date(agreement.delivered_on)}.",
        next_step="Confirm it if that is right. If it is not, say so, and a broker helps. "
        "It takes a minute.",
        link=agreement_page(agreement),
    )


def send_confirmed(agreement: Agreement, counted: str) -> None:
    """To both: it is confirmed, and how it is counted."""
    offer = agreement.offer
    for side in Side:
        reader, other = sides_of(offer, side)
        is_giver = side == Side.GIVER
        thanks = "You can thank them, and tell others what came of it."
        tell(
            members_of(reader.id),
            f"Confirmed: {show_quantity(agreement.delivered, offer.need.unit)}",
            f"You and {other.name} have confirmed "
            f"{show_quantity(agreement.delivered, offer.need.unit)} for "
            f"“{offer.need.project.title}”.",
            facts=[counted] if counted else (),
            next_step="Thank you. You need not do anything more." if is_giver else thanks,
            link=agreement_page(agreement),
        )


def send_disputed(agreement: Agreement) -> None:
    """To both and the brokers: they do not agree on what came."""
    offer = agreement.offer
    about = f"what came of {amount_of(offer)} for “{offer.need.project.title}”"
    for side in Side:
        reader, _ = sides_of(offer, side)
        tell(
            members_of(reader.id),
            f"A broker helps: {offer.need.project.title}",
            f"You do not agree on {about}.",
            facts=[f"What was said: {agreement.dispute_reason}"],
            next_step="A broker asks you both, decides, and you both get an email.",
            link=agreement_page(agreement),
        )
    tell(
        list_broker_addresses(),
        f"To settle: {offer.need.project.title}",
        f"{offer.giver.name} and {offer.receiver.name} do not agree on {about}.",
        facts=[f"What was said: {agreement.dispute_reason}"],
        next_step="Ask both, then decide what is counted.",
        link=full_url("socialvalue.decide_dispute", agreement_id=agreement.id),
    )


def send_settled(agreement: Agreement) -> None:
    """To both: what the broker decided, and why."""
    offer = agreement.offer
    for side in Side:
        tell(
            members_of(sides_of(offer, side)[0].id),
            f"Decided: {offer.need.project.title}",
            f"A broker has decided what is counted of {amount_of(offer)}: "
            f"{show_quantity(agreement.delivered, offer.need.unit)}.",
            facts=[f"Why: {agreement.decision}"],
            next_step="You need not do anything. If something is wrong, answer this email.",
            link=agreement_page(agreement),
        )


def send_cancelled(agreement: Agreement, side: str) -> None:
    """To the other side: the agreement is off."""
    offer = agreement.offer
    by, other = sides_of(offer, side)
    for reader in (by, other):
        tell(
            members_of(reader.id),
            f"Cancelled: {amount_of(offer)} for {offer.need.project.title}",
            f"{by.name} has cancelled what you agreed on: {amount_of(offer)}.",
            facts=[f"Why: {agreement.decision}"],
            next_step="It can be offered by others now, or by you again.",
            link=agreement_page(agreement),
        )


def send_thanks(agreement: Agreement) -> None:
    """To the giver: thanks."""
    offer = agreement.offer
    tell(
        members_of(offer.giver_id),
        f"Thank you, from {offer.receiver.name}",
        f"{offer.receiver.name} thanks you for "
        f"{show_quantity(agreement.delivered, offer.need.unit)}.",
        facts=[agreement.thanks],
        next_step="You need not do anything.",
        link=agreement_page(agreement),
    )


def send_story_to_agree(story: ProjectStory) -> None:
    """To the giver: may this be read by everybody?"""
    offer = story.agreement.offer
    tell(
        members_of(offer.giver_id),
        f"May we publish this? {offer.need.project.title}",
        f"{offer.receiver.name} has written what came of your help.",
        facts=[story.text],
        next_step="It is published only if you say yes and a broker has read it.",
        link=agreement_page(story.agreement),
    )


def send_story_decided(story: ProjectStory, *, is_published: bool) -> None:
    """To both: the story is published, or not and why."""
    offer = story.agreement.offer
    happened = "is published" if is_published else "is not published"
    for side in Side:
        tell(
            members_of(sides_of(offer, side)[0].id),
            f"The story {happened}: {offer.need.project.title}",
            f"The story about “{offer.need.project.title}” {happened}.",
            facts=[f"Why: {story.reason}"] if story.reason else (),
            next_step="Either of you can take it back at any time."
            if is_published
            else "You can write another one.",
            link=agreement_page(story.agreement),
        )


def send_due_reminder(agreement: Agreement, *, is_late: bool) -> None:
    """To both: it is due soon, or was due."""
    offer = agreement.offer
    when = "was due" if is_late else "is due"
    for side in Side:
        tell(
            members_of(sides_of(offer, side)[0].id),
            f"{amount_of(offer)} {when} on {on_date(agreement.due_on)}",
            f"{amount_of(offer)} for “{offer.need.project.title}” {when} on "
            f"{on_date(agreement.due_on)}.",
            next_step="When it has come, say so on this page. If it will not, tell the other side "
            "or cancel it there.",
            link=agreement_page(agreement),
        )

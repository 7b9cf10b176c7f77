"""The frame of every e-mail of this room, and who and what it is about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from brokerage.mail import queue_mail
from brokerage.organisations.models import Organisation
from brokerage.organisations.queries.member import list_member_addresses
from brokerage.socialvalue.models import Agreement, Offer
from brokerage.socialvalue.rules.offers import Side
from brokerage.socialvalue.rules.projects import show_thing
from brokerage.web.filters import on_date
from brokerage.web.links import full_url


def tell(
    addresses: Iterable[str],
    subject: str,
    happened: str,
    *,
    next_step: str,
    link: str,
    facts: Sequence[str] = (),
) -> None:
    """Queue one mail to each address: what happened, what is known of it, what comes next."""
    for address in addresses:
        queue_mail(
            to=address,
            subject=subject,
            template="socialvalue/told",
            happened=happened,
            facts=facts,
            next_step=next_step,
            link=link,
        )


def members_of(organisation_id: int) -> list[str]:
    """Return where the owners and editors of an organisation are written to."""
    return list_member_addresses(organisation_id)


def sides_of(offer: Offer, side: str) -> tuple[Organisation, Organisation]:
    """The organisation on this side, and the other one."""
    is_giver = side == Side.GIVER
    return (offer.giver, offer.receiver) if is_giver else (offer.receiver, offer.giver)


def amount_of(offer: Offer) -> str:
    """Return how much of what an offer is about."""
    return show_thing(offer.amount, offer.need.unit, offer.need.what)


def terms_of(offer: Offer) -> list[str]:
    """Return the terms as they stand."""
    return [f"How much: {amount_of(offer)}", f"By: {on_date(offer.by_on)}", f"How: {offer.terms}"]


def offer_page(offer: Offer) -> str:
    """Return the address of an offer’s page."""
    return full_url("socialvalue.show_offer", offer_id=offer.id)


def agreement_page(agreement: Agreement) -> str:
    """Return the address of an agreement’s page."""
    return full_url("socialvalue.show_agreement", agreement_id=agreement.id)

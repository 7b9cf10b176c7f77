"""E-mails about spaces that can be booked, and about ways into work."""

from __future__ import annotations

from brokerage.socialvalue.emails.frame import members_of, tell
from brokerage.socialvalue.models import Pathway, Referral, Space, SpaceAsk
from brokerage.socialvalue.rules.pathways import NAMES_NOBODY
from brokerage.socialvalue.rules.spaces import PART_LABELS
from brokerage.web.filters import on_date
from brokerage.web.links import full_url


def send_space_asked(ask: SpaceAsk) -> None:
    """To both: somebody asks for a space."""
    space = ask.space
    tell(
        members_of(space.organisation_id),
        f"{ask.asker.name} asks for {space.name} on {on_date(ask.day)}",
        f"{ask.asker.name} asks for {space.name}.",
        facts=_when(ask),
        next_step="Accept or decline. They get an email.",
        link=_asks_page(space),
    )
    tell(
        members_of(ask.asker_id),
        f"You asked for {space.name} on {on_date(ask.day)}",
        f"You asked {space.organisation.name} for {space.name}.",
        facts=_when(ask),
        next_step="They answer, and you get an email. It is not booked until then.",
        link=full_url("socialvalue.list_space_asks", organisation_id=ask.asker_id),
    )


def send_space_answered(ask: SpaceAsk, happened: str) -> None:
    """To both: booked, declined or cancelled."""
    space = ask.space
    for organisation_id in (space.organisation_id, ask.asker_id):
        tell(
            members_of(organisation_id),
            f"{happened}: {space.name} on {on_date(ask.day)}",
            f"{happened}: {space.name} for {ask.asker.name}.",
            facts=[*_when(ask), *([f"Why: {ask.reason}"] if ask.reason else [])],
            next_step=f"The place is {space.place_name}, {space.postcode}. Cost: "
            f"{space.cost or 'free'}. If plans change, cancel on this page."
            if happened == "Booked"
            else "You need not do anything.",
            link=full_url("socialvalue.list_space_asks", organisation_id=organisation_id),
        )


def send_pathway_decided(pathway: Pathway, *, is_open: bool) -> None:
    """To the employer: its offer is open, or something has to change."""
    tell(
        members_of(pathway.organisation_id),
        f"{'It is open' if is_open else 'Please change something'}: {pathway.title}",
        f"A broker has read “{pathway.title}”.",
        facts=() if is_open else [f"What to change: {pathway.reason}"],
        next_step="Referral partners can refer people now. You get an email with each reference."
        if is_open
        else "Change it and send it again.",
        link=full_url("socialvalue.show_pathway_to_employer", pathway_id=pathway.id),
    )


def send_referral(referral: Referral, happened: str, next_step: str) -> None:
    """To both: what happened to a referral. Of the person, only the reference is named."""
    pathway = referral.pathway
    pages = {
        pathway.organisation_id: full_url(
            "socialvalue.show_pathway_to_employer", pathway_id=pathway.id
        ),
        referral.partner_id: full_url(
            "socialvalue.list_referrals", organisation_id=referral.partner_id
        ),
    }
    for organisation_id, link in pages.items():
        tell(
            members_of(organisation_id),
            f"{happened}: {referral.reference}",
            f"{happened}: reference {referral.reference} for “{pathway.title}”.",
            facts=[NAMES_NOBODY],
            next_step=next_step,
            link=link,
        )


def _when(ask: SpaceAsk) -> list[str]:
    return [
        f"When: {on_date(ask.day)}, {PART_LABELS[ask.day_part].lower()}",
        f"People: {ask.people}",
        f"What for: {ask.purpose}",
    ]


def _asks_page(space: Space) -> str:
    return full_url("socialvalue.list_space_asks", organisation_id=space.organisation_id)

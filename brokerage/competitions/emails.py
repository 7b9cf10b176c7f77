"""One function for each e-mail about a competition: to all invited alike, and to the buyer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from brokerage.competitions.models import (
    Award,
    BidResponse,
    Clarification,
    Competition,
    CompetitionInvitation,
)
from brokerage.competitions.queries.evaluation import SheetRow
from brokerage.competitions.rules import SEALED
from brokerage.mail import queue_mail
from brokerage.procurement.queries.answers import list_buyer_addresses, list_supplier_addresses
from brokerage.web.links import full_url


def send_invited(competition: Competition, invitations: Sequence[CompetitionInvitation]) -> None:
    """To everyone invited, in the same words; to the buyer, how many."""
    _to_suppliers(competition, invitations, "You are invited to compete: {}", "invited")
    _to_buyer(competition, "Your invitation is sent: {}", "invited_copy", number=len(invitations))


def send_asked(
    competition: Competition, invitation: CompetitionInvitation, clarification: Clarification
) -> None:
    """To the buyer: a question, without who asks it. To who asked: it was passed on."""
    facts = {"clarification": clarification}
    _to_buyer(competition, "A supplier asks: {}", "asked", **facts)
    _to_suppliers(competition, [invitation], "You asked a question: {}", "asked_copy", **facts)


def send_clarification(
    competition: Competition,
    invitations: Sequence[CompetitionInvitation],
    clarification: Clarification,
) -> None:
    """To everyone invited: a question and its answer."""
    facts = {"clarification": clarification}
    _to_suppliers(competition, invitations, "A question is answered: {}", "answered", **facts)


def send_extended(
    competition: Competition,
    invitations: Sequence[CompetitionInvitation],
    old: datetime,
    reason: str,
) -> None:
    """To everyone invited, and a copy to the buyer: there is more time."""
    facts = {"old": old, "reason": reason}
    _to_suppliers(competition, invitations, "There is more time: {}", "extended", **facts)
    _to_buyer(competition, "You moved the deadline: {}", "extended_copy", **facts)


def send_withdrawn(competition: Competition, invitations: Sequence[CompetitionInvitation]) -> None:
    """To everyone invited, and a copy to the buyer: it has ended without a decision."""
    _to_suppliers(competition, invitations, "Withdrawn: {}", "withdrawn")
    if invitations:
        _to_buyer(competition, "You withdrew: {}", "withdrawn_copy", number=len(invitations))


def send_receipt(invitation: CompetitionInvitation, response: BidResponse) -> None:
    """To the supplier: when its response came in, and that it is sealed."""
    facts = {"response": response, "sealed": SEALED}
    competition = invitation.competition
    _to_suppliers(competition, [invitation], "We have your response: {}", "receipt", **facts)


def send_draft_reminder(invitation: CompetitionInvitation, saved_at: datetime) -> None:
    """To the supplier: its draft is not sent, and until when it can be."""
    competition = invitation.competition
    subject = "Your response is not sent yet: {}"
    _to_suppliers(competition, [invitation], subject, "draft_reminder", saved_at=saved_at)


def send_deadline_passed(competition: Competition, sent: int) -> None:
    """To the buyer: responses can be opened."""
    _to_buyer(competition, "You can open the responses: {}", "deadline_passed", number=sent)


def send_decision(
    competition: Competition,
    award: Award,
    rows: Sequence[SheetRow],
    invitations: Sequence[CompetitionInvitation],
) -> None:
    """To everyone at one moment: who wins, who does not and why, and that it has ended."""
    by_organisation = {row.response.organisation_id: row for row in rows}
    winner = next((row for row in rows if row.response.id == award.response_id), None)
    for invitation in invitations:
        row = by_organisation.get(invitation.organisation_id)
        template, subject = _word_for(row, award)
        facts = {"award": award, "row": row, "winner": winner}
        _to_suppliers(competition, [invitation], subject, template, **facts)
    _to_buyer(competition, "Your decision is sent: {}", "decision_copy", award=award, winner=winner)


def _word_for(row: SheetRow | None, award: Award) -> tuple[str, str]:
    if row is None:
        return "ended", "A competition has ended: {}"
    if row.response.id == award.response_id:
        return "won", "You have won: {}"
    return "not_won", "Not successful this time: {}"


def _to_suppliers(
    competition: Competition,
    invitations: Iterable[CompetitionInvitation],
    subject: str,
    template: str,
    **facts: Any,
) -> None:
    invited = {each.organisation_id: each.id for each in invitations}
    addresses = defaultdict(list)
    for organisation_id, email in list_supplier_addresses(list(invited)):
        addresses[organisation_id].append(email)
    for organisation_id, invitation_id in invited.items():
        link = full_url("competitions.show_invitation", invitation_id=invitation_id)
        for address in addresses[organisation_id]:
            queue_mail(
                to=address,
                subject=subject.format(competition.title),
                template=f"competitions/{template}",
                **_facts(competition),
                **facts,
                link=link,
            )


def _to_buyer(competition: Competition, subject: str, template: str, **facts: Any) -> None:
    for address in list_buyer_addresses(competition.brief):
        queue_mail(
            to=address,
            subject=subject.format(competition.title),
            template=f"competitions/{template}",
            **_facts(competition),
            **facts,
            link=full_url("competitions.show_competition", competition_id=competition.id),
        )


def _facts(competition: Competition) -> dict[str, Any]:
    return {"competition": competition, "buyer": competition.organisation}

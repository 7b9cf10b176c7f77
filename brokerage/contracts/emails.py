"""One function for each e-mail about a spend return."""

from __future__ import annotations

from typing import Any

from brokerage.contracts.models import SpendReturn, SpendReturnEntry
from brokerage.mail import queue_mail
from brokerage.money import in_pounds
from brokerage.organisations.queries.member import list_member_addresses
from brokerage.organisations.rules import Role
from brokerage.web.links import full_url

BUYERS = frozenset({Role.OWNER, Role.BUYER})


def send_asked(spend_return: SpendReturn) -> None:
    """To the supplier: what is asked, why, and by when."""
    _to_supplier(spend_return, "Where did your spend go? {}", "return_asked")


def send_reminder(spend_return: SpendReturn) -> None:
    """To the supplier: it is due."""
    _to_supplier(spend_return, "Reminder: where did your spend go? {}", "return_reminder")


def send_confirmed(spend_return: SpendReturn) -> None:
    """To the supplier: the buyer agrees."""
    _to_supplier(spend_return, "Your spend return is confirmed: {}", "return_confirmed")


def send_sent_back(spend_return: SpendReturn) -> None:
    """To the supplier: look again, and why."""
    _to_supplier(spend_return, "Please look again at your spend return: {}", "return_sent_back")


def send_filled(spend_return: SpendReturn, entry: SpendReturnEntry) -> None:
    """To the buyer: the figures, to be confirmed. To the supplier: that they were passed on."""
    _to_supplier(spend_return, "You sent your spend return: {}", "return_kept", entry=entry)
    contract = spend_return.contract
    for address in list_member_addresses(contract.organisation_id, BUYERS):
        queue_mail(
            to=address,
            subject=f"A spend return to confirm: {contract.title}",
            template="contracts/return_filled",
            **_facts(spend_return, entry),
            link=full_url("contracts.decide_return", spend_return_id=spend_return.id),
        )


def _to_supplier(
    spend_return: SpendReturn,
    subject: str,
    template: str,
    entry: SpendReturnEntry | None = None,
) -> None:
    contract = spend_return.contract
    for address in list_member_addresses(contract.supplier_id or 0):
        queue_mail(
            to=address,
            subject=subject.format(contract.title),
            template=f"contracts/{template}",
            **_facts(spend_return, entry),
            link=full_url("contracts.answer_return", spend_return_id=spend_return.id),
        )


def _facts(spend_return: SpendReturn, entry: SpendReturnEntry | None) -> dict[str, Any]:
    return {
        "spend_return": spend_return,
        "contract": spend_return.contract,
        "buyer": spend_return.contract.organisation,
        "entry": entry,
        "in_pounds": in_pounds,
    }

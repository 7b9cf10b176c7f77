"""One function for each e-mail about what is planned: what happened, and what happens next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from brokerage.accounts.models import User
from brokerage.demand.models import PlannedPurchase
from brokerage.demand.rules.plans import (
    MARKET_ENGAGEMENT,
    STATE_LABELS,
    VALUE_LABELS,
    quarter_label,
)
from brokerage.mail import Extras, queue_mail
from brokerage.organisations.models import Organisation
from brokerage.organisations.queries.member import list_member_addresses
from brokerage.procurement.permissions import BUYING_ROLES
from brokerage.web.filters import plural
from brokerage.web.links import full_url


def send_interest(purchase: PlannedPurchase, supplier: Organisation) -> None:
    """To both: who is interested in what, and that it promises nothing."""
    for address in list_member_addresses(purchase.organisation_id, BUYING_ROLES):
        queue_mail(
            to=address,
            subject=f"{supplier.name} is interested: {purchase.title}",
            template="demand/interest_received",
            supplier=supplier,
            **_about(purchase),
            link=full_url("demand.show_purchase_to_buyer", planned_purchase_id=purchase.id),
        )
    for address in list_member_addresses(supplier.id):
        queue_mail(
            to=address,
            subject=f"You are interested: {purchase.title}",
            template="demand/interest_kept",
            supplier=supplier,
            **_about(purchase),
            link=_page_of(purchase),
        )


def send_news(purchase: PlannedPurchase, supplier_ids: Iterable[int]) -> None:
    """To those who are interested: it has changed, is withdrawn or has become a brief."""
    for supplier_id in supplier_ids:
        for address in list_member_addresses(supplier_id):
            queue_mail(
                to=address,
                subject=f"{STATE_LABELS[purchase.state]}: {purchase.title}",
                template="demand/news",
                **_about(purchase),
                link=_page_of(purchase),
                briefs_link=full_url("procurement.list_open_briefs", organisation_id=supplier_id),
            )


def send_updates(user: User, purchases: Sequence[PlannedPurchase], total: int, token: str) -> None:
    """To one who asked for it: what is new in the plans, and how to end these mails."""
    end_link = full_url("demand.leave_updates", token=token)
    found = plural(total, "new planned purchase", "new planned purchases")
    queue_mail(
        to=user.recipient,
        subject=f"What councils plan to buy: {found}",
        template="demand/updates",
        extras=Extras(unsubscribe_url=end_link),
        name=user.name,
        entries=[_about(purchase) | {"link": _page_of(purchase)} for purchase in purchases],
        more=total - len(purchases),
        all_link=full_url("demand.list_demand"),
        end_link=end_link,
        settings_link=full_url("demand.show_updates"),
    )


def _about(purchase: PlannedPurchase) -> dict[str, Any]:
    return {
        "purchase": purchase,
        "buyer": purchase.organisation.name,
        "value": VALUE_LABELS[purchase.value_band],
        "quarter": quarter_label(purchase.quarter),
        "market_engagement": MARKET_ENGAGEMENT,
    }


def _page_of(purchase: PlannedPurchase) -> str:
    return full_url("demand.show_planned_purchase", planned_purchase_id=purchase.id)

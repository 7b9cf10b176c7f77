"""Who wants to hear of new planned purchases, and what is new for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, exists, func, or_, select, true
from sqlalchemy.orm import contains_eager, selectinload

from brokerage.accounts.models import User
from brokerage.demand.models import DemandSending, DemandSubscription, PlannedPurchase
from brokerage.demand.rules import updates as rules
from brokerage.demand.rules.plans import TO_COME
from brokerage.errors import NotFoundError
from brokerage.extensions import db
from brokerage.matchmaking.queries.categories import find_labels
from brokerage.organisations.models import Organisation
from brokerage.organisations.rules import Status


@dataclass(frozen=True, kw_only=True)
class ShownSubscription:
    """One wish, in words."""

    id: int
    buyer: str | None
    category: str | None


def get_subscription(demand_subscription_id: int) -> DemandSubscription:
    """Return a wish (NotFoundError)."""
    found = db.session.get(DemandSubscription, demand_subscription_id)
    if found is None:
        raise NotFoundError
    return found


def list_subscriptions(user_id: int) -> Sequence[DemandSubscription]:
    """Return someone's wishes, oldest first."""
    return db.session.scalars(
        select(DemandSubscription)
        .where(DemandSubscription.user_id == user_id)
        .order_by(DemandSubscription.id)
    ).all()


def list_shown_subscriptions(user_id: int) -> list[ShownSubscription]:
    """Return the same in words; 3 statements."""
    wishes = list_subscriptions(user_id)
    names = find_buyer_names([each.buyer_id for each in wishes])
    labels = find_labels("cpv", [each.division for each in wishes])
    return [
        ShownSubscription(
            id=each.id,
            buyer=names.get(each.buyer_id),
            category=labels.get(each.division),
        )
        for each in wishes
    ]


def find_buyer_names(ids: Sequence[int]) -> dict[int, str]:
    """Return the names of some organisations, by id."""
    rows = db.session.execute(
        select(Organisation.id, Organisation.name)
        .where(Organisation.id.in_(ids))
        .order_by(Organisation.id)
    )
    return {row.id: row.name or "" for row in rows}


def list_due_users(now: datetime, limit: int) -> Sequence[int]:
    """Return the ids of those whose mail of today has not been made, in their order."""
    has_had = exists().where(
        DemandSending.user_id == User.id, DemandSending.day == rules.day_of(now)
    )
    wants = exists().where(DemandSubscription.user_id == User.id)
    return db.session.scalars(
        select(User.id)
        .where(wants, ~has_had, User.suspended_at.is_(None), User.verified_at.is_not(None))
        .order_by(User.id)
        .limit(limit)
    ).all()


def find_last_sent(user_id: int) -> datetime | None:
    """Return the moment up to which somebody has been told, if they ever were."""
    return db.session.scalar(
        select(func.max(DemandSending.until)).where(DemandSending.user_id == user_id)
    )


def list_new(user_id: int, until: datetime) -> list[PlannedPurchase]:
    """Return what is new for somebody: added since they were last told, or since they asked."""
    wishes, last = list_subscriptions(user_id), find_last_sent(user_id)
    if not wishes:
        return []
    wanted = [
        and_(
            PlannedPurchase.added_at > max(each.asked_at, last or each.asked_at),
            PlannedPurchase.organisation_id == each.buyer_id if each.buyer_id else true(),
        )
        for each in wishes
    ]
    rows = db.session.scalars(
        select(PlannedPurchase)
        .join(PlannedPurchase.organisation)
        .where(
            or_(*wanted),
            PlannedPurchase.added_at <= until,
            PlannedPurchase.state.in_(sorted(TO_COME)),
            Organisation.status == Status.APPROVED,
        )
        .options(
            contains_eager(PlannedPurchase.organisation), selectinload(PlannedPurchase.categories)
        )
        .order_by(PlannedPurchase.quarter, PlannedPurchase.id)
    )
    return [each for each in rows if any(_is_wanted(each, wish, last) for wish in wishes)]


def get_subscriber(token: str) -> int:
    """Return whose mail the link was in (NotFoundError)."""
    found = db.session.scalar(
        select(DemandSending.user_id).where(
            DemandSending.token_digest == rules.digest_of_token(token)
        )
    )
    if found is None:
        raise NotFoundError
    return found


def _is_wanted(purchase: PlannedPurchase, wish: DemandSubscription, last: datetime | None) -> bool:
    return rules.is_wanted(
        (wish.buyer_id, wish.division), purchase.organisation_id, purchase.codes
    ) and purchase.added_at > max(wish.asked_at, last or wish.asked_at)

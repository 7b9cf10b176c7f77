"""Whether a booking can be done in work time, and where that stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from brokerage.leave.models import Employment, LeaveRequest
from brokerage.leave.queries.policies import list_terms
from brokerage.leave.queries.requests import Wallet, find_request, list_wallets
from brokerage.leave.rules.policies import (
    Policy,
    as_amount,
    cost_of,
    minutes_between,
    policy_on,
)
from brokerage.leave.rules.wallet import local_day
from brokerage.scheduling.models import Session
from brokerage.volunteering.models import Booking
from brokerage.volunteering.rules import work_time as rules

SOURCE_KIND = "booking"


@dataclass(frozen=True, kw_only=True)
class Offer:
    """What one employer of the volunteer gives for a booking, in words."""

    employment: Employment
    policy: Policy
    left: str
    """“2 days of 3 days left”."""
    cost: str


@dataclass(frozen=True, kw_only=True)
class WorkTime:
    """Where leave for a booking stands, and who would give some."""

    request: LeaveRequest | None
    offers: list[Offer]
    can_take_back: bool


def find_work_time(booking: Booking, now: datetime) -> WorkTime:
    """Return where leave for a booking stands; offers only where it can be asked for now."""
    request = find_request(SOURCE_KIND, booking.id)
    status = request.status if request else None
    can_ask = rules.may_ask(booking.status, booking.starts_at, now, status)
    return WorkTime(
        request=request,
        offers=_list_offers(booking.user_id, booking.session) if can_ask else [],
        can_take_back=rules.may_take_back(status, booking.starts_at, now),
    )


def _list_offers(user_id: int, session: Session | None) -> list[Offer]:
    if session is None:
        return []
    day = local_day(session.starts_at)
    offers = []
    for wallet in list_wallets(user_id, day):
        policy = policy_on(list_terms(wallet.employment.organisation_id), day)
        if policy is not None:
            offers.append(_offer(wallet, policy, session))
    return offers


def _offer(wallet: Wallet, policy: Policy, session: Session) -> Offer:
    worked = minutes_between(session.starts_at, session.ends_at)
    left, granted = _amount(wallet.left, policy), _amount(wallet.granted, policy)
    return Offer(
        employment=wallet.employment,
        policy=policy,
        left=f"{left} of {granted} left",
        cost=_amount(cost_of(policy, worked), policy),
    )


def _amount(minutes: int, policy: Policy) -> str:
    return as_amount(minutes, is_in_days=policy.is_in_days, minutes_a_day=policy.minutes_a_day)

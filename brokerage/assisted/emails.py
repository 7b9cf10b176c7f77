"""What is told about being registered by others, and about taking the account over."""

from __future__ import annotations

from collections.abc import Sequence

from brokerage.assisted import rules
from brokerage.assisted.models import AssistedVolunteer
from brokerage.mail import queue_mail
from brokerage.web.links import full_url


def send_registered(person: AssistedVolunteer, told: Sequence[str]) -> None:
    """To the person, by letter or phone: they are registered, and what we keep."""
    queue_mail(
        to=person.user.recipient,
        subject="You are registered to volunteer",
        template="assisted/registered",
        name=person.user.name,
        host=person.organisation,
        told=told,
    )


def send_take_over_link(email: str, token: str) -> None:
    """To an address that somebody typed: the link that proves it; it names nobody."""
    queue_mail(
        to=email,
        subject="Confirm your email address",
        template="assisted/take_over_link",
        days=rules.LINK_LIFETIME.days,
        link=full_url("assisted.confirm_take_over", token=token),
    )


def send_address_taken(email: str) -> None:
    """To an address that has an account: there cannot be a second one."""
    queue_mail(
        to=email,
        subject="You already have an account",
        template="assisted/address_taken",
        link=full_url("accounts.sign_in"),
    )


def send_taken_over(person: AssistedVolunteer) -> None:
    """To the person, at their new address: the account is theirs, and letters stop."""
    queue_mail(
        to=person.user.recipient,
        subject="Your account is yours now",
        template="assisted/taken_over",
        name=person.user.name,
        link=full_url("volunteering.list_bookings"),
    )

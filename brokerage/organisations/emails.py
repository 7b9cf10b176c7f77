"""One function for each e-mail about an organisation."""

from __future__ import annotations

from datetime import date
from typing import Any

from brokerage.mail import queue_mail
from brokerage.organisations import rules
from brokerage.organisations.models import Evidence, Invitation, ListingRequest, Organisation
from brokerage.organisations.queries.member import list_broker_addresses, list_member_addresses
from brokerage.organisations.rules.listings import Wish
from brokerage.web.links import full_url


def send_received(organisation: Organisation, decide_by: date) -> None:
    """To its members: we have the application, and when they hear from us."""
    _send_to_members(
        organisation,
        f"We have your application for {organisation.name}",
        "application_received",
        decide_by=decide_by,
    )


def send_waits(organisation: Organisation, decide_by: date) -> None:
    """To the brokers: an application waits."""
    for address in list_broker_addresses():
        queue_mail(
            to=address,
            subject="An organisation waits for approval",
            template="organisations/application_waits",
            organisation=organisation,
            kind=rules.KIND_LABELS[organisation.kind or rules.Kind.BUSINESS].lower(),
            decide_by=decide_by,
            link=full_url("organisations.list_applications"),
        )


def send_approved(organisation: Organisation) -> None:
    """To its members: they can be found now."""
    _send_to_members(
        organisation,
        f"{organisation.name} is now in the directory",
        "application_approved",
        public_link=full_url(
            "organisations.show_organisation", organisation_slug=organisation.slug
        ),
    )


def send_changes_asked(organisation: Organisation) -> None:
    """To its members: what a broker would like changed."""
    subject = f"Please change your application for {organisation.name}"
    _send_to_members(organisation, subject, "changes_asked")


def send_declined(organisation: Organisation) -> None:
    """To its members: no, why, and what they can do."""
    subject = f"Your application for {organisation.name}"
    _send_to_members(organisation, subject, "application_declined")


def send_invitation(
    organisation: Organisation, invitation: Invitation, invited_by: str, token: str
) -> None:
    """To the address invited: who asks, to what, and the link."""
    queue_mail(
        to=invitation.email,
        subject=f"Join {organisation.name or 'an organisation'} on the brokerage",
        template="organisations/invitation",
        organisation=organisation,
        invited_by=invited_by,
        role=rules.ROLE_LABELS[invitation.role],
        email=invitation.email,
        expires_at=invitation.expires_at,
        link=full_url("organisations.show_invitation", token=token),
    )


def send_evidence_not_verified(organisation: Organisation, fact: str, reason: str) -> None:
    """To its members: what could not be verified, and why."""
    subject = f"We could not verify a fact about {organisation.name}"
    _send_to_members(organisation, subject, "evidence_not_verified", fact=fact, reason=reason)


def send_listing_request_received(request: ListingRequest, listing: Organisation) -> None:
    """To whoever asks about a listing: what happens next. What they typed is not sent back."""
    _send_about_listing(
        request.email,
        f"You asked us about the page of {listing.name}",
        "listing_request_received",
        str(listing.name),
        wish=request.wish,
        decide_by=rules.decide_by(request.created_at.date()),
    )


def send_listing_request_waits(request: ListingRequest, listing: Organisation) -> None:
    """To the brokers: somebody asks about a listing."""
    for address in list_broker_addresses():
        _send_about_listing(
            address,
            "Somebody asks about a listing",
            "listing_request_waits",
            str(listing.name),
            wish=request.wish,
            decide_by=rules.decide_by(request.created_at.date()),
            link=full_url("organisations.show_listing_request", listing_request_id=request.id),
        )


def send_listing_removed(email: str, name: str) -> None:
    """To whoever asked: the listing is gone, and stays gone."""
    _send_about_listing(email, f"The page of {name} is removed", "listing_removed", name)


def send_take_over_granted(email: str, organisation: Organisation) -> None:
    """To whoever asked: the page is theirs, and what is missing on it."""
    _send_about_listing(
        email,
        f"The page of {organisation.name} is yours",
        "take_over_granted",
        str(organisation.name),
        link=full_url("organisations.show_organisation_to_member", organisation_id=organisation.id),
    )


def send_listing_request_refused(request: ListingRequest, name: str) -> None:
    """To whoever asked: no, and why."""
    is_removal = request.wish == Wish.REMOVE
    _send_about_listing(
        request.email,
        f"Your question about the page of {name}",
        "listing_not_removed" if is_removal else "take_over_refused",
        name,
        reason=request.decision_reason,
    )


def _send_about_listing(to: str, subject: str, template: str, name: str, **context: Any) -> None:
    queue_mail(
        to=to, subject=subject, template=f"organisations/{template}", listing_name=name, **context
    )


def _send_to_members(
    organisation: Organisation, subject: str, template: str, **context: Any
) -> None:
    link = full_url("organisations.show_organisation_to_member", organisation_id=organisation.id)
    for address in list_member_addresses(organisation.id):
        queue_mail(
            to=address,
            subject=subject,
            template=f"organisations/{template}",
            organisation=organisation,
            link=link,
            **context,
        )


def send_evidence_runs_out(
    organisation: Organisation, evidence: Evidence, *, has_run_out: bool
) -> None:
    """To its members: something they can show runs out, or has, and what to do."""
    label = rules.EVIDENCE_LABELS[evidence.kind]
    _send_to_members(
        organisation,
        f"{label} {'has run out' if has_run_out else 'runs out soon'}",
        "evidence_runs_out",
        fact=label,
        expires_on=evidence.expires_on,
        has_run_out=has_run_out,
    )

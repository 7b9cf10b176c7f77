"""One function for each e-mail of the charter: what happened, what is next, by when."""

from __future__ import annotations

from collections.abc import Sequence

from brokerage.accounts.queries import get_user
from brokerage.charter.models import (
    BuddyPair,
    CharterTerm,
    CheckIn,
    LeadLink,
    Signatory,
)
from brokerage.mail import Recipient, queue_mail
from brokerage.organisations.queries.member import list_broker_addresses, list_member_addresses
from brokerage.web.filters import on_date, plural
from brokerage.web.links import full_url


def send_submitted(term: CharterTerm) -> None:
    """To the signatory that its sign-up came in; to the brokers that it waits."""
    name = term.signatory.name
    _to_signatory(
        term,
        "We have your charter sign-up",
        [f"Thank you. A broker reads what {name} pledges."],
        ["You hear from us either way. Until then you can take it back here:"],
    )
    _to_brokers(
        f"A charter sign-up to read: {name}",
        [f"{name} has sent {plural(len(term.pledges), 'pledge', 'pledges')}."],
        ["Please approve it, or ask for changes:"],
        full_url("charter.decide_term", term_id=term.id),
    )


def send_approved(term: CharterTerm) -> None:
    """To the signatory: it is signed, and when the check-ins are."""
    _to_signatory(
        term,
        "You have signed the charter",
        [
            f"{term.signatory.name} is a signatory from {on_date(term.starts_on)} to "
            f"{on_date(term.ends_on)}.",
        ],
        [
            "There are three check-ins, after 3, 6 and 12 months. We fill them in with what this "
            "site knows, and write to you two weeks before each.",
            "A broker gets in touch for a first meeting. Your pledges are here:",
        ],
    )


def send_changes_asked(term: CharterTerm) -> None:
    """To the signatory: what a broker asks for."""
    _to_signatory(
        term,
        "Please look again at your charter sign-up",
        ["A broker has read it and asks for this:", term.reason],
        ["Change what is needed and send it again. Nothing you wrote is lost:"],
    )


def send_left(term: CharterTerm) -> None:
    """To both: a signatory has left."""
    name = term.signatory.name
    _to_signatory(
        term,
        "You have left the charter",
        [f"{name} is no longer shown as a signatory."],
        ["What was done stays in your own history. You can sign again at any time:"],
    )
    _to_brokers(
        f"{name} has left the charter",
        [f"Why: {term.reason}"],
        ["There is nothing you have to do. Perhaps give them a call:"],
        full_url("charter.list_waiting"),
    )


def send_first_meeting(term: CharterTerm) -> None:
    """To the signatory: the record of the first meeting."""
    _to_signatory(
        term,
        "What we wrote down at our first meeting",
        ["Thank you for your time. Where you start and what you need is written down."],
        ["Tell us if something is wrong. You can read it here:"],
    )


def send_renewal(term: CharterTerm) -> None:
    """To the signatory: the twelve months are nearly over."""
    _to_signatory(
        term,
        "Your charter pledges end soon",
        [f"Your twelve months end on {on_date(term.ends_on)}."],
        ["If you sign again, your pledges are carried over and you only change what is new:"],
    )


def send_ended(term: CharterTerm) -> None:
    """To the signatory: the twelve months are over."""
    _to_signatory(
        term,
        "Your twelve months on the charter are over",
        ["Thank you for what you did. You are no longer shown as a signatory."],
        ["You can sign again at any time, with your pledges carried over:"],
    )


def send_check_in_open(check_in: CheckIn) -> None:
    """To the signatory: it is filled in; look at it."""
    _about_check_in(
        check_in,
        f"Your check-in after {check_in.month} months is ready",
        ["We have filled in what this site knows of your pledges. It takes about 10 minutes."],
        [
            f"Please look at the figures, correct what is wrong and send it by "
            f"{on_date(check_in.due_on)}:"
        ],
    )


def send_check_in_reminder(check_in: CheckIn) -> None:
    """To the signatory: it is due, or late."""
    _about_check_in(
        check_in,
        f"Reminder: your check-in after {check_in.month} months",
        [f"It is due on {on_date(check_in.due_on)}, and we have not had it yet."],
        ["If that day has passed, please do it now: we remind you once a week:"],
    )


def send_check_in_sent(check_in: CheckIn) -> None:
    """To the signatory: it came in. To the brokers: it waits."""
    _about_check_in(
        check_in,
        "We have your check-in",
        ["Thank you. A broker looks at the figures you corrected or gave yourself."],
        ["You get an email when it is done:"],
    )
    name = check_in.term.signatory.name
    _to_brokers(
        f"A check-in to look at: {name}",
        [f"{name} has sent its check-in after {check_in.month} months."],
        ["Please say which of its own figures you have seen proof of:"],
        full_url("charter.decide_check_in", check_in_id=check_in.id),
    )


def send_check_in_back(check_in: CheckIn) -> None:
    """To the signatory: look again, and why."""
    _about_check_in(
        check_in,
        "Please look again at your check-in",
        ["A broker asks:", check_in.sent_back_reason],
        ["Please correct it, or explain it, and send it again:"],
    )


def send_check_in_done(check_in: CheckIn) -> None:
    """To the signatory: it is done, and never changes again."""
    _about_check_in(
        check_in,
        f"Your check-in after {check_in.month} months is done",
        ["The figures now stand as they are. What changes later comes into the next check-in."],
        ["You can see them here:"],
    )


def send_lead_link(link: LeadLink, token: str) -> None:
    """To the lead of a pledge: fill it in for this quarter."""
    taken = link.taken_pledge
    queue_mail(
        to=link.sent_to,
        subject="How far are you with your pledge?",
        template="charter/letter",
        told=[
            f"{taken.term.signatory.name} has pledged: {taken.words}.",
            f"You get this as the lead for it ({taken.lead_post}).",
        ],
        after=[
            "Please say how far you are. It takes 2 minutes and you need no account. The link "
            f"works until {on_date(link.expires_at)}; whoever has it can fill the pledge in, so "
            "do not pass it on:"
        ],
        link=full_url("charter.answer_as_lead", token=token),
    )


def send_buddy_asked(pair: BuddyPair) -> None:
    """To the one who is asked, and to the one who asks."""
    asker = pair.asker.term.signatory.name
    _to_signatory(
        pair.buddy.term,
        "Somebody asks you to be their buddy",
        [
            f"{asker} is new to a pledge that you carry out: {pair.buddy.words}.",
            *([f"They write: {pair.words}"] if pair.words else []),
        ],
        ["Please say yes or no within 10 working days:"],
        endpoint="charter.list_buddies",
    )
    _to_signatory(
        pair.asker.term,
        "You have asked for a buddy",
        [f"We have asked {pair.buddy.term.signatory.name} about: {pair.asker.words}."],
        ["They answer within 10 working days, and you get an email:"],
        endpoint="charter.list_buddies",
    )


def send_buddy_answered(pair: BuddyPair, *, is_yes: bool) -> None:
    """To the one who asked: yes, with how to get in touch, or no."""
    name = pair.buddy.term.signatory.name
    _to_signatory(
        pair.asker.term,
        f"{name} is your buddy" if is_yes else f"{name} cannot be your buddy now",
        [f"Your pledge: {pair.asker.words}.", f"They write: {pair.answer}"],
        ["Get in touch and agree when to meet:" if is_yes else "You can ask somebody else:"],
        endpoint="charter.list_buddies",
    )


def send_buddy_ended(pair: BuddyPair) -> None:
    """To both: they are no longer buddies, or the ask was taken back."""
    for side in (pair.asker, pair.buddy):
        _to_signatory(
            side.term,
            "You are no longer buddies for a pledge",
            [
                f"{pair.asker.term.signatory.name} and {pair.buddy.term.signatory.name}: "
                f"{pair.asker.words}.",
                *([f"Why: {pair.answer}"] if pair.answer else []),
            ],
            ["You can look for another buddy, or offer to be one, here:"],
            endpoint="charter.list_buddies",
        )


def list_recipients(signatory: Signatory) -> Sequence[Recipient]:
    """Return where what we tell a signatory goes."""
    if signatory.organisation_id is not None:
        return list_member_addresses(signatory.organisation_id)
    return [get_user(signatory.user_id or 0).recipient]


def _about_check_in(
    check_in: CheckIn, subject: str, told: Sequence[str], after: Sequence[str]
) -> None:
    link = full_url("charter.show_check_in", check_in_id=check_in.id)
    for recipient in list_recipients(check_in.term.signatory):
        _send(recipient, subject, told, after, link)


def _to_signatory(
    term: CharterTerm,
    subject: str,
    told: Sequence[str],
    after: Sequence[str],
    *,
    endpoint: str = "charter.show_term",
) -> None:
    for recipient in list_recipients(term.signatory):
        _send(recipient, subject, told, after, full_url(endpoint, term_id=term.id))


def _to_brokers(subject: str, told: Sequence[str], after: Sequence[str], link: str) -> None:
    for address in list_broker_addresses():
        _send(address, subject, told, after, link)


def _send(
    to: Recipient, subject: str, told: Sequence[str], after: Sequence[str], link: str
) -> None:
    queue_mail(
        to=to,
        subject=subject,
        template="charter/letter",
        told=list(told),
        after=list(after),
        link=link,
    )

"""One function for each e-mail: what happened, what is next, by when. No names before a yes."""

from __future__ import annotations

from collections.abc import Sequence

from brokerage.mail import queue_mail
from brokerage.mentoring.models import MentoringMeeting, MentoringPair
from brokerage.mentoring.rules import pairs as rules
from brokerage.mentoring.rules.profiles import Side
from brokerage.organisations.queries.member import list_broker_addresses
from brokerage.web.filters import on_date, on_weekday
from brokerage.web.links import full_url

A_MENTOR = {Side.MENTOR: "a mentor", Side.MENTEE: "someone who wants a mentor"}
OTHERS = "You can look at others who fit at any time:"


def send_asked(pair: MentoringPair) -> None:
    """To both: there is an ask, and by when it is answered."""
    asker, asked = Side(pair.asked_by), rules.other_side(pair.asked_by)
    day = on_date(pair.answer_by)
    _send(
        pair,
        asker,
        "You asked about mentoring",
        [f"You asked {A_MENTOR[asked]}. They see what you wrote, and not who you are."],
        [
            f"They answer by {day}, or a day later if there is a bank holiday. You get an email.",
            "If they say yes, you both see each other’s name and email address.",
        ],
    )
    _send(
        pair,
        asked,
        "Someone asks you about mentoring",
        [f"{A_MENTOR[asker].capitalize()} asks to meet you. They do not know who you are."],
        [
            f"Please say yes or no by {day}.",
            "If you say yes, you both see each other’s name and email address. "
            "If you say no, they never learn who you are.",
        ],
    )


def send_overdue(pair: MentoringPair) -> None:
    """To the one who asked and to the brokers: no answer came in time."""
    _send(
        pair,
        Side(pair.asked_by),
        "No answer yet about mentoring",
        ["You asked about mentoring, and no answer came in time. We are sorry."],
        ["A broker looks into it. You can take your ask back and ask someone else:"],
        link=_cards(pair.asked_by),
    )
    _send_to_brokers(
        pair,
        "A mentoring ask was not answered in time",
        [f"An ask waited for its answer until {on_date(pair.answer_by)}, and none came."],
        ["Please find out why, or end it."],
    )


def send_accepted(pair: MentoringPair) -> None:
    """To both: they know each other now, and how to begin."""
    for side in Side:
        other = pair.person(side.other)
        words = [f"You and {other.name} are a mentoring pair now."]
        if pair.answer and side == pair.asked_by:
            words += [f"{other.name} writes:", pair.answer]
        _send(
            pair,
            side,
            f"You have a mentoring pair: {other.name}",
            words,
            [
                f"Write to {other.name} at {other.email} and agree on the first meeting.",
                f"You agreed on {pair.meetings} meeting{'' if pair.meetings == 1 else 's'}. "
                "Set the days if you like, and tick each meeting off once it was held:",
            ],
        )


def send_declined(pair: MentoringPair) -> None:
    """To both: not this time and why; to the one who asked, where else."""
    asker = Side(pair.asked_by)
    words = [
        f"Thank you for asking. {A_MENTOR[asker.other].capitalize()} says: not this time.",
        f"Why: {rules.DECLINE_LABELS[pair.decline_reason or ''].lower()}.",
    ]
    if pair.answer:
        words += ["They write:", pair.answer]
    _send(pair, asker, "Mentoring: not this time", words, [OTHERS], link=_cards(asker))
    _send(
        pair,
        asker.other,
        "Mentoring: you said no",
        ["You said no to someone who asked you. They do not learn who you are."],
        ["You need not do anything. If you want no more asks for now, hide your card:"],
        link=full_url("mentoring.show_profile", side=asker.other.value),
    )


def send_withdrawn(pair: MentoringPair) -> None:
    """To both: the ask is taken back."""
    asker = Side(pair.asked_by)
    _send(
        pair,
        asker,
        "Mentoring: you took your ask back",
        ["Your ask is taken back. The other side does not learn who you are."],
        [OTHERS],
        link=_cards(asker),
    )
    _send(
        pair,
        asker.other,
        "Mentoring: an ask was taken back",
        ["Someone who had asked you took their ask back. This happens, and is not about you."],
        ["You need not do anything."],
    )


def send_planned(pair: MentoringPair, meeting: MentoringMeeting, by: str) -> None:
    """To both: a meeting has a day, or none any more."""
    day = on_weekday(meeting.planned_on) if meeting.planned_on else "not set for now"
    for side in Side:
        other = pair.person(side.other).name
        who = "You" if side == by else other
        _send(
            pair,
            side,
            f"Mentoring: meeting {meeting.number}",
            [f"{who} noted the day of meeting {meeting.number}: {day}."],
            ["If this is wrong, change it. Once you have met, both of you tick it off:"],
        )


def send_ticked(pair: MentoringPair, meeting: MentoringMeeting, by: str) -> None:
    """To the other side: one says that a meeting was held."""
    other = rules.other_side(by)
    name = pair.person(by).name
    after = (
        "Both of you have ticked it off now."
        if meeting.is_held
        else "If you met, tick it off too. If not, talk to each other, or tell a broker:"
    )
    words = [f"{name} ticked off meeting {meeting.number} as held."]
    _send(pair, other, f"Mentoring: meeting {meeting.number} was held", words, [after])


def send_added(pair: MentoringPair, by: str) -> None:
    """To both: one more meeting is agreed."""
    for side in Side:
        who = "You" if side == by else pair.person(by).name
        words = [f"{who} added one more meeting. There are {pair.meetings} now."]
        _send(pair, side, "Mentoring: one more meeting", words, ["Set its day if you like:"])


def send_ended(pair: MentoringPair, by: str) -> None:
    """To both: it is over, without blame; feedback and another match. `by` may be neither."""
    for side in Side:
        who = "You" if side == by else "The other side" if by in set(Side) else "A broker"
        words = [f"{who} ended the mentoring. Pairs end for many reasons: nobody is to blame."]
        further = ["You can look for someone else at any time."]
        if pair.has_names:
            further.insert(0, "Please say how it was. Only a broker reads it, unless you share it:")
        _send(pair, side, "Mentoring has ended", words, further)


def send_feedback(pair: MentoringPair, by: str, *, is_shared: bool) -> None:
    """To who gave it, and to the other where it is shared."""
    _send(
        pair,
        Side(by),
        "Thank you for your feedback",
        ["A broker reads what you wrote" + (", and so does the other." if is_shared else ".")],
        ["You need not do anything. You can look for someone else at any time:"],
        link=_cards(by),
    )
    if is_shared:
        name = pair.person(by).name
        words = [f"{name} wrote how the mentoring was for them, and shares it with you."]
        _send(pair, rules.other_side(by), "Feedback about mentoring", words, ["Read it:"])


def send_reported(pair: MentoringPair, by: str) -> None:
    """To the brokers, and to who asked for help; never to the other side."""
    _send(
        pair,
        Side(by),
        "We have your report",
        ["Thank you for telling us. You two are not shown to each other here again."],
        [
            "A broker reads it and writes to you within 5 working days.",
            "If anyone is in danger now, call 999.",
        ],
    )
    _send_to_brokers(
        pair,
        "Mentoring: someone asks for help",
        ["One side of a mentoring pair reported the other. The reason is on its page."],
        ["Please look today, and write to the one who reported."],
    )


def _cards(side: str) -> str:
    return full_url("mentoring.list_cards", side=side)


def _send(
    pair: MentoringPair,
    side: Side,
    subject: str,
    happened: Sequence[str],
    following: Sequence[str],
    *,
    link: str | None = None,
) -> None:
    person = pair.person(side)
    queue_mail(
        to=person.recipient,
        subject=subject,
        template="mentoring/told",
        name=person.name,
        happened=happened,
        following=following,
        link=link or full_url("mentoring.show_pair", pair_id=pair.id),
    )


def _send_to_brokers(
    pair: MentoringPair, subject: str, happened: Sequence[str], following: Sequence[str]
) -> None:
    for address in list_broker_addresses():
        queue_mail(
            to=address,
            subject=subject,
            template="mentoring/told_broker",
            happened=happened,
            following=following,
            link=full_url("mentoring.show_pair_to_broker", pair_id=pair.id),
        )

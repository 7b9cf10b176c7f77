"""Joining a waiting list, a host's settings of it, and taking someone off."""

from __future__ import annotations

from brokerage.scheduling.rules import seats
from brokerage.scheduling.rules.waiting import LONGEST_NOTE
from brokerage.volunteering.forms.bookings import DO_NOT_WRITE, GETS_BY_MAIL, DateForm
from brokerage.web.fields import (
    BoundedIntegerField,
    CheckboxesField,
    LongTextField,
)
from brokerage.web.forms import Form


class JoinWaitingForm(DateForm):
    """For which date, and a few words to the host."""

    note = LongTextField(
        "A note to the host (optional)",
        hint=f"For example, why this role, or a question. {DO_NOT_WRITE}",
        max_length=LONGEST_NOTE,
        noun="Your note",
        rows=4,
    )


class TakeOfferForm(Form):
    """Taking what is held."""

    knows_of_clash = CheckboxesField(
        "If you have a place at that time already",
        choices=[("yes", "I know, and I can do both or will give the other one up")],
    )


class RemoveWaitingForm(Form):
    """Why someone is taken off the list."""

    reason = LongTextField(
        "Why do you take them off the list?",
        required="Enter why you take them off the list",
        hint=GETS_BY_MAIL,
        max_length=LONGEST_NOTE,
        noun="Your message",
        rows=4,
    )


class SeatRulesForm(Form):
    """How a host gives its places."""

    offer_hours = BoundedIntegerField(
        "How long do you hold a free place for the next person who waits?",
        required="Enter for how many hours a place is held",
        hint="After that it goes to the person after them",
        noun="How long a place is held",
        suffix="hours",
        low=1,
        high=seats.MOST_OFFER_HOURS,
    )
    close_hours = BoundedIntegerField(
        "How long before a date begins does asking for it end?",
        required="Enter how many hours before, or 0",
        hint="Enter 0 if people can ask until it begins. A date that needs a fewest number of "
        f"people closes {seats.DECIDE_HOURS} hours before at the latest",
        noun="When asking ends",
        suffix="hours",
        low=0,
        high=seats.MOST_CLOSE_HOURS,
    )
    drop_out_hours = BoundedIntegerField(
        "From how long before a date is it late to withdraw?",
        required="Enter how many hours before, or 0",
        hint="When someone withdraws late, we write to you so that you can ask others to step in",
        noun="When it is late",
        suffix="hours",
        low=0,
        high=seats.MOST_DROP_OUT_HOURS,
    )
    cover_limit = BoundedIntegerField(
        "How many people may be asked at once to step in?",
        required="Enter how many people may be asked at once",
        noun="How many may be asked",
        low=1,
        high=seats.MOST_COVER,
    )

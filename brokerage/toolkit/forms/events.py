"""Making an event, signing up, cancelling it, and saying who came."""

from __future__ import annotations

from datetime import time
from typing import Any, ClassVar

from wtforms.validators import ValidationError

from brokerage.errors import DomainError
from brokerage.organisations.rules import LONGEST_NAME
from brokerage.scheduling.rules import MOST_PLACES, parse_clock
from brokerage.toolkit.forms.resources import MARKDOWN_HINT
from brokerage.toolkit.rules import LONGEST_LINK, events
from brokerage.toolkit.rules.events import EventAnswers
from brokerage.web.fields import (
    BoundedIntegerField,
    CheckboxesField,
    DatePartsField,
    LongTextField,
    RadiosField,
    SelectField,
    TextField,
    at_least,
)
from brokerage.web.forms import Form, SearchForm

MYSELF = "myself"
PAST = "past"


class ClockField(TextField):
    """A time of day as people write it; `data` is a time or None."""

    empty: ClassVar[Any] = None

    def show(self, value: object) -> str:
        """On the 24-hour clock."""
        return f"{value:%H:%M}" if isinstance(value, time) else super().show(value)

    def understand(self, typed: str) -> object:
        """The time."""
        try:
            return parse_clock(typed)
        except DomainError as refusal:
            raise ValidationError(refusal.sentence) from refusal


class EventForm(Form):
    """An event; its host is known from where the form is."""

    title = TextField(
        "Title",
        required="Enter a title",
        max_length=events.LONGEST_TITLE,
        validators=[at_least(events.SHORTEST_TITLE, "Use a few words more for the title")],
    )
    kind = RadiosField(
        "What kind of meeting is it?",
        required="Select a kind of meeting",
        choices=list(events.KIND_LABELS.items()),
    )
    about = LongTextField(
        "What happens, and for whom it is",
        required="Say what happens, and for whom it is",
        hint=MARKDOWN_HINT,
        noun="What happens",
        max_length=events.LONGEST_ABOUT,
        rows=10,
        validators=[at_least(events.SHORTEST_ABOUT, "Say a little more about what happens")],
    )
    starts_on = DatePartsField(
        "Which day is it?",
        required="Enter the day",
        hint="For example, 27 3 2027",
        noun="The day",
        low_year=2020,
        high_year=2060,
    )
    starts_time = ClockField(
        "When does it start?",
        required="Enter when it starts",
        hint="For example, 10:00 or 2pm",
        width=10,
    )
    ends_time = ClockField(
        "When does it end?",
        required="Enter when it ends",
        hint="For example, 13:00 or 4.30pm",
        width=10,
    )
    place = LongTextField(
        "Where is it?",
        hint="The address, and how to get in without steps. Leave it empty if it is only online",
        noun="The place",
        max_length=events.LONGEST_PLACE,
        rows=3,
    )
    online_link = TextField(
        "Link to join online",
        hint="Only people who have a place see it. It begins with https://",
        noun="The link",
        max_length=LONGEST_LINK,
    )
    places = BoundedIntegerField(
        "How many people can come?",
        required="Enter how many people can come",
        noun="How many people can come",
        low=1,
        high=MOST_PLACES,
    )

    @property
    def answers(self) -> EventAnswers:
        """What was answered."""
        return EventAnswers(
            kind=self.kind.data,
            title=self.title.data,
            about=self.about.data,
            starts_on=self.starts_on.data,
            starts_time=self.starts_time.data,
            ends_time=self.ends_time.data,
            places=self.places.data,
            place=self.place.data,
            online_link=self.online_link.data,
        )


class HostedEventForm(EventForm):
    """A broker's event, with its host named."""

    host = TextField(
        "Who holds it?",
        hint="The organisation’s name as it stands in the directory. "
        "Leave it empty if it is the partnership itself",
        noun="The host",
        max_length=LONGEST_NAME,
    )


class SignUpForm(Form):
    """Coming to an event; the organisations are set when the form is made."""

    coming_for = RadiosField("Whom do you come for?", required="Select whom you come for")
    note = LongTextField(
        "Is there anything the host should know?",
        hint="What you need to get in, hear or eat, for example. "
        "Only the host and the brokers see it, and it is erased a month after the event",
        noun="What the host should know",
        max_length=events.LONGEST_NOTE,
        rows=3,
    )


class CancelForm(Form):
    """Why it does not take place."""

    reason = LongTextField(
        "Why is it cancelled?",
        required="Say why, in a few words: everybody who comes is told",
        noun="The reason",
        max_length=events.LONGEST_REASON,
        rows=3,
        validators=[
            at_least(events.SHORTEST_REASON, "Say why, in a few words: everybody who comes is told")
        ],
    )


class AttendanceForm(Form):
    """Who came; the list is set when the form is made."""

    came = CheckboxesField("Who came?", hint="Tick everybody who was there")
    others = BoundedIntegerField(
        "How many more came who had not signed up?",
        required="Enter a number, 0 if nobody else came",
        noun="How many more came",
        low=0,
        high=events.MOST_OTHERS,
    )


class EventSearchForm(SearchForm):
    """Which events are listed."""

    kind = SelectField(
        "Kind of meeting", choices=list(events.KIND_LABELS.items()), prompt="Any kind"
    )
    when = SelectField("When", choices=[(PAST, "Past events")], prompt="Still to come")

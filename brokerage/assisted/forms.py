"""The forms for somebody else: who they are, what they agreed to, places, letters; take-over."""

from __future__ import annotations

from brokerage.accounts.forms import (
    AGE_BANDS,
    EMAIL_NEEDED,
    PASSWORD_HINT,
    PASSWORD_NEEDED,
    NewPasswordForm,
)
from brokerage.accounts.rules import LONGEST_NAME
from brokerage.assisted import rules
from brokerage.leave.forms import EmployerForm, EmployerSearchForm
from brokerage.volunteering.forms.bookings import DateForm
from brokerage.volunteering.forms.hours import LogHoursForm, time_field
from brokerage.volunteering.forms.work_time import WorkTimeForm
from brokerage.volunteering.rules.bookings import LONGEST_NOTE
from brokerage.volunteering.rules.hours import LONGEST_NOTE as LONGEST_HOURS_NOTE
from brokerage.web.fields import (
    CheckboxesField,
    Choice,
    DatePartsField,
    EmailField,
    LongTextField,
    PasswordField,
    RadiosField,
    TextField,
)
from brokerage.web.forms import Form, SearchForm

YES = "yes"
NO = "no"
LONGEST_TYPED_CODE = 40
NOTHING_PRIVATE = "Do not write about their health or anything private"


class ConsentForm(Form):
    """What they agreed to, how and when."""

    agreed = CheckboxesField(
        "Did they agree?",
        required="Tick that they agreed. If they did not, we may not keep anything about them",
        choices=[Choice(YES, "Yes: I read this to them, or they read it, and they agreed")],
    )
    way = RadiosField(
        "How did they agree?",
        required="Select how they agreed",
        choices=list(rules.CONSENT_LABELS.items()),
    )
    given_on = DatePartsField(
        "When did they agree?", required="Enter the day they agreed", noun="The day", low_year=2020
    )


class PersonForm(Form):
    """Who somebody is and how they are reached."""

    name = TextField(
        "Their full name",
        required="Enter their name",
        hint="As they say it. A host sees it when you ask for a place for them",
        noun="Their name",
        autocomplete="off",
        max_length=LONGEST_NAME,
    )
    age_band = RadiosField(
        "How old are they?",
        required="Select how old they are",
        hint="Nobody under 16 can be registered. Do not ask for a date of birth",
        choices=AGE_BANDS,
    )
    prefers = RadiosField(
        "How do they want to hear from us?",
        required="Select by phone or by letter",
        choices=list(rules.WAY_LABELS.items()),
    )
    phone = TextField(
        "Phone number",
        hint="With the area code. Leave it empty if they have none",
        noun="The phone number",
        autocomplete="off",
        width=20,
        max_length=rules.LONGEST_PHONE,
    )
    address = LongTextField(
        "Postal address",
        hint="As on an envelope, without the name and the postcode. Leave it empty if they want "
        "calls only",
        noun="The address",
        max_length=rules.LONGEST_ADDRESS,
        rows=3,
    )
    postcode = TextField(
        "Postcode", noun="The postcode", autocomplete="off", width=10, max_length=20
    )


class RegisterForm(ConsentForm, PersonForm):
    """Registering somebody; `is_other` is asked only where somebody is like them."""

    is_other = CheckboxesField(
        "Is this somebody else?",
        choices=[Choice(YES, "Yes, this is a different person: register them")],
    )


class PeopleSearchForm(SearchForm):
    """Finding somebody."""

    q = TextField("Name or phone number", max_length=100)


class AskForPersonForm(DateForm):
    """Which date, and a few words to the host."""

    note = LongTextField(
        "A note to the host (optional)",
        hint=f"The host reads it word for word. {NOTHING_PRIVATE}",
        max_length=LONGEST_NOTE,
        noun="The note",
        rows=4,
    )


class WithdrawForPersonForm(Form):
    """A last word to the host."""

    message = LongTextField(
        "A message to the host (optional)",
        hint=f"They get this by email, and we do not keep it. {NOTHING_PRIVATE}",
        max_length=LONGEST_NOTE,
        noun="The message",
        rows=4,
    )


class AnswerForPersonForm(Form):
    """What they say to another date or role."""

    answer = RadiosField(
        "What do they say?",
        required="Select yes or no",
        choices=[
            Choice(YES, "Yes, they take it", "The place is held for them, if it is still free"),
            Choice(NO, "No, thank you", "The host is told, and their ask ends"),
        ],
    )


class HoursForPersonForm(LogHoursForm):
    """What they gave, and when."""

    hours = time_field("How long were they there?", "In hours. Two and a half hours is 2.5")
    note = LongTextField(
        "What did they do? (optional)",
        hint="The host reads this. Do not write about other people",
        max_length=LONGEST_HOURS_NOTE,
        noun="What they did",
        rows=3,
    )


class WorkTimeForPersonForm(WorkTimeForm):
    """Whose leave it is, and what their manager may see."""

    employment_id = RadiosField("Whose leave is it?", required="Select their employer")
    is_in_area = RadiosField(
        "Is it in their employer’s area?",
        required="Select whether it is in their employer’s area",
        hint="Not every employer gives leave for what is elsewhere",
        choices=((YES, "Yes"), (NO, "No")),
    )
    shares_host = CheckboxesField(
        "What may their manager see? (optional)",
        hint="Ask them. The manager always sees the day and the hours",
        choices=((YES, "They agree: tell their manager which host it is"),),
    )


class EmployerOfPersonSearchForm(EmployerSearchForm):
    """Which employers to choose from."""

    q = TextField("Name of their employer", hint="A part of the name will do", max_length=100)


class EmployerOfPersonForm(EmployerForm):
    """Their employer, out of those found."""

    organisation_id = RadiosField("Who do they work for?", required="Select who they work for")
    agreed = CheckboxesField(
        "Did they agree?",
        required="Tick that they agreed. If they did not, we may not ask their employer",
        choices=[Choice(YES, "Yes: they want us to tell this employer their name")],
    )


class ShareChecksForm(Form):
    """That they let a host see their checks."""

    agreed = CheckboxesField(
        "Did they agree?",
        required="Tick that they agreed. If they did not, their checks stay hidden",
        choices=[Choice(YES, "Yes: I told them, and they agreed")],
    )


class LetterForm(Form):
    """What became of a letter or a call."""

    outcome = RadiosField(
        "What did you do?",
        required="Select what you did",
        choices=list(rules.OUTCOME_LABELS.items()),
    )


class PrintedForm(Form):
    """Which letters of a print were posted."""

    letters = CheckboxesField("Which did you post?", required="Select the letters you posted")


class TakeOverForm(NewPasswordForm):
    """A code from a letter, and what one signs in with from now on."""

    code = TextField(
        "The code from your letter",
        required="Enter the code from your letter",
        hint="12 letters and numbers, like ABCD-EFGH-JKLM. Small letters and spaces are fine",
        noun="The code",
        autocomplete="off",
        width=20,
        max_length=LONGEST_TYPED_CODE,
    )
    email = EmailField(
        "Your email address",
        required=EMAIL_NEEDED,
        hint="We send a link to it to make sure that it is yours",
    )
    password = PasswordField(
        "Choose a password",
        required=PASSWORD_NEEDED,
        hint=PASSWORD_HINT,
        autocomplete="new-password",
        noun="Your password",
    )

    def own_context(self) -> list[str]:
        """Nobody's password is their code."""
        return [self.code.data or "", self.email.data or ""]

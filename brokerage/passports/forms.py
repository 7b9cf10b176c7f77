"""What members, brokers and administrators are asked about passports."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from brokerage.passports import rules
from brokerage.passports.rules import social_value
from brokerage.passports.rules.dated import AREA_LABELS, RuleAnswers, RuleKind
from brokerage.web.fields import (
    BoundedIntegerField,
    CheckboxesField,
    Choice,
    DatePartsField,
    LongTextField,
    RadiosField,
    SelectField,
    TextField,
)
from brokerage.web.forms import Form, SearchForm

YES = "yes"
NO = "no"
YES_OR_NO = [(YES, "Yes"), (NO, "No")]
SEEN = "seen"
NOT_SEEN = "not-seen"
CORRECT = "correct"
REPLACE = "replace"
"""What becomes of a rule that an administrator saves."""


class PassportForm(Form):
    """A part of a passport; `answers` is what is stored, by column."""

    heading: ClassVar[str]
    intro: ClassVar[str] = ""

    @property
    def answers(self) -> dict[str, Any]:
        """What is stored."""
        names = [name for name in self._fields if name != self.meta.csrf_field_name]
        return {name: self._fields[name].data for name in names}


class SiteForm(PassportForm):
    """An address, since when, and what is done there."""

    heading: ClassVar[str] = "A site"
    address = TextField(
        "Address",
        required="Enter the address",
        hint="Building and street. Others see only the council and the first half of the postcode",
        max_length=rules.LONGEST_ADDRESS,
        autocomplete="street-address",
    )
    postcode = TextField(
        "Postcode",
        required="Enter the postcode",
        max_length=10,
        width=10,
        autocomplete="postal-code",
    )
    since_on = DatePartsField(
        "Since when have you been there?",
        required="Enter since when you have been there",
        hint="For example, 1 9 2023",
        noun="The day",
        low_year=1800,
    )
    operations = RadiosField(
        "What is done there?",
        required="Select what is done there",
        choices=[
            Choice(
                rules.Operations.SUBSTANTIVE,
                rules.OPERATION_LABELS[rules.Operations.SUBSTANTIVE],
                "People, goods or machines are there in the usual course of your work",
            ),
            Choice(
                rules.Operations.REGISTERED,
                rules.OPERATION_LABELS[rules.Operations.REGISTERED],
                "For example, your accountant’s address",
            ),
        ],
    )
    what = TextField(
        "What do you do there? (optional)",
        hint="For example, “Our kitchen: six people bake here”",
        noun="What you do there",
        max_length=rules.LONGEST_WORDS,
    )
    document = LongTextField(
        "Which paper shows it? (optional)",
        hint="For example, a lease, a business rates bill or a licence. Only brokers see this",
        noun="The paper",
        max_length=rules.LONGEST_WORDS,
        rows=3,
    )


class YearForm(PassportForm):
    """The figures of one accounting year."""

    heading: ClassVar[str] = "Figures of a year"
    intro: ClassVar[str] = (
        "From these we work out how big you are, by two tests. Nobody outside sees the figures: "
        "only the word that comes out. A broker compares them with your accounts."
    )
    starts_on = DatePartsField(
        "When did the year begin?",
        required="Enter when the year began",
        hint="The first day of the 12 months. For example, 1 4 2025",
        noun="The first day",
        low_year=2000,
    )
    staff = BoundedIntegerField(
        "How many people did you employ, on average over the year?",
        required="Enter how many people you employed",
        hint="Enter 0 if you work alone and employ nobody",
        noun="The number of people",
        high=rules.MOST_PEOPLE,
        width=10,
    )
    turnover = BoundedIntegerField(
        "Turnover, in whole pounds",
        required="Enter the turnover",
        hint="What you sold in the year, without VAT. For example, 185000",
        noun="Turnover",
        high=rules.MOST_POUNDS,
        prefix="£",
        width=20,
    )
    balance_sheet = BoundedIntegerField(
        "Balance sheet total, in whole pounds",
        required="Enter the balance sheet total",
        hint="All you owned at the end of the year, before what you owed. For example, 42000",
        noun="The balance sheet total",
        high=rules.MOST_POUNDS,
        prefix="£",
        width=20,
    )


class PurposeForm(PassportForm):
    """The three questions that make a VCSE."""

    heading: ClassVar[str] = "What you are for"
    intro: ClassVar[str] = (
        "With three times yes and proof that a broker has seen, you count as a VCSE: a voluntary, "
        "community or social enterprise."
    )
    is_non_governmental = RadiosField(
        "Are you independent of the council and of government?",
        required="Select yes or no",
        choices=YES_OR_NO,
    )
    is_value_driven = RadiosField(
        "Do you exist for a purpose rather than for profit?",
        required="Select yes or no",
        hint="A social, cultural or environmental purpose that your rules name",
        choices=YES_OR_NO,
    )
    reinvests_surplus = RadiosField(
        "Do you put most of your surplus back into that purpose?",
        required="Select yes or no",
        choices=YES_OR_NO,
    )

    @property
    def answers(self) -> dict[str, Any]:
        """What is stored."""
        return {name: value == YES for name, value in super().answers.items()}


class CapacityForm(PassportForm):
    """How much work fits."""

    heading: ClassVar[str] = "How much you can take on"
    people = BoundedIntegerField(
        "How many people can work on a contract at once?",
        required="Enter how many people can work on a contract",
        hint="Count yourself",
        noun="The number of people",
        low=1,
        high=rules.MOST_PEOPLE,
    )
    capacity = LongTextField(
        "What can you take on? (optional)",
        hint="For example, “Two sites at a time, or 300 lunches a day”",
        noun="What you can take on",
        max_length=rules.LONGEST_WORDS,
        rows=3,
    )
    smallest_pounds = BoundedIntegerField(
        "Smallest usual contract, in whole pounds (optional)",
        noun="The smallest contract",
        high=rules.MOST_POUNDS,
        prefix="£",
        width=10,
    )
    largest_pounds = BoundedIntegerField(
        "Largest usual contract, in whole pounds (optional)",
        noun="The largest contract",
        high=rules.MOST_POUNDS,
        prefix="£",
        width=10,
    )


class OffersForm(PassportForm):
    """What the supplier could add beside its work."""

    heading: ClassVar[str] = "What you can add"
    intro: ClassVar[str] = (
        "Small things beside your work that help people here. We list what fits your size."
    )
    offers = CheckboxesField(
        "What could you deliver?",
        hint="Choose only what you would really do. Buyers see it sized to the contract",
    )


class ContractForm(SearchForm):
    """A contract to size offers to."""

    pounds = BoundedIntegerField(
        "Value of a contract, in whole pounds",
        noun="The value",
        low=social_value.LEAST_POUNDS,
        high=social_value.MOST_POUNDS,
        prefix="£",
        width=10,
    )
    months = BoundedIntegerField(
        "How many months it runs",
        noun="The number of months",
        low=1,
        high=social_value.MOST_MONTHS,
    )


class CorrectionForm(Form):
    """What is wrong."""

    text = LongTextField(
        "What is wrong, and how should it be?",
        required="Enter what is wrong",
        hint="Do not name other people or buyers",
        noun="Your text",
        max_length=rules.LONGEST_CORRECTION,
    )


class AnswerForm(Form):
    """A broker's answer."""

    answer = LongTextField(
        "Your answer",
        required="Enter an answer",
        hint="The members of the organisation get it by email",
        noun="Your answer",
        max_length=rules.LONGEST_CORRECTION,
    )


class ProofForm(Form):
    """Whether a broker has seen proof, and where."""

    decision = RadiosField(
        "Have you seen proof of it?",
        required="Select whether you have seen proof",
        choices=[(SEEN, "Yes, I have seen it"), (NOT_SEEN, "No, I could not verify it")],
    )
    source = TextField(
        "Where did you see it? (if yes)",
        hint="For example, a lease, or accounts at Companies House",
        noun="Where you saw it",
        max_length=rules.LONGEST_SOURCE,
    )
    expires_on = DatePartsField(
        "Until when does it hold? (if it ends)",
        hint="For example, 31 3 2027",
        noun="The end date",
        low_year=2020,
    )
    reason = LongTextField(
        "Reason (if no)",
        hint="The members get this reason by email",
        noun="The reason",
        max_length=rules.LONGEST_REASON,
        rows=3,
    )

    @property
    def is_seen(self) -> bool:
        """Whether it is verified."""
        return bool(self.decision.data == SEEN)

    def validate(self, extra_validators: Any = None) -> bool:
        """Want to know where, or why not."""
        is_fine: bool = super().validate(extra_validators)
        if is_fine and self.is_seen and not self.source.data:
            self.source.errors = ["Enter where you saw it"]
            return False
        if is_fine and not self.is_seen and not self.reason.data:
            self.reason.errors = ["Enter a reason"]
            return False
        return is_fine


class DatedForm(Form):
    """What every rule has; a subclass adds its figures."""

    how = RadiosField(
        "What are you doing?",
        required="Select what you are doing",
        choices=[
            Choice(CORRECT, "Correcting this rule", "It was noted wrongly"),
            Choice(REPLACE, "Adding its next version", "The old one holds until the day before"),
        ],
    )
    words = LongTextField(
        "The rule in plain words", required="Enter the rule in plain words", max_length=800
    )
    source = TextField("Source", required="Enter the source", max_length=300)
    from_on = DatePartsField(
        "First day", required="Enter the first day", noun="The first day", low_year=1990
    )
    to_on = DatePartsField(
        "Last day (leave empty while it holds)", noun="The last day", low_year=1990
    )

    @property
    def figures(self) -> Mapping[str, Any]:
        """What the rule counts by."""
        return {}

    @property
    def answers(self) -> RuleAnswers:
        """What is stored."""
        return RuleAnswers(
            figures=self.figures,
            words=self.words.data,
            source=self.source.data,
            from_on=self.from_on.data,
            to_on=self.to_on.data,
        )


class SizeRuleForm(DatedForm):
    """One size of one test."""

    most_staff = BoundedIntegerField(
        "Most staff", required="Enter the most staff", high=rules.MOST_PEOPLE, width=10
    )
    most_turnover = BoundedIntegerField(
        "Largest turnover",
        required="Enter the largest turnover",
        high=rules.MOST_POUNDS,
        prefix="£",
        width=20,
    )
    most_balance_sheet = BoundedIntegerField(
        "Largest balance sheet total",
        required="Enter the largest balance sheet total",
        high=rules.MOST_POUNDS,
        prefix="£",
        width=20,
    )

    @property
    def figures(self) -> Mapping[str, Any]:
        """Three limits."""
        names = ("most_staff", "most_turnover", "most_balance_sheet")
        return {name: self._fields[name].data for name in names}


class ReservationRuleForm(DatedForm):
    """What a council may reserve."""

    months = BoundedIntegerField(
        "Months (if the rule counts any)", noun="The number of months", high=240
    )

    @property
    def figures(self) -> Mapping[str, Any]:
        """The months, if there are any."""
        return {} if self.months.data is None else {"months": self.months.data}


class AreaRuleForm(DatedForm):
    """What a council takes as its local area."""

    area = SelectField(
        "Its local area", required="Select its local area", choices=list(AREA_LABELS.items())
    )
    bordering = TextField(
        "Codes of the councils in bordering counties (if they count)",
        hint="ONS codes with spaces between, for example E07000079 E06000030",
        max_length=500,
    )

    @property
    def figures(self) -> Mapping[str, Any]:
        """The setting, and the codes it adds."""
        codes = [word.upper() for word in self.bordering.data.replace(",", " ").split()]
        return {"area": self.area.data, "bordering": codes}


RULE_FORMS: Mapping[str, type[DatedForm]] = {
    RuleKind.SIZE: SizeRuleForm,
    RuleKind.RESERVATION: ReservationRuleForm,
    RuleKind.AREA: AreaRuleForm,
}

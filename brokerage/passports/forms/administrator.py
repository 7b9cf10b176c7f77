"""What an administrator is asked about the dated rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from brokerage.passports import rules
from brokerage.passports.rules.dated import AREA_LABELS, RuleAnswers, RuleKind
from brokerage.web.fields import (
    BoundedIntegerField,
    Choice,
    DatePartsField,
    LongTextField,
    RadiosField,
    SelectField,
    TextField,
)
from brokerage.web.forms import Form

CORRECT = "correct"
REPLACE = "replace"
"""What becomes of a rule that an administrator saves."""


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

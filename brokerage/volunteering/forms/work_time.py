"""Asking to do a booking in work time."""

from __future__ import annotations

from brokerage.web.fields import CheckboxesField, Choice, RadiosField
from brokerage.web.forms import Form


class WorkTimeForm(Form):
    """Whose leave, and what the manager may see."""

    employment_id = RadiosField("Whose leave is it?", required="Select your employer")
    is_in_area = RadiosField(
        "Is it in your employer’s area?",
        required="Select whether it is in your employer’s area",
        hint="Not every employer gives leave for what is elsewhere",
        choices=(("yes", "Yes"), ("no", "No")),
    )
    shares_host = CheckboxesField(
        "What may your manager see? (optional)",
        hint="Your manager always sees the day and the hours",
        choices=(("yes", "Tell my manager which host it is"),),
    )

    def ask_only(self, employers: list[Choice], *, asks_area: bool) -> None:
        """Set the employers to choose from; what has only one answer is not asked."""
        if len(employers) > 1:
            self.employment_id.choices = employers
        else:
            del self.employment_id
        if not asks_area:
            del self.is_in_area

    @property
    def chosen_id(self) -> int | None:
        """The id of the employment chosen; None where there is only one."""
        return int(self.employment_id.data) if "employment_id" in self else None

    @property
    def is_outside(self) -> bool:
        """Whether it is outside the employer's area."""
        return "is_in_area" in self and self.is_in_area.data == "no"

"""Looking closer at a search, and naming a supplier one has in mind."""

from __future__ import annotations

from brokerage.organisations.rules import EVIDENCE_LABELS, KIND_LABELS, EvidenceKind
from brokerage.procurement.rules import searches as rules
from brokerage.web.fields import CheckboxesField, SelectField, TextField
from brokerage.web.forms import SearchForm


class SearchFiltersForm(SearchForm):
    """What hides rows of a search; the list of councils is set when the form is made."""

    evidence = SelectField(
        "Verified evidence",
        prompt="Any or none",
        choices=[(rules.ANY_EVIDENCE, "At least one fact verified"), *EVIDENCE_LABELS.items()],
    )
    kind = SelectField("Kind of organisation", prompt="Any kind", choices=KIND_LABELS.items())
    within = SelectField(
        "How far from the place of delivery",
        prompt="Any distance",
        choices=[(str(n), f"Within {n} mile{'s' * (n != 1)}") for n in rules.DISTANCES],
        noun="The distance",
    )
    area = SelectField("Based in", prompt="Anywhere")
    only = CheckboxesField(
        "Show only",
        choices=[
            ("social-enterprise", "Social enterprises and co-operatives"),
            ("vcse", "Charities, community groups and social enterprises (VCSEs)"),
            ("priority-place", "Those based in a priority place"),
            ("local", "Local: those based in your own area"),
            ("sme", "Small and medium-sized businesses (SMEs)"),
            ("living-wage", "Verified Oxford Living Wage employers"),
        ],
    )

    @property
    def filters(self) -> rules.Filters:
        """What is ticked, as the rules take it."""
        return rules.Filters(
            kind=self.kind.data or "",
            evidence=self.evidence.data or self._living_wage,
            within_miles=int(self.within.data) if self.within.data else None,
            area=self.area.data or "",
            is_social_enterprise="social-enterprise" in self.only.data,
            is_vcse="vcse" in self.only.data,
            is_in_priority_place="priority-place" in self.only.data,
            is_local="local" in self.only.data,
            is_sme="sme" in self.only.data,
        )

    @property
    def _living_wage(self) -> str:
        return EvidenceKind.OXFORD_LIVING_WAGE if "living-wage" in self.only.data else ""


class WhyNotForm(SearchForm):
    """The name of a supplier one has in mind."""

    name = TextField(
        "Name of the supplier",
        hint="A part of its name is enough",
        max_length=rules.LONGEST_TYPED_NAME,
    )

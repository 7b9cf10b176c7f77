"""How big an organisation is, by two tests that differ, from the figures of one year. Pure.

The figures of the tests are dated rules that an administrator keeps. The Companies Act asks for
two of three limits and tells micro, small and medium apart; the Procurement Act 2023 asks for
few enough staff and either of the two sums, and only says whether a supplier is an SME.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from brokerage.passports.rules import year_end


class SizeTest(StrEnum):
    """The two tests."""

    COMPANIES_ACT = "companies-act"
    PROCUREMENT_ACT = "procurement-act"


class Size(StrEnum):
    """What a test answers, from small to large."""

    MICRO = "micro"
    SMALL = "small"
    MEDIUM = "medium"
    SME = "sme"
    LARGE = "large"


TEST_LABELS: Mapping[str, str] = {
    SizeTest.COMPANIES_ACT: "Companies Act 2006",
    SizeTest.PROCUREMENT_ACT: "Procurement Act 2023",
}
SIZE_LABELS: Mapping[str, str] = {
    Size.MICRO: "Micro",
    Size.SMALL: "Small",
    Size.MEDIUM: "Medium-sized",
    Size.SME: "An SME (small or medium-sized)",
    Size.LARGE: "Large",
}
USES: Mapping[str, str] = {
    SizeTest.COMPANIES_ACT: "The word for your size that everyone sees.",
    SizeTest.PROCUREMENT_ACT: "Whether you can take part where a council reserves a "
    "competition for SMEs.",
}
_FROM_SMALL = tuple(Size)


@dataclass(frozen=True, kw_only=True)
class SizeLimit:
    """One size of one test, as a dated rule; sums in whole pounds, each limit included."""

    test: str
    size: str
    most_staff: int
    most_turnover: int
    most_balance_sheet: int
    words: str
    source: str
    from_on: date
    to_on: date | None

    def holds(self, on: date) -> bool:
        """Whether it is in force on a day."""
        return self.from_on <= on and (self.to_on is None or on <= self.to_on)


@dataclass(frozen=True, kw_only=True)
class YearFigures:
    """What one accounting year says: average staff, and sums in whole pounds."""

    starts_on: date
    staff: int
    turnover: int
    balance_sheet: int

    @property
    def ends_on(self) -> date:
        """Its last day."""
        return year_end(self.starts_on)


@dataclass(frozen=True, kw_only=True)
class SizeAnswer:
    """What one test says of one year; `size` and `limit` are None where no rule covers it."""

    test: str
    size: str | None
    limit: SizeLimit | None
    """The rule that was met, or, for LARGE, the widest that was not."""

    @property
    def is_sme(self) -> bool:
        """Whether it is small or medium-sized."""
        return self.size not in (None, Size.LARGE)


def meets(limit: SizeLimit, figures: YearFigures) -> bool:
    """Say whether figures keep within a limit, in the way that its test counts."""
    staff = figures.staff <= limit.most_staff
    turnover = figures.turnover <= limit.most_turnover
    balance_sheet = figures.balance_sheet <= limit.most_balance_sheet
    if limit.test == SizeTest.PROCUREMENT_ACT:
        return staff and (turnover or balance_sheet)
    return staff + turnover + balance_sheet >= 2


def measure(
    test: str, figures: YearFigures, limits: Iterable[SizeLimit], on: date | None = None
) -> SizeAnswer:
    """Return the smallest size of a test that the figures meet.

    The Companies Act's limits are those of the day the year began, the Procurement Act's those
    of the day it is asked on (`on`; the end of the year if that is left out).
    """
    day = figures.starts_on if test == SizeTest.COMPANIES_ACT else (on or figures.ends_on)
    dated = sorted(
        (each for each in limits if each.test == test and each.holds(day)),
        key=lambda each: _FROM_SMALL.index(Size(each.size)),
    )
    if not dated:
        return SizeAnswer(test=test, size=None, limit=None)
    met = next((each for each in dated if meets(each, figures)), None)
    return SizeAnswer(test=test, size=met.size if met else Size.LARGE, limit=met or dated[-1])


def measure_both(
    figures: YearFigures, limits: Sequence[SizeLimit], on: date
) -> tuple[SizeAnswer, ...]:
    """Return what both tests say, side by side."""
    return tuple(measure(test, figures, limits, on) for test in SizeTest)


def why_they_differ(answers: Sequence[SizeAnswer]) -> str:
    """Return a sentence on two answers: why they may say different things, and whether they do."""
    by_test = {each.test: each for each in answers}
    companies, procurement = by_test[SizeTest.COMPANIES_ACT], by_test[SizeTest.PROCUREMENT_ACT]
    if companies.size is None or procurement.size is None:
        return "One of the tests has no rule for this year, so we cannot compare them."
    how = (
        "The Companies Act asks for two limits of three, as they were when your year began. "
        "The Procurement Act always asks for few enough staff, and for one of the two sums."
    )
    if companies.is_sme == procurement.is_sme:
        return f"{how} For this year both come to the same."
    return f"{how} For this year they differ: this is no mistake."

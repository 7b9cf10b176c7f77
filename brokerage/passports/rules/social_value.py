"""What a supplier can add beside its work, sized to the contract and to itself. Pure.

The menu is the brokerage's own and stands on what people can do in the time, never on a price
list: a one-person firm is asked for two or three small things. Codes are labels only.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

LEAST_POUNDS = 1_000
MOST_POUNDS = 100_000_000
MOST_MONTHS = 120
HOURS_A_PERSON_A_MONTH = 2
"""The most that is asked of each who works on a contract: a morning every other month or so."""
SMALL_FIRM = 1
FEW = 3
SOME = 5
MANY = 8
MANY_PEOPLE = 10


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One thing that can be offered: how much of it for each £10,000 of a contract."""

    code: str
    label: str
    one: str
    many: str
    per_ten_thousand: float
    hours_each: float
    """The hours one of it takes the supplier's own people; 0 where it takes none."""
    least_people: int
    """Smaller firms are not offered it."""
    most_a_year: int


MENU: tuple[Measure, ...] = (
    Measure(
        code="NT8",
        label="Visits to a school or college to talk about work",
        one="visit",
        many="visits",
        per_ten_thousand=0.5,
        hours_each=3,
        least_people=1,
        most_a_year=6,
    ),
    Measure(
        code="NT15",
        label="Expert advice to a community group",
        one="hour",
        many="hours",
        per_ten_thousand=2,
        hours_each=1,
        least_people=1,
        most_a_year=60,
    ),
    Measure(
        code="NT29",
        label="Volunteering on a community project",
        one="hour",
        many="hours",
        per_ten_thousand=3,
        hours_each=1,
        least_people=1,
        most_a_year=400,
    ),
    Measure(
        code="NT16",
        label="Equipment or space lent or given to a community group",
        one="time",
        many="times",
        per_ten_thousand=0.25,
        hours_each=1,
        least_people=2,
        most_a_year=4,
    ),
    Measure(
        code="NT7",
        label="Help for people who look for work",
        one="hour",
        many="hours",
        per_ten_thousand=2,
        hours_each=1,
        least_people=3,
        most_a_year=120,
    ),
    Measure(
        code="NT18",
        label="Share of what is bought for the contract that goes to local suppliers",
        one="percent",
        many="percent",
        per_ten_thousand=10,
        hours_each=0,
        least_people=1,
        most_a_year=50,
    ),
    Measure(
        code="NT1",
        label="Full-time jobs for local people",
        one="job",
        many="jobs",
        per_ten_thousand=0.05,
        hours_each=0,
        least_people=10,
        most_a_year=10,
    ),
)
MENU_LABELS: Mapping[str, str] = {each.code: each.label for each in MENU}


@dataclass(frozen=True, kw_only=True)
class SizedOffer:
    """An amount of one measure over the whole contract."""

    measure: Measure
    amount: int

    @property
    def words(self) -> str:
        """The amount with its unit: "3 visits"."""
        unit = self.measure.one if self.amount == 1 else self.measure.many
        return f"{self.amount:,} {unit}"


def most_offers(people: int) -> int:
    """Return how many things a firm of so many people is offered."""
    if people <= SMALL_FIRM:
        return FEW
    return SOME if people < MANY_PEOPLE else MANY


def size_offers(
    *, pounds: int, months: int, people: int, chosen: Collection[str] = ()
) -> tuple[SizedOffer, ...]:
    """Return what fits a contract of this value and length, for a firm of so many people.

    `chosen` are the codes the supplier says it can deliver; with none, all that fit its size are
    looked at. Hours of its own people never add up to more than two a person a month: what is
    over is taken off the later ones in the menu. Amounts that come to nothing are left out, and
    a contract too small for any of it is offered nothing.
    """
    people = max(1, people)
    hours_left = float(HOURS_A_PERSON_A_MONTH * people * max(1, months))
    found: list[SizedOffer] = []
    for each in _fitting(people, chosen):
        if len(found) == most_offers(people):
            break
        amount = _amount(each, pounds, months, hours_left)
        if amount:
            found.append(SizedOffer(measure=each, amount=amount))
            hours_left -= amount * each.hours_each
    return tuple(found)


def _fitting(people: int, chosen: Collection[str]) -> Sequence[Measure]:
    return [e for e in MENU if e.least_people <= people and (not chosen or e.code in chosen)]


def _amount(measure: Measure, pounds: int, months: int, hours_left: float) -> int:
    wanted = measure.per_ten_thousand * pounds / 10_000
    if measure.hours_each:
        wanted = min(wanted, hours_left / measure.hours_each)
        return int(min(wanted, max(1.0, measure.most_a_year * months / 12)))
    return int(min(wanted, measure.most_a_year))

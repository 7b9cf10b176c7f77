"""How many days in any 30 someone gives, over all hosts. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from brokerage.checks.rules.facts import People, RoleFacts
from brokerage.checks.rules.levels import Answer, Level, Limits, Period, Rule, covers, decide

GROUP_WORDS: Mapping[str, str] = {
    People.CHILDREN: "children",
    People.ADULTS: "adults who get care",
}


@dataclass(frozen=True, kw_only=True)
class GivenDay:
    """A day someone gives, or will, through a booking here."""

    user_id: int
    day: date
    facts: RoleFacts


@dataclass(frozen=True, kw_only=True)
class Tipping:
    """Why one more day asks for another check. Only the volunteer reads the reason."""

    people: str
    most_days: int
    window_days: int
    answer: Answer

    @property
    def to_volunteer(self) -> str:
        """What the volunteer is told; other hosts are theirs to know."""
        return (
            f"With this you would be with {GROUP_WORDS[self.people]} on more than "
            f"{self.most_days} days in {self.window_days}, all hosts counted together. "
            "For that the law wants another check, which you have not got here: "
            "see “Your checks”."
        )


def counted_groups(facts: RoleFacts, rules: Iterable[Rule], on_day: date) -> frozenset[str]:
    """Return the groups with whom a day in this role counts towards “often”."""
    return frozenset(
        rule.people
        for rule in rules
        if rule.is_in_force(on_day)
        and rule.period == Period.MET
        and rule.people in facts.people
        and rule.people in GROUP_WORDS
        and not rule.activities.isdisjoint(facts.activities)
        and (not rule.settings or facts.setting in rule.settings)
    )


def find_tipping(
    facts: RoleFacts,
    rules: Collection[Rule],
    limits: Limits | None,
    known: Mapping[str, Collection[date]],
    new: Collection[date],
) -> Tipping | None:
    """Return why days in a role ask someone for more than the role itself does, if they do.

    `known`: the days given already, or promised, by group, whichever host they are for.
    """
    if limits is None or not new:
        return None
    on_day = max(new)
    own = decide(facts, rules, limits, on_day)
    for group in sorted(counted_groups(facts, rules, on_day)):
        is_over = tips_over(
            known.get(group, ()), new, most_days=limits.most_days, window_days=limits.window_days
        )
        then = decide(facts, rules, limits, on_day, often_with={group} if is_over else ())
        if _asks_for_more(own, then):
            return Tipping(
                people=group,
                most_days=limits.most_days,
                window_days=limits.window_days,
                answer=then,
            )
    return None


def _asks_for_more(own: Answer, then: Answer) -> bool:
    if then.level == own.level:
        return False
    return own.level != Level.CANNOT_TELL and not covers(own.level, then.level)


def most_in_window(days: Collection[date], window_days: int) -> int:
    """Return the most of these days that fall in any run of so many days; a day counts once."""
    in_order = sorted(set(days))
    most, first = 0, 0
    for place, day in enumerate(in_order):
        while in_order[first] <= day - timedelta(days=window_days):
            first += 1
        most = max(most, place - first + 1)
    return most


def days_near(days: Iterable[date], around: Collection[date], window_days: int) -> frozenset[date]:
    """Return the days that share a window with any of those given, those themselves among them."""
    reach = timedelta(days=window_days - 1)
    near = {day for day in days if any(abs(day - each) <= reach for each in around)}
    return frozenset(near.union(around))


def tips_over(
    known: Collection[date], new: Collection[date], *, most_days: int, window_days: int
) -> bool:
    """Say whether a window that holds one of the new days would hold too many days."""
    for day in set(new):
        near = days_near(known, [day], window_days) | days_near(new, [day], window_days)
        if _most_around(near, day, window_days) > most_days:
            return True
    return False


def _most_around(days: Collection[date], day: date, window_days: int) -> int:
    """Return the most days in any window that holds `day`."""
    starts = (day - timedelta(days=back) for back in range(window_days))
    return max(
        sum(start <= each < start + timedelta(days=window_days) for each in days)
        for start in starts
    )

"""What the law asks of a purchase, from its VAT-inclusive value and kind, by dated rules. Pure.

The rules are data: each row has its words, source and first day. Of rows with one code the one
that began last is in force, so a rule changes by a new row. Where no row covers a question the
answer is that no rule is held, never that nothing is asked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Protocol, TypeVar

from brokerage.errors import DomainError
from brokerage.money import in_pounds
from brokerage.procurement.rules.briefs import BuyerKind

LONGEST_WORDS = 1000
LONGEST_SOURCE = 300
LONGEST_CODE = 60
A_HUNDRED = 100


class ContractKind(StrEnum):
    """What kind of contract it is: thresholds differ."""

    GOODS_SERVICES = "goods-services"
    WORKS = "works"
    LIGHT_TOUCH = "light-touch"


CONTRACT_KIND_LABELS: Mapping[str, str] = {
    ContractKind.GOODS_SERVICES: "Goods or services",
    ContractKind.WORKS: "Works: building, civil engineering, major repair",
    ContractKind.LIGHT_TOUCH: "Light touch services: such as social care, health, education",
}


class Topic(StrEnum):
    """A question that a rule answers."""

    THRESHOLD = "threshold"
    EXEMPTION = "exemption"
    NOTIFIABLE = "notifiable"
    NOTICE = "notice"
    AWARD_NOTICE = "award-notice"
    PRESELECTION = "preselection"
    RESERVATION = "reservation"
    SOCIAL_VALUE = "social-value"
    LOCATION = "location"
    ENGAGEMENT = "engagement"
    IN_HOUSE = "in-house"
    WORDING = "wording"
    BORDER = "border"
    VAT = "vat"
    QUICK_QUOTE = "quick-quote"


TOPIC_LABELS: Mapping[str, str] = {
    Topic.THRESHOLD: "Is it above the threshold?",
    Topic.EXEMPTION: "Do the below-threshold rules hold?",
    Topic.NOTIFIABLE: "Is it notifiable?",
    Topic.NOTICE: "Which notice comes first?",
    Topic.AWARD_NOTICE: "Which notice comes after the award?",
    Topic.PRESELECTION: "May suppliers be sifted before they tender?",
    Topic.RESERVATION: "May it be reserved?",
    Topic.SOCIAL_VALUE: "How much may social value count?",
    Topic.LOCATION: "May where a supplier is based count?",
    Topic.ENGAGEMENT: "May suppliers be asked before the brief is final?",
    Topic.IN_HOUSE: "May it go to a company of its own?",
    Topic.WORDING: "Words for a notice",
    Topic.BORDER: "Councils of bordering counties",
    Topic.VAT: "VAT",
    Topic.QUICK_QUOTE: "Quick quotes",
}
ANSWERED = (
    Topic.EXEMPTION,
    Topic.NOTIFIABLE,
    Topic.NOTICE,
    Topic.AWARD_NOTICE,
    Topic.PRESELECTION,
    Topic.RESERVATION,
    Topic.SOCIAL_VALUE,
    Topic.LOCATION,
    Topic.ENGAGEMENT,
    Topic.IN_HOUSE,
)
"""The questions a buyer gets an answer to, in their order."""


class Band(StrEnum):
    """On which side of the threshold a value is."""

    ANY = "any"
    BELOW = "below"
    REGULATED = "regulated"


BAND_LABELS: Mapping[str, str] = {
    Band.BELOW: "Below the threshold",
    Band.REGULATED: "At or above the threshold: regulated in full",
}


class Verdict(StrEnum):
    """The short answer of a rule."""

    YES = "yes"
    NO = "no"
    MAY = "may"
    MUST = "must"


VERDICT_LABELS: Mapping[str, str] = {
    Verdict.YES: "Yes",
    Verdict.NO: "No",
    Verdict.MAY: "You may",
    Verdict.MUST: "You must",
}
NO_RULE_HELD = (
    "No rule held for this buyer. The figures and rules here are those of councils: check what "
    "binds your own organisation."
)
NOT_ON_THIS_DAY = "No threshold is held for this kind of contract on this day."
NO_VALUE = "Say what it may cost to see on which side of the threshold it is."
NO_ANSWER = "No rule is held on this here. Ask your procurement lead."
NO_LEGAL_ADVICE = "This is not legal advice: your procurement lead decides."


class Dated(Protocol):
    """A row with a code and the days on which it holds."""

    @property
    def code(self) -> str:
        """What it is a version of."""

    @property
    def from_on(self) -> date:
        """Its first day."""

    @property
    def to_on(self) -> date | None:
        """Its last day, if it has one."""


DatedRow = TypeVar("DatedRow", bound=Dated)


@dataclass(frozen=True, kw_only=True)
class BuyingRule:
    """One dated rule; pence are inclusive of VAT. Empty kinds: all of them."""

    code: str
    topic: str
    buyer_kinds: frozenset[str]
    contract_kinds: frozenset[str] = frozenset()
    band: str = Band.ANY
    least_pence: int | None = None
    """The first value it covers; of a threshold, the first that is regulated."""
    below_pence: int | None = None
    """The first value above those it covers."""
    verdict: str
    words: str
    source: str
    from_on: date
    to_on: date | None = None
    details: Mapping[str, Any] = field(default_factory=dict)

    def is_for(self, buyer_kind: str, contract_kind: str) -> bool:
        """Say whether it speaks of such a buyer and such a contract."""
        return buyer_kind in self.buyer_kinds and (
            not self.contract_kinds or contract_kind in self.contract_kinds
        )

    def covers(self, band: str | None, value_pence: int | None) -> bool:
        """Say whether it covers this value; without a value only a rule for any value does."""
        if self.band not in {Band.ANY, band}:
            return False
        if value_pence is None:
            return self.least_pence is None and self.below_pence is None
        return (self.least_pence is None or value_pence >= self.least_pence) and (
            self.below_pence is None or value_pence < self.below_pence
        )


@dataclass(frozen=True, kw_only=True)
class QuoteRule:
    """What an authority's own standing orders ask for, from one value to another."""

    code: str
    authority_code: str
    least_pence: int
    most_pence: int | None
    quotes: int
    is_rotating: bool
    """Whether the standing orders say that invitations take turns."""
    words: str
    source: str
    from_on: date
    to_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class RailAnswer:
    """The answer to one question; `rule` is None where none is held."""

    topic: str
    rule: BuyingRule | None

    @property
    def label(self) -> str:
        """The question."""
        return TOPIC_LABELS[self.topic]

    @property
    def verdict(self) -> str:
        """The short answer."""
        return "Not held" if self.rule is None else VERDICT_LABELS[self.rule.verdict]

    @property
    def words(self) -> str:
        """The answer in words."""
        return NO_ANSWER if self.rule is None else self.rule.words

    @property
    def is_held(self) -> bool:
        """Whether a rule gives the answer."""
        return self.rule is not None


@dataclass(frozen=True, kw_only=True)
class GuardRails:
    """All answers for one purchase on one day."""

    on_day: date
    buyer_kind: str
    contract_kind: str
    value_pence: int | None
    threshold: BuyingRule | None
    band: Band | None
    """None where there is no value, or no threshold is held."""
    answers: tuple[RailAnswer, ...]
    quote_rules: tuple[QuoteRule, ...] = ()
    """The authority's own rules for this value: none held where it is empty."""

    @property
    def has_rules(self) -> bool:
        """Whether a rule set is held for this buyer."""
        return self.threshold is not None

    @property
    def may_reserve(self) -> bool:
        """Whether a rule allows a reservation."""
        return self.reservation_rule is not None

    @property
    def reservation_rule(self) -> BuyingRule | None:
        """The rule that allows a reservation, if one does."""
        rule = self.answer(Topic.RESERVATION).rule
        return rule if rule is not None and rule.verdict == Verdict.MAY else None

    @property
    def is_notifiable(self) -> bool:
        """Whether a rule says that it is notifiable."""
        rule = self.answer(Topic.NOTIFIABLE).rule
        return rule is not None and rule.verdict == Verdict.YES

    def answer(self, topic: str) -> RailAnswer:
        """Return the answer to one question."""
        return next(
            (each for each in self.answers if each.topic == topic),
            RailAnswer(topic=topic, rule=None),
        )

    @property
    def headline(self) -> str:
        """The first thing to know."""
        if self.buyer_kind != BuyerKind.COUNCIL and self.threshold is None:
            return NO_RULE_HELD
        if self.threshold is None:
            return NOT_ON_THIS_DAY
        if self.band is None:
            return NO_VALUE
        limit = in_pounds(self.threshold.least_pence or 0)
        if self.band == Band.REGULATED:
            return f"Regulated in full: it is at or above the threshold of {limit} including VAT."
        return f"Below the threshold of {limit} including VAT."


def in_force(rows: Iterable[DatedRow], on_day: date) -> list[DatedRow]:
    """Return of each code the row that began last by this day, if it has not ended."""
    newest: dict[str, DatedRow] = {}
    for row in rows:
        known = newest.get(row.code)
        if row.from_on <= on_day and (known is None or known.from_on < row.from_on):
            newest[row.code] = row
    return [row for row in newest.values() if row.to_on is None or on_day <= row.to_on]


def decide(
    rules: Collection[BuyingRule],
    *,
    buyer_kind: str,
    contract_kind: str,
    value_pence: int | None,
    on_day: date,
) -> GuardRails:
    """Answer every question for a purchase; the value is in pence and includes VAT."""
    fitting = [rule for rule in in_force(rules, on_day) if rule.is_for(buyer_kind, contract_kind)]
    thresholds = [rule for rule in fitting if rule.topic == Topic.THRESHOLD]
    threshold = min(thresholds, key=lambda rule: rule.least_pence or 0, default=None)
    band = None
    if threshold is not None and value_pence is not None:
        is_regulated = value_pence >= (threshold.least_pence or 0)
        band = Band.REGULATED if is_regulated else Band.BELOW
    covering = [rule for rule in fitting if rule.covers(band, value_pence)]
    return GuardRails(
        on_day=on_day,
        buyer_kind=buyer_kind,
        contract_kind=contract_kind,
        value_pence=value_pence,
        threshold=threshold,
        band=band,
        answers=tuple(_answers(covering, is_complete=threshold is not None)),
    )


def quotes_for(
    rules: Iterable[QuoteRule], authority_code: str | None, value_pence: int | None, on_day: date
) -> tuple[QuoteRule, ...]:
    """Return what an authority's own standing orders ask for at a value."""
    if value_pence is None or authority_code is None:
        return ()
    own = (rule for rule in rules if rule.authority_code == authority_code)
    found = [
        rule
        for rule in in_force(own, on_day)
        if rule.least_pence <= value_pence
        and (rule.most_pence is None or value_pence <= rule.most_pence)
    ]
    return tuple(sorted(found, key=lambda rule: rule.code))


def find_rule(rules: Iterable[BuyingRule], topic: str, on_day: date) -> BuyingRule | None:
    """Return the rule of a topic that has one rule only, such as VAT."""
    found = [rule for rule in in_force(rules, on_day) if rule.topic == topic]
    return min(found, key=lambda rule: rule.code, default=None)


def with_vat(pence: int, percent: int) -> int:
    """Return a value with VAT, in whole pence, a half rounded up."""
    return pence + (pence * percent * 2 + A_HUNDRED) // (2 * A_HUNDRED)


def check_new_version(from_on: date, to_on: date | None, today: date) -> None:
    """Refuse a new row that begins in the past: what was answered by then stays as it was."""
    if from_on < today:
        raise DomainError("A change begins today or later: the past stays as it was", "from_on")
    if to_on is not None and to_on < from_on:
        raise DomainError("The last day must not be before the first", "to_on")


def _answers(covering: Collection[BuyingRule], *, is_complete: bool) -> Iterable[RailAnswer]:
    """Every question in its order; one without a rule is named where a rule set is held."""
    for topic in ANSWERED:
        found = sorted(
            (rule for rule in covering if rule.topic == topic), key=lambda rule: rule.code
        )
        yield from (RailAnswer(topic=topic, rule=rule) for rule in found)
        if not found and is_complete and topic != Topic.EXEMPTION:
            yield RailAnswer(topic=topic, rule=None)

"""The dated rules on buying, as rows for those who keep them and as answers for a purchase."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Select, or_, select

from brokerage.errors import NotFoundError
from brokerage.extensions import db
from brokerage.organisations.models import Organisation
from brokerage.places.models import Authority
from brokerage.procurement.models import (
    Brief,
    BriefReservation,
    BuyingFacts,
    BuyingRuleRow,
    InsuranceLevelRow,
    OwnedCompany,
    QuoteRuleRow,
)
from brokerage.procurement.rules.buying import (
    BuyingRule,
    ContractKind,
    GuardRails,
    QuoteRule,
    Topic,
    decide,
    find_rule,
    quotes_for,
)
from brokerage.procurement.rules.insurance import InsuranceLevel


@dataclass(frozen=True)
class BuyingRulebook:
    """All dated rules on buying, read once: two statements, whatever is asked of it."""

    rules: Sequence[BuyingRule]
    quote_rules: Sequence[QuoteRule]

    def rails(
        self,
        *,
        buyer_kind: str,
        contract_kind: str,
        value_pence: int | None,
        authority_code: str | None,
        on_day: date,
    ) -> GuardRails:
        """Return every answer for a purchase, the authority's own quote rules among them."""
        rails = decide(
            self.rules,
            buyer_kind=buyer_kind,
            contract_kind=contract_kind,
            value_pence=value_pence,
            on_day=on_day,
        )
        own = quotes_for(self.quote_rules, authority_code, value_pence, on_day)
        return replace(rails, quote_rules=own)

    def percent_of_vat(self, on_day: date) -> int | None:
        """Return the standard rate of VAT on a day, if one is held."""
        rule = find_rule(self.rules, Topic.VAT, on_day)
        return None if rule is None else int(rule.details["percent"])

    def wording(self, kind: str, on_day: date) -> str:
        """Return what a notice says of a kind of reservation; "" where no words are held."""
        words = (rule for rule in self.rules if rule.details.get("kind") == kind)
        rule = find_rule(words, Topic.WORDING, on_day)
        return "" if rule is None else rule.words

    def borders(self, county: str, on_day: date) -> frozenset[str]:
        """Return the slugs of the councils in the counties that border one."""
        own = (rule for rule in self.rules if rule.details.get("county") == county)
        rule = find_rule(own, Topic.BORDER, on_day)
        return frozenset() if rule is None else frozenset(rule.details["authorities"])


def get_buying_rulebook() -> BuyingRulebook:
    """Return every rule of any time; two statements."""
    return BuyingRulebook(
        [_as_rule(row) for row in list_buying_rule_rows()],
        [_as_quote_rule(row) for row, _ in list_quote_rule_rows()],
    )


def list_buying_rule_rows() -> Sequence[BuyingRuleRow]:
    """Return every rule, by topic, code and date."""
    order = (BuyingRuleRow.topic, BuyingRuleRow.code, BuyingRuleRow.from_on)
    return db.session.scalars(select(BuyingRuleRow).order_by(*order)).all()


def list_quote_rule_rows() -> list[tuple[QuoteRuleRow, str]]:
    """Return what authorities' standing orders ask for, with the council's name."""
    rows = db.session.execute(
        select(QuoteRuleRow, Authority.name)
        .outerjoin(Authority, Authority.code == QuoteRuleRow.authority_code)
        .order_by(Authority.name, QuoteRuleRow.least_pence, QuoteRuleRow.from_on, QuoteRuleRow.id)
    )
    return [(row, name or row.authority_code) for row, name in rows]


def list_insurance_rows() -> Sequence[InsuranceLevelRow]:
    """Return every level of insurance, by code and date."""
    order = (InsuranceLevelRow.code, InsuranceLevelRow.from_on)
    return db.session.scalars(select(InsuranceLevelRow).order_by(*order)).all()


def list_insurance_levels() -> list[InsuranceLevel]:
    """Return every level of insurance as the rules take it."""
    names = InsuranceLevel.__dataclass_fields__
    return [
        InsuranceLevel(**{name: getattr(row, name) for name in names})
        for row in list_insurance_rows()
    ]


def get_buying_rule_row(buying_rule_id: int) -> BuyingRuleRow:
    """Return a rule's row (NotFoundError)."""
    row = db.session.get(BuyingRuleRow, buying_rule_id)
    if row is None:
        raise NotFoundError
    return row


def get_quote_rule_row(quote_rule_id: int) -> QuoteRuleRow:
    """Return the row of an authority's own rule (NotFoundError)."""
    row = db.session.get(QuoteRuleRow, quote_rule_id)
    if row is None:
        raise NotFoundError
    return row


def find_buying_facts(brief_id: int) -> BuyingFacts | None:
    """Return what the guard rails know of a brief beyond its value, if it was answered."""
    return db.session.get(BuyingFacts, brief_id)


def find_facts_and_reservation(
    brief_id: int,
) -> tuple[BuyingFacts | None, BriefReservation | None]:
    """Return what is known of a brief beyond its value, and for whom it is reserved, at once."""
    row = db.session.execute(
        select(BuyingFacts, BriefReservation)
        .select_from(Brief)
        .outerjoin(BuyingFacts, BuyingFacts.brief_id == Brief.id)
        .outerjoin(BriefReservation, BriefReservation.brief_id == Brief.id)
        .where(Brief.id == brief_id)
    ).one()
    return row.BuyingFacts, row.BriefReservation


def find_own_authority(organisation: Organisation) -> Authority | None:
    """Return the council that an organisation is: the one of its name, else of its place.

    A county council's offices stand in a district, so its name says more than its postcode.
    """
    return db.session.scalars(_own_authority(organisation)).first()


def list_own_codes(organisation: Organisation) -> list[str]:
    """Return the codes of the council that an organisation is, and of its districts, at once."""
    own = _own_authority(organisation).with_only_columns(Authority.code, Authority.slug)
    council = own.limit(1).subquery()
    query = (
        select(Authority.code)
        .join(
            council, or_(Authority.code == council.c.code, Authority.parent_slug == council.c.slug)
        )
        .order_by(Authority.code)
    )
    return list(db.session.scalars(query))


def _own_authority(organisation: Organisation) -> Select[Authority]:
    is_named = Authority.name == organisation.name
    return (
        select(Authority)
        .where(or_(is_named, Authority.code == organisation.authority_code))
        .order_by(is_named.desc(), Authority.code)
    )


def get_rails(brief: Brief, on_day: date) -> GuardRails:
    """Return the guard rails of a brief on a day; 4 statements."""
    return get_rails_of(brief, find_buying_facts(brief.id), on_day)


def get_rails_of(brief: Brief, facts: BuyingFacts | None, on_day: date) -> GuardRails:
    """Return the same, given what is known beyond its value; 3 statements."""
    authority = find_own_authority(brief.organisation)
    return get_buying_rulebook().rails(
        buyer_kind=brief.buyer_kind,
        contract_kind=facts.contract_kind if facts else ContractKind.GOODS_SERVICES,
        value_pence=brief.value_pence,
        authority_code=authority.code if authority else None,
        on_day=on_day,
    )


def list_own_companies(authority_code: str | None) -> list[tuple[int, str]]:
    """Return the companies that a council owns, by name: id and name."""
    rows = db.session.execute(
        select(Organisation.id, Organisation.name)
        .join(OwnedCompany, OwnedCompany.organisation_id == Organisation.id)
        .where(OwnedCompany.authority_code == authority_code)
        .order_by(Organisation.name, Organisation.id)
    )
    return [(row.id, row.name or "") for row in rows]


def _as_rule(row: BuyingRuleRow) -> BuyingRule:
    values = {name: getattr(row, name) for name in BuyingRule.__dataclass_fields__}
    lists = {name: frozenset(values[name]) for name in ("buyer_kinds", "contract_kinds")}
    return BuyingRule(**{**values, **lists})


def _as_quote_rule(row: QuoteRuleRow) -> QuoteRule:
    return QuoteRule(**{name: getattr(row, name) for name in QuoteRule.__dataclass_fields__})

"""A quick quote: a whole brief for a small value from one page, with the insurance it needs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from brokerage.errors import DomainError
from brokerage.extensions import utcnow, writes
from brokerage.money import in_pounds
from brokerage.organisations.models import Organisation
from brokerage.permissions import Subject
from brokerage.procurement.models import Brief
from brokerage.procurement.queries.buying_rules import get_buying_rulebook, list_insurance_levels
from brokerage.procurement.rules.briefs import Step, Visibility
from brokerage.procurement.rules.buyers import kind_of_buyer
from brokerage.procurement.rules.buying import Topic, find_rule, with_vat
from brokerage.procurement.rules.insurance import insurance_sentence, propose_insurance
from brokerage.procurement.service.briefs import (
    save_brief_delivery,
    save_brief_step,
    start_brief,
)
from brokerage.procurement.service.reservations import save_buying_facts

NO_VAT_RATE = "No rate of VAT is held here: enter the value with VAT"


@writes
def start_quick_quote(
    actor: Subject, organisation: Organisation, answers: Mapping[str, Any], *, is_without_vat: bool
) -> Brief:
    """Write a private draft that only lacks its categories (DomainError for a large value)."""
    today, rulebook = utcnow().date(), get_buying_rulebook()
    pence = answers["value_pence"]
    if is_without_vat:
        percent = rulebook.percent_of_vat(today)
        if percent is None:
            raise DomainError(NO_VAT_RATE, "vat")
        pence = with_vat(pence, percent)
    limit = find_rule(rulebook.rules, Topic.QUICK_QUOTE, today)
    if limit is not None and limit.below_pence is not None and pence >= limit.below_pence:
        most = in_pounds(limit.below_pence)
        raise DomainError(
            f"A quick quote is for less than {most} including VAT. Write a brief for this",
            "value_pence",
        )
    levels = propose_insurance(list_insurance_levels(), answers["risk"], pence, today)
    insurance = [level.as_plain() for level in levels]
    brief = start_brief(actor, organisation)
    needs = f"{answers['need']}\n\n{insurance_sentence(insurance)}"
    kind = kind_of_buyer(organisation.kind)
    steps: tuple[tuple[Step, dict[str, Any]], ...] = (
        (Step.NEED, {"title": answers["title"], "need": needs, "buyer_kind": kind}),
        (Step.VALUE, {"value_pence": pence, "needed_by": answers["needed_by"]}),
        (Step.SOCIAL_VALUE, {"social_values": []}),
        (Step.VISIBILITY, {"visibility": Visibility.PRIVATE, "decide_by": None}),
    )
    for step, kept in steps:
        save_brief_step(actor, brief, step, kept)
    postcode = answers["postcode"]
    save_brief_delivery(actor, brief, postcode, "", not postcode)
    facts = {"contract_kind": answers["contract_kind"], "risk": answers["risk"]}
    save_buying_facts(actor, brief, facts | {"insurance": insurance})
    return brief

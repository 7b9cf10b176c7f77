"""What the guard rails ask of a brief, and a reservation that is decided before inviting."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from brokerage import audit
from brokerage.errors import DomainError, NotFoundError
from brokerage.extensions import db, utcnow, writes
from brokerage.permissions import Subject
from brokerage.procurement.models import Brief, BriefReservation, BuyingFacts
from brokerage.procurement.queries.briefs import get_locked_brief
from brokerage.procurement.queries.buying_rules import (
    find_buying_facts,
    find_own_authority,
    get_buying_rulebook,
    get_rails,
    list_own_companies,
)
from brokerage.procurement.queries.reservations import (
    find_reservation,
    has_invited,
    list_area_codes,
    list_area_names,
)
from brokerage.procurement.rules.briefs import check_changeable
from brokerage.procurement.rules.reserving import (
    INVITED_ALREADY,
    ReservationKind,
    Way,
    check_reservation,
)

KIND = "brief"
NO_COMPANY = "Select which of your companies it goes to"


@writes
def save_buying_facts(actor: Subject, brief: Brief, answers: Mapping[str, Any]) -> None:
    """Keep what kind of contract it is, how it is bought and how much social value counts."""
    check_changeable(get_locked_brief(brief).status)
    if answers.get("way") == Way.IN_HOUSE:
        _check_in_house(brief, answers["in_house_id"])
    facts = find_buying_facts(brief.id)
    if facts is None:
        facts = BuyingFacts(brief_id=brief.id, insurance=[], way=Way.COMPETITION)
        db.session.add(facts)
    before = {name: getattr(facts, name) for name in answers}
    for name, value in answers.items():
        setattr(facts, name, value)
    facts.changed_at = utcnow()
    db.session.flush()
    audit.record(
        actor, "procurement:brief:rails", KIND, brief.id, before=before, after=dict(answers)
    )


@writes
def set_reservation(
    actor: Subject, brief: Brief, kinds: Collection[str], area: str | None, rationale: str
) -> BriefReservation:
    """Reserve the brief, with the rule, the words for the notice and the reason kept."""
    check_changeable(get_locked_brief(brief).status)
    today = utcnow().date()
    rails = get_rails(brief, today)
    check_reservation(rails, kinds, area, was_anyone_invited=has_invited(brief.id))
    is_local, rule = ReservationKind.LOCAL_AREA in kinds, rails.reservation_rule
    codes = list_area_codes(brief.organisation, area or "", today) if is_local else []
    if is_local and not codes:
        raise DomainError("We do not know which area is yours, so it cannot be reserved", "area")
    reservation = BriefReservation(
        brief_id=brief.id,
        kinds=sorted(kinds),
        area=area if is_local else None,
        area_codes=codes,
        rationale=rationale,
        wording=_wording(kinds, codes, today),
        rule_code=rule.code if rule else "",
        rule_source=rule.source if rule else "",
        rule_from_on=rule.from_on if rule else today,
        decided_at=utcnow(),
        decided_by_id=actor.user_id or 0,
    )
    reservation = db.session.merge(reservation)
    db.session.flush()
    after = {"kinds": reservation.kinds, "area": reservation.area, "area_codes": codes}
    audit.record(actor, "procurement:reservation:set", KIND, brief.id, after=after)
    return reservation


@writes
def remove_reservation(actor: Subject, brief: Brief) -> None:
    """Take it back before anyone is asked (NotFoundError where there is none)."""
    check_changeable(get_locked_brief(brief).status)
    reservation = find_reservation(brief.id)
    if reservation is None:
        raise NotFoundError
    if has_invited(brief.id):
        raise DomainError(INVITED_ALREADY)
    before = {"kinds": reservation.kinds, "area": reservation.area}
    db.session.delete(reservation)
    db.session.flush()
    audit.record(actor, "procurement:reservation:remove", KIND, brief.id, before=before)


def _check_in_house(brief: Brief, in_house_id: int | None) -> None:
    authority = find_own_authority(brief.organisation)
    own = dict(list_own_companies(authority.code if authority else None))
    if in_house_id not in own:
        raise DomainError(NO_COMPANY, "in_house")
    if has_invited(brief.id):
        raise DomainError("Suppliers have been asked already: this is a competition", "way")


def _wording(kinds: Collection[str], codes: Collection[str], today: date) -> str:
    rulebook = get_buying_rulebook()
    area = ", ".join(list_area_names(codes))
    told = (rulebook.wording(kind, today) for kind in ReservationKind if kind in kinds)
    return " ".join(words.replace("{area}", area) for words in told)

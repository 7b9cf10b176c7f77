"""Briefs, guard rails and reservations as a frozen file holds them: posts, never people. Pure."""

from __future__ import annotations

from typing import Any

from brokerage.procurement.rules.buying import GuardRails


def brief_as_plain(brief: Any) -> dict[str, Any]:
    """Return what a brief says."""
    names = ("title", "need", "categories", "value_pence", "place_name", "postcode")
    others = ("is_delivered_remotely", "authority_slug", "social_values", "visibility")
    days = {"needed_by": brief.needed_by, "decide_by": brief.decide_by}
    return {
        "id": brief.id,
        "authority": brief.organisation.name,
        "buyer_kind": brief.buyer_kind,
        **{name: getattr(brief, name) for name in (*names, *others)},
        **{name: day.isoformat() if day else None for name, day in days.items()},
    }


def rails_as_plain(rails: GuardRails) -> dict[str, Any]:
    """Return the answers of the guard rails, each with its rule, day and source."""
    return {
        "on": rails.on_day.isoformat(),
        "contract_kind": rails.contract_kind,
        "value_pence": rails.value_pence,
        "headline": rails.headline,
        "answers": [
            {
                "question": each.label,
                "answer": each.verdict,
                "words": each.words,
                "rule": each.rule.code if each.rule else None,
                "source": each.rule.source if each.rule else None,
                "from_on": each.rule.from_on.isoformat() if each.rule else None,
            }
            for each in rails.answers
        ],
        "quote_rules": [
            {
                "quotes": each.quotes,
                "words": each.words,
                "source": each.source,
                "from_on": each.from_on.isoformat(),
            }
            for each in rails.quote_rules
        ],
    }


def reservation_as_plain(reservation: Any) -> dict[str, Any] | None:
    """Return a lawful reservation with its reason, or None."""
    if reservation is None:
        return None
    return {
        "kinds": sorted(reservation.kinds),
        "area": reservation.area,
        "area_codes": sorted(reservation.area_codes),
        "rationale": reservation.rationale,
        "wording": reservation.wording,
        "rule": reservation.rule_code,
        "source": reservation.rule_source,
        "from_on": reservation.rule_from_on.isoformat(),
        "decided_at": reservation.decided_at.isoformat(timespec="seconds"),
        "decided_by": "a buyer of the authority",
    }

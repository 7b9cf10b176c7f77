"""An organisation's answers as they are read back: to check, to change, to decide on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select

from brokerage.extensions import db
from brokerage.matchmaking.queries.categories import find_labels_by_scheme
from brokerage.organisations import rules
from brokerage.organisations.models import Organisation
from brokerage.places.models import Authority

NO_CATEGORY = "None of those suggested"


@dataclass(frozen=True)
class Answer:
    """A question of the journey and its answer: text, lines, or None where there is none yet."""

    step: str
    question: str
    value: str | list[str] | None


def list_answers(organisation: Organisation) -> list[Answer]:
    """Return every answer in the order of the journey; 4 statements at most."""
    answered = set(organisation.answered)
    labels = find_labels_by_scheme(
        {
            "cpv": [each.code for each in organisation.categories],
            "cause": [each.code for each in organisation.causes],
        }
    )
    council, areas = _find_councils(organisation)
    rows = [
        Answer("kind", "What you are", _kind(organisation)),
        Answer("name", "Name", organisation.name),
        Answer("name", "Website", organisation.website or "None"),
        Answer("registration", "Registration number", _registration(organisation)),
        Answer("place", "Where you are based", _place(organisation, council)),
        Answer("description", "What you do", organisation.description),
        Answer(
            "categories", "What you sell or provide", list(labels["cpv"].values()) or NO_CATEGORY
        ),
        Answer("categories", "Causes", list(labels["cause"].values()) or "None"),
        Answer("reach", "Where you work", _reach(organisation, areas)),
        Answer("wants", "What you want here", _wants(organisation)),
    ]
    return [row if row.step in answered else Answer(row.step, row.question, None) for row in rows]


def _kind(organisation: Organisation) -> list[str]:
    lines = [rules.KIND_LABELS[organisation.kind]] if organisation.kind else []
    if organisation.is_social_enterprise and organisation.kind != rules.Kind.SOCIAL_ENTERPRISE:
        lines.append("Also a social enterprise")
    return lines


def _registration(organisation: Organisation) -> str:
    if not organisation.register:
        return "On none of these registers"
    label = rules.REGISTER_LABELS[organisation.register]
    return f"{label}: {organisation.registration_number}"


def _find_councils(organisation: Organisation) -> tuple[str | None, list[str]]:
    """Return the council it is based in and the short names of those it works in; 1 statement."""
    is_own = Authority.code == organisation.authority_code
    rows = db.session.execute(
        select(Authority.name, Authority.short_name, Authority.slug, is_own.label("is_own"))
        .where(or_(is_own, Authority.slug.in_(organisation.serves_areas)))
        .order_by(Authority.short_name, Authority.code)
    ).all()
    own = next((row.name for row in rows if row.is_own), None)
    return own, [row.short_name for row in rows if row.slug in organisation.serves_areas]


def _place(organisation: Organisation, council: str | None) -> str:
    written = ", ".join(part for part in (organisation.postcode, council) if part)
    if organisation.is_place_approximate and organisation.postcode:
        outcode = organisation.postcode.split()[0]
        written += (
            f"\nWe do not know this postcode yet: on a map you are in the middle of {outcode}"
        )
    return written


def _reach(organisation: Organisation, areas: Sequence[str]) -> list[str]:
    lines = list(areas)
    if organisation.serves_miles:
        miles = organisation.serves_miles
        lines.append(
            f"Up to {miles} {'mile' if miles == 1 else 'miles'} from {organisation.postcode}"
        )
    if organisation.serves_remotely:
        lines.append("Online or by phone")
    return lines


def _wants(organisation: Organisation) -> list[str]:
    return [label for want, label in rules.WANT_LABELS.items() if want in organisation.wants]

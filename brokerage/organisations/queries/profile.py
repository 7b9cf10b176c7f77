"""An organisation's answers as they are read back: to check, to change, to decide on."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from brokerage.extensions import db
from brokerage.matchmaking.queries.categories import find_labels
from brokerage.organisations import rules
from brokerage.organisations.models import Organisation
from brokerage.places.models import Authority
from brokerage.places.queries import find_authority_names


@dataclass(frozen=True)
class Answer:
    """A question of the journey and its answer: text, lines, or None where there is none yet."""

    step: str
    question: str
    value: str | list[str] | None


def list_answers(organisation: Organisation) -> list[Answer]:
    """Return every answer in the order of the journey; 6 statements at most."""
    answered = set(organisation.answered)
    rows = [
        Answer("kind", "What you are", _kind(organisation)),
        Answer("name", "Name", organisation.name),
        Answer("name", "Website", organisation.website or "None"),
        Answer("registration", "Registration number", _registration(organisation)),
        Answer("place", "Where you are based", _place(organisation)),
        Answer("description", "What you do", organisation.description),
        Answer("categories", "What you sell or provide", _categories(organisation)),
        Answer("categories", "Causes", _causes(organisation)),
        Answer("reach", "Where you work", _reach(organisation)),
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


def _place(organisation: Organisation) -> str:
    council = db.session.scalars(
        select(Authority.name).where(Authority.code == organisation.authority_code)
    ).first()
    written = ", ".join(part for part in (organisation.postcode, council) if part)
    if organisation.is_place_approximate and organisation.postcode:
        outcode = organisation.postcode.split()[0]
        written += (
            f"\nWe do not know this postcode yet: on a map you are in the middle of {outcode}"
        )
    return written


def _categories(organisation: Organisation) -> list[str] | str:
    codes = [each.code for each in organisation.categories]
    return list(find_labels("cpv", codes).values()) if codes else "None of those suggested"


def _causes(organisation: Organisation) -> list[str] | str:
    codes = [each.code for each in organisation.causes]
    return list(find_labels("cause", codes).values()) if codes else "None"


def _reach(organisation: Organisation) -> list[str]:
    lines = find_authority_names(organisation.serves_areas) if organisation.serves_areas else []
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

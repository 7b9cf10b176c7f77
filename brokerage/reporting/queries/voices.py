"""What residents can choose, and how often each thing was chosen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from brokerage.charter.queries.catalogue import list_themes
from brokerage.extensions import db
from brokerage.measures.queries import list_measures_on
from brokerage.reporting.models import ResidentChoice, ResidentVoice
from brokerage.reporting.rules.voices import MEASURE, THEME, count_shown, is_shown


@dataclass(frozen=True, kw_only=True)
class Offered:
    """Something to choose: a theme of the charter, or a kind of social value."""

    choice: str
    label: str
    is_theme: bool


@dataclass(frozen=True, kw_only=True)
class Heard:
    """How often each thing was chosen; None is too few to show."""

    voices: int | None
    """How many answers there are; None where they are too few to say anything."""
    counts: dict[str, int | None]


def list_offered(today: date) -> list[Offered]:
    """Return what can be chosen: the charter's themes, then the measures that hold today."""
    themes = [
        Offered(choice=f"{THEME}{each.code}", label=each.name, is_theme=True)
        for each in list_themes()
    ]
    measures = {
        f"{MEASURE}{each.code}": Offered(
            choice=f"{MEASURE}{each.code}", label=each.label, is_theme=False
        )
        for each in list_measures_on(today)
    }
    return themes + list(measures.values())


def count_voices(ward_code: str | None = None) -> Heard:
    """Return how often each thing was chosen, in one ward or in all; two statements."""
    of_ward = [ResidentVoice.ward_code == ward_code] if ward_code else []
    voices = db.session.scalar(select(func.count(ResidentVoice.id)).where(*of_ward)) or 0
    if not is_shown(voices):
        return Heard(voices=None if voices else 0, counts={})
    rows = db.session.execute(
        select(ResidentChoice.choice, func.count())
        .join(ResidentVoice, ResidentVoice.id == ResidentChoice.voice_id)
        .where(*of_ward)
        .group_by(ResidentChoice.choice)
    )
    return Heard(voices=voices, counts=count_shown({row[0]: row[1] for row in rows}))

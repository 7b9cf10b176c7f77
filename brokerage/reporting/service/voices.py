"""What residents say matters to them: kept without anything that tells who said it."""

from __future__ import annotations

from collections.abc import Collection

from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.reporting.models import ResidentChoice, ResidentVoice
from brokerage.reporting.queries.places import list_all_wards
from brokerage.reporting.queries.voices import list_offered
from brokerage.reporting.rules.voices import check_choices


@writes
def say_what_matters(choices: Collection[str], ward_code: str | None) -> None:
    """Keep up to three things, the day and, if said, the ward.

    The log says nothing of it: the second in which it was said could tell whose answer it is.
    """
    chosen = check_choices(choices, [each.choice for each in list_offered(utcnow().date())])
    if ward_code and ward_code not in {code for code, _ in list_all_wards()}:
        raise DomainError("Choose a ward from the list", "ward")
    voice = ResidentVoice(said_on=utcnow().date(), ward_code=ward_code or None)
    db.session.add(voice)
    db.session.flush()
    db.session.add_all(ResidentChoice(voice_id=voice.id, choice=each) for each in chosen)
    db.session.flush()

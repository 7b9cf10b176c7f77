"""Confirming categories, with what was corrected remembered for the same words."""

from __future__ import annotations

from collections.abc import Sequence

from brokerage.extensions import db, utcnow, writes
from brokerage.organisations.queries.categories import list_offered
from brokerage.permissions import Subject
from brokerage.procurement.models import Brief, CategoryCorrection
from brokerage.procurement.queries.corrections import find_correction, get_brief_text
from brokerage.procurement.rules.briefs import Step
from brokerage.procurement.rules.corrections import is_correction, text_digest
from brokerage.procurement.service.briefs import save_brief_step


@writes
def confirm_categories(actor: Subject, brief: Brief, confirmed: Sequence[str]) -> None:
    """Keep the categories of a brief; a correction is offered first for the same words again."""
    save_brief_step(actor, brief, Step.CATEGORIES, {"categories": list(confirmed)})
    text = get_brief_text(brief)
    suggested = [each.code for each in list_offered("cpv", [text], ())]
    known = find_correction(brief.organisation_id, text)
    if known is None and not is_correction(suggested, confirmed):
        return
    if known is not None and not confirmed:
        db.session.delete(known)
        return
    if known is None:
        known = CategoryCorrection(
            organisation_id=brief.organisation_id,
            text_digest=text_digest(text),
            suggested=suggested,
        )
        db.session.add(known)
    known.confirmed = list(confirmed)
    known.corrected_at, known.corrected_by_id = utcnow(), actor.user_id or 0
    db.session.flush()

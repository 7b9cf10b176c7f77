"""Shortlists: suppliers a buyer keeps in view, with notes that only colleagues read."""

from __future__ import annotations

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from brokerage import audit
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.matchmaking.service.records import record_decision
from brokerage.organisations.models import Organisation
from brokerage.permissions import Subject
from brokerage.procurement.emails.answers import send_shortlisted
from brokerage.procurement.models import Approach, Brief, ShortlistEntry
from brokerage.procurement.queries.narrowing import list_narrowing
from brokerage.procurement.queries.searches import find_latest_search
from brokerage.procurement.queries.shortlists import find_approach
from brokerage.procurement.rules.eligibility import BUYER_ITSELF
from brokerage.procurement.rules.searches import check_open

KIND = "brief"
THERE_ALREADY = "That supplier is on the shortlist already."
NOT_SEEN = "Search for suppliers first: only those you were shown, or who answered, can be added."


@writes
def add_to_shortlist(actor: Subject, brief: Brief, organisation: Organisation) -> None:
    """Put a supplier that was shown or has answered on the shortlist, once.

    One that knows of the brief is told, the first time. With it is kept by which filters on place
    or kind of body the buyer had narrowed what was shown: nobody is asked for that, it is known.
    """
    check_open(brief.status)
    if organisation.id == brief.organisation_id:
        raise DomainError(BUYER_ITSELF)
    search = find_latest_search(brief.id, organisation.id)
    approach = find_approach(brief.id, organisation.id)
    if search is None and approach is None:
        raise DomainError(NOT_SEEN)
    entry = ShortlistEntry(
        brief_id=brief.id,
        organisation_id=organisation.id,
        added_by_id=actor.user_id or 0,
        added_at=utcnow(),
        narrowed_by=list_narrowing(actor, brief.id, search),
    )
    try:
        with db.session.begin_nested():
            db.session.add(entry)
    except IntegrityError as error:
        raise DomainError(THERE_ALREADY) from error
    search = search or find_latest_search(brief.id)
    if search is not None:
        record_decision(actor, search.recorded_ranking_id, organisation.id, "shortlisted")
    after = {"organisation_id": organisation.id}
    audit.record(actor, "procurement:shortlist:add", KIND, brief.id, after=after)
    if approach is not None:
        _tell(approach)


@writes
def edit_shortlist_note(actor: Subject, brief: Brief, entry: ShortlistEntry, note: str) -> None:
    """Keep a note for colleagues; the log says that it changed, not what it says."""
    check_open(brief.status)
    supplier = {"organisation_id": entry.organisation_id}
    before = supplier | {"has_note": bool(entry.note)}
    entry.note = note
    after = supplier | {"has_note": bool(note)}
    audit.record(actor, "procurement:shortlist:edit", KIND, brief.id, before=before, after=after)


@writes
def remove_from_shortlist(actor: Subject, brief: Brief, entry: ShortlistEntry) -> None:
    """Take a supplier off the shortlist; what it has been told stays as it is."""
    check_open(brief.status)
    before = {"organisation_id": entry.organisation_id, "added_by_id": entry.added_by_id}
    db.session.delete(entry)
    db.session.flush()
    audit.record(actor, "procurement:shortlist:remove", KIND, brief.id, before=before)


def _tell(approach: Approach) -> None:
    """Tell a supplier that it is on the shortlist, however quickly it is put there twice."""
    is_first = db.session.execute(
        update(Approach)
        .where(
            Approach.id == approach.id,
            Approach.shortlisted_at.is_(None),
            Approach.result.is_(None),
        )
        .values(shortlisted_at=utcnow())
        .returning(Approach.id)
        .execution_options(synchronize_session=False)
    ).scalar()
    if is_first is not None:
        send_shortlisted(approach)

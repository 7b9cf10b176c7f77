"""Making a suggestion, and deciding on each of its briefs."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy.exc import IntegrityError

from brokerage import audit
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.matchmaking.queries.turns import list_assigned
from brokerage.matchmaking.rules import digest_of
from brokerage.organisations.models import Organisation
from brokerage.permissions import Subject
from brokerage.procurement.queries.briefs import get_brief, get_locked_brief
from brokerage.procurement.queries.searches import find_latest_search
from brokerage.procurement.queries.shortlists import get_supplier, list_shortlisted
from brokerage.procurement.rules.briefs import BriefStatus
from brokerage.procurement.service.shortlists import add_to_shortlist
from brokerage.rotation import rules
from brokerage.rotation.models import RotationDecision, RotationSuggestion
from brokerage.rotation.queries.suggestions import find_part
from brokerage.rotation.queries.turns import (
    TurnBrief,
    count_turns,
    find_names,
    list_candidates,
    list_turn_briefs,
)
from brokerage.rotation.rules import Candidate, Outcome

KIND = "rotation-suggestion"


@writes
def suggest_turns(
    actor: Subject, organisation: Organisation, brief_ids: Collection[int], today: date
) -> RotationSuggestion:
    """Suggest whom to ask for several open briefs at once, nobody twice, and keep the reasons."""
    rules.check_choice(brief_ids)
    chosen = _choose(organisation, brief_ids, today)
    candidates = _list_candidates(organisation, chosen, today)
    content = {
        "authority": organisation.name,
        "made_on": today.isoformat(),
        "months": rules.MONTHS,
        "briefs": _suggest(chosen, candidates),
    }
    suggestion = RotationSuggestion(
        organisation_id=organisation.id,
        content=content,
        digest=digest_of(content),
        made_by_id=actor.user_id or 0,
        made_at=utcnow(),
    )
    db.session.add(suggestion)
    db.session.flush()
    audit.record(
        actor,
        "rotation:suggestion:make",
        KIND,
        suggestion.id,
        after={"briefs": [each.brief.id for each in chosen], "sha256": suggestion.digest},
    )
    return suggestion


@writes
def decide_on_turn(
    actor: Subject, suggestion: RotationSuggestion, brief_id: int, outcome: str, why: str
) -> int:
    """Take what was suggested for a brief onto its shortlist, or leave it, with the reason.

    Nobody is invited by this. Returns how many are new on the shortlist.
    """
    rules.check_reason(why)
    part, brief = find_part(suggestion, brief_id), get_locked_brief(get_brief(brief_id))
    if outcome == Outcome.TAKEN:
        _check_current(part, brief.status)
    decision = RotationDecision(
        suggestion_id=suggestion.id,
        brief_id=brief.id,
        outcome=outcome,
        reason=why,
        decided_by_id=actor.user_id or 0,
        decided_at=utcnow(),
    )
    try:
        with db.session.begin_nested():
            db.session.add(decision)
    except IntegrityError as error:
        raise DomainError(rules.ALREADY_DECIDED) from error
    taken = _take(actor, part) if outcome == Outcome.TAKEN else 0
    audit.record(
        actor,
        "rotation:suggestion:decide",
        KIND,
        suggestion.id,
        after={"brief": brief.id, "outcome": outcome, "reason": why},
    )
    return taken


def _choose(organisation: Organisation, brief_ids: Collection[int], today: date) -> list[TurnBrief]:
    known = {each.brief.id: each for each in list_turn_briefs(organisation, today)}
    for brief_id in brief_ids:
        if brief_id not in known or not known[brief_id].can_be_chosen:
            title = known[brief_id].brief.title if brief_id in known else str(brief_id)
            raise DomainError(rules.NOT_IN_TURN.format(title), "briefs")
    return [known[brief_id] for brief_id in sorted(brief_ids)]


def _list_candidates(
    organisation: Organisation, chosen: Sequence[TurnBrief], today: date
) -> list[list[Candidate]]:
    """Return who fits each brief as its frozen search showed it, and can still be asked."""
    turns = count_turns(organisation.id, today)
    shown = [list_candidates(each.search, each.brief.id) for each in chosen if each.search]
    names = find_names({one[0] for rows in shown for one in rows})
    return [
        [
            Candidate(
                supplier_id=supplier_id,
                name=names[supplier_id],
                score=score,
                band=band,
                asked=turns.get(supplier_id, 0),
            )
            for supplier_id, score, band in rows
            if supplier_id in names
        ]
        for rows in shown
    ]


def _suggest(
    chosen: Sequence[TurnBrief], candidates: Sequence[Sequence[Candidate]]
) -> list[dict[str, Any]]:
    everyone = {one.supplier_id: one for rows in candidates for one in rows}
    most_asked = max((one.asked for one in everyone.values()), default=0)
    worth = [
        {one.supplier_id: rules.turn_score(one, most_asked) for one in rows} for rows in candidates
    ]
    ids = sorted(everyone)
    placed = list_assigned(
        [[by_id.get(supplier_id) for by_id in worth] for supplier_id in ids],
        [each.seats for each in chosen],
    )
    place_of = dict(zip(ids, placed, strict=True))
    titles = [each.brief.title for each in chosen]
    return [
        _part(each, rows, place, place_of, titles)
        for place, (each, rows) in enumerate(zip(chosen, candidates, strict=True))
    ]


def _part(
    turn: TurnBrief,
    candidates: Sequence[Candidate],
    place: int,
    place_of: Mapping[int, int],
    titles: Sequence[str],
) -> dict[str, Any]:
    mine = [one for one in candidates if place_of[one.supplier_id] == place]
    others = [one for one in candidates if place_of[one.supplier_id] != place]
    most = max((one.asked for one in mine), default=None)
    return {
        "brief_id": turn.brief.id,
        "title": turn.brief.title,
        "rule": {
            "code": turn.rule.code,
            "words": turn.rule.words,
            "source": turn.rule.source,
            "from_on": turn.rule.from_on.isoformat(),
        },
        "search_id": turn.search.id if turn.search else None,
        "quotes": turn.rule.quotes,
        "already": turn.already,
        "seats": turn.seats,
        "suggested": [_plain(one, rules.why_suggested(one)) for one in mine],
        "others": [
            _plain(
                one,
                rules.why_others_wait(one, _title_of(place_of[one.supplier_id], titles), most),
            )
            for one in others[: rules.MOST_OTHERS]
        ],
        "not_named": max(len(others) - rules.MOST_OTHERS, 0),
    }


def _title_of(place: int, titles: Sequence[str]) -> str | None:
    return titles[place] if place >= 0 else None


def _plain(candidate: Candidate, why: str) -> dict[str, Any]:
    return {
        "supplier_id": candidate.supplier_id,
        "name": candidate.name,
        "asked": candidate.asked,
        "score": candidate.score,
        "why": why,
    }


def _check_current(part: Mapping[str, Any], status: str) -> None:
    search = find_latest_search(part["brief_id"])
    if status != BriefStatus.LOOKING or search is None or search.id != part["search_id"]:
        raise DomainError(rules.OUTDATED)
    if not part["suggested"]:
        raise DomainError(rules.NOT_SUGGESTED, "outcome")


def _take(actor: Subject, part: Mapping[str, Any]) -> int:
    brief = get_brief(part["brief_id"])
    ids = [one["supplier_id"] for one in part["suggested"]]
    new = [each for each in ids if each not in list_shortlisted(brief.id, ids)]
    for supplier_id in new:
        add_to_shortlist(actor, brief, get_supplier(supplier_id))
    return len(new)

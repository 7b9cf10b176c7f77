"""A project from its first words to its end: written, checked, opened, ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from brokerage import audit
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.matchmaking.service import mark_changed
from brokerage.organisations.models import Organisation
from brokerage.permissions import Subject
from brokerage.places.models import Postcode
from brokerage.places.queries import find_place, list_priority_places_at
from brokerage.places.rules import without_space
from brokerage.socialvalue.emails import talk as emails
from brokerage.socialvalue.models import Offer, Project, ProjectNeed
from brokerage.socialvalue.queries.offers import list_offers_for
from brokerage.socialvalue.queries.projects import get_locked_project, get_project
from brokerage.socialvalue.rules import kinds
from brokerage.socialvalue.rules import projects as rules
from brokerage.socialvalue.rules.offers import OfferStatus
from brokerage.socialvalue.rules.projects import ProjectStatus

KIND = "project"
FIELDS = ("title", "why", "place_name", "contact")


@dataclass(frozen=True, kw_only=True)
class ProjectAnswers:
    """What a body says of its project."""

    title: str
    why: str
    place_name: str
    postcode: str
    contact: str


@dataclass(frozen=True, kw_only=True)
class NeedAnswers:
    """What a body says of one thing that it needs."""

    kind: str
    what: str
    detail: str
    unit: str
    asked: Decimal
    needed_by: date


@writes
def start_project(actor: Subject, organisation: Organisation, answers: ProjectAnswers) -> Project:
    """Begin a draft; nobody else sees it."""
    if not kinds.may_ask(organisation.status, organisation.kind):
        raise DomainError(rules.NOBODY_TO_ASK)
    project = Project(
        organisation_id=organisation.id,
        status=ProjectStatus.DRAFT,
        created_by_id=actor.user_id,
        created_at=utcnow(),
    )
    _answer(project, answers)
    db.session.add(project)
    db.session.flush()
    audit.record(actor, "socialvalue:project:start", KIND, project.id, after=_facts(project))
    return project


@writes
def edit_project(actor: Subject, project: Project, answers: ProjectAnswers) -> None:
    """Change what a project says."""
    live = get_locked_project(project.id)
    rules.check_editable(live.status)
    before = _facts(live)
    _answer(live, answers)
    db.session.flush()
    audit.record(
        actor, "socialvalue:project:edit", KIND, live.id, before=before, after=_facts(live)
    )
    note_changed(live)


@writes
def add_need(actor: Subject, project: Project, answers: NeedAnswers) -> ProjectNeed:
    """Add one thing that is needed."""
    live = get_locked_project(project.id)
    rules.check_editable(live.status)
    unit = rules.check_need(answers.kind, answers.unit, answers.needed_by, utcnow().date())
    count = select(func.count()).where(ProjectNeed.project_id == live.id)
    rules.check_room_for_need(db.session.scalar(count) or 0)
    need = ProjectNeed(
        project_id=live.id,
        kind=answers.kind,
        what=answers.what,
        detail=answers.detail,
        unit=unit,
        asked=answers.asked,
        needed_by=answers.needed_by,
    )
    db.session.add(need)
    db.session.flush()
    _record_need(actor, need, "add", after=_need_facts(need))
    note_changed(live)
    return need


@writes
def edit_need(actor: Subject, need: ProjectNeed, answers: NeedAnswers) -> None:
    """Change a need; never to less than what is agreed already."""
    project = get_locked_project(need.project_id)
    rules.check_editable(project.status)
    unit = rules.check_need(answers.kind, answers.unit, answers.needed_by, utcnow().date())
    live = db.session.get_one(ProjectNeed, need.id, with_for_update=True, populate_existing=True)
    rules.check_amount_asked(answers.asked, live.agreed)
    has_offers = select(Offer.id).where(Offer.need_id == live.id).limit(1)
    is_other = (live.kind, live.unit) != (answers.kind, unit)
    if is_other and db.session.scalar(has_offers) is not None:
        raise DomainError("There are offers for it: what it is counted in has to stay", "kind")
    before = _need_facts(live)
    live.kind, live.unit, live.what = answers.kind, unit, answers.what
    live.detail, live.asked, live.needed_by = answers.detail, answers.asked, answers.needed_by
    db.session.flush()
    _record_need(actor, live, "edit", before=before, after=_need_facts(live))
    note_changed(project)


@writes
def remove_need(actor: Subject, need: ProjectNeed) -> None:
    """Take a need away that nobody has offered anything for."""
    project = get_locked_project(need.project_id)
    rules.check_editable(project.status)
    if db.session.scalar(select(Offer.id).where(Offer.need_id == need.id).limit(1)) is not None:
        raise DomainError("There are offers for it. Ask for less of it, or close the project.")
    count = select(func.count()).where(ProjectNeed.project_id == project.id)
    if project.status == ProjectStatus.OPEN and (db.session.scalar(count) or 0) == 1:
        raise DomainError("It is all that you ask for. Close the project instead.")
    _record_need(actor, need, "remove", before=_need_facts(need))
    db.session.delete(need)
    db.session.flush()
    note_changed(project)


@writes
def submit_project(actor: Subject, project: Project) -> None:
    """Hand a project to the brokers."""
    live = get_locked_project(project.id)
    rules.check_move(live.status, ProjectStatus.SUBMITTED)
    count = select(func.count()).where(ProjectNeed.project_id == live.id)
    rules.check_ready(db.session.scalar(count) or 0)
    _move(actor, live, ProjectStatus.SUBMITTED, "submit")
    live.submitted_at = utcnow()
    emails.send_submitted(get_project(live.id))


@writes
def open_project(actor: Subject, project: Project) -> None:
    """Open what a broker has read: everybody can read it, and businesses can offer."""
    live = get_locked_project(project.id)
    rules.check_move(live.status, ProjectStatus.OPEN)
    live.opened_at = utcnow()
    live.reason, live.ended_at = "", None
    _move(actor, live, ProjectStatus.OPEN, "open")
    emails.send_decided(live, is_open=True)


@writes
def ask_for_project_changes(actor: Subject, project: Project, reason: str) -> None:
    """Send a project back with what has to change."""
    live = get_locked_project(project.id)
    rules.check_move(live.status, ProjectStatus.CHANGES_ASKED)
    rules.check_reason(reason, "the community body reads it")
    live.reason = reason
    _move(actor, live, ProjectStatus.CHANGES_ASKED, "ask-for-changes")
    emails.send_decided(live, is_open=False)


@writes
def end_project(actor: Subject, project: Project, status: str, reason: str) -> None:
    """Say that it is met, closed or withdrawn; whoever is talking about it is told."""
    live = get_locked_project(project.id)
    rules.check_move(live.status, status)
    if status != ProjectStatus.MET:
        rules.check_reason(reason, "whoever made an offer reads it")
    live.reason, live.ended_at = reason, utcnow()
    _move(actor, live, status, "end")
    open_offers = [each for each in list_offers_for(live.id) if each.status == OfferStatus.OPEN]
    for offer in open_offers:
        offer.status, offer.reason = OfferStatus.DECLINED, "The project has ended."
    db.session.flush()
    emails.send_ended(live, open_offers, rules.STATUS_LABELS[status])


@writes
def reopen_project(actor: Subject, project: Project) -> None:
    """Take an end back: what was closed is checked again, what was withdrawn is a draft."""
    live = get_locked_project(project.id)
    then = rules.REOPENED_AS.get(live.status)
    if then is None:
        raise DomainError("Only what was closed or withdrawn can be opened again.")
    live.reason, live.ended_at = "", None
    _move(actor, live, then, "reopen")
    if then == ProjectStatus.SUBMITTED:
        live.submitted_at = utcnow()
        emails.send_submitted(get_project(live.id))


def end_if_met(actor: Subject, project_id: int) -> None:
    """Call an open project met once all that was asked for has come."""
    live = get_locked_project(project_id)
    rows = db.session.execute(
        select(ProjectNeed.asked, ProjectNeed.came).where(ProjectNeed.project_id == project_id)
    )
    if live.status == ProjectStatus.OPEN and rules.is_met([(row[0], row[1]) for row in rows]):
        live.ended_at = utcnow()
        _move(actor, live, ProjectStatus.MET, "end")


def note_changed(project: Project) -> None:
    """Let the index take it in."""
    mark_changed(KIND, project.id)


def _move(actor: Subject, project: Project, status: str, verb: str) -> None:
    before = {"status": project.status}
    project.status = status
    db.session.flush()
    after = {"status": status} | ({"reason": project.reason} if project.reason else {})
    audit.record(actor, f"socialvalue:project:{verb}", KIND, project.id, before=before, after=after)
    note_changed(project)


def _answer(project: Project, answers: ProjectAnswers) -> None:
    place = find_place(answers.postcode)
    priority = list_priority_places_at(place.easting, place.northing)
    for field in FIELDS:
        setattr(project, field, getattr(answers, field))
    project.postcode = place.postcode or answers.postcode
    project.easting, project.northing = place.easting, place.northing
    project.authority_code = place.authority_code
    known = db.session.get(Postcode, without_space(project.postcode))
    project.ward_code = known.ward_code if known else None
    project.priority_place = priority[0].name if priority else ""


def _facts(project: Project) -> dict[str, Any]:
    return {field: getattr(project, field) for field in FIELDS} | {"postcode": project.postcode}


def _need_facts(need: ProjectNeed) -> dict[str, Any]:
    return {
        "kind": need.kind,
        "what": need.what,
        "detail": need.detail,
        "unit": need.unit,
        "asked": str(need.asked),
        "needed_by": need.needed_by.isoformat(),
    }


def _record_need(actor: Subject, need: ProjectNeed, verb: str, **values: Any) -> None:
    audit.record(actor, f"socialvalue:project-need:{verb}", "project-need", need.id, **values)

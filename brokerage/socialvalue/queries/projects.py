"""Projects: one, a body's own, those a broker checks, and what everybody can read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from brokerage.errors import NotFoundError
from brokerage.extensions import db
from brokerage.organisations.models import Organisation
from brokerage.organisations.rules import Status
from brokerage.socialvalue.models import (
    Agreement,
    Offer,
    Project,
    ProjectNeed,
    ProjectPicture,
)
from brokerage.socialvalue.rules.offers import AgreementStatus
from brokerage.socialvalue.rules.projects import PUBLIC, ProjectStatus
from brokerage.socialvalue.rules.worth import NO_HELP_DAYS, AskFacts
from brokerage.web.paging import Page

__all__ = ["Project", "ProjectNeed", "ProjectPicture"]
PER_PAGE = 20


def get_project(project_id: int) -> Project:
    """Return a project with its body, needs and pictures (NotFoundError)."""
    found = db.session.scalars(_whole(select(Project)).where(Project.id == project_id)).first()
    if found is None:
        raise NotFoundError
    return found


def get_public_project(project_id: int) -> Project:
    """Return one that everybody can read (NotFoundError)."""
    found = get_project(project_id)
    if found.status not in PUBLIC or found.organisation.status != Status.APPROVED:
        raise NotFoundError
    return found


def get_sent_project(project_id: int) -> Project:
    """Return one that a broker may read: a draft is nobody's but its writers' (NotFoundError)."""
    found = get_project(project_id)
    if found.submitted_at is None:
        raise NotFoundError
    return found


def get_locked_project(project_id: int) -> Project:
    """Return a project as its row is now, held until the write ends (NotFoundError)."""
    query = select(Project).where(Project.id == project_id).with_for_update()
    found = db.session.scalars(query.execution_options(populate_existing=True)).first()
    if found is None:
        raise NotFoundError
    return found


def get_need(need_id: int) -> ProjectNeed:
    """Return a need with its project and body (NotFoundError)."""
    found = db.session.scalars(
        select(ProjectNeed)
        .where(ProjectNeed.id == need_id)
        .options(joinedload(ProjectNeed.project).joinedload(Project.organisation))
    ).first()
    if found is None:
        raise NotFoundError
    return found


def get_open_need(need_id: int) -> ProjectNeed:
    """Return a need of a project that is open to offers (NotFoundError)."""
    found = get_need(need_id)
    project = found.project
    if project.status != ProjectStatus.OPEN or project.organisation.status != Status.APPROVED:
        raise NotFoundError
    return found


def get_project_picture(project_id: int, digest: str) -> ProjectPicture:
    """Return a picture of a project with its bytes (NotFoundError)."""
    found = db.session.scalars(
        select(ProjectPicture).where(
            ProjectPicture.project_id == project_id, ProjectPicture.digest == digest
        )
    ).first()
    if found is None:
        raise NotFoundError
    return found


def get_picture(picture_id: int) -> tuple[ProjectPicture, Project]:
    """Return a picture and whose it is (NotFoundError)."""
    found = db.session.get(ProjectPicture, picture_id)
    if found is None:
        raise NotFoundError
    return found, get_project(found.project_id)


def list_projects_of(organisation_id: int, page: int) -> Page[Project]:
    """Return a page of a body's own projects, newest first."""
    return _page((Project.organisation_id == organisation_id,), page)


def list_projects_to_check(page: int) -> Page[Project]:
    """Return a page of the projects that wait for a broker, who has waited longest first."""
    wanted = (Project.status == ProjectStatus.SUBMITTED,)
    return _page(wanted, page, Project.submitted_at, Project.id)


def count_projects_to_check() -> int:
    """Return how many projects wait for a broker."""
    query = select(func.count(Project.id)).where(Project.status == ProjectStatus.SUBMITTED)
    return db.session.scalar(query) or 0


def count_projects_of(organisation_id: int) -> dict[str, int]:
    """Return how many projects a body has in each status that it has any in."""
    rows = db.session.execute(
        select(Project.status, func.count())
        .where(Project.organisation_id == organisation_id)
        .group_by(Project.status)
        .order_by(Project.status)
    )
    return {row[0]: row[1] for row in rows}


def list_ask_facts(conditions: Sequence[ColumnElement[bool]], today: date) -> list[AskFacts]:
    """Return of each open project what the published criteria look at; two statements."""
    has_had_help = exists().where(
        Offer.id == Agreement.offer_id,
        Offer.receiver_id == Project.organisation_id,
        Agreement.status == AgreementStatus.CONFIRMED,
        Agreement.delivered_on > today - timedelta(days=NO_HELP_DAYS),
    )
    rows = db.session.execute(
        select(Project.id, Project.priority_place, Project.opened_at, has_had_help.label("had"))
        .join(Project.organisation)
        .where(*is_open(), *conditions)
        .order_by(Project.id)
    ).all()
    needs = _amounts_of([row.id for row in rows])
    return [
        AskFacts(
            id=row.id,
            priority_place=row.priority_place,
            opened_on=row.opened_at.date(),
            needed_by=min(needed_by for _, needed_by in needs[row.id]),
            asked=[amounts for amounts, _ in needs[row.id]],
            has_had_help=row.had,
        )
        for row in rows
        if row.id in needs
    ]


def list_by_ids(ids: Sequence[int]) -> dict[int, Project]:
    """Return the public ones among the ids as they are now, by id."""
    rows = db.session.scalars(
        select(Project)
        .join(Project.organisation)
        .where(
            Project.id.in_(ids), Project.status.in_(PUBLIC), Organisation.status == Status.APPROVED
        )
        .options(
            contains_eager(Project.organisation),
            selectinload(Project.needs),
            selectinload(Project.pictures),
        )
    )
    return {project.id: project for project in rows}


def list_met_projects(page: int) -> Page[Project]:
    """Return a page of the projects that were met, the latest first."""
    wanted = (Project.status == ProjectStatus.MET, Organisation.status == Status.APPROVED)
    return _page(wanted, page, Project.ended_at.desc(), Project.id.desc())


def list_project_ids(organisation_id: int) -> Sequence[int]:
    """Return the ids of all projects of a body, oldest first."""
    return db.session.scalars(
        select(Project.id).where(Project.organisation_id == organisation_id).order_by(Project.id)
    ).all()


def is_open() -> tuple[ColumnElement[bool], ...]:
    """Return what makes a project one that can be offered to; joined to its organisation."""
    return (Project.status == ProjectStatus.OPEN, Organisation.status == Status.APPROVED)


def list_open_needs_of(organisation_id: int) -> Sequence[ProjectNeed]:
    """Return the needs of a body's open projects of which something is left."""
    return db.session.scalars(
        select(ProjectNeed)
        .join(ProjectNeed.project)
        .where(
            Project.organisation_id == organisation_id,
            Project.status == ProjectStatus.OPEN,
            ProjectNeed.agreed < ProjectNeed.asked,
        )
        .options(contains_eager(ProjectNeed.project))
        .order_by(Project.id, ProjectNeed.id)
    ).all()


def _amounts_of(ids: Sequence[int]) -> dict[int, list[tuple[tuple[Decimal, Decimal], date]]]:
    found: dict[int, list[tuple[tuple[Decimal, Decimal], date]]] = {}
    rows = db.session.execute(
        select(ProjectNeed.project_id, ProjectNeed.asked, ProjectNeed.agreed, ProjectNeed.needed_by)
        .join(ProjectNeed.project)
        .where(Project.status == ProjectStatus.OPEN)
        .order_by(ProjectNeed.id)
    )
    wanted = set(ids)
    for row in rows:
        if row.project_id in wanted:
            amounts = ((row.asked, row.agreed), row.needed_by)
            found.setdefault(row.project_id, []).append(amounts)
    return found


def _whole(query: Select[Project]) -> Select[Project]:
    return query.options(
        joinedload(Project.organisation),
        selectinload(Project.needs),
        selectinload(Project.pictures),
    )


def _page(conditions: Sequence[ColumnElement[bool]], page: int, *order: Any) -> Page[Project]:
    query = select(Project).join(Project.organisation).where(*conditions)
    total = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = db.session.scalars(
        query.options(contains_eager(Project.organisation), selectinload(Project.needs))
        .order_by(*(order or (Project.id.desc(),)))
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    ).all()
    return Page(rows=rows, number=page, per_page=PER_PAGE, total=total)

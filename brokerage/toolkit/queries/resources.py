"""Resources as everyone, their organisation and brokers read them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from brokerage.accounts.models import User
from brokerage.errors import NotFoundError
from brokerage.extensions import db
from brokerage.toolkit.models import Resource, ResourceTag, ResourceVersion, ToolkitLabel
from brokerage.toolkit.rules import ResourceSearch, ResourceState
from brokerage.toolkit.rules.search import rank_resources
from brokerage.web.paging import Page

PER_PAGE = 20
Labels = Mapping[tuple[str, str], str]
OVERDUE = "overdue"
"""Asked for like a state: published, and not read again in time."""


def get_resource(resource_id: int) -> Resource:
    """Return a resource in any state (NotFoundError)."""
    query = _whole().where(Resource.id == resource_id)
    resource = db.session.scalars(query).first()
    if resource is None:
        raise NotFoundError
    return resource


def get_public_resource(resource_id: int) -> Resource:
    """Return a resource that everyone can read (NotFoundError)."""
    resource = get_resource(resource_id)
    if resource.state != ResourceState.PUBLISHED:
        raise NotFoundError
    return resource


def get_locked_resource(resource_id: int) -> Resource:
    """Return the live row, locked until the transaction ends (NotFoundError)."""
    resource = db.session.get(Resource, resource_id, with_for_update=True, populate_existing=True)
    if resource is None:
        raise NotFoundError
    return resource


def search_resources(search: ResourceSearch, page: int) -> Page[Resource]:
    """Return a page of what fits: by words the best first, without words the newest."""
    is_found = [Resource.state == ResourceState.PUBLISHED, *_filters(search)]
    if search.text.strip():
        kept = db.session.execute(
            select(Resource.id, Resource.words).where(*is_found).order_by(Resource.id)
        ).all()
        ids = rank_resources(search.text, [(row.id, row.words) for row in kept])
        shown = ids[(page - 1) * PER_PAGE : page * PER_PAGE]
        found = {
            each.id: each for each in db.session.scalars(_whole().where(Resource.id.in_(shown)))
        }
        rows: Sequence[Resource] = [found[each] for each in shown if each in found]
        return Page(rows=rows, number=page, per_page=PER_PAGE, total=len(ids))
    return _page(is_found, page, Resource.published_at.desc(), Resource.id.desc())


def list_for_broker(state: str, page: int, today: date) -> Page[Resource]:
    """Return a page of all resources, or of one state: what waits longest for its reading first."""
    wanted: list[ColumnElement[bool]] = []
    if state == OVERDUE:
        wanted = [Resource.state == ResourceState.PUBLISHED, Resource.review_by < today]
    elif state:
        wanted = [Resource.state == state]
    return _page(wanted, page, Resource.review_by, Resource.id)


def count_by_state(today: date) -> dict[str, int]:
    """Return how many there are in each state, and how many are overdue."""
    rows = db.session.execute(
        select(Resource.state, func.count(), func.min(Resource.review_by)).group_by(Resource.state)
    ).all()
    counts = {state: number for state, number, _ in rows}
    overdue = db.session.scalar(
        select(func.count())
        .select_from(Resource)
        .where(Resource.state == ResourceState.PUBLISHED, Resource.review_by < today)
    )
    return counts | {OVERDUE: overdue or 0}


def list_of_organisation(organisation_id: int) -> list[Resource]:
    """Return what an organisation has suggested, newest first."""
    query = (
        select(Resource)
        .where(Resource.organisation_id == organisation_id)
        .order_by(Resource.id.desc())
        .limit(100)
    )
    return list(db.session.scalars(query))


def list_versions(resource_id: int) -> list[tuple[ResourceVersion, str]]:
    """Return what a resource has said, newest first, each with who saved it."""
    rows = db.session.execute(
        select(ResourceVersion, User.name)
        .outerjoin(User, User.id == ResourceVersion.saved_by_id)
        .where(ResourceVersion.resource_id == resource_id)
        .order_by(ResourceVersion.number.desc())
        .limit(100)
    )
    return [(version, name or "It came with the project") for version, name in rows]


def get_version(resource_id: int, number: int) -> ResourceVersion:
    """Return one version (NotFoundError)."""
    version = db.session.get(ResourceVersion, (resource_id, number))
    if version is None:
        raise NotFoundError
    return version


def count_versions(resource_id: int) -> int:
    """Return the number of the newest version; 0 before the first."""
    query = select(func.max(ResourceVersion.number)).where(
        ResourceVersion.resource_id == resource_id
    )
    return db.session.scalar(query) or 0


def list_labels() -> Labels:
    """Return how themes, pledges and topics read, by scheme and code, in their order."""
    rows = db.session.execute(
        select(ToolkitLabel.scheme, ToolkitLabel.code, ToolkitLabel.label).order_by(
            ToolkitLabel.scheme, ToolkitLabel.position, ToolkitLabel.code
        )
    )
    return {(scheme, code): label for scheme, code, label in rows}


def list_used_codes() -> Mapping[str, Sequence[str]]:
    """Return the codes under which something published is filed, by scheme."""
    rows = db.session.execute(
        select(ResourceTag.scheme, ResourceTag.code)
        .join(Resource, Resource.id == ResourceTag.resource_id)
        .where(Resource.state == ResourceState.PUBLISHED)
        .distinct()
        .order_by(ResourceTag.scheme, ResourceTag.code)
    )
    used: dict[str, list[str]] = {}
    for scheme, code in rows:
        used.setdefault(scheme, []).append(code)
    return used


def list_to_remind(today: date, ahead: timedelta, limit: int = 100) -> list[Resource]:
    """Return what brokers are to be told of: soon to be read again, or not read in time."""
    is_soon = (Resource.review_by <= today + ahead) & Resource.warned_on.is_(None)
    is_late = (Resource.review_by < today) & Resource.overdue_told_on.is_(None)
    query = (
        select(Resource)
        .where(Resource.state == ResourceState.PUBLISHED, or_(is_soon, is_late))
        .order_by(Resource.review_by, Resource.id)
        .limit(limit)
    )
    return list(db.session.scalars(query))


def _whole() -> Select[Resource]:
    return select(Resource).options(selectinload(Resource.tags), joinedload(Resource.organisation))


def _filters(search: ResourceSearch) -> list[ColumnElement[bool]]:
    found = [_has_tag(scheme, code) for scheme, code in search.tags]
    return [*found, Resource.kind == search.kind] if search.kind else found


def _has_tag(scheme: str, code: str) -> ColumnElement[bool]:
    return exists().where(
        ResourceTag.resource_id == Resource.id,
        ResourceTag.scheme == scheme,
        ResourceTag.code == code,
    )


def _page(wanted: Sequence[ColumnElement[bool]], page: int, *order: Any) -> Page[Resource]:
    total = db.session.scalar(select(func.count()).select_from(Resource).where(*wanted)) or 0
    rows = db.session.scalars(
        _whole().where(*wanted).order_by(*order).limit(PER_PAGE).offset((page - 1) * PER_PAGE)
    ).all()
    return Page(rows=rows, number=page, per_page=PER_PAGE, total=total)

"""What of the toolkit fits where somebody is: a pledge, a check-in, a gap in a passport."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from brokerage.extensions import db
from brokerage.toolkit.models import Resource, ResourceTag
from brokerage.toolkit.rules import WEIGHTS, ResourceState, Scheme

MOST_SUGGESTIONS = 20


def list_suggestions(
    theme: str | None = None,
    pledge: str | None = None,
    role: str | None = None,
    topic: str | None = None,
    limit: int = 3,
) -> list[Resource]:
    """Return published resources that fit, the closest first; one statement, [] for none.

    All are plain codes: of a theme, of a pledge, of the voice somebody speaks in, of a topic
    (such as a kind of evidence). Something of them must fit; a voice alone does where nothing
    else is asked for. Ties go to what was read most recently, then by id.
    """
    asked = {
        Scheme.PLEDGE: pledge,
        Scheme.TOPIC: topic,
        Scheme.THEME: theme,
        Scheme.VOICE: role,
    }
    return _list_closest([(scheme, code) for scheme, code in asked.items() if code], limit)


def list_suggestions_on(topics: Collection[str], limit: int = 3) -> list[Resource]:
    """Return published resources on any of these topics, what covers most of them first."""
    return _list_closest([(Scheme.TOPIC, topic) for topic in sorted(topics)], limit)


def _list_closest(wanted: list[tuple[Scheme, str]], limit: int) -> list[Resource]:
    if not wanted or limit < 1:
        return []
    weight = case(WEIGHTS, value=ResourceTag.scheme, else_=0)
    closeness = (
        select(ResourceTag.resource_id, func.sum(weight).label("closeness"))
        .where(or_(*(_is_tag(*each) for each in wanted)))
        .group_by(ResourceTag.resource_id)
        .subquery()
    )
    only_voice = all(scheme == Scheme.VOICE for scheme, _ in wanted)
    query = (
        select(Resource)
        .join(closeness, closeness.c.resource_id == Resource.id)
        .where(
            Resource.state == ResourceState.PUBLISHED,
            closeness.c.closeness > (0 if only_voice else WEIGHTS[Scheme.VOICE]),
        )
        .order_by(closeness.c.closeness.desc(), Resource.reviewed_on.desc(), Resource.id)
        .limit(min(limit, MOST_SUGGESTIONS))
    )
    return list(db.session.scalars(query))


def _is_tag(scheme: str, code: str) -> ColumnElement[bool]:
    return and_(ResourceTag.scheme == scheme, ResourceTag.code == code)

"""What open data registers with the app."""

from __future__ import annotations

from datetime import timedelta

from brokerage.audit import Recorded
from brokerage.competitions.queries.competitions import get_competition
from brokerage.jobs import Job
from brokerage.opendata import models, tasks
from brokerage.opendata.routes import blueprint
from brokerage.opendata.service.releases import publish_release
from brokerage.web.features import Feature

EVERY = timedelta(minutes=10)


def publish_news(told: Recorded) -> None:
    """When an open brief begins, changes or ends, that is published with it."""
    publish_release(told.actor, told.object_id or 0)


def publish_award(told: Recorded) -> None:
    """When a competition for an open brief is decided, that is published."""
    competition = get_competition(told.object_id or 0)
    publish_release(told.actor, competition.brief_id)


OPENDATA = Feature(
    name="opendata",
    models=models,
    blueprints=(blueprint,),
    audit_subscribers=(
        {
            "procurement:brief:finish": publish_news,
            "procurement:brief:edit": publish_news,
            "procurement:brief:close": publish_news,
            "procurement:reservation:set": publish_news,
            "procurement:reservation:remove": publish_news,
            "competitions:competition:award": publish_award,
            "competitions:competition:end-without-award": publish_award,
        },
    ),
    jobs=(Job("publish-releases", EVERY, tasks.publish_missing, tasks.has_unpublished),),
)

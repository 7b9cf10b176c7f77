"""The job that publishes open briefs from before releases were kept."""

from __future__ import annotations

from brokerage.extensions import db
from brokerage.opendata.queries.releases import list_unpublished
from brokerage.opendata.service.releases import publish_release
from brokerage.permissions import SYSTEM

MOST_A_RUN = 200


def has_unpublished() -> bool:
    """Say whether an open brief has no release yet."""
    found = bool(list_unpublished(1))
    db.end_read()  # the claim of the job is a write of another session: it would wait for this read
    return found


def publish_missing() -> int:
    """Publish what is missing, a brief at a time; return how many were."""
    published = 0
    for brief_id in list_unpublished(MOST_A_RUN):
        published += publish_release(SYSTEM, brief_id)
        db.session.commit()
    return published

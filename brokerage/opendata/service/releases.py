"""Publishing what is new of an open brief, in the transaction in which it becomes so."""

from __future__ import annotations

import json

from flask import current_app

from brokerage import audit
from brokerage.config import Config
from brokerage.extensions import db, utcnow, writes
from brokerage.opendata.models import PublishedRelease
from brokerage.opendata.queries.releases import find_last_release, find_public_brief
from brokerage.opendata.rules import releases as rules
from brokerage.permissions import Subject

KIND = "brief"


@writes
def publish_release(actor: Subject, brief_id: int) -> bool:
    """Publish a release if everybody may know the brief and something in it is new; say whether."""
    brief = find_public_brief(brief_id)
    if brief is None:
        return False
    body, last = rules.make_body(brief), find_last_release(brief_id)
    digest = rules.digest_of(body)
    if last is not None and last.digest == digest:
        return False
    config: Config = current_app.extensions["config"]
    now, number = utcnow(), last.number + 1 if last else 1
    release = rules.make_release(
        body,
        ocid=rules.make_ocid(config.ocid_prefix, brief_id),
        number=number,
        at=now,
        before=json.loads(last.content) if last else None,
    )
    db.session.add(
        PublishedRelease(
            brief_id=brief_id,
            number=number,
            year=now.year,
            released_at=now,
            digest=digest,
            content=json.dumps(release, ensure_ascii=False),
        )
    )
    db.session.flush()
    audit.record(actor, "opendata:release:publish", KIND, brief_id, after={"number": number})
    return True

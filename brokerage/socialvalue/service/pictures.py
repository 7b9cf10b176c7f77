"""The pictures of a project."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from brokerage import audit
from brokerage.errors import DomainError
from brokerage.extensions import db, writes
from brokerage.permissions import Subject
from brokerage.socialvalue.models import Project, ProjectPicture
from brokerage.socialvalue.queries.projects import get_locked_project
from brokerage.socialvalue.rules import projects as rules
from brokerage.web.pictures import EncodedPicture, encode_picture


def add_picture(actor: Subject, project: Project, raw: bytes, alt_text: str) -> None:
    """Keep a picture as we encode it, with the words that stand for it.

    Encoding takes a while, so it is over before the write begins and holds nobody up.
    """
    rules.check_editable(project.status)
    rules.check_room_for_picture(len(project.pictures))
    if not alt_text:
        raise DomainError("Say in words what the picture shows", "alt_text")
    db.end_read()
    try:
        encoded = encode_picture(raw)
    except DomainError as refusal:
        raise DomainError(refusal.sentence, "picture") from refusal
    _keep(actor, project, encoded, alt_text)


@writes
def remove_picture(actor: Subject, picture: ProjectPicture) -> None:
    """Take a picture away."""
    live = get_locked_project(picture.project_id)
    rules.check_editable(live.status)
    before = {"digest": picture.digest}
    db.session.delete(picture)
    db.session.flush()
    audit.record(actor, "socialvalue:picture:remove", "project", live.id, before=before)


@writes
def _keep(actor: Subject, project: Project, encoded: EncodedPicture, alt_text: str) -> None:
    live = get_locked_project(project.id)
    rules.check_editable(live.status)
    count = select(func.count()).where(ProjectPicture.project_id == live.id)
    rules.check_room_for_picture(db.session.scalar(count) or 0)
    picture = ProjectPicture(
        project_id=live.id,
        digest=encoded.digest,
        alt_text=alt_text,
        width=encoded.width,
        height=encoded.height,
        jpeg=encoded.jpeg,
    )
    try:
        with db.session.begin_nested():
            db.session.add(picture)
    except IntegrityError as clash:
        raise DomainError("This picture is there already", "picture") from clash
    after = {"digest": encoded.digest, "alt_text": alt_text}
    audit.record(actor, "socialvalue:picture:add", "project", live.id, after=after)

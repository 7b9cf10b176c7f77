"""Groups of signatories that belong together."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError

from brokerage import audit
from brokerage.charter.models import CharterGroup, GroupMember
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.permissions import Subject

KIND = "charter_group"
IN_ONE = "This signatory is in a group already"


@writes
def add_group(actor: Subject, name: str) -> CharterGroup:
    """Make a group."""
    group = CharterGroup(name=name, created_at=utcnow())
    try:
        with db.session.begin_nested():
            db.session.add(group)
    except IntegrityError as error:
        raise DomainError("There is a group of this name", "name") from error
    audit.record(actor, "charter:group:add", KIND, group.id, after={"name": name})
    return group


@writes
def add_to_group(actor: Subject, group: CharterGroup, signatory_id: int) -> None:
    """Put a signatory into a group: it is in one at most, so that nothing counts twice."""
    if db.session.get(GroupMember, signatory_id) is not None:
        raise DomainError(IN_ONE, "signatory")
    member = GroupMember(group_id=group.id, signatory_id=signatory_id)
    try:
        with db.session.begin_nested():
            db.session.add(member)
    except IntegrityError as error:
        raise DomainError(IN_ONE, "signatory") from error
    after = {"signatory": signatory_id}
    audit.record(actor, "charter:group:add-member", KIND, group.id, after=after)


@writes
def remove_from_group(actor: Subject, group: CharterGroup, signatory_id: int) -> None:
    """Take a signatory out of a group."""
    member = db.session.get(GroupMember, signatory_id)
    if member is None or member.group_id != group.id:
        raise DomainError("This signatory is not in the group.")
    db.session.delete(member)
    db.session.flush()
    before = {"signatory": signatory_id}
    audit.record(actor, "charter:group:remove-member", KIND, group.id, before=before)

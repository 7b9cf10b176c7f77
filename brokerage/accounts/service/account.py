"""What people change about their own account."""

from __future__ import annotations

from brokerage import audit
from brokerage.accounts import emails, rules
from brokerage.accounts.models import User
from brokerage.accounts.queries import ProvenPassword, get_user
from brokerage.accounts.service.links import end_links
from brokerage.accounts.service.sign_ins import end_all_sign_ins
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.permissions import Subject


@writes
def change_name(subject: Subject, name: str) -> None:
    """Change one's own name."""
    user = _own(subject)
    before, user.name = user.name, name
    db.session.flush()
    audit.record(
        subject,
        "accounts:user:rename",
        "user",
        user.id,
        before={"name": before},
        after={"name": name},
    )


@writes
def change_password(subject: Subject, proven: ProvenPassword | None, password_hash: str) -> None:
    """Change one's own password and end all other sign-ins (DomainError on `old_password`)."""
    user = _own(subject)
    if proven is None or (proven.user_id, proven.stored_hash) != (user.id, user.password_hash):
        raise DomainError("That is not your password now", field="old_password")
    user.password_hash = password_hash
    end_links(user.id, rules.LinkPurpose.RESET, utcnow())
    end_all_sign_ins(user, but=subject.sign_in_id)
    audit.record(subject, "accounts:password:change", "user", user.id)
    emails.send_password_changed(user)


def _own(subject: Subject) -> User:
    return get_user(subject.user_id or 0)

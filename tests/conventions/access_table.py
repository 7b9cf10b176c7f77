"""Who may do what: every endpoint, every role, declared apart from the code that decides.

One line an endpoint. `get` stands for GET and HEAD. "May" means an answer below 400 that does
not lead to the sign-in page, or a form's 400 or 422; everyone else gets 403, 404 or sign-in.
An endpoint that is missing here fails the test, and so does a line without an endpoint.
"""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """The people of the matrix; each but the first two is signed in with their second step done."""

    ANONYMOUS = "anonymous"
    SUSPENDED = "suspended"
    VOLUNTEER = "volunteer"
    SUPPLIER_MEMBER = "supplier member"
    HOST_MEMBER = "host member"
    BUYER = "buyer"
    LINE_MANAGER = "line manager"
    PEER = "owner of another organisation"
    BROKER = "broker"
    ADMINISTRATOR = "administrator"


Roles = frozenset[Role]

EVERYONE: Roles = frozenset(Role)
NOBODY: Roles = frozenset()
# A suspended user's old cookie counts for nothing: they are as anonymous as a visitor.
SIGNED_OUT: Roles = frozenset({Role.ANONYMOUS, Role.SUSPENDED})
SIGNED_IN: Roles = EVERYONE - SIGNED_OUT
BROKERS: Roles = frozenset({Role.BROKER, Role.ADMINISTRATOR})
ADMINISTRATORS: Roles = frozenset({Role.ADMINISTRATOR})


@dataclass(frozen=True)
class Access:
    """Who may GET (and HEAD) and who may POST; None where the method does not exist."""

    get: Roles | None = None
    post: Roles | None = None


ACCESS: dict[str, Access] = {
    "static": Access(get=EVERYONE),
    # Accounts. The code pages answer anyone, and lead to the sign-in without a half one.
    "accounts.register": Access(get=EVERYONE, post=EVERYONE),
    "accounts.show_registered": Access(get=EVERYONE),
    "accounts.ask_for_verification": Access(get=EVERYONE, post=EVERYONE),
    "accounts.verify_email": Access(get=EVERYONE, post=EVERYONE),
    "accounts.send_new_link": Access(post=EVERYONE),
    "accounts.sign_in": Access(get=EVERYONE, post=EVERYONE),
    "accounts.ask_for_reset": Access(get=EVERYONE, post=EVERYONE),
    "accounts.show_reset_sent": Access(get=EVERYONE),
    "accounts.reset_password": Access(get=EVERYONE, post=EVERYONE),
    "accounts.enter_code": Access(get=EVERYONE, post=EVERYONE),
    "accounts.use_recovery_code": Access(get=EVERYONE, post=EVERYONE),
    "accounts.set_up_codes": Access(get=EVERYONE, post=EVERYONE),
    "accounts.sign_out": Access(post=SIGNED_IN),
    "accounts.show_account": Access(get=SIGNED_IN),
    "accounts.change_name": Access(get=SIGNED_IN, post=SIGNED_IN),
    "accounts.change_password": Access(get=SIGNED_IN, post=SIGNED_IN),
    "accounts.end_sign_in": Access(post=frozenset({Role.VOLUNTEER})),
    "accounts.end_other_sign_ins": Access(post=SIGNED_IN),
    "accounts.replace_codes": Access(get=BROKERS, post=BROKERS),
    "accounts.list_users": Access(get=ADMINISTRATORS),
    "accounts.show_user": Access(get=ADMINISTRATORS),
    "accounts.suspend_user": Access(get=ADMINISTRATORS, post=ADMINISTRATORS),
    "accounts.restore_user": Access(get=ADMINISTRATORS, post=ADMINISTRATORS),
    "accounts.change_role": Access(get=ADMINISTRATORS, post=ADMINISTRATORS),
    "accounts.reset_codes": Access(get=ADMINISTRATORS, post=ADMINISTRATORS),
    "accounts.list_audit_events": Access(get=ADMINISTRATORS),
    "accounts.list_undelivered_mail": Access(get=ADMINISTRATORS),
    "accounts.send_mail_again": Access(post=ADMINISTRATORS),
}

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
    "pages.show_home": Access(get=EVERYONE),
    "pages.show_help": Access(get=EVERYONE),
    "pages.show_accessibility_statement": Access(get=EVERYONE),
    "pages.show_privacy_notice": Access(get=EVERYONE),
    "pages.show_cookies": Access(get=EVERYONE),
    "pages.show_about_data": Access(get=EVERYONE),
    "pages.show_glossary": Access(get=EVERYONE),
    "pages.show_feedback_sent": Access(get=EVERYONE),
    "pages.show_robots": Access(get=EVERYONE),
    "pages.show_security_contact": Access(get=EVERYONE),
    "pages.show_health": Access(get=EVERYONE),
    "pages.show_readiness": Access(get=EVERYONE),
    "pages.give_feedback": Access(get=EVERYONE, post=EVERYONE),
    # There are no such pages outside demonstration mode, in which this table is not walked.
    "pages.show_demo": Access(get=NOBODY),
    "pages.sign_in_as": Access(post=NOBODY),
    "pages.show_mailbox": Access(get=NOBODY),
    "pages.show_mail": Access(get=NOBODY),
}

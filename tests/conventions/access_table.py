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
}

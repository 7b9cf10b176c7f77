"""The roles of the access matrix, and who of the examples stands for each."""

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


OWNER: Roles = frozenset({Role.SUPPLIER_MEMBER})
"""The owner of the organisation that the example addresses are about."""
OWNER_OR_BROKER: Roles = OWNER | BROKERS
"""Who may read the papers that the owner's organisation has sent."""
ONESELF: Roles = frozenset({Role.VOLUNTEER})
"""Whose sign-in, booking, employment or invitation the example address is about."""
HOST: Roles = frozenset({Role.HOST_MEMBER})
"""The owner of the host whose opportunity, session and booking the examples are about."""
HOST_OR_BROKER: Roles = HOST | BROKERS
"""Who looks after the host's groups of volunteers, and those who came to it and are not online."""
STAFF_MANAGER: Roles = frozenset({Role.LINE_MANAGER})
"""A line manager of the employer that the example addresses are about."""
PAIRED: Roles = frozenset({Role.VOLUNTEER, Role.SUPPLIER_MEMBER})
"""The mentee and the mentor of the pair that the example addresses are about."""
BUYER: Roles = frozenset({Role.BUYER})
"""A buyer of the council whose briefs the examples are about."""
BUYER_OR_BROKER: Roles = BUYER | BROKERS
"""Who looks after the council's spend."""

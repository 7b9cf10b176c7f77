"""Employment as evidence: whom a work address proves, and who may confirm. Pure."""

from __future__ import annotations

import re
from datetime import timedelta
from enum import StrEnum

from brokerage.errors import DomainError
from brokerage.organisations.rules import Role

LINK_LIFETIME = timedelta(days=2)
ONE_DAY = timedelta(days=1)
MOST_LINKS_A_DAY = 5
MOST_STATEMENTS_A_DAY = 10
MOST_DOMAINS_A_DAY = 20
LONGEST_DOMAIN = 200
LONGEST_REASON = 500

# Anyone can have an address there, so it says nothing of where its owner works. The list need
# not be complete: a broker looks at each domain before it counts.
FREE_MAIL_DOMAINS = frozenset(
    """
    aol.com btinternet.com fastmail.com gmail.com gmx.com gmx.co.uk googlemail.com hey.com
    hotmail.co.uk hotmail.com icloud.com live.co.uk live.com mac.com mail.com me.com msn.com
    ntlworld.com outlook.com pm.me proton.me protonmail.com sky.com talktalk.net tiscali.co.uk
    tutanota.com virginmedia.com yahoo.co.uk yahoo.com ymail.com zoho.com
    """.split()
)
_DOMAIN = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))+")


class ProvedBy(StrEnum):
    """What shows that someone works there."""

    WORK_ADDRESS = "work-address"
    EMPLOYER = "employer"


class LinkOverError(DomainError):
    """A link that was used, has run out, never was, or was asked for by someone else."""

    def __init__(self) -> None:
        super().__init__("This link does not work any more. Ask for a new one.")


def domain_of(address: str) -> str:
    """Return the part of an address after the @, in small letters."""
    return address.rpartition("@")[2].casefold()


def clean_domain(typed: str) -> str:
    """Return the domain of work addresses as it is kept; a whole address is forgiven.

    Raises DomainError on `domain` for what is none and for one where anyone can have an address.
    """
    domain = domain_of(typed.strip()).removeprefix("www.")
    if len(domain) > LONGEST_DOMAIN or not _DOMAIN.fullmatch(domain):
        raise DomainError("Enter the part after the @, like council.example", "domain")
    if domain in FREE_MAIL_DOMAINS:
        raise DomainError(
            "Anyone can have an address there, so it does not show who works for you", "domain"
        )
    return domain


def check_work_address(address: str) -> None:
    """Refuse an address that says nothing of where its owner works."""
    if domain_of(address) in FREE_MAIL_DOMAINS:
        raise DomainError(
            "Anyone can have an address there. Enter the address you use at work, "
            "or choose your employer instead",
            "work_email",
        )


def check_confirmer(*, is_own: bool, role: str | None) -> None:
    """Refuse a manager who confirms their own employment; owners speak for the employer."""
    if is_own and role != Role.OWNER:
        raise DomainError("You cannot confirm yourself. Another owner or line manager can.")

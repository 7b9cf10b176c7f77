"""Reads of the charter; what other features use has its name here."""

from brokerage.charter.queries.catalogue import list_pledges, list_themes
from brokerage.charter.queries.check_ins import (
    CheckInEntry,
    FigureEntry,
    Story,
    list_check_ins,
    list_stories,
)
from brokerage.charter.queries.signatories import (
    PledgeEntry,
    SignatoryEntry,
    count_signatories_by_pledge,
    find_signatory_entry,
    find_signatory_of,
    list_pledges_of,
    list_signatories,
)

__all__ = [
    "CheckInEntry",
    "FigureEntry",
    "PledgeEntry",
    "SignatoryEntry",
    "Story",
    "count_signatories_by_pledge",
    "find_signatory_entry",
    "find_signatory_of",
    "list_check_ins",
    "list_pledges",
    "list_pledges_of",
    "list_signatories",
    "list_stories",
    "list_themes",
]

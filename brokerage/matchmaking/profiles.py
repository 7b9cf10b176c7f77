"""What a higher feature hands over so that its rows can be matched, and asks with."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from matching.accounted import Account
from matching.profile import Place, Profile, Seeker
from matching.wording import BRIEF, OPPORTUNITY, ORGANISATION, VOLUNTEER_CARD, Wording

__all__ = [
    "Account",
    "BRIEF",
    "OPPORTUNITY",
    "ORGANISATION",
    "VOLUNTEER_CARD",
    "CandidateKind",
    "Place",
    "Profile",
    "ProfileSource",
    "PurposeTexts",
    "Seeker",
    "Wording",
]


@dataclass(frozen=True, kw_only=True)
class ProfileSource:
    """One kind of what is matched, contributed to the place `profiles`.

    `list_profiles(None)` gives all that can be found now; with ids, those among them that
    can. What is not given back for an id is taken out of the index.
    `wording` is how its matches are spoken of; `schemes` the lists whose labels and words it
    knows; `weights` (of parts) and `field_weights` (of words) differ from the matcher's own.
    """

    kind: str
    list_profiles: Callable[[Collection[int] | None], Iterable[Profile]]
    wording: Wording = ORGANISATION
    schemes: tuple[str, ...] = ("cpv", "cause")
    weights: Mapping[str, float] = field(default_factory=dict)
    field_weights: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class CandidateKind:
    """What a broker may know of one kind of candidates, contributed to `candidate_kinds`.

    `label` names them ("Suppliers"). `find_groups` gives, on a day, the groups of all that could
    be shown: by id, the label in each dimension ({"Kind": "Charity"}). `find_names` gives the
    names of some; `endpoint` is the broker's page of one, which takes its id as `argument`.
    """

    kind: str
    label: str
    find_groups: Callable[[date], Mapping[int, Mapping[str, str]]]
    find_names: Callable[[Collection[int]], Mapping[int, str]]
    endpoint: str
    argument: str


@dataclass(frozen=True, kw_only=True)
class PurposeTexts:
    """What was asked for in rankings of `kind` for one purpose, contributed to `purpose_texts`.

    `find_public` gives, of purposes by their ids, the texts that those who are matched may read.
    What is private it never gives: a text that somebody was chosen for helps to find them again.
    """

    kind: str
    purpose_kind: str
    find_public: Callable[[Collection[int]], Mapping[int, str]]

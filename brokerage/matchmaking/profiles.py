"""What a higher feature hands over so that its rows can be matched, and asks with."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from matching.profile import Place, Profile, Seeker

__all__ = ["Place", "Profile", "ProfileSource", "Seeker"]


@dataclass(frozen=True, kw_only=True)
class ProfileSource:
    """One kind of what is matched, contributed to the place `profiles`.

    `list_profiles(None)` gives all that can be found now; with ids, those among them that
    can. What is not given back for an id is taken out of the index.
    """

    kind: str
    list_profiles: Callable[[Collection[int] | None], Iterable[Profile]]

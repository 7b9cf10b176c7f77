"""Listings from open sources: what a row of a file says, and what kind of body it is. Pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from brokerage.errors import DomainError
from brokerage.organisations import rules

LONGEST_SOURCE = 60
LONGEST_REF = 80
MOST_REQUESTS = 5
REQUESTS_SPAN = timedelta(hours=1)

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "organisation", "organisation name", "title", "charity name"),
    "description": ("description", "activities", "objects", "about", "summary"),
    "categories": ("categories", "category", "sector", "sectors", "classification"),
    "kind": ("kind", "type", "organisation type", "legal form"),
    "postcode": ("postcode", "post code", "zip"),
    "latitude": ("latitude", "lat"),
    "longitude": ("longitude", "long", "lng", "lon"),
    "website": ("website", "url", "web", "web address", "homepage"),
    "source": ("source", "publisher"),
    "licence": ("licence", "license"),
    "ref": ("ref", "id", "reference", "identifier", "org id"),
}
"""The fields of a listing and the headings each goes by."""


class Wish(StrEnum):
    """What someone may ask about a listing."""

    TAKE_OVER = "take-over"
    REMOVE = "remove"


WISH_LABELS: Mapping[str, str] = {Wish.TAKE_OVER: "Take it over", Wish.REMOVE: "Remove it"}


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Where a file comes from, for rows that do not say it themselves."""

    source: str = ""
    licence: str = ""


@dataclass(frozen=True, kw_only=True)
class ListedBody:
    """What one row says, with limits kept; where it is has still to be looked up."""

    name: str
    kind: str
    description: str
    website: str
    postcode: str
    point: tuple[float, float] | None
    """Latitude and longitude in degrees."""
    source: str
    licence: str
    ref: str
    register: str | None
    registration_number: str | None

    @property
    def key(self) -> tuple[str, str]:
        """What it is known by from one import to the next."""
        return self.source, self.ref


def read_listing(cells: Callable[[str], str], origin: Origin) -> ListedBody:
    """Return what a row says; `cells` gives a field's text. Raises DomainError with the reason.

    A website that is none is left out and what is too long is cut; a row that does not say
    where it comes from, where the body is or under which licence it is shown is refused.
    """
    name = _shorten(_one_line(cells("name")), rules.LONGEST_NAME)
    source = _one_line(cells("source")) or origin.source
    licence = _one_line(cells("licence")) or origin.licence
    ref = _one_line(cells("ref")) or digest_of(name, cells("postcode"))
    point = _read_point(cells("latitude"), cells("longitude"))
    _check_said(name=name, source=source, licence=licence)
    _check_short("source", source, LONGEST_SOURCE)
    _check_short("licence", licence, LONGEST_SOURCE)
    _check_short("reference", ref, LONGEST_REF)
    if not cells("postcode") and point is None:
        raise DomainError("says nowhere where it is: no postcode, no latitude and longitude")
    register, number = registration_of(ref)
    return ListedBody(
        name=name,
        kind=kind_of(cells("kind"), name, source),
        description=_shorten(
            cells("description") or cells("categories"), rules.LONGEST_DESCRIPTION
        ),
        website=_read_website(cells("website")),
        postcode=cells("postcode"),
        point=point,
        source=source,
        licence=licence,
        ref=ref,
        register=register,
        registration_number=number,
    )


def digest_of(name: str, postcode: str) -> str:
    """Return what stands for a row without a reference: the same name and postcode, the same."""
    written = re.sub(r"[\W_]+", "", f"{name}|{postcode}".casefold())
    return f"digest-{hashlib.sha256(written.encode()).hexdigest()[:32]}"


# The prefixes of org-id.guide for the registers we know.
_ORG_ID = re.compile(r"GB-(CHC|COH|MPR)-([A-Z0-9-]{1,12})", re.IGNORECASE)
_REGISTERS: Mapping[str, str] = {
    "CHC": rules.Register.CHARITY,
    "COH": rules.Register.COMPANY,
    "MPR": rules.Register.MUTUAL,
}


def registration_of(ref: str) -> tuple[str | None, str | None]:
    """Return register and number where the reference is an org-id ("GB-CHC-1165028")."""
    found = _ORG_ID.fullmatch(ref)
    if found is None:
        return None, None
    register = _REGISTERS[found[1].upper()]
    try:
        return register, rules.clean_registration_number(register, found[2])
    except DomainError:
        return None, None


_CO_OPERATIVE = (re.compile(r"\bco-?op", re.IGNORECASE), rules.Kind.CO_OPERATIVE)
_CHARITY = (re.compile(r"\bcharit|\bcio\b", re.IGNORECASE), rules.Kind.CHARITY)
_OF_A_FORM = (
    _CO_OPERATIVE,
    (
        re.compile(r"\bcommunity interest\b|\bc\.?i\.?c\b|\bsocial enterprise", re.IGNORECASE),
        rules.Kind.SOCIAL_ENTERPRISE,
    ),
    _CHARITY,
)
_OF_A_PLACE = (
    (re.compile(r"\b(?:school|academy|nursery)$", re.IGNORECASE), rules.Kind.SCHOOL),
    (
        re.compile(r"\b(?:county|city|district|town|parish|borough) council$", re.IGNORECASE),
        rules.Kind.AUTHORITY,
    ),
    (re.compile(r"\bcommunity\b|\bgroup\b|\bclub\b", re.IGNORECASE), rules.Kind.COMMUNITY_GROUP),
)
_TRADING = (
    re.compile(
        r"\b(?:company|business|limited|ltd|llp|plc|sole trader|partnership)\b", re.IGNORECASE
    ),
    rules.Kind.BUSINESS,
)


def kind_of(kind: str, name: str, source: str) -> str:
    """Return what a body is, by the words of its row, the surest first.

    What its kind says, then a form in its name ("CIC"), then who lists it (a federation of
    co-operatives, a charity register), then other words of its name. A legal form ("limited")
    says least, and what says nothing at all is a community group.
    """
    written = kind.strip().casefold()
    labels = {label.casefold(): value for value, label in rules.KIND_LABELS.items()}
    if written in rules.KIND_LABELS or written in labels:
        return labels.get(written, written)
    for text, clues in (
        (kind, (*_OF_A_FORM, *_OF_A_PLACE)),
        (name, _OF_A_FORM),
        (source, (_CO_OPERATIVE, _CHARITY)),
        (name, _OF_A_PLACE),
        (kind, (_TRADING,)),
        (name, (_TRADING,)),
    ):
        for pattern, found in clues:
            if pattern.search(text):
                return found
    return rules.Kind.COMMUNITY_GROUP


def answered_by(facts: Mapping[str, object]) -> list[str]:
    """Return the registration steps that a listing's columns answer for whoever takes it over."""
    is_answered = {
        rules.Step.KIND: facts["kind"],
        rules.Step.NAME: facts["name"],
        rules.Step.REGISTRATION: facts["registration_number"],
        rules.Step.PLACE: facts["postcode"],
        rules.Step.DESCRIPTION: len(str(facts["description"])) >= rules.SHORTEST_DESCRIPTION,
    }
    return [step for step, answer in is_answered.items() if answer]


def check_origin(origin: Origin, *, has_source: bool, has_licence: bool) -> None:
    """Refuse a file of which nobody says whose it is or whether it may be shown."""
    if not (origin.source or has_source):
        raise DomainError("The rows do not say where they come from: name it with --source")
    if not (origin.licence or has_licence):
        raise DomainError("The rows do not say their licence: name it with --licence")


def check_new_key(key: tuple[str, str], seen: Collection[tuple[str, str]]) -> None:
    """Refuse the second row of one body."""
    if key in seen:
        raise DomainError("is about the same body as a row above it")


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _shorten(text: str, most: int) -> str:
    """Cut at a word, and show that it was cut."""
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0] + "…"


def _check_said(**said: str) -> None:
    for field, value in said.items():
        if not value:
            raise DomainError(f"has no {field}")


def _check_short(field: str, value: str, most: int) -> None:
    if len(value) > most:
        raise DomainError(f"has a {field} of more than {most} characters")


_DEGREES = re.compile(r"-?\d{1,3}(?:\.\d{1,20})?")


def _read_point(latitude: str, longitude: str) -> tuple[float, float] | None:
    if not (_DEGREES.fullmatch(latitude) and _DEGREES.fullmatch(longitude)):
        return None
    return float(latitude), float(longitude)


def _read_website(text: str) -> str:
    try:
        return rules.clean_website(_one_line(text)[: rules.LONGEST_WEBSITE * 2])
    except DomainError:
        return ""

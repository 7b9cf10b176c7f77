"""The header's links: each feature registers its own, an app at a time."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

from flask import Flask, current_app, request, url_for

_EXTENSION = "navigation"


class Audience(IntEnum):
    """Whom an entry is for: it orders the header, public pages first."""

    EVERYONE = 1
    MEMBER = 2
    BROKER = 3


@dataclass(frozen=True, slots=True)
class NavigationEntry:
    """A link to `endpoint` for those who hold `permission` (None: for everyone)."""

    label: str
    endpoint: str
    permission: str | None = None
    audience: Audience = Audience.EVERYONE


@dataclass(frozen=True, slots=True)
class NavigationLink:
    """An entry as the layout draws it."""

    label: str
    url: str
    is_current: bool


def register_navigation(app: Flask, *entries: NavigationEntry) -> None:
    """Add entries to this app's header."""
    app.extensions.setdefault(_EXTENSION, []).extend(entries)


def entries_for(can: Callable[[str], bool]) -> list[NavigationEntry]:
    """Return the entries whose permission `can` grants: by audience, then as registered."""
    entries: list[NavigationEntry] = current_app.extensions.get(_EXTENSION, [])
    allowed = [entry for entry in entries if entry.permission is None or can(entry.permission)]
    return sorted(allowed, key=lambda entry: entry.audience)


def links_for(can: Callable[[str], bool]) -> list[NavigationLink]:
    """Return `entries_for(can)` with their URLs; the page being shown is marked."""
    return [
        NavigationLink(entry.label, url_for(entry.endpoint), request.endpoint == entry.endpoint)
        for entry in entries_for(can)
    ]

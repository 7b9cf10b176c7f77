"""How a feature hands what it has to the app: upward only by registration, per app."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

from flask import Blueprint, Flask, current_app

from brokerage.audit import Subscriber
from brokerage.jobs import Job
from brokerage.permissions import Permission, Registry, Subject
from brokerage.web.navigation import NavigationEntry


@dataclass(frozen=True, kw_only=True)
class Feature:
    """What one feature registers.

    `identify` is given the subject as known so far and returns it with what this feature
    knows of it. `contributions` are for lower features, by the name of the place they go to
    (`profiles`, `panels`, …); the lower feature says what type it takes there.
    """

    name: str
    models: ModuleType | None = None
    """Where its tables are: naming it here is what maps them."""
    blueprints: tuple[Blueprint, ...] = ()
    permissions: tuple[Permission, ...] = ()
    identify: Callable[[Subject], Subject] | None = None
    navigation: tuple[NavigationEntry, ...] = ()
    audit_subscribers: tuple[Mapping[str, Subscriber], ...] = ()
    """Tables of who is told of which action; one that stands in several tells each in turn."""
    jobs: tuple[Job, ...] = ()
    commands: tuple[Any, ...] = ()
    contributions: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)


def register_features(app: Flask, features: Iterable[Feature]) -> None:
    """Register each feature, lowest first."""
    listed = tuple(features)
    registry: Registry = app.extensions["permissions"]
    for feature in listed:
        for permission in feature.permissions:
            registry.add(permission)
        for blueprint in feature.blueprints:
            app.register_blueprint(blueprint)
        app.extensions["navigation"] += list(feature.navigation)
        app.extensions["jobs"] += list(feature.jobs)
        for table in feature.audit_subscribers:
            for action, subscriber in table.items():
                app.extensions["audit_subscribers"].setdefault(action, []).append(subscriber)
        for place, contributed in feature.contributions.items():
            app.extensions["contributions"].setdefault(place, []).extend(contributed)
        for command in feature.commands:
            app.extensions["commands"].add_command(command)
    app.extensions["identify"] = [each.identify for each in listed if each.identify]


def contributions(place: str) -> list[Any]:
    """Return what higher features have handed to this place."""
    found: list[Any] = current_app.extensions["contributions"].get(place, [])
    return found

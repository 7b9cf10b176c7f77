"""What organisations register with the app."""

from __future__ import annotations

from dataclasses import replace

from brokerage.organisations import cli, models
from brokerage.organisations.permissions import PERMISSIONS, VIEW_QUEUE
from brokerage.organisations.profiles import ORGANISATION_SOURCE
from brokerage.organisations.queries.member import find_roles_of
from brokerage.organisations.routes import broker, listings, public
from brokerage.organisations.routes.blueprint import blueprint
from brokerage.permissions import Subject
from brokerage.web.features import Feature
from brokerage.web.navigation import Audience, NavigationEntry

VIEWS = (public, listings, broker)
"""Importing them is what adds their views to the blueprint."""


def identify(subject: Subject) -> Subject:
    """Add the roles the user has in organisations."""
    if subject.user_id is None:
        return subject
    return replace(subject, memberships=find_roles_of(subject.user_id))


ORGANISATIONS = Feature(
    name="organisations",
    models=models,
    permissions=PERMISSIONS,
    identify=identify,
    blueprints=(blueprint,),
    navigation=(
        NavigationEntry("Directory", "organisations.list_directory"),
        NavigationEntry(
            "Applications", "organisations.list_applications", VIEW_QUEUE, Audience.BROKER
        ),
    ),
    commands=(cli.import_listings_command,),
    contributions={"profiles": (ORGANISATION_SOURCE,)},
)

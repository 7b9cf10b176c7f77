"""What organisations register with the app."""

from __future__ import annotations

from dataclasses import replace

from brokerage.organisations import models
from brokerage.organisations.permissions import PERMISSIONS
from brokerage.organisations.profiles import ORGANISATION_SOURCE
from brokerage.organisations.queries.member import find_roles_of
from brokerage.organisations.routes.public import public
from brokerage.permissions import Subject
from brokerage.web.features import Feature
from brokerage.web.navigation import NavigationEntry


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
    blueprints=(public,),
    navigation=(NavigationEntry("Directory", "organisations.list_directory"),),
    contributions={"profiles": (ORGANISATION_SOURCE,)},
)

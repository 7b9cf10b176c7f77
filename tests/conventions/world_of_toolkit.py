"""The examples of the toolkit: a part of the world."""

from collections.abc import Mapping
from dataclasses import dataclass

from brokerage.accounts.models import User
from brokerage.organisations.models import Organisation
from brokerage.toolkit.models import Event, Resource
from tests.conventions.access_roles import Role
from tests.factories.toolkit import make_event, make_resource, make_sign_up


@dataclass(frozen=True)
class ToolkitExamples:
    """What there is of the toolkit."""

    resource: Resource
    """Published, with its first version."""
    case_study: Resource
    """The organisation's, waiting for a broker."""
    event: Event
    """The organisation's, open; the volunteer has a place."""


def make_toolkit(organisation: Organisation, people: Mapping[Role, User]) -> ToolkitExamples:
    """Make them, flushed."""
    event = make_event(organisation, people[Role.SUPPLIER_MEMBER])
    make_sign_up(event, people[Role.VOLUNTEER])
    case_study = make_resource(
        kind="case-study", state="suggested", organisation_id=organisation.id, published_at=None
    )
    return ToolkitExamples(resource=make_resource(), case_study=case_study, event=event)

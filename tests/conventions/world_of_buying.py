"""The part of the seeded world that is about buying: briefs, searches, competitions, spend."""

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from brokerage.accounts.models import User
from brokerage.opendata.service.releases import publish_release
from brokerage.organisations.models import Organisation
from brokerage.permissions import SYSTEM
from brokerage.procurement.models import (
    Brief,
    MarketSearch,
)
from brokerage.spend.service.imports import mark_stale
from tests.conventions.access_roles import Role
from tests.factories.accounts import make_user
from tests.factories.buying import make_frozen
from tests.factories.competitions import (
    make_clarification,
    make_competition,
    make_declaration,
    make_response,
)
from tests.factories.competitions import make_invitation as make_competition_invitation
from tests.factories.demand import (
    make_planned_purchase,
    make_sending,
    make_subscription,
    make_upload,
)
from tests.factories.organisations import make_member, make_organisation
from tests.factories.procurement import (
    make_approach,
    make_brief,
    make_enquiry,
    make_share,
    make_shortlist_entry,
)
from tests.factories.searches import make_shown_search
from tests.factories.spend import make_authority, make_import, make_supplier, write_spend

PICTURE_DIGEST = "0" * 64
EMPLOYMENT_TOKEN = "a-link-to-a-work-address"  # noqa: S105  # opens nothing outside a test
LEAVE_TOKEN = "a-link-to-decide-about-leave"  # noqa: S105  # opens nothing outside a test
OWN_DAY_TOKEN = "a-link-to-confirm-own-day"  # noqa: S105  # opens nothing outside a test
FEED_TOKEN = "a-calendar-that-is-private"  # noqa: S105  # opens nothing outside a test
DEMAND_TOKEN = "a-mail-about-what-is-planned"  # noqa: S105  # opens nothing outside a test
DIGEST_TOKEN = "a-list-that-was-sent-once"  # noqa: S105  # opens nothing outside a test
INVITATION_TOKEN = "an-invitation-that-was-sent"  # noqa: S105  # opens nothing outside a test

OFFER_TOKEN = "a-place-on-a-waiting-list"  # noqa: S105  # opens nothing outside a test


def make_shared_brief(council: Organisation) -> tuple[Brief, User]:
    brief, reader = make_brief(council, make_user()), make_user()
    make_member(council, reader)
    make_share(brief, reader)
    return brief, reader


def make_frozen_search(brief: Brief, organisation: Organisation, buyer: User) -> MarketSearch:
    make_shortlist_entry(brief, organisation, buyer)
    search = make_shown_search(brief, organisation, buyer)
    make_frozen(search)
    return search


def make_planned(council: Organisation, people: Mapping[Role, User]) -> dict[str, Any]:
    make_sending(people[Role.VOLUNTEER], DEMAND_TOKEN)
    return {
        "planned_purchase": make_planned_purchase(council),
        "plan_upload": make_upload(council, people[Role.BUYER]),
        "demand_subscription": make_subscription(people[Role.VOLUNTEER]),
    }


def make_spend(council: Organisation) -> dict[str, Any]:
    authority = make_authority(council.name or "")
    with TemporaryDirectory() as folder:
        spend_import = make_import(authority, write_spend(Path(folder)))
    mark_stale(authority.code)
    return {
        "spend_import": spend_import,
        "spend_supplier": make_supplier(authority, "Otterbourne Paving"),
    }


def make_asked(brief: Brief, supplier: Organisation) -> dict[str, Any]:
    author = make_user()
    open_brief = make_brief(brief.organisation, author, visibility="open")
    publish_release(SYSTEM, open_brief.id)
    return {
        "approach": make_approach(brief, supplier, make_enquiry(brief, author)),
        "open_brief": open_brief,
    }


def make_competing(
    brief: Brief, supplier: Organisation, people: Mapping[Role, User]
) -> dict[str, Any]:
    buyer, seller = people[Role.BUYER], people[Role.SUPPLIER_MEMBER]
    competition = make_competition(brief, buyer)
    invitation = make_competition_invitation(competition, supplier)
    opened = make_competition(make_brief(brief.organisation, buyer), buyer, status="opened")
    make_declaration(opened, buyer)
    other = make_competition_invitation(opened, make_organisation())
    return {
        "competition": competition,
        "competition_invitation": invitation,
        "clarification": make_clarification(invitation, seller),
        "opened_response": make_response(other, buyer, is_opened=True),
    }

"""What competitions register with the app."""

from __future__ import annotations

from datetime import timedelta

from brokerage.audit import Recorded
from brokerage.competitions import models, tasks
from brokerage.competitions.permissions import PERMISSIONS
from brokerage.competitions.queries.competitions import has_invited
from brokerage.competitions.queries.files import list_competitions_as_plain
from brokerage.competitions.routes.blueprint import blueprint
from brokerage.competitions.routes.buyer import show_brief_panel, show_running_panel
from brokerage.competitions.routes.public import show_companies_panel
from brokerage.competitions.routes.supplier import show_invitations_panel
from brokerage.competitions.service.running import note_reservation, withdraw_with_brief
from brokerage.jobs import Job
from brokerage.web.features import Feature


def end_with_brief(told: Recorded) -> None:
    """When a brief closes, a competition that has not been decided ends with it."""
    withdraw_with_brief(told.actor, told.object_id or 0)


def follow_reservation(told: Recorded) -> None:
    """When it is decided for whom a brief is reserved, its draft says so."""
    note_reservation(told.object_id or 0)


COMPETITIONS = Feature(
    name="competitions",
    models=models,
    blueprints=(blueprint,),
    permissions=PERMISSIONS,
    jobs=(
        Job("tell-of-deadlines", timedelta(minutes=5), tasks.tell_buyers_of_deadlines),
        Job("remind-of-drafts", timedelta(minutes=30), tasks.remind_suppliers_of_drafts),
    ),
    audit_subscribers=(
        {
            "procurement:brief:close": end_with_brief,
            "procurement:reservation:set": follow_reservation,
            "procurement:reservation:remove": follow_reservation,
        },
    ),
    contributions={
        "brief_panels": (show_brief_panel,),
        "brief_file_parts": (list_competitions_as_plain,),
        "brief_invited": (has_invited,),
        "organisation_panels": (show_companies_panel,),
        "organisation_member_panels": (show_running_panel, show_invitations_panel),
    },
)

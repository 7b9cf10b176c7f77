"""What volunteering registers with the app."""

from __future__ import annotations

from brokerage.permissions import Subject
from brokerage.volunteering import models
from brokerage.volunteering.permissions import PERMISSIONS
from brokerage.volunteering.queries import volunteers
from brokerage.volunteering.routes.blueprint import blueprint
from brokerage.volunteering.rules.volunteers import next_step
from brokerage.web.features import Feature
from brokerage.web.panels import Panel


def account_panel(subject: Subject) -> Panel:
    """The part of one's account page that says how far one's volunteer profile is."""
    volunteer = volunteers.find_volunteer(subject.user_id or 0)
    return Panel(
        "volunteering/volunteer_account_panel.html",
        {
            "volunteer": volunteer,
            "missing": volunteers.list_missing(volunteer) if volunteer else [],
            "next_step": next_step(volunteer.answered) if volunteer else None,
        },
    )


VOLUNTEERING = Feature(
    name="volunteering",
    models=models,
    blueprints=(blueprint,),
    permissions=PERMISSIONS,
    contributions={"account_panels": (account_panel,)},
)

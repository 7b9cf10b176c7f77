"""What volunteering registers with the app."""

from __future__ import annotations

from brokerage.volunteering import models
from brokerage.volunteering.permissions import LIST_OWN_BOOKINGS, PERMISSIONS
from brokerage.volunteering.profiles import OPPORTUNITY_SOURCE, VOLUNTEER_SOURCE
from brokerage.volunteering.routes.blueprint import blueprint
from brokerage.volunteering.routes.bookings_panels import show_asks_panel, show_bookings_panel
from brokerage.web.features import Feature
from brokerage.web.navigation import Audience, NavigationEntry

VOLUNTEERING = Feature(
    name="volunteering",
    models=models,
    blueprints=(blueprint,),
    permissions=PERMISSIONS,
    navigation=(
        NavigationEntry(
            "Your bookings", "volunteering.list_bookings", LIST_OWN_BOOKINGS, Audience.MEMBER
        ),
    ),
    contributions={
        "profiles": (OPPORTUNITY_SOURCE, VOLUNTEER_SOURCE),
        "account_panels": (show_bookings_panel,),
        "organisation_member_panels": (show_asks_panel,),
    },
)

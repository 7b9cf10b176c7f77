"""Views of social value, one file an audience."""

from brokerage.socialvalue.routes import (
    agreements,
    asks,
    body,
    broker,
    broker_places,
    giver,
    needs,
    offers,
    pathways,
    public,
    referrals,
    spaces,
)
from brokerage.socialvalue.routes.blueprint import blueprint

__all__ = [
    "agreements",
    "asks",
    "blueprint",
    "body",
    "broker",
    "broker_places",
    "giver",
    "needs",
    "offers",
    "pathways",
    "public",
    "referrals",
    "spaces",
]

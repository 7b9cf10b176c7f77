"""Tables of social value, one file a subject."""

from brokerage.socialvalue.models.offers import (
    Agreement,
    Offer,
    OfferMessage,
    ProjectStory,
    StandingOffer,
)
from brokerage.socialvalue.models.places import Pathway, Referral, ReferralPartner, Space, SpaceAsk
from brokerage.socialvalue.models.projects import Project, ProjectNeed, ProjectPicture

__all__ = [
    "Agreement",
    "Offer",
    "OfferMessage",
    "Pathway",
    "Project",
    "ProjectNeed",
    "ProjectPicture",
    "ProjectStory",
    "Referral",
    "ReferralPartner",
    "Space",
    "SpaceAsk",
    "StandingOffer",
]

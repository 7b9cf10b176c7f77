"""The part of the seeded world that is about projects: one of each object, of two sides."""

from collections.abc import Mapping
from dataclasses import dataclass

from brokerage.accounts.models import User
from brokerage.organisations.models import Organisation
from brokerage.socialvalue.models import (
    Agreement,
    Offer,
    Pathway,
    ProjectNeed,
    ProjectPicture,
    ProjectStory,
    Referral,
    SpaceAsk,
    StandingOffer,
)
from tests.conventions.access_roles import Role
from tests.factories.organisations import make_organisation
from tests.factories.socialvalue import (
    make_agreement,
    make_confirmed,
    make_need,
    make_offer,
    make_partner,
    make_pathway,
    make_project,
    make_project_picture,
    make_referral,
    make_space,
    make_space_ask,
    make_standing_offer,
    make_story,
)


@dataclass(frozen=True, kw_only=True)
class ProjectsWorld:
    """What there is; the supplier gives, the host receives."""

    need: ProjectNeed
    picture: ProjectPicture
    standing_offer: StandingOffer
    offer: Offer
    agreement: Agreement
    disputed: Agreement
    story: ProjectStory
    space_ask: SpaceAsk
    pathway: Pathway
    referral: Referral


def build_projects(
    people: Mapping[Role, User], organisation: Organisation, host: Organisation
) -> ProjectsWorld:
    """Make them; everything is flushed."""
    giver, receiver = people[Role.SUPPLIER_MEMBER], people[Role.HOST_MEMBER]
    project = make_project(host, receiver)
    need = make_need(project, asked=50)
    told = make_confirmed(make_offer(need, organisation, status="agreed"), giver)
    disputed = make_agreement(make_offer(need, make_organisation(), status="agreed"))
    disputed.status, disputed.dispute_reason, disputed.disputed_by = "disputed", "No", "giver"
    make_partner(host)
    pathway = make_pathway(organisation, giver)
    return ProjectsWorld(
        need=need,
        picture=make_project_picture(project),
        standing_offer=make_standing_offer(organisation, giver),
        offer=make_offer(need, organisation),
        agreement=make_agreement(make_offer(need, organisation, status="agreed")),
        disputed=disputed,
        story=make_story(told),
        space_ask=make_space_ask(make_space(organisation), host),
        pathway=pathway,
        referral=make_referral(pathway, host),
    )

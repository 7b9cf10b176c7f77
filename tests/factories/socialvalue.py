"""Projects, offers, agreements, spaces and ways into work as tests need them."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from brokerage.accounts.models import User
from brokerage.extensions import db, utcnow
from brokerage.organisations.models import Organisation
from brokerage.places.models import Postcode, PriorityPlace
from brokerage.socialvalue.models import (
    Agreement,
    Offer,
    OfferMessage,
    Pathway,
    Project,
    ProjectNeed,
    ProjectPicture,
    ProjectStory,
    Referral,
    ReferralPartner,
    Space,
    SpaceAsk,
    StandingOffer,
)

PICTURE_DIGEST = "e" * 64
POSTCODE = "OX4 6HW"


def make_places() -> None:
    """Add a postcode in a priority place, flushed."""
    db.session.add_all(
        [
            Postcode(
                postcode="OX46HW",
                easting=455_300,
                northing=202_300,
                authority_code="E07000178",
                ward_code="E05013104",
            ),
            PriorityPlace(
                slug="northfield-brook",
                name="Northfield Brook",
                kind="ward",
                band="10%",
                easting=455_400,
                northing=202_250,
                radius_m=700,
                source="Partnership papers",
            ),
        ]
    )
    db.session.flush()


def make_project(
    organisation: Organisation, author: User, *, status: str = "open", **fields: Any
) -> Project:
    """Add a project without needs, flushed."""
    now = utcnow()
    return _add(
        Project(
            **{
                "organisation_id": organisation.id,
                "status": status,
                "title": "Tablets for our family group",
                "why": "Twelve families meet every week and share one old laptop for forms.",
                "place_name": "Blackbird Leys, the community centre",
                "postcode": POSTCODE,
                "easting": 455_300,
                "northing": 202_300,
                "contact": "The group leader, group@leys.example",
                "created_by_id": author.id,
                "created_at": now,
                "submitted_at": None if status == "draft" else now,
                "opened_at": None if status in ("draft", "submitted") else now,
            }
            | fields
        )
    )


def make_need(project: Project, **fields: Any) -> ProjectNeed:
    """Add a need of six tablets, flushed."""
    return _add(
        ProjectNeed(
            **{
                "project_id": project.id,
                "kind": "equipment",
                "what": "Tablets",
                "unit": "tablets",
                "asked": Decimal(6),
                "needed_by": utcnow().date() + timedelta(days=30),
            }
            | fields
        )
    )


def make_offer(need: ProjectNeed, giver: Organisation, **fields: Any) -> Offer:
    """Add an offer of two that waits for the community body, flushed."""
    now = utcnow()
    return _add(
        Offer(
            **{
                "need_id": need.id,
                "giver_id": giver.id,
                "receiver_id": need.project.organisation_id,
                "status": "open",
                "awaits": "receiver",
                "amount": Decimal(2),
                "terms": "We bring them and set them up.",
                "by_on": now.date() + timedelta(days=14),
                "contact": "The office, office@giver.example",
                "begun_at": now,
                "waiting_since": now,
            }
            | fields
        )
    )


def make_message(offer: Offer, author: User, **fields: Any) -> OfferMessage:
    """Add a message of the giver's, flushed."""
    said = {"side": "giver", "text": "Which size would help most?"} | fields
    return _add(OfferMessage(offer_id=offer.id, sent_by_id=author.id, sent_at=utcnow(), **said))


def make_agreement(offer: Offer, **fields: Any) -> Agreement:
    """Add what both have agreed on, and take it from the need, flushed."""
    offer.status = "agreed"
    offer.need.agreed += offer.amount
    return _add(
        Agreement(
            **{
                "offer_id": offer.id,
                "status": "agreed",
                "amount": offer.amount,
                "due_on": offer.by_on,
                "agreed_at": utcnow(),
            }
            | fields
        )
    )


def make_confirmed(offer: Offer, author: User, **fields: Any) -> Agreement:
    """Add an agreement that both have confirmed; the ledger knows nothing of it, flushed."""
    now = utcnow()
    agreement = make_agreement(
        offer,
        **{
            "status": "confirmed",
            "delivered": offer.amount,
            "counted": Decimal(400),
            "delivered_on": now.date(),
            "said_by": "giver",
            "said_by_id": author.id,
            "said_at": now,
            "confirmed_at": now,
        }
        | fields,
    )
    offer.need.came += offer.amount
    db.session.flush()
    return agreement


def make_story(agreement: Agreement, **fields: Any) -> ProjectStory:
    """Add a story that both sides have said yes to, flushed."""
    return _add(
        ProjectStory(
            **{
                "agreement_id": agreement.id,
                "status": "waiting-broker",
                "text": "Now every family fills its own forms, and two parents help the others.",
                "written_at": utcnow(),
                "giver_agreed_at": utcnow(),
            }
            | fields
        )
    )


def make_project_picture(project: Project, **fields: Any) -> ProjectPicture:
    """Add a picture, flushed."""
    return _add(
        ProjectPicture(
            **{
                "project_id": project.id,
                "digest": PICTURE_DIGEST,
                "alt_text": "Eight parents around a table with one laptop",
                "width": 4,
                "height": 3,
                "jpeg": b"\xff\xd8\xff\xd9",
            }
            | fields
        )
    )


def make_standing_offer(organisation: Organisation, author: User, **fields: Any) -> StandingOffer:
    """Add a standing offer of ten used tablets, flushed."""
    return _add(
        StandingOffer(
            **{
                "organisation_id": organisation.id,
                "status": "open",
                "kind": "equipment",
                "title": "Used tablets, wiped and tested",
                "detail": "They are three years old and have chargers.",
                "unit": "tablets",
                "amount": Decimal(10),
                "until_on": utcnow().date() + timedelta(days=90),
                "contact": "The stores, stores@giver.example",
                "created_by_id": author.id,
                "created_at": utcnow(),
            }
            | fields
        )
    )


def make_space(organisation: Organisation, **fields: Any) -> Space:
    """Add a hall for forty, flushed."""
    return _add(
        Space(
            **{
                "organisation_id": organisation.id,
                "status": "open",
                "name": "The Long Room",
                "about": "A light hall with a kitchen and chairs.",
                "place_name": "Mill Lane, Blackbird Leys",
                "postcode": POSTCODE,
                "easting": 455_300,
                "northing": 202_300,
                "capacity": 40,
                "is_free": False,
                "cost": "£12 an hour",
                "access": ["step-free", "accessible-toilet"],
                "suits": ["meeting", "food"],
                "created_at": utcnow(),
            }
            | fields
        )
    )


def make_space_ask(space: Space, asker: Organisation, **fields: Any) -> SpaceAsk:
    """Add an ask for an evening in a week, flushed."""
    return _add(
        SpaceAsk(
            **{
                "space_id": space.id,
                "asker_id": asker.id,
                "status": "asked",
                "day": utcnow().date() + timedelta(days=7),
                "day_part": "evening",
                "people": 20,
                "purpose": "A supper for new families",
                "asked_at": utcnow(),
            }
            | fields
        )
    )


def make_pathway(organisation: Organisation, author: User, **fields: Any) -> Pathway:
    """Add an open offer of work experience with two places, flushed."""
    today = utcnow().date()
    return _add(
        Pathway(
            **{
                "organisation_id": organisation.id,
                "status": "open",
                "kind": "work-experience",
                "title": "Two weeks in our workshop",
                "detail": "People see how furniture is mended and mend a chair.",
                "audiences": ["over-50s", "refugees"],
                "place_name": "Cowley",
                "places": 2,
                "from_on": today,
                "until_on": today + timedelta(days=60),
                "safeguards": ["insured", "lead", "assessed", "checked"],
                "support": "A buddy, and hours that fit.",
                "created_by_id": author.id,
                "created_at": utcnow(),
            }
            | fields
        )
    )


def make_partner(organisation: Organisation) -> ReferralPartner:
    """Let an organisation refer people, flushed."""
    return _add(ReferralPartner(organisation_id=organisation.id, added_at=utcnow()))


def make_referral(pathway: Pathway, partner: Organisation, **fields: Any) -> Referral:
    """Add a referral that waits for the employer, flushed."""
    now = utcnow()
    return _add(
        Referral(
            **{
                "pathway_id": pathway.id,
                "partner_id": partner.id,
                "reference": "R7K-2291",
                "status": "referred",
                "referred_at": now,
                "changed_at": now,
            }
            | fields
        )
    )


def _add(row: Any) -> Any:
    db.session.add(row)
    db.session.flush()
    return row

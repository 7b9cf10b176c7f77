"""More pages of the seeded world: objects in another state, where other forms are offered."""

from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import current_app

from brokerage.competitions.models import BidResponse, EvaluationScore, ModeratedScore
from brokerage.extensions import db, utcnow
from brokerage.places.models import Outcode, Postcode
from brokerage.procurement.models import Brief, BriefReservation
from brokerage.procurement.rules.briefs import Step
from tests.conventions.access_matrix import Cell
from tests.conventions.access_roles import Role
from tests.conventions.world import World
from tests.factories.buying import load_rules, make_quote_rule
from tests.factories.competitions import (
    make_competition,
    make_declaration,
    make_invitation,
    make_response,
)
from tests.factories.contracts import make_contract, make_return
from tests.factories.demand import make_interest, make_planned_purchase
from tests.factories.organisations import make_organisation
from tests.factories.procurement import (
    make_brief,
    make_shortlist_entry,
)
from tests.factories.searches import make_caterer, make_shown_search
from tests.factories.spend import make_supplier, publish_file, write_spend

OF_A_DRAFT = (
    "competitions.show_competition",
    "competitions.edit_competition",
    "competitions.add_question",
    "competitions.choose_measures",
    "competitions.invite_suppliers",
)


def list_other_states(world: World) -> list[Cell]:
    """List the pages, each to be asked for by the role that its endpoint's line allows."""
    _load_reference(world)
    return [*_drafts(world), *_competing(world), *_spending(world), *_promised(world)]


def _load_reference(world: World) -> None:
    """Add the postcode that forms are given, and the rules on buying that ship."""
    where = {
        "easting": 451000,
        "northing": 206000,
        "authority_code": world.spend_import.authority_code,
    }
    db.session.add(Postcode(postcode="OX11BX", **where))
    db.session.add(Outcode(outcode="OX1", postcodes=900, **where))
    db.session.flush()
    load_rules()


def _page(endpoint: str, **values: object) -> Cell:
    path = current_app.url_map.bind("localhost").build(endpoint, values)
    return Cell(endpoint, "GET", path, None)


def _drafts(world: World) -> list[Cell]:
    council, buyer = world.employer, world.people[Role.BUYER]
    draft = make_brief(council, buyer, status="draft")
    brief = make_brief(council, buyer)
    search = make_shown_search(brief, make_caterer("Barton Lunches"), buyer)
    reserved = _reserved(world)
    return [
        _page("procurement.show_rails", brief_id=reserved.id),
        _page("procurement.set_reservation", brief_id=reserved.id),
        *(_page("procurement.answer_brief_step", brief_id=draft.id, step=each) for each in Step),
        _page("procurement.show_brief", brief_id=draft.id),
        _page("procurement.delete_brief", brief_id=draft.id),
        _page("procurement.show_brief", brief_id=brief.id),
        _page("procurement.show_rails", brief_id=brief.id),
        _page("procurement.set_reservation", brief_id=brief.id),
        _page("procurement.send_enquiry", brief_id=_shortlisted(world).id),
        _page("procurement.show_search", brief_id=brief.id, market_search_id=search.id),
        _page("rotation.suggest_turns", organisation_id=_in_turn(world)),
    ]


def _in_turn(world: World) -> int:
    """Return the council, one of whose briefs is under a rule by which suppliers take turns."""
    council, buyer = world.employer, world.people[Role.BUYER]
    council.authority_code = world.spend_import.authority_code
    code = f"{council.authority_code}-rotating"
    make_quote_rule(
        code=code,
        authority_code=council.authority_code,
        least_pence=90_000_00,
        is_rotating=True,
        most_pence=None,
    )
    brief = make_brief(council, buyer, value_pence=95_000_00)
    make_shown_search(brief, make_caterer("Turn Lane Lunches"), buyer)
    return council.id


def _reserved(world: World) -> Brief:
    buyer = world.people[Role.BUYER]
    brief = make_brief(world.employer, buyer)
    db.session.add(
        BriefReservation(
            brief_id=brief.id,
            kinds=["uk"],
            area_codes=[],
            rationale="Small firms here can do it.",
            wording="Reserved for suppliers in the United Kingdom.",
            rule_code="invented",
            rule_source="Nowhere",
            rule_from_on=utcnow().date(),
            decided_at=utcnow(),
            decided_by_id=buyer.id,
        )
    )
    db.session.flush()
    return brief


def _competing(world: World) -> list[Cell]:
    council, buyer = world.employer, world.people[Role.BUYER]
    drawn_up = make_competition(
        _shortlisted(world), buyer, world.commitment.measure, status="draft"
    )
    over = make_competition(
        make_brief(council, buyer), buyer, deadline_at=utcnow() - timedelta(hours=1)
    )
    make_declaration(over, buyer)
    make_response(make_invitation(over, make_organisation()), buyer)
    scored = _scored(world)
    return [
        *(_page(each, competition_id=drawn_up.id) for each in OF_A_DRAFT),
        _page("competitions.show_competition", competition_id=over.id),
        _page("competitions.show_sheet", competition_id=over.id),
        _page("competitions.decide_competition", competition_id=scored.competition_id),
        _page(
            "competitions.complete_agreement",
            competition_id=scored.competition_id,
            response_id=scored.id,
        ),
    ]


def _shortlisted(world: World) -> Brief:
    buyer = world.people[Role.BUYER]
    brief = make_brief(world.employer, buyer)
    make_shortlist_entry(brief, make_organisation(), buyer)
    return brief


def _scored(world: World) -> BidResponse:
    """Return the one response of an opened competition; it has its scores."""
    buyer = world.people[Role.BUYER]
    competition = make_competition(make_brief(world.employer, buyer), buyer, status="opened")
    make_declaration(competition, buyer)
    response = make_response(
        make_invitation(competition, make_organisation()), buyer, is_opened=True
    )
    given = {
        "response_id": response.id,
        "question_id": competition.questions[0].id,
        "score": 3,
        "reason": "Clear and complete.",
    }
    db.session.add(EvaluationScore(**given, user_id=buyer.id, scored_at=utcnow()))
    db.session.add(ModeratedScore(**given, agreed_by_id=buyer.id, agreed_at=utcnow()))
    db.session.flush()
    return response


def _spending(world: World) -> list[Cell]:
    authority = world.spend_import.authority
    with TemporaryDirectory() as folder:
        published = publish_file(authority, write_spend(Path(folder)))
    likely = {"organisation_id": world.organisation.id, "likeness": 90.0, "reason": "One letter"}
    name = make_supplier(authority, "Gren Gate", standing="asked", candidates=[likely])
    make_supplier(authority, "Bakers", standing="confirmed", organisation_id=world.organisation.id)
    return [
        _page("spend.withdraw_import", spend_import_id=published.id),
        _page("spend.answer_name", spend_supplier_id=name.id),
        _page("spend.list_matched", authority_slug=authority.slug),
    ]


def _promised(world: World) -> list[Cell]:
    buyer = world.people[Role.BUYER]
    contract = make_contract(world.employer, world.organisation, buyer)
    filled = make_return(contract, status="filled")
    wanted = make_planned_purchase(world.employer)
    make_interest(wanted, world.organisation, world.people[Role.SUPPLIER_MEMBER])
    return [
        _page("contracts.decide_return", spend_return_id=filled.id),
        _page(
            "demand.show_interest",
            organisation_id=world.organisation.id,
            planned_purchase_id=wanted.id,
        ),
    ]

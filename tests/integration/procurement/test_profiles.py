"""Briefs as the matcher sees them, whom they find, and who finds them."""

import pytest
from sqlalchemy import update

from brokerage.accounts.models import User
from brokerage.extensions import db, utcnow
from brokerage.matchmaking.queries.ranking import get_matcher
from brokerage.matchmaking.queries.records import get_repeated_ranking, list_shown
from brokerage.matchmaking.service import mark_changed
from brokerage.matchmaking.service.records import record_ranking
from brokerage.organisations.models import Evidence, Organisation, OrganisationCategory
from brokerage.organisations.profiles import ORGANISATION_SOURCE
from brokerage.organisations.rules import Status, Want
from brokerage.permissions import Subject
from brokerage.places.models import Authority
from brokerage.procurement.profiles import (
    BRIEF_SOURCE,
    brief_seeker,
    brief_weights,
    delivery_facts,
    supplier_facts,
    supplier_seeker,
)
from brokerage.procurement.rules import eligibility
from brokerage.procurement.rules.briefs import BriefStatus, BuyerKind, SocialValue, Visibility
from brokerage.procurement.rules.social_value import EVIDENCE_WEIGHT
from tests.factories.organisations import make_organisation
from tests.factories.procurement import CATERING, make_brief, make_draft_brief

pytestmark = pytest.mark.usefixtures("reference", "fresh_index")


@pytest.fixture
def add_brief(authority: Organisation, buyer_user: User):
    """Return a function that adds a brief of the authority."""

    def add(**fields):
        return make_brief(authority, buyer_user, **fields)

    return add


def make_supplier(**fields):
    """Add an approved supplier of lunches that works in Oxford."""
    made = make_organisation(**{"serves_miles": None} | fields)
    db.session.add(OrganisationCategory(organisation_id=made.id, code=CATERING))
    db.session.flush()
    return made


def verify(organisation, kind, verified_on):
    today = utcnow().date()
    db.session.add(
        Evidence(
            organisation_id=organisation.id,
            kind=kind,
            stated_on=today,
            verified_on=today if verified_on else None,
        )
    )
    db.session.flush()


def rank(brief):
    matcher = get_matcher(ORGANISATION_SOURCE.kind)
    return matcher.rank(brief_seeker(brief), weights=brief_weights(brief)).matches


def ids(matches):
    return {match.id for match in matches}


def test_only_open_briefs_of_approved_buyers_can_be_found(authority, buyer_user, add_brief):
    shown = add_brief(visibility=Visibility.OPEN)
    add_brief()
    add_brief(visibility=Visibility.OPEN, status=BriefStatus.CLOSED)
    make_draft_brief(authority, buyer_user, visibility=Visibility.OPEN)
    withdrawn = make_organisation(status=Status.WITHDRAWN)
    make_brief(withdrawn, buyer_user, visibility=Visibility.OPEN)
    assert [each.id for each in BRIEF_SOURCE.list_profiles(None)] == [shown.id]
    assert [each.id for each in BRIEF_SOURCE.list_profiles([shown.id, 999])] == [shown.id]
    assert list(BRIEF_SOURCE.list_profiles([])) == []
    many = range(shown.id, shown.id + 600)
    assert [each.id for each in BRIEF_SOURCE.list_profiles(many)] == [shown.id]


def test_a_brief_carries_its_facts_and_nobody_elses(add_brief):
    db.session.execute(
        update(Authority).where(Authority.slug == "oxford").values(parent_slug="oxfordshire")
    )
    brief = add_brief(visibility=Visibility.OPEN)
    (profile,) = BRIEF_SOURCE.list_profiles(None)
    assert (profile.name, profile.fields) == (brief.title, {"need": brief.need})
    assert profile.areas == {"oxford", "oxfordshire"}
    assert profile.categories == (CATERING,)
    assert profile.tags == {"buyer:council", f"organisation:{brief.organisation_id}"}
    assert brief_seeker(brief).serves.areas == profile.areas == delivery_facts(brief).areas


def test_only_those_who_sell_and_serve_the_place_are_ranked(add_brief):
    fitting = {
        make_supplier().id,
        make_supplier(serves_areas=[], serves_miles=10).id,
        make_supplier(serves_areas=["oxford"], easting=300_000, serves_miles=3).id,
    }
    others = {
        make_supplier(wants=[Want.MAKE_OFFERS]).id: eligibility.SELLS_NOTHING,
        make_supplier(status=Status.LISTED).id: eligibility.IS_LISTING,
        make_supplier(serves_areas=["cherwell"]).id: eligibility.ELSEWHERE,
        make_supplier(serves_areas=[], serves_miles=1, easting=400_000).id: eligibility.ELSEWHERE,
        make_supplier(serves_areas=[], serves_remotely=True).id: eligibility.ELSEWHERE,
    }
    brief = add_brief()
    assert ids(rank(brief)) == fitting
    matcher, delivery = get_matcher(ORGANISATION_SOURCE.kind), delivery_facts(brief)
    for organisation_id, sentence in others.items():
        assert matcher.explain(brief_seeker(brief), organisation_id).sentence == sentence
        live = db.session.get(Organisation, organisation_id)
        assert eligibility.why_not(supplier_facts(live), delivery) == sentence


def test_what_is_delivered_remotely_is_for_those_who_work_remotely(add_brief):
    afar = make_supplier(serves_areas=[], serves_remotely=True, easting=300_000)
    make_supplier(serves_areas=["cherwell"])
    nowhere = {"easting": None, "northing": None, "authority_slug": None, "postcode": None}
    assert ids(rank(add_brief(is_delivered_remotely=True, **nowhere))) == {afar.id}


def test_for_a_council_where_a_supplier_is_based_changes_nothing(add_brief):
    near, far = make_supplier(name="A"), make_supplier(name="A", easting=300_000)
    of_council = {match.id: match for match in rank(add_brief())}
    assert of_council[near.id].score == of_council[far.id].score
    for match in of_council.values():
        assert "place" not in {part.name for part in match.parts}
        assert "miles" not in str((match.reasons, match.missing))
    of_school = {match.id: match for match in rank(add_brief(buyer_kind=BuyerKind.SCHOOL))}
    assert of_school[near.id].score > of_school[far.id].score


@pytest.mark.parametrize(
    ("buyer_kind", "values", "weights"),
    [
        (BuyerKind.COUNCIL, [], {"place": 0.0}),
        (BuyerKind.COUNCIL, [SocialValue.ENVIRONMENT], {"place": 0.0}),
        (
            BuyerKind.COUNCIL,
            [SocialValue.LIVING_WAGE],
            {"place": 0.0, "evidence": EVIDENCE_WEIGHT},
        ),
        (BuyerKind.COUNCIL_COMPANY, [], {}),
        (BuyerKind.SCHOOL, [SocialValue.LIVING_WAGE], {"evidence": EVIDENCE_WEIGHT}),
    ],
)
def test_the_law_and_what_was_asked_for_decide_the_weights(add_brief, buyer_kind, values, weights):
    brief = add_brief(buyer_kind=buyer_kind, social_values=values)
    assert brief_weights(brief) == weights


def test_verified_evidence_scores_and_what_is_only_said_does_not(add_brief):
    silent, says, is_seen = (make_supplier(name="A") for _ in range(3))
    verify(says, "oxford-living-wage", verified_on=False)
    verify(is_seen, "oxford-living-wage", verified_on=True)
    found = {match.id: match for match in rank(add_brief())}
    assert found[is_seen.id].score > found[says.id].score == found[silent.id].score
    assert "Verified: “Oxford Living Wage employer”." in found[is_seen.id].reasons
    said = "Says so, but nobody has confirmed it: “Oxford Living Wage employer”."
    assert said in found[says.id].missing
    assert said not in found[silent.id].missing


def test_a_supplier_finds_open_briefs_that_fit_it_where_it_works(add_brief, supplier):
    open_brief = add_brief(visibility=Visibility.OPEN)
    add_brief()
    elsewhere = add_brief(visibility=Visibility.OPEN, authority_slug="cherwell", easting=600_000)
    matcher, seeker = get_matcher("brief"), supplier_seeker(supplier)
    (match,) = matcher.rank(seeker).matches
    assert match.id == open_brief.id
    assert "Asks for “Catering services”, which you sell." in match.reasons
    assert {part.name for part in match.parts} == {"words", "categories"}
    assert matcher.explain(seeker, elsewhere.id).sentence == eligibility.NOT_YOURS


def test_a_private_brief_leaves_no_trace_in_what_a_supplier_finds(add_brief, supplier):
    add_brief(visibility=Visibility.OPEN)
    seeker = supplier_seeker(supplier)
    before = get_matcher("brief").rank(seeker)
    private = add_brief(title="Sandwiches and cakes", need="Sandwiches, cakes and bread, cakes.")
    mark_changed("brief", private.id)
    assert get_matcher("brief").rank(seeker).matches == before.matches
    assert get_matcher("brief").explain(seeker, private.id).rule == "absent"


def test_a_closed_brief_is_gone_at_the_next_query(add_brief, supplier):
    brief = add_brief(visibility=Visibility.OPEN)
    seeker = supplier_seeker(supplier)
    assert get_matcher("brief").rank(seeker).total == 1
    brief.visibility = Visibility.PRIVATE
    db.session.flush()
    mark_changed("brief", brief.id)
    assert get_matcher("brief").rank(seeker).total == 0


def test_a_brief_s_ranking_is_repeated_from_its_record(add_brief, buyer_user, supplier):
    verify(supplier, "oxford-living-wage", verified_on=True)
    make_supplier()
    brief = add_brief()
    made = record_ranking(
        Subject(user_id=buyer_user.id),
        kind=ORGANISATION_SOURCE.kind,
        purpose_kind="brief",
        purpose_id=brief.id,
        seeker=brief_seeker(brief),
        weights=brief_weights(brief),
        tie_seed=brief.id,
    )
    rows = list_shown(made.id)
    assert rows[0].candidate_id == supplier.id
    again = get_repeated_ranking(made.id).matches
    assert [(m.id, m.score, m.reasons, m.missing) for m in again] == [
        (row.candidate_id, row.score, row.reasons, row.missing) for row in rows
    ]

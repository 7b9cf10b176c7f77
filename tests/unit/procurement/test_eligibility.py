"""The hard rules of a brief, on one supplier and over the columns of many: the same answers."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brokerage.matchmaking.profiles import BRIEF
from brokerage.organisations.models import Organisation
from brokerage.organisations.profiles import profile_of
from brokerage.organisations.rules import PUBLIC_STATUSES, Status
from brokerage.procurement.models import Brief
from brokerage.procurement.profiles import (
    BRIEF_SOURCE,
    brief_profile,
    make_brief_seeker,
    make_delivery_facts,
    supplier_facts,
    supplier_seeker,
    tags_of,
)
from brokerage.procurement.rules import eligibility
from brokerage.procurement.rules.eligibility import DeliveryFacts, SupplierFacts, serves, why_not
from brokerage.procurement.rules.reserving import Marks, Reserved
from matching.explain import Match, WhyNot
from matching.matcher import Matcher

TODAY = date(2026, 11, 22)
COUNTIES = {"oxford": "oxfordshire", "cherwell": "oxfordshire"}
SUPPLIER = {
    "organisation_id": 1,
    "is_approved": True,
    "is_listing": False,
    "sells": True,
    "areas": frozenset(),
    "point": (450_000, 200_000),
    "miles": None,
    "works_remotely": False,
    "marks": Marks(based=frozenset({"E07000178"}), is_uk=True),
}
DELIVERY = {
    "buyer_id": 2,
    "areas": frozenset({"oxford", "oxfordshire"}),
    "point": (453_000, 204_000),
    "is_remote": False,
}


@pytest.mark.parametrize(
    ("supplier", "delivery", "sentence"),
    [
        ({}, {}, eligibility.ELSEWHERE),
        ({"areas": frozenset({"oxford"})}, {}, None),
        ({"areas": frozenset({"oxfordshire"})}, {}, None),
        ({"areas": frozenset({"cherwell"})}, {}, eligibility.ELSEWHERE),
        ({"areas": frozenset({"oxford"})}, {"areas": frozenset()}, eligibility.ELSEWHERE),
        ({"miles": 4}, {}, None),
        ({"miles": 3}, {}, eligibility.ELSEWHERE),
        ({"miles": 4, "point": None}, {}, eligibility.ELSEWHERE),
        ({"miles": 4}, {"point": None}, eligibility.ELSEWHERE),
        ({"works_remotely": True}, {}, eligibility.ELSEWHERE),
        ({}, {"is_remote": True}, eligibility.ELSEWHERE),
        ({"works_remotely": True}, {"is_remote": True, "point": None}, None),
        ({"areas": frozenset({"oxford"}), "sells": False}, {}, eligibility.SELLS_NOTHING),
        ({"areas": frozenset({"oxford"}), "is_approved": False}, {}, eligibility.NOT_APPROVED),
        (
            {"areas": frozenset({"oxford"}), "is_approved": False, "is_listing": True},
            {},
            eligibility.IS_LISTING,
        ),
        ({"areas": frozenset({"oxford"})}, {"buyer_id": 1}, eligibility.BUYER_ITSELF),
        ({"sells": False}, {"buyer_id": 1}, eligibility.BUYER_ITSELF),
    ],
)
def test_each_rule_says_why(supplier, delivery, sentence):
    facts = SupplierFacts(**SUPPLIER | supplier), DeliveryFacts(**DELIVERY | delivery)
    assert why_not(*facts) == sentence


points = st.none() | st.tuples(st.integers(450_000, 462_000), st.integers(200_000, 212_000))
slugs = st.sampled_from(["oxford", "oxfordshire", "cherwell", "swindon"])


@st.composite
def organisations(draw):
    east, north = draw(points) or (None, None)
    return Organisation(
        id=1,
        kind=draw(st.sampled_from(["business", "charity", "co-operative"])),
        authority_code=draw(st.sampled_from([None, "E07000177", "E07000178"])),
        name="Thornhill Bakery",
        status=draw(st.sampled_from([Status.APPROVED, Status.LISTED, Status.WITHDRAWN])),
        description="We bake bread.",
        easting=east,
        northing=north,
        is_social_enterprise=draw(st.booleans()),
        serves_areas=draw(st.lists(slugs, max_size=2)),
        serves_miles=draw(st.none() | st.integers(1, 10)),
        serves_remotely=draw(st.booleans()),
        wants=draw(st.sampled_from([[], ["sell"], ["make-offers"], ["sell", "make-offers"]])),
    )


@st.composite
def briefs(draw):
    east, north = draw(points) or (None, None)
    return Brief(
        id=1,
        organisation_id=draw(st.sampled_from([1, 2, 2, 2])),
        title="Bread",
        need="We need bread for forty people.",
        buyer_kind=draw(st.sampled_from(["council", "school"])),
        categories=[],
        social_values=["living-wage"],
        is_delivered_remotely=draw(st.booleans()),
        place_name="",
        postcode=None,
        easting=east,
        northing=north,
        authority_slug=draw(st.none() | slugs),
    )


reservations = st.sampled_from(
    [
        Reserved(kinds=frozenset(kinds), area_codes=frozenset({"E07000178"}))
        for kinds in (
            {"uk"},
            {"local-area"},
            {"vcse"},
            {"sme"},
            {"sme", "vcse"},
            {"local-area", "vcse"},
            {"uk", "sme"},
        )
    ]
)


seen_marks = st.builds(
    Marks,
    based=st.sets(st.sampled_from(["E07000178", "E07000177"])).map(frozenset),
    is_uk=st.booleans(),
    is_sme=st.booleans(),
    is_vcse=st.booleans(),
)


@given(
    organisation=organisations(),
    brief=briefs(),
    reserved=st.none() | reservations,
    marks=seen_marks,
)
def test_rules_on_one_supplier_agree_with_rules_over_columns(organisation, brief, reserved, marks):
    delivery = make_delivery_facts(brief, COUNTIES, reserved)
    said = why_not(supplier_facts(organisation, marks), delivery)
    is_public = organisation.status in PUBLIC_STATUSES
    profile = profile_of(organisation, TODAY, tags_of(marks))
    fitted = Matcher().fit([profile] if is_public else [])
    answer = fitted.explain(make_brief_seeker(brief, COUNTIES, reserved), 1)
    assert isinstance(answer, Match) == (said is None)
    if isinstance(answer, WhyNot) and answer.rule != "absent":
        assert answer.sentence == said


@given(organisation=organisations(), brief=briefs())
def test_an_open_brief_is_for_those_who_serve_its_place(organisation, brief):
    is_own = brief.organisation_id == organisation.id
    is_served = serves(supplier_facts(organisation), make_delivery_facts(brief, COUNTIES))
    fitted = Matcher(weights=BRIEF_SOURCE.weights, wording=BRIEF)
    fitted.fit([brief_profile(brief, COUNTIES)])
    answer = fitted.explain(supplier_seeker(organisation), 1)
    assert isinstance(answer, Match) == (is_served and not is_own)
    if isinstance(answer, WhyNot):
        assert answer.sentence == (eligibility.YOUR_OWN if is_own else eligibility.NOT_YOURS)

"""Whose turn it is: from briefs under a rotating rule to a decision with its reason."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from brokerage.accounts.models import User
from brokerage.audit import AuditEvent
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow
from brokerage.matchmaking.models import Decision
from brokerage.organisations.models import Organisation
from brokerage.organisations.rules import Kind
from brokerage.permissions import Subject
from brokerage.places.models import Authority
from brokerage.procurement.models import Brief, BuyingFacts, ShortlistEntry
from brokerage.procurement.rules.buying import ContractKind
from brokerage.rotation import rules, service
from brokerage.rotation.models import RotationDecision, RotationSuggestion
from brokerage.rotation.queries.suggestions import (
    find_decisions,
    get_suggestion,
    list_turns_as_plain,
)
from brokerage.rotation.queries.turns import list_turn_briefs
from tests.factories.accounts import make_user
from tests.factories.buying import OXFORD, make_quote_rule
from tests.factories.organisations import make_organisation
from tests.factories.procurement import make_brief, make_shortlist_entry
from tests.factories.searches import make_caterer, make_shown_search
from tests.support.form_fuzzer import fuzz_form, hostile_query_strings
from tests.support.inspecting_client import InspectingClient, follow
from tests.support.page import Page

REASON = "They have waited longest for their turn."


@pytest.fixture
def today():
    return utcnow().date()


@pytest.fixture
def buyer(db_session) -> User:
    return make_user(name="Bashir Colebrook", email="bashir@example.org")


@pytest.fixture
def council(buyer: User) -> Organisation:
    db.session.add(
        Authority(
            code=OXFORD,
            slug="thamebridge",
            name="Thamebridge Council",
            short_name="Thamebridge",
            kind="district",
            is_in_area=True,
        )
    )
    make_quote_rule(is_rotating=True, quotes=2)
    return make_organisation(
        owner=buyer, kind=Kind.AUTHORITY, name="Thamebridge Council", authority_code=OXFORD
    )


@pytest.fixture
def bashir(buyer: User, council, sign_in_as: Callable[..., InspectingClient]) -> InspectingClient:
    return sign_in_as(buyer)


def shown(brief: Brief, buyer: User, *suppliers: Organisation) -> None:
    """Let the brief's one search show all of these, the first as the best."""
    search = make_shown_search(brief, suppliers[0], buyer, parts={"words": 0.9})
    kept = db.session.scalars(
        select(Decision).where(Decision.recorded_ranking_id == search.recorded_ranking_id)
    ).one()
    kept.score = 0.9
    for rank, supplier in enumerate(suppliers[1:], 2):
        score = 0.9 - rank / 20
        details = kept.details | {
            "parts": [{"name": "words", "value": score, "sentence": "Words."}]
        }
        db.session.add(
            Decision(
                recorded_ranking_id=search.recorded_ranking_id,
                candidate_id=supplier.id,
                verb="shown",
                rank=rank,
                score=score,
                details=details,
                decided_at=utcnow(),
            )
        )
    db.session.flush()


def asked(brief: Brief, supplier: Organisation, buyer: User, days_ago: int = 30) -> None:
    """Note that the supplier was asked for this brief."""
    search = make_shown_search(brief, supplier, buyer)
    db.session.add(
        Decision(
            recorded_ranking_id=search.recorded_ranking_id,
            candidate_id=supplier.id,
            verb="enquired",
            decided_by_id=buyer.id,
            decided_at=utcnow() - timedelta(days=days_ago),
        )
    )
    db.session.flush()


def in_turn(council: Organisation, buyer: User, **fields: object) -> Brief:
    return make_brief(council, buyer, value_pence=20_000_00, **fields)


def suggest(buyer: User, council: Organisation, *briefs: Brief) -> RotationSuggestion:
    ids = [each.id for each in briefs]
    return service.suggest_turns(Subject(user_id=buyer.id), council, ids, utcnow().date())


def names(suggestion: RotationSuggestion, place: int = 0, key: str = "suggested") -> list[str]:
    return [one["name"] for one in suggestion.parts[place][key]]


def test_whoever_was_asked_less_is_suggested_though_another_fits_better(buyer, council) -> None:
    best, second, third = (make_caterer(each) for each in ("Best", "Second", "Third"))
    asked(in_turn(council, buyer), best, buyer)
    brief = in_turn(council, buyer)
    shown(brief, buyer, best, second, third)
    suggestion = suggest(buyer, council, brief)
    assert names(suggestion) == ["Second", "Third"]
    assert names(suggestion, key="others") == ["Best"]
    assert "others have been asked less" in suggestion.parts[0]["others"][0]["why"]


def test_a_turn_of_another_year_or_another_council_counts_for_nothing(buyer, council) -> None:
    best, second, third = (make_caterer(each) for each in ("Best", "Second", "Third"))
    asked(in_turn(council, buyer), best, buyer, days_ago=400)
    asked(in_turn(make_organisation(kind=Kind.AUTHORITY), buyer), best, buyer)
    brief = in_turn(council, buyer)
    shown(brief, buyer, best, second, third)
    assert names(suggest(buyer, council, brief)) == ["Best", "Second"]


def test_nobody_is_suggested_for_two_briefs_and_all_seats_are_filled(buyer, council) -> None:
    four = [make_caterer(each) for each in ("One", "Two", "Three", "Four")]
    wide, narrow = in_turn(council, buyer), in_turn(council, buyer)
    shown(wide, buyer, *four)
    shown(narrow, buyer, *four[:2])  # only these fit, though both are the best for the other too
    suggestion = suggest(buyer, council, wide, narrow)
    assert names(suggestion, 0) == ["Three", "Four"]
    assert names(suggestion, 1) == ["One", "Two"]
    assert "nobody is suggested twice" in suggestion.parts[0]["others"][0]["why"]


def test_who_is_on_the_shortlist_is_counted_and_not_suggested_again(buyer, council) -> None:
    best, second, third = (make_caterer(each) for each in ("Best", "Second", "Third"))
    brief = in_turn(council, buyer)
    shown(brief, buyer, best, second, third)
    make_shortlist_entry(brief, best, buyer)
    suggestion = suggest(buyer, council, brief)
    assert names(suggestion) == ["Second"]
    assert suggestion.parts[0]["seats"] == 1


def test_only_finished_competing_briefs_under_a_rotating_rule_take_turns(
    buyer, council, today
) -> None:
    right = in_turn(council, buyer)
    make_brief(council, buyer, value_pence=1_000_00)  # no rule at this value
    in_turn(council, buyer, status="draft")
    in_house = in_turn(council, buyer)
    company = make_organisation()
    db.session.add(
        BuyingFacts(
            brief_id=in_house.id,
            contract_kind=ContractKind.GOODS_SERVICES,
            way="in-house",
            in_house_id=company.id,
            changed_at=utcnow(),
        )
    )
    db.session.flush()
    assert [each.brief.id for each in list_turn_briefs(council, today)] == [right.id]
    assert not list_turn_briefs(council, today)[0].can_be_chosen  # nobody has searched yet
    with pytest.raises(DomainError):
        suggest(buyer, council, right)
    with pytest.raises(DomainError):
        suggest(buyer, council, in_house)


def test_taking_puts_them_on_the_shortlist_and_asks_nobody(
    bashir: InspectingClient, buyer, council, outbox
) -> None:
    one, two = make_caterer("First Turn"), make_caterer("Second Turn")
    brief = in_turn(council, buyer, title="Lunches")
    shown(brief, buyer, one, two)
    page = bashir.get(f"/organisations/{council.id}/briefs")
    page = bashir.click(page, "See who was asked least, for several briefs at once")
    page = follow(bashir, bashir.submit(page, {"briefs": [str(brief.id)]}))
    assert "First Turn" in Page(page.text).text
    page = bashir.click(page, "Decide on Lunches")
    refused = bashir.submit(page, {"outcome": "taken", "reason": "fair"})
    assert Page(refused.text).error_summary == [rules.TOO_SHORT]
    done = follow(bashir, bashir.submit(refused, {"outcome": "taken", "reason": REASON}))
    assert "2 suppliers are on the shortlist. Nobody is asked yet." in Page(done.text).text
    ids = db.session.scalars(select(ShortlistEntry.organisation_id)).all()
    assert sorted(ids) == sorted([one.id, two.id])
    assert not outbox.all()
    again = bashir.get(f"/turns/{get_latest().id}/{brief.id}/decide")
    assert again.status_code == 303
    actions = set(db.session.scalars(select(AuditEvent.action)))
    assert {"rotation:suggestion:make", "rotation:suggestion:decide"} <= actions


def test_leaving_adds_nobody_and_both_stand_in_the_briefs_file(buyer, council, today) -> None:
    brief = in_turn(council, buyer)
    shown(brief, buyer, make_caterer("Passed Over"))
    suggestion = suggest(buyer, council, brief)
    actor = Subject(user_id=buyer.id)
    assert service.decide_on_turn(actor, suggestion, brief.id, "left", REASON) == 0
    assert not db.session.scalars(select(ShortlistEntry)).all()
    with pytest.raises(DomainError, match=rules.ALREADY_DECIDED):
        service.decide_on_turn(actor, suggestion, brief.id, "taken", REASON)
    _, (turn,) = list_turns_as_plain(brief, today)
    assert (turn["outcome"], turn["reason"]) == ("left", REASON)
    assert turn["suggestion_sha256"] == suggestion.digest
    assert buyer.name not in str(turn)


def test_a_brief_that_was_searched_again_needs_a_new_suggestion(buyer, council) -> None:
    brief, caterer = in_turn(council, buyer), make_caterer("Once Fitting")
    shown(brief, buyer, caterer)
    suggestion = suggest(buyer, council, brief)
    shown(brief, buyer, make_caterer("Fitting Now"))
    with pytest.raises(DomainError, match="searched again"):
        service.decide_on_turn(Subject(user_id=buyer.id), suggestion, brief.id, "taken", REASON)
    assert not find_decisions(suggestion.id)
    assert not db.session.scalars(select(RotationDecision)).all()


def test_a_place_without_anybody_stays_open_and_is_said(
    bashir: InspectingClient, buyer, council
) -> None:
    brief = in_turn(council, buyer)
    shown(brief, buyer, make_caterer("The Only One"))
    suggestion = suggest(buyer, council, brief)
    db.session.commit()
    text = Page(bashir.get(f"/turns/{suggestion.id}").text).text
    assert "1 place stays open" in text


def test_where_nothing_takes_turns_the_page_says_so(bashir: InspectingClient, council) -> None:
    text = Page(bashir.get(f"/organisations/{council.id}/turns").text).text
    assert "No brief waits for a turn" in text


def test_earlier_suggestions_have_pages(bashir: InspectingClient, buyer, council) -> None:
    brief = in_turn(council, buyer)
    shown(brief, buyer, make_caterer("Evergreen"))
    for _ in range(rules.PER_PAGE + 1):
        suggest(buyer, council, brief)
    db.session.commit()
    page = bashir.get(f"/organisations/{council.id}/turns?page=2")
    assert "Earlier suggestions" in Page(page.text).text


def test_the_forms_withstand_anything(bashir: InspectingClient, buyer, council) -> None:
    brief = in_turn(council, buyer)
    shown(brief, buyer, make_caterer("Sturdy"))
    suggestion = suggest(buyer, council, brief)
    db.session.commit()
    fuzz_form(bashir, f"/organisations/{council.id}/turns")
    fuzz_form(bashir, f"/turns/{suggestion.id}/{brief.id}/decide")
    hostile_query_strings(bashir, f"/organisations/{council.id}/turns", ["page"])


def test_a_strangers_suggestion_is_not_found(
    buyer, council, sign_in_as: Callable[..., InspectingClient]
) -> None:
    brief = in_turn(council, buyer)
    shown(brief, buyer, make_caterer("Hidden"))
    suggestion = suggest(buyer, council, brief)
    stranger = make_user()
    make_organisation(owner=stranger, kind=Kind.AUTHORITY)
    db.session.commit()
    client = sign_in_as(stranger)
    for path in (f"/turns/{suggestion.id}", f"/turns/{suggestion.id}/{brief.id}/decide"):
        assert client.get(path).status_code == 404
    own = client.get(f"/turns/{get_suggestion(suggestion.id).id + 99}")
    assert own.status_code == 404


def get_latest() -> RotationSuggestion:
    query = select(RotationSuggestion).order_by(RotationSuggestion.id.desc()).limit(1)
    return db.session.scalars(query).one()

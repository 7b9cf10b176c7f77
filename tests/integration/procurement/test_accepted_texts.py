"""Who was chosen for an open brief is found again by its words; nobody is told what they were."""

import shutil
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from brokerage.accounts.models import User
from brokerage.extensions import db
from brokerage.matchmaking import tasks
from brokerage.matchmaking.models import Decision
from brokerage.matchmaking.profiles import Seeker
from brokerage.matchmaking.queries.ranking import get_index, get_matcher
from brokerage.matchmaking.rules import MOST_ACCEPTED_READ
from brokerage.matchmaking.service import mark_changed
from brokerage.matchmaking.service.records import record_decision
from brokerage.organisations.models import Organisation
from brokerage.permissions import Subject
from brokerage.procurement.models import Brief
from brokerage.procurement.queries.searches import find_latest_search
from brokerage.procurement.rules.briefs import Outcome, Visibility
from brokerage.procurement.service.briefs import close_brief
from matching.accepted import MOST_PASSAGES
from matching.semantic import load_encoder
from tests.factories.procurement import make_approach, make_brief
from tests.factories.searches import make_caterer, make_search
from tests.support.inspecting_client import InspectingClient
from tests.support.page import Page
from tests.support.statements import seen_statements

KIND = "organisation"
ASKED = {
    "title": "Feeding the llama trek",
    "need": "Packed suppers for walkers behind llamas, handed out at a halfway stile.",
    "visibility": Visibility.OPEN,
}
ALIKE = Seeker(text="suppers for people who walk with llamas")
SECRETS = ("llama", "suppers", "stile")

pytestmark = pytest.mark.usefixtures("reference", "fresh_index")


@pytest.fixture(autouse=True)
def _nothing_on_disk(app: Flask) -> Iterator[None]:
    yield
    shutil.rmtree(app.extensions["config"].data_folder / "match-index", ignore_errors=True)


@pytest.fixture
def caterers(supplier: Organisation) -> list[Organisation]:
    """Return three that say the same of themselves; the last one will be chosen."""
    return [make_caterer("Alder Kitchen"), make_caterer("Birch Kitchen"), supplier]


@pytest.fixture
def actor(buyer_user: User) -> Subject:
    return Subject(user_id=buyer_user.id, name=buyer_user.name)


def choose(
    actor: Subject, authority: Organisation, chosen: Organisation, buyer: User, **fields: object
) -> Brief:
    """Let the buyer search, ask and choose, as the pages do."""
    brief = make_brief(authority, buyer, **ASKED | fields)
    make_search(brief, buyer)
    make_approach(brief, chosen, answer="interested")
    close_brief(actor, brief, Outcome.CHOSEN, [chosen.id])
    db.session.commit()
    return brief


def order(seeker: Seeker = ALIKE) -> list[int]:
    return [match.id for match in get_matcher(KIND).rank(seeker).matches]


def accepted() -> dict[int, tuple[str, ...]]:
    return {each.id: each.accepted for each in get_matcher(KIND).profiles() if each.accepted}


def test_whoever_was_chosen_comes_first_for_much_the_same(
    actor: Subject, authority: Organisation, caterers: list[Organisation], buyer_user: User
) -> None:
    assert order() == []
    chosen = caterers[-1]
    brief = choose(actor, authority, chosen, buyer_user)
    assert order() == [chosen.id]
    assert accepted() == {chosen.id: (f"{brief.title}. {brief.need}",)}


def test_it_stands_higher_in_the_next_buyers_search(
    actor: Subject,
    authority: Organisation,
    other_authority: Organisation,
    other_buyer_user: User,
    caterers: list[Organisation],
    buyer_user: User,
) -> None:
    similar = {
        "title": "Suppers on a llama walk",
        "need": "Suppers for forty walkers with llamas.",
    }
    brief = make_brief(other_authority, other_buyer_user, **similar)

    def scores() -> dict[int, float]:
        make_search(brief, other_buyer_user)
        search = find_latest_search(brief.id)
        assert search is not None
        rows = db.session.execute(
            select(Decision.candidate_id, Decision.score).where(
                Decision.recorded_ranking_id == search.recorded_ranking_id
            )
        )
        return {row.candidate_id: row.score for row in rows}

    before, chosen = scores(), caterers[-1].id
    assert set(before) == {each.id for each in caterers}
    choose(actor, authority, caterers[-1], buyer_user)
    after = scores()
    assert after[chosen] > before[chosen]
    assert max(after, key=lambda each: after[each]) == chosen


def test_taking_the_choice_back_takes_the_words_back(
    actor: Subject, authority: Organisation, caterers: list[Organisation], buyer_user: User
) -> None:
    chosen = caterers[-1]
    brief = choose(actor, authority, chosen, buyer_user)
    other = choose(actor, authority, chosen, buyer_user, title="Bees", need="Honey for bees. " * 3)
    assert order() == [chosen.id]
    search = find_latest_search(brief.id)
    assert search is not None
    record_decision(actor, search.recorded_ranking_id, chosen.id, "declined", "price")
    db.session.commit()
    assert order() == []
    assert accepted() == {chosen.id: (f"{other.title}. {other.need}".strip(),)}


def test_another_ones_decline_takes_nothing_back(
    actor: Subject, authority: Organisation, caterers: list[Organisation], buyer_user: User
) -> None:
    chosen, other = caterers[-1], caterers[0]
    brief = choose(actor, authority, chosen, buyer_user)
    search = find_latest_search(brief.id)
    assert search is not None
    record_decision(actor, search.recorded_ranking_id, other.id, "declined", "price")
    db.session.commit()
    assert order() == [chosen.id]


def test_a_private_brief_leaves_no_trace(
    actor: Subject, authority: Organisation, caterers: list[Organisation], buyer_user: User
) -> None:
    private = {"visibility": Visibility.PRIVATE}
    choose(actor, authority, caterers[-1], buyer_user, **private)
    assert order() == []
    assert accepted() == {}


def test_only_being_chosen_counts(
    actor: Subject, authority: Organisation, caterers: list[Organisation], buyer_user: User
) -> None:
    brief = make_brief(authority, buyer_user, **ASKED)
    search = make_search(brief, buyer_user)
    for verb in ("shortlisted", "enquired", "answered"):
        record_decision(actor, search.recorded_ranking_id, caterers[-1].id, verb)
    db.session.commit()
    assert accepted() == {}


def test_the_newest_few_count(
    actor: Subject, authority: Organisation, supplier: Organisation, buyer_user: User
) -> None:
    for number in range(MOST_PASSAGES + 2):
        title = f"Number {'abcdefghijklmnop'[number]}{number} to {number * 7}"
        choose(actor, authority, supplier, buyer_user, title=title, need=f"Paint fence {number}.")
    (texts,) = accepted().values()
    assert len(texts) == MOST_PASSAGES <= MOST_ACCEPTED_READ
    assert texts[0].startswith("Number")


def test_one_setting_turns_it_off(
    app: Flask,
    actor: Subject,
    authority: Organisation,
    caterers: list[Organisation],
    buyer_user: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    choose(actor, authority, caterers[-1], buyer_user)
    assert order() == [caterers[-1].id]
    get_index(KIND).keep()  # a base with these texts on disk is not begun from either
    config = replace(app.extensions["config"], uses_accepted_texts=False)
    monkeypatch.setitem(app.extensions, "config", config)
    app.extensions.pop("match_indexes")
    assert order() == []
    assert accepted() == {}


def test_no_page_quotes_what_somebody_was_chosen_for(
    app: Flask,
    actor: Subject,
    authority: Organisation,
    other_authority: Organisation,
    other_buyer_user: User,
    caterers: list[Organisation],
    buyer_user: User,
    bronwen: InspectingClient,
    simone: InspectingClient,
    client: InspectingClient,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(app.extensions, "encoder", load_encoder())
    monkeypatch.delitem(app.extensions, "understanding", raising=False)
    choose(actor, authority, caterers[-1], buyer_user)
    for each in caterers:
        mark_changed(KIND, each.id)
    while tasks.has_unembedded():
        tasks.embed_changed()
    assert all(each.vectors for each in get_matcher(KIND).profiles() if each.id == caterers[-1].id)
    brief = make_brief(
        other_authority,
        other_buyer_user,
        title="Meals on a trail with pack animals",
        need="Evening food for hikers, given out along a footpath while alpacas graze.",
    )
    search = make_search(brief, other_buyer_user)
    name = caterers[-1].id
    pages = [
        bronwen.get(f"/briefs/{brief.id}/searches/{search.id}"),
        bronwen.get(f"/briefs/{brief.id}/searches/{search.id}/suppliers/{name}"),
        bronwen.get(f"/briefs/{brief.id}/searches/{search.id}/why-not?supplier={name}"),
        client.get("/directory?q=evening+food+for+hikers+and+pack+animals"),
        client.get(f"/directory/search/why-not?q=food+for+hikers&organisation={name}"),
        client.get(f"/directory/{caterers[-1].slug}"),
        simone.get(f"/organisations/{name}/seen-by-buyers"),
    ]
    for page in pages:
        assert page.status_code == 200, page.request.path
        text = Page(page.text).text.lower()
        assert not [word for word in SECRETS if word in text], page.request.path


def test_taking_in_a_change_asks_two_statements_more_at_any_number(
    actor: Subject, authority: Organisation, caterers: list[Organisation], buyer_user: User
) -> None:
    counts = []
    for number in (1, 3):
        for at in range(number):
            choose(actor, authority, caterers[at], buyer_user, title=f"Feast {number} {at}")
        order()
        for each in caterers:
            mark_changed(KIND, each.id)
        db.session.commit()
        with seen_statements() as seen:
            order()
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_a_brief_that_is_hidden_afterwards_is_forgotten(
    actor: Subject, authority: Organisation, caterers: list[Organisation], buyer_user: User
) -> None:
    brief = choose(actor, authority, caterers[-1], buyer_user)
    mark_changed(KIND, caterers[-1].id)
    brief.visibility = Visibility.PRIVATE
    db.session.commit()
    assert accepted() == {}

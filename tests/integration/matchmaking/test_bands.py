"""Each ranked match says in words how good it is; who browses is told nothing of the kind."""

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from brokerage.extensions import db
from brokerage.matchmaking.queries.bands import find_band
from brokerage.matchmaking.queries.ranking import get_matcher
from brokerage.matchmaking.rules import BAND_LABELS
from matching.bands import GOOD, POSSIBLE, STRONG, THRESHOLDS, band_of
from matching.explain import Match, Part
from matching.profile import Seeker
from tests.factories.organisations import make_organisation
from tests.factories.volunteering import make_flexible_opportunity
from tests.support.inspecting_client import InspectingClient
from tests.support.page import Page, text_of

KEY = "What strong, good and possible mean"

pytestmark = pytest.mark.usefixtures("db_session", "fresh_index")


def match_of(score: float, *, asked: bool = True) -> Match:
    parts = (Part("words", score, "A sentence."),) if asked else ()
    return Match(1, score, parts, (), (), None)


def test_every_band_of_the_matcher_has_its_words() -> None:
    assert set(BAND_LABELS) == {STRONG, GOOD, POSSIBLE} == {*map(band_of, (0.0, 0.3, 0.9))}
    for bar, name in THRESHOLDS:
        assert find_band(match_of(bar)) == BAND_LABELS[name]
        assert find_band(match_of(bar - 0.001)) != BAND_LABELS[name]
    assert find_band(match_of(0.0)) == "Possible match"


def test_who_asks_for_nothing_gets_no_band() -> None:
    assert find_band(match_of(0.0, asked=False)) is None


def test_the_directory_says_how_good_each_match_is(client: InspectingClient) -> None:
    make_organisation(name="Bread Bread", description="Bread, rolls and buns, baked each day.")
    make_organisation(
        name="Everything Works",
        description="We paint and dig. We bake cakes too, now and then, for a party.",
    )
    db.session.commit()
    expected = [
        find_band(match) or ""
        for match in get_matcher("organisation").rank(Seeker(text="bread rolls buns cakes")).matches
    ]
    text = client.get("/directory?q=bread+rolls+buns+cakes").text
    assert expected[0] == "Strong match"
    assert len(set(expected)) > 1
    shown = [label for label in _tags(text) if label in BAND_LABELS.values()]
    assert shown == expected
    assert KEY in text
    assert "%" not in Page(text).text


def test_who_browses_the_directory_or_the_board_reads_no_band(
    client: InspectingClient, db_session: Session
) -> None:
    host = make_organisation(name="Bread Bread", description="Bread and rolls.")
    make_flexible_opportunity(host)
    db.session.commit()
    for address in ("/directory", "/volunteering", "/directory?kind=charity"):
        text = client.get(address).text
        assert not set(_tags(text)) & set(BAND_LABELS.values()), address
        assert KEY not in text, address


def test_the_board_says_how_good_each_match_is(client: InspectingClient) -> None:
    host = make_organisation(name="Orchard Friends")
    make_flexible_opportunity(
        host, title="Plant apple trees", description="Plant apple trees with us."
    )
    db.session.commit()
    text = client.get("/volunteering?q=plant+apple+trees").text
    assert "Strong match" in _tags(text)
    assert KEY in text


def test_why_not_says_it_where_the_answer_is_that_it_is_there(
    app: Flask, client: InspectingClient
) -> None:
    organisation = make_organisation(name="Bread Bread", description="Bread, rolls and buns.")
    db.session.commit()
    text = client.get(f"/directory/search/why-not?q=bread&organisation={organisation.id}").text
    assert "Strong match" in _tags(text)


def _tags(text: str) -> list[str]:
    page = Page(text)
    return [text_of(each) for each in page.all("p") if "tag" in (each.get("class") or "").split()]

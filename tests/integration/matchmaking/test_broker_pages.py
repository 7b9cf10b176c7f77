"""The broker's pages on how matches are made, who is seen, and what to look at."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from brokerage.accounts.models import User
from brokerage.extensions import db, utcnow
from brokerage.matchmaking.models import LearnedWeights, ProfileFlag
from brokerage.matchmaking.queries.weights import find_in_force
from brokerage.matchmaking.service import mark_changed
from brokerage.matchmaking.tasks import flag_profiles
from brokerage.organisations.models import Organisation
from tests.factories.accounts import make_user
from tests.factories.matchmaking import LEARNED, make_learned_weights, make_shown_ranking
from tests.factories.organisations import make_organisation
from tests.support.form_fuzzer import (
    changes,
    fuzz_form,
    hostile_query_strings,
    post_every_column,
    snapshot,
)
from tests.support.inspecting_client import InspectingClient
from tests.support.page import Page
from tests.support.statements import count_statements

WEIGHTS = "/broker/matching"
EXPOSURE = "/broker/matching/exposure"
FLAGS = "/broker/matching/copies-and-repeats"
MOST_STATEMENTS = 15
TEXT = (
    "We bake sourdough bread and celebration cakes for schools, offices and village fairs, and "
    "deliver them by cargo bicycle before eight every morning of the week, whatever the weather."
)


@pytest.fixture(autouse=True)
def fresh_indexes(app: Flask, db_session: Session) -> Iterator[None]:
    app.extensions.pop("match_indexes", None)
    yield
    app.extensions.pop("match_indexes", None)


@pytest.fixture
def broker(db_session: Session) -> User:
    return make_user(name="Bea Broker", is_broker=True)


@pytest.fixture
def bea(broker: User, sign_in_as: Callable[..., InspectingClient]) -> InspectingClient:
    return sign_in_as(broker)


@pytest.fixture
def ada(db_session: Session, sign_in_as: Callable[..., InspectingClient]) -> InspectingClient:
    return sign_in_as(make_user(name="Ada Ministrator", is_administrator=True))


@pytest.fixture
def learned(db_session: Session) -> LearnedWeights:
    return make_learned_weights()


def text_of(client: InspectingClient, address: str) -> str:
    return Page(client.get(address).text).text


def confirm(client: InspectingClient, address: str) -> TestResponse:
    return client.submit(client.get(address))


def test_the_page_says_what_counts_and_that_nothing_is_learned(bea: InspectingClient) -> None:
    text = text_of(bea, WEIGHTS)
    assert "Suppliers are ranked by the published weights" in text
    assert "Nothing has been learned yet" in text
    assert "how near a supplier is never counts" in text
    assert "What they say they do" in text


def test_the_header_leads_there(bea: InspectingClient) -> None:
    assert f'href="{WEIGHTS}"' in bea.get("/").text


def test_the_card_says_what_was_learned_from_and_how_it_was_judged(
    bea: InspectingClient, learned: LearnedWeights
) -> None:
    assert "Not used" in text_of(bea, WEIGHTS)
    text = text_of(bea, f"{WEIGHTS}/weights/{learned.id}")
    assert "2 January 2026 to 30 June 2026" in text
    assert "280 lists and 5,200 comparisons" in text
    assert "110 later needs that it had not seen" in text
    assert "+3.0 points; with 95% certainty from +1.0 to +5.0" in text
    assert "What they are: Charity" in text
    assert "loses more than 10% of its share" in text
    assert "Use these weights" not in text  # a broker looks; an administrator decides


def test_an_administrator_uses_and_takes_back(
    ada: InspectingClient, learned: LearnedWeights
) -> None:
    card = f"{WEIGHTS}/weights/{learned.id}"
    assert f'href="{card}/use"' in ada.get(card).text
    assert "Use these weights?" in text_of(ada, f"{card}/use")
    assert confirm(ada, f"{card}/use").status_code == 303
    text = text_of(ada, WEIGHTS)
    assert "These weights are used from now on." in text
    assert "used since" in text
    assert "Used now" in text
    assert "the published weights" in text_of(ada, f"{card}/roll-back")
    confirm(ada, f"{card}/roll-back")
    assert "The published weights are used again." in text_of(ada, WEIGHTS)
    assert find_in_force("organisation") is None


def test_going_back_to_earlier_weights_says_so(
    ada: InspectingClient, learned: LearnedWeights
) -> None:
    later = make_learned_weights(weights_before=LEARNED)
    for each in (learned, later):
        confirm(ada, f"{WEIGHTS}/weights/{each.id}/use")
    address = f"{WEIGHTS}/weights/{later.id}/roll-back"
    assert "the weights that were used before these" in text_of(ada, address)
    confirm(ada, address)
    assert "The weights from before are used again." in text_of(ada, WEIGHTS)


def test_a_refusal_is_shown_and_changes_nothing(ada: InspectingClient) -> None:
    refused = make_learned_weights(verdict="no-gain")
    card = f"{WEIGHTS}/weights/{refused.id}"
    assert "they cannot be used" in text_of(ada, card)
    assert "not judged better" in Page(confirm(ada, f"{card}/use").text).text
    assert "nothing to take back" in Page(confirm(ada, f"{card}/roll-back").text).text
    assert find_in_force("organisation") is None


def test_the_forms_withstand_what_nobody_types(
    ada: InspectingClient, learned: LearnedWeights
) -> None:
    for tail in ("use", "roll-back"):
        fuzz_form(ada, f"{WEIGHTS}/weights/{learned.id}/{tail}")


def test_nothing_but_what_the_button_says_can_be_set(
    db_session: Session, ada: InspectingClient, learned: LearnedWeights
) -> None:
    before = snapshot(db_session)
    assert post_every_column(ada, f"{WEIGHTS}/weights/{learned.id}/use", {}).status_code == 303
    touched = changes(before, snapshot(db_session))
    own = {column for table, column in touched if table == "learned_weights"}
    assert own == {"status", "adopted_at", "adopted_by_id"}


@pytest.mark.parametrize("address", [WEIGHTS, EXPOSURE, FLAGS])
def test_the_pages_withstand_what_nobody_asks(bea: InspectingClient, address: str) -> None:
    hostile_query_strings(bea, address, ["kind"])


def test_a_broker_cannot_change_weights(bea: InspectingClient, learned: LearnedWeights) -> None:
    for tail in ("use", "roll-back"):
        token = bea.csrf_token(bea.get("/"))
        answer = bea.post(f"{WEIGHTS}/weights/{learned.id}/{tail}", data={"csrf_token": token})
        assert answer.status_code == 403


def test_the_setting_is_told(
    app: Flask, bea: InspectingClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_learned_weights(status="in-force", adopted_at=utcnow())
    config = replace(app.extensions["config"], uses_published_weights_only=True)
    monkeypatch.setitem(app.extensions, "config", config)
    assert "switched off by a setting" in text_of(bea, WEIGHTS)


def test_other_published_weights_are_told(bea: InspectingClient) -> None:
    make_learned_weights(status="in-force", adopted_at=utcnow(), published={"words": 1.0})
    assert "The published weights have changed since" in text_of(bea, WEIGHTS)


@pytest.mark.parametrize("address", [WEIGHTS, EXPOSURE, FLAGS])
def test_a_kind_that_brokers_do_not_look_at_is_not_found(
    bea: InspectingClient, address: str
) -> None:
    assert bea.get(f"{address}?kind=planet").status_code == 404
    assert bea.get(f"{address}?kind=organisation").status_code == 200


def test_nobody_seen_is_said(bea: InspectingClient) -> None:
    assert "Nothing has been shown yet" in text_of(bea, EXPOSURE)


def make_sellers() -> list[Organisation]:
    old = utcnow() - timedelta(days=500)
    return [
        make_organisation(name="Old Charity", kind="charity", created_at=old, wants=["sell"]),
        make_organisation(name="New Business", kind="business", wants=["sell"]),
        make_organisation(name="No Seller", kind="school", wants=["host-volunteers"]),
    ]


def test_exposure_is_told_by_group(bea: InspectingClient, broker: User) -> None:
    charity, business, _ = make_sellers()
    for number in range(2):
        shown = [(charity.id, {"words": 0.5}), (business.id, {"words": 0.4})]
        make_shown_ranking(broker, shown, purpose_id=number)
    make_shown_ranking(
        broker, [(business.id, {})], purpose_id=9, made_at=utcnow() - timedelta(days=400)
    )
    db.session.commit()
    page = bea.get(EXPOSURE)
    text = Page(page.text).text
    assert "In 2 searches of the last 180 days" in text
    assert "Seen most: Old Charity, with 61.3% of all that was seen." in text
    assert f"/broker/applications/{charity.id}" in page.text
    assert "Charity" in text
    assert "School" not in text
    assert "A year or more" in text
    assert "Under 3 months" in text
    assert "More than its share" in text
    assert "Less than its share" in text


def describe(name: str, text: str) -> Organisation:
    made = make_organisation(name=name, description=text)
    mark_changed("organisation", made.id)
    return made


def test_copies_and_repeats_are_listed_after_the_daily_look(bea: InspectingClient) -> None:
    assert "Nothing stands out" in text_of(bea, FLAGS)
    first, second = describe("First Bakery", TEXT), describe("Second Bakery", TEXT)
    describe("Loud Bakery", "bread " * 60)
    describe("Echo Bakery", f"{TEXT} {TEXT}".replace("bread", "loaves").replace("schools", "inns"))
    describe("Plain Bakery", "We bake for weddings and parties in our own kitchen.")
    db.session.commit()
    flag_profiles()
    db.session.commit()
    page = bea.get(FLAGS)
    text = Page(page.text).text
    assert "Says what another says" in text
    assert "Says “bread” 60 times" in text
    assert "Echo Bakery" in text
    assert "Says whole sentences again." in text
    assert "Plain Bakery" not in text
    assert page.text.count(f"/broker/applications/{first.id}") == 2
    assert page.text.count(f"/broker/applications/{second.id}") == 2


def test_a_flag_goes_when_its_cause_does(bea: InspectingClient) -> None:
    loud = describe("Loud Bakery", "bread " * 60)
    db.session.commit()
    flag_profiles()
    db.session.commit()
    loud.description = TEXT
    mark_changed("organisation", loud.id)
    db.session.commit()
    flag_profiles()
    db.session.commit()
    assert db.session.get(ProfileFlag, ("organisation", loud.id, "repeats")) is None
    assert "Nothing stands out" in text_of(bea, FLAGS)


@pytest.mark.parametrize("address", [WEIGHTS, EXPOSURE, FLAGS])
def test_a_page_costs_the_same_at_any_length(
    bea: InspectingClient, broker: User, address: str
) -> None:
    sellers, counts = make_sellers(), []
    for more in (2, 30):
        for number in range(more):
            make_learned_weights()
            shown = [(each.id, {"words": 0.5}) for each in sellers]
            make_shown_ranking(broker, shown, purpose_id=number)
            copy = describe(f"Copy {number} of {more}", TEXT)
            db.session.add(
                ProfileFlag(
                    kind="organisation",
                    object_id=copy.id,
                    reason="copy",
                    details=[sellers[0].id],
                    found_at=utcnow(),
                )
            )
        db.session.commit()
        counts.append(count_statements(bea, address))
    assert counts[0] == counts[1] <= MOST_STATEMENTS

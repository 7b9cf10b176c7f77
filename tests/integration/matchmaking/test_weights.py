"""Weights are learned from what was decided, used, taken back, and never over what law pins."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.audit import AuditEvent
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow
from brokerage.matchmaking.models import LearnedWeights, RecordedRanking
from brokerage.matchmaking.queries.learning import list_shown_lists
from brokerage.matchmaking.queries.ranking import get_matcher
from brokerage.matchmaking.queries.records import get_repeated_ranking, list_shown
from brokerage.matchmaking.queries.weights import (
    find_in_force,
    get_published_weights,
    list_learned_weights,
)
from brokerage.matchmaking.service.records import record_ranking
from brokerage.matchmaking.service.weights import (
    adopt_weights,
    keep_weights,
    learn_weights,
    roll_back_weights,
)
from brokerage.organisations.profiles import ORGANISATION_SOURCE
from brokerage.permissions import Subject
from brokerage.procurement.profiles import BRIEF_SOURCE, brief_seeker, brief_weights
from brokerage.procurement.rules.briefs import BuyerKind
from matching.profile import Place, Seeker
from matching.scoring import DEFAULT_WEIGHTS
from tests.factories.accounts import make_user
from tests.factories.matchmaking import LEARNED, make_learned_weights, make_shown_ranking
from tests.factories.organisations import make_organisation
from tests.factories.procurement import make_brief

KIND = "organisation"
SEEKER = Seeker(text="bread", place=Place(450_000, 205_000), place_label="the school")


@pytest.fixture(autouse=True)
def fresh_indexes(app: Flask, db_session: Session) -> Iterator[None]:
    app.extensions.pop("match_indexes", None)
    yield
    app.extensions.pop("match_indexes", None)


@pytest.fixture
def user(db_session: Session) -> User:
    return make_user(name="Ada Ministrator", is_administrator=True)


@pytest.fixture
def actor(user: User) -> Subject:
    return Subject(user_id=user.id, name=user.name, is_administrator=True)


def weights_of_the_index():
    return get_matcher(KIND).weights_


def test_without_anything_learned_the_published_weights_are_used(db_session: Session) -> None:
    assert weights_of_the_index() == DEFAULT_WEIGHTS


def test_weights_in_force_are_used_at_the_next_query_and_taken_back_at_the_one_after(
    actor: Subject,
) -> None:
    weights_of_the_index()
    learned = make_learned_weights()
    adopt_weights(actor, learned)
    db.session.commit()
    assert weights_of_the_index() == LEARNED
    assert roll_back_weights(actor, learned) is None
    db.session.commit()
    assert weights_of_the_index() == DEFAULT_WEIGHTS


def test_going_back_goes_to_what_was_used_before(actor: Subject) -> None:
    first, second = make_learned_weights(), make_learned_weights(weights_before=LEARNED)
    adopt_weights(actor, first)
    adopt_weights(actor, second)
    assert [each.status for each in (first, second)] == ["retired", "in-force"]
    assert roll_back_weights(actor, second) is first
    assert find_in_force(KIND) is first
    adopt_weights(actor, second)
    assert second.replaces_id == first.id
    assert second.adopted_by_id == actor.user_id


def test_one_setting_holds_every_kind_to_the_published_weights(
    app: Flask, actor: Subject, monkeypatch: pytest.MonkeyPatch
) -> None:
    adopt_weights(actor, make_learned_weights())
    db.session.commit()
    config = replace(app.extensions["config"], uses_published_weights_only=True)
    monkeypatch.setitem(app.extensions, "config", config)
    assert weights_of_the_index() == DEFAULT_WEIGHTS


def test_what_was_not_judged_better_is_never_used(actor: Subject) -> None:
    learned = make_learned_weights(verdict="exposure-falls")
    with pytest.raises(DomainError, match="not judged better"):
        adopt_weights(actor, learned)
    assert find_in_force(KIND) is None


def test_what_was_judged_against_other_weights_is_not_used(actor: Subject) -> None:
    first, second = make_learned_weights(), make_learned_weights()
    adopt_weights(actor, first)
    with pytest.raises(DomainError, match="judged against others"):
        adopt_weights(actor, second)


def test_weights_learned_around_others_than_are_published_are_not_used(
    actor: Subject,
) -> None:
    learned = make_learned_weights()
    adopt_weights(actor, learned)
    learned.published = dict(DEFAULT_WEIGHTS) | {"words": 0.7}
    db.session.flush()
    assert weights_of_the_index() == DEFAULT_WEIGHTS


def test_what_is_not_used_is_not_taken_back(actor: Subject) -> None:
    with pytest.raises(DomainError, match="nothing to take back"):
        roll_back_weights(actor, make_learned_weights())


def test_the_database_holds_one_set_a_kind_in_force(db_session: Session) -> None:
    make_learned_weights(status="in-force")
    make_learned_weights(status="in-force", kind="brief")
    with pytest.raises(IntegrityError):
        make_learned_weights(status="in-force")


def test_each_change_is_in_the_audit_log(actor: Subject) -> None:
    learned = make_learned_weights()
    adopt_weights(actor, learned)
    roll_back_weights(actor, learned)
    actions = db.session.scalars(
        select(AuditEvent.action).where(AuditEvent.object_kind == "learned-weights")
    ).all()
    assert sorted(actions) == ["matchmaking:weights:adopt", "matchmaking:weights:roll-back"]


def test_what_is_published_with_0_stays_0_whatever_was_learned(actor: Subject) -> None:
    weights = dict.fromkeys(DEFAULT_WEIGHTS, 0.4)
    adopt_weights(
        actor,
        make_learned_weights(
            kind=BRIEF_SOURCE.kind,
            weights=weights,
            published=get_published_weights(BRIEF_SOURCE),
            weights_before=get_published_weights(BRIEF_SOURCE),
        ),
    )
    db.session.commit()
    used = get_matcher(BRIEF_SOURCE.kind).weights_
    assert used["place"] == used["evidence"] == 0
    assert used["words"] == 0.4


@pytest.mark.parametrize(
    ("buyer_kind", "is_weighed"), [(BuyerKind.COUNCIL, False), (BuyerKind.OTHER, True)]
)
def test_no_learned_weight_makes_a_council_weigh_location(
    actor: Subject, user: User, buyer_kind: str, is_weighed: bool
) -> None:
    """By law where a supplier is counts for nothing in a council's search."""
    adopt_weights(actor, make_learned_weights(weights=dict.fromkeys(DEFAULT_WEIGHTS, 1.0)))
    buyer = make_organisation(kind="authority")
    make_organisation(name="Alder Bakery", description="bread", easting=450_000, northing=205_000)
    make_organisation(name="Birch Bakery", description="bread", easting=458_000, northing=205_000)
    brief = make_brief(
        buyer,
        user,
        title="bread",
        need="bread",
        categories=[],
        buyer_kind=buyer_kind,
        easting=450_000,
        northing=205_000,
        is_delivered_remotely=False,
    )
    db.session.commit()
    weights = brief_weights(brief)
    ranking = get_matcher(KIND).rank(
        replace(brief_seeker(brief), serves=None), weights=weights, tie_seed=brief.id
    )
    names = {part.name for match in ranking.matches for part in match.parts}
    assert len(ranking.matches) == 2
    assert ("place" in names) is is_weighed
    scores = {match.score for match in ranking.matches}
    assert (len(scores) == 2) is is_weighed


def test_a_recorded_ranking_keeps_its_weights_and_notes_what_was_pinned(actor: Subject) -> None:
    for number in range(3):
        make_organisation(description="bread and cakes", easting=450_000 + 900 * number)
    db.session.commit()
    before = record(actor)
    adopt_weights(actor, make_learned_weights())
    db.session.commit()
    after = record(actor)
    assert before.weights == dict(DEFAULT_WEIGHTS) | {"evidence": 0.0}
    assert after.weights == LEARNED | {"evidence": 0.0}
    assert before.pinned == after.pinned == {"evidence": 0.0}
    for made in (before, after):
        repeated = get_repeated_ranking(made.id).matches
        assert [(m.id, m.score) for m in repeated] == [
            (row.candidate_id, row.score) for row in list_shown(made.id)
        ]


def record(actor: Subject) -> RecordedRanking:
    made = record_ranking(
        actor,
        kind=KIND,
        purpose_kind="brief",
        purpose_id=3,
        seeker=SEEKER,
        weights={"evidence": 0.0},
        tie_seed=7,
    )
    db.session.commit()
    return made


def test_lists_hold_values_outcomes_and_needs(user: User) -> None:
    parts = {"words": 0.4, "place": 0.05}  # of 0.75: values 0.5 and 0.25
    decided = {
        1: ("chosen", ""),
        2: ("declined", "not-our-work"),
        3: ("answered", "not-now"),
        9: ("enquired", ""),
    }
    shown = [(number, parts) for number in (1, 2, 3, 4)]
    first = make_shown_ranking(user, shown, purpose_id=5, decided=decided)
    make_shown_ranking(user, shown, purpose_id=5, decided={4: ("shortlisted", "")}, pinned=None)
    make_shown_ranking(user, shown, purpose_id=6)  # nothing was decided
    make_shown_ranking(user, shown, purpose_id=7, decided=decided, kind="other")
    lists = list_shown_lists(ORGANISATION_SOURCE, {1: {"What they are": "Charity"}})
    assert [each.seeker_group_id for each in lists] == [1, 1]
    assert lists[0].id == first.id
    outcomes = [(c.id, c.rank, c.outcome, c.reason) for c in lists[0].candidates]
    assert outcomes == [
        (1, 1, "chosen", ""),
        (2, 2, "declined", "not-our-work"),
        (3, 3, "declined", ""),
        (4, 4, "shown", ""),
    ]
    values = lists[0].candidates[0].values
    assert values == pytest.approx({"words": 0.5, "place": 0.25})
    assert lists[0].candidates[0].groups == {"What they are": "Charity"}
    assert lists[0].candidates[1].groups == {}
    assert lists[1].pinned == {}


def test_lists_read_the_newest_and_the_same_statements_at_any_number(user: User) -> None:
    for number in range(3):
        make_shown_ranking(
            user,
            [(1, {"words": 0.5})],
            purpose_id=number,
            decided={1: ("chosen", "")},
            made_at=utcnow() - timedelta(days=number),
        )
    lists = list_shown_lists(ORGANISATION_SOURCE, {})
    assert [each.day for each in lists] == sorted(each.day for each in lists)
    assert len(lists) == 3


@pytest.fixture
def decisions(user: User) -> None:
    """Sixty needs in which the near one was chosen, though another had the words."""
    weights = get_published_weights(ORGANISATION_SOURCE)
    total = weights["words"] + weights["place"]

    def shares(words: float, place: float) -> dict[str, float]:
        return {
            "words": words * weights["words"] / total,
            "place": place * weights["place"] / total,
        }

    for number in range(120):
        apt, near = (1, shares(0.8, 0.1)), (2, shares(0.4, 0.9))
        make_shown_ranking(
            user,
            [apt, near],
            purpose_id=number,
            decided={(2 if number % 6 else 1): ("chosen", "")},
            made_at=utcnow() - timedelta(days=200 - number),
        )
    db.session.commit()


def test_weights_are_learned_and_kept_once(actor: Subject, decisions: None) -> None:
    card = learn_weights(KIND)
    assert card.weights_after["place"] > card.weights_before["place"]
    assert card.verdict == "adopt"
    assert card.lists_learned_from + card.lists_judged == 120
    learned = keep_weights(actor, KIND, card)
    assert learned.status == "judged"
    assert learned.weights == dict(card.weights_after)
    assert keep_weights(actor, KIND, learn_weights(KIND)) is learned
    assert list(list_learned_weights(KIND)) == [learned]


def test_nothing_decided_is_learned_from_too(db_session: Session) -> None:
    card = learn_weights(KIND)
    assert card.verdict == "too-few"
    assert card.weights_after == DEFAULT_WEIGHTS


def test_an_unknown_kind_is_refused(db_session: Session) -> None:
    with pytest.raises(DomainError, match="Nothing of the kind 'planet' is matched here"):
        learn_weights("planet")


Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(app: Flask, db_session: Session) -> Run:
    def run_command(*arguments: str) -> tuple[int, str]:
        result = app.test_cli_runner().invoke(args=["brokerage", "learn-weights", *arguments])
        return result.exit_code, result.output

    return run_command


def kept() -> list[LearnedWeights]:
    db.session.expire_all()
    return list(list_learned_weights(KIND))


def test_the_command_prints_the_card_as_one_line(run: Run, decisions: None) -> None:
    code, output = run(KIND, "--dry-run")
    assert code == 0
    (line,) = output.splitlines()
    assert json.loads(line)["verdict"] == "adopt"
    assert json.loads(line)["kind"] == KIND
    assert kept() == []


def test_the_command_keeps_and_uses_only_if_told(run: Run, decisions: None) -> None:
    run(KIND)
    assert [each.status for each in kept()] == ["judged"]
    run(KIND, "--use")
    assert [each.status for each in kept()] == ["in-force"]


def test_the_command_never_uses_what_was_not_judged_better(run: Run) -> None:
    code, output = run(KIND, "--use")
    assert code == 0
    assert json.loads(output)["verdict"] == "too-few"
    assert [each.status for each in kept()] == ["judged"]


def test_the_command_says_what_is_wrong(run: Run) -> None:
    code, output = run("planet")
    assert code == 1
    assert "Nothing of the kind" in output

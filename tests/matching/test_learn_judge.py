"""Learned weights are judged before they are used, and only what is surely better is adopted."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from matching.decisions import ShownCandidate, ShownList
from matching.judge import FEWEST_NEEDS, judge, learn_and_judge, split_by_time
from matching.learn import Propensity, WeightLearner
from matching.simulate import Town, simulate

PUBLISHED = {"words": 0.6, "categories": 0.5, "times": 0.2, "place": 0.15, "evidence": 0.3}
OTHERS = {"words": 0.3, "categories": 0.25, "times": 0.4, "place": 0.3, "evidence": 0.1}
WANTING = Town(PUBLISHED | {"evidence": 0.05}, OTHERS, lists=800, severity=0.7)
EVIDENCE = {"words": 0.3, "categories": 0.25, "times": 0.1, "place": 0.1, "evidence": 0.9}
DAY = date(2026, 5, 4)
FLAT = Propensity(0.0)


def card_of(town, seed):
    learner = WeightLearner(published=town.published)
    return learn_and_judge(simulate(town, seed=seed), learner, current=town.published, seed=seed)


@pytest.fixture(scope="module")
def adopted():
    return card_of(WANTING, 1)


def test_what_is_there_is_learned_and_adopted(adopted):
    assert adopted.verdict == "adopt"
    assert adopted.interval[0] > 0
    assert adopted.interval[0] < adopted.gain < adopted.interval[1]
    assert adopted.gain == pytest.approx(adopted.ndcg_after - adopted.ndcg_before)
    assert adopted.sentence.startswith("The order is better: the gain in nDCG is +0.0")


def test_nothing_is_adopted_where_there_is_nothing():
    """Seekers who want what is published already, and seekers who choose by chance."""
    quiet = [
        Town(PUBLISHED, PUBLISHED, lists=150),
        Town(PUBLISHED, PUBLISHED, lists=150, sharpness=0),
    ]
    cards = [card_of(town, seed) for town in quiet for seed in range(15)]
    assert sum(card.is_adopted for card in cards) <= 1
    assert {card.verdict for card in cards} <= {"no-gain", "adopt"}


def test_better_at_the_cost_of_a_group_is_not_adopted():
    """Newcomers lack the evidence that seekers would like: the gain is real, and refused."""
    town = Town(PUBLISHED, EVIDENCE, lists=800, held_by_established="evidence")
    card = card_of(town, 0)
    assert card.verdict == "exposure-falls"
    assert card.interval[0] > 0
    assert "age “new” would lose" in card.sentence
    (new,) = [each for each in card.exposure if each.group == "new"]
    assert new.fall > card.most_fall
    lenient = learn_and_judge(
        simulate(town, seed=0),
        WeightLearner(published=PUBLISHED),
        current=PUBLISHED,
        most_fall=0.5,
        seed=0,
    )
    assert lenient.is_adopted


def pair(number, *, is_near_chosen, need=None):
    apt = ShownCandidate(1, 1, {"words": 0.9, "place": 0.1}, groups={"place": "city"})
    near = ShownCandidate(
        2,
        2,
        {"words": 0.5, "place": 0.9},
        outcome="chosen" if is_near_chosen else "shown",
        groups={"place": "village"},
    )
    return ShownList(number, need or number, DAY + timedelta(days=number), (apt, near))


NOW, THEN = {"words": 1.0, "place": 0.1}, {"words": 1.0, "place": 1.0}


def test_the_gain_is_that_of_the_order():
    lists = [pair(n, is_near_chosen=True) for n in range(1, 41)]
    card = judge(lists, NOW, THEN, propensity=FLAT, most_fall=1.0)
    assert card.ndcg_before == pytest.approx(0.6309, abs=1e-4)  # 1 / log2(3)
    assert card.ndcg_after == 1.0
    assert card.interval == pytest.approx((0.3691, 0.3691), abs=1e-4)
    assert card.is_adopted
    before, after = [(e.before, e.after) for e in card.exposure if e.group == "city"][0]
    assert before == pytest.approx(1 / 1.6309, abs=1e-4)
    assert after == pytest.approx(0.6309 / 1.6309, abs=1e-4)
    assert judge(lists, NOW, THEN, propensity=FLAT).verdict == "exposure-falls"


def test_a_decision_far_down_counts_for_those_who_did_not_look():
    lists = [pair(n, is_near_chosen=True) for n in range(1, 41)]
    lists += [
        replace(each, id=each.id + 100, seeker_group_id=each.seeker_group_id + 100)
        for each in (swapped(n) for n in range(1, 41))
    ]
    assert judge(lists, NOW, THEN, propensity=FLAT).gain == pytest.approx(0, abs=1e-9)
    assert judge(lists, NOW, THEN, propensity=Propensity(1.0)).gain > 0.1


def swapped(number):
    """The same two, the apt one chosen at rank 1."""
    apt, near = pair(number, is_near_chosen=False).candidates
    return replace(
        pair(number, is_near_chosen=False), candidates=(replace(apt, outcome="chosen"), near)
    )


def test_few_needs_are_too_few_however_many_lists():
    lists = [pair(n, is_near_chosen=True, need=1 + n % (FEWEST_NEEDS - 1)) for n in range(300)]
    card = judge(lists, NOW, THEN, propensity=FLAT, most_fall=1.0)
    assert (card.verdict, card.needs_judged) == ("too-few", FEWEST_NEEDS - 1)


def test_nothing_to_judge_by_is_a_verdict_too():
    card = learn_and_judge([], WeightLearner(), current={"words": 1.0})
    assert card.verdict == "too-few"
    assert (card.first_day, card.gain, card.interval) == (None, 0.0, (0.0, 0.0))
    json.dumps(card.as_plain(), allow_nan=False)


def test_pinned_weights_are_not_judged_by_others():
    lists = [replace(pair(n, is_near_chosen=True), pinned={"place": 0.0}) for n in range(1, 41)]
    card = judge(lists, NOW, THEN, propensity=FLAT)
    assert card.gain == 0
    assert card.verdict == "no-gain"


def test_lists_of_one_need_are_never_parted():
    lists = [pair(n, is_near_chosen=True, need=1 + n // 3) for n in range(1, 60)]
    earlier, later = split_by_time(lists)
    needs = [{each.seeker_group_id for each in side} for side in (earlier, later)]
    assert not needs[0] & needs[1]
    assert len(needs[1]) == round(0.3 * 20)
    assert max(each.day for each in earlier) < min(each.day for each in later)
    assert sorted(each.id for each in [*earlier, *later]) == [each.id for each in lists]


@pytest.mark.parametrize("share", [0, 1, -0.1])
def test_a_share_that_leaves_nothing_is_refused(share):
    with pytest.raises(ValueError, match="share that judges"):
        split_by_time([], later_share=share)


def test_a_fall_that_means_nothing_is_refused():
    with pytest.raises(ValueError, match="exposure may fall"):
        judge([], NOW, THEN, propensity=FLAT, most_fall=1.5)


def test_a_card_is_known_by_its_content(adopted):
    plain = adopted.as_plain()
    assert json.loads(json.dumps(plain, allow_nan=False)) == plain
    assert plain["version"] == adopted.version == replace(adopted).version
    assert replace(adopted, pairs=adopted.pairs + 1).version != adopted.version
    assert plain["first_day"] == "2026-01-01"
    assert plain["lists_learned_from"] + plain["lists_judged"] == 800


def test_the_same_seed_gives_the_same_card(adopted):
    assert card_of(WANTING, 1) == adopted

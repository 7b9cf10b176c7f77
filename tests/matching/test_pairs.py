"""Every seeker against every profile, and many to many in one go."""

import io
import json
import subprocess
import sys

import pytest

from matching import placement
from matching.matcher import Matcher
from matching.pairs import score_pairs
from matching.plain import profile_as_plain, seeker_as_plain
from matching.profile import Place, Profile, Seeker, Times

TUESDAY, FRIDAY = frozenset({"TuesdayMorning"}), frozenset({"FridayAfternoon"})


def school(number: int, times: frozenset[str], east: int = 0, **fields) -> Profile:
    return Profile(
        id=10 + number,
        name=f"Read at school {number}",
        causes=("reading",),
        times=Times(times),
        place=Place(450_000 + east, 200_000),
        **fields,
    )


def helper(times: frozenset[str], **fields) -> Seeker:
    return Seeker(
        **{
            "causes": ("reading",),
            "times": times,
            "times_required": True,
            "place": Place(450_000, 200_000),
            "within_m": 10_000,
            "any_suffices": True,
        }
        | fields
    )


SCHOOLS = [
    school(0, TUESDAY),
    school(1, FRIDAY),
    school(2, TUESDAY, 4_000),
    school(3, TUESDAY, 50_000),
]


def problem(people: list[Seeker], schools: list[Profile], **changes) -> dict:
    number = len(schools)
    return {
        "places": [profile_as_plain(each) for each in schools],
        "people": [seeker_as_plain(each) for each in people],
        "capacities": [1] * number,
        "minimums": [0] * number,
        "may_close": [True] * number,
        "priorities": [0] * number,
        "locked": [],
        "forbidden": [],
    } | changes


def test_pairs_pass_every_rule_and_score_as_a_ranking_does():
    seekers = [helper(TUESDAY), helper(FRIDAY), helper(TUESDAY, causes=("gardens",))]
    found = score_pairs(SCHOOLS, seekers)
    assert list(zip(found.rows.tolist(), found.cols.tolist(), strict=True)) == [
        (0, 0),
        (0, 2),
        (1, 1),
        (2, 0),
        (2, 2),
    ]
    ranked = Matcher(floor=0.0).fit(SCHOOLS).rank(seekers[0])
    of_first = found.rows == 0
    scores = dict(zip(found.cols[of_first].tolist(), found.scores[of_first].tolist(), strict=True))
    assert scores == {match.id - 10: match.score for match in ranked.matches}


def test_who_shares_nothing_still_has_times_and_place():
    found = score_pairs(SCHOOLS, [helper(TUESDAY, causes=("gardens",))])
    assert found.parts["causes"].tolist() == [0, 0]
    assert (found.parts["times"] > 0).all()
    assert (found.scores == sum(found.parts.values())).all()


def test_no_profiles_and_no_seekers_make_no_pairs():
    assert score_pairs([], [helper(TUESDAY)]).rows.size == 0
    assert score_pairs(SCHOOLS, []).rows.size == 0


def test_profiles_of_one_id_are_refused():
    with pytest.raises(ValueError, match="id of its own"):
        score_pairs([SCHOOLS[0], SCHOOLS[0]], [helper(TUESDAY)])


def test_many_to_many_is_best_and_says_why_not():
    people = [helper(TUESDAY | FRIDAY), helper(TUESDAY), helper(frozenset({"SundayMorning"}))]
    told = placement.place(problem(people, SCHOOLS[:2]))
    assert told["places"] == [1, 0, -1]
    assert told["objective"][:2] == told["bound"][:2] == [2, 0]
    assert (told["gap"], told["pairs"]) == (0, 3)
    assert told["unplaced"][0]["why"] == "ineligible"


def test_a_rule_in_the_way_of_an_empty_place_is_named():
    told = placement.place(problem([helper(FRIDAY)], [SCHOOLS[0], SCHOOLS[3]]))
    remedies = told["unplaced"][0]["remedies"]
    assert remedies == [{"change": "widen", "place": 0, "rule": "times"}]


def test_a_locked_pair_stays_though_a_rule_is_against_it():
    told = placement.place(problem([helper(FRIDAY)], SCHOOLS[:1], locked=[[0, 0]]))
    assert (told["places"], told["scores"], told["parts"]) == ([0], [0.0], [{}])


def test_the_command_tells_how_far_it_is_and_what_came_of_it(monkeypatch, capsys):
    text = json.dumps(problem([helper(TUESDAY)], SCHOOLS[:1]))
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))
    assert placement.main() == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [each.get("stage") for each in lines] == ["scores", "places", None]
    assert lines[-1]["solution"]["places"] == [0]


def test_the_command_refuses_what_cannot_be_kept():
    impossible = problem([helper(TUESDAY)], SCHOOLS[:1], minimums=[1], may_close=[False])
    impossible["forbidden"] = [[0, 0]]
    done = subprocess.run(  # noqa: S603  # our own module
        [sys.executable, "-m", "matching.placement"],
        input=json.dumps(impossible),
        capture_output=True,
        text=True,
        check=True,
    )
    assert "minimum" in json.loads(done.stdout.splitlines()[-1])["refusal"]

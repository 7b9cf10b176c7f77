"""What a supplier may be told of the searches it was in: sums, in whole threes."""

import pytest

from brokerage.procurement.rules import seen
from brokerage.procurement.rules.seen import (
    LEAST_NAMED,
    MOST_NAMED,
    MOST_SEARCHES,
    STEP,
    Place,
    Showing,
    Tally,
    band_of,
    find_window,
    list_advice,
    summarise,
)

LABELS = {"insurance": "Public liability insurance", "mark": "Social enterprise"}
ALL = {"words": True, "categories": True, "evidence": True}


def shown(rank: int = 1, **facts: object) -> Showing:
    return Showing(**{"rank": rank, "parts": ALL} | facts)


def counts(tallies: list[Tally]) -> dict[str, tuple[int, int]]:
    return {each.name: (each.counted, each.searches) for each in tallies}


@pytest.mark.parametrize(
    ("closed", "window"),
    [
        (0, (0, 0)),
        (2, (0, 0)),
        (3, (0, 3)),
        (4, (0, 3)),
        (5, (0, 3)),
        (6, (0, 6)),
        (MOST_SEARCHES + 2, (0, MOST_SEARCHES)),
        (MOST_SEARCHES + 3, (3, MOST_SEARCHES)),
    ],
)
def test_searches_count_in_whole_threes(closed: int, window: tuple[int, int]) -> None:
    assert find_window(closed) == window


def test_two_pages_never_differ_by_one_or_two_searches() -> None:
    """Whatever is closed in between: what comes in or goes out is nothing, or three or more."""
    counted = [set(range(skip, skip + take)) for skip, take in map(find_window, range(250))]
    for before in counted:
        for after in counted:
            assert len(after - before) in {0, *range(STEP, 250)}
            assert len(before - after) in {0, *range(STEP, 250)}


@pytest.mark.parametrize("count", [0, 1, 2, 4, 5])
def test_too_few_searches_or_an_odd_number_are_never_told(count: int) -> None:
    assert summarise([shown()] * count) is None


@pytest.mark.parametrize(
    ("rank", "band"),
    [(1, "first"), (5, "first"), (6, "next"), (20, "next"), (21, "later"), (200, "later")],
)
def test_a_place_is_told_as_a_band(rank: int, band: str) -> None:
    assert band_of(rank) == band


def test_bands_add_up_to_the_searches() -> None:
    picture = summarise([shown(1), shown(9), shown(40), shown(5), shown(21), shown(4)])
    assert picture is not None
    assert counts(picture.bands) == {"first": (3, 6), "next": (1, 6), "later": (2, 6)}


def test_a_part_is_told_only_where_three_searches_looked_at_it() -> None:
    near = ALL | {"place": True}
    twice = summarise([shown(parts=near), shown(parts=near), shown()])
    assert twice is not None and "place" not in counts(twice.parts)
    thrice = summarise([shown(parts=near | {"words": False})] * 3)
    assert thrice is not None
    assert counts(thrice.parts)["place"] == (3, 3)
    assert counts(thrice.parts)["words"] == (0, 3)


def test_nothing_is_named_that_counted_in_one_search_only() -> None:
    often, once = {"bread", "cakes"}, {"bread"}
    picture = summarise(
        [
            shown(words=often, categories=["55"], evidence=["mark"], lacking=["insurance"]),
            shown(words=often, categories=["55"], evidence=["mark"]),
            shown(words=once, categories=["90"]),
        ]
    )
    assert picture is not None
    assert [each.name for each in picture.words] == ["bread", "cakes"]
    assert counts(picture.words) == {"bread": (3, 3), "cakes": (2, 3)}
    assert counts(picture.categories) == {"55": (2, 3)}
    assert counts(picture.evidence) == {"mark": (2, 3)}
    assert picture.lacking == []


def test_a_word_said_twice_in_one_search_counts_once() -> None:
    picture = summarise([shown(words=["bread", "bread"]), shown(), shown()])
    assert picture is not None and picture.words == []


def test_a_long_list_is_cut() -> None:
    picture = summarise([shown(words=[f"w{n}" for n in range(30)])] * 3)
    assert picture is not None and len(picture.words) == MOST_NAMED


@pytest.mark.parametrize(
    ("counted", "searches", "is_often"),
    [(3, 3, False), (2, 3, False), (1, 3, True), (7, 9, False), (6, 9, True)],
)
def test_a_gap_is_worth_a_hint_from_a_third_of_the_searches(
    counted: int, searches: int, is_often: bool
) -> None:
    assert Tally(name="words", counted=counted, searches=searches).is_often_lacking == is_often
    assert LEAST_NAMED == 2


def test_advice_names_the_evidence_that_would_have_counted() -> None:
    picture = summarise([shown(lacking=["mark"])] * 3)
    assert picture is not None
    (unsaid,) = list_advice(picture, LABELS, set())
    (said,) = list_advice(picture, LABELS, {"mark"})
    assert unsaid.place == said.place == Place.EVIDENCE
    assert "If “Social enterprise” is true of you, add it" in unsaid.sentence
    assert "no broker has verified it" in said.sentence


@pytest.mark.parametrize(
    ("part", "place"),
    [
        ("words", Place.DESCRIPTION),
        ("categories", Place.CATEGORIES),
        ("evidence", Place.EVIDENCE),
    ],
)
def test_each_gap_leads_to_where_it_is_mended(part: str, place: Place) -> None:
    picture = summarise([shown(parts=ALL | {part: False})] * 3)
    assert picture is not None
    assert [each.place for each in list_advice(picture, LABELS, set())] == [place]


def test_where_nothing_was_missing_there_is_no_advice() -> None:
    picture = summarise([shown()] * 3)
    assert picture is not None and list_advice(picture, LABELS, set()) == ()
    assert {each.place for each in seen.ALWAYS_HELPS} == set(Place)

"""Numbers of people by team, month and host: nobody below five can be worked out."""

from collections.abc import Mapping
from itertools import chain, combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from brokerage.leave.rules.uptake import FEWEST, TOTAL, Table, protect, protect_list

TEAMS = ["Parks", "Roads", "Tax", "No team"]
MONTHS = ["2026-04", "2026-05", "2026-06"]
Cells = Mapping[tuple[str, str], set[int]]

people = st.sets(st.integers(1, 40), max_size=14)
tables = st.fixed_dictionaries({(team, month): people for team in TEAMS for month in MONTHS})


def in_one_team(cells: Cells) -> Cells:
    """Give each team people of its own, as in life; the months of a team share them."""
    return {
        (team, month): {person + 100 * TEAMS.index(team) for person in found}
        for (team, month), found in cells.items()
    }


def union(cells: Cells, keep: object) -> set[int]:
    return set(chain.from_iterable(found for cell, found in cells.items() if keep(cell)))


def truth(cells: Cells, row: str, column: str) -> set[int]:
    return union(cells, lambda cell: row in (TOTAL, cell[0]) and column in (TOTAL, cell[1]))


@given(tables)
def test_nothing_below_five_is_shown_and_nothing_shown_is_wrong(cells: Cells) -> None:
    cells = in_one_team(cells)
    table = protect(TEAMS, MONTHS, cells)
    for (row, column), number in table.shown.items():
        people_there = len(truth(cells, row, column))
        assert people_there >= FEWEST
        assert number <= people_there < number + FEWEST
        assert number % FEWEST == 0


@given(tables)
def test_no_difference_of_any_two_numbers_is_a_handful(cells: Cells) -> None:
    table = protect(TEAMS, MONTHS, in_one_team(cells))
    differences = {abs(one - other) for one, other in combinations(table.shown.values(), 2)}
    assert not differences & set(range(1, FEWEST))


@given(tables)
def test_a_sum_less_what_is_shown_of_it_leaves_nobody_or_five(cells: Cells) -> None:
    """The attacker knows the exact numbers behind what is shown, and adds up a line."""
    cells = in_one_team(cells)
    table = protect(TEAMS, MONTHS, cells)
    lines = [((row, TOTAL), [(row, each) for each in MONTHS]) for row in [*TEAMS, TOTAL]]
    lines += [((TOTAL, each), [(row, each) for row in TEAMS]) for each in [*MONTHS, TOTAL]]
    for total, parts in lines:
        hidden = [cell for cell in parts if cell not in table.shown]
        if total in table.shown and hidden:
            assert len(hidden) > 1
            assert len(set().union(*(truth(cells, *cell) for cell in hidden))) >= FEWEST


@settings(max_examples=40, deadline=None)
@given(tables)
def test_an_attacker_who_solves_the_whole_table_can_pin_down_no_small_number(cells: Cells) -> None:
    """Bounds of each hidden cell by linear programming, from every number on the page.

    Everyone is in one month only here, so that rows, columns and sums add up exactly: the best
    case for the attacker, who does not know the rule by which a cell was hidden.
    """
    seen: set[int] = set()
    apart: dict[tuple[str, str], set[int]] = {}
    for cell, found in in_one_team(cells).items():
        apart[cell] = found - seen
        seen |= apart[cell]
    table = protect(TEAMS, MONTHS, apart)
    for cell, most in bounds(table).items():
        assert most >= FEWEST, cell


def bounds(table: Table) -> dict[tuple[str, str], float]:
    """Return the most people each hidden cell can have, given all that is shown."""
    names = [(row, column) for row in TEAMS for column in MONTHS]
    lower, upper, limits = [], [], []
    for (row, column), number in table.shown.items():
        line = np.array(
            [row in (TOTAL, name[0]) and column in (TOTAL, name[1]) for name in names], float
        )
        upper.append(line)
        lower.append(-line)
        limits.append((number + FEWEST - 1, -number))
    if not limits:
        return {}
    a = np.array(upper + lower)
    b = np.array([each[0] for each in limits] + [each[1] for each in limits])
    found = {}
    for index, name in enumerate(names):
        if name not in table.shown:
            solved = linprog(-np.eye(len(names))[index], A_ub=a, b_ub=b, method="highs")
            found[name] = float("inf") if solved.status == 3 else round(-solved.fun, 6)
    return found


def test_one_small_team_hides_the_next_smallest_with_it() -> None:
    apart = {"Parks": range(3), "Roads": range(10, 16), "Tax": range(20, 40)}
    table = protect_list(list(apart), apart)
    assert table.shown == {("Tax", TOTAL): 20, (TOTAL, TOTAL): 25}


def test_when_all_are_small_the_sum_is_hidden_too() -> None:
    table = protect_list(["Parks", "Roads"], {"Parks": [1, 2], "Roads": [3]})
    assert table.shown == {}
    assert table.cell("Parks", TOTAL) is None


def test_a_single_small_team_hides_a_sum_that_would_be_its_own() -> None:
    table = protect(["Parks"], ["2026-04"], {("Parks", "2026-04"): range(7)})
    assert table.cell("Parks", "2026-04") == 5
    assert protect_list(["Parks"], {"Parks": range(4)}).shown == {}


def test_hosts_are_hidden_in_pairs() -> None:
    hosts = {"Food bank": range(12), "Scouts": range(2), "Museum": range(30, 36)}
    table = protect_list(list(hosts), hosts)
    assert table.cell("Food bank", TOTAL) == 10
    assert (table.cell("Scouts", TOTAL), table.cell("Museum", TOTAL)) == (None, None)
    assert table.cell(TOTAL, TOTAL) == 15


def test_exactly_five_are_shown() -> None:
    assert protect_list(["Parks"], {"Parks": range(FEWEST)}).cell("Parks", TOTAL) == FEWEST

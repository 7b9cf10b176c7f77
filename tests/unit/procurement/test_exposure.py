"""Exposure: counted by group, and no group small enough to tell a supplier by."""

from brokerage.procurement.rules.exposure import FEWEST, NOT_KNOWN, OTHERS, Seen, report_of

KIND = "What they are"


def seen(supplier: int, brief: int, rank: int | None = 1, *, won: bool = False) -> Seen:
    return Seen(supplier_id=supplier, brief_id=brief, rank=rank, is_invited=won, is_chosen=won)


def groups_of(**sizes: int) -> dict[int, dict[str, str]]:
    names = [name for name, size in sizes.items() for _ in range(size)]
    return {number: {KIND: name} for number, name in enumerate(names, 1)}


def everyone(groups: dict[int, dict[str, str]], briefs: int = FEWEST) -> list[Seen]:
    return [seen(each, brief, rank=each) for each in groups for brief in range(1, briefs + 1)]


def test_times_ranks_invitations_and_wins_are_counted() -> None:
    groups = groups_of(Business=5, Charity=5)
    rows = report_of([*everyone(groups), seen(1, 99, None, won=True)], groups, [KIND]).tables[KIND]
    business, charity = sorted(rows, key=lambda row: row.group)
    assert (business.suppliers, business.shown, business.mean_rank) == (5, 25, 3.0)
    assert (business.invited, business.chosen) == (1, 1)
    assert (charity.shown, charity.mean_rank, charity.chosen) == (25, 8.0, 0)


def test_few_briefs_or_suppliers_show_nothing() -> None:
    groups = groups_of(Business=5)
    assert report_of(everyone(groups), groups, [KIND]).has_enough
    assert not report_of(everyone(groups, FEWEST - 1), groups, [KIND]).has_enough
    few = groups_of(Business=4)
    assert not report_of(everyone(few), few, [KIND]).has_enough


def test_a_small_group_is_never_alone_and_cannot_be_worked_out_from_the_rest() -> None:
    groups = groups_of(Business=9, Charity=7, School=2)
    rows = report_of(everyone(groups), groups, [KIND]).tables[KIND]
    assert [(row.group, row.suppliers) for row in rows] == [("Business", 9), (OTHERS, 9)]


def test_small_groups_that_are_many_together_leave_the_others_as_they_are() -> None:
    groups = groups_of(Business=9, Charity=7, School=2, Club=3)
    rows = report_of(everyone(groups), groups, [KIND]).tables[KIND]
    assert {row.group: row.suppliers for row in rows} == {"Business": 9, "Charity": 7, OTHERS: 5}


def test_whoever_has_no_group_is_counted_as_not_known() -> None:
    rows = report_of(everyone(groups_of(Business=5)), {}, [KIND]).tables[KIND]
    assert [row.group for row in rows] == [NOT_KNOWN]

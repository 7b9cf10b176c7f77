"""What may be asked, offered, confirmed and referred to, on plain values."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from brokerage.errors import DomainError
from brokerage.socialvalue.rules import kinds, offers, pathways, projects, spaces, worth
from brokerage.socialvalue.rules.projects import ProjectStatus

TODAY = date(2026, 11, 29)
CRITERIA = (
    worth.Criterion(code="priority-place", label="", points=30, why=""),
    worth.Criterion(code="still-needed", label="", points=25, why=""),
    worth.Criterion(code="needed-soon", label="", points=20, why=""),
    worth.Criterion(code="first-help", label="", points=15, why=""),
    worth.Criterion(code="waited-long", label="", points=10, why=""),
)


def an_ask(number: int = 1, **fields: object) -> worth.AskFacts:
    return worth.AskFacts(
        **{
            "id": number,
            "priority_place": "",
            "opened_on": TODAY,
            "needed_by": TODAY + timedelta(days=90),
            "asked": [(Decimal(6), Decimal(6))],
            "has_had_help": True,
        }
        | fields
    )


@pytest.mark.parametrize(
    ("fields", "points"),
    [
        ({}, 0),
        ({"priority_place": "Barton"}, 30),
        ({"asked": [(Decimal(6), Decimal(0))]}, 25),
        ({"asked": [(Decimal(6), Decimal(3)), (Decimal(1), Decimal(1))]}, 6.2),
        ({"needed_by": TODAY}, 20),
        ({"needed_by": TODAY - timedelta(days=9)}, 20),
        ({"needed_by": TODAY + timedelta(days=30)}, 10),
        ({"has_had_help": False}, 15),
        ({"opened_on": TODAY - timedelta(days=30)}, 5),
        ({"opened_on": TODAY - timedelta(days=900)}, 10),
        ({"asked": []}, 0),
    ],
)
def test_each_criterion_gives_its_points(fields: dict[str, object], points: float) -> None:
    given = worth.points_of(an_ask(**fields), CRITERIA, TODAY)
    assert float(sum(given.values())) == points


def test_equals_keep_the_order_in_which_they_opened() -> None:
    asks = [an_ask(3), an_ask(1), an_ask(2, priority_place="Barton")]
    assert [ask.id for ask, _ in worth.order_asks(asks, CRITERIA, TODAY)] == [2, 1, 3]


@pytest.mark.parametrize(
    ("amount", "unit", "said"),
    [
        ("6", "tablets", "6 tablets"),
        ("1", "tablets", "1 tablet"),
        ("1", "boxes", "1 box"),
        ("1", "batteries", "1 battery"),
        ("1", "glass", "1 glass"),
        ("2.50", "days", "2.5 days"),
        ("1200", "pounds", "£1,200"),
        ("1", "pounds", "£1"),
        (None, "tablets", "0 tablets"),
    ],
)
def test_amounts_read_as_people_write_them(amount: str | None, unit: str, said: str) -> None:
    assert projects.show_quantity(Decimal(amount) if amount else None, unit) == said


def test_what_it_is_is_said_once() -> None:
    assert projects.show_thing(Decimal(4), "tablets", "Tablets") == "4 tablets"
    assert projects.show_thing(Decimal(1), "days", "A minibus") == "1 day (A minibus)"


@pytest.mark.parametrize("now", list(ProjectStatus))
def test_a_project_only_moves_where_it_can(now: str) -> None:
    for then in ProjectStatus:
        if then in projects.TRANSITIONS[now]:
            projects.check_move(now, then)
        else:
            with pytest.raises(DomainError):
                projects.check_move(now, then)


def test_a_project_is_met_when_all_of_it_came() -> None:
    all_of_it = [(Decimal(6), Decimal(6)), (Decimal(1), Decimal(1))]
    assert projects.is_met(all_of_it)
    assert not projects.is_met([*all_of_it, (Decimal(2), Decimal(1))])
    assert not projects.is_met([])


def test_a_need_has_a_unit_and_a_day_to_come() -> None:
    assert projects.check_need("skills", "apples", TODAY, TODAY) == "hours"
    assert projects.check_need("space", "", TODAY, TODAY) == "days"
    assert projects.check_need("goods", "boxes", TODAY, TODAY) == "boxes"
    for kind, unit, day in (
        ("goods", "", TODAY),
        ("goods", "boxes", TODAY - timedelta(days=1)),
        ("goods", "boxes", TODAY + projects.FURTHEST + timedelta(days=1)),
    ):
        with pytest.raises(DomainError):
            projects.check_need(kind, unit, day, TODAY)


@pytest.mark.parametrize(
    "text",
    [
        "a.b@example.org",
        "a.b (at) example.org",
        "a at example dot org",
        "https://example.org",
        "WWW.example.org",
        "01865 252525",
        "+44 (0)1865 252525",
        "07700-900-123",
        "OX4 6HW",
        "ox46hw",
    ],
)
def test_addresses_are_found(text: str) -> None:
    with pytest.raises(DomainError):
        offers.check_no_address(f"Please use {text} for this.", "text")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "We bring 4 of 6 on 12 December 2026 at 9.30.",
        "They cost £1,250 each in 2024, the 128GB ones.",
        "Meet at the door at 10",
        "A4 paper, 80g",
    ],
)
def test_plain_talk_passes(text: str) -> None:
    offers.check_no_address(text, "text")


def test_no_more_is_said_to_come_than_was_agreed() -> None:
    offers.check_delivered(Decimal(4), Decimal(4), TODAY, TODAY)
    for amount, on in (
        (Decimal("4.01"), TODAY),
        (Decimal(4), TODAY + timedelta(days=1)),
        (Decimal(4), TODAY - offers.BACK_DAYS - timedelta(days=1)),
    ):
        with pytest.raises(DomainError):
            offers.check_delivered(amount, Decimal(4), on, TODAY)


def test_other_terms_have_another_mark() -> None:
    first = offers.mark_of(Decimal("4.0"), "We bring them.", TODAY)
    assert first == offers.mark_of(Decimal("4.00"), "We bring them.", TODAY)
    assert first != offers.mark_of(Decimal("4.1"), "We bring them.", TODAY)
    assert first != offers.mark_of(Decimal(4), "You fetch them.", TODAY)
    assert first != offers.mark_of(Decimal(4), "We bring them.", TODAY + timedelta(days=1))


@pytest.mark.parametrize("reference", ["R7K-2291", "st-26-014", "123456", " AB-12-3 "])
def test_a_reference_that_says_nothing_is_kept(reference: str) -> None:
    assert pathways.clean_reference(reference) == reference.strip().upper()


@pytest.mark.parametrize(
    "reference",
    ["", "FERN", "FERN-12", "ARKLEY-123", "QQ123456C", "QQ-12-34-56-C", "20040531", "31-05-2004"],
)
def test_a_reference_that_could_name_somebody_is_refused(reference: str) -> None:
    with pytest.raises(DomainError):
        pathways.clean_reference(reference)


def test_young_people_need_all_safeguards() -> None:
    every = list(pathways.Safeguard)
    pathways.check_safeguards(["young-people"], every)
    pathways.check_safeguards(["over-50s"], ["insured"])
    for audiences, safeguards in ((["over-50s"], ["lead"]), (["young-people"], every[:-1])):
        with pytest.raises(DomainError):
            pathways.check_safeguards(audiences, safeguards)


def test_who_may_ask_and_who_may_give() -> None:
    assert kinds.may_ask("approved", "charity")
    assert not kinds.may_ask("submitted", "charity")
    assert not kinds.may_ask("approved", "business")
    assert kinds.may_give("approved")
    assert not kinds.may_give("listed")


def test_a_space_is_asked_for_in_time_and_for_as_many_as_it_holds() -> None:
    spaces.check_ask(TODAY, 40, 40, TODAY)
    for day, people in (
        (TODAY - timedelta(days=1), 1),
        (TODAY + spaces.FURTHEST + timedelta(days=1), 1),
        (TODAY, 41),
    ):
        with pytest.raises(DomainError):
            spaces.check_ask(day, people, 40, TODAY)

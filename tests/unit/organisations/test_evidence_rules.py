"""How long evidence counts, and when its organisation is told."""

from datetime import date, timedelta

import pytest

from brokerage.errors import DomainError
from brokerage.organisations.rules import evidence as rules
from brokerage.organisations.rules.evidence import EvidenceDetails

TODAY = date(2026, 11, 28)
A_DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("days", "due"),
    [(61, None), (60, 60), (31, 60), (30, 30), (8, 30), (7, 7), (0, 7), (-1, rules.EXPIRED)],
)
def test_a_warning_is_due_at_sensible_days(days: int, due: int | None) -> None:
    assert rules.due_warning(TODAY + timedelta(days=days), TODAY, ()) == due


def test_each_warning_is_sent_once() -> None:
    assert rules.due_warning(TODAY + timedelta(days=20), TODAY, {30}) is None
    assert rules.due_warning(TODAY + timedelta(days=5), TODAY, {60, 30}) == 7
    assert rules.due_warning(TODAY - A_DAY, TODAY, {60, 30, 7, rules.EXPIRED}) is None


@pytest.mark.parametrize(
    ("details", "field"),
    [
        (EvidenceDetails(issued_on=TODAY + A_DAY), "issued_on"),
        (EvidenceDetails(expires_on=TODAY - A_DAY), "expires_on"),
        (EvidenceDetails(issued_on=TODAY, expires_on=TODAY), "expires_on"),
    ],
)
def test_dates_that_cannot_be_are_refused(details: EvidenceDetails, field: str) -> None:
    with pytest.raises(DomainError) as refusal:
        rules.check_details(details, TODAY)
    assert refusal.value.field == field


def test_insurance_is_never_verified_for_ever() -> None:
    for kind in rules.INSURANCES:
        with pytest.raises(DomainError, match="always ends"):
            rules.check_end_date(kind, None)
        rules.check_end_date(kind, TODAY)
    rules.check_end_date(rules.EvidenceKind.OXFORD_LIVING_WAGE, None)


def test_every_kind_has_a_label_and_insurance_never_ranks() -> None:
    assert set(rules.EVIDENCE_LABELS) == set(rules.EvidenceKind)
    assert rules.INSURANCES <= rules.NEVER_RANKED
    assert rules.POLICIES <= rules.NEVER_RANKED

"""What follows a rule, and what may still be corrected."""

from datetime import date

import pytest

from brokerage.checks.rules import changes
from brokerage.errors import DomainError

TODAY = date(2026, 11, 28)
BEGAN = date(2026, 9, 1)
SOON, LATER = date(2027, 1, 1), date(2027, 2, 1)


@pytest.mark.parametrize(
    ("ends", "from_on", "to_on", "said"),
    [
        (None, TODAY, None, "after today"),
        (None, date(2026, 11, 29), date(2026, 11, 28), "must not be before"),
        (date(2026, 12, 30), SOON, None, "ends sooner"),
    ],
)
def test_what_follows_never_reaches_back_or_leaves_a_gap(ends, from_on, to_on, said):
    with pytest.raises(DomainError, match=said):
        changes.check_follows(BEGAN, ends, from_on, to_on, TODAY)


def test_what_follows_begins_after_a_draft_does():
    with pytest.raises(DomainError, match="before it"):
        changes.check_follows(SOON, None, SOON, None, TODAY)


@pytest.mark.parametrize("ends", [None, date(2026, 12, 31), LATER])
def test_what_follows_may_begin_tomorrow_or_the_day_after_the_last(ends):
    changes.check_follows(BEGAN, ends, SOON, SOON, TODAY)


def test_once_it_has_begun_only_words_source_and_the_end_are_corrected():
    now = {"level": "basic", "words": "Old.", "from_on": TODAY, "to_on": None}
    changes.check_correction(now, now | {"words": "New.", "to_on": TODAY}, TODAY)
    for change in ({"level": "none"}, {"from_on": SOON}):
        with pytest.raises(DomainError, match="has begun"):
            changes.check_correction(now, now | change, TODAY)
    with pytest.raises(DomainError, match="older sessions"):
        changes.check_correction(now, now | {"to_on": date(2026, 11, 27)}, TODAY)
    ended = now | {"to_on": date(2026, 11, 27)}
    with pytest.raises(DomainError, match="older sessions"):
        changes.check_correction(ended, now, TODAY)
    changes.check_correction(ended, ended | {"words": "New."}, TODAY)


def test_a_draft_is_changed_as_one_likes():
    now = {"level": "basic", "from_on": SOON, "to_on": None}
    changes.check_correction(now, {"level": "none", "from_on": LATER, "to_on": LATER}, TODAY)


def test_what_was_looked_at_has_its_own_mark():
    assert changes.digest_of({"a": SOON}) == changes.digest_of({"a": SOON})
    assert changes.digest_of({"a": SOON}) != changes.digest_of({"a": LATER})

"""Telling a past in order, and who may."""

from datetime import UTC, datetime, timedelta

import pytest

from brokerage.config import PROJECT_FOLDER
from brokerage.extensions import telling, utcnow

LONG_AGO = datetime(2020, 2, 29, 12, tzinfo=UTC)


def test_now_is_what_is_told_until_it_has_been_told() -> None:
    with telling(LONG_AGO):
        assert utcnow() == LONG_AGO
        with telling(LONG_AGO + timedelta(days=1)):
            assert utcnow() > LONG_AGO
        assert utcnow() == LONG_AGO
    assert utcnow() > LONG_AGO + timedelta(days=1)


def test_an_error_ends_the_telling() -> None:
    with pytest.raises(LookupError), telling(LONG_AGO):
        raise LookupError
    assert utcnow() > LONG_AGO


def test_what_is_to_come_cannot_be_told() -> None:
    with pytest.raises(ValueError, match="cannot be told"), telling(utcnow() + timedelta(hours=1)):
        pass


def test_only_the_demonstrations_loader_tells_another_time() -> None:
    users = {
        path.relative_to(PROJECT_FOLDER).as_posix()
        for path in (PROJECT_FOLDER / "brokerage").rglob("*.py")
        if "telling(" in path.read_text(encoding="utf-8")
    }
    assert users == {"brokerage/extensions.py", "brokerage/seeding/service/story.py"}

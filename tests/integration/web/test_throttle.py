"""Throttles: counted whatever becomes of the request, for each key apart."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from brokerage.extensions import db, utcnow
from brokerage.web.throttle import Limit, ThrottleCount, ThrottledError, forget_old_counts

LIMIT = Limit("test", most=10)


@pytest.fixture
def request_context(app):
    with app.test_request_context():
        yield


def test_the_eleventh_try_is_refused_and_others_are_not(request_context):
    for _ in range(10):
        LIMIT.check("a")
        LIMIT.count("a")
    with pytest.raises(ThrottledError):
        LIMIT.check("a")
    LIMIT.check("b")


def test_counts_survive_a_request_that_is_rolled_back(request_context):
    for _ in range(10):
        LIMIT.count("a")
    db.session.rollback()
    with pytest.raises(ThrottledError):
        LIMIT.check("a")


def test_tries_are_forgiven_after_the_span(request_context):
    for _ in range(10):
        LIMIT.count("a")
    with time_machine.travel(utcnow() + timedelta(minutes=11)):
        LIMIT.check("a")


def test_a_burst_over_the_edge_of_a_window_is_still_seen(request_context):
    with time_machine.travel("2026-11-02 10:04:50+00:00", tick=False):
        for _ in range(10):
            LIMIT.count("a")
    with time_machine.travel("2026-11-02 10:05:01+00:00", tick=False):
        LIMIT.count("a")
        with pytest.raises(ThrottledError):
            LIMIT.check("a")


def test_the_table_names_nobody_and_forgets(request_context):
    LIMIT.count("person@example.org")
    assert "person" not in str(db.session.execute(select(ThrottleCount.key_digest)).all())
    with time_machine.travel(utcnow() + timedelta(days=2)):
        forget_old_counts()
    db.session.expire_all()
    assert db.session.scalars(select(ThrottleCount)).all() == []

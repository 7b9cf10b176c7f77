"""Scheduled jobs: once each, by one runner, and again after a crash."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from brokerage import jobs
from brokerage.extensions import db, utcnow


@pytest.fixture
def ran(app, monkeypatch):
    calls: list[str] = []

    def fail() -> None:
        calls.append("fails")
        raise RuntimeError("on purpose")

    table = [
        jobs.Job("works", timedelta(minutes=1), lambda: calls.append("works")),
        jobs.Job("fails", timedelta(minutes=1), fail),
        jobs.Job("idle", timedelta(minutes=1), lambda: calls.append("idle"), lambda: False),
    ]
    monkeypatch.setitem(app.extensions, "jobs", table)
    return calls


def test_a_job_runs_when_due_and_not_before(ran, db_session):
    jobs.run_due_jobs()
    jobs.run_due_jobs()
    assert ran == ["works", "fails"]
    with time_machine.travel(utcnow() + timedelta(minutes=2)):
        jobs.run_due_jobs()
    assert ran == ["works", "fails"] * 2


def test_a_failure_is_kept_and_stops_no_other_job(ran, db_session):
    jobs.run_due_jobs()
    kept = {run.name: run.last_error for run in db.session.scalars(select(jobs.JobRun))}
    assert kept["works"] is None
    assert "on purpose" in kept["fails"]


def test_a_job_whose_runner_died_runs_again_after_its_lease(ran, app, db_session):
    works = app.extensions["jobs"][0]
    assert jobs._claim(works)
    assert not jobs._claim(works)
    with time_machine.travel(utcnow() + jobs.LEASE * 2):
        assert jobs._claim(works)

"""A cohort of 1,000 volunteers and 300 dates, from the press of the button to the page.

The run is asked for by a POST, worked out by the job in its own process, and its page fetched.
Its exact answer stands beside greedy's: the best pair again and again, minimums ignored.
"""

import json
import os
import random
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from datetime import time as clock
from pathlib import Path

from flask import Flask
from sqlalchemy import Connection, insert, select

from brokerage.accounts.models import User
from brokerage.cohorts.models import Cohort, CohortMember, CohortPair, CohortPlace, PlacementRun
from brokerage.extensions import db, utcnow
from brokerage.jobs import run_due_jobs
from brokerage.migrations import upgrade
from brokerage.organisations.models import Membership, Organisation
from brokerage.scheduling.models import Session
from brokerage.scheduling.rules import in_london
from brokerage.volunteering.models import Opportunity, Volunteer
from tests.benchmarks.population import SEED, make_organisation_row
from tests.benchmarks.volunteers import CAUSES, SKILLS, _opportunity, _user, _volunteer
from tests.support.apps import make_app
from tests.support.sign_in import sign_in

PEOPLE, PLACES, ROLES = 1_000, 300, 60
LOCKED, FORBIDDEN = 50, 200
OWNER = PEOPLE + 1
MOST_SECONDS = 5.0
THEN = datetime(2026, 1, 5, tzinfo=UTC)


def measure() -> dict[str, object]:
    """Return the seconds it takes, what was placed, and the ratio to greedy."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/cohorts.sqlite"
        upgrade(url)
        app = make_app(url, Path(folder))
        with app.app_context():
            db.begin_write()
            populate(db.session.connection())
            db.session.commit()
        figures = _timed(app)
        with app.app_context():
            db.engine().dispose()
    return figures


def _timed(app: Flask) -> dict[str, object]:
    with app.app_context():
        owner = db.session.get_one(User, OWNER)
        db.session.expunge_all()
    client = sign_in(app.test_client(), owner)
    client.inspects = False
    jobs = app.extensions["jobs"]
    jobs[:] = [job for job in jobs if job.name == "work-out-placements"]
    page = client.get("/cohorts/1/host")
    token = client.csrf_token(page)
    started, worked = time.perf_counter(), _cpu_seconds()
    answer = client.post("/cohorts/1/runs", data={"csrf_token": token})
    with app.app_context():
        run_due_jobs()
    solved = time.perf_counter()
    shown = client.get(answer.location)
    ended = time.perf_counter()
    assert "This is the best possible" in shown.text, shown.text[:3000]
    with app.app_context():
        verdict = db.session.scalars(select(PlacementRun)).one().result["verdict"]
    exact, greedy = verdict["placed"], verdict["greedy"][0]
    return {
        "bench": "cohort placement",
        "people": PEOPLE,
        "places": PLACES,
        "pairs": verdict["pairs"],
        "locked": LOCKED,
        "forbidden": FORBIDDEN,
        "seconds_to_solve": round(solved - started, 2),
        "seconds_to_page": round(ended - started, 2),
        "cpu_seconds": round(_cpu_seconds() - worked, 2),
        "placed": exact,
        "bound": verdict["bound"][0],
        "gap": verdict["gap"],
        "greedy": verdict["greedy"],
        "exact": [exact, verdict["priority"], verdict["score"]],
        "people_to_greedy": round(exact / greedy, 4),
        "priority_to_greedy": round(verdict["priority"] / max(verdict["greedy"][1], 1), 4),
        "score_to_greedy": round(verdict["score"] / max(verdict["greedy"][2], 1e-9), 4),
        "targets": {"under_5_seconds": ended - started < MOST_SECONDS, "exact": verdict["is_best"]},
    }


def _cpu_seconds() -> float:
    """What this process and its children have computed: on a busy machine the clock says more."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def populate(connection: Connection) -> None:
    """Insert one host with its roles, their dates as places, and everyone who joined."""
    random_ = random.Random(SEED)  # noqa: S311  # invents data, guards nothing
    connection.execute(insert(Organisation), [make_organisation_row(random_, 1, "A host.")])
    connection.execute(insert(User), [_user(number) for number in range(1, OWNER + 1)])
    owner = {"organisation_id": 1, "user_id": OWNER, "role": "owner", "joined_at": THEN}
    connection.execute(insert(Membership), [owner])
    connection.execute(insert(Opportunity), [_role(random_, n) for n in range(1, ROLES + 1)])
    sessions = [_date(random_, number) for number in range(1, PLACES + 1)]
    connection.execute(insert(Session), sessions)
    people = range(1, PEOPLE + 1)
    connection.execute(insert(Volunteer), [_person(random_, number) for number in people])
    cohort = {"id": 1, "organisation_id": 1, "name": "Everyone", "description": "All of it.",
              "status": "open", "answer_days": 5, "created_by_id": OWNER,
              "created_at": THEN}  # fmt: skip
    connection.execute(insert(Cohort), [cohort])
    connection.execute(
        insert(CohortPlace), [_place(random_, number, sessions) for number in range(1, PLACES + 1)]
    )
    members = [{"id": n, "cohort_id": 1, "user_id": n, "joined_at": THEN} for n in people]
    connection.execute(insert(CohortMember), members)
    connection.execute(insert(CohortPair), _pairs(random_))


def _role(random_: random.Random, number: int) -> dict[str, object]:
    return _opportunity(random_, number) | {
        "organisation_id": 1,
        "is_flexible": False,
        "day_parts": [],
        "is_remote": False,
        "commitment": "regular",
        "minimum_band": "16-17",
        "easting": random_.randint(445_000, 465_000),
        "northing": random_.randint(195_000, 220_000),
        "skills": [code for code, _, _ in random_.sample(SKILLS, 2)],
    }


def _date(random_: random.Random, number: int) -> dict[str, object]:
    day = (utcnow() + timedelta(days=random_.randint(7, 90))).date()
    hour = random_.choice((9, 13, 18))
    return {
        "id": number,
        "owner_kind": "opportunity",
        "owner_id": (number - 1) % ROLES + 1,
        "starts_at": in_london(day, clock(hour)),
        "ends_at": in_london(day, clock(hour + 2)),
        "places": 6,
        "taken": 0,
    }


def _person(random_: random.Random, number: int) -> dict[str, object]:
    return _volunteer(random_, number) | {
        "causes": [code for code, _, _ in random_.sample(CAUSES, 3)],
        "wants_regular": True,
        "easting": random_.randint(445_000, 465_000),
        "northing": random_.randint(195_000, 220_000),
        "miles": random_.choice((5, 10, 20)),
    }


def _place(
    random_: random.Random, number: int, sessions: list[dict[str, object]]
) -> dict[str, object]:
    capacity = random_.randint(1, 6)
    points = random_.choice((0, 0, 0, 1, 3, 4))
    return {
        "id": number,
        "cohort_id": 1,
        "opportunity_id": sessions[number - 1]["owner_id"],
        "session_id": number,
        "capacity": capacity,
        "minimum": random_.randint(0, min(2, capacity)),
        "may_stay_empty": True,
        "area_priority": points,
        "area_facts": ["A fact of its area"] if points else [],
        "added_priority": 0,
        "priority_reason": "",
    }


def _pairs(random_: random.Random) -> list[dict[str, object]]:
    """Locks of people 1 to 50 to places of their own, and other people's forbidden pairs."""
    locked = [(number, number) for number in range(1, LOCKED + 1)]
    others = range(LOCKED + 1, PEOPLE + 1)
    forbidden = [(n, random_.randint(1, PLACES)) for n in random_.sample(others, FORBIDDEN)]
    decided = [("lock", pair) for pair in locked] + [("forbid", pair) for pair in forbidden]
    return [
        {"cohort_id": 1, "member_id": member, "place_id": place, "kind": kind,
         "set_by_id": OWNER, "set_at": THEN}
        for kind, (member, place) in decided
    ]  # fmt: skip


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure(), indent=1) + "\n")

"""Invented opportunities and volunteers in any number, the same ones at each run."""

import csv
import random
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import Connection, insert

from brokerage.accounts.models import User
from brokerage.config import PROJECT_FOLDER
from brokerage.extensions import utcnow
from brokerage.matchmaking.models import Category
from brokerage.organisations.models import Organisation
from brokerage.scheduling.models import Session
from brokerage.scheduling.rules import DAY_PARTS, in_london
from brokerage.volunteering.models import Opportunity, Volunteer
from brokerage.volunteering.rules import opportunities, volunteers
from tests.benchmarks.population import FILLER, SEED, make_organisation_row

HOSTS = 200
THEN = datetime(2026, 1, 5, tzinfo=UTC)


def listed(scheme: str) -> list[tuple[str, str, list[str]]]:
    """Return (code, label, everyday words) of the causes or skills that ship with the project."""
    path = PROJECT_FOLDER / "seed" / "categories" / f"{scheme}s.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return [
            (row["code"], row["label"], row["words"].split(";")) for row in csv.DictReader(file)
        ]


CAUSES, SKILLS = listed("cause"), listed("skill")


def populate(connection: Connection, roles: int, people: int) -> None:
    """Insert the lists, hosts, published opportunities with dates, and volunteers who opted in."""
    random_ = random.Random(SEED)  # noqa: S311  # invents data, guards nothing
    for scheme, rows in (("cause", CAUSES), ("skill", SKILLS)):
        connection.execute(
            insert(Category),
            [
                {"scheme": scheme, "code": code, "level": scheme, "label": label,
                 "words": ";".join(words), "source": "seed"}
                for code, label, words in rows
            ],
        )  # fmt: skip
    hosts = [make_organisation_row(random_, number, "A host.") for number in range(1, HOSTS + 1)]
    connection.execute(insert(Organisation), hosts)
    chosen = [_opportunity(random_, number) for number in range(1, roles + 1)]
    connection.execute(insert(Opportunity), chosen)
    sessions = [s for role in chosen if not role["is_flexible"] for s in _sessions(random_, role)]
    connection.execute(insert(Session), sessions)
    connection.execute(insert(User), [_user(number) for number in range(1, people + 1)])
    connection.execute(
        insert(Volunteer), [_volunteer(random_, number) for number in range(1, people + 1)]
    )


def _opportunity(random_: random.Random, number: int) -> dict[str, object]:
    cause, label, words = random_.choice(CAUSES)
    skills = random_.sample(SKILLS, random_.randint(0, 3))
    said = random_.sample(words, 2) + [w for _, _, ws in skills for w in random_.sample(ws, 1)]
    said += random_.sample(FILLER, 4)
    random_.shuffle(said)
    is_flexible = random_.random() < 0.4
    return {
        "id": number,
        "organisation_id": random_.randint(1, HOSTS),
        "status": "published",
        "title": f"{label} {number}",
        "description": f"You will help with {', '.join(said)}.",
        "causes": [cause],
        "skills": [code for code, _, _ in skills],
        "commitment": random_.choice(list(opportunities.Commitment)),
        "minutes": random_.choice((90, 180, 420)),
        "is_flexible": is_flexible,
        "flexible_places": 5,
        "flexible_taken": 0,
        "pattern": "",
        "day_parts": random_.sample(DAY_PARTS, 3) if is_flexible else [],
        "is_remote": random_.random() < 0.15,
        "postcode": None,
        "place_name": "",
        "easting": random_.randint(420_000, 480_000),
        "northing": random_.randint(180_000, 250_000),
        "minimum_band": random_.choice(("16-17", "18+")),
        "requirements": [],
        "access": "",
        "expenses": "",
        "answered": list(opportunities.Step),
        "created_at": THEN,
        "published_at": THEN,
        "decision_reason": "",
    }


def _sessions(random_: random.Random, role: dict[str, object]) -> list[dict[str, object]]:
    found = []
    for _ in range(4):
        day = (utcnow() + timedelta(days=random_.randint(1, 90))).date()
        hour = random_.choice((9, 13, 18))
        found.append(
            {"owner_kind": "opportunity", "owner_id": role["id"], "places": 5, "taken": 0,
             "starts_at": in_london(day, time(hour)), "ends_at": in_london(day, time(hour + 3))}
        )  # fmt: skip
    return found


def _user(number: int) -> dict[str, object]:
    address = f"volunteer{number}@example.org"
    return {
        "id": number,
        "email": address,
        "email_key": address,
        "name": f"Volunteer {number}",
        "password_hash": "none",
        "age_band": "18+",
        "created_at": THEN,
        "verified_at": THEN,
        "is_broker": False,
        "is_administrator": False,
    }


def _volunteer(random_: random.Random, number: int) -> dict[str, object]:
    return {
        "user_id": number,
        "causes": [code for code, _, _ in random_.sample(CAUSES, random_.randint(1, 5))],
        "skills": [code for code, _, _ in random_.sample(SKILLS, random_.randint(1, 6))],
        "own_words": random_.choice(FILLER),
        "day_parts": random_.sample(DAY_PARTS, random_.randint(1, 6)),
        "wants_one_off": True,
        "wants_regular": random_.random() < 0.5,
        "outcode": "OX4",
        "starts_from": "home",
        "easting": random_.randint(420_000, 480_000),
        "northing": random_.randint(180_000, 250_000),
        "miles": random_.choice((3, 5, 10, 20)),
        "takes_remote": random_.random() < 0.5,
        "is_shown_to_hosts": True,
        "answered": list(volunteers.Step),
        "created_at": THEN,
        "updated_at": THEN,
    }

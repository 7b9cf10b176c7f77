"""Invented organisations in any number, the same ones at each run."""

import csv
import random
from datetime import UTC, date, datetime

from sqlalchemy import Connection, insert

from brokerage.config import PROJECT_FOLDER
from brokerage.matchmaking.models import Category
from brokerage.organisations.models import Evidence, Organisation, OrganisationCategory

SEED = 20261121
NAMES = ("Brook", "Ash", "Ridge", "Mill", "Green", "Bridge", "Hill", "Lane", "Meadow", "Copse")
ENDINGS = ("and Daughters", "Works", "Services", "Collective", "Partners", "Supplies")
FILLER = (
    "a small team", "for homes and public buildings", "with fair pay", "at short notice",
    "across the county", "for schools and community centres", "with apprentices",
    "fully insured", "on weekdays and at weekends", "with everything tidied up after",
)  # fmt: skip


def trades() -> list[tuple[str, str, list[str]]]:
    """Return (code, label, trade words) of the category groups that ship with the project."""
    path = PROJECT_FOLDER / "seed" / "categories" / "cpv.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return [
            (row["code"], row["label"], row["trade_words"].split(";"))
            for row in csv.DictReader(file)
            if row["level"] == "group"
        ]


def populate(connection: Connection, count: int) -> None:
    """Insert categories and `count` approved organisations with evidence."""
    random_ = random.Random(SEED)  # noqa: S311  # invents data, guards nothing
    groups = trades()
    connection.execute(
        insert(Category),
        [
            {"scheme": "cpv", "code": c, "level": "group", "label": label, "words": ";".join(words),
             "source": "seed"}
            for c, label, words in groups
        ],
    )  # fmt: skip
    organisations, categories, evidence = [], [], []
    for number in range(1, count + 1):
        code, label, words = random_.choice(groups)
        said = random_.sample(words, min(4, len(words))) + random_.sample(FILLER, 4)
        random_.shuffle(said)
        organisations.append(make_organisation_row(random_, number, f"{label}: {', '.join(said)}."))
        categories.append({"organisation_id": number, "code": code})
        is_seen = random_.random() < 0.4
        evidence.append(
            {"organisation_id": number, "kind": "registration", "note": "", "source": "a register",
             "stated_on": date(2026, 1, 5), "verified_on": date(2026, 1, 6) if is_seen else None}
        )  # fmt: skip
    connection.execute(insert(Organisation), organisations)
    connection.execute(insert(OrganisationCategory), categories)
    connection.execute(insert(Evidence), evidence)


def make_organisation_row(
    random_: random.Random, number: int, description: str
) -> dict[str, object]:
    """Return the columns of one approved organisation."""
    name = f"{random_.choice(NAMES)}{random_.choice(NAMES).lower()} {random_.choice(ENDINGS)}"
    return {
        "id": number,
        "slug": f"organisation-{number}",
        "kind": random_.choice(("business", "social-enterprise", "charity")),
        "status": "approved",
        "name": f"{name} {number}",
        "easting": random_.randint(420_000, 480_000),
        "northing": random_.randint(180_000, 250_000),
        "summary": description[:150],
        "description": description,
        "website": "",
        "serves_areas": ["oxford"],
        "wants": ["sell"],
        "answered": [],
        "is_social_enterprise": False,
        "has_no_number": True,
        "is_place_approximate": False,
        "serves_remotely": False,
        "is_demonstration": False,
        "decision_reason": "",
        "created_at": datetime(2026, 1, 5, tzinfo=UTC),
        "last_confirmed_on": date(2026, 1, 5),
    }

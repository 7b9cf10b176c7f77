"""What brokers have seen of invented suppliers, in any number, the same at each run."""

import random
from datetime import UTC, date, datetime

from sqlalchemy import Connection, insert, update

from brokerage.organisations.models import Evidence, Organisation
from brokerage.passports.models import Passport, Site, SizeYear
from brokerage.places.models import Authority, PriorityPlace
from tests.benchmarks.population import SEED

OXFORD, CHERWELL = "E07000178", "E07000177"
COUNCIL = "Thamebridge Council"
SEEN_ON = date(2026, 1, 6)
AT_ONCE = 20_000


def populate_passports(connection: Connection, count: int) -> None:
    """Give each of the suppliers a site, a year, a purpose and proof, seen for most of them.

    Two councils are added, the first of which is the buyer of the benches, and three priority
    places.
    """
    _add_places(connection)
    connection.execute(
        update(Organisation).where(Organisation.id % 10 < 7).values(authority_code=OXFORD)
    )
    pick = random.Random(SEED)  # noqa: S311  # invents data, guards nothing
    for start in range(1, count + 1, AT_ONCE):
        ids = range(start, min(start + AT_ONCE, count + 1))
        connection.execute(insert(Site), [_site(pick, each) for each in ids])
        connection.execute(insert(SizeYear), [_year(pick, each) for each in ids])
        connection.execute(insert(Passport), [_passport(pick, each) for each in ids])
        for kind in ("governing-document", "oxford-living-wage"):
            proofs = [{"kind": kind, "note": "", **_seen(pick, each)} for each in ids]
            connection.execute(insert(Evidence), proofs)


def _add_places(connection: Connection) -> None:
    connection.execute(
        insert(Authority),
        [
            {"code": code, "slug": slug, "name": name, "short_name": slug.title(),
             "kind": "district", "is_in_area": True}
            for code, slug, name in (
                (OXFORD, "oxford", COUNCIL), (CHERWELL, "cherwell", "Cherwell Council")
            )
        ],
    )  # fmt: skip
    connection.execute(
        insert(PriorityPlace),
        [
            {"slug": f"end-{n}", "name": f"Bakers End {n}", "kind": "estate", "source": "A council",
             "band": "20% most deprived", "easting": 430_000 + 15_000 * n, "northing": 205_000,
             "radius_m": 14_000}
            for n in range(3)
        ],
    )  # fmt: skip


def _seen(pick: random.Random, organisation_id: int) -> dict[str, object]:
    is_seen = pick.random() < 0.8
    return {
        "organisation_id": organisation_id,
        "stated_on": date(2026, 1, 5),
        "source": "a paper",
        "verified_on": SEEN_ON if is_seen else None,
        "expires_on": pick.choice([None, date(2026, 6, 30), date(2099, 1, 1)]),
    }


def _site(pick: random.Random, organisation_id: int) -> dict[str, object]:
    return _seen(pick, organisation_id) | {
        "address": "1 Mill Lane",
        "postcode": "OX1 1BX",
        "authority_code": pick.choice([OXFORD, OXFORD, CHERWELL]),
        "since_on": date(pick.randint(2015, 2026), pick.randint(1, 12), 1),
        "operations": pick.choice(["substantive", "substantive", "substantive", "registered"]),
        "what": "",
        "document": "",
    }


def _year(pick: random.Random, organisation_id: int) -> dict[str, object]:
    return _seen(pick, organisation_id) | {
        "starts_on": date(pick.choice([2022, 2024, 2025]), 4, 1),
        "staff": pick.choice([3, 30, 200, 900]),
        "turnover": pick.choice([90_000, 2_000_000]),
        "balance_sheet": 45_000,
    }


def _passport(pick: random.Random, organisation_id: int) -> dict[str, object]:
    is_for_good = pick.random() < 0.6
    return {
        "organisation_id": organisation_id,
        "is_non_governmental": True,
        "is_value_driven": is_for_good,
        "reinvests_surplus": is_for_good,
        "capacity": "",
        "offers": [],
        "updated_at": datetime(2026, 1, 5, tzinfo=UTC),
    }

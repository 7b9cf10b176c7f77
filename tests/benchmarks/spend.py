"""Importing 100,000 payments with names resolved against 10,000 organisations, end to end.

Beside it, on a sample of the names, what comparing each with every organisation costs:
`difflib.SequenceMatcher` in a loop, the plain way to do it.
"""

import csv
import random
import resource
import tempfile
import time
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from brokerage.extensions import db, utcnow
from brokerage.migrations import upgrade
from brokerage.organisations.models import Organisation
from brokerage.permissions import SYSTEM
from brokerage.spend.service import imports
from brokerage.spend.service.figures import work_out_figures
from brokerage.spend.service.publishing import perform_import
from brokerage.spend.service.reading import read_file
from tests.factories.spend import make_authority
from tests.support.apps import make_app
from tests.unit.spend.labelled_names import judge

ROWS = 100_000
ORGANISATIONS = 10_000
SAMPLE = 20
MOST_SECONDS = 60
MOST_BYTES = 1024**3
LEAST_PRECISION, LEAST_RECALL = 0.98, 0.85
_FIRST = "alder birch cedar dell elm fern gorse hazel ivy juniper kestrel larch maple nettle oak"
_SECOND = "bank bridge brook church croft dale field ford gate grove hill hurst lea marsh mead mill"
_TRADES = "Building Catering Cleaning Electrical Grounds Heating Joinery Paving Plumbing Printing"
_MORE = "Services Group Partners Solutions Contractors Supplies Works Trade"


def measure() -> dict[str, Any]:
    """Return the figures of one import and its baseline."""
    rng = random.Random(20)
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/spend.sqlite"
        upgrade(url)
        app = make_app(url, Path(folder))
        with app.app_context():
            authority = make_authority()
            names = _add_organisations(rng)
            db.session.commit()
            path = _write(Path(folder) / "spend.csv", names, rng)
            seconds, result = _import(authority, path)
            one_name = _time_difflib(names, rng)
        db.engine(app).dispose()
    verdict, peak = judge(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    figures = {
        "rows": ROWS,
        "organisations": ORGANISATIONS,
        "distinct_names": len(result["names"]),
        "seconds": round(seconds, 1),
        "cpu_seconds": result["cpu"],
        "peak_mib": peak // 1024**2,
        "resolved": result["resolved"],
        "difflib_seconds_a_name": round(one_name, 3),
        "difflib_seconds_for_all_names": round(one_name * len(result["names"])),
        "precision": round(verdict.precision, 4),
        "recall": round(verdict.recall, 4),
    }
    targets = {
        "seconds": seconds < MOST_SECONDS,
        "peak_mib": peak < MOST_BYTES,
        "precision": verdict.precision >= LEAST_PRECISION,
        "recall": verdict.recall >= LEAST_RECALL,
    }
    return {"benchmark": "spend", **figures, "targets": targets}


def _names(rng: random.Random) -> Iterator[str]:
    seen: set[str] = set()
    while True:
        stem = rng.choice(_FIRST.split()) + rng.choice(_SECOND.split())
        stem += f" {rng.choice(_FIRST.split())}" if rng.random() < 0.7 else ""
        name = f"{stem} {rng.choice(_TRADES.split())} {rng.choice(_MORE.split())}".title()
        if name not in seen:
            seen.add(name)
            yield name


def _add_organisations(rng: random.Random) -> list[str]:
    made = _names(rng)
    names = [next(made) for _ in range(ORGANISATIONS)]
    rows = [
        {"name": name, "slug": f"body-{at}", "status": "approved", "kind": "business"}
        | {"created_at": utcnow(), "authority_code": "E07000178"}
        for at, name in enumerate(names)
    ]
    db.session.execute(insert(Organisation), rows)
    return names


def _write(path: Path, names: list[str], rng: random.Random) -> Path:
    """Write payments to twice as many names, half of them known, printed in many ways."""
    made = _names(random.Random(21))
    printed = [_print(name, rng) for name in names] + [
        next(made).upper() + " LTD" for _ in range(ORGANISATIONS)
    ]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["Supplier Name", "Net Amount", "Paid Date", "Service Area", "Trans No"])
        for number in range(ROWS):
            day = f"{number % 28 + 1:02}/{number % 12 + 1:02}/2025"
            area = f"Area {number % 40}"
            writer.writerow([rng.choice(printed), f"£{rng.random() * 9e4:,.2f}", day, area, number])
    return path


def _print(name: str, rng: random.Random) -> str:
    at = rng.randrange(3, len(name) - 3)
    ways = (
        name.upper() + " LTD",
        name + " Limited",
        "The " + name,
        name.replace("Services", "Svcs"),
        name[:at] + name[at + 1] + name[at] + name[at + 2 :],
    )
    return rng.choice(ways)


def _import(authority: Any, path: Path) -> tuple[float, dict[str, Any]]:
    begun, begun_cpu = time.perf_counter(), time.process_time()
    file = read_file(path, utcnow().date())
    spend_import = imports.add_import(SYSTEM, authority, file)
    imports.begin_import(SYSTEM, spend_import)
    db.session.commit()
    plan = perform_import(SYSTEM, spend_import, lambda done: db.session.commit())
    db.session.commit()
    work_out_figures(authority.code)
    db.session.commit()
    cpu = time.process_time() - begun_cpu
    told = {"resolved": plan.resolved, "names": list(plan.names), "cpu": round(cpu, 1)}
    return time.perf_counter() - begun, told


def _time_difflib(names: list[str], rng: random.Random) -> float:
    """Return the seconds that comparing one name with every organisation takes."""
    sample = [_print(name, rng) for name in rng.sample(names, SAMPLE)]
    begun = time.perf_counter()
    for printed in sample:
        matcher = SequenceMatcher(None, "", printed.casefold())
        for name in names:
            matcher.set_seq1(name.casefold())
            matcher.ratio()
    return (time.perf_counter() - begun) / SAMPLE

"""Databases of their own, with councils, outward codes and categories, to load everything into."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from flask import Flask

from brokerage.config import PROJECT_FOLDER
from brokerage.extensions import db
from brokerage.matchmaking.service.categories import load_reference_categories
from brokerage.places.service.postcode_package import Outward
from brokerage.places.service.reference import load_reference_places
from tests.support.apps import make_app
from tests.support.databases import Databases

FOLDER = PROJECT_FOLDER / "seed" / "demonstration"
# Each outward code of the seed: its council and its middle, to the next kilometre.
OUTCODES = """
GL7 E07000079 403 201, HP20 E06000060 482 214, NN13 E06000062 459 237, OX1 E07000178 451 206,
OX10 E07000179 460 189, OX11 E07000179 453 190, OX12 E07000180 440 188, OX13 E07000180 446 198,
OX14 E07000180 450 197, OX15 E07000177 442 237, OX16 E07000177 446 241, OX18 E07000181 428 207,
OX2 E07000178 451 207, OX20 E07000181 445 217, OX25 E07000177 453 223, OX26 E07000177 459 223,
OX28 E07000181 436 210, OX29 E07000181 439 210, OX3 E07000178 454 207, OX33 E07000179 460 206,
OX4 E07000178 454 203, OX49 E07000179 469 195, OX5 E07000177 449 214, OX7 E07000181 433 223,
OX9 E07000179 469 202, RG1 E06000038 472 173, RG9 E07000179 476 182, SN1 E06000030 415 184,
SN7 E07000180 429 195
"""

Making = Callable[[str, str], AbstractContextManager[Flask]]


def read(name: str) -> list[dict[str, Any]]:
    """Return the rows of a file of the demonstration."""
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


def read_outwards() -> Iterator[Outward]:
    """Yield each outward code with one postcode in its middle, as the postcode package would."""
    for row in OUTCODES.split(","):
        outcode, council, east, north = row.split()
        point = [int(east) * 1000.0], [int(north) * 1000.0]
        yield Outward(outcode, [f"{outcode} 1AA"], [council], *point)


@pytest.fixture(scope="module")
def making(
    databases: Databases, worker_name: str, tmp_path_factory: pytest.TempPathFactory
) -> Making:
    """Return what makes an app on a database of its own that holds the reference data."""

    @contextmanager
    def make(engine_name: str, purpose: str) -> Iterator[Flask]:
        name = f"{worker_name}_{purpose}"
        app = make_app(databases.make(engine_name, name), tmp_path_factory.mktemp(name))
        with app.app_context():
            load_reference_places(read=read_outwards)
            load_reference_categories()
            db.session.commit()
        yield app
        db.engine(app).dispose()
        databases.drop(engine_name, name)

    return make

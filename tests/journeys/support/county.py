"""What a site knows before anyone comes: councils, categories and some postcodes."""

from flask import Flask

from brokerage.checks.service.rules import load_reference_rules
from brokerage.extensions import db
from brokerage.matchmaking.service.categories import load_reference_categories
from brokerage.passports.service.rules import load_passport_rules
from brokerage.places.service.postcode_package import Outward
from brokerage.places.service.reference import load_reference_places

CHERWELL, OXFORD, SOUTH, VALE, WEST = (f"E07000{number}" for number in range(177, 182))
# Outward code: council, a point in it (metres of the grid), the one postcode that is known.
POINTS = {
    "GL7": (WEST, 422_000, 199_000),
    "HP20": (SOUTH, 482_000, 214_000),
    "NN13": (CHERWELL, 458_000, 237_000),
    "OX1": (OXFORD, 451_200, 206_100),
    "OX2": (OXFORD, 450_000, 208_500),
    "OX3": (OXFORD, 454_500, 207_000),
    "OX4": (OXFORD, 453_600, 204_600),
    "OX5": (CHERWELL, 449_000, 214_000),
    "OX7": (WEST, 431_000, 227_000),
    "OX9": (SOUTH, 470_500, 206_000),
    "OX10": (SOUTH, 460_700, 189_500),
    "OX11": (SOUTH, 452_700, 190_000),
    "OX12": (VALE, 439_800, 188_000),
    "OX13": (VALE, 445_000, 199_000),
    "OX14": (VALE, 449_700, 197_200),
    "OX15": (CHERWELL, 441_000, 236_000),
    "OX16": (CHERWELL, 445_500, 240_500),
    "OX18": (WEST, 428_500, 204_500),
    "OX20": (WEST, 444_500, 216_700),
    "OX25": (CHERWELL, 453_000, 219_000),
    "OX26": (CHERWELL, 458_500, 222_500),
    "OX28": (WEST, 435_700, 209_800),
    "OX29": (WEST, 440_000, 209_000),
    "OX33": (SOUTH, 459_500, 206_500),
    "OX49": (SOUTH, 470_000, 194_000),
    "RG1": (SOUTH, 471_500, 173_500),
    "RG9": (SOUTH, 476_000, 182_500),
    "SN1": (VALE, 415_000, 184_500),
    "SN7": (VALE, 429_000, 195_500),
}


def load_county(app: Flask) -> None:
    """Load the seed's councils, places, categories and rules, and one postcode an outward code.

    The postcode of OX4 is "OX4 1AA"; any other of OX4 lies in its middle.
    """
    outwards = (
        Outward(outcode, [f"{outcode} 1AA"], [council], [easting], [northing])
        for outcode, (council, easting, northing) in POINTS.items()
    )
    with app.app_context():
        load_reference_places(read=lambda: outwards)
        load_reference_categories()
        load_reference_rules()
        load_passport_rules()
        db.session.commit()

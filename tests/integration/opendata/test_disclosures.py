"""What other rooms let everybody know of the parties of a release."""

from datetime import timedelta

import pytest

from brokerage.extensions import utcnow
from brokerage.opendata.queries.disclosures import find_scales
from brokerage.passports.service.rules import load_passport_rules
from tests.factories.organisations import make_organisation
from tests.factories.passports import make_year

LARGE = {"staff": 900, "turnover": 90_000_000, "balance_sheet": 60_000_000}
SMALL = {"staff": 30, "turnover": 5_000_000, "balance_sheet": 2_000_000}


@pytest.mark.usefixtures("db_session")
def test_only_a_size_that_a_broker_has_seen_is_told() -> None:
    load_passport_rules()
    today = utcnow().date()
    micro, small, large, said, over, _ = (make_organisation() for _ in range(6))
    make_year(micro, verified_on=today)
    make_year(small, verified_on=today, **SMALL)
    make_year(large, verified_on=today, **LARGE)
    make_year(said)
    make_year(over, verified_on=today - timedelta(days=9), expires_on=today - timedelta(days=1))
    found = find_scales([each.id for each in (micro, small, large, said, over)])
    assert found == {micro.id: "micro", small.id: "sme", large.id: "large"}

"""Which reservations suppliers meet: many at once in three statements, and on one's own page."""

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.errors import NotFoundError
from brokerage.extensions import db, utcnow
from brokerage.organisations.models import Organisation
from brokerage.organisations.rules import EvidenceKind
from brokerage.places.models import Authority
from brokerage.procurement.queries.qualifying import (
    MOST_IDS_A_QUERY,
    list_standings,
    list_standings_of,
)
from brokerage.procurement.rules.reservations import Reservation, list_meeting
from tests.factories.accounts import make_user
from tests.factories.listings import make_evidence
from tests.factories.organisations import make_organisation
from tests.factories.passports import load_rules, make_passport, make_site, make_year, seen
from tests.support.inspecting_client import InspectingClient
from tests.support.statements import seen_statements

OXFORD, CHERWELL, COUNTY = "E07000178", "E07000177", "E10000025"
EVERY = set(Reservation)
YESTERDAY = timedelta(days=-1)


@pytest.fixture
def broker(db_session: Session) -> User:
    return make_user(is_broker=True)


@pytest.fixture
def councils(db_session: Session) -> None:
    """Oxford and Cherwell in one county, with the rules."""
    for code, slug, name, kind, parent in (
        (COUNTY, "oxfordshire", "Oxfordshire County Council", "county", None),
        (OXFORD, "oxford", "Oxford City Council", "district", "oxfordshire"),
        (CHERWELL, "cherwell", "Cherwell District Council", "district", "oxfordshire"),
    ):
        row = db_session.get(Authority, code) or Authority(code=code, slug=slug, is_in_area=True)
        row.name, row.short_name, row.kind, row.parent_slug = name, slug, kind, parent
        db_session.add(row)
        db_session.flush()
    load_rules()


@pytest.fixture
def whole(councils: None, broker: User) -> Organisation:
    """A supplier that meets everything in Oxford."""
    return make_whole(broker)


def make_whole(broker: User, **proof) -> Organisation:
    organisation = make_organisation()
    make_site(organisation, **seen(broker, **proof))
    make_year(organisation, **seen(broker, **proof))
    make_passport(
        organisation, is_non_governmental=True, is_value_driven=True, reinvests_surplus=True
    )
    make_evidence(organisation, kind=EvidenceKind.GOVERNING_DOCUMENT, **seen(broker, **proof))
    return organisation


def met(organisation: Organisation, code: str = OXFORD) -> set[str]:
    """Return which reservations of a council it meets today."""
    found = list_standings([organisation.id], code, utcnow().date())[organisation.id]
    return {each.kind for each in found if each.is_met}


def test_what_was_seen_counts_where_it_is(whole: Organisation) -> None:
    assert met(whole) == EVERY
    assert met(whole, CHERWELL) == EVERY - {Reservation.LOCAL_AREA}
    assert met(whole, COUNTY) == EVERY


def test_what_runs_out_stops_counting_by_the_date_alone(councils: None, broker: User) -> None:
    today = utcnow().date()
    ending = make_whole(broker, expires_on=today)
    assert met(ending) == EVERY
    tomorrow = list_standings([ending.id], OXFORD, today + timedelta(days=1))[ending.id]
    assert not any(each.is_met for each in tomorrow)
    assert all(each.is_declared for each in tomorrow)


def test_what_is_only_said_is_never_met(councils: None) -> None:
    organisation = make_organisation()
    make_site(organisation)
    make_year(organisation)
    make_passport(
        organisation, is_non_governmental=True, is_value_driven=True, reinvests_surplus=True
    )
    make_evidence(organisation, kind=EvidenceKind.GOVERNING_DOCUMENT)
    found = list_standings([organisation.id], OXFORD, utcnow().date())[organisation.id]
    assert not any(each.is_met for each in found)
    assert all(each.is_declared for each in found)


@pytest.mark.parametrize(("register", "is_proof"), [("charity", True), ("company", False)])
def test_a_charitys_number_is_proof_of_its_purpose_and_a_companys_is_not(
    councils: None, broker: User, register: str, *, is_proof: bool
) -> None:
    organisation = make_organisation(register=register)
    make_passport(
        organisation, is_non_governmental=True, is_value_driven=True, reinvests_surplus=True
    )
    make_evidence(organisation, kind=EvidenceKind.REGISTRATION, **seen(broker))
    assert (Reservation.VCSE in met(organisation)) == is_proof


def test_an_empty_passport_stands_nowhere_and_is_not_left_out(councils: None) -> None:
    organisation = make_organisation()
    assert met(organisation) == set()


def test_any_number_takes_three_statements(whole: Organisation, broker: User) -> None:
    others = [make_whole(broker).id for _ in range(5)]
    ids = [whole.id, *others, *range(10**6, 10**6 + MOST_IDS_A_QUERY)]
    ask = partial(list_standings, authority_code=OXFORD, on=utcnow().date())
    for asked in ([whole.id], others, ids):
        db.session.expire_all()
        with seen_statements() as statements:
            standings = ask(asked)
        assert len([each for each in statements if "SAVEPOINT" not in each]) <= 3
        assert standings.keys() == set(asked)
    assert list_meeting(standings, Reservation.LOCAL_AREA) == {whole.id, *others}


def test_a_council_that_nobody_knows_is_an_error(councils: None) -> None:
    with pytest.raises(NotFoundError):
        list_standings([1], "E99999999", utcnow().date())


def test_every_council_of_the_area_is_told_of_by_name(whole: Organisation) -> None:
    names = [area.name for area, _ in list_standings_of(whole.id, utcnow().date())]
    assert names[:1] == ["Cherwell District Council"]
    assert {"Oxford City Council", "Oxfordshire County Council"} <= set(names)


def test_the_page_says_what_is_missing_by_which_rule_of_when(
    councils: None, supplier: Organisation, simone: InspectingClient
) -> None:
    make_site(supplier, postcode="OX4 1EQ")
    page = simone.get(f"/organisations/{supplier.id}/qualifying")
    assert "For Oxford City Council you qualify for" in page.text
    assert "No broker has seen proof of your site yet." in page.text
    assert "You have given no figures of a year." in page.text
    assert "Order 2026" in page.text
    assert "In force from 4 February 2026" in page.text


def test_without_rules_the_page_says_so(supplier: Organisation, simone: InspectingClient) -> None:
    page = simone.get(f"/organisations/{supplier.id}/qualifying")
    assert "No rules are loaded" in page.text

"""The directory as a file: who is in it, which fields, no formula, nothing about people."""

import csv
import io

from brokerage.opendata.queries import directory
from brokerage.opendata.rules.directory import COLUMNS
from brokerage.organisations.models import OrganisationCategory
from tests.factories.accounts import make_user
from tests.factories.organisations import make_organisation
from tests.factories.procurement import CATERING
from tests.support.statements import count_statements


def read(client):
    answer = client.get("/open-data/directory.csv")
    assert answer.mimetype == "text/csv"
    return list(csv.DictReader(io.StringIO(answer.text)))


def test_an_approved_organisation_is_in_it_with_its_number(client, db_session):
    bakery = make_organisation(
        owner=make_user(name="Simone Garrowby", email="simone@example.org"),
        name="Thornhill Bakery",
        slug="thornhill",
        register="company",
        registration_number="99123456",
        postcode="OX4 1EQ",
        description="Ask for Simone on 01865 000000.",
    )
    db_session.add(OrganisationCategory(organisation_id=bakery.id, code=CATERING))
    db_session.flush()
    (row,) = read(client)
    assert list(row) == list(COLUMNS)
    assert row["organisation_id"] == "GB-COH-99123456"
    assert row["outcode"] == "OX4"
    assert row["cpv_codes"] == CATERING
    assert row["page"].endswith("/directory/thornhill")
    text = client.get("/open-data/directory.csv").text
    for word in ("Simone", "01865", "simone@example.org", "OX4 1EQ"):
        assert word not in text


def test_listings_applications_and_single_persons_are_left_out(client, db_session):
    make_organisation(status="listed", slug="a-listing", source="a list", licence="OGL")
    make_organisation(status="submitted", slug="applying")
    alone = {"register": None, "registration_number": None, "has_no_number": True}
    make_organisation(slug="one-person", kind="business", **alone)
    make_organisation(slug="a-group", kind="community-group", **alone)
    assert [row["page"].rpartition("/")[2] for row in read(client)] == ["a-group"]


def test_no_cell_is_a_formula(client, db_session):
    make_organisation(name="=HYPERLINK(1)", slug="formula", website="https://formula.example")
    make_organisation(name=" +44 Taxis", slug="taxis", website="https://taxis.example")
    assert [row["name"] for row in read(client)] == ["'=HYPERLINK(1)", "' +44 Taxis"]


def test_it_takes_as_many_statements_for_ten_as_for_four_hundred(client, db_session):
    for number in range(10):
        make_organisation(slug=f"few-{number}")
    few = count_statements(client, "/open-data/directory.csv")
    for number in range(400):
        make_organisation(slug=f"many-{number}")
    assert count_statements(client, "/open-data/directory.csv") == few <= 8


def test_nothing_is_lost_between_chunks(client, db_session, monkeypatch):
    monkeypatch.setattr(directory, "A_CHUNK", 2)
    for number in range(5):
        make_organisation(slug=f"firm-{number}")
    assert len(read(client)) == 5


def test_the_page_explains_every_column(client):
    page = client.get("/open-data").text
    for name in COLUMNS:
        assert name in page
    assert "This prefix is not registered" in page

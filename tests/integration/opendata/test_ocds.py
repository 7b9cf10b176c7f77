"""Open briefs as open contracting data: valid, kept as released, and never a private one."""

import json
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from brokerage.extensions import db, utcnow
from brokerage.matchmaking.models import Category
from brokerage.opendata import tasks
from brokerage.opendata.models import PublishedRelease
from brokerage.opendata.queries import releases as queries
from brokerage.opendata.rules.releases import PublishedAward, PublishedContract
from brokerage.opendata.service.releases import publish_release
from brokerage.organisations.rules import Kind, Register
from brokerage.permissions import SYSTEM, Subject
from brokerage.procurement.rules.briefs import Outcome, Step
from brokerage.procurement.service import briefs
from tests.factories.accounts import make_user
from tests.factories.organisations import make_organisation
from tests.factories.procurement import CATERING, make_brief
from tests.support.ocds import list_faults
from tests.support.statements import count_statements

YEAR = utcnow().year
RELEASES = f"/open-data/ocds/releases/{YEAR}.json"
RECORDS = f"/open-data/ocds/records/{YEAR}.json"
SECRET = "A tea room that nobody has heard of"


@pytest.fixture
def council(db_session):
    db_session.add(
        Category(
            scheme="cpv",
            code=CATERING,
            level="group",
            label="Catering services",
            words="",
            source="seed",
        )
    )
    return make_organisation(
        owner=make_user(),
        name="Thamebridge Council",
        slug="thamebridge",
        kind=Kind.AUTHORITY,
        register=None,
        registration_number=None,
    )


@pytest.fixture
def buyer(council):
    return make_user(name="Bashir Colebrook", email="bashir@example.org")


def open_brief(council, buyer, **fields):
    """Return an open brief of which the job has published what there is."""
    brief = make_brief(council, buyer, visibility="open", **fields)
    publish_release(SYSTEM, brief.id)
    return brief


def record_of(brief_id):
    return f"/open-data/ocds/record/ocds-000000-brief-{brief_id}.json"


def fetch(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, address
    package = json.loads(answer.text)
    assert list_faults(package) == []
    return package


def test_an_open_brief_is_a_valid_release_and_record(client, council, buyer):
    brief = open_brief(council, buyer, value_pence=12_500_50)
    (release,) = fetch(client, RELEASES)["releases"]
    assert release["ocid"] == f"ocds-000000-brief-{brief.id}"
    assert release["tag"] == ["planning"]
    assert release["tender"]["status"] == "planning"
    assert release["tender"]["value"] == {"amount": 12500.5, "currency": "GBP"}
    assert release["tender"]["items"][0]["classification"]["id"] == CATERING
    assert release["tender"]["mainProcurementCategory"] == "services"
    (record,) = fetch(client, RECORDS)["records"]
    assert record["compiledRelease"]["tag"] == ["compiled"]
    assert record["releases"] == [release]
    one = fetch(client, f"/open-data/ocds/record/{release['ocid']}.json")
    assert one["records"] == [record]


def test_a_brief_with_as_little_as_can_be_is_valid(client, council, buyer):
    open_brief(council, buyer, value_pence=None, needed_by=None, categories=[])
    assert len(fetch(client, RELEASES)["releases"]) == 1


def test_what_people_write_and_who_they_are_stays_out(client, council, buyer):
    brief = open_brief(council, buyer)
    briefs.close_brief(Subject(user_id=buyer.id), brief, Outcome.NOT_NEEDED, (), note="Too dear.")
    db.session.commit()
    text = client.get(RECORDS).text
    for word in ("Too dear", "Bashir", "bashir@example.org", "OX4 1EQ"):
        assert word not in text


@pytest.mark.parametrize(
    ("outcome", "status"),
    [
        (Outcome.TO_TENDER, "planned"),
        (Outcome.NONE_SUITABLE, "unsuccessful"),
        (Outcome.NOT_NEEDED, "withdrawn"),
    ],
)
def test_how_it_ends_is_a_second_release(client, council, buyer, outcome, status):
    brief = open_brief(council, buyer)
    briefs.close_brief(Subject(user_id=buyer.id), brief, outcome, ())
    db.session.commit()
    (record,) = fetch(client, RECORDS)["records"]
    assert [each["tag"] for each in record["releases"]] == [["planning"], ["planningUpdate"]]
    assert record["compiledRelease"]["tender"]["status"] == status
    assert record["releases"][0]["tender"]["status"] == "planning"


def test_only_what_is_new_is_released_and_what_was_stays_as_it_was(client, council, buyer):
    brief, actor = open_brief(council, buyer, title="Lunches for staff"), Subject(user_id=buyer.id)
    answers = {"title": "Lunches for staff", "need": brief.need, "buyer_kind": "council"}
    briefs.save_brief_step(actor, brief, Step.NEED, answers)
    assert publish_release(actor, brief.id) is False
    briefs.save_brief_step(actor, brief, Step.NEED, answers | {"title": "Lunches, every day"})
    db.session.commit()
    found = fetch(client, RELEASES)["releases"]
    assert [each["tender"]["title"] for each in found] == [
        "Lunches for staff",
        "Lunches, every day",
    ]
    assert [each["id"][-2:] for each in found] == ["-1", "-2"]


def test_finishing_an_open_brief_publishes_it(client, council, buyer):
    brief = make_brief(council, buyer, status="draft", visibility="open")
    briefs.finish_brief(Subject(user_id=buyer.id), brief)
    db.session.commit()
    assert len(fetch(client, RELEASES)["releases"]) == 1


def bytes_of_all(client):
    addresses = (
        "/open-data/ocds/packages.json",
        RELEASES,
        RECORDS,
        "/open-data",
        "/open-data/directory.csv",
        "/what-we-buy/planned-purchases.csv",
    )
    return [client.get(each).data for each in addresses]


def test_a_private_brief_changes_no_byte(client, council, buyer):
    """Same moment, same base: with and without a private brief, all that is open is the same."""
    open_brief(council, buyer)
    before = bytes_of_all(client)
    brief = make_brief(council, buyer, title=SECRET, need=f"{SECRET}, with scones.")
    assert publish_release(SYSTEM, brief.id) is False
    actor = Subject(user_id=buyer.id)
    answers = {"title": f"{SECRET} yet", "need": brief.need, "buyer_kind": "council"}
    briefs.save_brief_step(actor, brief, Step.NEED, answers)
    assert tasks.publish_missing() == 0
    briefs.close_brief(actor, brief, Outcome.TO_TENDER, ())
    db.session.commit()
    assert bytes_of_all(client) == before
    assert client.get(record_of(brief.id)).status_code == 404
    assert (
        db.session.scalars(
            select(PublishedRelease).where(PublishedRelease.brief_id == brief.id)
        ).all()
        == []
    )


def test_a_brief_that_is_made_private_goes_with_all_it_said(client, council, buyer):
    brief = open_brief(council, buyer, title=SECRET)
    open_brief(council, buyer)
    actor = Subject(user_id=buyer.id)
    etag = client.get(RELEASES).headers["ETag"]
    answers = {"visibility": "private", "decide_by": None}
    briefs.save_brief_step(actor, brief, Step.VISIBILITY, answers)
    db.session.commit()
    assert SECRET not in client.get(RELEASES).text
    assert SECRET not in client.get(RECORDS).text
    assert client.get(record_of(brief.id)).status_code == 404
    assert client.get(RELEASES, headers={"If-None-Match": etag}).status_code == 200


def test_an_award_with_its_contract_is_valid(client, council, buyer, monkeypatch):
    supplier = make_organisation(
        name="Thornhill Bakery",
        slug="thornhill",
        register=Register.COMPANY,
        registration_number="99123456",
    )
    charity = make_organisation(
        name="Quiet Kitchen", register=Register.CHARITY, registration_number="9912345"
    )
    today = utcnow().date()
    contract = PublishedContract(
        id=3,
        title="Lunches",
        status="active",
        value_pence=9_999_99,
        starts_on=today,
        ends_on=today + timedelta(days=365),
        signed_on=today,
    )
    award = PublishedAward(
        id=7,
        title="Lunches",
        decided_on=today,
        value_pence=10_000_00,
        supplier_ids=[supplier.id, charity.id],
        contracts=[contract],
    )
    brief = open_brief(council, buyer)
    monkeypatch.setattr(queries, "list_awards", lambda brief_id: [award])
    monkeypatch.setattr(queries, "list_reservations", lambda brief_id: ["local-area", "sme"])
    monkeypatch.setattr(queries, "find_scales", lambda ids: {supplier.id: "micro"})
    publish_release(SYSTEM, brief.id)
    db.session.commit()
    newest = fetch(client, RELEASES)["releases"][-1]
    assert newest["tag"] == ["planningUpdate", "award", "contract"]
    assert newest["tender"]["status"] == "complete"
    assert newest["tender"]["otherRequirements"] == {"reservedParticipation": ["localArea", "sme"]}
    parties = {each["id"]: each for each in newest["parties"]}
    assert parties["GB-COH-99123456"]["details"] == {"scale": "micro"}
    assert "GB-CHC-9912345" in parties
    assert newest["awards"][0]["suppliers"][0]["id"] == "GB-COH-99123456"
    assert newest["contracts"][0]["awardID"] == newest["awards"][0]["id"]
    assert len(fetch(client, RECORDS)["records"]) == 1


def test_pages_and_years(client, council, buyer):
    with time_machine.travel(f"{YEAR - 1}-03-01", tick=False):
        open_brief(council, buyer, title="Last year's lunches")
    for _ in range(101):
        open_brief(council, buyer)
    listed = json.loads(client.get("/open-data/ocds/packages.json").text)
    assert [each["year"] for each in listed["years"]] == [YEAR, YEAR - 1]
    assert len(listed["years"][0]["releases"]) == 2
    first = client.get(RELEASES)
    assert 'rel="next"' in first.headers["Link"]
    assert len(json.loads(first.text)["releases"]) == 100
    second = client.get(f"{RELEASES}?page=2")
    assert len(json.loads(second.text)["releases"]) == 1
    assert "Link" not in second.headers
    assert client.get(f"{RELEASES}?page=3").status_code == 404
    old = fetch(client, f"/open-data/ocds/records/{YEAR - 1}.json")
    assert old["records"][0]["compiledRelease"]["tender"]["title"] == "Last year's lunches"
    for address in (RELEASES, RECORDS, "/open-data", "/open-data/ocds/packages.json"):
        assert count_statements(client, address) <= 4


def test_what_is_known_is_not_sent_again_and_other_sites_may_read(client, council, buyer):
    open_brief(council, buyer)
    db.session.commit()
    for address in (RELEASES, RECORDS, "/open-data/ocds/packages.json", "/open-data/directory.csv"):
        first = client.get(address)
        assert first.headers["Access-Control-Allow-Origin"] == "*"
        assert "max-age" in first.headers["Cache-Control"]
        again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b""), address
    etag = client.get(RELEASES).headers["ETag"]
    open_brief(council, buyer)
    db.session.commit()
    assert client.get(RELEASES, headers={"If-None-Match": etag}).status_code == 200


def test_what_there_is_not_is_a_plain_404(client):
    assert client.get(RELEASES).status_code == 404
    for ocid in (
        "x",
        "ocds-000000-brief-0",
        "ocds-000000-brief-99999999999",
        "ocds-111111-brief-1",
    ):
        assert client.get(f"/open-data/ocds/record/{ocid}.json").status_code == 404
    assert client.get("/open-data/ocds/releases/2147483647.json").status_code == 404
    assert "Nothing has been published yet" in client.get("/open-data").text


def test_the_job_publishes_what_was_open_before(client, council, buyer):
    make_brief(council, buyer, visibility="open")
    make_brief(council, buyer)
    db.session.commit()
    assert tasks.has_unpublished()
    assert tasks.publish_missing() == 1
    assert not tasks.has_unpublished()
    assert len(fetch(client, RELEASES)["releases"]) == 1

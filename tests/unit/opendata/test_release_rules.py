"""Identifiers, sums and tags of open contracting data."""

import json
from datetime import UTC, date, datetime

import pytest

from brokerage.opendata.rules import directory, parties, releases

AT = datetime(2026, 11, 28, 9, 30, 15, 123, tzinfo=UTC)


@pytest.mark.parametrize(
    ("register", "number", "said"),
    [
        ("company", "99123456", "GB-COH-99123456"),
        ("charity", "991234", "GB-CHC-991234"),
        ("mutual", "RS999001", "GB-MPR-RS999001"),
        (None, None, "organisation-7"),
        ("company", None, "organisation-7"),
    ],
)
def test_organisations_have_the_number_of_their_register(register, number, said):
    assert parties.org_id(7, register, number) == said


@pytest.mark.parametrize(
    ("ocid", "brief_id"),
    [
        ("ocds-000000-brief-12", 12),
        ("ocds-000000-brief-012", None),
        ("ocds-000001-brief-12", None),
        ("ocds-000000-brief-", None),
        ("ocds-000000-brief-1234567890", None),
    ],
)
def test_only_identifiers_of_ours_are_known(ocid, brief_id):
    assert releases.find_brief_id("ocds-000000", ocid) == brief_id


def test_an_identifier_leads_back():
    ocid = releases.make_ocid("ocds-abc123", 9)
    assert releases.find_brief_id("ocds-abc123", ocid) == 9


@pytest.mark.parametrize(("pence", "amount"), [(100, 1), (12_500_50, 12500.5), (1, 0.01)])
def test_sums_are_in_pounds(pence, amount):
    assert releases.money(pence) == {"amount": amount, "currency": "GBP"}


@pytest.mark.parametrize(
    ("code", "category"),
    [("15000000", "goods"), ("48000000", "goods"), ("45200000", "works"), ("50000000", "services")],
)
def test_what_a_code_is_of(code, category):
    assert releases.main_category(code) == category


def test_moments_have_a_zone():
    assert releases.moment(AT) == "2026-11-28T09:30:15Z"
    assert releases.moment(date(2026, 11, 28)) == "2026-11-28T00:00:00Z"


def test_tags_say_what_is_new():
    made = releases.make_release({"awards": []}, ocid="o", number=2, at=AT, before={})
    assert made["tag"] == ["planningUpdate", "award"]
    again = releases.make_release({"awards": []}, ocid="o", number=3, at=AT, before=made)
    assert again["tag"] == ["planningUpdate", "awardUpdate"]


@pytest.mark.parametrize("contents", [[], ["{}"], ['{"a": 1}', '{"b": [2]}']])
def test_a_streamed_package_is_json(contents):
    text = "".join(releases.stream_package({"uri": "x"}, "releases", contents))
    assert json.loads(text) == {"uri": "x", "releases": [json.loads(each) for each in contents]}


def test_one_person_firms_are_left_out():
    assert not directory.is_open("business", True)
    assert directory.is_open("business", False)
    assert directory.is_open("community-group", True)

"""What the demonstration's briefs and enquiries promise to the code that loads them."""

import csv
import json
import re
from itertools import pairwise
from typing import Any

import pytest

from brokerage.config import PROJECT_FOLDER
from brokerage.organisations.rules import Role, Status, Want
from brokerage.procurement.rules import briefs as rules
from brokerage.procurement.rules import enquiries as asking
from brokerage.procurement.rules.briefs import BriefStatus, Step, Visibility

TWO_WEEKS = 14
SEED = PROJECT_FOLDER / "seed"


def read(name: str) -> list[dict[str, Any]]:
    return json.loads((SEED / "demonstration" / name).read_text(encoding="utf-8"))


ORGANISATIONS = {row["slug"]: row for row in read("organisations.json")}
BRIEFS = {row["key"]: row for row in read("briefs.json")}
ENQUIRIES = {row["brief"]: row for row in read("enquiries.json")}
each_brief = pytest.mark.parametrize("brief", BRIEFS.values(), ids=BRIEFS)
each_enquiry = pytest.mark.parametrize("row", ENQUIRIES.values(), ids=ENQUIRIES)


def days_in_order(*days: int | None) -> bool:
    """Say whether these days ago, without those that never came, go from long ago to today."""
    return all(before >= after for before, after in pairwise(d for d in days if d is not None))


def is_invented_supplier(slug: str) -> bool:
    row = ORGANISATIONS[slug]
    return row["is_invented"] and row["status"] == Status.APPROVED and Want.SELL in row["wants"]


def test_keys_and_titles_are_unique() -> None:
    assert len(BRIEFS) == len({row["title"] for row in BRIEFS.values()}) == len(read("briefs.json"))
    assert ENQUIRIES.keys() <= BRIEFS.keys()
    assert len(ENQUIRIES) == len(read("enquiries.json"))


@each_brief
def test_a_brief_is_written_and_shared_by_those_who_may(brief: dict[str, Any]) -> None:
    members = {m["email"]: m["role"] for m in ORGANISATIONS[brief["organisation"]]["members"]}
    assert members[brief["buyer"]] == Role.BUYER
    assert all(members[email] not in (Role.BUYER, Role.OWNER) for email in brief["shared_with"])


@each_brief
def test_texts_would_pass_the_forms(brief: dict[str, Any]) -> None:
    assert rules.SHORTEST_TITLE <= len(brief["title"]) <= rules.LONGEST_TITLE
    assert rules.SHORTEST_NEED <= len(brief["need"]) <= rules.LONGEST_NEED
    assert len(brief["place_name"]) <= rules.LONGEST_PLACE_NAME
    notes = [each["note"] for each in brief["shortlist"]]
    notes.append((brief["closing"] or {"note": ""})["note"])
    assert max(len(note) for note in notes) <= rules.LONGEST_NOTE
    assert brief["buyer_kind"] in rules.BUYER_KIND_LABELS
    assert set(brief["social_values"]) <= rules.SOCIAL_VALUE_LABELS.keys()


@each_brief
def test_what_is_bought_has_a_code_and_a_place(brief: dict[str, Any]) -> None:
    with (SEED / "categories" / "cpv.csv").open(encoding="utf-8", newline="") as file:
        codes = {row["code"] for row in csv.DictReader(file)}
    assert brief["categories"] and set(brief["categories"]) <= codes
    if brief["last_step"] == Step.VISIBILITY:
        assert brief["is_delivered_remotely"] == (brief["postcode"] is None)
    # The tests of organisations hold that these postcodes exist.
    postcodes = {row["postcode"] for row in ORGANISATIONS.values()}
    assert brief["postcode"] is None or brief["postcode"] in postcodes


@each_brief
def test_a_brief_goes_on_as_far_as_its_state(brief: dict[str, Any]) -> None:
    assert (brief["closing"] is not None) == (brief["status"] == BriefStatus.CLOSED)
    if brief["status"] == BriefStatus.DRAFT:
        assert not brief["searched_days_ago"] and not brief["shortlist"]
        assert brief["key"] not in ENQUIRIES
    else:
        assert brief["last_step"] == Step.VISIBILITY
    closed = brief["closing"]["closed_days_ago"] if brief["closing"] else 1
    for days in (*brief["searched_days_ago"], *(s["added_days_ago"] for s in brief["shortlist"])):
        assert days_in_order(brief["begun_days_ago"], days, closed)
    if brief["needed_in_days"] is not None:
        assert -brief["needed_in_days"] <= brief["begun_days_ago"]


@each_brief
def test_an_open_brief_says_when_it_is_decided(brief: dict[str, Any]) -> None:
    is_open = brief["visibility"] == Visibility.OPEN
    assert (brief["decide_in_days"] is not None) == is_open
    # A demonstration is started again for a while: nobody should find it all overdue.
    assert not is_open or brief["decide_in_days"] >= TWO_WEEKS


@each_enquiry
def test_suppliers_are_invented_and_say_what_can_be_said(row: dict[str, Any]) -> None:
    for each in row["suppliers"]:
        assert is_invented_supplier(each["organisation"])
        assert each["is_asked"] <= (row["enquiry"] is not None)
        assert len(each["message"]) <= asking.LONGEST_MESSAGE
        assert (each["answer"] is None) == (each["answered_days_ago"] is None)
        assert (each["declined_reason"] is None) == (each["declined_days_ago"] is None)
        if each["answer"]:
            asking.check_answer(each["answer"], each["reason"])


@each_brief
def test_only_invented_suppliers_are_shortlisted_and_chosen(brief: dict[str, Any]) -> None:
    named = [each["organisation"] for each in brief["shortlist"]]
    named += brief["closing"]["chosen"] if brief["closing"] else []
    assert all(is_invented_supplier(slug) for slug in named)


@each_enquiry
def test_everyone_takes_a_step_after_the_one_before(row: dict[str, Any]) -> None:
    brief = BRIEFS[row["brief"]]
    enquiry = row["enquiry"] or {"sent_days_ago": None}
    closed = brief["closing"]["closed_days_ago"] if brief["closing"] else 1
    for each in row["suppliers"]:
        steps = [each[f"{verb}_days_ago"] for verb in ("viewed", "answered", "read", "declined")]
        sent = enquiry["sent_days_ago"] if each["is_asked"] else None
        assert days_in_order(brief["begun_days_ago"], sent, *steps, closed), each["organisation"]
        if sent and each["answer"]:
            assert -row["enquiry"]["answer_in_days"] <= each["answered_days_ago"]


def test_nothing_that_is_written_names_an_address_or_a_person() -> None:
    people = {row["name"] for row in read("people.json")}
    for name in ("briefs.json", "enquiries.json"):
        text = (SEED / "demonstration" / name).read_text(encoding="utf-8")
        assert not [person for person in people if person in text]
        for address in re.findall(r"[^\s\"]+@[^\s\"]+", text):
            assert address.endswith(".example")

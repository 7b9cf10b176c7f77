"""The demonstration's forward plans name buyers, suppliers and briefs that are there."""

import csv
import json
from datetime import date
from pathlib import Path

from brokerage.demand.rules import plans
from brokerage.demand.rules.plans import State

SEED = Path(__file__).resolve().parents[3] / "seed"


def rows(name: str) -> list[dict]:
    return json.loads((SEED / "demonstration" / name).read_text(encoding="utf-8"))


def test_each_line_is_marked_and_names_a_post_and_a_shared_mailbox():
    for row in rows("forward_plans.json"):
        assert "Invented for the demonstration" in row["description"]
        assert row["contact_email"].endswith(".example")
        plans.check_contact(row["contact_email"])
        assert row["value_band"] in plans.VALUE_LABELS
        assert 0 <= row["quarters_ahead"] < len(plans.list_quarters(date(2026, 1, 1)))


def test_who_is_interested_is_an_approved_supplier_and_invented():
    known = {each["slug"]: each for each in rows("organisations.json")}
    for row in rows("forward_plans.json"):
        assert known[row["organisation"]]["kind"] == "authority"
        for slug, days_ago in row["interested"]:
            supplier = known[slug]
            assert supplier["is_invented"]
            assert supplier["status"] == "approved"
            assert "sell" in supplier["wants"]
            assert days_ago < row["added_days_ago"]


def test_what_is_published_is_an_open_brief_of_the_same_buyer():
    briefs = {each["key"]: each for each in rows("briefs.json")}
    for row in rows("forward_plans.json"):
        if row["published"]:
            brief = briefs[row["published"]["brief"]]
            assert (brief["organisation"], brief["visibility"]) == (row["organisation"], "open")
            assert brief["begun_days_ago"] > row["published"]["days_ago"]


def test_codes_are_known_and_every_state_is_there():
    with (SEED / "categories" / "cpv.csv").open(encoding="utf-8") as file:
        known = {row["code"] for row in csv.DictReader(file)}
    lines = rows("forward_plans.json")
    assert {code for row in lines for code in row["categories"]} <= known
    told = {State.PLANNED} | {
        State(name) for name in ("changed", "withdrawn", "published") if any(r[name] for r in lines)
    }
    assert told == set(State)
    assert len({row["organisation"] for row in lines}) == 2

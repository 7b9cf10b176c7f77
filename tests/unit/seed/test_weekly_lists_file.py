"""The demonstration's weekly lists name people and roles that are there."""

import json
from pathlib import Path

SEED = Path(__file__).resolve().parents[3] / "seed" / "demonstration"


def rows(name: str) -> list[dict]:
    return json.loads((SEED / name).read_text(encoding="utf-8"))


def test_whoever_asks_has_a_profile_and_what_is_not_for_them_is_published():
    volunteers = {each["email"]: each for each in rows("volunteers.json")}
    published = {
        each["key"] for each in rows("opportunities.json") if each["status"] == "published"
    }
    for row in rows("weekly_lists.json"):
        assert row["asked_days_ago"] < volunteers[row["volunteer"]]["begun_days_ago"]
        assert set(row["not_for_me"]) <= published


def test_some_pause_and_some_do_not():
    assert {each["is_paused"] for each in rows("weekly_lists.json")} == {True, False}

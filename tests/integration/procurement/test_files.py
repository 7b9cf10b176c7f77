"""Frozen files: complete, exported in three ways, and known again by the command."""

import csv
import io
import json
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.matchmaking.models import RecordedRanking
from brokerage.organisations.models import Organisation
from brokerage.organisations.rules import PUBLIC_STATUSES
from brokerage.permissions import Subject
from brokerage.procurement.models import Brief, FrozenFile, MarketSearch
from brokerage.procurement.queries.files import EXPORT_PARTS, get_verification
from brokerage.procurement.rules import eligibility, freezing
from brokerage.procurement.rules.freezing import Verdict
from brokerage.procurement.rules.searches import Filters
from brokerage.procurement.service.freezing import freeze_file
from brokerage.procurement.service.searches import search_suppliers
from tests.factories.buying import load_rules
from tests.factories.organisations import make_organisation
from tests.factories.procurement import make_brief, make_shortlist_entry
from tests.factories.searches import make_caterer
from tests.support.inspecting_client import InspectingClient, follow
from tests.support.page import Page

pytestmark = pytest.mark.usefixtures("reference", "fresh_index")


@pytest.fixture
def brief(authority: Organisation, buyer_user: User) -> Brief:
    """Return the council's brief for catering."""
    load_rules()
    return make_brief(authority, buyer_user)


@pytest.fixture
def search(
    brief: Brief, buyer_user: User, supplier: Organisation, db_session: Session
) -> MarketSearch:
    """Return a search that shows two, rules two out and finds too little in one."""
    make_caterer("=HYPERLINK(1)")
    make_organisation(name="Quiet Neighbours", wants=[])
    far = make_caterer("Far Kitchen", serves_areas=[], serves_miles=1, easting=1000, northing=1000)
    assert far.serves_areas == []
    make_organisation(name="Roof Menders", description="We mend roofs and gutters all year.")
    made = search_suppliers(Subject(user_id=buyer_user.id), brief, Filters(is_vcse=True))
    db_session.commit()
    return made


def address(brief: Brief, rest: str = "search/1") -> str:
    return f"/briefs/{brief.id}/files/{rest}"


def frozen_of(session: Session, kind: str = "search", version: int = 1) -> FrozenFile:
    query = select(FrozenFile).where(FrozenFile.kind == kind, FrozenFile.version == version)
    return session.scalars(query).one()


def test_a_search_is_frozen_with_everyone_accounted_for(
    search: MarketSearch, brief: Brief, db_session: Session
) -> None:
    frozen = frozen_of(db_session)
    content = freezing.unpack(frozen.content)
    ranking = db_session.get(RecordedRanking, search.recorded_ranking_id)
    assert ranking is not None
    assert frozen.digest == freezing.digest_of(freezing.canonical(content))
    assert [each["name"] for each in content["ranked"]] == [
        each[1] for each in sorted((r["rank"], r["name"]) for r in content["ranked"])
    ]
    assert (content["total"], content["data_version"]) == (ranking.total, ranking.generation)
    assert content["filters"] == {"is_vcse": True}
    assert content["criteria"]["tie_seed"] == brief.id
    for row in content["ranked"]:
        assert sum(part[1] for part in row["parts"]) == pytest.approx(row["score"])
        assert row["reasons"]
    out = {
        rule["sentence"]: [name for _, name in rule["suppliers"]] for rule in content["ruled_out"]
    }
    assert out[eligibility.SELLS_NOTHING] == ["Quiet Neighbours"]
    assert out[eligibility.ELSEWHERE] == ["Far Kitchen"]
    assert out[eligibility.BUYER_ITSELF] == ["Thamebridge Council"]
    assert [name for _, name in content["below_floor"]] == ["Roof Menders"]
    public = db_session.scalars(
        select(Organisation.id).where(Organisation.status.in_(PUBLIC_STATUSES))
    ).all()
    assert content["looked_at"] == len(public)
    told = [*content["ranked"], *content["also_fit"]]
    ids = [each["id"] for each in told] + [number for number, _ in content["below_floor"]]
    ids += [number for rule in content["ruled_out"] for number, _ in rule["suppliers"]]
    assert sorted(ids) == sorted(public)


def test_it_names_posts_and_not_people(
    search: MarketSearch, buyer_user: User, db_session: Session
) -> None:
    text = json.dumps(freezing.unpack(frozen_of(db_session).content))
    assert buyer_user.name not in text
    assert buyer_user.email not in text
    assert "a buyer of the authority" in text


def test_a_later_edit_makes_a_new_version_and_leaves_the_old_one(
    search: MarketSearch, brief: Brief, buyer_user: User, db_session: Session
) -> None:
    before = frozen_of(db_session).digest
    brief.need = "Hot soup for forty people once a month at our offices, please."
    search_suppliers(Subject(user_id=buyer_user.id), brief, Filters())
    db_session.expire_all()
    first, second = frozen_of(db_session), frozen_of(db_session, version=2)
    assert first.digest == before != second.digest
    assert "Fresh sandwiches" in freezing.unpack(first.content)["brief"]["need"]
    assert "Hot soup" in freezing.unpack(second.content)["brief"]["need"]


def test_the_page_the_table_and_the_json_say_the_same(
    search: MarketSearch, brief: Brief, bashir: InspectingClient, db_session: Session
) -> None:
    digest = frozen_of(db_session).digest
    page = bashir.click(bashir.get(address(brief, "")[:-1]), "Search, version 1")
    text = Page(page.text).text
    for words in (digest, "Quiet Neighbours", eligibility.SELLS_NOTHING, "Roof Menders"):
        assert words in text
    table = bashir.get(address(brief, "search/1.csv"))
    rows = list(csv.reader(io.StringIO(table.data.decode("utf-8-sig"))))
    assert rows[0][1] == digest
    assert {"'=HYPERLINK(1)", "Far Kitchen", "Roof Menders"} <= {row[3] for row in rows[2:]}
    answer = get_verification(bashir.get(address(brief, "search/1.json")).data)
    assert (answer.verdict, digest in answer.sentence) == (Verdict.FROZEN, True)


def test_the_command_says_whether_a_file_was_frozen(
    search: MarketSearch, brief: Brief, app: Flask, bashir: InspectingClient, tmp_path: Path
) -> None:
    file = tmp_path / "file.json"
    file.write_bytes(bashir.get(address(brief, "search/1.json")).data)
    run = app.test_cli_runner().invoke
    good = run(args=["brokerage", "verify-search", str(file)])
    assert (good.exit_code, good.output[:4]) == (0, "Yes:")
    read = json.loads(file.read_text(encoding="utf-8"))
    read["content"]["ranked"].reverse()
    file.write_text(json.dumps(read), encoding="utf-8")
    bad = run(args=["brokerage", "verify-search", str(file)])
    assert (bad.exit_code, "has been changed" in bad.output) == (1, True)
    again = run(args=["brokerage", "load-buying-rules"])
    assert again.output.strip() == "The rules on buying are as they were"


def test_the_whole_file_is_frozen_once_for_what_it_says(
    search: MarketSearch,
    brief: Brief,
    bashir: InspectingClient,
    supplier: Organisation,
    buyer_user: User,
    app: Flask,
    db_session: Session,
) -> None:
    page = bashir.get(address(brief, "")[:-1])
    page = follow(bashir, bashir.submit(page, form="Freeze the file as it is now"))
    assert "Frozen as version 1." in Page(page.text).text
    page = follow(bashir, bashir.submit(page, form="Freeze the file as it is now"))
    assert "Nothing has changed since version 1" in Page(page.text).text
    make_shortlist_entry(brief, supplier, buyer_user, note="They cooked for the fair.")
    parts = app.extensions["contributions"].setdefault(EXPORT_PARTS, [])
    parts.append(lambda brief, today: ("Evaluation", {"weights": [70, 30]}))
    try:
        freeze_file(Subject(user_id=buyer_user.id), brief)
    finally:
        parts.pop()
    db_session.commit()
    content = freezing.unpack(frozen_of(db_session, "whole", 2).content)
    weighted = {"Evaluation": {"weights": [70, 30]}}
    assert content["parts"] == {"competitions": [], "turns": []} | weighted
    assert content["shortlist"][0]["reason"] == "They cooked for the fair."
    assert content["search"]["sha256"] == frozen_of(db_session).digest
    text = Page(bashir.get(address(brief, "whole/2")).text).text
    assert "They cooked for the fair." in text
    assert get_verification(bashir.get(address(brief, "whole/2.json")).data).is_frozen


def test_nothing_is_given_to_strangers_and_nothing_that_is_not_there(
    search: MarketSearch,
    brief: Brief,
    bashir: InspectingClient,
    bronwen: InspectingClient,
) -> None:
    for rest in ("search/1", "search/1.json", "search/1.csv"):
        assert bronwen.get(address(brief, rest)).status_code == 404
        assert bashir.get(address(brief, rest.replace("1", "9"))).status_code == 404
    for rest in ("else/1", "search/0"):
        assert bashir.get(address(brief, rest)).status_code == 404


def test_without_a_search_there_is_no_file(bashir: InspectingClient, brief: Brief) -> None:
    page = bashir.get(address(brief, "")[:-1])
    assert "Nothing is frozen yet" in Page(page.text).text

"""Importing unclaimed listings: what comes in, what never does, and twice is once."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from brokerage.audit import AuditDetails, AuditEvent
from brokerage.errors import DomainError
from brokerage.extensions import db
from brokerage.matchmaking.models import MatchChange
from brokerage.organisations.models import Organisation
from brokerage.organisations.rules import Kind, Status
from brokerage.organisations.rules.listings import Origin
from brokerage.organisations.service import listings
from brokerage.organisations.service.listings import Imported, import_listings
from brokerage.permissions import SYSTEM
from tests.factories.listings import make_listing
from tests.factories.organisations import make_organisation
from tests.support.inspecting_client import InspectingClient

pytestmark = pytest.mark.usefixtures("reference")

HEADING = "Organisation,Activities,Sector,Type,Postcode,Lat,Long,URL,Publisher,License,ID"
SHED = "Marston Shed,Tools and tea,Mending,Charity,OX4 1EQ,,,www.shed.example,A list,CC BY,a1"
COOP = "Bike Co-op,,Bikes,Company,,51.7520,-1.2577,,A list,CC BY,a2"

Import = Callable[..., Imported]


@pytest.fixture
def run(db_session: Session, tmp_path: Path) -> Import:
    """Return a function that imports these lines and commits, as the command does."""

    def do(*lines: str, heading: str = HEADING, **options: object) -> Imported:
        path = tmp_path / "listings.csv"
        path.write_text("\n".join([heading, *lines]), encoding="utf-8")
        origin = options.pop("origin", Origin())
        done = import_listings(SYSTEM, path, origin, **options)
        db_session.commit()
        return done

    return do


def counts(done: Imported) -> tuple[int, ...]:
    return done.added, done.changed, done.unchanged, done.left_alone, done.rejected_count


def listing_of(ref: str) -> Organisation:
    db.session.expire_all()
    return db.session.scalars(select(Organisation).where(Organisation.source_ref == ref)).one()


def test_rows_become_unclaimed_listings(run: Import, client: InspectingClient) -> None:
    assert counts(run(SHED, COOP)) == (2, 0, 0, 0, 0)
    shed, coop = listing_of("a1"), listing_of("a2")
    assert (shed.status, shed.kind, shed.slug) == (Status.LISTED, Kind.CHARITY, "marston-shed")
    assert (shed.easting, shed.northing, shed.authority_code) == (453000, 205000, "E07000178")
    assert (coop.kind, coop.description) == (Kind.CO_OPERATIVE, "Bikes")
    assert (coop.easting, coop.northing) == (451338, 206183)
    assert not shed.categories
    assert not shed.wants
    page = client.get("/directory/marston-shed").text
    assert "unclaimed listing" in page
    assert "A list (CC BY)" in page


def test_the_same_file_twice_changes_nothing(run: Import, db_session: Session) -> None:
    run(SHED, COOP)
    before = db_session.scalar(select(func.count()).select_from(MatchChange))
    assert counts(run(SHED, COOP)) == (0, 0, 2, 0, 0)
    assert db_session.scalar(select(func.count()).select_from(MatchChange)) == before
    assert db_session.scalar(select(func.count()).select_from(Organisation)) == 2
    assert db_session.scalar(select(func.count()).select_from(AuditEvent)) == 1


def test_a_changed_row_changes_its_listing_and_keeps_its_address(run: Import) -> None:
    run(SHED, COOP)
    assert counts(run(SHED.replace("Tools and tea", "Tools and cake"), COOP)) == (0, 1, 1, 0, 0)
    assert listing_of("a1").description == "Tools and cake"
    run(SHED.replace("Marston Shed", "The Shed"))
    assert (listing_of("a1").name, listing_of("a1").slug) == ("The Shed", "marston-shed")


def test_the_index_hears_of_what_is_new_and_of_what_changed(
    run: Import, db_session: Session
) -> None:
    run(SHED, COOP)
    run(SHED.replace("Tools", "More tools"), COOP)
    told = db_session.scalars(select(MatchChange.object_id).order_by(MatchChange.id)).all()
    shed, coop = listing_of("a1").id, listing_of("a2").id
    assert sorted(told[:2]) == sorted([shed, coop])
    assert told[2:] == [shed]


@pytest.mark.parametrize("status", [Status.REMOVED, Status.APPROVED])
def test_what_was_removed_or_taken_over_is_left_alone(run: Import, status: Status) -> None:
    make_listing(
        status=status, name="Ours", description="Our words", source="A list", source_ref="a1"
    )
    assert counts(run(SHED, COOP)) == (1, 0, 0, 1, 0)
    assert (listing_of("a1").status, listing_of("a1").description) == (status, "Our words")


def test_a_body_that_signed_up_itself_is_not_listed_too(run: Import) -> None:
    make_organisation(register="charity", registration_number="1165028")
    done = run(SHED.replace("a1", "GB-CHC-1165028"))
    assert (done.added, done.signed_up) == (0, 1)


def test_without_a_reference_the_same_name_and_postcode_are_one(run: Import) -> None:
    assert counts(run(SHED.replace("a1", ""))) == (1, 0, 0, 0, 0)
    assert counts(run(SHED.replace("a1", "").replace("Tools", "More tools"))) == (0, 1, 0, 0, 0)


def test_bad_rows_are_listed_with_line_and_reason(run: Import) -> None:
    lost = SHED.replace("OX4 1EQ", "ZZ9 9ZZ").replace("a1", "a3")
    abroad = COOP.replace("51.7520", "48.85").replace("a2", "a4")
    done = run(",,,,OX4 1EQ,,,,A list,CC BY,a9", SHED, SHED, lost, abroad, COOP)
    assert counts(done) == (2, 0, 0, 0, 4)
    assert done.rejected == [
        "Line 2: has no name",
        "Line 4: is about the same body as a row above it",
        "Line 5: is in a place we do not know: “ZZ9 9ZZ”",
        "Line 6: The latitude and longitude are not in the United Kingdom",
    ]


def test_its_own_point_is_better_than_the_middle_of_its_outward_code(run: Import) -> None:
    run(SHED.replace("OX4 1EQ,,", "OX4 9ZZ,51.7520,-1.2577"))
    shed = listing_of("a1")
    assert (shed.easting, shed.postcode, shed.is_place_approximate) == (451338, "OX4 9ZZ", False)
    run(SHED.replace("OX4 1EQ", "OX4 9ZZ"))
    assert (listing_of("a1").easting, listing_of("a1").is_place_approximate) == (454000, True)


@pytest.mark.parametrize(
    ("origin", "words"),
    [(Origin(), "--source"), (Origin(source="A list"), "--licence")],
)
def test_a_file_that_nobody_vouches_for_is_refused(run: Import, origin: Origin, words: str) -> None:
    with pytest.raises(DomainError, match=words):
        run("Marston Shed,OX4 1EQ", heading="Name,Postcode", origin=origin)


def test_a_file_without_names_is_refused(run: Import) -> None:
    with pytest.raises(DomainError):
        run("1,2", heading="Apples,Pears")


def test_a_dry_run_says_it_and_writes_nothing(run: Import, db_session: Session) -> None:
    assert counts(run(SHED, COOP, is_dry_run=True)) == (2, 0, 0, 0, 0)
    assert not db_session.scalars(select(Organisation)).all()
    assert not db_session.scalars(select(AuditEvent)).all()


def test_many_of_one_name_in_many_chunks_get_an_address_each(
    run: Import, db_session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listings, "CHUNK", 3)
    make_organisation(slug="marston-shed")
    done = run(*(SHED.replace("a1", f"a{number}") for number in range(10)))
    assert done.added == 10
    slugs = set(db_session.scalars(select(Organisation.slug)))
    assert slugs == {"marston-shed", *(f"marston-shed-{n}" for n in range(2, 12))}


def test_one_that_is_taken_over_meanwhile_stays_as_it_is(
    run: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(SHED)

    def take_over(rows: int) -> None:
        listing_of("a1").status = Status.APPROVED
        db.session.commit()

    run(SHED.replace("Tools", "More tools"), on_progress=take_over)
    assert listing_of("a1").description == "Tools and tea"


def test_one_that_is_added_meanwhile_stops_the_import(run: Import, db_session: Session) -> None:
    def add(rows: int) -> None:
        make_listing(source="A list", source_ref="a1")
        db_session.commit()

    with pytest.raises(DomainError, match="Nothing was written"):
        run(SHED, COOP, on_progress=add)
    db_session.rollback()
    assert db_session.scalar(select(func.count()).select_from(Organisation)) == 1


def test_an_import_is_on_record(run: Import, db_session: Session) -> None:
    run(SHED, COOP)
    event = db_session.scalars(select(AuditEvent)).one()
    assert (event.action, event.actor_id) == ("organisations:listing:import", None)
    after = db_session.get(AuditDetails, event.id).after
    assert after["file"] == "listings.csv"
    assert after["result"].startswith("2 added")


def test_the_command_prints_one_line_of_result(
    app: Flask, db_session: Session, tmp_path: Path
) -> None:
    path = tmp_path / "centres.csv"
    path.write_text("Name,Postcode\nMarston Shed,OX4 1EQ\n,OX4 1EQ\n", encoding="utf-8")
    runner = app.test_cli_runner()
    said = ["brokerage", "import-listings", str(path)]
    refused = runner.invoke(args=said)
    assert refused.exit_code == 1
    assert "--source" in refused.output
    named = [*said, "--source", "A list", "--licence", "CC BY"]
    tried = runner.invoke(args=[*named, "--dry-run"])
    assert "Nothing was written" in tried.stdout
    done = runner.invoke(args=named)
    assert done.exit_code == 0
    assert "Line 3: has no name" in done.stderr
    assert done.stdout.startswith("1 added, 0 changed")
    assert len(done.stdout.splitlines()) == 1
    again = runner.invoke(args=named)
    assert again.stdout.startswith("0 added, 0 changed, 1 unchanged")

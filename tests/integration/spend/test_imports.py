"""Bringing a spend file in: published whole, twice is once, taken back, and who may."""

import csv
import json
from collections.abc import Callable, Iterable
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.audit import AuditEvent
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow
from brokerage.organisations.models import Organisation
from brokerage.permissions import SYSTEM
from brokerage.places.models import Authority
from brokerage.spend import tasks
from brokerage.spend.models import (
    SpendChunk,
    SpendDecision,
    SpendFigures,
    SpendImport,
    SpendPayment,
    SpendSupplier,
)
from brokerage.spend.queries import list_bought
from brokerage.spend.queries.suppliers import list_supplier_facts
from brokerage.spend.service import imports, names
from brokerage.spend.service.figures import work_out_figures
from brokerage.spend.service.publishing import perform_import, stage_payments
from tests.factories.accounts import make_user
from tests.factories.organisations import make_member, make_organisation
from tests.factories.spend import (
    HEADING,
    ROWS,
    make_authority,
    make_import,
    make_supplier,
    publish_file,
    write_spend,
)
from tests.support.form_fuzzer import fuzz_form
from tests.support.inspecting_client import InspectingClient
from tests.support.statements import count_statements

MOST_STATEMENTS = 15
PENCE = 10_000 + 25_050 - 5_050 + 3_000


@pytest.fixture
def authority(db_session: Session) -> Authority:
    return make_authority(code="E07000178")


@pytest.fixture
def bakery(authority: Authority) -> Organisation:
    return make_organisation(name="Green Gate Bakery", kind="business", is_social_enterprise=True)


@pytest.fixture
def buyer(authority: Authority) -> User:
    user = make_user(name="Bettina Larch", email="buyer@larkford.example")
    council = make_organisation(name=authority.name, kind="authority")
    make_member(council, user, "buyer")
    return user


@pytest.fixture
def larch(buyer: User, sign_in_as: Callable[..., InspectingClient]) -> InspectingClient:
    return sign_in_as(buyer)


def figures(authority: Authority, year: int = 0) -> dict:
    return db.session.get(SpendFigures, (authority.code, year)).figures


def count_payments() -> int:
    return db.session.scalar(select(func.count()).select_from(SpendPayment)) or 0


def test_a_file_is_published_whole(
    authority: Authority, bakery: Organisation, tmp_path: Path
) -> None:
    done = publish_file(authority, write_spend(tmp_path, *ROWS, ",5.00,01/04/2026,Parks,Seeds,T9"))
    assert (done.rows, done.accepted, done.rejected, done.added) == (5, 4, 1, 4)
    assert (done.total_pence, done.unnamed, done.resolved) == (PENCE, 1, 1)
    assert not db.session.scalar(select(SpendChunk.number))
    shown = figures(authority)
    assert shown["whole"]["pence"] == PENCE
    assert shown["whole"]["yes"] == {"local": 10_000, "sme": 0, "vcse": 10_000}
    assert shown["whole"]["no"] == {"local": 0, "sme": 0, "vcse": 0}
    assert shown["unnamed"]["pence"] == 3_000
    quarters = {line["label"]: line["pence"] for line in shown["quarter"]}
    assert quarters == {"2026 Q2": 35_050, "2026 Q3": -2_050}


def test_the_same_file_twice_changes_nothing(authority: Authority, tmp_path: Path) -> None:
    path = write_spend(tmp_path)
    publish_file(authority, path)
    before = figures(authority)
    again = publish_file(authority, path)
    assert (again.status, again.added, again.accepted) == ("nothing-new", 0, 4)
    assert count_payments() == 4
    assert figures(authority) == before


def test_a_file_that_overlaps_adds_only_what_is_new(authority: Authority, tmp_path: Path) -> None:
    publish_file(authority, write_spend(tmp_path))
    later = write_spend(tmp_path, ROWS[1], "Fernlea Books,7.00,08/08/2026,Parks,Books,T7")
    assert publish_file(authority, later).added == 1


def test_equal_payments_without_a_number_are_kept_apart_where_nobody_is_named(
    authority: Authority, tmp_path: Path
) -> None:
    rows = ["Redacted,5.00,01/04/2026"] * 3 + ["Fernlea Books,7.00,01/04/2026"] * 2
    path = write_spend(tmp_path, *rows, heading="Supplier,Amount,Date")
    done = publish_file(authority, path)
    assert (done.accepted, done.rejected, done.added) == (4, 1, 4)
    assert publish_file(authority, path).added == 0


def test_the_same_file_with_other_columns_is_refused(authority: Authority, tmp_path: Path) -> None:
    path = write_spend(tmp_path)
    publish_file(authority, path)
    again = make_import(authority, path)
    columns = again.columns | {"service": again.columns["category"], "category": 3}
    imports.correct_columns(SYSTEM, again, columns, title="Again", quarter_on=None)
    with pytest.raises(DomainError, match="other columns"):
        imports.begin_import(SYSTEM, again)


def test_an_import_is_withdrawn_and_brought_back(authority: Authority, tmp_path: Path) -> None:
    path = write_spend(tmp_path)
    done = publish_file(authority, path)
    imports.withdraw_import(SYSTEM, done, "The wrong quarter")
    tasks.refresh_figures()
    assert count_payments() == 0
    assert figures(authority)["whole"]["pence"] == 0
    actions = db.session.scalars(select(AuditEvent.action)).all()
    assert "spend:import:withdraw" in actions
    with pytest.raises(DomainError):
        imports.withdraw_import(SYSTEM, done, "Again")
    assert publish_file(authority, path).added == 4


def test_two_imports_of_one_council_are_never_under_way(
    authority: Authority, tmp_path: Path
) -> None:
    first, second = (make_import(authority, write_spend(tmp_path)) for _ in range(2))
    imports.start_import(SYSTEM, first)
    with pytest.raises(DomainError, match="Another file"):
        imports.start_import(SYSTEM, second)


def test_nothing_counts_until_it_is_published(authority: Authority, tmp_path: Path) -> None:
    spend_import = make_import(authority, write_spend(tmp_path))
    imports.begin_import(SYSTEM, spend_import)
    marks: list[int] = []

    def look(done: int) -> None:
        work_out_figures(authority.code)
        marks.append(figures(authority)["whole"]["payments"])

    perform_import(SYSTEM, spend_import, look)
    assert set(marks) == {0}
    work_out_figures(authority.code)
    assert figures(authority)["whole"]["payments"] == 4


def test_what_was_cut_short_leaves_nothing(
    authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spend_import = make_import(authority, write_spend(tmp_path))
    imports.start_import(SYSTEM, spend_import)
    db.session.commit()

    def stop(*given: object) -> int:
        stage_payments(*given)
        raise DomainError("The disk is full.")

    monkeypatch.setattr("brokerage.spend.service.publishing.stage_payments", stop)
    tasks.import_next()
    spend_import = db.session.get(SpendImport, spend_import.id)
    assert (spend_import.status, spend_import.failure) == ("failed", "The disk is full.")
    assert count_payments() == 0


def test_the_database_refuses_the_same_payment_twice(authority: Authority, tmp_path: Path) -> None:
    done = publish_file(authority, write_spend(tmp_path))
    first = db.session.scalars(select(SpendPayment)).first()
    twin = SpendPayment(
        import_id=done.id, line=999, authority_code=authority.code, row_key=first.row_key
    )
    twin.pence, twin.service, twin.category = 1, "", ""
    db.session.add(twin)
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()


def test_no_and_yes_are_remembered_for_every_later_file(
    authority: Authority, buyer: User, tmp_path: Path
) -> None:
    lettings = make_organisation(name="Barton Vale Lettings Ltd")
    heading, row = "Supplier,Amount,Date,Ref", "Barton Vale Letting Agents,{}.00,01/04/2026,{}"
    publish_file(authority, write_spend(tmp_path, row.format(5, 1), heading=heading))
    supplier = db.session.scalars(select(SpendSupplier)).one()
    assert supplier.standing == "asked"
    names.decide_name(buyer.as_subject(), supplier, lettings.id)
    assert supplier.organisation_id == lettings.id
    names.undo_match(buyer.as_subject(), supplier)
    assert not db.session.scalars(select(SpendDecision)).one().is_same
    publish_file(authority, write_spend(tmp_path, row.format(6, 2), heading=heading))
    supplier = db.session.scalars(select(SpendSupplier)).one()
    assert (supplier.standing, supplier.organisation_id) == ("none", None)


def test_persons_are_never_kept_by_name(authority: Authority, tmp_path: Path) -> None:
    make_organisation(name="Mr Tobias Fennimore")
    rows = ["Mr Tobias Fennimore,5.00,01/04/2026", "Mrs A Ashdown,nothing,01/04/2026"]
    done = publish_file(authority, write_spend(tmp_path, *rows, heading="Supplier,Amount,Date"))
    assert done.unnamed == 1
    assert not db.session.scalars(select(SpendSupplier)).all()
    kept = db.session.connection().exec_driver_sql("select cells from spend_rejections").all()
    assert "Ashdown" not in str(kept)


def test_what_is_not_known_is_never_a_no(authority: Authority) -> None:
    firm = make_organisation(kind="business", authority_code=None)
    listed = make_organisation(status="listed", kind="business", source="a", source_ref="b")
    facts = list_supplier_facts([firm.id, listed.id])
    assert (facts[firm.id].authority_code, facts[firm.id].is_sme) == (None, None)
    assert (facts[firm.id].is_vcse, facts[listed.id].is_vcse) == (False, None)


def test_the_demand_page_is_told_what_was_bought(authority: Authority, tmp_path: Path) -> None:
    publish_file(authority, write_spend(tmp_path))
    bought = {(each.category, each.year): each.pence for each in list_bought(authority.code)}
    assert bought == {
        ("Repairs", 2026): 20_000,
        ("Catering", 2026): 10_000,
        ("Grants", 2026): 3_000,
    }


def test_a_buyer_brings_a_file_in(
    authority: Authority, larch: InspectingClient, bakery: Organisation, app: Flask
) -> None:
    home = f"/spend/{authority.slug}/imports"
    assert "No file yet" in larch.get(home).text
    page = larch.get(f"{home}/add")
    refused = larch.submit(page, {"title": "", "file": (BytesIO(b"%PDF-1.7\x00\x01"), "a.csv")})
    assert "Enter what you call this file" in refused.text
    raw = "\n".join(["Spend over £500", HEADING, *ROWS, "=cmd(),x,01/01/2026,a,b,c"])
    sent = (BytesIO(raw.encode("cp1252")), "spend.csv")
    answer = larch.submit(page, {"title": "Spring", "file": sent})
    preview = larch.get(answer.location)
    assert "Its heading is a name we know" in preview.text
    larch.submit(preview, form="Import the file")
    assert larch.get(answer.location).headers["Refresh"]
    tasks.import_next()
    shown = larch.get(answer.location)
    assert "The file is imported" in shown.text
    rows = list(csv.reader(larch.get(f"{answer.location}/rejected.csv").text.splitlines()))
    assert rows[1][2] == "'=cmd()"
    assert "£330" in larch.get(f"/spend/{authority.slug}").text


def test_a_person_corrects_the_columns(
    authority: Authority, larch: InspectingClient, tmp_path: Path
) -> None:
    spend_import = make_import(authority, write_spend(tmp_path))
    address = f"/spend-imports/{spend_import.id}"
    page = larch.get(f"{address}/columns")
    wrong = larch.submit(page, {"amount": "0"})
    assert "This is the same column" in wrong.text
    saved = larch.submit(page, {"service": "none", "quarter": "2026-04-01"})
    assert saved.status_code == 303
    assert "Not found" in larch.get(address).text
    fuzz_form(larch, f"{address}/columns", posts=20)


@pytest.mark.parametrize("role", ["viewer", "line-manager"])
def test_only_buyers_of_the_council_look_after_its_spend(
    authority: Authority,
    buyer: User,
    sign_in_as: Callable[..., InspectingClient],
    role: str,
    tmp_path: Path,
) -> None:
    spend_import = make_import(authority, write_spend(tmp_path))
    other = make_user()
    make_member(make_organisation(name="Another Council", kind="authority"), other, "owner")
    assert sign_in_as(other).get(f"/spend-imports/{spend_import.id}").status_code == 404
    colleague = make_user()
    council = db.session.scalars(
        select(Organisation).where(Organisation.name == authority.name)
    ).one()
    make_member(council, colleague, role)
    assert sign_in_as(colleague).get(f"/spend/{authority.slug}/imports").status_code == 404


def add_names(authority: Authority, numbers: Iterable[int]) -> None:
    """Add names of each standing."""
    for number in numbers:
        body = make_organisation()
        asked = [{"organisation_id": body.id, "likeness": 90.0, "reason": "No."}]
        make_supplier(authority, f"Asked {number}", standing="asked", candidates=asked)
        make_supplier(authority, f"Here {number}", standing="confirmed", organisation_id=body.id)
        make_supplier(authority, f"Not here {number}")


def test_pages_take_as_many_statements_whatever_the_rows(
    authority: Authority, larch: InspectingClient, tmp_path: Path
) -> None:
    spend_import = publish_file(authority, write_spend(tmp_path))
    pages = [f"/spend/{authority.slug}", "/spend", f"/spend-imports/{spend_import.id}"] + [
        f"/spend/{authority.slug}/{each}" for each in ("imports", "names", "matched", "not-here")
    ]
    add_names(authority, range(1))
    few = {page: count_statements(larch, page) for page in pages}
    add_names(authority, range(1, 30))
    assert {page: count_statements(larch, page) for page in pages} == few
    assert max(few.values()) <= MOST_STATEMENTS


def test_a_name_is_answered_on_its_page(authority: Authority, larch: InspectingClient) -> None:
    body = make_organisation(name="Barton Vale Lettings")
    asked = [{"organisation_id": body.id, "likeness": 90.0, "reason": "The names differ."}]
    supplier = make_supplier(authority, "Barton Vale", standing="asked", candidates=asked)
    address = f"/spend-suppliers/{supplier.id}"
    fuzz_form(larch, address, posts=5, is_refusal=lambda answer: True)
    db.session.refresh(supplier)
    supplier.standing, supplier.organisation_id, supplier.candidates = "asked", None, asked
    db.session.flush()
    page = larch.get(address)
    assert "Select who this is" in larch.submit(page, {}).text
    assert larch.submit(page, {"answer": str(body.id)}).status_code == 303
    assert "It means Barton Vale Lettings" in larch.get(address).text
    assert larch.get(f"{address}/invitation").status_code == 404


def test_the_command_ends_with_one_line_of_json(app: Flask, authority: Authority, tmp_path: Path):
    db.session.commit()
    path = write_spend(tmp_path, *ROWS, "Fernlea Books,many,01/04/2026,Parks,Books,T8")
    runner = app.test_cli_runner()
    command = ["brokerage", "import-spend", str(path), "--authority", authority.slug]
    dry = json.loads(runner.invoke(args=[*command, "--dry-run"]).stdout.splitlines()[-1])
    assert count_payments() == 0
    wet = runner.invoke(args=command)
    told = json.loads(wet.stdout.splitlines()[-1])
    assert told == dry
    assert list(told) == ["rows", "columns", "accepted", "rejected", "total_gbp", "resolved"]
    assert (told["rows"], told["accepted"], told["rejected"]) == (5, 4, 1)
    assert told["total_gbp"] == PENCE / 100
    assert told["columns"]["supplier"] == "Supplier Name"
    again = runner.invoke(args=command)
    assert json.loads(again.stdout.splitlines()[-1]) == told
    assert count_payments() == 4
    unknown = runner.invoke(args=[*command[:-1], "no-such-place"])
    assert unknown.exit_code == 1
    assert "There is no council" in unknown.stderr


def test_what_nobody_imports_is_cleared_up(authority: Authority, tmp_path: Path) -> None:
    spend_import = make_import(authority, write_spend(tmp_path))
    assert imports.clear_up() == 0
    spend_import.created_at = utcnow() - imports.rules.KEEP_UPLOAD * 2
    db.session.flush()
    assert imports.clear_up() == 1
    assert not db.session.scalar(select(SpendImport.id))


def test_a_file_larger_than_other_requests_is_taken(
    authority: Authority, larch: InspectingClient
) -> None:
    address = f"/spend/{authority.slug}/imports/add"
    page = larch.get(address)
    row = f"Fernlea Books,7.00,01/04/2026,{'x' * 4_000},Books,T"
    raw = "\n".join([HEADING, *(f"{row}{number}" for number in range(2_500))]).encode()
    assert len(raw) > 9 * 1024 * 1024
    # Written by hand: the test client would leave a file of its own open.
    parts = {"csrf_token": larch.csrf_token(page), "title": "Large", 'file"; filename="a.csv': raw}
    body = b"".join(
        f'--edge\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'.encode()
        + (value if isinstance(value, bytes) else value.encode())
        + b"\r\n"
        for name, value in parts.items()
    )
    kind = "multipart/form-data; boundary=edge"
    taken = larch.post(address, data=body + b"--edge--\r\n", content_type=kind)
    assert taken.status_code == 303
    fuzz_form(larch, address, posts=10)


def test_why_an_import_is_withdrawn_is_asked(
    authority: Authority, larch: InspectingClient, tmp_path: Path
) -> None:
    spend_import = publish_file(authority, write_spend(tmp_path))
    address = f"/spend-imports/{spend_import.id}/withdraw"
    assert "Enter why you withdraw it" in larch.submit(larch.get(address), {}).text
    larch.submit(larch.get(address), {"reason": "The wrong quarter"})
    assert "The wrong quarter" in larch.get(f"/spend-imports/{spend_import.id}").text
    later = publish_file(authority, write_spend(tmp_path))
    fuzz_form(larch, f"/spend-imports/{later.id}/withdraw", posts=10)

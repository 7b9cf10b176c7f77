"""A forward plan from a council's own file: understood, previewed, imported once."""

import csv
import io

import pytest
from sqlalchemy import func, select

from brokerage.audit import AuditEvent, find_broken_seal, seal_audit_log
from brokerage.demand.models import PlannedPurchase, PlanUpload
from brokerage.demand.rules import files
from brokerage.demand.rules.plans import list_quarters
from brokerage.demand.service.uploads import import_plan_upload, read_plan, upload_plan
from brokerage.extensions import db, utcnow
from brokerage.permissions import Subject
from tests.support.form_fuzzer import fuzz_form
from tests.support.page import Page
from tests.support.statements import count_statements, seen_statements

YEAR = utcnow().year + 1
HEADING = "Ref,Contract Titel,Description,Estimated value,When,CPV code,Contact email\r\n"
ROWS = (
    f'P1,Grass cutting in the parks,"Twelve parks, every two weeks",£85000,Q2 {YEAR},77310000,'
    "parks.team@council.example\r\n"
    f"P2,Lunches for meetings,Sandwiches and cakes for forty,25k,March {YEAR},,\r\n"
)
BAD = (
    f"P3,Ab,Too short a title,10k,Q1 {YEAR},,\r\n"
    f"P4,Window cleaning at the depot,Twice a year,ten pounds,Q1 {YEAR},,\r\n"
    "P5,Fixing the depot roof,New tiles,10k,some day,,\r\n"
    "P6,Old bridge repairs,It is over,10k,Q1 2019,,\r\n"
    f"P7,Bins for the market,Forty bins,10k,Q1 {YEAR},,simone.garrowby@council.example\r\n"
    f"P1,Grass cutting again,Twice in one file,10k,Q1 {YEAR},,\r\n"
)


def send(client, organisation, text, encoding="utf-8"):
    page = client.get(f"/organisations/{organisation.id}/forward-plan/upload")
    content = text if isinstance(text, bytes) else text.encode(encoding)
    values = {
        "file": (io.BytesIO(content), "plan.csv"),
        "post": "Head of procurement",
        "email": "procurement@council.example",
    }
    data = {name: each.values for name, each in Page(page.text).form().fields.items()} | values
    address = f"/organisations/{organisation.id}/forward-plan/upload"
    return client.post(
        address, data=data, content_type="multipart/form-data", follow_redirects=True
    )


def count_lines():
    return db.session.scalar(select(func.count()).select_from(PlannedPurchase))


def test_a_file_is_shown_first_and_then_imported(bashir, council):
    page = send(bashir, council, f"Forward plan of the council\r\n\r\n{HEADING}{ROWS}{BAD}")
    assert "Check how we understood your file" in page.text
    assert "your column “Contract Titel”" in page.text
    assert "Planting and green areas" in page.text
    assert "Catering services" in page.text
    for reason in (
        "needs a title",
        "value that we do not understand",
        "no quarter that we understand",
        "January to March 2019, which is past",
        "shared mailbox",
        "is there twice in this file",
    ):
        assert reason in page.text
    assert count_lines() == 0
    done = bashir.submit(page, {}, form="Import these lines", follow_redirects=True)
    assert "2 lines added, 0 changed, 0 the same as before." in done.text
    grass = db.session.scalars(
        select(PlannedPurchase).where(PlannedPurchase.reference == "P1")
    ).one()
    assert (grass.value_band, grass.quarter) == ("up-to-100k", f"{YEAR}-Q2")
    assert (grass.contact_email, grass.codes) == ("parks.team@council.example", ["77310000"])


def test_the_same_file_again_changes_nothing_and_another_value_changes_one(bashir, council):
    first = send(bashir, council, HEADING + ROWS)
    bashir.submit(first, {}, form="Import these lines")
    again = send(bashir, council, HEADING + ROWS)
    assert "your plan says all of this already" in again.text
    changed = send(bashir, council, HEADING + ROWS.replace("25k", "95k"))
    done = bashir.submit(changed, {}, form="Import these lines", follow_redirects=True)
    assert "0 lines added, 1 changed, 1 the same as before." in done.text
    states = db.session.scalars(select(PlannedPurchase.state).order_by(PlannedPurchase.reference))
    assert list(states) == ["planned", "changed"]
    assert count_lines() == 2


def test_one_upload_is_imported_once(bashir, council):
    page = send(bashir, council, HEADING + ROWS)
    bashir.submit(page, {}, form="Import these lines")
    again = bashir.submit(page, {}, form="Import these lines", follow_redirects=True)
    assert "has been imported already" in again.text
    assert count_lines() == 2


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_encodings(bashir, council, encoding):
    page = send(bashir, council, HEADING + ROWS.replace("Lunches", "Café lunches"), encoding)
    assert "Café lunches for meetings" in page.text


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"PK\x03\x04rest", "save it as CSV first"),
        (b"\x00\x01\x02" * 500, "not a table in text"),
        (b"Colour,Shape\r\nred,round\r\n", "were not found by their headings"),
        (b"," * 10_000 + b"\r\n", "columns"),
    ],
)
def test_what_is_no_plan_is_refused_with_a_sentence(bashir, council, content, said):
    assert said in send(bashir, council, content).text
    assert db.session.scalars(select(PlanUpload)).first() is None


def test_rejected_lines_can_be_downloaded_without_a_formula(bashir, council):
    send(bashir, council, HEADING + ROWS + BAD)
    upload = db.session.scalars(select(PlanUpload)).one()
    answer = bashir.get(f"/forward-plan-uploads/{upload.id}/rejected.csv")
    rows = list(csv.reader(io.StringIO(answer.text)))
    assert [row[0] for row in rows[1:]] == ["4", "5", "6", "7", "8", "9"]


def test_a_withdrawn_line_is_not_revived_by_a_file(bashir, council):
    page = send(bashir, council, HEADING + ROWS)
    bashir.submit(page, {}, form="Import these lines")
    grass = db.session.scalars(
        select(PlannedPurchase).where(PlannedPurchase.reference == "P1")
    ).one()
    form = bashir.get(f"/planned-purchases/{grass.id}/withdraw")
    bashir.submit(form, {"reason": "It is done in house now."})
    again = send(bashir, council, HEADING + ROWS.replace("25k", "95k"))
    assert "Ended: left alone" in again.text
    done = bashir.submit(again, {}, form="Import these lines", follow_redirects=True)
    assert "0 lines added, 1 changed, 0 the same as before." in done.text
    db.session.expire_all()
    assert grass.state == "withdrawn"


def test_the_preview_takes_as_many_statements_for_two_lines_as_for_forty(bashir, council):
    quarter = list_quarters(utcnow().date())[1]
    counts = []
    for number in (2, 40):
        lines = "".join(
            f"R{n},Purchase number {n},,10k,{quarter},55520000,\r\n" for n in range(number)
        )
        send(bashir, council, HEADING + lines)
        upload = db.session.scalars(select(PlanUpload).order_by(PlanUpload.id.desc())).first()
        counts.append(count_statements(bashir, f"/forward-plan-uploads/{upload.id}"))
    assert counts[0] == counts[1] <= 15


def test_a_long_file_is_read_and_its_later_lines_are_left_without_a_kind_of_work(
    bashir, council, monkeypatch
):
    monkeypatch.setattr(files, "MOST_SUGGESTED", 1)
    page = send(bashir, council, HEADING + ROWS.replace(",77310000,", ",,"))
    assert "Planting and green areas" in page.text
    assert "No kind of work found: you can choose it later" in page.text
    monkeypatch.setattr(files, "MOST_ROWS", 1)
    assert "has more than 1 lines" in send(bashir, council, HEADING + ROWS).text


def make_lines(count: int, mark: str, value: str) -> str:
    return HEADING + "".join(
        f"{mark}{n},Hedges of lane {mark} {n},Twice a year,£{value}000,Q2 {YEAR},77310000,"
        "parks.team@council.example\r\n"
        for n in range(count)
    )


def count_of_import(actor, council, text):
    today = utcnow().date()
    defaults = {"post": "Head of procurement", "email": "procurement@council.example"}
    upload = upload_plan(actor, council, read_plan(text.encode(), defaults, today))
    with seen_statements() as seen:
        done = import_plan_upload(actor, council, upload.id)
    db.session.commit()
    return len([each for each in seen if "SAVEPOINT" not in each]), done


def test_a_long_plan_is_taken_over_in_as_many_statements_as_a_short_one(council, buyer_user):
    actor = Subject(user_id=buyer_user.id)
    few, _ = count_of_import(actor, council, make_lines(5, "A", "60"))
    many, done = count_of_import(actor, council, make_lines(200, "B", "60"))
    assert (done["added"], many) == (200, few)
    few, done = count_of_import(actor, council, make_lines(5, "A", "900"))
    assert done["changed"] == 5
    many, done = count_of_import(actor, council, make_lines(200, "B", "900"))
    assert (done["changed"], done["same"]) == (200, 0)
    assert many == few
    actions = select(func.count()).select_from(AuditEvent)
    for verb, times in (("add", 205), ("edit", 205)):
        of_one = AuditEvent.action == f"demand:planned-purchase:{verb}"
        assert db.session.scalar(actions.where(of_one)) == times
    seal_audit_log()
    assert find_broken_seal() is None


def test_hostile_posts(bashir, council):
    fuzz_form(
        bashir,
        f"/organisations/{council.id}/forward-plan/upload",
        is_refusal=lambda answer: answer.status_code == 429,
    )

"""A report from its draft to its files: written by a broker, read by everybody, never changed."""

import csv
import io
import json
import re
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from brokerage.audit import AuditEvent
from brokerage.charter.rules.rag import Rag
from brokerage.extensions import db
from brokerage.ledger import service as ledger
from brokerage.ledger.models import LedgerSource
from brokerage.measures.models import Measure
from brokerage.organisations.models import Organisation
from brokerage.permissions import SYSTEM
from brokerage.places.models import Ward
from brokerage.reporting import tasks
from brokerage.reporting.models import ImpactReport, ReportFile
from brokerage.reporting.queries.reports import get_report
from brokerage.reporting.queries.verification import list_faults
from brokerage.reporting.service import reports
from brokerage.spend.rules.workbooks import open_workbook
from tests.factories.charter import make_pledge, make_signed, make_taken
from tests.factories.ledger import make_confirmed, make_source
from tests.factories.reporting import (
    IN_LAST_YEAR,
    LAST_YEAR,
    WENT_BADLY,
    make_check_in,
    make_draft,
    make_report,
)
from tests.support.form_fuzzer import (
    changes,
    fuzz_form,
    hostile_query_strings,
    post_every_column,
    snapshot,
)
from tests.support.inspecting_client import InspectingClient, follow
from tests.support.page import Page
from tests.support.statements import count_statements

MOST_STATEMENTS = 15
STORY = "Our staff dug the garden of the family centre, and the children chose the plants."
WRITE = f"/broker/impact-reports/{LAST_YEAR}"
READ = f"/impact/reports/{LAST_YEAR}"
FORMULA = "=HYPERLINK(1)"


def text(client: InspectingClient, address: str) -> str:
    """Return the words of a page."""
    return Page(client.get(address).text).text


def test_from_nothing_to_a_published_report_and_its_correction(
    petra: InspectingClient, client: InspectingClient, source: LedgerSource, hours: Measure
) -> None:
    make_confirmed(source, hours, "12.5")
    assert "Nothing is being written" in text(petra, "/broker/impact-reports")
    started = petra.submit(petra.get("/broker/impact-reports/start"), {"year": str(LAST_YEAR)})
    page = follow(petra, started)
    preview = follow(petra, petra.submit(page, {"went_badly": WENT_BADLY, "methods": "By hand"}))
    assert "12.5" in Page(preview.text).text
    assert client.get(READ).status_code == 404
    shown = follow(petra, petra.submit(preview, form="Publish for good"))
    assert "It never changes" in Page(shown.text).text
    public = text(client, READ)
    assert WENT_BADLY in public
    assert "£180.38" in public
    make_confirmed(make_source(source.giver, source.receiver, happened_on=IN_LAST_YEAR), hours)
    assert text(client, READ) == public
    again = follow(
        petra, petra.submit(petra.get("/broker/impact-reports/start"), {"year": str(LAST_YEAR)})
    )
    assert WENT_BADLY in again.text
    preview = follow(petra, petra.submit(again, {"change_note": "A claim came late"}))
    follow(petra, petra.submit(preview, form="Publish for good"))
    assert "What this edition changes: A claim came late" in text(client, READ)
    first = text(client, f"{READ}/editions/1")
    assert "This edition was corrected" in first
    assert client.get(f"{READ}/editions/3").status_code == 404
    actions = db.session.scalars(
        select(AuditEvent.action)
        .where(AuditEvent.action.like("reporting:%"))
        .order_by(AuditEvent.id)
    ).all()
    assert (
        actions == ["reporting:draft:start", "reporting:draft:edit", "reporting:report:publish"] * 2
    )


def test_what_was_published_meanwhile_is_looked_at_again(
    petra: InspectingClient, source: LedgerSource, hours: Measure
) -> None:
    make_draft()
    preview = petra.get(f"{WRITE}/preview")
    make_confirmed(source, hours, "1")
    refused = petra.submit(preview, form="Publish for good")
    assert "figures have changed" in Page(refused.text).error_summary[0]
    done = petra.submit(refused, form="Publish for good")
    assert done.status_code == 303


def test_this_years_draft_can_be_read_and_not_published(
    petra: InspectingClient, source: LedgerSource
) -> None:
    make_draft(LAST_YEAR + 1)
    page = petra.get(f"/broker/impact-reports/{LAST_YEAR + 1}/preview")
    assert "is not over" in Page(page.text).text
    assert "Publish for good" not in page.text
    refused = petra.post(
        f"/broker/impact-reports/{LAST_YEAR + 1}/publish",
        data={"csrf_token": petra.csrf_token(page), "seen": ""},
    )
    assert "is not over" in Page(refused.text).error_summary[0]


def test_a_draft_is_thrown_away_after_a_question(petra: InspectingClient) -> None:
    make_draft()
    asked = petra.get(f"{WRITE}/delete")
    assert "What is published stays" in follow(petra, petra.submit(asked, {})).text
    assert petra.get(WRITE).status_code == 404


def test_too_long_words_are_kept_as_typed(petra: InspectingClient) -> None:
    make_draft()
    refused = petra.submit(petra.get(WRITE), {"went_badly": "x" * 4001, "methods": "By hand"})
    assert "4,000 characters" in Page(refused.text).error_summary[0]
    assert "By hand" in refused.text


def tell(term: object, text_: str = STORY) -> object:
    """Let a check-in tell a story in public."""
    return make_check_in(term, Rag.RED, story=text_, is_story_published=True)


def test_the_report_tells_stories_and_red_pledges_with_consent(
    client: InspectingClient, firm: Organisation
) -> None:
    term = make_signed(firm, days_ago=500)
    make_taken(term, make_pledge(words="Lend a van to neighbours"))
    make_taken(term, make_pledge(words="Secret pledge"), is_published=False)
    check_in = tell(term)
    report = make_report()
    shown = text(client, READ)
    assert STORY in shown
    assert "Told by Meadow Print" in shown
    assert "0 green, 0 amber, 2 red" in client.get(READ).text
    red = shown.split("Pledges that are red")[-1].split("Claims that do not count")[0]
    assert "Lend a van to neighbours" in red
    assert "Secret pledge" not in red
    check_in.is_story_published = False
    db.session.flush()
    assert STORY not in text(client, READ)
    assert reports.forget_stories() == 1
    db.session.expire_all()
    assert [each.text for each in get_report(LAST_YEAR).stories] == [""]
    assert list_faults(report) == []


def test_files_hold_every_table_and_no_formula(
    client: InspectingClient,
    firm: Organisation,
    source: LedgerSource,
    hours: Measure,
    tmp_path: Path,
) -> None:
    firm.name = FORMULA
    make_confirmed(source, hours, "12.5")
    report = make_report()
    files = f"{READ}/editions/1"
    cells = client.get(f"{files}.csv")
    rows = list(csv.reader(io.StringIO(cells.data.decode("utf-8-sig"))))
    assert [f"'{FORMULA}", "NT17: Volunteering for neighbours", "12.5", "hours"] in rows
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]
    path = tmp_path / "report.xlsx"
    path.write_bytes(client.get(f"{files}.xlsx").data)
    sheet = [row for _, row in open_workbook(path).rows("Organisation by organisation")]
    assert sheet[1] == [FORMULA, "NT17: Volunteering for neighbours", "12.5", "hours"]
    with zipfile.ZipFile(path) as archive:
        assert not [each for each in archive.namelist() if b"<f" in archive.read(each)]
    frozen = client.get(f"{files}.json")
    assert frozen.text == report.figures
    again = client.get(f"{files}.json", headers={"If-None-Match": frozen.headers["ETag"]})
    assert again.status_code == 304
    assert client.get(f"{files}.pdf").status_code == 404
    assert "print this page" in text(client, READ)


def test_a_drawn_file_is_given_to_all(client: InspectingClient, db_session: object) -> None:
    report = make_report()
    reports.keep_file(report, b"%PDF-1.7 drawn")
    reports.keep_file(report, b"%PDF-1.7 drawn again")
    assert "paper (PDF)" in text(client, READ)
    file = client.get(f"{READ}/editions/1.pdf")
    assert (file.mimetype, file.data) == ("application/pdf", b"%PDF-1.7 drawn")
    assert db.session.scalars(select(ReportFile)).one().report_id == report.id


def test_paper_needs_nothing_beside_it(
    app: Flask, firm: Organisation, source: LedgerSource, hours: Measure
) -> None:
    make_confirmed(source, hours, "12.5")
    term = make_signed(firm, days_ago=500)
    make_taken(term, make_pledge())
    tell(term)
    report = make_report()
    db.session.commit()
    paper = tasks.write_paper(report.id)
    assert STORY in paper
    assert report.figures_digest in paper
    assert not re.findall(r"(?:href|src|url)\s*[=(]", paper.replace('href="#', ""))
    if tasks.can_draw():
        tasks.draw_reports()
        assert db.session.scalars(select(ReportFile)).one().content.startswith(b"%PDF")
    else:
        done = app.test_cli_runner().invoke(args=["brokerage", "draw-report", str(LAST_YEAR)])
        assert "Install the extra" in done.output
        assert not tasks.has_reports_to_draw()


def test_the_map_shows_wards_whose_middle_is_known_and_the_table_all(
    client: InspectingClient, firm: Organisation, charity: Organisation, hours: Measure
) -> None:
    db.session.add(Ward(code="E05013101", name="Northfield Brook", easting=453000, northing=202000))
    db.session.flush()
    for code in ("E05013101", "E05013102"):
        source = make_source(firm, charity, happened_on=IN_LAST_YEAR, ward_code=code)
        make_confirmed(source, hours)
    make_report()
    page = client.get(READ).text
    assert page.count('class="impact-map__spot impact-map__spot--unknown"') == 1
    assert "Northfield Brook" in page
    assert "E05013102" in page


def test_the_command_works_a_report_out_again(
    app: Flask, source: LedgerSource, hours: Measure
) -> None:
    claim = make_confirmed(source, hours, "5")
    make_report()
    ledger.correct_claim(SYSTEM, claim, Decimal(3), "Counted twice")
    run = app.test_cli_runner().invoke
    good = run(args=["brokerage", "verify-report", str(LAST_YEAR)])
    assert "the same to the byte" in good.output
    missing = run(args=["brokerage", "verify-report", "2020"])
    assert "No such report" in missing.output
    assert missing.exit_code == 1


def test_pages_take_few_statements(
    petra: InspectingClient,
    client: InspectingClient,
    firm: Organisation,
    source: LedgerSource,
    hours: Measure,
) -> None:
    make_confirmed(source, hours)
    term = make_signed(firm, days_ago=500)
    make_taken(term, make_pledge())
    tell(term)
    make_report()
    make_draft(change_note="More")
    for reader, address in [
        (client, READ),
        (client, f"{READ}/editions/1.xlsx"),
        (petra, f"{WRITE}/preview"),
        (petra, WRITE),
        (petra, "/broker/impact-reports"),
    ]:
        assert count_statements(reader, address) <= MOST_STATEMENTS, address


def test_hostile_posts_and_queries(petra: InspectingClient) -> None:
    fuzz_form(petra, "/broker/impact-reports/start", posts=8)
    if (
        db.session.scalar(
            select(reports.ReportDraft.id).where(reports.ReportDraft.year == LAST_YEAR)
        )
        is None
    ):
        make_draft()
    fuzz_form(petra, WRITE, posts=8)
    fuzz_form(petra, f"{WRITE}/preview", posts=8)
    hostile_query_strings(petra, "/broker/impact-reports", ["page"])


def test_a_form_writes_no_column_that_is_not_its_own(petra: InspectingClient) -> None:
    make_draft()
    db.session.commit()
    before = snapshot(db.session)
    post_every_column(
        petra, WRITE, {each: ["Little"] for each in ("went_badly", "introduction", "methods")}
    )
    changed = {pair for pair in changes(before, snapshot(db.session)) if "impact" in pair[0]}
    own = {"introduction", "went_badly", "methods", "changed_at"}
    assert changed == {("impact_report_drafts", each) for each in own}


@pytest.mark.parametrize("address", ["", "/start", f"/{LAST_YEAR}", f"/{LAST_YEAR}/preview"])
def test_only_brokers_write(tamsin: InspectingClient, address: str) -> None:
    make_draft()
    assert tamsin.get(f"/broker/impact-reports{address}").status_code == 403


def test_frozen_words_name_no_user(petra: InspectingClient, db_session: object) -> None:
    make_report()
    report = db.session.scalars(select(ImpactReport)).one()
    assert "Petra" not in report.words + report.figures
    assert json.loads(report.words)["stories"] == []

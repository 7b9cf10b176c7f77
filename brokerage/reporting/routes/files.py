"""A published report as files: cells, a workbook, paper, and the frozen figures themselves."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence

from flask import Response, request

from brokerage.errors import NotFoundError
from brokerage.permissions import PUBLIC
from brokerage.reporting.queries import reports as queries
from brokerage.reporting.queries.reports import ImpactReport
from brokerage.reporting.routes.blueprint import blueprint
from brokerage.reporting.rules.tables import Table, list_tables
from brokerage.reporting.rules.workbook import write_workbook
from brokerage.sheets import safe_cell, safe_cells
from brokerage.web.access import requires

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/impact/reports/<int:year>/editions/<int:edition>.csv")
@requires(PUBLIC)
def export_cells(year: int, edition: int) -> Response:
    """Give every table one below the other, without a cell that a spreadsheet would run."""
    report = queries.get_report(year, edition)
    written = io.StringIO()
    csv.writer(written).writerows(_lines(_tables(report)))
    return _as_file(report, written.getvalue().encode("utf-8-sig"), "text/csv", "csv")


@blueprint.get("/impact/reports/<int:year>/editions/<int:edition>.xlsx")
@requires(PUBLIC)
def export_workbook(year: int, edition: int) -> Response:
    """Give every table as a sheet of one workbook."""
    report = queries.get_report(year, edition)
    return _as_file(report, write_workbook(_tables(report)), WORKBOOK, "xlsx")


@blueprint.get("/impact/reports/<int:year>/editions/<int:edition>.json")
@requires(PUBLIC)
def export_figures(year: int, edition: int) -> Response:
    """Give the frozen figures, to the byte as their digest was published."""
    report = queries.get_report(year, edition)
    return _as_file(report, report.figures.encode(), "application/json", "json")


@blueprint.get("/impact/reports/<int:year>/editions/<int:edition>.pdf")
@requires(PUBLIC)
def download_report(year: int, edition: int) -> Response:
    """Give the report to print, where it was drawn."""
    report = queries.get_report(year, edition)
    file = queries.find_file(report.id)
    if file is None:
        raise NotFoundError
    return _as_file(report, file.content, "application/pdf", "pdf")


def _tables(report: ImpactReport) -> list[Table]:
    return list_tables(json.loads(report.figures), json.loads(report.words))


def _lines(tables: Sequence[Table]) -> Iterator[list[str]]:
    for number, table in enumerate(tables):
        if number:
            yield []
        yield [safe_cell(table.title)]
        yield safe_cells(table.headings)
        for row in table.rows:
            yield safe_cells(row)


def _as_file(report: ImpactReport, content: bytes, mimetype: str, ending: str) -> Response:
    name = f"impact-report-{report.year}-edition-{report.edition}.{ending}"
    response = Response(content, mimetype=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "public, max-age=300"
    response.add_etag()
    response.make_conditional(request)
    return response

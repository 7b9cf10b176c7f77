"""Open contracting packages and the directory, for machines: cached, paged, streamed."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from io import StringIO

from flask import Response, current_app, request, stream_with_context

from brokerage.config import Config
from brokerage.errors import NotFoundError
from brokerage.opendata.queries import releases as queries
from brokerage.opendata.queries.directory import find_directory_state, list_approved
from brokerage.opendata.queries.releases import Published
from brokerage.opendata.routes.blueprint import blueprint
from brokerage.opendata.rules import directory
from brokerage.opendata.rules import releases as rules
from brokerage.opendata.rules.parties import org_id
from brokerage.permissions import PUBLIC
from brokerage.web.access import requires
from brokerage.web.layout import area, today
from brokerage.web.links import full_url
from brokerage.web.paging import page_number

JSON = "application/json"
FRESH_FOR = "public, max-age=300"


@blueprint.get("/ocds/packages.json")
@requires(PUBLIC)
def list_packages() -> Response:
    """List every package there is, by year."""
    state = queries.find_state()
    if _is_known(state):
        return _not_modified(state)
    listed = [_year_links(each) for each in queries.list_years()]
    return _answer(state, [json.dumps({"licence": rules.LICENCE, "years": listed}) + "\n"])


@blueprint.get("/ocds/releases/<int:year>.json")
@requires(PUBLIC)
def show_release_package(year: int) -> Response:
    """Give a page of the releases of a year."""
    state, page = queries.find_state(), page_number(request.args)
    if _is_known(state):
        return _not_modified(state)
    found = queries.list_releases(year, page)
    return _package(state, "releases", found, year=year, page=page)


@blueprint.get("/ocds/records/<int:year>.json")
@requires(PUBLIC)
def show_record_package(year: int) -> Response:
    """Give a page of the records that began in a year, each with all its releases."""
    state, page = queries.find_state(), page_number(request.args)
    if _is_known(state):
        return _not_modified(state)
    found = queries.list_records(year, page)
    return _package(state, "records", found, year=year, page=page)


@blueprint.get("/ocds/record/<slug:ocid>.json")
@requires(PUBLIC)
def show_record(ocid: str) -> Response:
    """Give the record of one process."""
    config: Config = current_app.extensions["config"]
    brief_id, state = rules.find_brief_id(config.ocid_prefix, ocid), queries.find_state()
    if brief_id is None:
        raise NotFoundError
    found = queries.find_record(brief_id)
    if found.contents and _is_known(state):
        return _not_modified(state)
    return _package(state, "records", found, ocid=ocid)


@blueprint.get("/directory.csv")
@requires(PUBLIC)
def download_directory() -> Response:
    """Give the approved organisations, without a cell that a spreadsheet would run."""
    state = find_directory_state(today())
    if _is_known(state):
        return _not_modified(state)
    response = _answer(state, stream_with_context(_directory_lines()), mimetype="text/csv")
    response.headers["Content-Disposition"] = 'attachment; filename="directory.csv"'
    return response


def _package(state: str, name: str, found: Published, **values: object) -> Response:
    """Answer with a package; one without anything in it would not be valid, so it is not there."""
    if not found.contents or found.last_at is None:
        raise NotFoundError
    uri = full_url(request.endpoint or "", **values)
    site = full_url("pages.show_home").removesuffix("/")
    head = rules.package_head(uri, area()["partnership"], site, found.last_at)
    response = _answer(state, rules.stream_package(head, name, found.contents))
    if "year" in values and len(found.contents) == rules.PER_PAGE:
        following = {**values, "page": page_number(request.args) + 1}
        next_page = full_url(request.endpoint or "", **following)
        response.headers["Link"] = f'<{next_page}>; rel="next"'
    return response


def _year_links(each: queries.YearOfReleases) -> dict[str, object]:
    return {
        "year": each.year,
        "releases": _pages("opendata.show_release_package", each.year, each.releases),
        "records": _pages("opendata.show_record_package", each.year, each.processes),
    }


def _pages(endpoint: str, year: int, count: int) -> list[str]:
    pages = -(-count // rules.PER_PAGE)
    return [full_url(endpoint, year=year, page=page) for page in range(1, pages + 1)]


def _is_known(state: str) -> bool:
    return request.if_none_match.contains_weak(state)


def _not_modified(state: str) -> Response:
    return _with_validators(Response(status=304), state)


def _answer(state: str, pieces: Iterable[str], mimetype: str = JSON) -> Response:
    return _with_validators(Response(pieces, mimetype=mimetype), state)


def _with_validators(response: Response, state: str) -> Response:
    response.set_etag(state, weak=True)
    response.headers["Cache-Control"] = FRESH_FOR
    return response


def _directory_lines() -> Iterator[str]:
    yield _csv_line(directory.COLUMNS)
    for each in list_approved():
        if directory.is_open(each.kind, each.has_no_number):
            number = org_id(each.id, each.register, each.registration_number)
            page = full_url("organisations.show_organisation", organisation_slug=each.slug)
            yield _csv_line(directory.directory_cells(each, number, page))


def _csv_line(cells: Iterable[str]) -> str:
    written = StringIO()
    csv.writer(written).writerow(cells)
    return written.getvalue()

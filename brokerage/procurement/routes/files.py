"""A buyer freezes a brief's file and gives it out: as a page, a table and JSON with its hash."""

from __future__ import annotations

import csv
from io import StringIO

from flask import Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from brokerage.errors import DomainError, NotFoundError
from brokerage.procurement.permissions import EDIT_BRIEF, VIEW_BRIEF
from brokerage.procurement.queries import files as queries
from brokerage.procurement.routes.blueprint import blueprint
from brokerage.procurement.routes.own import get_brief_for, get_brief_to_read
from brokerage.procurement.rules import freezing
from brokerage.procurement.rules.reserving import KIND_LABELS
from brokerage.procurement.rules.sheets import file_rows
from brokerage.procurement.service import freezing as service
from brokerage.web.access import current_subject, requires
from brokerage.web.transactions import render

MOST_SHOWN = 100
"""Names of those ruled out that a page shows; the files have all of them."""


@blueprint.get("/briefs/<int:brief_id>/files")
@requires(VIEW_BRIEF)
def list_files(brief_id: int) -> str:
    """List what was frozen for this brief: every search, and the whole file when someone did."""
    brief, may_edit = get_brief_to_read(brief_id)
    return render(
        "procurement/file_list.html",
        brief=brief,
        files=queries.list_frozen_files(brief_id),
        may_edit=may_edit,
    )


@blueprint.post("/briefs/<int:brief_id>/files/create")
@requires(EDIT_BRIEF)
def create_file(brief_id: int) -> ResponseReturnValue:
    """Freeze the whole file as it is now."""
    brief = get_brief_for(brief_id, EDIT_BRIEF)
    try:
        frozen = service.freeze_file(current_subject(), brief)
        flash(f"Frozen as version {frozen.version}.", "success")
    except DomainError as refusal:
        flash(refusal.sentence)
    return redirect(url_for("procurement.list_files", brief_id=brief_id), 303)


@blueprint.get("/briefs/<int:brief_id>/files/<slug:kind>/<int:version>")
@requires(VIEW_BRIEF)
def show_file(brief_id: int, kind: str, version: int) -> str:
    """Show a frozen file as a page that prints."""
    brief, frozen = _get_file(brief_id, kind, version)
    content = freezing.unpack(frozen.content)
    search = content["search"]["content"] if kind == freezing.FileKind.WHOLE else content
    return render(
        "procurement/file_show.html",
        brief=brief,
        frozen=frozen,
        content=content,
        search=search,
        most=MOST_SHOWN,
        kind_labels=KIND_LABELS,
    )


@blueprint.get("/briefs/<int:brief_id>/files/<slug:kind>/<int:version>.json")
@requires(VIEW_BRIEF)
def download_file(brief_id: int, kind: str, version: int) -> Response:
    """Give a frozen file out, with its hash."""
    _, frozen = _get_file(brief_id, kind, version)
    text = freezing.file_of(freezing.unpack(frozen.content), queries.get_stamp(frozen))
    return _attached(text, "application/json", f"brief-{brief_id}-{kind}-{version}.json")


@blueprint.get("/briefs/<int:brief_id>/files/<slug:kind>/<int:version>.csv")
@requires(VIEW_BRIEF)
def export_file(brief_id: int, kind: str, version: int) -> Response:
    """Give the suppliers of a frozen file as a table: ranked, also fitting, ruled out and why."""
    _, frozen = _get_file(brief_id, kind, version)
    content = freezing.unpack(frozen.content)
    search = content["search"]["content"] if kind == freezing.FileKind.WHOLE else content
    written = StringIO()
    csv.writer(written).writerows(file_rows(search, frozen.digest))
    name = f"brief-{brief_id}-{kind}-{version}.csv"
    return _attached("\ufeff" + written.getvalue(), "text/csv", name)


def _get_file(brief_id: int, kind: str, version: int) -> tuple[queries.Brief, queries.FrozenFile]:
    brief = get_brief_for(brief_id, VIEW_BRIEF)
    if kind not in set(freezing.FileKind) or version < 1:
        raise NotFoundError
    return brief, queries.get_frozen_file(brief_id, kind, version)


def _attached(text: str, mimetype: str, name: str) -> Response:
    return Response(
        text,
        mimetype=mimetype,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )

"""The charter as everyone sees it: themes, pledges, signatories and what they have done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from flask import Response, request

from brokerage.charter import rules
from brokerage.charter.permissions import START
from brokerage.charter.queries import check_ins as check_in_queries
from brokerage.charter.queries import signatories as queries
from brokerage.charter.queries.catalogue import get_pledge, list_pledges, list_themes
from brokerage.charter.queries.comments import list_answered
from brokerage.charter.queries.groups import find_group_of, get_sheet, list_groups
from brokerage.charter.routes.blueprint import blueprint
from brokerage.charter.rules import rag
from brokerage.charter.rules.comments import SAID_BY
from brokerage.charter.rules.public import sum_up
from brokerage.organisations.rules import KIND_LABELS
from brokerage.permissions import PUBLIC
from brokerage.spend.routes.own import as_csv
from brokerage.web.access import can, requires
from brokerage.web.layout import today
from brokerage.web.paging import page_number
from brokerage.web.transactions import render

HEADING = (
    "signatory",
    "kind",
    "from",
    "to",
    "theme",
    "pledge",
    "voice",
    "lead post",
    "baseline",
    "target",
    "figure",
    "unit",
    "confirmed",
    "where the figure comes from",
    "standing",
)


@blueprint.get("/charter")
@requires(PUBLIC)
def browse_charter() -> str:
    """Show the themes, the pledges, how many have taken each and what came of them."""
    pledges = queries.list_pledges_of(None, today())
    by_theme = defaultdict(list)
    for pledge in list_pledges():
        by_theme[pledge.theme_code].append(pledge)
    return render(
        "charter/browse.html",
        themes=list_themes(),
        by_theme=by_theme,
        sums=sum_up(pledges),
        signatories=len({each.signatory_id for each in pledges}),
        rags=rag.count_rags([each.rag for each in pledges]),
        groups=list_groups(),
        rag=rag,
        rules=rules,
        can_start=can(START),
    )


@blueprint.get("/charter/signatories")
@requires(PUBLIC)
def list_signatories() -> str:
    """List those who have signed."""
    page = queries.list_signatories(today(), page_number(request.args))
    pledges = queries.list_pledges_of([each.signatory_id for each in page.rows], today())
    by_signatory = defaultdict(list)
    for each in pledges:
        by_signatory[each.signatory_id].append(each.rag)
    counts = {number: rag.count_rags(rags) for number, rags in by_signatory.items()}
    return render("charter/signatory_list.html", page=page, counts=counts, kinds=KIND_LABELS)


@blueprint.get("/charter/signatories.csv")
@requires(PUBLIC)
def download_signatories() -> Response:
    """Give every published pledge as a file."""
    return as_csv("charter-pledges", _rows())


@blueprint.get("/charter/signatories/<int:signatory_id>")
@requires(PUBLIC)
def show_signatory(signatory_id: int) -> str:
    """Show what a signatory has pledged, how it stands, and what staff said of it."""
    entry = queries.get_signatory_entry(signatory_id, today())
    return render(
        "charter/signatory_show.html",
        entry=entry,
        pledges=queries.list_pledges_of([signatory_id], today()),
        answered=list_answered(entry.term_id),
        stories=check_in_queries.list_stories(today(), [signatory_id]),
        group=find_group_of(signatory_id),
        said_by=SAID_BY,
        rules=rules,
        rag=rag,
    )


@blueprint.get("/charter/pledges/<int:pledge_id>")
@requires(PUBLIC)
def show_pledge(pledge_id: int) -> str:
    """Show a pledge, how it is evidenced, and who has taken it."""
    pledge = get_pledge(pledge_id)
    page = queries.list_signatories(today(), page_number(request.args), pledge_id=pledge_id)
    shown = queries.list_pledges_of([each.signatory_id for each in page.rows], today())
    return render(
        "charter/pledge_show.html",
        pledge=pledge,
        page=page,
        taken={each.signatory_id: each for each in shown if each.pledge_id == pledge_id},
        rules=rules,
        rag=rag,
    )


@blueprint.get("/charter/groups/<int:group_id>")
@requires(PUBLIC)
def show_group(group_id: int) -> str:
    """Show a council and its companies together."""
    return render(
        "charter/group_show.html", sheet=get_sheet(group_id, today()), rules=rules, rag=rag
    )


def _rows() -> Iterator[list[object]]:
    yield list(HEADING)
    entries = {each.signatory_id: each for each in queries.list_signatories(today()).rows}
    for each in queries.list_pledges_of(None, today()):
        entry = entries[each.signatory_id]
        yield [
            entry.name,
            KIND_LABELS.get(entry.kind or "", "Individual"),
            entry.starts_on,
            entry.ends_on,
            each.theme_name,
            each.words,
            rules.VOICE_LABELS[each.voice],
            each.lead_post,
            each.baseline,
            each.target,
            each.value,
            each.unit,
            "yes" if each.is_confirmed else "no",
            each.value_from,
            each.rag,
        ]

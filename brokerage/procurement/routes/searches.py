"""A buyer looks for suppliers: frozen searches, one supplier's parts, side by side, why not."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from brokerage.errors import DomainError
from brokerage.matchmaking.queries.accepted import is_enriching
from brokerage.organisations.queries.why_not import search_by_name
from brokerage.organisations.rules import EVIDENCE_LABELS, KIND_LABELS, ONE_DAY
from brokerage.places.queries import list_authorities
from brokerage.procurement.forms.searches import SearchFiltersForm, WhyNotForm
from brokerage.procurement.permissions import EDIT_BRIEF, VIEW_BRIEF
from brokerage.procurement.queries import searches as queries
from brokerage.procurement.queries import why_not
from brokerage.procurement.queries.narrowing import LOOKED, LOOKED_AT, find_last_look
from brokerage.procurement.routes.blueprint import blueprint
from brokerage.procurement.routes.own import get_brief_for, get_brief_to_read, to_brief_page
from brokerage.procurement.rules import briefs
from brokerage.procurement.rules import searches as rules
from brokerage.procurement.service import searches as service
from brokerage.web.access import current_subject, requires
from brokerage.web.input_filter import find_id
from brokerage.web.layout import today
from brokerage.web.paging import page_number
from brokerage.web.side_writer import record_sensitive_read
from brokerage.web.throttle import Limit, ThrottledError
from brokerage.web.transactions import render

SEARCHES = Limit("procurement:searches", briefs.MOST_SEARCHES_A_DAY, ONE_DAY)
TOO_MANY = f"{briefs.MOST_SEARCHES_A_DAY} searches is the most for one day. Try again tomorrow."


@blueprint.post("/briefs/<int:brief_id>/searches")
@requires(EDIT_BRIEF)
def search_suppliers(brief_id: int) -> ResponseReturnValue:
    """Look for suppliers and lead to what is kept of it; filters that were ticked stay so."""
    brief, actor = get_brief_for(brief_id, EDIT_BRIEF), current_subject()
    form = read_filters(request.form)
    try:
        rules.check_open(brief.status)
        SEARCHES.take(f"organisation {brief.organisation_id}", f"user {actor.user_id}")
        search = service.search_suppliers(actor, brief, form.filters)
    except ThrottledError:
        flash(TOO_MANY)
    except DomainError as error:
        flash(error.sentence)
    else:
        address = url_for(
            "procurement.show_search", brief_id=brief_id, market_search_id=search.id, **form.query
        )
        return redirect(address, 303)
    return to_brief_page(brief_id)


@blueprint.get("/briefs/<int:brief_id>/searches/<int:market_search_id>")
@requires(VIEW_BRIEF)
def show_search(brief_id: int, market_search_id: int) -> str:
    """Show a search as it was, a page at a time; filters hide rows and never change the order."""
    brief, may_edit = get_brief_to_read(brief_id)
    search = queries.get_market_search(brief_id, market_search_id)
    form = read_filters(request.args)
    filters = form.filters
    result = queries.search_shown(search, brief, filters, page_number(request.args), today())
    if may_edit:
        note_look(brief_id, filters)
    return render(
        "procurement/search_show.html",
        brief=brief,
        search=search,
        form=form,
        filters=filters,
        result=result,
        searches=queries.list_market_searches(brief_id),
        location_sentence=briefs.LOCATION_SENTENCES[brief.buyer_kind],
        notes=rules.list_reservation_notes(brief.buyer_kind, filters),
        may_edit=may_edit,
        rules=rules,
        kind_labels=KIND_LABELS,
        evidence_labels=EVIDENCE_LABELS,
        counts_choices=is_enriching(),
    )


@blueprint.get(
    "/briefs/<int:brief_id>/searches/<int:market_search_id>/suppliers/<int:organisation_id>"
)
@requires(VIEW_BRIEF)
def show_candidate(brief_id: int, market_search_id: int, organisation_id: int) -> str:
    """Show why one supplier stands where it does: the parts that its score is the sum of."""
    brief, may_edit = get_brief_to_read(brief_id)
    search = queries.get_market_search(brief_id, market_search_id)
    return render(
        "procurement/search_candidate.html",
        brief=brief,
        search=search,
        found=queries.get_found_supplier(search, brief, organisation_id),
        may_edit=may_edit,
        location_sentence=briefs.LOCATION_SENTENCES[brief.buyer_kind],
        rules=rules,
        kind_labels=KIND_LABELS,
        evidence_labels=EVIDENCE_LABELS,
    )


@blueprint.get("/briefs/<int:brief_id>/searches/<int:market_search_id>/compare")
@requires(VIEW_BRIEF)
def compare_suppliers(brief_id: int, market_search_id: int) -> str:
    """Show up to four suppliers of a search side by side."""
    brief, may_edit = get_brief_to_read(brief_id)
    search = queries.get_market_search(brief_id, market_search_id)
    found = queries.list_found_suppliers(search, brief, read_ids())
    return render(
        "procurement/search_compare.html",
        brief=brief,
        search=search,
        compared=found[: briefs.MOST_COMPARED],
        left_out=found[briefs.MOST_COMPARED :],
        may_edit=may_edit,
        location_sentence=briefs.LOCATION_SENTENCES[brief.buyer_kind],
        rules=rules,
        kind_labels=KIND_LABELS,
        evidence_labels=EVIDENCE_LABELS,
    )


@blueprint.get("/briefs/<int:brief_id>/searches/<int:market_search_id>/why-not")
@requires(VIEW_BRIEF)
def find_supplier(brief_id: int, market_search_id: int) -> str:
    """Say why a supplier one has in mind is not in a search."""
    brief = get_brief_for(brief_id, VIEW_BRIEF)
    search = queries.get_market_search(brief_id, market_search_id)
    form = WhyNotForm()
    named = search_by_name(form.name.data)
    chosen = read_ids() or [organisation.id for organisation in named]
    return render(
        "procurement/search_why_not.html",
        brief=brief,
        search=search,
        form=form,
        named=named,
        answer=why_not.get_why_not(search, brief, chosen[0]) if len(chosen) == 1 else None,
    )


def read_filters(args: MultiDict[str, str]) -> SearchFiltersForm:
    """Return the filters of a query string or a post; what makes no sense is left out."""
    areas = [(each.slug, each.name) for each in list_authorities(today())]
    return SearchFiltersForm(args, choices={"area": areas})


def note_look(brief_id: int, filters: rules.Filters) -> None:
    """Keep by which filters a buyer looks, where they are others than the last time.

    Who is invited from what a filter left over is decided by this.
    """
    actor, used = current_subject(), rules.narrowing_of(filters.used)
    if used != find_last_look(actor.user_id, brief_id):
        record_sensitive_read(actor, LOOKED, LOOKED_AT, brief_id, {"narrowed_by": used})


def read_ids() -> list[int]:
    """Return the suppliers that the query string names, each once; what is no number is left."""
    named = map(find_id, request.args.getlist("supplier")[: rules.MOST_IDS_READ])
    return list(dict.fromkeys(each for each in named if each is not None))

"""What buyers plan to buy and have bought, for anyone."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO

from flask import Response, request, stream_with_context

from brokerage import audit
from brokerage.demand.forms.search import DemandSearchForm
from brokerage.demand.profiles import KIND, DemandSearch
from brokerage.demand.queries import plans as queries
from brokerage.demand.queries.bought import list_bought
from brokerage.demand.queries.interest import count_interested
from brokerage.demand.queries.matches import search_planned
from brokerage.demand.routes.blueprint import blueprint
from brokerage.demand.routes.own import list_divisions, list_quarter_choices
from brokerage.demand.rules import plans, sheets, trail
from brokerage.money import in_pounds
from brokerage.organisations.queries.member import list_organisations_of
from brokerage.organisations.rules import EDITING_ROLES
from brokerage.permissions import PUBLIC
from brokerage.procurement.rules.answers import is_supplier
from brokerage.web.access import current_subject, requires
from brokerage.web.features import contributions
from brokerage.web.input_filter import find_id
from brokerage.web.layout import today
from brokerage.web.paging import page_number
from brokerage.web.panels import draw
from brokerage.web.transactions import render


@blueprint.get("/what-we-buy")
@requires(PUBLIC)
def list_demand() -> str:
    """Search what every buyer plans to buy."""
    buyers = queries.list_buyers()
    form = _make_form([(str(each.id), each.name or "") for each in buyers])
    search = _read_search(form, find_id(form.buyer.data))
    page = search_planned(search, page_number(request.args), tie_seed=today().toordinal())
    return render(
        "demand/demand_list.html",
        form=form,
        page=page,
        labels=queries.find_category_labels([each.purchase for each in page.rows]),
        buyers=buyers,
        counts=queries.count_by_buyer(),
        is_searching=search != DemandSearch(),
        plans=plans,
    )


@blueprint.get("/what-we-buy/<slug:organisation_slug>")
@requires(PUBLIC)
def show_demand(organisation_slug: str) -> str:
    """Show what one buyer plans to buy, and what it has bought."""
    buyer = queries.get_public_buyer(organisation_slug)
    form = _make_form(None)
    search = _read_search(form, buyer.id)
    page = search_planned(search, page_number(request.args), tie_seed=today().toordinal())
    return render(
        "demand/demand_show.html",
        buyer=buyer,
        form=form,
        page=page,
        labels=queries.find_category_labels([each.purchase for each in page.rows]),
        bought=list_bought(buyer.id),
        in_pounds=in_pounds,
        panels=draw(
            panel(current_subject(), buyer, today()) for panel in contributions("demand_panels")
        ),
        is_searching=search != DemandSearch(buyer_id=buyer.id),
        plans=plans,
    )


@blueprint.get("/what-we-buy/planned/<int:planned_purchase_id>")
@requires(PUBLIC)
def show_planned_purchase(planned_purchase_id: int) -> str:
    """Show one planned purchase, and what has happened to it."""
    purchase = queries.get_public_purchase(planned_purchase_id)
    return render(
        "demand/purchase_show.html",
        purchase=purchase,
        labels=queries.find_category_labels([purchase]),
        brief=queries.find_open_brief(purchase),
        interested=count_interested([planned_purchase_id]).get(planned_purchase_id, 0),
        changes=trail.list_changes(
            audit.list_events(KIND, planned_purchase_id, actions=trail.ACTIONS)
        ),
        suppliers=_list_own_suppliers(purchase.organisation_id),
        plans=plans,
        is_over=plans.is_over(purchase.quarter, today()),
    )


@blueprint.get("/what-we-buy/planned-purchases.csv")
@requires(PUBLIC)
def download_planned_purchases() -> Response:
    """Give what the same filters find as a file; words rank and leave nothing out, so not here."""
    state = queries.find_plan_state(today())
    if request.if_none_match.contains_weak(state):
        return _for_all(Response(status=304), state)
    buyers = [(str(each.id), each.name or "") for each in queries.list_buyers()]
    form = _make_form(buyers)
    search = _read_search(form, find_id(form.buyer.data))
    response = Response(stream_with_context(_csv_lines(search)), mimetype="text/csv")
    response.headers["Content-Disposition"] = 'attachment; filename="planned-purchases.csv"'
    return _for_all(response, state)


def _for_all(response: Response, state: str) -> Response:
    """Let pages of other sites read it, and nobody fetch again what they have."""
    response.set_etag(state, weak=True)
    response.headers["Cache-Control"] = "public, max-age=300"
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _csv_lines(search: DemandSearch) -> Iterator[str]:
    yield _csv_line(sheets.HEADING)
    for purchase in queries.list_all_planned(search):
        yield _csv_line(sheets.purchase_cells(purchase))


def _csv_line(cells: object) -> str:
    written = StringIO()
    csv.writer(written).writerow(cells)  # type: ignore[arg-type]  # any row of cells
    return written.getvalue()


def _make_form(buyers: list[tuple[str, str]] | None) -> DemandSearchForm:
    form = DemandSearchForm(
        choices={
            "buyer": buyers or [],
            "category": list_divisions(),
            "quarter": list_quarter_choices(),
        }
    )
    if buyers is None:
        del form.buyer
    return form


def _read_search(form: DemandSearchForm, buyer_id: int | None) -> DemandSearch:
    return DemandSearch(
        text=form.q.data,
        buyer_id=buyer_id,
        division=form.category.data or "",
        value_band=form.value.data or "",
        quarter=form.quarter.data or "",
        state=form.state.data or "",
    )


def _list_own_suppliers(buyer_id: int) -> list[object]:
    """Return the visitor's own organisations that could say that they are interested."""
    subject = current_subject()
    if subject.user_id is None:
        return []
    return [
        organisation
        for organisation, role in list_organisations_of(subject.user_id)
        if role in EDITING_ROLES
        and organisation.id != buyer_id
        and is_supplier(organisation.status, organisation.wants)
    ]

"""What anyone reads of a council's own companies: no competition, and counted apart."""

from __future__ import annotations

from datetime import date

from flask import request

from brokerage.competitions.queries.companies import list_companies
from brokerage.competitions.routes.blueprint import blueprint
from brokerage.contracts.queries.registers import list_contracts
from brokerage.contracts.rules import Show
from brokerage.errors import NotFoundError
from brokerage.money import in_pounds
from brokerage.organisations.queries.directory import Organisation, get_public_organisation
from brokerage.organisations.rules import Kind
from brokerage.permissions import PUBLIC, Subject
from brokerage.web.access import requires
from brokerage.web.paging import page_number
from brokerage.web.panels import Panel
from brokerage.web.transactions import render


@blueprint.get("/directory/<slug:organisation_slug>/companies")
@requires(PUBLIC)
def show_companies(organisation_slug: str) -> str:
    """Show the companies a council owns, and what went straight to them."""
    organisation = get_public_organisation(organisation_slug)
    if organisation.kind != Kind.AUTHORITY:
        raise NotFoundError
    return render(
        "competitions/company_list.html",
        organisation=organisation,
        companies=list_companies(organisation),
        page=list_contracts(organisation.id, Show.IN_HOUSE, page_number(request.args)),
        in_pounds=in_pounds,
    )


def show_companies_panel(subject: Subject, organisation: Organisation, day: date) -> Panel | None:
    """The part of a council's public page that leads there; no statement."""
    if organisation.kind != Kind.AUTHORITY:
        return None
    return Panel("competitions/companies_panel.html", {"organisation": organisation})

"""Anyone sees what organisations did, what winners of contracts promised, and the badges."""

from __future__ import annotations

from flask import Response, request

from brokerage.charter.rules import with_unit
from brokerage.charter.rules.rag import RAG_LABELS, RAG_TAGS
from brokerage.errors import NotFoundError
from brokerage.ledger.rules.amounts import as_written
from brokerage.ledger.rules.commitments import RAG_LABELS as PROMISE_LABELS
from brokerage.money import in_pounds
from brokerage.permissions import PUBLIC
from brokerage.reporting.queries import impact as queries
from brokerage.reporting.queries.contracts import list_promises as list_promised
from brokerage.reporting.queries.reports import list_reports
from brokerage.reporting.queries.stories import list_stories
from brokerage.reporting.routes.blueprint import blueprint
from brokerage.reporting.rules import FEWER, badge, days_of
from brokerage.reporting.rules.canonical import digest_of
from brokerage.web.access import requires
from brokerage.web.layout import area, today
from brokerage.web.links import full_url
from brokerage.web.paging import page_number
from brokerage.web.transactions import render

STORIES_OF_ONE = 10
FRESH_FOR = "public, max-age=3600"


@blueprint.get("/impact")
@requires(PUBLIC)
def browse_impact() -> str:
    """Lead to reports, organisations, contracts and what residents say."""
    return render(
        "reporting/impact_browse.html",
        reports=list_reports(1),
        page=queries.list_organisations(today(), page_number(request.args)),
    )


@blueprint.get("/impact/organisations/<slug:organisation_slug>")
@requires(PUBLIC)
def show_impact(organisation_slug: str) -> str:
    """Show what one organisation did: only what is confirmed."""
    organisation = queries.get_approved(organisation_slug)
    years = queries.list_years(organisation.id)
    year = next((each for each in years if str(each) == request.args.get("year")), None)
    since, until = days_of(year) if year else (None, None)
    return render(
        "reporting/impact_show.html",
        organisation=organisation,
        years=years,
        year=year,
        totals=queries.list_shown_totals(organisation.id, since, until),
        standing=queries.find_standing(organisation.id, today()),
        stories=list_stories(since, until, organisation_id=organisation.id, most=STORIES_OF_ONE),
        promises=list_promised(today(), 1, supplier_id=organisation.id),
        policies=queries.list_policies(organisation.id, today()),
        **WORDS,
    )


@blueprint.get("/impact/contracts")
@requires(PUBLIC)
def list_promises() -> str:
    """List what winners of contracts promised, and what of it is delivered."""
    return render(
        "reporting/promise_list.html",
        page=list_promised(today(), page_number(request.args)),
        **WORDS,
    )


@blueprint.get("/impact/organisations/<slug:organisation_slug>/badge")
@requires(PUBLIC)
def show_badge(organisation_slug: str) -> str:
    """Show an organisation's badge and the lines to copy into its own site."""
    facts = _badge_facts(organisation_slug)
    return render(
        "reporting/badge_show.html",
        facts=facts,
        organisation_slug=organisation_slug,
        size=(badge.WIDTH, badge.HEIGHT),
        proof_url=full_url("reporting.show_impact", organisation_slug=organisation_slug),
        picture_url=full_url("reporting.download_badge", organisation_slug=organisation_slug),
    )


@blueprint.get("/impact/organisations/<slug:organisation_slug>/badge.svg")
@requires(PUBLIC)
def download_badge(organisation_slug: str) -> Response:
    """Give the badge as a picture that other sites may show and keep for an hour."""
    drawn = badge.draw_badge(_badge_facts(organisation_slug))
    response = Response(drawn, mimetype="image/svg+xml")
    response.set_etag(digest_of(drawn)[:32])
    response.headers["Cache-Control"] = FRESH_FOR
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.make_conditional(request)
    return response


WORDS = {
    "rag_labels": RAG_LABELS,
    "rag_tags": RAG_TAGS,
    "promise_labels": PROMISE_LABELS,
    "as_written": as_written,
    "with_unit": with_unit,
    "in_pounds": in_pounds,
    "fewer": FEWER,
}
"""What the pages of organisations and contracts write with."""


def _badge_facts(organisation_slug: str) -> badge.BadgeFacts:
    organisation = queries.get_approved(organisation_slug)
    standing = queries.find_standing(organisation.id, today())
    if standing is None or not standing.pledges:
        raise NotFoundError
    return badge.BadgeFacts(
        charter=f"{area()['name']} charter",
        organisation=organisation.name or "",
        pledges=len(standing.pledges),
        evidenced=standing.evidenced,
    )

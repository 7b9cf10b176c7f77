"""Home, help and the statements: open to all."""

from __future__ import annotations

from brokerage.organisations.rules import Want
from brokerage.pages import queries
from brokerage.pages.routes.blueprint import blueprint
from brokerage.permissions import PUBLIC
from brokerage.web.access import requires
from brokerage.web.transactions import render


@blueprint.get("/")
@requires(PUBLIC)
def show_home() -> str:
    """Send each visitor on their way."""
    return render(
        "pages/show_home.html",
        figures=queries.count_directory(),
        host_volunteers=Want.HOST_VOLUNTEERS.value,
    )


@blueprint.get("/help")
@requires(PUBLIC)
def show_help() -> str:
    """Answer what people ask."""
    return render("pages/show_help.html")


@blueprint.get("/accessibility-statement")
@requires(PUBLIC)
def show_accessibility_statement() -> str:
    """Say how accessible the site is (Public Sector Bodies Accessibility Regulations 2018)."""
    return render("pages/show_accessibility_statement.html")


@blueprint.get("/privacy-notice")
@requires(PUBLIC)
def show_privacy_notice() -> str:
    """Say what is done with people's data (UK GDPR, articles 13 and 14)."""
    return render("pages/show_privacy_notice.html")


@blueprint.get("/cookies")
@requires(PUBLIC)
def show_cookies() -> str:
    """Name the cookies by the names they have here."""
    return render("pages/show_cookies.html")


@blueprint.get("/about-the-data")
@requires(PUBLIC)
def show_about_data() -> str:
    """Say where the data came from, and which of it is invented."""
    return render("pages/show_about_data.html")


@blueprint.get("/glossary")
@requires(PUBLIC)
def show_glossary() -> str:
    """Say what our words mean."""
    return render("pages/show_glossary.html")

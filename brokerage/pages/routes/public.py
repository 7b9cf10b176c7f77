"""Home, help and the statements: open to all."""

from __future__ import annotations

from datetime import timedelta

from flask import current_app

from brokerage.accounts.rules import KEEP_OVER, KEEP_UNVERIFIED, LONGEST_SIGN_IN
from brokerage.pages import queries
from brokerage.pages.routes.blueprints import blueprint
from brokerage.pages.rules import GLOSSARY
from brokerage.permissions import PUBLIC
from brokerage.volunteering.rules.bookings import WORKING_DAYS_TO_ANSWER
from brokerage.web.access import requires
from brokerage.web.transactions import render


@blueprint.get("/")
@requires(PUBLIC)
def show_home() -> str:
    """Send each visitor on their way."""
    return render("pages/show_home.html", figures=queries.count_directory())


@blueprint.get("/help")
@requires(PUBLIC)
def show_help() -> str:
    """Answer what people ask."""
    return render("pages/show_help.html", working_days=WORKING_DAYS_TO_ANSWER)


@blueprint.get("/accessibility-statement")
@requires(PUBLIC)
def show_accessibility_statement() -> str:
    """Say how accessible the site is (Public Sector Bodies Accessibility Regulations 2018)."""
    return render("pages/show_accessibility_statement.html")


@blueprint.get("/privacy-notice")
@requires(PUBLIC)
def show_privacy_notice() -> str:
    """Say what is done with people's data (UK GDPR, articles 13 and 14)."""
    return render(
        "pages/show_privacy_notice.html",
        unverified_days=KEEP_UNVERIFIED.days,
        over_days=KEEP_OVER.days,
    )


@blueprint.get("/cookies")
@requires(PUBLIC)
def show_cookies() -> str:
    """Name the cookies by the names they have here."""
    settings = current_app.config
    return render(
        "pages/show_cookies.html",
        form_cookie=settings["SESSION_COOKIE_NAME"],
        sign_in_cookie=settings["SIGN_IN_COOKIE_NAME"],
        longest_sign_in_hours=LONGEST_SIGN_IN // timedelta(hours=1),
    )


@blueprint.get("/about-the-data")
@requires(PUBLIC)
def show_about_data() -> str:
    """Say where the data came from, and which of it is invented."""
    return render("pages/show_about_data.html")


@blueprint.get("/glossary")
@requires(PUBLIC)
def show_glossary() -> str:
    """Say what our words mean."""
    return render("pages/show_glossary.html", words=GLOSSARY)

"""Worried about someone? Open to all, and without a field to write into."""

from __future__ import annotations

from brokerage.checks.queries.safeguarding import list_worry_contacts
from brokerage.checks.routes.blueprint import blueprint
from brokerage.permissions import PUBLIC
from brokerage.web.access import current_subject, requires
from brokerage.web.layout import today
from brokerage.web.transactions import render


@blueprint.get("/worried-about-someone")
@requires(PUBLIC)
def show_worry_contacts() -> str:
    """Say whom to call or tell; whoever has a place sees their own hosts' contacts."""
    user_id = current_subject().user_id
    contacts = list_worry_contacts(user_id, today()) if user_id is not None else []
    return render("checks/show_worry_contacts.html", contacts=contacts)

"""Lists to print: whom to ring today, and who is expected at a session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from brokerage.assisted.permissions import LIST_ALL, LIST_OF_HOST, LOOK_AFTER, PersonFacts
from brokerage.assisted.queries import letters as queries
from brokerage.assisted.routes.blueprint import blueprint
from brokerage.organisations.routes.own import get_own as get_own_organisation
from brokerage.permissions import brokers
from brokerage.web.access import check, current_subject, requires
from brokerage.web.side_writer import record_sensitive_read
from brokerage.web.transactions import render

if TYPE_CHECKING:
    from brokerage.organisations.models import Organisation


@blueprint.get("/assisted/calls")
@requires(LIST_ALL)
def list_calls() -> str:
    """List whom to ring today, and what there is to tell each."""
    return _show_calls(None)


@blueprint.get("/organisations/<int:organisation_id>/assisted/calls")
@requires(LIST_OF_HOST)
def list_host_calls(organisation_id: int) -> str:
    """List whom a host is to ring today."""
    return _show_calls(get_own_organisation(organisation_id, LIST_OF_HOST))


@blueprint.get("/sessions/<int:session_id>/expected")
@requires(LOOK_AFTER)
def list_expected(session_id: int) -> str:
    """List who is expected at a session, with how to reach those who are not online."""
    session, opportunity = queries.get_session_of(session_id)
    check(LOOK_AFTER, PersonFacts(organisation_id=opportunity.organisation_id))
    subject = current_subject()
    record_sensitive_read(subject, "assisted:session:list", "session", session_id)
    return render(
        "assisted/expected.html",
        session=session,
        opportunity=opportunity,
        expected=queries.list_expected(session_id),
        is_broker=brokers(subject),
    )


def _show_calls(organisation: Organisation | None) -> str:
    host_id = organisation.id if organisation else None
    record_sensitive_read(current_subject(), "assisted:call:list", "organisation", host_id)
    calls = queries.list_calls(host_id)
    return render("assisted/calls.html", calls=calls, organisation=organisation)

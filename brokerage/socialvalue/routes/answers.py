"""What most views here do: show a form, keep what it says, or press one button."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date
from typing import Any

from flask import flash, redirect
from flask.typing import ResponseReturnValue

from brokerage.errors import DomainError
from brokerage.organisations.queries.member import Organisation, list_organisations_of
from brokerage.organisations.rules import EDITING_ROLES, ONE_DAY, Status
from brokerage.socialvalue.queries.offers import list_commitments_of
from brokerage.socialvalue.queries.reference import get_counting
from brokerage.socialvalue.rules.offers import MOST_MESSAGES_A_DAY, MOST_OFFERS_A_DAY
from brokerage.socialvalue.rules.projects import show_quantity
from brokerage.web.access import current_subject
from brokerage.web.filters import on_date
from brokerage.web.forms import Form
from brokerage.web.throttle import Limit
from brokerage.web.transactions import render

OFFERS = Limit("socialvalue:offers", MOST_OFFERS_A_DAY, ONE_DAY)
MESSAGES = Limit("socialvalue:messages", MOST_MESSAGES_A_DAY, ONE_DAY)
REFUSED = 422
WORDS: dict[str, Any] = {
    "caption": None,
    "intro": None,
    "note": None,
    "submit": "Save",
    "takes_files": False,
}


def keep(
    form: Form, act: Callable[[], Any], done: str, address: str | Callable[[Any], str]
) -> ResponseReturnValue | None:
    """Do what a form asks for and send on; None where it has to be shown again."""
    if not form.validate_on_submit():
        return None
    try:
        made = act()
    except DomainError as refusal:
        form.add_domain_error(refusal)
        return None
    flash(done, "success")
    return redirect(address(made) if callable(address) else address, 303)


def press(act: Callable[[], Any], done: str, address: str) -> ResponseReturnValue:
    """Do what a button asks for and send on; a refusal is a page, and nothing is kept of it."""
    try:
        said = act()
    except DomainError as refusal:
        page = render("socialvalue/refused.html", sentence=refusal.sentence, address=address)
        return page, REFUSED
    flash(f"{done} {said}" if isinstance(said, str) and said else done, "success")
    return redirect(address, 303)


def show_form(form: Form, heading: str, back: str, **words: Any) -> str:
    """Show a form by itself; `words` are other ones than those of every form."""
    said = WORDS | words | {"heading": heading, "back": back}
    return render("socialvalue/form.html", form=form, **said)


def list_own_organisations(but: Collection[int] = ()) -> list[Organisation]:
    """Return the visitor's own approved organisations that they speak for."""
    subject = current_subject()
    if subject.user_id is None:
        return []
    return [
        organisation
        for organisation, role in list_organisations_of(subject.user_id)
        if role in EDITING_ROLES
        and organisation.status == Status.APPROVED
        and organisation.id not in but
    ]


def list_commitment_choices(organisation_id: int, kind: str, today: date) -> list[tuple[str, str]]:
    """Return the promises of an organisation that help of this kind counts towards."""
    codes = get_counting(kind).codes
    return [
        (
            str(each.id),
            f"{each.contract.organisation.name}: {each.contract.title}, "
            f"{show_quantity(each.quantity, each.measure.unit)} by {on_date(each.due_on)}",
        )
        for each in list_commitments_of(organisation_id, codes, today)
        if each.contract is not None
    ]


def to_organisation_choices(own: Collection[Organisation]) -> list[tuple[str, str]]:
    """Return organisations as a list to choose from."""
    return [(str(each.id), each.name or "Your organisation") for each in own]

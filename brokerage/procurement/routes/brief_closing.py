"""Saying what became of a brief; everyone who was asked hears it."""

from __future__ import annotations

from flask import flash
from flask.typing import ResponseReturnValue

from brokerage.errors import DomainError
from brokerage.procurement.forms.briefs import CloseBriefForm
from brokerage.procurement.permissions import EDIT_BRIEF
from brokerage.procurement.queries.answers import list_untold
from brokerage.procurement.routes.blueprint import blueprint
from brokerage.procurement.routes.own import Brief, get_brief_for, to_brief_page
from brokerage.procurement.rules.briefs import BriefStatus
from brokerage.procurement.rules.closing import list_choosable
from brokerage.procurement.service import briefs as service
from brokerage.web.access import current_subject, requires
from brokerage.web.filters import plural, sentence_list
from brokerage.web.transactions import render


@blueprint.route("/briefs/<int:brief_id>/close", methods=["GET", "POST"])
@requires(EDIT_BRIEF)
def close_brief(brief_id: int) -> ResponseReturnValue:
    """Say who will be told what, then close it."""
    brief = get_brief_for(brief_id, EDIT_BRIEF)
    if brief.status != BriefStatus.LOOKING:
        return to_brief_page(brief_id)
    untold = list_untold(brief_id)
    choosable = list_choosable(untold)
    form = CloseBriefForm()
    form.offer(choosable)
    if form.validate_on_submit() and _closes(brief, form):
        return to_brief_page(brief_id)
    return render(
        "procurement/brief_close.html",
        brief=brief,
        form=form,
        waiting=len(choosable),
        silent=sum(each.answer is None for each in untold),
        said_no=len(untold) - len(choosable),
    )


def _closes(brief: Brief, form: CloseBriefForm) -> bool:
    """Close it, or show at the form why that cannot be."""
    try:
        told = service.close_brief(
            current_subject(),
            brief,
            form.outcome.data,
            form.chosen_ids,
            reason_by_default=form.reason.data,
            note=form.note.data,
        )
    except DomainError as refusal:
        form.add_domain_error(refusal)
        return False
    flash(f"Closed. {_chosen(form)}{_suppliers_told(told)}", "success")
    return True


def _chosen(form: CloseBriefForm) -> str:
    choices = form.chosen.listed_choices()
    names = [each.label for each in choices if each.value in form.chosen.data]
    return f"You chose {sentence_list(names)}. " if names else ""


def _suppliers_told(number: int) -> str:
    if not number:
        return "No supplier was waiting to hear."
    return f"We told {plural(number, 'supplier', 'suppliers')}. Each gets an email."

"""What an organisation can show beyond its own words: stated and taken back by its members."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from brokerage.errors import DomainError
from brokerage.organisations import rules
from brokerage.organisations.forms.member import EvidenceForm
from brokerage.organisations.permissions import EDIT, VIEW_MEMBERS_AREA
from brokerage.organisations.queries.member import get_evidence
from brokerage.organisations.routes.blueprint import blueprint
from brokerage.organisations.routes.registration import get_own, to_members_page
from brokerage.organisations.service import evidence as service
from brokerage.web.access import current_subject, requires
from brokerage.web.features import contributions
from brokerage.web.layout import today
from brokerage.web.panels import draw
from brokerage.web.transactions import render

if TYPE_CHECKING:
    from collections.abc import Iterable

    from markupsafe import Markup

    from brokerage.organisations.models import Evidence, Organisation


@blueprint.get("/organisations/<int:organisation_id>/evidence")
@requires(VIEW_MEMBERS_AREA)
def show_evidence(organisation_id: int) -> str:
    """List what is stated, what of it is verified and until when."""
    organisation = get_own(organisation_id, VIEW_MEMBERS_AREA)
    entries = [(each, _state_of(each)) for each in organisation.evidence]
    is_editable = organisation.status in rules.EDITABLE_STATUSES
    is_editor = current_subject().role_in(organisation_id) in rules.EDITING_ROLES
    return render(
        "organisations/member_evidence.html",
        organisation=organisation,
        entries=entries,
        labels=rules.EVIDENCE_LABELS,
        is_editable=is_editable,
        parts=draw_parts(organisation, organisation.evidence, is_editable and is_editor),
    )


@blueprint.route("/organisations/<int:organisation_id>/evidence/add", methods=["GET", "POST"])
@requires(EDIT)
def add_evidence(organisation_id: int) -> ResponseReturnValue:
    """Take a fact the organisation states about itself."""
    organisation = get_own(organisation_id, EDIT)
    if organisation.status not in rules.EDITABLE_STATUSES:
        flash(rules.NOT_EDITABLE[organisation.status])
        return to_members_page(organisation.id)
    form = EvidenceForm()
    if form.validate_on_submit():
        try:
            service.state_evidence(
                current_subject(), organisation, form.kind.data, form.note.data, form.details
            )
            flash("Added. It is shown as said by you until a broker has seen it.", "success")
            return _to_evidence(organisation)
        except DomainError as error:
            form.add_domain_error(error)
    return render("organisations/member_add_evidence.html", organisation=organisation, form=form)


@blueprint.post("/organisations/<int:organisation_id>/evidence/<int:evidence_id>/remove")
@requires(EDIT)
def remove_evidence(organisation_id: int, evidence_id: int) -> ResponseReturnValue:
    """Take a fact back."""
    organisation = get_own(organisation_id, EDIT)
    evidence = get_evidence(organisation_id, evidence_id)
    try:
        service.remove_evidence(current_subject(), organisation, evidence)
        flash("Removed.", "success")
    except DomainError as error:
        flash(error.sentence)
    return _to_evidence(organisation)


def draw_parts(
    organisation: Organisation, evidence: Iterable[Evidence], may_change: bool
) -> dict[int, list[Markup]]:
    """Return what higher rooms keep beside each piece: they are given its id and its name."""
    labels = {each.id: rules.EVIDENCE_LABELS[each.kind] for each in evidence}
    drawn: dict[int, list[Markup]] = {each: [] for each in labels}
    for list_parts in contributions("evidence_parts"):
        for each, panel in list_parts(organisation, labels, may_change=may_change).items():
            drawn[each] += draw([panel])
    return drawn


def _to_evidence(organisation: Organisation) -> ResponseReturnValue:
    return redirect(url_for("organisations.show_evidence", organisation_id=organisation.id), 303)


def _state_of(evidence: Evidence) -> tuple[str, str]:
    """Return the words of the tag and its kind."""
    if rules.is_verified(evidence.verified_on, evidence.expires_on, today()):
        return "Verified", "verified"
    if evidence.verified_on is not None:
        return "Expired", "warning"
    if evidence.refused_on is not None:
        return "Could not be verified", "warning"
    return "Said by you", "declared"

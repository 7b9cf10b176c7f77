"""Papers that show something: added by members, read by them and by brokers."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from brokerage.errors import DomainError
from brokerage.organisations.permissions import facts_of
from brokerage.organisations.routes.own import Organisation, get_own
from brokerage.passports.forms.documents import DocumentForm
from brokerage.passports.permissions import EDIT, VIEW_DOCUMENT
from brokerage.passports.queries import documents as queries
from brokerage.passports.routes.blueprint import blueprint
from brokerage.passports.rules.documents import TYPE_LABELS, Proven
from brokerage.passports.service import documents as service
from brokerage.web.access import check, current_subject, requires
from brokerage.web.documents import answer_with_document
from brokerage.web.panels import Panel
from brokerage.web.side_writer import record_sensitive_read
from brokerage.web.transactions import render

DOCUMENTS = "/organisations/<int:organisation_id>/passport/documents"


@blueprint.route(f"{DOCUMENTS}/<slug:kind>/<int:proof_id>/add", methods=["GET", "POST"])
@requires(EDIT)
def add_document(organisation_id: int, kind: str, proof_id: int) -> ResponseReturnValue:
    """Take a paper that shows a fact, a site or the figures of a year."""
    organisation = get_own(organisation_id, EDIT)
    queries.get_proof(organisation_id, kind, proof_id)
    form, proven = DocumentForm(), Proven(kind)
    if form.validate_on_submit():
        try:
            paper = service.Paper(kind=proven, proof_id=proof_id, title=form.title.data)
            service.add_document(current_subject(), organisation, paper, form.document.data)
            flash("The paper is added. A broker can see it.", "success")
            return _back(organisation_id, proven)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render(
        "passports/member_document.html",
        form=form,
        organisation=organisation,
        back=_page_of(organisation_id, proven),
    )


@blueprint.post(f"{DOCUMENTS}/<int:document_id>/remove")
@requires(EDIT)
def remove_document(organisation_id: int, document_id: int) -> ResponseReturnValue:
    """Take a paper away."""
    organisation = get_own(organisation_id, EDIT)
    document = queries.get_document(organisation_id, document_id)
    kind = Proven.SITE if document.evidence_id is None else Proven.EVIDENCE
    try:
        service.remove_document(current_subject(), organisation, document)
        flash("The paper is removed.", "success")
    except DomainError as refusal:
        flash(refusal.sentence)
    return _back(organisation_id, kind)


@blueprint.get(f"{DOCUMENTS}/<int:document_id>")
@requires(VIEW_DOCUMENT)
def show_document(organisation_id: int, document_id: int) -> Response:
    """Hand a paper out, as a download and as nothing else; who reads it is logged."""
    document = queries.get_document(organisation_id, document_id)
    check(VIEW_DOCUMENT, facts_of(document.organisation))
    subject = current_subject()
    record_sensitive_read(subject, "passports:document:read", "evidence_document", document_id)
    content = queries.get_content(document_id)
    return answer_with_document(content, document.mimetype, f"paper-{document_id}")


def list_evidence_parts(
    organisation: Organisation, labels: Mapping[int, str], *, may_change: bool
) -> Mapping[int, Panel]:
    """Return the papers beside each piece of evidence (id → what it is called)."""
    documents = queries.list_documents(organisation.id, Proven.EVIDENCE)
    return {
        each: Panel(
            "passports/documents_panel.html",
            {
                "organisation": organisation,
                "documents": documents.get(each, ()),
                "kind": Proven.EVIDENCE,
                "proof_id": each,
                "may_change": may_change,
                "about": about,
                "type_labels": TYPE_LABELS,
            },
        )
        for each, about in labels.items()
    }


def _page_of(organisation_id: int, kind: Proven) -> str:
    is_evidence = kind == Proven.EVIDENCE
    endpoint = "organisations.show_evidence" if is_evidence else "passports.show_passport"
    return url_for(endpoint, organisation_id=organisation_id)


def _back(organisation_id: int, kind: Proven) -> ResponseReturnValue:
    return redirect(_page_of(organisation_id, kind), 303)

"""Signing the charter: begun, written in parts that can be left and come back to, and sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from brokerage.charter import rules
from brokerage.charter.forms import sign_up as forms
from brokerage.charter.permissions import SIGN, START
from brokerage.charter.queries.catalogue import list_pledges, list_themes
from brokerage.charter.queries.terms import list_own_terms
from brokerage.charter.routes.blueprint import blueprint
from brokerage.charter.routes.own import get_own_pledge, get_own_term, to_term
from brokerage.charter.service import sign_up as service
from brokerage.errors import DomainError
from brokerage.organisations.queries.member import get_organisation, list_organisations_of
from brokerage.organisations.rules import EDITING_ROLES, Status
from brokerage.web.access import current_subject, requires
from brokerage.web.transactions import render

if TYPE_CHECKING:
    from brokerage.charter.models import TakenPledge


@blueprint.route("/charter/sign", methods=["GET", "POST"])
@requires(START)
def start_term() -> ResponseReturnValue:
    """Say who signs; what was begun or signed before is there to go on with."""
    subject, form = current_subject(), forms.StartForm()
    mine = list_organisations_of(subject.user_id or 0)
    form.list_signers(
        [(each.id, each.name or "") for each, role in mine if _can_sign(each.status, role)]
    )
    if form.validate_on_submit():
        who = form.signs.data
        organisation = None if who == forms.MYSELF else get_organisation(int(who))
        try:
            return to_term(service.start_term(subject, organisation).id)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    terms = list_own_terms([each.id for each, _ in mine], subject.user_id)
    return render("charter/sign_start.html", form=form, terms=terms, labels=rules.STATUS_LABELS)


@blueprint.route("/charter/terms/<int:term_id>/voices", methods=["GET", "POST"])
@requires(SIGN)
def edit_voices(term_id: int) -> ResponseReturnValue:
    """Say in which voices an organisation signs, or how a person is shown."""
    term = get_own_term(term_id, SIGN)
    if term.signatory.user_id is not None:
        return _edit_shown_name(term_id)
    form = forms.VoicesForm(voices=term.voices)
    if form.validate_on_submit():
        try:
            service.answer_voices(current_subject(), term, form.voices.data)
            return to_term(term_id)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render(
        "charter/sign_form.html",
        form=form,
        term_id=term_id,
        title=form.voices.label.text,
        heading=None,
    )


@blueprint.route("/charter/terms/<int:term_id>/pledges", methods=["GET", "POST"])
@requires(SIGN)
def choose_pledges(term_id: int) -> ResponseReturnValue:
    """Take pledges of the catalogue that fit the voices."""
    term, form = get_own_term(term_id, SIGN), forms.ChoosePledgesForm()
    held = {each.pledge_id for each in term.pledges}
    fitting = [
        each for each in list_pledges() if set(each.voices) & set(term.voices) or each.id in held
    ]
    form.list_pledges(fitting)
    if not form.is_submitted():
        form.pledges.process_data([str(each) for each in held if each is not None])
    if form.validate_on_submit():
        try:
            service.choose_pledges(current_subject(), term, form.chosen_ids)
            return to_term(term_id)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render(
        "charter/sign_pledges.html",
        form=form,
        term=term,
        pledges=fitting,
        themes=list_themes(),
        sources=rules.SOURCE_LABELS,
    )


@blueprint.route("/charter/terms/<int:term_id>/pledges/add", methods=["GET", "POST"])
@requires(SIGN)
def add_own_pledge(term_id: int) -> ResponseReturnValue:
    """Pledge something that is not in the catalogue."""
    term, form = get_own_term(term_id, SIGN), forms.OwnPledgeForm()
    form.theme_code.choices = [(each.code, each.name) for each in list_themes()]
    if form.validate_on_submit():
        try:
            taken = service.add_own_pledge(
                current_subject(), term, form.words.data, form.theme_code.data, form.unit.data
            )
            page = url_for("charter.edit_pledge", taken_pledge_id=taken.id)
            return redirect(page, 303)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    heading = "A pledge of your own"
    return render(
        "charter/sign_form.html", form=form, term_id=term_id, title=heading, heading=heading
    )


@blueprint.route("/charter/taken-pledges/<int:taken_pledge_id>", methods=["GET", "POST"])
@requires(SIGN)
def edit_pledge(taken_pledge_id: int) -> ResponseReturnValue:
    """Say who leads a pledge, from where to where, and what may be shown."""
    taken = get_own_pledge(taken_pledge_id, SIGN)
    form = _pledge_form(taken)
    if form.validate_on_submit():
        try:
            service.answer_pledge(current_subject(), taken, _answers_of(form, taken))
            return to_term(taken.term_id)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render(
        "charter/sign_pledge.html",
        form=form,
        taken=taken,
        source=rules.SOURCE_LABELS[taken.source],
    )


@blueprint.post("/charter/taken-pledges/<int:taken_pledge_id>/remove")
@requires(SIGN)
def remove_pledge(taken_pledge_id: int) -> ResponseReturnValue:
    """Take a pledge out of the draft."""
    taken = get_own_pledge(taken_pledge_id, SIGN)
    term_id = taken.term_id
    try:
        service.remove_pledge(current_subject(), taken)
        flash("Taken out. You can take it again until you send your sign-up.", "success")
    except DomainError as refusal:
        flash(refusal.sentence)
    return to_term(term_id)


@blueprint.route("/charter/terms/<int:term_id>/notes", methods=["GET", "POST"])
@requires(SIGN)
def edit_notes(term_id: int) -> ResponseReturnValue:
    """Say what could go wrong, and whom the pledges touch differently."""
    term = get_own_term(term_id, SIGN)
    form = forms.NotesForm(risk_note=term.risk_note, equality_note=term.equality_note)
    if form.validate_on_submit():
        try:
            notes = (form.risk_note.data, form.equality_note.data)
            service.answer_notes(current_subject(), term, *notes)
            return to_term(term_id)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    heading = "Risk and equality"
    return render(
        "charter/sign_form.html", form=form, term_id=term_id, title=heading, heading=heading
    )


def _edit_shown_name(term_id: int) -> ResponseReturnValue:
    term = get_own_term(term_id, SIGN)
    form = forms.ShownNameForm(shown_name=term.signatory.shown_name)
    if form.validate_on_submit():
        try:
            service.show_as(current_subject(), term, form.shown_name.data)
            return to_term(term_id)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render(
        "charter/sign_form.html",
        form=form,
        term_id=term_id,
        title=form.shown_name.label.text,
        heading=None,
    )


def _can_sign(status: str, role: str) -> bool:
    return status == Status.APPROVED and role in EDITING_ROLES


def _pledge_form(taken: TakenPledge) -> forms.PledgeForm:
    ticked = {
        forms.PUBLISHED: taken.is_published,
        forms.BUDDY_WANTED: taken.is_buddy_wanted,
        forms.BUDDY_OFFERED: taken.is_buddy_offered,
    }
    form = forms.PledgeForm(
        voice=taken.voice,
        lead_post=taken.lead_post,
        policy=taken.policy,
        baseline=taken.baseline,
        target=taken.target,
        shown=[name for name, is_ticked in ticked.items() if is_ticked],
    )
    offered = taken.pledge.voices if taken.pledge is not None else taken.term.voices
    form.set_up([each for each in taken.term.voices if each in offered], taken.unit)
    return form


def _answers_of(form: forms.PledgeForm, taken: TakenPledge) -> service.PledgeAnswers:
    return service.PledgeAnswers(
        voice=form.voice.data,
        lead_post=form.lead_post.data,
        policy=form.policy.data,
        baseline=form.baseline.data,
        target=form.target.data,
        unit=taken.unit,
        is_published=forms.PUBLISHED in form.shown.data,
        is_buddy_wanted=forms.BUDDY_WANTED in form.shown.data,
        is_buddy_offered=forms.BUDDY_OFFERED in form.shown.data,
    )

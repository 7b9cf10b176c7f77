"""One person: what we know, what they agreed to, what they would like, undoing and erasing."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from brokerage.assisted import rules
from brokerage.assisted.forms import YES, ConsentForm, PersonForm
from brokerage.assisted.permissions import LOOK_AFTER
from brokerage.assisted.queries import people as queries
from brokerage.assisted.queries.letters import list_letters_of
from brokerage.assisted.queries.take_overs import find_open_code
from brokerage.assisted.routes.blueprint import blueprint
from brokerage.assisted.routes.own import (
    AssistedVolunteer,
    get_active,
    get_own,
    person_page,
    scope_of,
    to_person,
)
from brokerage.assisted.routes.people import to_list
from brokerage.assisted.service import people as service
from brokerage.assisted.service.acting import act_for
from brokerage.errors import DomainError, NotFoundError
from brokerage.permissions import brokers
from brokerage.volunteering.queries import volunteers
from brokerage.volunteering.routes.volunteers import STEP_PAGES
from brokerage.volunteering.rules import bookings as booking_rules
from brokerage.volunteering.rules import volunteers as volunteer_rules
from brokerage.volunteering.rules.volunteers import Step
from brokerage.volunteering.service.volunteers import save_volunteer_step
from brokerage.web.access import current_subject, requires
from brokerage.web.forms import PostForm
from brokerage.web.layout import today
from brokerage.web.side_writer import record_sensitive_read
from brokerage.web.transactions import render

STEP_TEMPLATES = {
    Step.SKILLS: "assisted/step_skills.html",
    Step.TIMES: "assisted/step_times.html",
    Step.CARD: "assisted/step_card.html",
}


@blueprint.get("/assisted/people/<int:person_id>")
@requires(LOOK_AFTER)
def show_person(person_id: int) -> str:
    """Show somebody: the tasks, their places, their letters; a host only what concerns it."""
    person, subject = get_own(person_id), current_subject()
    scope = scope_of(subject, person)
    record_sensitive_read(subject, "assisted:person:view", "assisted-volunteer", person_id)
    volunteer = volunteers.find_volunteer(person_id)
    return render(
        "assisted/person.html",
        person=person,
        consents=queries.list_consents(person_id),
        answers=volunteers.list_answers(volunteer) if volunteer else [],
        missing=volunteers.list_missing(volunteer) if volunteer else None,
        answered=volunteer.answered if volunteer else [],
        steps=volunteer_rules.STEP_LABELS,
        bookings=queries.list_bookings_of(person_id, scope),
        letters=list_letters_of(person_id, scope),
        code=find_open_code(person_id),
        is_broker=brokers(subject),
        rules=rules,
        booking_rules=booking_rules,
    )


@blueprint.route("/assisted/people/<int:person_id>/change", methods=["GET", "POST"])
@requires(LOOK_AFTER)
def change_person(person_id: int) -> ResponseReturnValue:
    """Put the name, the age band or how they are reached right."""
    person = get_active(person_id)
    form = PersonForm(**_stored(person))
    if form.validate_on_submit():
        try:
            reach = queries.get_reach(
                **{name: form[name].data or "" for name in ("prefers", "phone", "address")},
                postcode=form.postcode.data or "",
            )
            _change(person, form, reach)
            return to_person(person_id)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("assisted/change.html", form=form, person=person)


@blueprint.route("/assisted/people/<int:person_id>/consent", methods=["GET", "POST"])
@requires(LOOK_AFTER)
def add_consent(person_id: int) -> ResponseReturnValue:
    """Keep that they agreed again, to the wording as it is now."""
    person, form = get_active(person_id), ConsentForm(given_on=today())
    if form.validate_on_submit():
        agreed = service.Agreed(
            way=form.way.data, given_on=form.given_on.data, has_agreed=YES in form.agreed.data
        )
        try:
            service.record_consent(current_subject(), person, agreed)
            flash("Kept: they agreed.", "success")
            return to_person(person_id)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    wording = rules.CONSENT_WORDINGS[rules.NEWEST_WORDING]
    return render("assisted/consent.html", form=form, person=person, wording=wording)


@blueprint.route("/assisted/people/<int:person_id>/answers/<slug:step>", methods=["GET", "POST"])
@requires(LOOK_AFTER)
def answer_person_step(person_id: int, step: str) -> ResponseReturnValue:
    """Ask them one thing of the volunteer profile and keep what they say."""
    person = get_active(person_id)
    if step not in STEP_PAGES:
        raise NotFoundError
    page, volunteer = STEP_PAGES[step], volunteers.find_volunteer(person_id)
    form = page.make_form(volunteer)
    if form.validate_on_submit():
        try:
            acting = act_for(current_subject(), person)
            saved = save_volunteer_step(acting, step, page.read(form))
            return redirect(_after(person_id, step, saved.answered), 303)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    card = volunteers.get_card(volunteer) if volunteer and step == Step.CARD else None
    template = STEP_TEMPLATES.get(Step(step), "assisted/step.html")
    return render(template, form=form, card=card, person=person, **_journey(person_id, step))


@blueprint.route("/assisted/people/<int:person_id>/remove", methods=["GET", "POST"])
@requires(LOOK_AFTER)
def remove_person(person_id: int) -> ResponseReturnValue:
    """Undo a wrong registration, on its day and with nothing asked for."""
    person, form = get_active(person_id), PostForm()
    organisation_id = person.organisation_id
    if form.validate_on_submit():
        try:
            service.remove_person(current_subject(), person)
            flash("Removed, as if they had never been registered.", "success")
            return _to_list(organisation_id)
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render("assisted/remove.html", form=form, person=person)


@blueprint.route("/assisted/people/<int:person_id>/erase", methods=["GET", "POST"])
@requires(LOOK_AFTER)
def delete_person(person_id: int) -> ResponseReturnValue:
    """Erase somebody who asks for it: for good, and their hosts are told."""
    person, form = get_active(person_id), PostForm()
    organisation_id = person.organisation_id
    if form.validate_on_submit():
        service.erase_person(current_subject(), person)
        flash("Erased. Hosts they had asked are told that they do not come.", "success")
        return _to_list(organisation_id)
    return render("assisted/erase.html", form=form, person=person)


def _to_list(organisation_id: int | None) -> ResponseReturnValue:
    return to_list(None if brokers(current_subject()) else organisation_id)


def _stored(person: AssistedVolunteer) -> dict[str, str]:
    names = ("prefers", "phone", "address", "postcode")
    stored = {name: getattr(person, name) for name in names}
    return stored | {"name": person.user.name, "age_band": person.user.age_band}


def _change(person: AssistedVolunteer, form: PersonForm, reach: rules.Reach) -> None:
    service.change_person(
        current_subject(),
        person,
        name=form.name.data,
        age_band=form.age_band.data,
        reach=reach,
    )
    flash("Changed.", "success")


def _after(person_id: int, step: str, answered: list[str]) -> str:
    following = volunteer_rules.step_after(step, answered)
    return _step_page(person_id, following) if following else person_page(person_id)


def _step_page(person_id: int, step: str) -> str:
    return url_for("assisted.answer_person_step", person_id=person_id, step=step)


def _journey(person_id: int, step: str) -> dict[str, Any]:
    """Return what the page says of where one is: always the way back to the person."""
    steps = list(Step)
    number = steps.index(Step(step)) + 1
    page = person_page(person_id)
    skip = _step_page(person_id, steps[number]) if number < len(steps) else page
    return {"back": page, "skip": skip, "number": number, "total": len(steps)}

"""Who is looked after: the brokers' list, a host's list, and registering somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from brokerage.assisted import rules
from brokerage.assisted.forms import YES, PeopleSearchForm, RegisterForm
from brokerage.assisted.permissions import LIST_ALL, LIST_OF_HOST
from brokerage.assisted.queries import people as queries
from brokerage.assisted.queries.letters import count_waiting
from brokerage.assisted.routes.blueprint import blueprint
from brokerage.assisted.routes.own import to_person
from brokerage.assisted.service import people as service
from brokerage.errors import DomainError
from brokerage.organisations.routes.own import get_own as get_own_organisation
from brokerage.web.access import current_subject, requires
from brokerage.web.layout import today
from brokerage.web.paging import page_number
from brokerage.web.side_writer import record_sensitive_read
from brokerage.web.transactions import render

if TYPE_CHECKING:
    from brokerage.organisations.models import Organisation


@blueprint.get("/assisted")
@requires(LIST_ALL)
def list_people() -> str:
    """List everybody who is looked after, or find somebody."""
    return _show_list(None)


@blueprint.get("/organisations/<int:organisation_id>/assisted")
@requires(LIST_OF_HOST)
def list_host_people(organisation_id: int) -> str:
    """List those who came to this host."""
    return _show_list(get_own_organisation(organisation_id, LIST_OF_HOST))


@blueprint.route("/assisted/register", methods=["GET", "POST"])
@requires(LIST_ALL)
def register_person() -> ResponseReturnValue:
    """Register somebody who rang, wrote or came to the brokers."""
    return _register(None)


@blueprint.route("/organisations/<int:organisation_id>/assisted/register", methods=["GET", "POST"])
@requires(LIST_OF_HOST)
def register_host_person(organisation_id: int) -> ResponseReturnValue:
    """Register somebody who came to this host."""
    return _register(get_own_organisation(organisation_id, LIST_OF_HOST))


@blueprint.post("/assisted/people/<int:person_id>/tell-apart")
@requires(LIST_ALL)
def confirm_different(person_id: int) -> ResponseReturnValue:
    """Keep that a broker looked: two people only look like one."""
    service.clear_likeness(current_subject(), queries.get_person(person_id))
    flash("Noted: these are two people.", "success")
    return to_person(person_id)


def _show_list(organisation: Organisation | None) -> str:
    form, host_id = PeopleSearchForm(), organisation.id if organisation else None
    page = queries.list_people(form.q.data or "", page_number(request.args), host_id)
    record_sensitive_read(current_subject(), "assisted:person:list", "organisation", host_id)
    return render(
        "assisted/people.html",
        form=form,
        page=page,
        organisation=organisation,
        waiting=count_waiting(host_id),
        rules=rules,
    )


def _register(organisation: Organisation | None) -> ResponseReturnValue:
    form = RegisterForm(given_on=today())
    alike: list[queries.Likeness] = []
    if form.validate_on_submit():
        try:
            reach = _read_reach(form)
            if not form.is_other.data:
                host_id = organisation.id if organisation else None
                alike = queries.list_alike(form.name.data, reach, organisation_id=host_id)
            if not alike:
                return _save(form, reach, organisation)
            form.form_errors.append(_warning(len(alike)))
        except DomainError as refusal:
            form.add_domain_error(refusal)
    return render(
        "assisted/register.html",
        form=form,
        alike=alike,
        asks_if_other=bool(alike or form.is_other.data),
        organisation=organisation,
        wording=rules.CONSENT_WORDINGS[rules.NEWEST_WORDING],
        back=_list_page(organisation),
    )


def _save(
    form: RegisterForm, reach: rules.Reach, organisation: Organisation | None
) -> ResponseReturnValue:
    agreed = service.Agreed(
        way=form.way.data, given_on=form.given_on.data, has_agreed=YES in form.agreed.data
    )
    person = service.register_person(
        current_subject(),
        name=form.name.data,
        age_band=form.age_band.data,
        reach=reach,
        agreed=agreed,
        organisation=organisation,
    )
    flash("Registered. Now ask what they would like to do.", "success")
    return to_person(person.user_id)


def _read_reach(form: RegisterForm) -> rules.Reach:
    return queries.get_reach(
        prefers=form.prefers.data,
        phone=form.phone.data or "",
        address=form.address.data or "",
        postcode=form.postcode.data or "",
    )


def _warning(count: int) -> str:
    who = "Somebody like this is" if count == 1 else "People like this are"
    return f"{who} registered already. Look below before you make a second entry"


def _list_page(organisation: Organisation | None) -> str:
    if organisation is None:
        return url_for("assisted.list_people")
    return url_for("assisted.list_host_people", organisation_id=organisation.id)


def to_list(organisation_id: int | None) -> ResponseReturnValue:
    """Send on to the list somebody was on."""
    if organisation_id is None:
        return redirect(url_for("assisted.list_people"), 303)
    return redirect(url_for("assisted.list_host_people", organisation_id=organisation_id), 303)

"""Asking for a space, and answering."""

from __future__ import annotations

from flask import request, url_for
from flask.typing import ResponseReturnValue

from brokerage.organisations.routes.own import Organisation, get_own
from brokerage.organisations.rules import ONE_DAY
from brokerage.socialvalue.forms.places import SpaceAskForm
from brokerage.socialvalue.forms.projects import ReasonForm
from brokerage.socialvalue.permissions import ACT, ANSWER_ASK, ASK, CANCEL_ASK, ask_facts
from brokerage.socialvalue.queries import spaces as queries
from brokerage.socialvalue.routes.answers import (
    keep,
    list_own_organisations,
    press,
    show_form,
    to_organisation_choices,
)
from brokerage.socialvalue.routes.blueprint import blueprint
from brokerage.socialvalue.rules import spaces as rules
from brokerage.socialvalue.service import spaces as service
from brokerage.web.access import check, current_subject, requires
from brokerage.web.paging import page_number
from brokerage.web.throttle import Limit
from brokerage.web.transactions import render

ASKS = Limit("socialvalue:space-asks", rules.MOST_ASKS_A_DAY, ONE_DAY)


@blueprint.route("/spaces/<int:space_id>/ask", methods=["GET", "POST"])
@requires(ASK)
def ask_for_space(space_id: int) -> ResponseReturnValue:
    """Ask for a part of a day."""
    space = queries.get_public_space(space_id)
    own = {str(each.id): each for each in list_own_organisations((space.organisation_id,))}
    form = SpaceAskForm(asker=next(iter(own)) if len(own) == 1 else None)
    form.asker.choices = to_organisation_choices(own.values())
    answer = keep(
        form,
        lambda: _ask(form, space, own),
        "Sent. It is not booked until they say yes.",
        lambda made: url_for("socialvalue.list_space_asks", organisation_id=made.asker_id),
    )
    return answer or show_form(
        form,
        f"Ask for {space.name}",
        url_for("socialvalue.show_space", space_id=space_id),
        caption=space.organisation.name,
        note=None if own else "Only somebody of an approved organisation can ask for a space.",
        submit="Send",
    )


@blueprint.get("/organisations/<int:organisation_id>/space-asks")
@requires(ACT)
def list_space_asks(organisation_id: int) -> str:
    """List what an organisation asked for, and what it is asked for."""
    organisation = get_own(organisation_id, ACT)
    return render(
        "socialvalue/space_asks.html",
        organisation=organisation,
        page=queries.list_space_asks(organisation_id, page_number(request.args)),
        rules=rules,
    )


@blueprint.post("/space-asks/<int:space_ask_id>/accept")
@requires(ANSWER_ASK)
def accept_space_ask(space_ask_id: int) -> ResponseReturnValue:
    """Book it."""
    ask = queries.get_space_ask(space_ask_id)
    check(ANSWER_ASK, ask_facts(ask))
    return press(
        lambda: service.accept_space_ask(current_subject(), ask),
        "Booked. They get an email.",
        _keeper_page(ask),
    )


@blueprint.route("/space-asks/<int:space_ask_id>/decline", methods=["GET", "POST"])
@requires(ANSWER_ASK)
def decline_space_ask(space_ask_id: int) -> ResponseReturnValue:
    """Say no, and why."""
    ask = queries.get_space_ask(space_ask_id)
    check(ANSWER_ASK, ask_facts(ask))
    form = ReasonForm()
    answer = keep(
        form,
        lambda: service.decline_space_ask(current_subject(), ask, form.reason.data),
        "Declined. They get an email.",
        _keeper_page(ask),
    )
    return answer or show_form(
        form, "Decline", _keeper_page(ask), caption=ask.space.name, submit="Decline"
    )


@blueprint.post("/space-asks/<int:space_ask_id>/cancel")
@requires(CANCEL_ASK)
def cancel_space_ask(space_ask_id: int) -> ResponseReturnValue:
    """Give it back, for either side."""
    ask = queries.get_space_ask(space_ask_id)
    check(CANCEL_ASK, ask_facts(ask))
    own = {each.id for each in list_own_organisations()}
    side = ask.asker_id if ask.asker_id in own else ask.space.organisation_id
    return press(
        lambda: service.cancel_space_ask(current_subject(), ask),
        "Cancelled. The other side gets an email.",
        url_for("socialvalue.list_space_asks", organisation_id=side),
    )


def _keeper_page(ask: queries.SpaceAsk) -> str:
    keeper_id = ask.space.organisation_id
    return url_for("socialvalue.list_space_asks", organisation_id=keeper_id)


def _ask(
    form: SpaceAskForm, space: queries.Space, own: dict[str, Organisation]
) -> queries.SpaceAsk:
    ASKS.take(str(current_subject().user_id))
    wish = service.SpaceWish(
        day=form.day.data,
        day_part=form.day_part.data,
        people=form.people.data,
        purpose=form.purpose.data,
    )
    return service.ask_for_space(current_subject(), space, own[form.asker.data], wish)

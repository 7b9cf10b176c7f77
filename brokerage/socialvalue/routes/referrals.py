"""Referrals by a partner, answered by an employer; both know a reference, and no name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from brokerage.organisations.routes.own import Organisation, get_own
from brokerage.organisations.rules import ONE_DAY
from brokerage.socialvalue.forms.places import CompleteForm, ReferralForm
from brokerage.socialvalue.permissions import (
    ACT,
    ANSWER_REFERRAL,
    COMPLETE_REFERRAL,
    KEEP_REFERRAL,
    REFER,
    is_giver,
    referral_facts,
)
from brokerage.socialvalue.queries import pathways as queries
from brokerage.socialvalue.queries.reference import FTE, get_counting
from brokerage.socialvalue.routes.answers import (
    keep,
    list_own_organisations,
    press,
    show_form,
    to_organisation_choices,
)
from brokerage.socialvalue.routes.blueprint import blueprint
from brokerage.socialvalue.rules import pathways as rules
from brokerage.socialvalue.service import pathways as service
from brokerage.web.access import check, current_subject, requires
from brokerage.web.paging import page_number
from brokerage.web.throttle import Limit
from brokerage.web.transactions import render

REFERRALS = Limit("socialvalue:referrals", rules.MOST_REFERRALS_A_DAY, ONE_DAY)
EMPLOYER, PARTNER = "employer", "partner"


@blueprint.route("/ways-into-work/<int:pathway_id>/refer", methods=["GET", "POST"])
@requires(REFER)
def add_referral(pathway_id: int) -> ResponseReturnValue:
    """Refer somebody by a reference alone."""
    pathway = queries.get_public_pathway(pathway_id)
    own = {str(each.id): each for each in list_own_organisations((pathway.organisation_id,))}
    form = ReferralForm(partner=next(iter(own)) if len(own) == 1 else None)
    form.partner.choices = to_organisation_choices(own.values())
    answer = keep(
        form,
        lambda: _refer(form, pathway, own),
        "Sent. The employer answers, and you both get an email.",
        lambda made: url_for("socialvalue.list_referrals", organisation_id=made.partner_id),
    )
    return answer or show_form(
        form,
        "Refer somebody",
        url_for("socialvalue.show_pathway", pathway_id=pathway_id),
        caption=pathway.title,
        note=rules.NAMES_NOBODY,
        submit="Send",
    )


@blueprint.get("/organisations/<int:organisation_id>/referrals")
@requires(ACT)
def list_referrals(organisation_id: int) -> str:
    """List what a partner has referred."""
    organisation = get_own(organisation_id, ACT)
    return render(
        "socialvalue/referral_list.html",
        organisation=organisation,
        is_partner=queries.is_partner(organisation_id),
        page=queries.list_referrals_of(organisation_id, page_number(request.args)),
        rules=rules,
    )


@blueprint.post("/referrals/<int:referral_id>/accept")
@requires(ANSWER_REFERRAL)
def accept_referral(referral_id: int) -> ResponseReturnValue:
    """Give a place."""
    referral, act = _get(referral_id, ANSWER_REFERRAL), service.start_referral
    return _press(referral, act, "A place is given. The partner gets an email.")


@blueprint.post("/referrals/<int:referral_id>/decline")
@requires(ANSWER_REFERRAL)
def decline_referral(referral_id: int) -> ResponseReturnValue:
    """Say that there is no place."""
    referral, act = _get(referral_id, ANSWER_REFERRAL), service.decline_referral
    return _press(referral, act, "Declined. The partner gets an email.")


@blueprint.post("/referrals/<int:referral_id>/withdraw")
@requires(KEEP_REFERRAL)
def withdraw_referral(referral_id: int) -> ResponseReturnValue:
    """Take a referral back."""
    referral, act = _get(referral_id, KEEP_REFERRAL), service.withdraw_referral
    return _press(referral, act, "Withdrawn. The employer gets an email.")


@blueprint.route("/referrals/<int:referral_id>/complete", methods=["GET", "POST"])
@requires(COMPLETE_REFERRAL)
def complete_referral(referral_id: int) -> ResponseReturnValue:
    """Say that it is completed, and how much is counted."""
    referral = _get(referral_id, COMPLETE_REFERRAL)
    form = CompleteForm()
    is_job = get_counting(referral.pathway.kind).counts == FTE
    form.counted.hint = "In full-time jobs: half-time is 0.5" if is_job else "In hours"
    answer = keep(
        form,
        lambda: service.complete_referral(
            current_subject(), referral, _side_of(referral), form.counted.data, form.ended_on.data
        ),
        "Saved. The other side is asked to confirm it.",
        _page_of(referral),
    )
    return answer or show_form(
        form,
        "Say that it is completed",
        _page_of(referral),
        caption=f"{referral.reference}, {referral.pathway.title}",
        submit="Send",
    )


@blueprint.post("/referrals/<int:referral_id>/confirm")
@requires(COMPLETE_REFERRAL)
def confirm_referral(referral_id: int) -> ResponseReturnValue:
    """Confirm what the other side said."""
    referral = _get(referral_id, COMPLETE_REFERRAL)
    return press(
        lambda: service.confirm_referral(current_subject(), referral, _side_of(referral)),
        "Confirmed by both.",
        _page_of(referral),
    )


@blueprint.post("/referrals/<int:referral_id>/send-back")
@requires(COMPLETE_REFERRAL)
def send_referral_back(referral_id: int) -> ResponseReturnValue:
    """Say that it is not so."""
    referral = _get(referral_id, COMPLETE_REFERRAL)
    return press(
        lambda: service.send_referral_back(current_subject(), referral, _side_of(referral)),
        "Sent back. The other side gets an email.",
        _page_of(referral),
    )


def _get(referral_id: int, permission: str) -> queries.Referral:
    referral = queries.get_referral(referral_id)
    check(permission, referral_facts(referral))
    return referral


def _press(referral: queries.Referral, act: Callable[..., Any], done: str) -> ResponseReturnValue:
    return press(lambda: act(current_subject(), referral), done, _page_of(referral))


def _side_of(referral: queries.Referral) -> str:
    return EMPLOYER if is_giver(current_subject(), referral_facts(referral)) else PARTNER


def _page_of(referral: queries.Referral) -> str:
    if _side_of(referral) == EMPLOYER:
        return url_for("socialvalue.show_pathway_to_employer", pathway_id=referral.pathway_id)
    return url_for("socialvalue.list_referrals", organisation_id=referral.partner_id)


def _refer(
    form: ReferralForm, pathway: queries.Pathway, own: dict[str, Organisation]
) -> queries.Referral:
    REFERRALS.take(str(current_subject().user_id))
    return service.refer(current_subject(), pathway, own[form.partner.data], form.reference.data)

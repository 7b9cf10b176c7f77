"""Residents say what matters to them, without an account and without a name."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from brokerage.errors import DomainError
from brokerage.permissions import PUBLIC
from brokerage.reporting import forms
from brokerage.reporting.queries import voices as queries
from brokerage.reporting.queries.places import list_all_wards
from brokerage.reporting.routes.blueprint import blueprint
from brokerage.reporting.rules import FEWEST, charts
from brokerage.reporting.rules import voices as rules
from brokerage.reporting.service.voices import say_what_matters
from brokerage.web.access import requires
from brokerage.web.layout import today
from brokerage.web.throttle import Limit, ThrottledError
from brokerage.web.transactions import render

VOICES_LIMIT = Limit("what-matters", rules.VOICES_MOST, rules.VOICES_SPAN)


@blueprint.route("/impact/what-matters", methods=["GET", "POST"])
@requires(PUBLIC)
def choose_what_matters() -> ResponseReturnValue:
    """Take up to three things; whoever answers too often keeps what they ticked."""
    form = forms.VoiceForm()
    offered = queries.list_offered(today())
    form.themes.choices = [(each.choice, each.label) for each in offered if each.is_theme]
    form.measures.choices = [(each.choice, each.label) for each in offered if not each.is_theme]
    form.ward.choices = list_all_wards()
    status = 200
    if form.validate_on_submit():
        try:
            VOICES_LIMIT.take(request.remote_addr or "")
            say_what_matters(form.choices, form.ward.data)
            return redirect(url_for("reporting.show_what_matters", said="yes"), 303)
        except ThrottledError:
            form.form_errors.append(forms.TOO_OFTEN)
            status = 429
        except DomainError as refusal:
            form.add_domain_error(refusal)
    page = render("reporting/voice_choose.html", form=form, choose=forms.CHOOSE, offered=offered)
    return page, status


@blueprint.get("/impact/what-matters/answers")
@requires(PUBLIC)
def show_what_matters() -> str:
    """Show what residents have chosen, as counts, and nothing of few."""
    wards = list_all_wards()
    form = forms.WardSearch(choices={"ward": wards})
    heard = queries.count_voices(form.ward.data or None)
    labels = [
        (each.label, heard.counts.get(each.choice, 0)) for each in queries.list_offered(today())
    ]
    chosen = sorted(labels, key=lambda each: -(each[1] or 0))
    counts = [(label, number) for label, number in chosen if number]
    return render(
        "reporting/voice_show.html",
        form=form,
        heard=heard,
        chosen=[(label, number) for label, number in chosen if number != 0],
        ward=dict(wards).get(form.ward.data or ""),
        chart=charts.draw_bars("voices", "What matters to residents", counts),
        chart_width=charts.WIDTH,
        bar=(charts.BAR_TOP, charts.BAR_HEIGHT),
        has_said=request.args.get("said") == "yes",
        fewest=FEWEST,
    )

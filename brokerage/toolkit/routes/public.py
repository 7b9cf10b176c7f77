"""Resources and events, for anyone."""

from __future__ import annotations

from flask import request

from brokerage.extensions import utcnow
from brokerage.permissions import PUBLIC
from brokerage.toolkit import rules
from brokerage.toolkit.forms.events import PAST, EventSearchForm
from brokerage.toolkit.forms.resources import ResourceSearchForm
from brokerage.toolkit.permissions import HOST, owned_facts
from brokerage.toolkit.queries import events as event_queries
from brokerage.toolkit.queries import resources as queries
from brokerage.toolkit.routes.blueprint import blueprint
from brokerage.toolkit.rules import ResourceSearch, Scheme, events
from brokerage.toolkit.rules.search import label_of
from brokerage.web.access import can, current_subject, requires
from brokerage.web.paging import page_number
from brokerage.web.transactions import render


@blueprint.get("/toolkit")
@requires(PUBLIC)
def list_resources() -> str:
    """Search what helps to do something."""
    labels = queries.list_labels()
    form = _make_form(labels)
    search = _read_search(form)
    return render(
        "toolkit/resource_list.html",
        form=form,
        page=queries.search_resources(search, page_number(request.args)),
        is_searching=search != ResourceSearch(),
        labels=labels,
        label_of=label_of,
        rules=rules,
    )


@blueprint.get("/toolkit/resources/<int:resource_id>")
@requires(PUBLIC)
def show_resource(resource_id: int) -> str:
    """Show one resource."""
    return render(
        "toolkit/resource_show.html",
        resource=queries.get_public_resource(resource_id),
        labels=queries.list_labels(),
        label_of=label_of,
        rules=rules,
    )


@blueprint.get("/events")
@requires(PUBLIC)
def list_events() -> str:
    """List what is to come, or what is over."""
    form = EventSearchForm()
    page = event_queries.list_public_events(
        page_number(request.args),
        utcnow(),
        kind=form.kind.data or "",
        is_past=form.when.data == PAST,
    )
    return render(
        "toolkit/event_list.html",
        form=form,
        page=page,
        is_searching=bool(form.kind.data),
        is_past=form.when.data == PAST,
        events=events,
    )


@blueprint.get("/events/<int:event_id>")
@requires(PUBLIC)
def show_event(event_id: int) -> str:
    """Show one event; the link to join to those who have a place or look after it."""
    event = event_queries.get_public_event(event_id)
    subject = current_subject()
    own = event_queries.find_sign_up(event_id, subject.user_id) if subject.user_id else None
    return render(
        "toolkit/event_show.html",
        event=event,
        own=own,
        is_host=can(HOST, owned_facts(event)),
        waiting=event_queries.count_waiting(event_id),
        events=events,
        now=utcnow(),
    )


def _make_form(labels: queries.Labels) -> ResourceSearchForm:
    used = queries.list_used_codes()

    def choices(scheme: str) -> list[tuple[str, str]]:
        codes = used.get(scheme, ())
        ordered = [code for each, code in labels if each == scheme and code in codes]
        ordered += [code for code in codes if code not in ordered]
        return [(code, label_of(labels, scheme, code)) for code in ordered]

    return ResourceSearchForm(
        choices={
            "theme": choices(Scheme.THEME),
            "pledge": choices(Scheme.PLEDGE),
            "topic": choices(Scheme.TOPIC),
        }
    )


def _read_search(form: ResourceSearchForm) -> ResourceSearch:
    chosen = {
        Scheme.THEME: form.theme.data,
        Scheme.VOICE: form.voice.data,
        Scheme.PLEDGE: form.pledge.data,
        Scheme.TOPIC: form.topic.data,
    }
    return ResourceSearch(
        text=form.q.data,
        kind=form.kind.data or "",
        tags=tuple((scheme, code) for scheme, code in chosen.items() if code),
    )

"""Writing resources, suggesting case studies, publishing, retiring and reading them again."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from brokerage import audit
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.organisations.models import Organisation
from brokerage.organisations.rules import Status
from brokerage.permissions import Subject
from brokerage.toolkit import emails, rules
from brokerage.toolkit.models import Resource, ResourceTag, ResourceVersion
from brokerage.toolkit.queries.resources import (
    count_versions,
    get_locked_resource,
    get_version,
)
from brokerage.toolkit.rules import ResourceAnswers, ResourceState
from brokerage.toolkit.rules.search import join_words

KIND = "toolkit-resource"
FIELDS = ("kind", "title", "summary", "body", "link", "source")
NOT_APPROVED = "Only approved organisations can suggest a case study."


@writes
def add_resource(
    actor: Subject, answers: ResourceAnswers, *, file_name: str | None = None
) -> Resource:
    """Write a draft: nobody but brokers sees it before it is published."""
    rules.check_answers(answers)
    rules.check_review_by(answers.review_by, utcnow().date())
    resource = _new(actor, answers, ResourceState.DRAFT)
    resource.file_name = file_name
    _save(actor, resource, answers)
    audit.record(actor, "toolkit:resource:add", KIND, resource.id, after=_facts(resource))
    return resource


@writes
def suggest_case_study(
    actor: Subject, organisation: Organisation, answers: ResourceAnswers
) -> Resource:
    """Hand a case study to the brokers; they and the organisation are told what comes next."""
    if organisation.status != Status.APPROVED:
        raise DomainError(NOT_APPROVED)
    rules.check_answers(answers)
    resource = _new(actor, answers, ResourceState.SUGGESTED)
    resource.organisation_id = organisation.id
    _save(actor, resource, answers)
    audit.record(actor, "toolkit:resource:suggest", KIND, resource.id, after=_facts(resource))
    emails.send_suggested(resource, organisation)
    return resource


@writes
def edit_suggestion(actor: Subject, resource: Resource, answers: ResourceAnswers) -> None:
    """Change what was suggested; what was not taken goes to the brokers again."""
    live = get_locked_resource(resource.id)
    rules.check_state(live.state, rules.WITH_ITS_ORGANISATION)
    rules.check_answers(answers)
    before = _facts(live)
    was_declined = live.state == ResourceState.DECLINED
    live.state, live.reason = ResourceState.SUGGESTED, ""
    _save(actor, live, answers)
    _record(actor, live, before, "edit")
    if was_declined and live.organisation is not None:
        emails.send_suggested(live, live.organisation)


@writes
def edit_resource(actor: Subject, resource: Resource, answers: ResourceAnswers) -> bool:
    """Change what a resource says; its version before is kept. Return whether it is another."""
    live = get_locked_resource(resource.id)
    rules.check_answers(answers)
    today = utcnow().date()
    if answers.review_by != live.review_by:
        rules.check_review_by(answers.review_by, today)
    before = _facts(live)
    is_read_again = answers.review_by != live.review_by
    if not is_read_again and _plain(answers) == _said(live):
        return False
    if is_read_again:
        _note_reading(live, answers.review_by or live.review_by, today)
    _save(actor, live, answers)
    _record(actor, live, before, "edit")
    return True


@writes
def publish_resource(actor: Subject, resource: Resource) -> None:
    """Let everyone read it; an organisation that suggested it is told."""
    live = get_locked_resource(resource.id)
    rules.check_state(live.state, rules.PUBLISHABLE)
    before = _facts(live)
    was_suggested = live.state == ResourceState.SUGGESTED
    if was_suggested or live.review_by <= utcnow().date():
        # To publish it is to have read it.
        _note_reading(live, utcnow().date() + rules.REVIEW_AFTER, utcnow().date())
    live.state = ResourceState.PUBLISHED
    live.published_at = live.changed_at = utcnow()
    live.retired_at = None
    db.session.flush()
    _record(actor, live, before, "publish")
    if was_suggested:
        emails.send_decided(live)


@writes
def decline_resource(actor: Subject, resource: Resource, reason: str) -> None:
    """Say why a suggestion is not taken; its organisation may change it and suggest it again."""
    live = get_locked_resource(resource.id)
    rules.check_state(live.state, {ResourceState.SUGGESTED})
    before = _facts(live)
    live.state, live.reason, live.changed_at = ResourceState.DECLINED, reason, utcnow()
    db.session.flush()
    _record(actor, live, before, "decline")
    emails.send_decided(live)


@writes
def retire_resource(actor: Subject, resource: Resource) -> None:
    """Take it out of what people find; it can be published again."""
    live = get_locked_resource(resource.id)
    rules.check_state(live.state, {ResourceState.PUBLISHED})
    before = _facts(live)
    live.state = ResourceState.RETIRED
    live.retired_at = live.changed_at = utcnow()
    db.session.flush()
    _record(actor, live, before, "retire")


@writes
def review_resource(actor: Subject, resource: Resource, review_by: date) -> None:
    """Note that a broker has read it today and that it is still right."""
    live = get_locked_resource(resource.id)
    rules.check_state(live.state, {ResourceState.PUBLISHED})
    rules.check_review_by(review_by, utcnow().date())
    before = _facts(live)
    _note_reading(live, review_by, utcnow().date())
    db.session.flush()
    _record(actor, live, before, "review")


@writes
def restore_version(actor: Subject, resource: Resource, number: int) -> None:
    """Let a resource say again what it said then: as a new version."""
    live = get_locked_resource(resource.id)
    version = get_version(live.id, number)
    before = _facts(live)
    said: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in version.answers.items()
    }
    answers = ResourceAnswers(**said)
    if _plain(answers) == _said(live):
        return
    _save(actor, live, answers)
    _record(actor, live, before, "restore")


@writes
def remind_of_reviews(actor: Subject, resources: list[Resource]) -> None:
    """Tell the brokers once that these are due soon, and once that they are late."""
    today = utcnow().date()
    for resource in resources:
        resource.warned_on = resource.warned_on or today
        if resource.review_by < today:
            resource.overdue_told_on = today
    db.session.flush()
    ids = [resource.id for resource in resources]
    audit.record(actor, "toolkit:resource:remind", KIND, None, after={"resource_ids": ids})
    emails.send_reviews_due(resources, today)


def _new(actor: Subject, answers: ResourceAnswers, state: ResourceState) -> Resource:
    now = utcnow()
    return Resource(
        state=state,
        written_by_id=actor.user_id,
        made_at=now,
        reviewed_on=now.date(),
        review_by=answers.review_by or now.date() + rules.REVIEW_AFTER,
    )


def _save(actor: Subject, resource: Resource, answers: ResourceAnswers) -> None:
    """Put the answers into the row and keep them as its next version."""
    now = utcnow()
    for name in FIELDS:
        setattr(resource, name, getattr(answers, name))
    resource.words = join_words(answers.title, answers.summary, answers.body)
    resource.changed_at = now
    kept = {(tag.scheme, tag.code): tag for tag in resource.tags}
    resource.tags = [
        kept.get(each) or ResourceTag(scheme=each[0], code=each[1]) for each in answers.tags
    ]
    db.session.add(resource)
    db.session.flush()
    db.session.add(
        ResourceVersion(
            resource_id=resource.id,
            number=count_versions(resource.id) + 1,
            answers=_plain(answers),
            saved_by_id=actor.user_id,
            saved_at=now,
        )
    )
    db.session.flush()


def _plain(answers: ResourceAnswers) -> dict[str, Any]:
    """The answers as they are kept, without the day of the next reading."""
    plain = {name: value for name, value in asdict(answers).items() if name != "review_by"}
    return {
        name: sorted(value) if isinstance(value, tuple) else value for name, value in plain.items()
    }


def _said(resource: Resource) -> dict[str, Any]:
    """What a resource says now, in the same shape."""
    said: dict[str, Any] = {name: getattr(resource, name) for name in FIELDS}
    for name, scheme in (
        ("themes", rules.Scheme.THEME),
        ("voices", rules.Scheme.VOICE),
        ("pledges", rules.Scheme.PLEDGE),
        ("topics", rules.Scheme.TOPIC),
    ):
        said[name] = sorted(resource.list_codes(scheme))
    return said


def _note_reading(resource: Resource, review_by: date, today: date) -> None:
    resource.reviewed_on, resource.review_by = today, review_by
    resource.warned_on = resource.overdue_told_on = None


def _facts(resource: Resource) -> dict[str, Any]:
    """What the log holds of a resource; its versions hold its words."""
    return {
        "title": resource.title,
        "state": resource.state,
        "review_by": resource.review_by.isoformat(),
        "reason": resource.reason or "",
        "version": count_versions(resource.id),
    }


def _record(actor: Subject, resource: Resource, before: dict[str, Any], verb: str) -> None:
    after = _facts(resource)
    changed = [name for name in after if after[name] != before[name]]
    audit.record(
        actor,
        f"toolkit:resource:{verb}",
        KIND,
        resource.id,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
    )

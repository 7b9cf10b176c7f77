"""What came of it: told by who received, agreed to by who gave, read by a broker first."""

from __future__ import annotations

from brokerage import audit
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.permissions import Subject
from brokerage.socialvalue.emails import agreements as emails
from brokerage.socialvalue.models import Agreement, ProjectStory
from brokerage.socialvalue.queries.agreements import get_locked_agreement, get_story
from brokerage.socialvalue.rules import offers as rules
from brokerage.socialvalue.rules.offers import AgreementStatus, StoryStatus
from brokerage.socialvalue.rules.projects import check_reason

KIND = "project-story"


@writes
def write_story(actor: Subject, agreement: Agreement, text: str) -> None:
    """Write what came of it; the other side is asked whether it may be published."""
    live = get_locked_agreement(agreement.id)
    rules.check_agreement(live.status, AgreementStatus.CONFIRMED)
    if len(text) < rules.SHORTEST_STORY:
        raise DomainError(f"Write {rules.SHORTEST_STORY} characters or more", "text")
    story = db.session.get(ProjectStory, live.id, populate_existing=True)
    if story is None:
        story = ProjectStory(agreement_id=live.id)
        db.session.add(story)
    story.text, story.written_at, story.status = text, utcnow(), StoryStatus.WAITING_OTHER
    story.giver_agreed_at, story.decided_at, story.reason = None, None, ""
    _note(actor, story, "write")
    emails.send_story_to_agree(get_story(live.id))


@writes
def agree_to_story(actor: Subject, agreement: Agreement) -> None:
    """Say yes for the side that gave."""
    story = _locked(agreement)
    _check(story, StoryStatus.WAITING_OTHER)
    story.status, story.giver_agreed_at = StoryStatus.WAITING_BROKER, utcnow()
    _note(actor, story, "agree")


@writes
def withdraw_story(actor: Subject, agreement: Agreement) -> None:
    """Take it back, for either side, at any time."""
    story = _locked(agreement)
    _check(story, StoryStatus.WAITING_OTHER, StoryStatus.WAITING_BROKER, StoryStatus.PUBLISHED)
    story.status = StoryStatus.WITHDRAWN
    _note(actor, story, "withdraw")


@writes
def publish_story(actor: Subject, agreement: Agreement) -> None:
    """Publish what both sides have agreed to, once a broker has read it."""
    story = _locked(agreement)
    _check(story, StoryStatus.WAITING_BROKER)
    story.status, story.decided_at = StoryStatus.PUBLISHED, utcnow()
    _note(actor, story, "publish")
    emails.send_story_decided(story, is_published=True)


@writes
def refuse_story(actor: Subject, agreement: Agreement, reason: str) -> None:
    """Do not publish it, and say why."""
    story = _locked(agreement)
    _check(story, StoryStatus.WAITING_BROKER)
    check_reason(reason, "both sides read it")
    story.status, story.decided_at, story.reason = StoryStatus.REFUSED, utcnow(), reason
    _note(actor, story, "refuse")
    emails.send_story_decided(story, is_published=False)


def _locked(agreement: Agreement) -> ProjectStory:
    get_locked_agreement(agreement.id)
    story = get_story(agreement.id)
    db.session.refresh(story)
    return story


def _check(story: ProjectStory, *wanted: str) -> None:
    if story.status not in wanted:
        said = rules.STORY_LABELS[story.status].lower()
        raise DomainError(f"This story stands at “{said}”, so that cannot be done now.")


def _note(actor: Subject, story: ProjectStory, verb: str) -> None:
    db.session.flush()
    audit.record(
        actor,
        f"socialvalue:story:{verb}",
        KIND,
        story.agreement_id,
        after={"status": story.status, "reason": story.reason},
    )

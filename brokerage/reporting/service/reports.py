"""Reports: begun, written, published as an edition that never changes, corrected by another."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import delete, text
from sqlalchemy.exc import IntegrityError

from brokerage import audit
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.permissions import SYSTEM, Subject
from brokerage.reporting import rules
from brokerage.reporting.models import ImpactReport, ReportDraft, ReportFile, ReportStory
from brokerage.reporting.queries import reports as queries
from brokerage.reporting.queries.figures import Cut, find_figures, find_last_entry
from brokerage.reporting.queries.stories import list_stories
from brokerage.reporting.queries.words import find_words
from brokerage.reporting.rules.canonical import digest_of, write_canonical
from brokerage.reporting.rules.figures import digest_of_content

KIND = "impact_report"
DRAFT = "impact_report_draft"
BEGUN = "Somebody has begun this report already. Open it in the list"


@dataclass(frozen=True, kw_only=True)
class DraftWords:
    """What a broker writes beside the figures."""

    introduction: str = ""
    went_badly: str = ""
    methods: str = ""
    change_note: str = ""


def open_cut(year: int) -> Cut:
    """Return the present moment of the ledger, for a look at a year."""
    return Cut(year=year, as_at=utcnow(), last_entry_id=find_last_entry())


@writes
def start_draft(actor: Subject, year: int) -> ReportDraft:
    """Begin a year's report, or the next edition of it; its words begin with the last ones."""
    rules.check_year(year, utcnow().date())
    last = queries.find_report(year)
    words = queries.find_written_words(last) if last else {}
    now = utcnow()
    draft = ReportDraft(year=year, started_at=now, changed_at=now, **words)
    try:
        with db.session.begin_nested():
            db.session.add(draft)
    except IntegrityError as error:
        raise DomainError(BEGUN, "year") from error
    audit.record(actor, "reporting:draft:start", DRAFT, draft.id, after={"year": year})
    return draft


@writes
def edit_draft(actor: Subject, draft: ReportDraft, words: DraftWords) -> None:
    """Write the words beside the figures."""
    before = {each: getattr(draft, each) for each in asdict(words)}
    for name, value in asdict(words).items():
        setattr(draft, name, value)
    draft.changed_at = utcnow()
    db.session.flush()
    audit.record(actor, "reporting:draft:edit", DRAFT, draft.id, before=before, after=asdict(words))


@writes
def delete_draft(actor: Subject, draft: ReportDraft) -> None:
    """Throw a draft away; what is published stays."""
    audit.record(actor, "reporting:draft:delete", DRAFT, draft.id, before={"year": draft.year})
    db.session.delete(draft)
    db.session.flush()


@writes
def publish_report(actor: Subject, draft: ReportDraft, seen: str) -> ImpactReport:
    """Freeze a draft as the next edition of its year.

    `seen` is the digest of the figures that the broker has looked at: others are not published
    unseen. Nothing of an edition is changed afterwards; a mistake is put right by another one.
    """
    now = utcnow()
    edition = queries.find_last_edition(draft.year) + 1
    rules.check_over(draft.year, now.date())
    rules.check_went_badly(draft.went_badly)
    rules.check_change(edition, draft.change_note)
    _hold_still()
    cut = open_cut(draft.year)
    figures = find_figures(cut)
    rules.check_reviewed(seen, digest_of_content(figures))
    report = _freeze(draft, edition, cut, figures)
    db.session.execute(delete(ReportDraft).where(ReportDraft.id == draft.id))
    audit.record(
        actor,
        "reporting:report:publish",
        KIND,
        report.id,
        after={
            "year": report.year,
            "edition": edition,
            "figures": report.figures_digest,
            "words": report.words_digest,
        },
    )
    return report


@writes
def keep_file(report: ImpactReport, content: bytes) -> None:
    """Keep the printable file of an edition."""
    name = digest_of(content.hex())
    file = ReportFile(report_id=report.id, content=content, digest=name, drawn_at=utcnow())
    try:
        with db.session.begin_nested():
            db.session.add(file)
    except IntegrityError:
        return  # another runner was quicker
    audit.record(SYSTEM, "reporting:file:draw", KIND, report.id, after={"bytes": len(content)})


@writes
def forget_stories() -> int:
    """Delete the words of stories that were taken back, and the files that hold them."""
    taken_back = queries.list_stories_taken_back()
    for story in taken_back:
        story.text, story.told_by, story.forgotten_at = "", "", utcnow()
        audit.record(SYSTEM, "reporting:story:forget", KIND, story.report_id)
    if taken_back:
        ids = {story.report_id for story in taken_back}
        db.session.execute(delete(ReportFile).where(ReportFile.report_id.in_(sorted(ids))))
    db.session.flush()
    return len(taken_back)


def _hold_still() -> None:
    """Wait for those who write to what is counted, and let nobody begin, until this is frozen.

    Where there is one writer at a time, that is so already.
    """
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(
            text("LOCK TABLE ledger_entries, charter_check_ins, measure_values IN SHARE MODE")
        )


def _freeze(draft: ReportDraft, edition: int, cut: Cut, figures: dict[str, Any]) -> ImpactReport:
    stories = list_stories(*rules.days_of(draft.year))
    written = find_words(figures, cut) | {
        "introduction": draft.introduction,
        "went_badly": draft.went_badly,
        "methods": draft.methods,
        "stories": [story.digest for story in stories],
    }
    texts = write_canonical(figures), write_canonical(written)
    report = ImpactReport(
        year=draft.year,
        edition=edition,
        as_at=cut.as_at,
        last_entry_id=cut.last_entry_id,
        figures=texts[0],
        figures_digest=digest_of(texts[0]),
        words=texts[1],
        words_digest=digest_of(texts[1]),
        change_note=draft.change_note if edition > 1 else "",
        published_at=utcnow(),
    )
    db.session.add(report)
    db.session.flush()
    for position, story in enumerate(stories, 1):
        db.session.add(
            ReportStory(
                report_id=report.id,
                position=position,
                kind=story.kind,
                source_id=story.source_id,
                told_by=story.told_by,
                text=story.text,
            )
        )
    db.session.flush()
    return report

"""Reading a file of planned purchases, showing what it would do, and doing that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import delete

from brokerage import audit
from brokerage.demand.models import PlanUpload
from brokerage.demand.queries.uploads import find_by_row_keys, get_locked_upload
from brokerage.demand.rules import files
from brokerage.demand.rules.files import PlanLine
from brokerage.demand.rules.plans import TO_COME
from brokerage.demand.service.many import add_planned_purchases, edit_planned_purchases
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.matchmaking.queries.categories import find_labels
from brokerage.matchmaking.queries.suggestions import suggest_categories
from brokerage.organisations.models import Organisation
from brokerage.permissions import Subject
from brokerage.procurement.rules.buyers import check_buyer
from brokerage.tables import Row, Table, read_table

KIND = "plan-upload"
KEPT_FOR = timedelta(days=1)
BYTES_A_MEGABYTE = 1024 * 1024
SURE = frozenset({"high", "medium", ""})


@dataclass(frozen=True, kw_only=True)
class UnderstoodPlan:
    """How a file was understood: its columns, the lines that can be used and those that cannot."""

    understood: Mapping[str, str]
    ignored: Sequence[str]
    accepted: Sequence[PlanLine]
    rejected: Sequence[tuple[int, str]]


def read_plan(content: bytes, defaults: Mapping[str, str], today: date) -> UnderstoodPlan:
    """Return how a file is understood; nothing is written, so it may take its time.

    Raises DomainError on `file` where it is no table with the columns needed.
    """
    with TemporaryDirectory() as folder:
        path = Path(folder) / "plan.csv"
        path.write_bytes(content)
        table = read_table(
            path,
            files.COLUMNS,
            required=files.REQUIRED,
            most_bytes=files.MOST_MEGABYTES * BYTES_A_MEGABYTE,
        )
        accepted, rejected = _read_lines(table, defaults, today)
    return UnderstoodPlan(
        understood=dict(table.understood),
        ignored=list(table.ignored),
        accepted=accepted,
        rejected=sorted(rejected),
    )


@writes
def upload_plan(actor: Subject, organisation: Organisation, plan: UnderstoodPlan) -> PlanUpload:
    """Keep how a file was understood, for a person to look at; nothing of it is public yet."""
    check_buyer(organisation.status, organisation.kind)
    now = utcnow()
    db.session.execute(delete(PlanUpload).where(PlanUpload.made_at < now - KEPT_FOR))
    upload = PlanUpload(
        organisation_id=organisation.id,
        made_by_id=actor.user_id,
        made_at=now,
        understood=dict(plan.understood),
        ignored=list(plan.ignored),
        accepted=[asdict(line) for line in plan.accepted],
        rejected=[[line, reason] for line, reason in plan.rejected],
    )
    db.session.add(upload)
    db.session.flush()
    told = {"accepted": len(plan.accepted), "rejected": len(plan.rejected)}
    audit.record(actor, "demand:plan:upload", KIND, upload.id, after=told)
    return upload


@writes
def import_plan_upload(
    actor: Subject, organisation: Organisation, plan_upload_id: int
) -> Counter[str]:
    """Take over what was shown; return how many lines were added, changed and the same.

    All of it or, where something goes wrong, nothing. The same file again changes nothing.
    """
    check_buyer(organisation.status, organisation.kind)
    upload = get_locked_upload(plan_upload_id)
    if upload.imported_at is not None:
        raise DomainError("This file has been imported already.")
    lines = read_accepted(upload)
    known = find_by_row_keys(organisation.id, [line.row_key for line in lines], is_held=True)
    new = [line for line in lines if line.row_key not in known]
    there = [(known[line.row_key], line) for line in lines if line.row_key in known]
    to_come = [(purchase, line) for purchase, line in there if purchase.state in TO_COME]
    add_planned_purchases(actor, organisation, new)
    changed = edit_planned_purchases(actor, to_come)
    done = Counter(
        added=len(new),
        changed=changed,
        same=len(to_come) - changed,
        ended=len(there) - len(to_come),
    )
    upload.imported_at = utcnow()
    db.session.flush()
    before = {"is_imported": False}
    audit.record(actor, "demand:plan:import", KIND, upload.id, before=before, after=dict(done))
    return done


def read_accepted(upload: PlanUpload) -> list[PlanLine]:
    """Return the lines of an upload that can be used."""
    return [PlanLine(**row | {"categories": tuple(row["categories"])}) for row in upload.accepted]


def _read_lines(
    table: Table, defaults: Mapping[str, str], today: date
) -> tuple[list[PlanLine], list[tuple[int, str]]]:
    lines: dict[str, PlanLine] = {}
    rejected: list[tuple[int, str]] = []
    codes = _Codes()
    for row in table:
        if len(lines) >= files.MOST_ROWS:
            raise DomainError(f"The file has more than {files.MOST_ROWS:,} lines", "file")
        try:
            line = _read_line(row, defaults, today)
            if line.row_key in lines:
                raise DomainError("is there twice in this file")
        except DomainError as refusal:
            rejected.append((row.line, refusal.sentence))
            continue
        lines[line.row_key] = replace(line, categories=codes.find(row["category"], line))
    rejected += table.rejected.shown
    return list(lines.values()), rejected


def _read_line(row: Row, defaults: Mapping[str, str], today: date) -> PlanLine:
    cells = {name: row[name] for name in files.COLUMNS}
    line = files.make_line(cells, defaults, today)
    try:
        email = validate_email(line.contact_email, check_deliverability=False).normalized
    except EmailNotValidError as refusal:
        raise DomainError("has no mailbox in the correct format") from refusal
    return replace(line, contact_email=email)


class _Codes:
    """Finds the category that a cell or, without one, the line's own words mean."""

    def __init__(self) -> None:
        self._known: dict[str, bool] = {}
        self._meant: dict[str, tuple[str, ...]] = {}

    def find(self, cell: str, line: PlanLine) -> tuple[str, ...]:
        code = files.find_code(cell)
        if code is not None:
            return self._nearest(code)
        words = cell or f"{line.title}. {line.description}"
        if words not in self._meant:
            if len(self._meant) >= files.MOST_SUGGESTED:
                return ()
            found = suggest_categories("cpv", words[:500], limit=1)
            self._meant[words] = tuple(each.code for each in found if each.band in SURE)
        return self._meant[words]

    def _nearest(self, code: str) -> tuple[str, ...]:
        """Return the code if it is known, else the group or the division that it is in."""
        for candidate in (code, f"{code[:3]}00000", f"{code[:2]}000000"):
            if candidate not in self._known:
                self._known[candidate] = bool(find_labels("cpv", [candidate]))
            if self._known[candidate]:
                return (candidate,)
        return ()

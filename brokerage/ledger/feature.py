"""What the ledger registers with the app."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from brokerage.audit import Recorded, Subscriber
from brokerage.extensions import utcnow
from brokerage.jobs import Job
from brokerage.ledger import models
from brokerage.ledger.cli import load_source_measures_command, verify_ledger_command
from brokerage.ledger.permissions import PERMISSIONS, SETTLE_CLAIM, keeps_ledger
from brokerage.ledger.queries.chain import has_unsealed
from brokerage.ledger.queries.claims import count_claims_to_confirm
from brokerage.ledger.queries.progress import list_contract_progress
from brokerage.ledger.routes.blueprint import blueprint
from brokerage.ledger.service.drawing import follow_correction
from brokerage.ledger.service.hours import count_hours, count_meeting
from brokerage.ledger.service.sealing import seal_ledger
from brokerage.ledger.service.spending import count_return, note_award
from brokerage.organisations.models import Organisation
from brokerage.organisations.permissions import facts_of
from brokerage.organisations.queries.counts import find_count
from brokerage.permissions import Subject
from brokerage.web.features import Feature
from brokerage.web.navigation import Audience, NavigationEntry
from brokerage.web.panels import Panel


def count_hours_of(told: Recorded) -> None:
    """When hours are approved, corrected or undone, the ledger says the same."""
    if told.after.get("change"):
        count_hours(told.object_id or 0)


def count_meeting_of(told: Recorded) -> None:
    """When a meeting is ticked by both, or no longer, the ledger says the same."""
    count_meeting(told.object_id or 0, told.after["number"], utcnow().date())


def count_return_of(told: Recorded) -> None:
    """When a spend return is confirmed, or goes back after that, the ledger says the same."""
    count_return(told.object_id or 0)


def note_award_of(told: Recorded) -> None:
    """When a contract comes into a register, or changes there, it can be bought from."""
    note_award(told.object_id or 0)


def follow_commitment(told: Recorded) -> None:
    """When a promise is corrected, what was drawn down to it goes to the newer row."""
    old_id = told.after.get("replaces_id")
    if isinstance(old_id, int):
        follow_correction(told.actor, old_id, told.object_id or 0)


def ledger_panel(subject: Subject, organisation: Organisation, day: date) -> Panel | None:
    """The part of an organisation's own page that leads to its ledger; one statement."""
    if not keeps_ledger(subject, facts_of(organisation)):
        return None
    waiting = find_count("claims-to-confirm", organisation.id)
    return Panel("ledger/member_panel.html", {"organisation": organisation, "waiting": waiting})


SUBSCRIBERS: Mapping[str, Subscriber] = {
    "volunteering:hours:approve": count_hours_of,
    "volunteering:hours:correct": count_hours_of,
    "volunteering:hours:undo": count_hours_of,
    "volunteering:hours:decline": count_hours_of,
    "mentoring:meeting:tick": count_meeting_of,
    "mentoring:meeting:untick": count_meeting_of,
    "contracts:return:confirm": count_return_of,
    "contracts:return:send-back": count_return_of,
    "contracts:contract:add": note_award_of,
    "contracts:contract:correct": note_award_of,
    "contracts:commitment:correct": follow_commitment,
}

LEDGER = Feature(
    name="ledger",
    models=models,
    blueprints=(blueprint,),
    permissions=PERMISSIONS,
    navigation=(
        NavigationEntry("Claims in dispute", "ledger.list_disputes", SETTLE_CLAIM, Audience.BROKER),
    ),
    audit_subscribers=(SUBSCRIBERS,),
    jobs=(Job("seal-ledger", timedelta(minutes=1), seal_ledger, has_unsealed),),
    commands=(verify_ledger_command, load_source_measures_command),
    contributions={
        "organisation_counts": (("claims-to-confirm", count_claims_to_confirm),),
        "organisation_member_panels": (ledger_panel,),
        "commitment_progress": (list_contract_progress,),
    },
)

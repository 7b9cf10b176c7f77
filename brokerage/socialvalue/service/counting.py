"""What both sides have confirmed goes into the ledger: noted once, claimed by who gave it."""

from __future__ import annotations

from decimal import Decimal

from brokerage.contracts.queries.plans import get_commitment
from brokerage.errors import DomainError
from brokerage.extensions import writes
from brokerage.ledger.models import LedgerSource
from brokerage.ledger.queries.commitments import is_same_measure
from brokerage.ledger.queries.sources import find_default_measure, list_fitting_measures
from brokerage.ledger.rules.claims import Additionality
from brokerage.ledger.rules.sources import SourceKind
from brokerage.ledger.service import ClaimFacts, SourceFacts, confirm_claim, make_claim, note_source
from brokerage.ledger.service.drawing import draw_down
from brokerage.measures.models import Measure
from brokerage.permissions import SYSTEM, Subject
from brokerage.socialvalue.models import Agreement, Referral
from brokerage.socialvalue.queries.reference import AMOUNT, FTE, HOURS, VALUE, get_counting
from brokerage.socialvalue.rules.projects import show_quantity

UNITS = {AMOUNT: "", VALUE: "pounds", HOURS: "hours", FTE: "full-time jobs (FTE)"}
NOT_COUNTED = "It is kept here; no measure in use counts it yet."


@writes
def count_agreement(actor: Subject, agreement: Agreement) -> str:
    """Note and claim what came, drawn from the promise it was offered out of; say it in words.

    Both sides have said yes to it here, so the claim needs no second yes: the site makes and
    confirms it.
    """
    offer = agreement.offer
    need = offer.need
    counting = get_counting(need.kind)
    amount = agreement.counted or Decimal()
    if amount <= 0:
        return ""
    source = note_source(
        actor,
        SourceFacts(
            kind=SourceKind.AGREEMENT,
            source_id=agreement.id,
            unit=UNITS[counting.counts] or need.unit,
            amount=amount,
            happened_on=agreement.delivered_on or agreement.due_on,
            giver_id=offer.giver_id,
            receiver_id=offer.receiver_id,
            ward_code=need.project.ward_code,
            about=f"{need.what}: {need.project.title}",
        ),
    )
    return _claim(source, counting.codes, offer.commitment_id)


@writes
def count_referral(actor: Subject, referral: Referral) -> str:
    """Do the same for a placement or a job; of the person, only the reference goes along."""
    pathway = referral.pathway
    counting = get_counting(pathway.kind)
    amount = referral.counted or Decimal()
    if amount <= 0:
        return ""
    source = note_source(
        actor,
        SourceFacts(
            kind=SourceKind.HIRE,
            source_id=referral.id,
            unit=UNITS[counting.counts],
            amount=amount,
            happened_on=referral.started_on or referral.changed_at.date(),
            giver_id=pathway.organisation_id,
            receiver_id=referral.partner_id,
            about=pathway.title,
            partner_reference=referral.reference,
        ),
    )
    return _claim(source, counting.codes, pathway.commitment_id)


def _claim(source: LedgerSource, codes: tuple[str, ...], commitment_id: int | None) -> str:
    measure = _find_measure(source, codes, commitment_id)
    if measure is None or source.receiver_id is None:
        return NOT_COUNTED
    claim = make_claim(
        SYSTEM,
        source,
        ClaimFacts(
            measure_id=measure.id,
            amount=source.amount,
            owner_id=source.giver_id,
            confirmer_id=source.receiver_id,
            additionality=Additionality.NO,
        ),
        tells=False,
    )
    confirm_claim(SYSTEM, claim, tells=False)
    counted = show_quantity(source.amount, source.unit)
    said = f"Counted once: {counted} under {measure.code}, {measure.label.lower()}."
    if commitment_id is None:
        return said
    try:
        draw_down(SYSTEM, claim, commitment_id)
    except DomainError as misfit:
        return f"{said} It could not be drawn from the promise: {misfit.sentence}"
    return f"{said} It counts towards the promise in the contract."


def _find_measure(
    source: LedgerSource, codes: tuple[str, ...], commitment_id: int | None
) -> Measure | None:
    """The first of these measures that fits, or the very one that a promise is counted in."""
    fitting = sorted(
        (each for each in list_fitting_measures(source) if each.code in codes),
        key=lambda each: (codes.index(each.code), -each.id),
    )
    if commitment_id is not None:
        promised = get_commitment(commitment_id).measure_id
        fitting = [each for each in fitting if is_same_measure(each.id, promised)] or fitting
    return fitting[0] if fitting else find_default_measure(source)

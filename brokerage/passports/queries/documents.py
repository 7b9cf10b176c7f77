"""Papers beside proofs: read without their bytes, until one is asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from brokerage.errors import NotFoundError
from brokerage.extensions import db
from brokerage.organisations.models import Evidence
from brokerage.organisations.queries.member import get_evidence
from brokerage.passports.models import EvidenceDocument, Site, SizeYear
from brokerage.passports.queries.passports import get_site, get_size_year
from brokerage.passports.rules.documents import Proven

Proof = Evidence | Site | SizeYear
COLUMNS = {
    Proven.EVIDENCE: EvidenceDocument.evidence_id,
    Proven.SITE: EvidenceDocument.site_id,
    Proven.YEAR: EvidenceDocument.size_year_id,
}


def get_proof(organisation_id: int, kind: str, proof_id: int) -> Proof:
    """Return what a paper is to show, of this organisation (NotFoundError)."""
    if kind == Proven.EVIDENCE:
        return get_evidence(organisation_id, proof_id)
    if kind == Proven.SITE:
        return get_site(organisation_id, proof_id)
    if kind == Proven.YEAR:
        return get_size_year(organisation_id, proof_id)
    raise NotFoundError


def get_document(organisation_id: int, document_id: int) -> EvidenceDocument:
    """Return a paper of this organisation, without its bytes (NotFoundError)."""
    document = db.session.scalars(
        select(EvidenceDocument)
        .where(
            EvidenceDocument.id == document_id, EvidenceDocument.organisation_id == organisation_id
        )
        .options(joinedload(EvidenceDocument.organisation))
    ).first()
    if document is None:
        raise NotFoundError
    return document


def get_content(document_id: int) -> bytes:
    """Return a paper's bytes (NotFoundError)."""
    content = db.session.scalar(
        select(EvidenceDocument.content).where(EvidenceDocument.id == document_id)
    )
    if content is None:
        raise NotFoundError
    return content


def list_documents(organisation_id: int, kind: Proven) -> Mapping[int, Sequence[EvidenceDocument]]:
    """Return an organisation's papers of a kind by the proof they stand beside, oldest first."""
    column = COLUMNS[kind]
    found: dict[int, list[EvidenceDocument]] = defaultdict(list)
    for document, proof_id in db.session.execute(
        select(EvidenceDocument, column)
        .where(EvidenceDocument.organisation_id == organisation_id, column.is_not(None))
        .order_by(EvidenceDocument.id)
    ):
        found[proof_id or 0].append(document)
    return found


def list_documents_of(kind: Proven, proof_id: int) -> Sequence[EvidenceDocument]:
    """Return the papers beside one proof, oldest first."""
    return db.session.scalars(
        select(EvidenceDocument).where(COLUMNS[kind] == proof_id).order_by(EvidenceDocument.id)
    ).all()


def get_counts(organisation_id: int, kind: Proven, proof_id: int) -> tuple[int, int]:
    """Return how many papers stand beside a proof, and how many the organisation has."""
    beside = func.count().filter(COLUMNS[kind] == proof_id)
    row = db.session.execute(
        select(beside, func.count())
        .select_from(EvidenceDocument)
        .where(EvidenceDocument.organisation_id == organisation_id)
    ).one()
    return row[0], row[1]

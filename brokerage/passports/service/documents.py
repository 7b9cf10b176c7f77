"""Papers beside proofs: added and taken away by members."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy.exc import IntegrityError

from brokerage import audit
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow, writes
from brokerage.organisations.models import Evidence, Organisation
from brokerage.organisations.rules import check_editable
from brokerage.organisations.service.evidence import reopen_evidence
from brokerage.passports.models import EvidenceDocument
from brokerage.passports.queries.documents import COLUMNS, get_counts, get_proof
from brokerage.passports.rules import documents as rules
from brokerage.passports.service.locks import lock_organisation
from brokerage.passports.service.proofs import reopen_proof
from brokerage.permissions import Subject
from brokerage.web.documents import EncodedDocument, encode_document

KIND = "evidence_document"
THERE_ALREADY = "This paper is there already"


@dataclass(frozen=True, kw_only=True)
class Paper:
    """What a member says of a file: what it is, and what it shows."""

    kind: rules.Proven
    proof_id: int
    title: str


def add_document(actor: Subject, organisation: Organisation, paper: Paper, raw: bytes) -> None:
    """Keep a paper beside a proof; what could not be verified goes to a broker again.

    Encoding takes a while, so it is over before the write begins and holds nobody up.
    """
    check_editable(organisation.status)
    rules.check_room(*get_counts(organisation.id, paper.kind, paper.proof_id))
    db.end_read()
    try:
        encoded = encode_document(raw)
    except DomainError as refusal:
        raise DomainError(refusal.sentence, "document") from refusal
    _keep(actor, organisation, paper, encoded)


@writes
def remove_document(actor: Subject, organisation: Organisation, document: EvidenceDocument) -> None:
    """Take a paper away."""
    check_editable(organisation.status)
    before = {"title": document.title, "digest": document.digest}
    audit.record(actor, "passports:document:remove", KIND, document.id, before=before)
    db.session.delete(document)
    db.session.flush()


@writes
def _keep(
    actor: Subject, organisation: Organisation, paper: Paper, encoded: EncodedDocument
) -> None:
    lock_organisation(organisation)
    check_editable(organisation.status)
    proof = get_proof(organisation.id, paper.kind, paper.proof_id)
    rules.check_room(*get_counts(organisation.id, paper.kind, paper.proof_id))
    document = EvidenceDocument(
        organisation_id=organisation.id,
        title=paper.title,
        mimetype=encoded.mimetype,
        size=len(encoded.content),
        digest=encoded.digest,
        content=encoded.content,
        added_by_id=actor.user_id or 0,
        added_at=utcnow(),
        **{COLUMNS[paper.kind].key: paper.proof_id},
    )
    try:
        with db.session.begin_nested():
            db.session.add(document)
    except IntegrityError as clash:
        raise DomainError(THERE_ALREADY, "document") from clash
    after = {**asdict(paper), "digest": encoded.digest}
    audit.record(actor, "passports:document:add", KIND, document.id, after=after)
    if isinstance(proof, Evidence):
        reopen_evidence(actor, organisation, proof)
    else:
        reopen_proof(actor, proof)

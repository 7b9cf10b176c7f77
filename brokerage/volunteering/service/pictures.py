"""The picture of an opportunity."""

from __future__ import annotations

from brokerage import audit
from brokerage.errors import DomainError
from brokerage.extensions import db, writes
from brokerage.permissions import Subject
from brokerage.volunteering.models import Opportunity, OpportunityPicture
from brokerage.volunteering.rules.opportunities import check_editable
from brokerage.volunteering.service.opportunities import KIND, note_changed
from brokerage.web.pictures import EncodedPicture, encode_picture


def set_picture(actor: Subject, opportunity: Opportunity, raw: bytes, alt_text: str) -> None:
    """Keep the picture as we encode it, with the words that stand for it.

    Encoding takes a while, so it is over before the write begins and holds nobody up.
    """
    check_editable(opportunity.status)
    if not alt_text:
        raise DomainError("Say in words what the picture shows", "alt_text")
    db.end_read()
    try:
        encoded = encode_picture(raw)
    except DomainError as refusal:
        raise DomainError(refusal.sentence, "picture") from refusal
    _keep(actor, opportunity, encoded, alt_text)


@writes
def change_alt_text(actor: Subject, opportunity: Opportunity, alt_text: str) -> None:
    """Say in other words what the picture shows."""
    check_editable(opportunity.status)
    if opportunity.picture is None:
        raise DomainError("Select a picture", "picture")
    before = opportunity.picture.alt_text
    opportunity.picture.alt_text = alt_text
    _record(actor, opportunity, "describe", {"alt_text": before}, {"alt_text": alt_text})


@writes
def remove_picture(actor: Subject, opportunity: Opportunity) -> None:
    """Take the picture away, if there is one."""
    check_editable(opportunity.status)
    picture = opportunity.picture
    if picture is None:
        return
    opportunity.picture = None
    _record(actor, opportunity, "remove", {"digest": picture.digest}, {})


@writes
def _keep(actor: Subject, opportunity: Opportunity, encoded: EncodedPicture, alt_text: str) -> None:
    check_editable(opportunity.status)
    picture = opportunity.picture
    before = {"digest": picture.digest} if picture else {}
    if picture is None:
        picture = opportunity.picture = OpportunityPicture()
    picture.digest, picture.jpeg = encoded.digest, encoded.jpeg
    picture.width, picture.height = encoded.width, encoded.height
    picture.alt_text = alt_text
    _record(actor, opportunity, "set", before, {"digest": encoded.digest, "alt_text": alt_text})


def _record(
    actor: Subject,
    opportunity: Opportunity,
    verb: str,
    before: dict[str, str],
    after: dict[str, str],
) -> None:
    db.session.flush()
    audit.record(
        actor,
        f"volunteering:picture:{verb}",
        KIND,
        opportunity.id,
        before=before,
        after=after,
    )
    note_changed(opportunity)

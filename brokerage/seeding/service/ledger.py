"""What people of the demonstration claim by hand; the rest comes into the ledger by itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

from sqlalchemy import select

from brokerage.extensions import db, writes
from brokerage.ledger import service
from brokerage.ledger.models import Claim, LedgerSource
from brokerage.ledger.queries.sources import find_default_measure
from brokerage.ledger.rules.claims import Additionality
from brokerage.ledger.rules.sources import SourceKind
from brokerage.ledger.service.sealing import seal_ledger
from brokerage.seeding.rules import moment
from brokerage.seeding.service.files import Row, read_rows
from brokerage.seeding.service.people import Cast
from brokerage.seeding.service.story import Scene, tell


@writes
def load_claims(cast: Cast, today: date) -> None:
    """Load all of it once, after the contracts it is about."""
    sources = _sources()
    if any(each.claimed for each in sources.values()):
        return
    tell(
        scene
        for row in read_rows("ledger.json")
        if row["contract"] in sources
        for scene in _scenes(cast, row, sources[row["contract"]], today)
    )
    while seal_ledger():
        pass


def _scenes(cast: Cast, row: Row, source: LedgerSource, today: date) -> Iterator[Scene]:
    yield Scene(moment(today, row["days_ago"]), partial(_claim, cast, row, source, today))
    if row["confirmed"]:
        yes = partial(_confirm, cast, row["confirmed"], source)
        yield Scene(moment(today, row["confirmed"]["days_ago"]), yes)
    if row["correction"]:
        ask = partial(_correct, cast, row, source)
        yield Scene(moment(today, row["correction"]["days_ago"]), ask)


def _claim(cast: Cast, row: Row, source: LedgerSource, today: date) -> None:
    measure = find_default_measure(source)
    if measure is None:
        return
    service.make_claim(
        cast.people[row["by"]],
        source,
        service.ClaimFacts(
            measure_id=measure.id,
            amount=Decimal(row["pounds"]),
            owner_id=source.giver_id,
            confirmer_id=source.receiver_id,
            additionality=Additionality.NO,
            happened_on=today - timedelta(days=row["happened_days_ago"]),
        ),
    )


def _confirm(cast: Cast, row: Row, source: LedgerSource) -> None:
    service.confirm_claim(cast.people[row["by"]], _claim_on(source))


def _correct(cast: Cast, row: Row, source: LedgerSource) -> None:
    told = row["correction"]
    by, amount = cast.people[row["by"]], Decimal(told["pounds"])
    service.correct_claim(by, _claim_on(source), amount, told["reason"])


def _claim_on(source: LedgerSource) -> Claim:
    return db.session.scalars(
        select(Claim).where(Claim.source_id == source.id).order_by(Claim.id)
    ).one()


def _sources() -> dict[str, LedgerSource]:
    """Return what buyers of the demonstration can claim, by the title of the contract."""
    found = db.session.scalars(
        select(LedgerSource)
        .where(LedgerSource.kind == SourceKind.AWARD_SPEND)
        .order_by(LedgerSource.id)
    )
    return {each.about: each for each in found}

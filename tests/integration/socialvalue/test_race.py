"""Property: however many agree at once, no more is agreed than was asked for, on both engines."""

from decimal import Decimal
from random import Random
from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import func, select

from brokerage.errors import DomainError
from brokerage.extensions import db
from brokerage.ledger.models import Claim
from brokerage.ledger.service.source_measures import load_reference_source_measures
from brokerage.measures.service import load_reference_measures
from brokerage.permissions import SYSTEM
from brokerage.socialvalue.models import Agreement, Offer, ProjectNeed, StandingOffer
from brokerage.socialvalue.queries.agreements import get_agreement
from brokerage.socialvalue.queries.offers import get_offer
from brokerage.socialvalue.rules.offers import Side
from brokerage.socialvalue.service import agreements, offers
from tests.factories.accounts import make_user
from tests.factories.organisations import make_organisation
from tests.factories.socialvalue import (
    make_agreement,
    make_need,
    make_offer,
    make_places,
    make_project,
    make_standing_offer,
)
from tests.support.proof import IS_LONG

ROUNDS = 12 if IS_LONG else 2
GIVERS = 10


def make_rivals(app: Flask, chance: Random) -> tuple[int, list[int], int]:
    """Make offers that together are more than what is asked for; some from one standing offer."""
    with app.app_context():
        db.begin_write()
        leader = make_user()
        project = make_project(make_organisation(kind="community-group"), leader)
        need = make_need(project, asked=Decimal(chance.randint(5, 20)) / 10)
        giver = make_organisation()
        standing = make_standing_offer(giver, leader, amount=Decimal("0.7"))
        ids = []
        for number in range(GIVERS):
            fields = {"amount": Decimal(chance.randint(1, 6)) / 10}
            if number % 3 == 0:
                fields["standing_offer_id"] = standing.id
            ids.append(make_offer(need, make_organisation(), **fields).id)
        db.session.commit()
        return need.id, ids, standing.id


def agree_all(app: Flask, offer_ids: list[int], *, cancels: bool) -> None:
    together = Barrier(len(offer_ids))

    def agree(offer_id: int) -> None:
        with app.app_context():
            together.wait()
            try:
                made = offers.agree_offer(SYSTEM, get_offer(offer_id), Side.RECEIVER)
                agreement_id = made.id
                db.session.commit()
                if cancels and offer_id % 3 == 0:
                    agreements.cancel_agreement(
                        SYSTEM, get_agreement(agreement_id), Side.GIVER, "It is gone."
                    )
                    db.session.commit()
            except DomainError:
                db.session.rollback()

    threads = [Thread(target=agree, args=(each,)) for each in offer_ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.parametrize("cancels", [False, True])
def test_concurrent_agreements_never_exceed_the_need(committed_app: Flask, cancels: bool) -> None:
    for number in range(ROUNDS):
        need_id, offer_ids, standing_id = make_rivals(committed_app, Random(number))
        agree_all(committed_app, offer_ids, cancels=cancels)
        with committed_app.app_context():
            need = db.session.get_one(ProjectNeed, need_id)
            standing = db.session.get_one(StandingOffer, standing_id)
            rows = db.session.execute(
                select(Agreement.amount, Offer.standing_offer_id)
                .join(Agreement.offer)
                .where(Offer.need_id == need_id, Agreement.status == "agreed")
            ).all()
            waiting = db.session.scalars(
                select(Offer).where(Offer.need_id == need_id, Offer.status == "open")
            ).all()
            assert need.agreed == sum((row[0] for row in rows), Decimal()) <= need.asked
            drawn = sum((row[0] for row in rows if row[1]), Decimal())
            assert standing.agreed == drawn <= standing.amount
            if not cancels:
                # Whoever was refused was refused because it no longer fitted.
                for each in waiting:
                    over = each.amount > need.left
                    assert over or (each.standing_offer_id and each.amount > standing.left)


def test_two_confirm_at_once_and_it_is_counted_once(committed_app: Flask) -> None:
    with committed_app.app_context():
        db.begin_write()
        make_places()
        load_reference_measures()
        load_reference_source_measures()
        giver = make_user()
        project = make_project(make_organisation(kind="charity"), make_user())
        agreement = make_agreement(make_offer(make_need(project), make_organisation()))
        agreements.note_delivery(
            giver.as_subject(),
            agreement,
            Side.GIVER,
            agreements.Delivery(
                amount=Decimal(2), on=agreement.agreed_at.date(), counted=Decimal(300)
            ),
        )
        agreement_id = agreement.id
        db.session.commit()
    together, refusals = Barrier(2), []

    def confirm() -> None:
        with committed_app.app_context():
            together.wait()
            try:
                agreements.confirm_delivery(SYSTEM, get_agreement(agreement_id), Side.RECEIVER)
                db.session.commit()
            except DomainError as refusal:
                db.session.rollback()
                refusals.append(refusal)

    threads = [Thread(target=confirm) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with committed_app.app_context():
        assert len(refusals) == 1
        assert db.session.scalar(select(func.count(Claim.id))) == 1
        assert db.session.scalars(select(ProjectNeed.came)).one() == Decimal(2)

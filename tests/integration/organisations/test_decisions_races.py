"""Two brokers at once, on real transactions: one decides, the other gets a sentence."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import func, select

from brokerage.errors import DomainError
from brokerage.extensions import db
from brokerage.mail import OutboxMessage
from brokerage.organisations.models import Evidence, ListingRequest, Membership, Organisation
from brokerage.organisations.queries.broker import get_application
from brokerage.organisations.queries.listings import get_listing, get_listing_request
from brokerage.organisations.rules import Status
from brokerage.organisations.rules.listings import Wish
from brokerage.organisations.service import decisions, evidence, listing_requests
from brokerage.permissions import Subject
from tests.factories.accounts import make_user
from tests.factories.listings import make_evidence, make_listing, make_listing_request
from tests.factories.organisations import make_organisation

ROUNDS = 5
PATIENCE_SECONDS = 30
Work = Callable[[Subject], object]


@dataclass(frozen=True)
class Brokers:
    """Two brokers of one app, who act at the same moment."""

    app: Flask
    subjects: tuple[Subject, Subject]

    def race(self, *works: Work) -> list[str]:
        """Run each work in a thread of its own; return the sentences of those refused."""
        start, refused = threading.Barrier(len(works)), []

        def run(subject: Subject, work: Work) -> None:
            with self.app.app_context():
                start.wait(PATIENCE_SECONDS)
                try:
                    work(subject)
                    db.session.commit()
                except DomainError as error:
                    refused.append(error.sentence)

        threads = [
            threading.Thread(target=run, args=pair)
            for pair in zip(self.subjects, works, strict=True)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(PATIENCE_SECONDS)
        return refused


@pytest.fixture
def brokers(committed_app: Flask) -> Brokers:
    with committed_app.app_context():
        one, other = make_user(is_broker=True), make_user(is_broker=True)
        subjects = tuple(Subject(user_id=each.id, is_broker=True) for each in (one, other))
        db.session.commit()
    return Brokers(committed_app, subjects)


def test_an_application_is_decided_once(brokers: Brokers) -> None:
    for _ in range(ROUNDS):
        with brokers.app.app_context():
            owner = make_user()
            wanted = make_organisation(status=Status.SUBMITTED, owner=owner).id
            address = owner.email
            db.session.commit()
        refused = brokers.race(
            lambda who, id_=wanted: decisions.approve_application(who, get_application(id_)),
            lambda who, id_=wanted: decisions.decline_application(who, get_application(id_), "No."),
        )
        with brokers.app.app_context():
            mails = select(func.count()).where(OutboxMessage.recipient == address)
            assert db.session.scalar(mails) == 1
            status = db.session.get(Organisation, wanted).status
        assert len(refused) == 1
        assert status in {Status.APPROVED, Status.DECLINED}


def test_two_of_one_name_get_an_address_each(brokers: Brokers) -> None:
    for number in range(ROUNDS):
        with brokers.app.app_context():
            ids = [
                make_organisation(status=Status.SUBMITTED, name=f"Twins {number}").id
                for _ in range(2)
            ]
            db.session.commit()

        def approve(who: Subject, id_: int) -> None:
            try:
                decisions.approve_application(who, get_application(id_))
            except DomainError:
                db.session.rollback()
                decisions.approve_application(who, get_application(id_))

        refused = brokers.race(
            lambda who, id_=ids[0]: approve(who, id_), lambda who, id_=ids[1]: approve(who, id_)
        )
        assert not refused
        with brokers.app.app_context():
            slugs = {db.session.get(Organisation, id_).slug for id_ in ids}
            assert slugs == {f"twins-{number}", f"twins-{number}-2"}


def test_a_fact_is_judged_once(brokers: Brokers) -> None:
    for _ in range(ROUNDS):
        with brokers.app.app_context():
            fact = make_evidence(make_organisation())
            ids = (fact.organisation_id, fact.id)
            db.session.commit()
        refused = brokers.race(
            lambda who, ids=ids: evidence.verify_evidence(
                who, get_application(ids[0]), db.session.get(Evidence, ids[1]), "A letter", None
            ),
            lambda who, ids=ids: evidence.reject_evidence(
                who, get_application(ids[0]), db.session.get(Evidence, ids[1]), "No letter"
            ),
        )
        assert len(refused) == 1
        with brokers.app.app_context():
            judged = db.session.get(Evidence, ids[1])
            assert (judged.verified_on is None) != (judged.refused_on is None)


def test_a_listing_is_removed_or_handed_over_never_both(brokers: Brokers) -> None:
    for _ in range(ROUNDS):
        with brokers.app.app_context():
            listing = make_listing()
            removal = make_listing_request(listing).id
            take_over = make_listing_request(listing, wish=Wish.TAKE_OVER, user=make_user()).id
            id_ = listing.id
            db.session.commit()

        def grant(who: Subject, request_id: int) -> None:
            listing_requests.decide_listing_request(
                who, get_listing_request(request_id), is_granted=True, reason=""
            )

        refused = brokers.race(
            lambda who, id_=removal: grant(who, id_), lambda who, id_=take_over: grant(who, id_)
        )
        assert len(refused) == 1
        with brokers.app.app_context():
            members = select(func.count()).where(Membership.organisation_id == id_)
            is_taken = db.session.get(Organisation, id_).status == Status.APPROVED
            assert db.session.scalar(members) == int(is_taken)
            open_ = select(func.count()).where(ListingRequest.decided_at.is_(None))
            assert db.session.scalar(open_) == 0


def test_asking_twice_at_once_is_one_request(brokers: Brokers) -> None:
    with brokers.app.app_context():
        slug = make_listing().slug
        db.session.commit()

    def ask(who: Subject) -> None:
        listing_requests.ask_to_remove_listing(who, get_listing(slug), "me@example.org", "Mine.")

    assert not brokers.race(ask, ask)
    with brokers.app.app_context():
        assert db.session.scalar(select(func.count()).select_from(ListingRequest)) == 1

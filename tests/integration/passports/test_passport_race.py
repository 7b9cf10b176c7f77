"""Two people who act on one passport at once, with real commits."""

from collections.abc import Callable
from datetime import date
from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import func, select

from brokerage.errors import DomainError
from brokerage.extensions import db
from brokerage.organisations.models import Organisation
from brokerage.passports.models import Passport, SizeYear
from brokerage.passports.queries.passports import get_site
from brokerage.passports.service import passports, proofs
from brokerage.permissions import Subject
from tests.factories.accounts import make_user
from tests.factories.organisations import make_organisation
from tests.factories.passports import make_site

ROUNDS = 5
YEAR = {"starts_on": date(2025, 1, 1), "staff": 3, "turnover": 5, "balance_sheet": 5}
Made = tuple[Subject, int, int]


@pytest.fixture
def make(committed_app: Flask) -> Callable[[], Made]:
    """Return a function that commits an organisation with a site; it gives its owner and ids."""

    def add() -> Made:
        with committed_app.app_context():
            db.begin_write()
            owner = make_user()
            organisation = make_organisation(owner=owner)
            made = owner.as_subject(), organisation.id, make_site(organisation).id
            db.session.commit()
            return made

    return add


def twice(app: Flask, act: Callable[[], object]) -> list[str]:
    """Do the same twice at once; return what each hears: "" where it was done."""
    together, said = Barrier(2), ["never ended"] * 2

    def live(number: int) -> None:
        with app.app_context():
            together.wait()
            try:
                act()
                db.session.commit()
                said[number] = ""
            except DomainError as refusal:
                db.session.rollback()
                said[number] = refusal.sentence

    threads = [Thread(target=live, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said


def test_a_year_and_a_passport_are_kept_once(
    committed_app: Flask, make: Callable[[], Made]
) -> None:
    for _ in range(ROUNDS):
        owner, organisation_id, _ = make()

        def save(owner: Subject = owner, organisation_id: int = organisation_id) -> None:
            organisation = db.session.get_one(Organisation, organisation_id)
            db.end_read()
            proofs.state_year(owner, organisation, YEAR)
            passports.save_passport(owner, organisation, {"people": 2})

        assert twice(committed_app, save) == ["", ""]
        with committed_app.app_context():
            for model in (SizeYear, Passport):
                kept = select(func.count()).where(model.organisation_id == organisation_id)
                assert db.session.scalar(kept) == 1


def test_of_two_brokers_who_look_at_once_one_is_quicker(
    committed_app: Flask, make: Callable[[], Made]
) -> None:
    for _ in range(ROUNDS):
        owner, organisation_id, site_id = make()

        def verify(
            owner: Subject = owner, organisation_id: int = organisation_id, site_id: int = site_id
        ) -> None:
            site = get_site(organisation_id, site_id)
            db.end_read()
            proofs.verify_proof(owner, site, "The lease")

        assert sorted(twice(committed_app, verify)) == ["", proofs.QUICKER]

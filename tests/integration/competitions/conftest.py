"""A council that buys, two caterers on its shortlist, and another council that must not look."""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.errors import DomainError
from brokerage.extensions import db
from brokerage.measures.models import Measure
from brokerage.organisations.models import Organisation
from brokerage.procurement.models import Brief
from tests.factories.accounts import make_user
from tests.factories.measures import make_choice, make_measure
from tests.factories.organisations import make_member, make_organisation
from tests.factories.procurement import make_brief, make_shortlist_entry
from tests.support.inspecting_client import InspectingClient


@dataclass(frozen=True)
class Cast:
    """Everyone, each in one organisation."""

    council: Organisation
    buyer: User
    colleague: User
    """A second buyer of the council."""
    bakery: Organisation
    baker: User
    kitchen: Organisation
    cook: User
    stranger: User
    """A buyer of another council."""
    brief: Brief
    measure: Measure


def make_cast() -> Cast:
    """Add everyone, flushed."""
    buyer, colleague = make_user(name="Bashir Colebrook"), make_user(name="Olive Marchbank")
    baker, cook, stranger = make_user(), make_user(), make_user()
    council = make_organisation(kind="authority", wants=[], name="Thamebridge Council")
    make_member(council, buyer, "buyer")
    make_member(council, colleague, "buyer")
    bakery = make_organisation(owner=baker, name="Thornhill Bakery")
    kitchen = make_organisation(owner=cook, name="Barton Kitchen")
    other = make_organisation(kind="authority", wants=[], name="Windrush Vale Council")
    make_member(other, stranger, "buyer")
    brief = make_brief(council, buyer)
    for supplier in (bakery, kitchen):
        make_shortlist_entry(brief, supplier, buyer)
    measure = make_measure(code="NT17", label="Hours given to neighbours")
    make_choice(council, measure, buyer)
    return Cast(
        council=council,
        buyer=buyer,
        colleague=colleague,
        bakery=bakery,
        baker=baker,
        kitchen=kitchen,
        cook=cook,
        stranger=stranger,
        brief=brief,
        measure=measure,
    )


@pytest.fixture
def cast(db_session: Session) -> Cast:
    """Return everyone."""
    return make_cast()


@pytest.fixture
def bashir(cast: Cast, sign_in_as: Callable[..., InspectingClient]) -> InspectingClient:
    """Return the buyer's client."""
    return sign_in_as(cast.buyer)


@pytest.fixture
def simone(cast: Cast, sign_in_as: Callable[..., InspectingClient]) -> InspectingClient:
    """Return the baker's client."""
    return sign_in_as(cast.baker)


Act = Callable[[], object]


@pytest.fixture
def at_once(committed_app: Flask) -> Callable[..., list[str]]:
    """Return a function that lets people act at once, and returns what each hears ("": done)."""

    def run(*acts: Act) -> list[str]:
        together, said = Barrier(len(acts)), ["never ended"] * len(acts)

        def live(number: int) -> None:
            with committed_app.app_context():
                together.wait()
                try:
                    acts[number]()
                    db.session.commit()
                    said[number] = ""
                except DomainError as refusal:
                    db.session.rollback()
                    said[number] = refusal.sentence

        threads = [Thread(target=live, args=(number,)) for number in range(len(acts))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return said

    return run

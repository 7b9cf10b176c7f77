"""Any order of claims, corrections, disputes and answers: nothing counts twice or is lost."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from decimal import Decimal

from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import func, select

from brokerage.errors import DomainError
from brokerage.extensions import db
from brokerage.ledger import queries, service
from brokerage.ledger.models import Claim, LedgerEntry, LedgerSource
from brokerage.ledger.queries import chain
from brokerage.ledger.rules.claims import Additionality, Outcome
from brokerage.ledger.service.corrections import shrink_claims
from brokerage.ledger.service.sealing import seal_ledger
from brokerage.permissions import SYSTEM, Subject
from tests.factories.accounts import make_user
from tests.factories.contracts import make_commitment, make_contract
from tests.factories.ledger import DAY, make_claim, make_source
from tests.factories.measures import make_measure
from tests.factories.organisations import make_organisation
from tests.support.databases import ONE_ENGINE_A_DAY
from tests.support.proof import IS_LONG

WHICH = st.integers(0, 7)
AMOUNTS = st.integers(0, 12 * 60).map(lambda minutes: Decimal(minutes) / 60)
REASON = "Because"


class Ledger(RuleBasedStateMachine):
    """Two sources of ten hours, claimed by either side as either of two measures."""

    app: Flask

    @initialize()
    def begin(self) -> None:
        self.context = self.app.app_context()
        self.context.push()
        self.firm, self.charity = make_organisation(), make_organisation()
        by = make_user()
        self.owner = Subject(user_id=by.id, memberships={self.firm.id: "owner"})
        self.measures = [make_measure(), make_measure()]
        self.sources = [make_source(self.firm, self.charity).id for _ in range(2)]
        dates = {"starts_on": DAY, "ends_on": DAY}
        contract = make_contract(make_organisation(), self.firm, by, **dates)
        self.promises = [make_commitment(contract, each, by).id for each in self.measures]

    @rule(which=WHICH, amount=AMOUNTS, turned=st.booleans(), anyway=st.booleans())
    def claim(self, which: int, amount: Decimal, turned: bool, anyway: bool) -> None:
        source = queries.get_source(self.sources[which % 2])
        sides = [self.firm.id, self.charity.id]
        owner, confirmer = reversed(sides) if turned else sides
        answer = Additionality.WHOLLY if anyway and which > 5 else Additionality.NO
        with refused():
            make_claim(
                source,
                self.measures[which // 4],
                amount,
                owner_id=owner,
                confirmer_id=confirmer,
                additionality=answer,
            )

    @rule(which=WHICH)
    def confirm(self, which: int) -> None:
        self.act(which, lambda claim: service.confirm_claim(SYSTEM, claim))

    @rule(which=WHICH)
    def refuse(self, which: int) -> None:
        self.act(which, lambda claim: service.refuse_claim(SYSTEM, claim, REASON))

    @rule(which=WHICH)
    def withdraw(self, which: int) -> None:
        self.act(which, lambda claim: service.withdraw_claim(SYSTEM, claim))

    @rule(which=WHICH, amount=AMOUNTS, is_sure=st.booleans())
    def correct(self, which: int, amount: Decimal, is_sure: bool) -> None:
        by = SYSTEM if is_sure else self.owner
        self.act(which, lambda claim: service.correct_claim(by, claim, amount, REASON))

    @rule(which=WHICH)
    def dispute(self, which: int) -> None:
        self.act(which, lambda claim: service.dispute_claim(SYSTEM, claim, REASON))

    @rule(which=WHICH, amount=AMOUNTS, outcome=st.sampled_from(Outcome))
    def settle(self, which: int, amount: Decimal, outcome: Outcome) -> None:
        self.act(which, lambda each: service.settle_claim(SYSTEM, each, outcome, REASON, amount))

    @rule(which=WHICH)
    def draw(self, which: int) -> None:
        self.act(which, lambda claim: service.draw_down(SYSTEM, claim, self.promises[which % 2]))

    @rule(which=WHICH, amount=AMOUNTS)
    def resize(self, which: int, amount: Decimal) -> None:
        """The thing turns out to be another amount: claims give way, the newest first."""
        source = queries.get_source(self.sources[which % 2])
        with refused():
            shrink_claims(SYSTEM, source.id, amount, REASON)
            make_source(self.firm, self.charity, amount, source_id=source.source_id)

    @invariant()
    def no_source_gives_more_than_it_has(self) -> None:
        if not hasattr(self, "sources"):
            return
        for source in db.session.scalars(select(LedgerSource)):
            db.session.refresh(source)
            assert 0 <= source.claimed <= source.amount
        assert chain.list_wrong_sources() == []

    @invariant()
    def entries_add_up_to_what_counts(self) -> None:
        if not hasattr(self, "sources"):
            return
        assert chain.list_wrong_claims() == []
        counted = db.session.scalar(select(func.sum(LedgerEntry.amount))) or 0
        lists = [queries.list_totals([each.id], None, None) for each in (self.firm, self.charity)]
        assert sum(total.amount for each in lists for total in each) == counted
        assert sum(queries.list_delivered(self.promises).values()) <= counted

    def act(self, which: int, step: Callable[[Claim], object]) -> None:
        """Do a step on the so-manieth claim, whatever state it is in."""
        ids = db.session.scalars(select(Claim.id).order_by(Claim.id.desc()).limit(8)).all()
        if ids:
            claim = queries.get_claim(ids[which % len(ids)])
            db.session.refresh(claim)
            with refused():
                step(claim)

    def teardown(self) -> None:
        if hasattr(self, "context"):
            seal_ledger()
            assert chain.find_broken_seal() is None
            db.session.rollback()
            self.context.pop()


@contextmanager
def refused() -> Iterator[None]:
    """What a service had done before it refused is kept, as by a view that redirects."""
    with suppress(DomainError):
        yield


@ONE_ENGINE_A_DAY
def test_no_order_of_steps_counts_twice_or_loses_a_unit(app: Flask) -> None:
    machine = type("Machine", (Ledger,), {"app": app})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=300 if IS_LONG else 25,
            stateful_step_count=40 if IS_LONG else 20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )

"""One code, one link, one letter, and two people at the same moment: one of them wins."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

from brokerage.accounts.rules import LinkOverError
from brokerage.assisted.models import AssistedVolunteer, TakeOver
from brokerage.assisted.queries.letters import get_letter
from brokerage.assisted.service import letters, take_overs
from brokerage.errors import DomainError
from brokerage.extensions import db
from tests.factories.accounts import make_user
from tests.factories.assisted import make_assisted, make_letter

ROUNDS = 25
TAKEN = "taken"


def at_once(app, *works):
    """Run the works at the same moment, each as its own request; return what became of them."""
    barrier = Barrier(len(works))

    def run(work):
        with app.test_request_context():
            barrier.wait()
            try:
                work()
                db.session.commit()
            except (DomainError, LinkOverError):
                db.session.rollback()
                return "refused"
            return TAKEN

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def test_a_code_is_used_once(committed_app):
    with committed_app.app_context():
        broker = make_user(is_broker=True)
        people = [make_assisted(broker) for _ in range(ROUNDS)]
        db.session.commit()
        codes = [take_overs.make_code(broker.as_subject(), person) for person in people]
        db.session.commit()
    for number, code in enumerate(codes):
        works = [
            partial(take_overs.use_code, code, f"{who}{number}@example.org", "a hash")
            for who in ("ada", "eve")
        ]
        assert sorted(at_once(committed_app, *works)) == ["refused", TAKEN]
    with committed_app.app_context():
        assert db.session.query(TakeOver).filter(TakeOver.email.is_not(None)).count() == ROUNDS
        assert db.session.query(AssistedVolunteer).count() == ROUNDS


def test_a_letter_is_marked_once(committed_app):
    with committed_app.app_context():
        broker = make_user(is_broker=True)
        subject = broker.as_subject()
        person = make_assisted(broker)
        ids = [make_letter(person).id for _ in range(ROUNDS)]
        db.session.commit()

    def mark(letter_id, outcome):
        letters.mark_letter(subject, get_letter(letter_id), outcome)

    for letter_id in ids:
        works = [partial(mark, letter_id, outcome) for outcome in ("posted", "phoned")]
        assert sorted(at_once(committed_app, *works)) == ["refused", TAKEN]

"""Two at the same moment: on a real database, with real commits, on both engines."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pyotp
import pytest
from sqlalchemy import select

from brokerage.accounts import rules
from brokerage.accounts.models import OneTimeLink, RecoveryCode, SignIn, UsedCode, User
from brokerage.accounts.service import administration, codes, links, registration, sign_ins
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow
from brokerage.web.throttle import Limit, ThrottledError
from tests.factories.accounts import CODE_SECRET, make_user

ROUNDS = 50
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
            except (DomainError, ThrottledError) as refusal:
                db.session.rollback()
                return type(refusal).__name__
            return TAKEN

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def make(app, factory):
    with app.app_context():
        made = factory()
        db.session.commit()
        return made


def half_sign_ins(user, count):
    made = [
        SignIn(
            user_id=user.id,
            token_digest=f"{user.id}-{number}",
            device="A test",
            created_at=utcnow(),
            last_seen_at=utcnow(),
        )
        for number in range(count)
    ]
    db.session.add_all(made)
    db.session.flush()
    return [each.id for each in made]


def test_a_code_is_never_taken_twice_in_fifty_races(committed_app):
    def prepare():
        users = [make_user(is_broker=True) for _ in range(ROUNDS)]
        return [half_sign_ins(user, 2) for user in users]

    pairs = make(committed_app, prepare)
    for first, second in pairs:
        code = pyotp.TOTP(CODE_SECRET).at(utcnow())
        outcome = at_once(
            committed_app,
            lambda sign_in=first, code=code: codes.pass_code(sign_in, code),
            lambda sign_in=second, code=code: codes.pass_code(sign_in, code),
        )
        assert sorted(outcome) == ["CodeRefusedError", TAKEN]
    with committed_app.app_context():
        assert len(db.session.scalars(select(UsedCode)).all()) == ROUNDS
        passed = db.session.scalars(select(SignIn).where(SignIn.has_passed_code)).all()
        assert len(passed) == ROUNDS


def test_a_recovery_code_is_never_taken_twice(committed_app):
    def prepare():
        user = make_user(is_broker=True)
        digests = [rules.digest(f"code{number}") for number in range(10)]
        db.session.add_all(RecoveryCode(user_id=user.id, code_digest=each) for each in digests)
        return half_sign_ins(user, 2)

    first, second = make(committed_app, prepare)
    for number in range(10):
        outcome = at_once(
            committed_app,
            lambda number=number: codes.pass_recovery_code(first, f"code{number}"),
            lambda number=number: codes.pass_recovery_code(second, f"code{number}"),
        )
        assert sorted(outcome) == ["CodeRefusedError", TAKEN]


def test_a_link_is_never_followed_twice(committed_app):
    def prepare():
        user = make_user(is_verified=False)
        return links.make_link(user, rules.LinkPurpose.VERIFY)

    for _ in range(10):
        token = make(committed_app, prepare)
        outcome = at_once(
            committed_app, *[lambda token=token: registration.verify_email(token)] * 2
        )
        assert sorted(outcome) == ["LinkOverError", TAKEN]


def test_one_address_registered_at_once_is_one_account(committed_app):
    def register(password_hash):
        registration.register(
            name="Sam",
            email="sam@site.example",
            password_hash=password_hash,
            age_band=rules.AgeBand.ADULT,
        )

    outcome = at_once(committed_app, *[lambda n=n: register(f"hash {n}") for n in range(4)])
    assert outcome == [TAKEN] * 4
    with committed_app.app_context():
        user = db.session.scalars(select(User)).one()
        open_links = select(OneTimeLink).where(OneTimeLink.used_at.is_(None))
        assert {each.user_id for each in db.session.scalars(open_links)} == {user.id}


def two_administrators():
    for each in db.session.scalars(select(User).where(User.is_administrator)):
        each.is_administrator = False
    users = [make_user(is_administrator=True) for _ in range(2)]
    return [(each.as_subject(), each.id) for each in users]


def test_the_last_two_administrators_cannot_dismiss_each_other(committed_app):
    for _ in range(10):
        (one, one_id), (other, other_id) = make(committed_app, two_administrators)
        none = rules.Role.NONE
        at_once(
            committed_app,
            partial(administration.change_role, one, other_id, none),
            partial(administration.change_role, other, one_id, none),
        )
        with committed_app.app_context():
            left = db.session.scalars(select(User).where(User.is_administrator)).all()
            assert len(left) == 1


def test_guesses_sent_all_at_once_are_counted_one_by_one(committed_app):
    limit = Limit("race", most=10)
    outcome = at_once(committed_app, *[lambda: limit.take("somebody")] * 16)
    assert outcome.count("ThrottledError") >= 6


@pytest.mark.parametrize("password_hash", ["another"])
def test_a_proof_is_worth_nothing_once_the_password_has_changed(committed_app, password_hash):
    user = make(committed_app, make_user)
    with committed_app.test_request_context():
        from_before = sign_ins.ProvenPassword(user.id, user.password_hash, None)
        db.session.get(User, user.id).password_hash = password_hash
        db.session.commit()
        assert sign_ins.sign_in(user.email, from_before, "A test") is None

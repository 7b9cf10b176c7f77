"""Two at once, with real commits: each ends as one of them, with a plain sentence for the other."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import select

from brokerage.errors import DomainError, NotFoundError
from brokerage.extensions import db, utcnow
from brokerage.leave import queries
from brokerage.leave.models import Employment, WorkDomain
from brokerage.leave.rules import LINK_LIFETIME
from brokerage.leave.service import domains, employments
from brokerage.organisations.models import Organisation
from brokerage.organisations.rules import Role
from brokerage.permissions import SYSTEM, Subject
from tests.factories.accounts import make_user
from tests.factories.organisations import make_organisation
from tests.factories.volunteering import make_employment, make_work_domain

GONE = "There is no such thing any more."
TOKENS = ("the-first-link-that-was-sent", "the-second-link-that-was-sent")


@pytest.fixture
def ids(committed_app: Flask) -> dict[str, int]:
    """Make an employer, an owner, two people and one statement; return their ids."""
    with committed_app.app_context():
        db.begin_write()
        owner, people = make_user(), [make_user(), make_user()]
        employer = make_organisation(owner=owner, name="Wychmere Council")
        make_work_domain(employer, "wychmere.example")
        employment = make_employment(people[0], employer)
        made = {"owner": owner, "one": people[0], "other": people[1], "employer": employer}
        found = {name: row.id for name, row in made.items()} | {"employment": employment.id}
        db.session.commit()
    return found


def at_once(app: Flask, *works: Callable[[], object]) -> list[str]:
    """Run each in a transaction of its own, all together; return what was refused."""
    together, refused = Barrier(len(works)), []

    def run(work: Callable[[], object]) -> None:
        with app.app_context():
            together.wait()
            try:
                work()
                db.session.commit()
            except DomainError as refusal:
                refused.append(refusal.sentence)
            except NotFoundError:
                refused.append(GONE)

    threads = [Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return refused


def send_link(app: Flask, user_id: int, employer_id: int, token: str) -> None:
    with app.app_context():
        db.begin_write()
        employment = queries.find_open_employment(user_id, employer_id) or Employment(
            user_id=user_id, organisation_id=employer_id, stated_at=utcnow()
        )
        employment.work_email = "reception@wychmere.example"
        employment.token_digest = employments.digest_of(token)
        employment.token_expires_at = utcnow() + LINK_LIFETIME
        db.session.add(employment)
        db.session.commit()


def list_employments(app: Flask) -> list[Employment]:
    with app.app_context():
        return list(db.session.scalars(select(Employment).order_by(Employment.id)))


def test_one_link_opened_twice_at_once_shows_it_once(
    committed_app: Flask, ids: dict[str, int]
) -> None:
    send_link(committed_app, ids["one"], ids["employer"], TOKENS[0])

    def confirm() -> None:
        employments.confirm_employment(Subject(user_id=ids["one"]), TOKENS[0])

    assert len(at_once(committed_app, confirm, confirm)) == 1
    assert [each.is_proved for each in list_employments(committed_app)] == [True]


def test_one_mailbox_shows_one_of_two_people_who_use_it_at_once(
    committed_app: Flask, ids: dict[str, int]
) -> None:
    for name, token in zip(("one", "other"), TOKENS, strict=True):
        send_link(committed_app, ids[name], ids["employer"], token)
    refused = at_once(
        committed_app,
        lambda: employments.confirm_employment(Subject(user_id=ids["one"]), TOKENS[0]),
        lambda: employments.confirm_employment(Subject(user_id=ids["other"]), TOKENS[1]),
    )
    assert refused == [employments.USED_ADDRESS]
    assert sorted(each.is_proved for each in list_employments(committed_app)) == [False, True]


def test_the_same_statement_sent_twice_at_once_is_one(
    committed_app: Flask, ids: dict[str, int]
) -> None:
    def state() -> None:
        employer = db.session.get_one(Organisation, ids["employer"])
        employments.state_employment(Subject(user_id=ids["other"], name="Ben"), employer)

    refused = at_once(committed_app, state, state)
    assert refused == [employments.TOLD_ALREADY]
    theirs = [e for e in list_employments(committed_app) if e.user_id == ids["other"]]
    assert len(theirs) == 1


def test_yes_and_no_at_once_end_as_one_of_them(committed_app: Flask, ids: dict[str, int]) -> None:
    owner = Subject(user_id=ids["owner"], memberships={ids["employer"]: Role.OWNER})

    def accept() -> None:
        employments.accept_employment(owner, queries.get_employment(ids["employment"]))

    def end() -> None:
        person = Subject(user_id=ids["one"])
        employments.end_employment(person, queries.get_employment(ids["employment"]))

    refused = at_once(committed_app, accept, end)
    kept = list_employments(committed_app)[0]
    # Leaving wins in either order; a yes that comes after it is told so.
    assert refused in ([], [employments.CHANGED], [GONE])
    assert kept.ended_at is not None
    assert (kept.proved_at is None) == bool(refused)


def test_a_yes_given_twice_at_once_is_given_once(committed_app: Flask, ids: dict[str, int]) -> None:
    owner = Subject(user_id=ids["owner"], memberships={ids["employer"]: Role.OWNER})

    def accept() -> None:
        employments.accept_employment(owner, queries.get_employment(ids["employment"]))

    assert at_once(committed_app, accept, accept) == [employments.CHANGED]


def test_two_employers_confirmed_at_once_do_not_share_a_domain(
    committed_app: Flask, ids: dict[str, int]
) -> None:
    with committed_app.app_context():
        db.begin_write()
        waiting = [
            make_work_domain(make_organisation(), "shared.example", confirmed_at=None).id
            for _ in range(2)
        ]
        db.session.commit()

    def accept(number: int) -> None:
        domains.accept_work_domain(SYSTEM, queries.get_work_domain(number))

    refused = at_once(committed_app, lambda: accept(waiting[0]), lambda: accept(waiting[1]))
    assert refused == [domains.TAKEN]
    with committed_app.app_context():
        confirmed = db.session.scalars(
            select(WorkDomain.id).where(
                WorkDomain.domain == "shared.example", WorkDomain.confirmed_at.is_not(None)
            )
        ).all()
    assert len(confirmed) == 1

"""Two people at once, with real commits."""

from threading import Barrier, Thread

from flask import Flask

from brokerage.errors import DomainError
from brokerage.extensions import db
from brokerage.organisations.queries.member import list_roles
from brokerage.organisations.rules import Role
from brokerage.organisations.service.members import remove_member
from brokerage.permissions import Subject
from tests.factories.accounts import make_user
from tests.factories.organisations import make_member, make_organisation


def test_two_owners_who_leave_at_once_do_not_both_go(committed_app: Flask) -> None:
    with committed_app.app_context():
        db.begin_write()
        owners = [make_user(), make_user()]
        organisation = make_organisation(owner=owners[0])
        make_member(organisation, owners[1], Role.OWNER)
        organisation_id, user_ids = organisation.id, [owner.id for owner in owners]
        db.session.commit()
    together, refused = Barrier(2), []

    def leave(user_id: int) -> None:
        with committed_app.app_context():
            together.wait()
            try:
                remove_member(Subject(user_id=user_id), organisation_id, user_id)
                db.session.commit()
            except DomainError:
                refused.append(user_id)

    threads = [Thread(target=leave, args=(user_id,)) for user_id in user_ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with committed_app.app_context():
        assert list_roles(organisation_id) == [Role.OWNER]
    assert len(refused) == 1

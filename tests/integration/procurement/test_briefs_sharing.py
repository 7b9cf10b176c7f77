"""Colleagues read along while they are colleagues; briefs are copied and drafts deleted."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.audit import AuditEvent
from brokerage.organisations.models import Organisation
from brokerage.organisations.rules import Role
from brokerage.organisations.service.members import add_member, remove_member
from brokerage.permissions import SYSTEM
from brokerage.procurement.models import Brief, BriefShare
from tests.factories.accounts import make_user
from tests.factories.organisations import make_member
from tests.factories.procurement import make_brief, make_draft_brief, make_share
from tests.support.form_fuzzer import fuzz_form
from tests.support.inspecting_client import InspectingClient, follow
from tests.support.outbox import Outbox
from tests.support.page import Page

pytestmark = pytest.mark.usefixtures("reference")


def count_shares(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(BriefShare)) or 0


def actions(session: Session) -> list[str]:
    return list(session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)))


def test_a_colleague_gets_a_mail_reads_along_and_is_removed(
    authority: Organisation,
    buyer_user: User,
    viewer_user: User,
    bashir: InspectingClient,
    violet: InspectingClient,
    outbox: Outbox,
    db_session: Session,
) -> None:
    brief = make_draft_brief(authority, buyer_user, title="A quiet plan", need="Something secret.")
    assert violet.get(f"/briefs/{brief.id}").status_code == 404
    page = bashir.get(f"/briefs/{brief.id}/share")
    page = follow(bashir, bashir.submit(page, {"colleague": str(viewer_user.id)}, form="Share"))
    assert "Violet Ashdown" in Page(page.text).text
    assert outbox.recipients() == [viewer_user.email]
    mail = outbox.last_to(viewer_user.email)
    assert mail.subject == "Bashir Colebrook shares a brief with you"
    assert f"/briefs/{brief.id}" in mail.body
    assert "quiet plan" not in mail.body
    assert "secret" not in mail.body

    text = violet.get(f"/briefs/{brief.id}").text
    assert "A quiet plan" in text
    assert "Change" not in Page(text).text
    assert violet.get(f"/briefs/{brief.id}/edit/need").status_code == 404
    own_page = violet.get(f"/organisations/{authority.id}")
    assert violet.click(own_page, "A quiet plan").status_code == 200

    follow(bashir, bashir.submit(page, form="Stop sharing with Violet Ashdown"))
    assert violet.get(f"/briefs/{brief.id}").status_code == 404
    assert {"procurement:brief:share", "procurement:brief:remove-share"} <= set(actions(db_session))


def test_only_members_of_the_same_organisation_can_be_shared_with(
    authority: Organisation,
    buyer_user: User,
    viewer_user: User,
    other_buyer_user: User,
    bashir: InspectingClient,
    db_session: Session,
) -> None:
    brief = make_brief(authority, buyer_user)
    address = f"/briefs/{brief.id}/share"
    page = bashir.get(address)
    offered = Page(page.text).form("Share").fields["colleague"].offered
    assert str(viewer_user.id) in offered
    assert not {str(buyer_user.id), str(other_buyer_user.id)} & set(offered)
    token = bashir.csrf_token(page)
    for stranger in (buyer_user.id, other_buyer_user.id, "9" * 30, "nobody"):
        answer = bashir.post(address, data={"csrf_token": token, "colleague": stranger})
        assert Page(answer.text).error_summary
    assert count_shares(db_session) == 0


def test_sharing_twice_is_refused(
    authority: Organisation, buyer_user: User, viewer_user: User, bashir: InspectingClient
) -> None:
    brief = make_brief(authority, buyer_user)
    page = bashir.get(f"/briefs/{brief.id}/share")
    first, again = (
        bashir.submit(page, {"colleague": str(viewer_user.id)}, form="Share") for _ in range(2)
    )
    assert first.status_code == 303
    assert again.status_code == 200


def test_a_share_ends_with_the_membership_and_a_return_revives_none(
    authority: Organisation,
    buyer_user: User,
    viewer_user: User,
    violet: InspectingClient,
    bashir: InspectingClient,
    db_session: Session,
) -> None:
    brief = make_draft_brief(authority, buyer_user, title="A quiet plan")
    make_share(brief, viewer_user)
    assert violet.get(f"/briefs/{brief.id}").status_code == 200
    remove_member(SYSTEM, authority.id, viewer_user.id)
    assert violet.get(f"/briefs/{brief.id}").status_code == 404
    assert "Violet" not in bashir.get(f"/briefs/{brief.id}").text
    add_member(authority.id, viewer_user.id, Role.VIEWER)
    assert violet.get(f"/briefs/{brief.id}").status_code == 404
    assert count_shares(db_session) == 0
    assert "procurement:brief:remove-share" in actions(db_session)


def test_an_author_who_left_sees_nothing_and_one_who_buys_no_more_only_reads(
    authority: Organisation,
    authority_owner: User,
    sign_in_as: Callable[..., InspectingClient],
    db_session: Session,
) -> None:
    author = make_user()
    membership = make_member(authority, author, Role.BUYER)
    brief = make_draft_brief(authority, author, title="A quiet plan")
    client = sign_in_as(author)
    assert client.get(f"/briefs/{brief.id}/edit/need").status_code == 200
    membership.role = Role.VIEWER
    db_session.flush()
    assert client.get(f"/briefs/{brief.id}").status_code == 200
    assert client.get(f"/briefs/{brief.id}/edit/need").status_code == 404
    remove_member(SYSTEM, authority.id, author.id)
    assert client.get(f"/briefs/{brief.id}").status_code == 404


def test_another_briefs_share_cannot_be_removed_through_ones_own(
    authority: Organisation,
    other_authority: Organisation,
    buyer_user: User,
    viewer_user: User,
    bronwen: InspectingClient,
    other_buyer_user: User,
    db_session: Session,
) -> None:
    theirs = make_brief(authority, buyer_user)
    make_share(theirs, viewer_user)
    own = make_brief(other_authority, other_buyer_user)
    token = bronwen.csrf_token(bronwen.get(f"/briefs/{own.id}"))
    for brief in (theirs, own):
        address = f"/briefs/{brief.id}/share/{viewer_user.id}/remove"
        assert bronwen.post(address, data={"csrf_token": token}).status_code == 404
    assert count_shares(db_session) == 1


def test_without_colleagues_the_page_says_so(
    authority: Organisation, authority_owner: User, olive: InspectingClient
) -> None:
    brief = make_brief(authority, authority_owner)
    page = olive.get(f"/briefs/{brief.id}/share")
    assert "There is no other member" in Page(page.text).text


def test_a_copy_is_a_draft_of_ones_own_and_shares_nothing(
    authority: Organisation,
    authority_owner: User,
    buyer_user: User,
    viewer_user: User,
    bashir: InspectingClient,
    db_session: Session,
) -> None:
    brief = make_brief(authority, authority_owner, status="closed", title="Bought already")
    make_share(brief, viewer_user)
    page = bashir.get(f"/briefs/{brief.id}")
    page = follow(bashir, bashir.submit(page, form="Copy it"))
    assert "Copied as a draft of yours" in Page(page.text).text
    copied = db_session.scalars(select(Brief).order_by(Brief.id.desc())).first()
    assert copied is not None
    assert (copied.title, copied.status, copied.created_by_id) == (
        "Bought already",
        "draft",
        buyer_user.id,
    )
    assert (copied.outcome, copied.closed_at, copied.opened_at) == (None, None, None)
    assert copied.value_pence == brief.value_pence
    assert count_shares(db_session) == 1


def test_a_draft_is_deleted_after_asking_again(
    authority: Organisation,
    buyer_user: User,
    viewer_user: User,
    bashir: InspectingClient,
    db_session: Session,
) -> None:
    brief = make_draft_brief(authority, buyer_user, title="A quiet plan")
    make_share(brief, viewer_user)
    page = bashir.click(bashir.get(f"/briefs/{brief.id}"), "Delete this draft")
    assert "gone for good" in Page(page.text).text
    page = follow(bashir, bashir.submit(page))
    assert "Deleted." in Page(page.text).text
    assert db_session.scalar(select(func.count()).select_from(Brief)) == 0
    assert "procurement:brief:delete" in actions(db_session)


@pytest.mark.parametrize("status", ["looking", "closed"])
def test_what_others_have_seen_is_not_deleted(
    authority: Organisation,
    buyer_user: User,
    bashir: InspectingClient,
    db_session: Session,
    status: str,
) -> None:
    brief = make_brief(authority, buyer_user, status=status)
    page = bashir.get(f"/briefs/{brief.id}")
    assert "Delete" not in page.text
    forged = {"csrf_token": bashir.csrf_token(page)}
    follow(bashir, bashir.post(f"/briefs/{brief.id}/delete", data=forged))
    assert db_session.scalar(select(func.count()).select_from(Brief)) == 1


def test_any_post_to_the_share_form_is_answered(
    authority: Organisation, buyer_user: User, viewer_user: User, bashir: InspectingClient
) -> None:
    brief = make_brief(authority, buyer_user)
    fuzz_form(bashir, f"/briefs/{brief.id}/share", form="Share")

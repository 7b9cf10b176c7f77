"""Comments, leads, buddies, groups and the catalogue."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.audit import AuditEvent
from brokerage.charter.models import (
    BuddyPair,
    CharterComment,
    CharterGroup,
    CharterTheme,
    GroupMember,
    LeadLink,
    Pledge,
)
from brokerage.charter.queries.groups import get_sheet
from brokerage.charter.rules import EvidenceSource, TermStatus
from brokerage.charter.rules.buddies import MOST_AT_ONCE, PairStatus
from brokerage.charter.service.catalogue import load_reference_charter
from brokerage.charter.service.sign_up import leave_charter
from brokerage.charter.tasks import keep_charter_moving
from brokerage.extensions import utcnow
from brokerage.organisations.models import Organisation
from brokerage.permissions import SYSTEM
from tests.factories.charter import make_pair, make_pledge, make_signed, make_taken, make_term
from tests.factories.organisations import make_organisation
from tests.support.inspecting_client import InspectingClient, follow
from tests.support.outbox import Outbox

GREEN = {"value": Decimal(50), "is_value_confirmed": True}
COMMENT = {"about": "all", "words": "Please add evenings.", "commenter": "union"}
ADDRESS = "procurement@example.org"


def test_staff_comment_without_a_trace_and_are_answered_in_public(
    simone: InspectingClient,
    bashir: InspectingClient,
    client: InspectingClient,
    bakery: Organisation,
    volunteering: Pledge,
    db_session: Session,
) -> None:
    term = make_term(bakery)
    make_taken(term, volunteering)
    page = simone.get(f"/charter/terms/{term.id}/comments")
    page = follow(simone, simone.submit(page))
    link = next(
        each for each in page.text.split('"') if f"/charter/say/{term.id}/" in each
    ).partition("localhost")[2]
    assert link
    saying = bashir.get(link)
    assert "Support staff to volunteer (target: 40 hours)" in saying.text
    bashir.submit(saying, COMMENT)
    comment = db_session.scalars(select(CharterComment)).one()
    assert comment.said_on == utcnow().date()
    actions = select(AuditEvent).where(AuditEvent.action.like("charter:comment:%"))
    actors = {each.action: each.actor_id for each in db_session.scalars(actions)}
    assert actors["charter:comment:add"] is None
    answer = simone.get(f"/charter/comments/{comment.id}/answer")
    simone.submit(answer, {"answer": "We added Thursdays.", "quoted": "no"})
    term.status, term.starts_on = TermStatus.APPROVED, utcnow().date()
    term.ends_on = term.starts_on + timedelta(days=364)
    db_session.flush()
    public = client.get(f"/charter/signatories/{term.signatory_id}")
    assert "We added Thursdays." in public.text
    assert "Please add evenings." not in public.text
    again = simone.get(f"/charter/comments/{comment.id}/answer")
    simone.submit(again, {"quoted": "yes"})
    public = client.get(f"/charter/signatories/{term.signatory_id}")
    assert "<strong>A union said:</strong>" in public.text
    term.status = TermStatus.CHANGES_ASKED
    db_session.flush()
    shown = simone.get(f"/charter/terms/{term.id}/comments")
    simone.submit(shown, form=f"/charter/terms/{term.id}/comments/open")
    assert client.get(link).status_code == 404
    assert client.get(f"/charter/say/{term.id}/{'a' * 32}").status_code == 404
    assert bashir.get(f"/charter/comments/{comment.id}/answer").status_code == 404


def test_a_closed_link_takes_no_comment(
    simone: InspectingClient, bakery: Organisation, volunteering: Pledge, client: InspectingClient
) -> None:
    term = make_term(bakery, comments_close_on=utcnow().date())
    make_taken(term, volunteering)
    page = simone.get(f"/charter/terms/{term.id}/comments")
    link = next(each for each in page.text.split('"') if "/charter/say/" in each)
    path = link.partition("localhost")[2]
    with time_machine.travel(utcnow() + timedelta(days=2)):
        assert "No comments are taken now" in client.get(path).text
    simone.submit(page, form=f"/charter/terms/{term.id}/comments/close")
    assert client.get(path).status_code == 404


def test_a_lead_fills_in_by_a_link_that_ends_and_comes_again_each_quarter(
    simone: InspectingClient,
    client: InspectingClient,
    bakery: Organisation,
    outbox: Outbox,
    db_session: Session,
) -> None:
    term = make_signed(bakery, days_ago=10)
    taken = make_taken(term)
    page = f"/charter/taken-pledges/{taken.id}/lead"
    wrong = simone.submit(simone.get(page), {"address": "nowhere"})
    assert "Enter an email address in the correct format" in wrong.text
    simone.submit(simone.get(page), {"address": ADDRESS}, form="Send the link")
    first = outbox.link_to(ADDRESS)
    client.submit(client.get(first), {"value": "12", "note": "Twelve evenings."})
    client.submit(client.get(first), {"value": "13"})
    db_session.expire_all()
    assert (taken.value, taken.is_value_confirmed) == (13, False)
    assert "Twelve evenings." in simone.get(page).text
    simone.submit(simone.get(page), {"address": ADDRESS}, form="Send the link")
    assert client.get(first).status_code == 404
    with time_machine.travel(utcnow() + timedelta(days=31)):
        assert "This link is over" in client.get(outbox.link_to(ADDRESS)).text
    number = len(outbox.to(ADDRESS))
    with time_machine.travel(utcnow() + timedelta(days=95)):
        keep_charter_moving()
        keep_charter_moving()
    assert len(outbox.to(ADDRESS)) == number + 1
    leave_charter(SYSTEM, term, "Over")
    assert {each.sent_to for each in db_session.scalars(select(LeadLink))} == {""}


def test_a_lead_link_is_revoked_and_its_address_deleted(
    simone: InspectingClient,
    client: InspectingClient,
    bakery: Organisation,
    outbox: Outbox,
    db_session: Session,
) -> None:
    taken = make_taken(make_signed(bakery))
    page = f"/charter/taken-pledges/{taken.id}/lead"
    simone.submit(simone.get(page), {"address": ADDRESS}, form="Send the link")
    link = outbox.link_to(ADDRESS)
    simone.submit(simone.get(page), form=f"{page}/cancel")
    assert client.get(link).status_code == 404
    assert [each.sent_to for each in db_session.scalars(select(LeadLink))] == [""]


def test_a_buddy_pair_needs_both_sides_yes_and_ends(
    simone: InspectingClient,
    bashir: InspectingClient,
    petra: InspectingClient,
    bakery: Organisation,
    other: Organisation,
    volunteering: Pledge,
    owner: User,
    other_owner: User,
    outbox: Outbox,
    db_session: Session,
) -> None:
    term, helping = make_signed(bakery), make_signed(other)
    taken = make_taken(term, volunteering, is_buddy_wanted=True)
    offered = make_taken(helping, volunteering, is_buddy_offered=True, **GREEN)
    amber = make_signed(make_organisation(name="Not There Yet"))
    make_taken(amber, volunteering, is_buddy_offered=True)
    unwilling = make_signed(make_organisation(name="Not Willing"))
    make_taken(unwilling, volunteering, **GREEN)
    listed = simone.get(f"/charter/terms/{term.id}/buddies")
    finding = simone.click(listed, "Support staff to volunteer")
    assert "You are the same kind of organisation" in finding.text
    assert "You are less than a mile apart" in finding.text
    assert "Not There Yet" not in finding.text
    assert "Not Willing" not in finding.text
    asking = simone.click(finding, "Ask Larkfield Joinery")
    follow(simone, simone.submit(asking, {"words": "How did you begin?"}))
    assert "How did you begin?" in outbox.last_to(other_owner.email).body
    pair = db_session.scalars(select(BuddyPair)).one()
    assert simone.get(f"/charter/buddy-pairs/{pair.id}/answer").status_code == 404
    answering = bashir.click(
        bashir.get(f"/charter/terms/{helping.id}/buddies"), "Say yes or no to Thornhill Bakery"
    )
    silent = bashir.submit(answering, {"answer": "yes"})
    assert "Write how to get in touch" in silent.text
    bashir.submit(answering, {"answer": "yes", "words": "people@example.org"})
    assert "people@example.org" in outbox.last_to(owner.email).body
    assert "Larkfield Joinery helps" in petra.get("/broker/charter/buddies").text
    assert simone.get(f"/charter/taken-pledges/{taken.id}/buddies/{offered.id}").status_code == 404
    simone.submit(simone.get(f"/charter/buddy-pairs/{pair.id}/end"), {"words": "Thank you!"})
    assert "Thank you!" in outbox.last_to(other_owner.email).body
    db_session.expire_all()
    assert pair.status == PairStatus.ENDED


def test_an_ask_is_declined_or_taken_back_and_a_broker_ends_what_does_not_work(
    simone: InspectingClient,
    bashir: InspectingClient,
    petra: InspectingClient,
    bakery: Organisation,
    other: Organisation,
    volunteering: Pledge,
    owner: User,
    outbox: Outbox,
    db_session: Session,
) -> None:
    taken = make_taken(make_signed(bakery), volunteering)
    offered = make_taken(make_signed(other), volunteering, is_buddy_offered=True, **GREEN)
    pair = make_pair(taken, offered)
    answering = bashir.get(f"/charter/buddy-pairs/{pair.id}/answer")
    bashir.submit(answering, {"answer": "no", "words": "Not this year."})
    assert "Not this year." in outbox.last_to(owner.email).body
    second = make_pair(taken, offered)
    simone.submit(simone.get(f"/charter/buddy-pairs/{second.id}/end"))
    db_session.expire_all()
    assert second.status == PairStatus.TAKEN_BACK
    third = make_pair(taken, offered, status=PairStatus.ACTIVE)
    petra.submit(petra.get(f"/broker/charter/buddies/{third.id}/end"))
    db_session.expire_all()
    assert third.status == PairStatus.ENDED


def test_one_buddy_for_a_pledge_and_not_too_many_for_a_buddy(
    simone: InspectingClient,
    bakery: Organisation,
    other: Organisation,
    volunteering: Pledge,
    db_session: Session,
) -> None:
    taken = make_taken(make_signed(bakery), volunteering)
    offered = make_taken(make_signed(other), volunteering, is_buddy_offered=True, **GREEN)
    page = f"/charter/taken-pledges/{taken.id}/buddies"
    assert "Larkfield Joinery" in simone.get(page).text
    for _ in range(MOST_AT_ONCE):
        make_pair(make_taken(make_signed(make_organisation()), volunteering), offered)
    assert "Nobody fits yet" in simone.get(page).text
    make_pair(taken, offered)
    with pytest.raises(IntegrityError), db_session.begin_nested():
        make_pair(taken, offered)


def test_a_group_shows_its_signatories_together_and_counts_nothing_twice(
    petra: InspectingClient,
    client: InspectingClient,
    bakery: Organisation,
    other: Organisation,
    volunteering: Pledge,
    db_session: Session,
) -> None:
    share = make_pledge(source=EvidenceSource.SUPPLY_CHAIN, unit="%", words="Use local firms")
    term, second = make_signed(bakery), make_signed(other)
    make_taken(term, volunteering, **GREEN)
    make_taken(second, volunteering, **GREEN | {"value": Decimal(12)})
    make_taken(second, share, **GREEN)
    page = petra.get("/broker/charter/groups")
    assert "There is no group yet" in page.text
    edit = follow(petra, petra.submit(page, {"name": "The council and its companies"}))
    assert (
        "There is a group of this name"
        in petra.submit(
            petra.get("/broker/charter/groups"), {"name": "The council and its companies"}
        ).text
    )
    group = db_session.scalars(select(CharterGroup)).one()
    own = f"/broker/charter/groups/{group.id}"
    for each in (term, second):
        petra.submit(petra.get(own), {"signatory": str(each.signatory_id)}, form="Add")
    twice = petra.submit(edit, {"signatory": str(term.signatory_id)})
    assert "This signatory is in a group already" in twice.text
    shown = client.get(f"/charter/groups/{group.id}")
    assert "62 hours" in shown.text
    assert "not added up" in shown.text
    sheet = get_sheet(group.id, utcnow().date())
    assert [each.value for each in sheet.totals] == [Decimal(62), None]
    petra.submit(petra.get(own), form=f"{own}/members/{term.signatory_id}/remove")
    assert len(db_session.scalars(select(GroupMember)).all()) == 1


def test_the_catalogue_that_ships_is_loaded_once(db_session: Session) -> None:
    assert load_reference_charter() == 15
    assert load_reference_charter() == 0
    assert len(db_session.scalars(select(CharterTheme)).all()) == 6
    themes = {each.theme_code for each in db_session.scalars(select(Pledge))}
    assert len(themes) == 6


def test_a_broker_adds_retires_and_restores_a_pledge_without_losing_history(
    petra: InspectingClient,
    client: InspectingClient,
    bakery: Organisation,
    volunteering: Pledge,
    db_session: Session,
) -> None:
    make_taken(make_signed(bakery), volunteering)
    adding = petra.click(petra.get("/broker/charter/pledges"), "Add a pledge")
    typed = {
        "code": "local-food",
        "theme_code": "sharing",
        "words": "Work with local food networks",
        "voices": ["organisation"],
        "source": "own-record",
        "unit": "meals",
    }
    wrong = petra.submit(adding, typed | {"code": "Local Food"})
    assert "small letters" in wrong.text
    follow(petra, petra.submit(adding, typed))
    assert "Work with local food networks" in client.get("/charter").text
    retiring = petra.get(f"/broker/charter/pledges/{volunteering.id}/retire")
    petra.submit(retiring, {"reason": "There is a better one."})
    assert "Support staff to volunteer" not in client.get("/charter").text
    page = client.get(f"/charter/pledges/{volunteering.id}")
    assert "There is a better one." in page.text
    assert "Thornhill Bakery" in page.text
    listed = petra.get("/broker/charter/pledges")
    petra.submit(listed, form=f"/broker/charter/pledges/{volunteering.id}/restore")
    assert "Support staff to volunteer" in client.get("/charter").text


TABLE = (
    "code,theme,words,voices,source,source codes,unit\n"
    "local-food,sharing,Work with local food networks,organisation,own-record,,meals\n"
    "staff-volunteering,sharing,Other words,employer,own-record,,hours\n"
    "wrong,wealth,Be rich,employer,own-record,,pounds\n"
)


def test_a_table_of_pledges_is_shown_before_it_is_added(
    petra: InspectingClient, volunteering: Pledge, db_session: Session
) -> None:
    empty = petra.submit(petra.get("/broker/charter/pledges/preview"))
    assert "Choose a file, or paste its rows" in empty.text
    shown = petra.submit(petra.get("/broker/charter/pledges/preview"), {"rows": TABLE})
    assert "1 pledge would be added" in shown.text
    assert "1 is in the catalogue already" in shown.text
    assert "Line 4: The theme must be one of: sharing" in shown.text
    assert len(db_session.scalars(select(Pledge)).all()) == 1
    follow(petra, petra.submit(shown, form="/broker/charter/pledges/import"))
    assert {each.code for each in db_session.scalars(select(Pledge))} == {
        "staff-volunteering",
        "local-food",
    }
    assert volunteering.words == "Support staff to volunteer"


def test_the_first_meeting_is_written_down_and_corrected(
    petra: InspectingClient,
    simone: InspectingClient,
    bakery: Organisation,
    owner: User,
    outbox: Outbox,
) -> None:
    term = make_signed(bakery)
    page = f"/broker/charter/terms/{term.id}/first-meeting"
    day = {
        f"met_on-{part}": value
        for part, value in zip(
            ("day", "month", "year"), utcnow().date().strftime("%d %m %Y").split(), strict=True
        )
    }
    typed = day | {"baseline": "Ten hours a year.", "needs": "A buddy."}
    late = petra.submit(petra.get(page), typed | {"met_on-year": "2099"})
    assert "The meeting must be in the past" in late.text
    petra.submit(petra.get(page), typed)
    petra.submit(petra.get(page), typed | {"needs": "A template."})
    shown = simone.get(f"/charter/terms/{term.id}")
    assert "A template." in shown.text
    told = [each for each in outbox.to(owner.email) if "first meeting" in each.subject]
    assert len(told) == 1


def test_another_organisation_sees_nothing_of_a_draft(
    bashir: InspectingClient,
    bakery: Organisation,
    volunteering: Pledge,
    sign_in_as: Callable[..., InspectingClient],
) -> None:
    term = make_term(bakery)
    taken = make_taken(term, volunteering)
    for page in (
        f"/charter/terms/{term.id}",
        f"/charter/terms/{term.id}/comments",
        f"/charter/taken-pledges/{taken.id}",
        f"/charter/signatories/{term.signatory_id}",
    ):
        assert bashir.get(page).status_code == 404

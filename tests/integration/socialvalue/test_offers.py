"""Offers: terms change hands, addresses stay hidden, and what is off is given back."""

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from brokerage.accounts.models import User
from brokerage.extensions import utcnow
from brokerage.organisations.models import Organisation
from brokerage.socialvalue.models import Agreement, Offer, Project, ProjectNeed
from brokerage.socialvalue.tasks import keep_offers_moving
from tests.factories.organisations import make_organisation
from tests.factories.socialvalue import (
    make_agreement,
    make_confirmed,
    make_need,
    make_offer,
    make_standing_offer,
)
from tests.integration.socialvalue.test_whole_life import day
from tests.support.form_fuzzer import fuzz_form
from tests.support.inspecting_client import InspectingClient, follow
from tests.support.outbox import Outbox


def test_terms_change_hands_and_only_what_was_read_is_agreed_to(
    need: ProjectNeed,
    firm: Organisation,
    clerk: User,
    leader: User,
    fern: InspectingClient,
    idris: InspectingClient,
    outbox: Outbox,
    db_session: Session,
) -> None:
    offer = make_offer(need, firm)
    address = f"/offers/{offer.id}"
    read = fern.get(address)
    assert "Agree to these terms" in read.text
    assert "Agree to these terms" not in idris.get(address).text
    other = {"amount": "3", "terms": "You pick them up."} | day("by_on", 20)
    idris.submit(idris.get(f"{address}/change"), other)
    assert "Other terms" in outbox.last_to(leader.email).subject
    late = fern.submit(read, form="Agree to these terms")
    assert "The terms have changed. Read them again first." in late.text
    assert db_session.query(Agreement).count() == 0
    fern.submit(fern.get(f"{address}/change"), other | {"amount": "4"})
    own = fern.post(f"{address}/accept", data={"csrf_token": fern.csrf_token(read)})
    assert "for the other side to agree" in own.text
    idris.submit(idris.get(address), form="Agree to these terms")
    db_session.refresh(need)
    assert need.agreed == Decimal(4)


@pytest.mark.parametrize(
    "leak",
    [
        "Ring 01865 252525 please",
        "mail me: a.b@c.example",
        "look at www.us.example",
        "come to OX4 6HW",
        "write to fern at leys.org",
    ],
)
def test_no_address_is_given_away_before_both_agree(
    leak: str, need: ProjectNeed, firm: Organisation, fern: InspectingClient
) -> None:
    offer = make_offer(need, firm)
    page = fern.get(f"/offers/{offer.id}")
    answer = fern.submit(page, {"text": leak}, form=f"/offers/{offer.id}/messages")
    assert "Leave out email addresses" in answer.text
    assert leak in answer.text


def test_after_the_yes_they_write_freely(
    need: ProjectNeed,
    firm: Organisation,
    clerk: User,
    fern: InspectingClient,
    idris: InspectingClient,
    outbox: Outbox,
) -> None:
    offer = make_offer(need, firm)
    make_agreement(offer)
    page = fern.get(f"/offers/{offer.id}")
    fern.submit(page, {"text": "Ring 01865 252525"}, form=f"/offers/{offer.id}/messages")
    assert "01865 252525" in outbox.last_to(clerk.email).body
    assert "01865 252525" in idris.get(f"/offers/{offer.id}").text


def test_declined_and_withdrawn_offers_can_begin_again(
    need: ProjectNeed,
    firm: Organisation,
    clerk: User,
    leader: User,
    fern: InspectingClient,
    idris: InspectingClient,
    outbox: Outbox,
) -> None:
    offer = make_offer(need, firm)
    new = f"/organisations/{firm.id}/project-needs/{need.id}/offer"
    said = {"amount": "2", "terms": "We bring them.", "contact": "office"} | day("by_on", 9)
    twice = idris.submit(idris.get(new), said)
    assert "You are talking about this already" in twice.text
    page = fern.get(f"/offers/{offer.id}/decline")
    assert "Say why" in fern.submit(page).text
    fern.submit(page, {"reason": "They are too small for small hands."})
    assert "too small for small hands" in outbox.last_to(clerk.email).body
    page = follow(idris, idris.submit(idris.get(new), said))
    idris.submit(page, form="Withdraw")
    assert "has withdrawn" in outbox.last_to(leader.email).subject
    shown = fern.get(f"/offers/{offer.id}")
    gone = fern.post(f"/offers/{offer.id}/withdraw", data=_token(fern, shown))
    assert "This offer is declined" in gone.text


def test_what_is_cancelled_or_comes_short_is_needed_again(
    need: ProjectNeed,
    firm: Organisation,
    clerk: User,
    fern: InspectingClient,
    idris: InspectingClient,
    db_session: Session,
) -> None:
    standing = make_standing_offer(firm, clerk, agreed=Decimal(2))
    agreement = make_agreement(make_offer(need, firm, standing_offer_id=standing.id))
    page = idris.get(f"/agreements/{agreement.id}/cancel")
    idris.submit(page, {"reason": "Our stock was stolen."})
    db_session.refresh(need)
    db_session.refresh(standing)
    assert (need.agreed, standing.agreed) == (Decimal(0), Decimal(0))
    again = idris.post(f"/agreements/{agreement.id}/confirm", data=_token(idris, page))
    assert "stands at “Cancelled”" in again.text


def test_a_broker_settles_what_they_do_not_agree_on(
    need: ProjectNeed,
    firm: Organisation,
    clerk: User,
    leader: User,
    fern: InspectingClient,
    idris: InspectingClient,
    broker: InspectingClient,
    outbox: Outbox,
    db_session: Session,
) -> None:
    agreement = make_agreement(make_offer(need, firm))
    address, desk = f"/agreements/{agreement.id}", f"/broker/project-disputes/{agreement.id}"
    assert broker.get(desk).status_code == 404
    said = {"amount": "2", "counted": "500"} | day("on", 0)
    idris.submit(idris.get(f"{address}/deliver"), said)
    fern.submit(fern.get(f"{address}/report"), {"reason": "Only one of them works."})
    assert "Only one of them works." in outbox.last_to(clerk.email).body
    assert "Only one of them works." in broker.get("/broker/project-disputes").text
    page = broker.get(outbox.link_to("broker@example.org"))
    settled = {"amount": "1", "counted": "250", "reason": "One came in working order."}
    broker.submit(page, settled | day("on", 0))
    for user in (clerk, leader):
        assert "One came in working order." in outbox.last_to(user.email).body
    db_session.refresh(need)
    assert (need.agreed, need.came) == (Decimal(1), Decimal(1))
    shown = fern.get(address).text
    assert "£250 under NT16" in shown
    assert broker.get(desk).status_code == 404


def test_nothing_came_cancels_it(
    need: ProjectNeed,
    firm: Organisation,
    fern: InspectingClient,
    broker: InspectingClient,
    db_session: Session,
) -> None:
    agreement = make_agreement(make_offer(need, firm))
    fern.submit(fern.get(f"/agreements/{agreement.id}/report"), {"reason": "Nothing came at all."})
    page = broker.get(f"/broker/project-disputes/{agreement.id}")
    said = {"amount": "0", "counted": "0", "reason": "Both say that nothing came."}
    broker.submit(page, said | day("on", 0))
    db_session.refresh(need)
    db_session.refresh(agreement)
    assert (need.agreed, agreement.status) == (Decimal(0), "cancelled")


def test_a_body_asks_for_some_of_a_standing_offer(
    need: ProjectNeed,
    firm: Organisation,
    group: Organisation,
    clerk: User,
    fern: InspectingClient,
    idris: InspectingClient,
    outbox: Outbox,
    db_session: Session,
) -> None:
    standing = make_standing_offer(firm, clerk, amount=Decimal(4))
    listed = fern.get("/standing-offers?kind=equipment")
    page = fern.click(listed, standing.title)
    page = fern.click(page, f"Ask for some of it as {group.name}")
    said = {"need": str(need.id), "amount": "5", "terms": "We fetch them."} | day("by_on", 9)
    assert "They do not offer that much" in fern.submit(page, said).text
    fern.submit(page, said | {"amount": "3"})
    assert "asks you for 3 tablets" in outbox.last_to(clerk.email).subject
    page = idris.get(outbox.link_to(clerk.email))
    idris.submit(page, form="Agree to these terms")
    db_session.refresh(standing)
    assert standing.left == Decimal(1)
    keep = fern.get(f"/projects/{need.project_id}/keep").text
    assert "Used tablets, wiped and tested" in keep


def test_what_stands_still_is_reminded_of_once(
    need: ProjectNeed,
    firm: Organisation,
    coach_firm: Organisation,
    clerk: User,
    leader: User,
    driver: User,
    outbox: Outbox,
    db_session: Session,
) -> None:
    make_offer(need, firm)
    due = make_agreement(make_offer(need, coach_firm))
    db_session.commit()
    counts = {0: (0, 0), 6: (1, 0), 7: (1, 0), 12: (2, 1), 13: (2, 1), 15: (3, 2), 16: (3, 2)}
    for days, (to_body, to_coach) in counts.items():
        with time_machine.travel(utcnow() + timedelta(days=days), tick=False):
            keep_offers_moving()
        assert len(outbox.to(leader.email)) == to_body, days
        assert len(outbox.to(driver.email)) == to_coach, days
    assert due.due_on < utcnow().date() + timedelta(days=16)


def test_the_database_refuses_what_cannot_be(
    project: Project,
    need: ProjectNeed,
    firm: Organisation,
    clerk: User,
    db_session: Session,
) -> None:
    offer = make_offer(need, firm)
    make_confirmed(make_offer(make_need(project), firm, status="agreed"), clerk)
    for table, wrong in (
        (ProjectNeed, {"agreed": Decimal(7)}),
        (ProjectNeed, {"came": Decimal(3), "agreed": Decimal(2)}),
        (ProjectNeed, {"agreed": Decimal(-1)}),
        (Agreement, {"delivered": Decimal(9)}),
        (Agreement, {"confirmed_at": None}),
        (Agreement, {"delivered": None}),
        (Offer, {"receiver_id": firm.id}),
    ):
        with pytest.raises(IntegrityError), db_session.begin_nested():
            db_session.execute(update(table).values(**wrong))
    with pytest.raises(IntegrityError), db_session.begin_nested():
        make_offer(need, firm, awaits=offer.awaits)


def test_strangers_find_nothing(
    need: ProjectNeed, firm: Organisation, petra: InspectingClient, broker: InspectingClient
) -> None:
    offer = make_offer(need, firm)
    agreement = make_agreement(make_offer(need, make_organisation(), status="agreed"))
    for client in (petra, broker):
        for address in (
            f"/offers/{offer.id}",
            f"/offers/{offer.id}/change",
            f"/agreements/{agreement.id}",
            f"/agreements/{agreement.id}/thank",
            f"/projects/{need.project_id}/keep",
        ):
            assert client.get(address).status_code == 404


def test_forms_take_whatever_is_sent(
    need: ProjectNeed,
    firm: Organisation,
    clerk: User,
    promise: object,
    fern: InspectingClient,
    idris: InspectingClient,
    broker: InspectingClient,
) -> None:
    offer = make_offer(need, firm)
    standing = make_standing_offer(firm, clerk)
    agreement = make_agreement(make_offer(need, firm, status="agreed"))
    disputed = make_agreement(make_offer(need, make_organisation(), status="agreed"))
    disputed.status, disputed.dispute_reason, disputed.disputed_by = "disputed", "No", "giver"
    told = make_confirmed(make_offer(make_need(need.project), firm, status="agreed"), clerk)
    own = f"/organisations/{firm.id}"
    fuzz_form(idris, f"{own}/project-needs/{make_need(need.project).id}/offer", posts=15)
    fuzz_form(idris, f"{own}/standing-offers/add", posts=15)
    fuzz_form(idris, f"/standing-offers/{standing.id}/edit", posts=15)
    fuzz_form(idris, f"/offers/{offer.id}/change", posts=15)
    fuzz_form(idris, f"/agreements/{agreement.id}/deliver", posts=15)
    fuzz_form(fern, f"/agreements/{agreement.id}/report", posts=10)
    fuzz_form(fern, f"/agreements/{told.id}/thank", posts=10)
    fuzz_form(fern, f"/agreements/{told.id}/story", posts=10)
    fuzz_form(fern, f"/offers/{offer.id}/decline", posts=10)
    fuzz_form(
        fern,
        f"/organisations/{need.project.organisation_id}/standing-offers/{standing.id}/ask",
        posts=15,
    )
    fuzz_form(broker, f"/broker/project-disputes/{disputed.id}", posts=15)


def _token(client: InspectingClient, page: TestResponse) -> dict[str, str]:
    return {"csrf_token": client.csrf_token(page)}

"""From an ask to two claims: a group asks for tablets and a minibus, two firms meet it in parts."""

from datetime import timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.contracts.models import Commitment
from brokerage.extensions import utcnow
from brokerage.ledger import queries as ledger
from brokerage.ledger.models import Claim, LedgerSource
from brokerage.ledger.queries.totals import list_delivered
from brokerage.organisations.models import Organisation
from brokerage.socialvalue.models import Agreement, Offer, Project, ProjectNeed
from tests.support.inspecting_client import InspectingClient, follow
from tests.support.outbox import Outbox

WHY = "Twelve families meet every week and share one old laptop to fill in forms."


def day(field: str, ahead: int) -> dict[str, str]:
    then = utcnow().date() + timedelta(days=ahead)
    return {
        f"{field}-day": str(then.day),
        f"{field}-month": str(then.month),
        f"{field}-year": str(then.year),
    }


def asks(fern: InspectingClient, group: Organisation) -> None:
    own = fern.get(f"/organisations/{group.id}/projects")
    assert "You have not asked for anything yet" in own.text
    page = fern.get(f"/organisations/{group.id}/projects/add")
    said = {
        "title": "Tablets and a trip",
        "why": WHY,
        "place_name": "Blackbird Leys, the community centre",
        "postcode": "OX4 6HW",
        "contact": "The group leader, group@leys.example",
    }
    short = fern.submit(page, said | {"why": "Because."})
    assert "Say a little more about why it matters" in short.text
    assert "Tablets and a trip" in short.text
    page = follow(fern, fern.submit(page, said))
    tablets = {"kind": "equipment", "what": "Tablets", "asked": "6", "unit": "tablets"}
    without = fern.submit(page, tablets | {"unit": ""} | day("needed_by", 30))
    assert "Say what you count it in" in without.text
    page = follow(fern, fern.submit(page, tablets | day("needed_by", 30)))
    page = fern.click(page, "Add something you need")
    bus = {"kind": "transport", "what": "A minibus with driver", "asked": "1", "unit": ""}
    page = follow(fern, fern.submit(page, bus | day("needed_by", 40)))
    assert "1 day asked for" in page.text.replace("<strong>", "").replace("</strong>", "")
    page = follow(fern, fern.submit(page, form="Send it to a broker"))
    assert "Waiting for a broker" in page.text


def test_two_firms_meet_a_project_in_parts_and_each_is_counted_once(
    group: Organisation,
    firm: Organisation,
    coach_firm: Organisation,
    promise: Commitment,
    leader: User,
    clerk: User,
    fern: InspectingClient,
    idris: InspectingClient,
    petra: InspectingClient,
    broker: InspectingClient,
    outbox: Outbox,
    db_session: Session,
) -> None:
    asks(fern, group)
    project = db_session.scalars(select(Project)).one()
    assert project.priority_place == "Northfield Brook"
    assert idris.get(f"/projects/{project.id}").status_code == 404
    page = broker.get(outbox.link_to("broker@example.org"))
    broker.submit(page, form="Open it to offers")
    assert "is open" in outbox.last_to(leader.email).subject

    listed = idris.get("/projects?q=tablits").text
    assert "Tablets and a trip" in listed
    assert "Northfield Brook" in listed
    tablets, bus = db_session.scalars(select(ProjectNeed).order_by(ProjectNeed.id)).all()
    offered = {"amount": "4", "terms": "We bring them, set up.", "contact": "office@quill.example"}
    page = idris.get(f"/organisations/{firm.id}/project-needs/{tablets.id}/offer")
    leaked = idris.submit(
        page, offered | {"message": "Write to me: idris@loan.example"} | day("by_on", 9)
    )
    assert "Leave out email addresses" in leaked.text
    too_much = idris.submit(page, offered | {"amount": "7"} | day("by_on", 9))
    assert "Only 6 of this is still needed" in too_much.text
    page = idris.submit(
        page,
        offered
        | {"message": "Would used ones do?", "commitment": str(promise.id)}
        | day("by_on", 9),
    )
    shown = follow(idris, page)
    assert "These are your terms" in shown.text
    page = fern.get(outbox.link_to(leader.email))
    assert "office@quill.example" not in page.text
    assert "Would used ones do?" in page.text
    page = follow(fern, fern.submit(page, form="Agree to these terms"))
    agreed = fern.click(page, "See the agreement, and how to reach each other")
    assert "office@quill.example" in agreed.text
    assert "group@leys.example" in outbox.last_to(clerk.email).body

    agreement = db_session.scalars(select(Agreement)).one()
    address = f"/agreements/{agreement.id}"
    came = {"amount": "3", "counted": "600"} | day("on", 0)
    page = idris.submit(idris.get(f"{address}/deliver"), came)
    again = idris.post(f"{address}/confirm", data={"csrf_token": idris.csrf_token(shown)})
    assert "two people, not one" in again.text
    page = fern.get(outbox.link_to(leader.email))
    page = follow(fern, fern.submit(page, form="Yes, confirm it"))
    assert "counted once, for Quillmere Computers" in page.text
    claim = db_session.scalars(select(Claim)).one()
    assert (claim.owner_id, claim.status, claim.held) == (firm.id, "confirmed", Decimal(600))
    assert list_delivered([promise.id]) == {promise.id: Decimal(600)}
    assert ledger.get_claim(claim.id).source.ward_code == "E05013104"
    db_session.refresh(tablets)
    assert (tablets.agreed, tablets.came) == (Decimal(3), Decimal(3))

    page = petra.get(f"/organisations/{coach_firm.id}/project-needs/{bus.id}/offer")
    petra.submit(page, {"amount": "1", "terms": "With a driver.", "contact": "x"} | day("by_on", 5))
    offer = db_session.scalars(select(Offer).order_by(Offer.id.desc())).first()
    fern.submit(fern.get(f"/offers/{offer.id}"), form="Agree to these terms")
    address = f"/agreements/{offer.agreement.id}"
    fern.submit(fern.get(f"{address}/deliver"), {"amount": "1", "counted": "280"} | day("on", 0))
    petra.submit(petra.get(address), form="Yes, confirm it")
    assert len(db_session.scalars(select(Claim)).all()) == 2
    assert {each.unit for each in db_session.scalars(select(LedgerSource))} == {"pounds"}
    public = idris.get(f"/projects/{project.id}").text
    assert "3 tablets still needed" in public
    assert "1 day (A minibus with driver) from Saltway Coaches" in public

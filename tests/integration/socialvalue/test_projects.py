"""Projects: written, checked, read by everybody, ordered by published criteria, ended, told of."""

from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.extensions import utcnow
from brokerage.organisations.models import Organisation
from brokerage.socialvalue.models import Project, ProjectNeed
from tests.factories.organisations import make_organisation
from tests.factories.socialvalue import (
    make_confirmed,
    make_need,
    make_offer,
    make_project,
    make_project_picture,
    make_standing_offer,
    make_story,
)
from tests.integration.socialvalue.test_whole_life import WHY, day
from tests.support.form_fuzzer import fuzz_form, hostile_query_strings
from tests.support.inspecting_client import InspectingClient, follow
from tests.support.outbox import Outbox
from tests.support.statements import count_statements


def a_picture() -> bytes:
    out = BytesIO()
    Image.new("RGB", (40, 30), "teal").save(out, "PNG", pnginfo=None)
    return out.getvalue()


def test_a_broker_asks_for_changes_and_the_body_sends_it_again(
    group: Organisation,
    leader: User,
    fern: InspectingClient,
    broker: InspectingClient,
    outbox: Outbox,
    client: InspectingClient,
) -> None:
    project = make_project(group, leader, status="draft", title="A garden for all")
    keep = f"/projects/{project.id}/keep"
    token = {"csrf_token": fern.csrf_token(fern.get(keep))}
    empty = fern.post(f"/projects/{project.id}/submit", data=token)
    assert "Add at least one thing that you need first." in empty.text
    assert broker.get(f"/broker/projects/{project.id}").status_code == 404
    make_need(project)
    fern.submit(fern.get(keep), form="Send it to a broker")
    assert "cannot be changed now" in fern.submit(fern.get(f"/projects/{project.id}/edit")).text
    desk = broker.get("/broker/projects")
    page = broker.click(broker.click(desk, "A garden for all"), "Ask for changes")
    broker.submit(page, {"reason": "Leave the name of the child out."})
    assert "Leave the name of the child out." in fern.get(keep).text
    page = fern.click(fern.get(keep), "Change why it matters")
    fern.submit(page, {"why": WHY})
    fern.submit(fern.get(keep), form="Send it to a broker")
    broker.submit(broker.get(f"/broker/projects/{project.id}"), form="Open it to offers")
    assert "Your project is open" in outbox.last_to(leader.email).subject
    assert "A garden for all" in client.get("/projects").text


def test_needs_change_only_as_far_as_offers_allow(
    need: ProjectNeed, firm: Organisation, clerk: User, fern: InspectingClient
) -> None:
    keep = f"/projects/{need.project_id}/keep"
    only = fern.submit(fern.get(keep), form="Remove Tablets")
    assert "It is all that you ask for" in only.text
    make_confirmed(make_offer(need, firm, status="agreed"), clerk)
    page = fern.get(f"/project-needs/{need.id}/edit")
    said = {"kind": "equipment", "asked": "1", "unit": "tablets"} | day("needed_by", 9)
    assert "2 is agreed already" in fern.submit(page, said).text
    other = fern.submit(page, said | {"asked": "6", "kind": "time"})
    assert "what it is counted in has to stay" in other.text
    assert fern.submit(page, said | {"asked": "2"}).status_code == 303
    refused = fern.submit(fern.get(keep), form="Remove Tablets")
    assert "There are offers for it" in refused.text


def test_an_end_is_told_and_can_be_taken_back(
    need: ProjectNeed,
    firm: Organisation,
    clerk: User,
    fern: InspectingClient,
    client: InspectingClient,
    outbox: Outbox,
) -> None:
    make_offer(need, firm)
    public, keep = f"/projects/{need.project_id}", f"/projects/{need.project_id}/keep"
    page = fern.get(f"/projects/{need.project_id}/close")
    assert "Say why" in fern.submit(page, {"status": "withdrawn"}).text
    fern.submit(page, {"status": "withdrawn", "reason": "The group has ended."})
    assert "The group has ended." in outbox.last_to(clerk.email).body
    assert client.get(public).status_code == 404
    page = follow(fern, fern.submit(fern.get(keep), form="Open it again"))
    assert "Not finished" in page.text


def test_pictures_are_encoded_anew_and_need_words(
    project: Project, need: ProjectNeed, fern: InspectingClient, client: InspectingClient
) -> None:
    page = fern.get(f"/projects/{project.id}/pictures/add")
    said = {"picture": (BytesIO(a_picture()), "a.png"), "alt_text": ""}
    assert "Say in words what the picture shows" in fern.submit(page, said).text
    broken = {"picture": (BytesIO(b"GIF89a no picture"), "a.gif"), "alt_text": "Nothing"}
    assert "must be a whole picture" in fern.submit(page, broken).text
    said = {"picture": (BytesIO(a_picture()), "a.png"), "alt_text": "A table with one laptop"}
    keep = follow(fern, fern.submit(page, said))
    shown = client.get(f"/projects/{project.id}").text
    address = shown.partition('src="/projects')[2].partition('"')[0]
    answer = client.get("/projects" + address)
    assert answer.data.startswith(b"\xff\xd8")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "A table with one laptop" in shown
    fern.submit(keep, form="Remove picture A table with one laptop")
    assert client.get("/projects" + address).status_code == 404


def test_pictures_of_what_is_not_public_are_not_public(
    group: Organisation,
    leader: User,
    fern: InspectingClient,
    broker: InspectingClient,
    client: InspectingClient,
) -> None:
    draft = make_project(group, leader, status="submitted")
    digest = make_project_picture(draft).digest
    assert client.get(f"/projects/{draft.id}/pictures/{digest}").status_code == 404
    assert fern.get(f"/projects/{draft.id}/own-pictures/{digest}").status_code == 200
    assert broker.get(f"/broker/projects/{draft.id}/pictures/{digest}").status_code == 200


def test_the_order_is_that_of_the_published_criteria(
    group: Organisation, leader: User, client: InspectingClient, db_session: Session
) -> None:
    plain = make_project(group, leader, title="Plain")
    priority = make_project(group, leader, title="In a priority place", priority_place="Barton")
    soon = make_project(group, leader, title="Soon")
    for project, days in ((plain, 50), (priority, 50), (soon, 1)):
        make_need(project, needed_by=utcnow().date() + timedelta(days=days))
    text = client.get("/projects").text
    assert text.index("In a priority place</a>") < text.index("Soon</a>") < text.index("Plain</a>")
    stated = client.get("/projects/how-we-order").text
    assert "Together they make 100 points" in stated
    assert "Northfield Brook" in stated
    shown = client.get(f"/projects/{priority.id}").text
    assert "It is in a priority place: 30.0 of 30" in shown


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("kind=equipment", True),
        ("kind=money", False),
        ("priority=yes", True),
        ("place=OX4+6HW&within=1", True),
        ("q=tablits", True),
        ("q=tablet&kind=money", False),
        ("place=nowhere-at-all", True),
        ("page=7", False),
    ],
)
def test_words_and_filters(
    query: str, is_found: bool, need: ProjectNeed, client: InspectingClient
) -> None:
    text = client.get(f"/projects?{query}").text
    assert ("Tablets for our family group</a>" in text) == is_found


def test_a_business_sees_what_fits_it_with_the_stated_weight(
    need: ProjectNeed,
    firm: Organisation,
    group: Organisation,
    leader: User,
    idris: InspectingClient,
) -> None:
    choir = make_project(group, leader, title="Robes for a choir", why="We sing in the square.")
    make_need(choir, kind="goods", what="Robes", unit="robes")
    text = idris.get(f"/organisations/{firm.id}/giving").text
    assert "A priority place adds 15 points of 100" in text
    assert "Is in a place that the partnership puts first: “Northfield Brook”." in text
    robes = text.find("Robes for a choir</a>")
    assert robes == -1 or text.index("Tablets for our family group</a>") < robes
    own = idris.get(f"/organisations/{group.id}/giving")
    assert own.status_code == 404


def test_what_all_sides_agree_to_is_told(
    need: ProjectNeed,
    firm: Organisation,
    clerk: User,
    leader: User,
    fern: InspectingClient,
    idris: InspectingClient,
    broker: InspectingClient,
    client: InspectingClient,
    outbox: Outbox,
) -> None:
    agreement = make_confirmed(make_offer(need, firm, status="agreed"), clerk)
    address = f"/agreements/{agreement.id}"
    fern.submit(fern.get(f"{address}/thank"), {"thanks": "You made our winter."})
    assert "You made our winter." in outbox.last_to(clerk.email).body
    story = "Every family fills its own forms now, and two parents help the others with theirs."
    page = fern.get(f"{address}/story")
    assert "Tick the box" in fern.submit(page, {"text": story}).text
    fern.submit(page, {"text": story, "consent": ["yes"]})
    assert story in outbox.last_to(clerk.email).body
    assert "No story waits" in broker.get("/broker/project-stories").text
    idris.submit(idris.get(address), form="Yes, it may be published")
    assert story not in client.get("/project-stories").text
    page = broker.get(f"/broker/project-stories/{agreement.id}/reject")
    broker.submit(page, {"reason": "Leave the street out."})
    assert "Leave the street out." in fern.get(address).text
    fern.submit(fern.get(f"{address}/story"), {"text": story, "consent": ["yes"]})
    idris.submit(idris.get(address), form="Yes, it may be published")
    desk = broker.get("/broker/project-stories")
    broker.submit(desk, form="Publish Tablets for our family group")
    assert story in client.get("/project-stories").text
    assert story in client.get(f"/projects/{need.project_id}").text
    idris.submit(idris.get(address), form="Take the story back")
    assert story not in client.get("/project-stories").text
    assert story not in client.get(f"/projects/{need.project_id}").text


def test_who_may_not_ask_is_told_so(
    firm: Organisation, idris: InspectingClient, group: Organisation
) -> None:
    listed = idris.get(f"/organisations/{firm.id}/projects").text
    assert "Only approved charities" in listed
    page = idris.get(f"/organisations/{firm.id}/projects/add")
    said = {"title": "A new van", "why": WHY, "place_name": "Here", "contact": "x"}
    assert "Only approved charities" in idris.submit(page, said | {"postcode": "OX4 6HW"}).text


def test_own_pages_show_what_waits(
    need: ProjectNeed,
    firm: Organisation,
    group: Organisation,
    fern: InspectingClient,
    client: InspectingClient,
) -> None:
    make_offer(need, firm)
    own = fern.get(f"/organisations/{group.id}").text
    assert "1 offer waits for your answer." in own
    assert "1 project needs help now" in client.get(f"/directory/{group.slug}").text


def test_pages_ask_the_database_no_more_with_many_rows(
    need: ProjectNeed,
    firm: Organisation,
    group: Organisation,
    leader: User,
    clerk: User,
    fern: InspectingClient,
    idris: InspectingClient,
    broker: InspectingClient,
    db_session: Session,
) -> None:
    own, desk = f"/organisations/{group.id}", f"/organisations/{firm.id}"
    pages = (
        (fern, "/projects"),
        (fern, "/projects?q=tablet"),
        (fern, f"/projects/{need.project_id}"),
        (fern, f"/projects/{need.project_id}/keep"),
        (fern, f"{own}/projects"),
        (fern, f"{own}/offers"),
        (idris, f"{desk}/giving"),
        (idris, f"{desk}/offers"),
        (fern, "/standing-offers"),
        (fern, "/project-stories"),
        (broker, "/broker/projects"),
    )
    for client, address in pages:
        client.get(address)
    before = {address: count_statements(client, address) for client, address in pages}
    for number in range(25):
        project = make_project(group, leader, title=f"Tablets for group {number}")
        make_project(group, leader, status="submitted", title=f"Sent {number}")
        make_standing_offer(firm, clerk, title=f"Tablets {number}")
        more = make_need(project, asked=Decimal(50))
        make_offer(need, make_organisation())
        make_story(
            make_confirmed(make_offer(more, firm, status="agreed"), clerk), status="published"
        )
    db_session.commit()
    for client, address in pages:
        client.get(address)
    after = {address: count_statements(client, address) for client, address in pages}
    assert max(after.values()) <= 15, after
    assert all(after[address] <= before[address] + 1 for address in after), (before, after)


def test_forms_take_whatever_is_sent(
    project: Project,
    need: ProjectNeed,
    group: Organisation,
    leader: User,
    fern: InspectingClient,
    broker: InspectingClient,
    firm: Organisation,
    clerk: User,
) -> None:
    sent = make_project(group, leader, status="submitted")
    told = make_confirmed(make_offer(need, firm, status="agreed"), clerk)
    make_story(told)
    fuzz_form(fern, f"/organisations/{group.id}/projects/add", posts=15)
    fuzz_form(fern, f"/projects/{project.id}/edit", posts=15)
    fuzz_form(fern, f"/projects/{project.id}/needs/add", posts=15)
    fuzz_form(fern, f"/project-needs/{need.id}/edit", posts=15)
    fuzz_form(fern, f"/projects/{project.id}/pictures/add", posts=15)
    fuzz_form(broker, f"/broker/projects/{sent.id}/ask-for-changes", posts=10)
    fuzz_form(broker, f"/broker/project-stories/{told.id}/reject", posts=10)
    fuzz_form(fern, f"/projects/{project.id}/close", posts=10)
    hostile_query_strings(fern, "/projects", ["q", "kind", "place", "within", "priority", "page"])
    hostile_query_strings(fern, "/standing-offers", ["kind", "page"])

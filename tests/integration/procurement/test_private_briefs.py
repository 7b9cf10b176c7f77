"""A private brief leaves no trace: not on a page, not in a mail, not in an order or a count."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.extensions import db
from brokerage.matchmaking.queries.ranking import get_matcher
from brokerage.matchmaking.queries.records import list_shown
from brokerage.matchmaking.service import mark_changed
from brokerage.organisations.models import Organisation, OrganisationCategory
from brokerage.permissions import Subject
from brokerage.procurement.models import Brief, MarketSearch
from brokerage.procurement.profiles import supplier_seeker
from brokerage.procurement.rules.briefs import Outcome, Visibility
from brokerage.procurement.service.briefs import close_brief
from brokerage.procurement.service.shortlists import add_to_shortlist
from tests.conventions import access_matrix
from tests.conventions.access_roles import Role
from tests.conventions.world import World, build_world
from tests.factories.accounts import make_user
from tests.factories.organisations import make_member
from tests.factories.procurement import CATERING, make_approach, make_brief, make_enquiry
from tests.factories.searches import make_caterer, make_closed_search, make_search
from tests.support.databases import ONE_ENGINE_A_DAY
from tests.support.inspecting_client import InspectingClient
from tests.support.outbox import Outbox
from tests.support.page import without_tokens

SECRET = {"title": "Secret sandwiches", "need": "Bread and cakes, unseen by anybody. " * 3}

pytestmark = pytest.mark.usefixtures("reference", "fresh_index")

Pages = dict[str, str]

READ_AT = re.compile(r"DTSTAMP:\S+")
"""When a calendar was read, which it says of each of its events."""


@pytest.fixture
def world(db_session: Session) -> World:
    """Return everything there is on the site, and a supplier that fits some open briefs."""
    made = build_world(db_session)
    db_session.add(OrganisationCategory(organisation_id=made.organisation.id, code=CATERING))
    for title in ("Bread for a school", "Cakes for a fair", "Lunches for drivers"):
        make_brief(made.employer, make_user(), title=title, visibility=Visibility.OPEN)
    for rank in (1, 7, 30):
        make_closed_search(made.employer, made.organisation, make_user(), rank=rank)
    db_session.commit()
    return made


@pytest.fixture
def seen_by(app: Flask, world: World, sign_in_as: Callable[..., InspectingClient]):
    """Return a function that looks at every address of the site and returns what each shows."""

    def make(user: User) -> Callable[[], Pages]:
        client = sign_in_as(user)
        client.inspects = False
        got = [cell for cell in access_matrix.cells(app, world) if cell.method == "GET"]
        addresses = [cell.path for cell in got] + _own(world)

        def look() -> Pages:
            found = {}
            for address in addresses:
                answer = client.get(address)
                is_text = answer.mimetype.startswith("text/")
                body = without_tokens(answer.text) if is_text else repr(answer.data)
                body = READ_AT.sub("", body)
                found[address] = f"{answer.status} {answer.location} {body}"
            return found

        look()  # a first look is noted on some pages
        return look

    return make


def _own(world: World) -> list[str]:
    """What the example addresses leave out: pages with a query, and one's own lists."""
    mine = world.organisation.id
    return [
        "/directory?q=bread",
        "/directory?q=secret+sandwiches",
        f"/organisations/{mine}/open-briefs?page=1",
        f"/organisations/{mine}/enquiries?page=1",
        f"/directory/{world.organisation.slug}",
    ]


def write_secret(world: World, bystander: Organisation) -> tuple[Subject, Brief, MarketSearch]:
    """Write a private brief, search for it, shortlist whom it found, and ask somebody else."""
    user = make_user()
    make_member(world.employer, user, "buyer")
    secret = make_brief(world.employer, user, **SECRET)
    mark_changed("brief", secret.id)
    db.session.commit()
    search, buyer = make_search(secret, user), Subject(user_id=user.id)
    add_to_shortlist(buyer, secret, world.organisation)
    make_approach(secret, bystander, make_enquiry(secret, user), answer="interested")
    db.session.commit()
    return buyer, secret, search


def differing(before: Pages, after: Pages) -> set[str]:
    return {address for address, shown in before.items() if after[address] != shown}


def fits(supplier: Organisation) -> list[tuple[int, float]]:
    """Return the order of open briefs for a supplier, straight from the index."""
    ranking = get_matcher("brief").rank(supplier_seeker(supplier), tie_seed=supplier.id)
    return [(match.id, match.score) for match in ranking.matches]


@ONE_ENGINE_A_DAY
def test_no_page_of_a_supplier_differs_by_a_private_brief(
    world: World, seen_by: Callable[[User], Callable[[], Pages]], outbox: Outbox
) -> None:
    bystander = make_caterer("Barton Lunches")
    owner, supplier = world.people[Role.SUPPLIER_MEMBER], world.organisation
    look = seen_by(owner)
    before, order, told = look(), fits(supplier), len(outbox.to(owner.email))
    assert "Matches for you" in before[f"/organisations/{supplier.id}/open-briefs"]
    assert "shown in 3 searches" in before[f"/organisations/{supplier.id}/seen-by-buyers"]
    assert len(order) > 1
    assert differing(before, look()) == set()
    buyer, secret, search = write_secret(world, bystander)
    shown = {row.candidate_id for row in list_shown(search.recorded_ranking_id)}
    assert supplier.id in shown
    after = look()
    assert differing(before, after) == set()
    assert not any(SECRET["title"] in each for each in after.values())
    close_brief(buyer, secret, Outcome.NONE_SUITABLE, (), reason_by_default="capacity")
    db.session.commit()
    assert differing(before, look()) == set()
    assert fits(supplier) == order
    assert len(outbox.to(owner.email)) == told


@pytest.mark.parametrize("role", [Role.SUPPLIER_MEMBER, Role.PEER, Role.BROKER])
def test_the_addresses_of_a_private_brief_are_as_if_there_were_none(
    world: World, sign_in_as: Callable[..., InspectingClient], role: Role
) -> None:
    _, secret, search = write_secret(world, make_caterer("Barton Lunches"))
    client, mine = sign_in_as(world.people[role]), world.organisation.id
    nothing = 2_000_000_001
    for address in (
        f"/organisations/{mine}/open-briefs/{{}}",
        f"/organisations/{mine}/open-briefs/{{}}/answer",
        "/briefs/{}",
        f"/briefs/{{}}/searches/{search.id}",
        "/briefs/{}/shortlist",
        "/briefs/{}/answers",
    ):
        there, nowhere = (client.get(address.format(each)) for each in (secret.id, nothing))
        assert there.status_code == 404
        assert without_tokens(there.text) == without_tokens(nowhere.text)


@ONE_ENGINE_A_DAY
def test_private_searches_never_add_up_to_the_three_that_are_told(
    world: World, seen_by: Callable[[User], Callable[[], Pages]]
) -> None:
    """Nor do they bring forward three more: what waits for a third brief waits for an open one."""
    author, supplier = make_user(), world.organisation
    for _ in range(2):
        make_closed_search(world.employer, supplier, author, words=["bread"])
    db.session.commit()
    look = seen_by(world.people[Role.SUPPLIER_MEMBER])
    before = look()
    for _ in range(4):
        private = {"visibility": Visibility.PRIVATE, "words": ["bread"]}
        make_closed_search(world.employer, supplier, author, **private)
        db.session.commit()
    assert differing(before, look()) == set()
    make_closed_search(world.employer, supplier, author, words=["bread"])
    db.session.commit()
    assert differing(before, look()) == {f"/organisations/{supplier.id}/seen-by-buyers"}

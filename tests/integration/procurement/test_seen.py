"""How buyers see a supplier: what its page tells, what it never tells, and when it moves on."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.extensions import db, utcnow
from brokerage.matchmaking.queries.records import find_shown
from brokerage.matchmaking.service import mark_changed
from brokerage.organisations.models import Evidence, Organisation
from brokerage.permissions import Subject
from brokerage.procurement.queries.searches import find_latest_search
from brokerage.procurement.queries.seen import find_picture
from brokerage.procurement.rules.briefs import Outcome, Visibility
from brokerage.procurement.service.briefs import close_brief
from tests.factories.accounts import make_user
from tests.factories.organisations import make_member
from tests.factories.procurement import CATERING, make_brief
from tests.factories.searches import make_closed_search, make_search, make_shown_search
from tests.support.form_fuzzer import hostile_query_strings
from tests.support.inspecting_client import InspectingClient
from tests.support.page import Page

CLEANING = "90910000"
SECRETS = {
    "title": "Wedding of the mayor",
    "need": "Doughnuts in the shape of swans, for the wedding of the mayor. " * 2,
    "place_name": "Swan hall",
    "value_pence": 98_765_00,
}

pytestmark = pytest.mark.usefixtures("reference", "fresh_index")


def page_of(client: InspectingClient, supplier: Organisation) -> str:
    return Page(client.get(f"/organisations/{supplier.id}/seen-by-buyers").text).text


def test_too_few_searches_tell_nothing_not_even_how_many(
    simone: InspectingClient, supplier: Organisation, authority: Organisation, buyer_user: User
) -> None:
    pages = [page_of(simone, supplier)]
    for _ in range(2):
        make_closed_search(authority, supplier, buyer_user, words=["bread"])
        db.session.commit()
        pages.append(page_of(simone, supplier))
    assert len(set(pages)) == 1
    assert "There is too little to tell yet" in pages[0]
    assert "What helps meanwhile" in pages[0] and "answer open briefs" in pages[0]


def test_three_closed_searches_are_added_up(
    simone: InspectingClient, supplier: Organisation, authority: Organisation, buyer_user: User
) -> None:
    parts = {"words": 0.3, "categories": 0.2, "evidence": 0.0}
    for rank in (1, 5, 12):
        make_closed_search(
            authority,
            supplier,
            buyer_user,
            rank=rank,
            parts=parts,
            categories=[CATERING, CLEANING],
            words=["bread", "swans"],
            lacking=["insurance"],
        )
    db.session.commit()
    text = page_of(simone, supplier)
    assert "You were shown in 3 searches" in text
    for line in (
        "Among the first 5 2 of 3 searches",
        "From 6 to 20 1 of 3 searches",
        "Lower down 0 of 3 searches",
        "What you can show 0 of 3 searches",
        "Catering services 3 of 3 searches",
        "“bread” 3 of 3 searches",
        "Public liability insurance 3 of 3 searches",
    ):
        assert line in text, line
    # Recorded, but not the supplier's own (any more): neither is told.
    assert "Cleaning" not in text and CLEANING not in text and "swans" not in text
    assert "If “Public liability insurance” is true of you, add it" in text


def test_what_is_said_but_not_verified_gets_other_advice(
    simone: InspectingClient, supplier: Organisation, authority: Organisation, buyer_user: User
) -> None:
    db.session.add(
        Evidence(organisation_id=supplier.id, kind="insurance", stated_on=utcnow().date())
    )
    for _ in range(3):
        make_closed_search(authority, supplier, buyer_user, lacking=["insurance"])
    db.session.commit()
    assert "You say “Public liability insurance”, but no broker" in page_of(simone, supplier)


def test_it_moves_on_only_when_three_more_have_closed(
    simone: InspectingClient, supplier: Organisation, authority: Organisation, buyer_user: User
) -> None:
    pages = []
    for _ in range(7):
        make_closed_search(authority, supplier, buyer_user)
        db.session.commit()
        pages.append(page_of(simone, supplier))
    assert [pages.index(page) for page in pages] == [0, 0, 2, 2, 2, 5, 5]


def test_only_closed_open_briefs_count_and_each_once_by_its_last_search(
    supplier: Organisation, authority: Organisation, buyer_user: User
) -> None:
    for _ in range(2):
        make_closed_search(authority, supplier, buyer_user, rank=1)
    brief = make_closed_search(authority, supplier, buyer_user, rank=1)
    make_shown_search(brief, supplier, buyer_user, rank=50)
    looking = make_brief(authority, buyer_user, visibility=Visibility.OPEN)
    for _ in range(3):
        make_closed_search(authority, supplier, buyer_user, visibility=Visibility.PRIVATE)
        make_shown_search(looking, supplier, buyer_user)
    db.session.commit()
    picture = find_picture(supplier)
    assert picture is not None and picture.searches == 3
    assert [each.counted for each in picture.bands] == [2, 0, 1]


def test_a_ranking_as_it_is_made_says_what_of_its_own_counted_and_quotes_no_brief(
    simone: InspectingClient, supplier: Organisation, authority: Organisation, buyer_user: User
) -> None:
    """From the buyer's search to the supplier's page, with real rankings and a real closing."""
    buyer = Subject(user_id=buyer_user.id)
    for _ in range(3):
        fields = SECRETS | {"need": SECRETS["need"] + "And sandwiches and cakes."}
        brief = make_brief(authority, buyer_user, visibility=Visibility.OPEN, **fields)
        mark_changed("brief", brief.id)
        db.session.commit()
        make_search(brief, buyer_user)
        latest = find_latest_search(brief.id, supplier.id)
        assert latest and find_shown(latest.recorded_ranking_id, supplier.id)
        close_brief(buyer, brief, Outcome.NONE_SUITABLE, (), reason_by_default="capacity")
        db.session.commit()
    text = page_of(simone, supplier)
    assert "You were shown in 3 searches" in text
    assert "Catering services 3 of 3 searches" in text
    assert "“cakes” 3 of 3 searches" in text
    for secret in ("wedding", "mayor", "Swan", "Doughnut", "98,765", "Thamebridge", "sandwiches"):
        assert secret.lower() not in text.lower(), secret


def test_who_is_not_found_by_buyers_is_told_so(
    simone: InspectingClient, supplier: Organisation
) -> None:
    supplier.wants = []
    db.session.commit()
    assert "Buyers cannot find you now" in page_of(simone, supplier)


def test_it_is_the_suppliers_alone_and_its_pages_lead_there(
    simone: InspectingClient,
    bashir: InspectingClient,
    supplier: Organisation,
    sign_in_as: Callable[..., InspectingClient],
    db_session: Session,
) -> None:
    address, viewer = f"/organisations/{supplier.id}/seen-by-buyers", make_user()
    make_member(supplier, viewer)
    for other in (bashir, sign_in_as(viewer), sign_in_as(make_user(is_broker=True))):
        assert other.get(address).status_code in {403, 404}
    for page in (f"/organisations/{supplier.id}", f"/organisations/{supplier.id}/enquiries"):
        assert simone.click(simone.get(page), "See how buyers see you").status_code == 200
    hostile_query_strings(simone, address, ["page", "organisation_id"])

"""What a filter left over is known to the server: stripping the form does not lift the guard."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.audit import AuditDetails, AuditEvent
from brokerage.extensions import utcnow
from brokerage.organisations.models import Organisation
from brokerage.passports.service.rules import load_passport_rules
from brokerage.permissions import Subject
from brokerage.procurement.models import Brief, MarketSearch, ShortlistEntry
from brokerage.procurement.queries.narrowing import LOOKED
from brokerage.procurement.queries.reservations import find_invite_block
from brokerage.procurement.rules.enquiries import Audience
from brokerage.procurement.rules.searches import Filters
from brokerage.procurement.service.searches import search_suppliers
from tests.factories.buying import load_rules
from tests.factories.procurement import make_brief
from tests.support.inspecting_client import InspectingClient

pytestmark = pytest.mark.usefixtures("reference", "fresh_index", "supplier")


@pytest.fixture
def brief(authority: Organisation, buyer_user: User) -> Brief:
    """Return the council's brief, with the rules on buying there."""
    load_rules()
    load_passport_rules()
    return make_brief(authority, buyer_user)


@pytest.fixture
def search(brief: Brief, buyer_user: User) -> MarketSearch:
    """Return a search that was made without a filter."""
    return search_suppliers(Subject(user_id=buyer_user.id), brief, Filters())


def add(client: InspectingClient, brief: Brief, supplier: Organisation, **posted: str) -> None:
    """Post what the button posts, and nothing else but what is named."""
    token = client.csrf_token(client.get(f"/briefs/{brief.id}/shortlist"))
    values = {"supplier": str(supplier.id), "csrf_token": token, **posted}
    assert client.post(f"/briefs/{brief.id}/shortlist/add", data=values).status_code == 303


def narrowed_by(session: Session, brief: Brief) -> list[str]:
    found = session.scalars(select(ShortlistEntry).where(ShortlistEntry.brief_id == brief.id))
    return found.one().narrowed_by


def test_a_form_without_the_filter_is_guarded_all_the_same(
    bashir: InspectingClient,
    brief: Brief,
    search: MarketSearch,
    supplier: Organisation,
    db_session: Session,
) -> None:
    page = bashir.get(f"/briefs/{brief.id}/searches/{search.id}?only=local&only=sme&kind=business")
    assert "narrowed_by" not in page.text
    add(bashir, brief, supplier, narrowed_by="")
    assert narrowed_by(db_session, brief) == ["is_local=True", "is_sme=True", "kind=business"]
    blocked = find_invite_block(brief, Audience.SHORTLIST) or ""
    assert "filtered by where suppliers are based" in blocked
    assert "filtered by what kind of body" in blocked


def test_a_form_cannot_make_up_a_filter(
    bashir: InspectingClient,
    brief: Brief,
    search: MarketSearch,
    supplier: Organisation,
    db_session: Session,
) -> None:
    bashir.get(f"/briefs/{brief.id}/searches/{search.id}?evidence=any")
    add(bashir, brief, supplier, narrowed_by="is_local=True")
    assert narrowed_by(db_session, brief) == []
    assert find_invite_block(brief, Audience.SHORTLIST) is None


def test_what_a_search_was_made_with_counts_without_a_look(
    bashir: InspectingClient,
    brief: Brief,
    search: MarketSearch,
    supplier: Organisation,
    buyer_user: User,
    db_session: Session,
) -> None:
    search_suppliers(Subject(user_id=buyer_user.id), brief, Filters(is_local=True))
    add(bashir, brief, supplier)
    assert narrowed_by(db_session, brief) == ["is_local=True"]
    assert find_invite_block(brief, Audience.SHORTLIST)


def test_an_older_search_looked_at_through_a_filter_counts_too(
    bashir: InspectingClient,
    brief: Brief,
    search: MarketSearch,
    supplier: Organisation,
    buyer_user: User,
    db_session: Session,
) -> None:
    newest = search_suppliers(Subject(user_id=buyer_user.id), brief, Filters())
    newest.made_at = utcnow() + timedelta(minutes=1)
    bashir.get(f"/briefs/{brief.id}/searches/{search.id}?only=local")
    add(bashir, brief, supplier)
    assert find_invite_block(brief, Audience.SHORTLIST)


def test_whoever_takes_the_filter_off_sees_all_and_may_add(
    bashir: InspectingClient,
    brief: Brief,
    search: MarketSearch,
    supplier: Organisation,
    db_session: Session,
) -> None:
    address = f"/briefs/{brief.id}/searches/{search.id}"
    bashir.get(f"{address}?only=local")
    bashir.get(address)
    add(bashir, brief, supplier)
    assert narrowed_by(db_session, brief) == []
    assert find_invite_block(brief, Audience.SHORTLIST) is None


def test_a_look_is_kept_once_and_not_of_one_who_only_asks_for_the_head(
    bashir: InspectingClient, brief: Brief, search: MarketSearch, db_session: Session
) -> None:
    address = f"/briefs/{brief.id}/searches/{search.id}"
    bashir.head(f"{address}?only=local")
    for query in ("", "?page=1", "?only=local", "?only=local&page=1", "?evidence=any"):
        bashir.get(address + query)
    looks = db_session.scalars(
        select(AuditDetails.after)
        .join(AuditEvent, AuditEvent.id == AuditDetails.event_id)
        .where(AuditEvent.action == LOOKED)
        .order_by(AuditEvent.id)
    ).all()
    assert looks == [{"narrowed_by": ["is_local=True"]}, {"narrowed_by": []}]

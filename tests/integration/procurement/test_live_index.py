"""What can be answered is found, what cannot is not: at the next query, whatever has changed."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow
from brokerage.matchmaking.queries.ranking import get_matcher
from brokerage.matchmaking.queries.records import list_shown
from brokerage.organisations.models import Organisation, OrganisationCategory
from brokerage.organisations.rules import Want
from brokerage.organisations.service.registration import withdraw_organisation
from brokerage.permissions import SYSTEM, Subject
from brokerage.procurement.models import Approach, Brief
from brokerage.procurement.profiles import brief_seeker, supplier_seeker
from brokerage.procurement.queries.open_briefs import MOST_RANKED, list_brief_matches
from brokerage.procurement.rules import eligibility
from brokerage.procurement.rules.answers import NOT_IN_DIRECTORY, OWN_BRIEF, GivenAnswer
from brokerage.procurement.rules.briefs import BriefStatus, Visibility
from brokerage.procurement.service import answers, shortlists
from tests.factories.procurement import (
    CATERING,
    make_approach,
    make_brief,
    make_enquiry,
    make_shortlist_entry,
)
from tests.factories.searches import make_search
from tests.support.inspecting_client import InspectingClient
from tests.support.page import Page
from tests.support.sign_in import suspend

OPEN = {"visibility": Visibility.OPEN, "title": "Bread and cakes for visitors"}
YES = GivenAnswer(answer="interested", reason=None, message="")

pytestmark = pytest.mark.usefixtures("reference", "fresh_index")


@pytest.fixture
def seller(authority: Organisation, db_session: Session) -> Organisation:
    """Return the authority, which sells lunches too and works where it buys them."""
    authority.wants = [Want.SELL]
    db_session.add(OrganisationCategory(organisation_id=authority.id, code=CATERING))
    db_session.flush()
    return authority


def indexed(supplier: Organisation) -> set[int]:
    """Return the briefs that the index knows and gives this supplier; nothing live is asked."""
    return {each.id for each in get_matcher("brief").rank(supplier_seeker(supplier)).matches}


def shown_matches(client: InspectingClient, supplier: Organisation) -> str:
    """Return what the supplier reads under "Matches for you"."""
    text = Page(client.get(f"/organisations/{supplier.id}/open-briefs").text).text
    return text.partition("Matches for you")[2].partition("All open briefs")[0]


def press(
    client: InspectingClient, address: str, form: str | None = None, **values: object
) -> None:
    answer = client.submit(client.get(address), values, form=form)
    assert answer.status_code == 303, Page(answer.text).error_summary


def finish(client: InspectingClient, brief: Brief) -> None:
    press(client, f"/briefs/{brief.id}", "Finish the brief")


def close(client: InspectingClient, brief: Brief) -> None:
    press(client, f"/briefs/{brief.id}/close", outcome="not-needed")


def show_to(client: InspectingClient, brief: Brief, visibility: str) -> None:
    day = utcnow().date() + timedelta(days=30)
    names = ("decide_by-day", "decide_by-month", "decide_by-year")
    parts = dict(zip(names, f"{day:%d %m %Y}".split(), strict=True))
    press(client, f"/briefs/{brief.id}/edit/visibility", visibility=visibility, **parts)


def leave(client: InspectingClient, brief: Brief) -> None:
    withdraw_organisation(SYSTEM, db.session.get_one(Organisation, brief.organisation_id))


Change = Callable[[InspectingClient, Brief], None]
COMES: dict[str, tuple[dict[str, str], Change]] = {
    "finished": (OPEN | {"status": BriefStatus.DRAFT}, finish),
    "opened": (OPEN | {"visibility": Visibility.PRIVATE}, lambda c, b: show_to(c, b, "open")),
}
GOES: dict[str, Change] = {
    "closed": close,
    "made private": lambda client, brief: show_to(client, brief, "private"),
    "its buyer withdrawn": leave,
}


@pytest.mark.parametrize("change", COMES)
def test_what_can_now_be_answered_comes_in(
    authority: Organisation,
    buyer_user: User,
    supplier: Organisation,
    bashir: InspectingClient,
    simone: InspectingClient,
    change: str,
) -> None:
    fields, happens = COMES[change]
    brief = make_brief(authority, buyer_user, **fields)
    assert indexed(supplier) == set()
    happens(bashir, brief)
    assert indexed(supplier) == {brief.id}
    assert OPEN["title"] in shown_matches(simone, supplier)


@pytest.mark.parametrize("change", GOES)
def test_what_cannot_be_answered_any_more_goes_out(
    authority: Organisation,
    buyer_user: User,
    supplier: Organisation,
    bashir: InspectingClient,
    simone: InspectingClient,
    change: str,
) -> None:
    brief = make_brief(authority, buyer_user, **OPEN)
    assert indexed(supplier) == {brief.id}
    GOES[change](bashir, brief)
    assert indexed(supplier) == set()
    assert shown_matches(simone, supplier) == ""
    assert simone.get(f"/organisations/{supplier.id}/open-briefs/{brief.id}").status_code == 404


def test_other_words_are_found_by_at_once(
    authority: Organisation, buyer_user: User, supplier: Organisation, bashir: InspectingClient
) -> None:
    brief = make_brief(authority, buyer_user, **OPEN)
    assert indexed(supplier) == {brief.id}
    need = {"title": "Mend our bicycles", "need": "Chains, wheels. " * 4}
    press(bashir, f"/briefs/{brief.id}/edit/need", **need)
    page = bashir.get(f"/briefs/{brief.id}/edit/categories")
    answer = bashir.submit(page, {"categories": ["none"]}, button="Save")
    assert answer.status_code == 303
    (profile,) = get_matcher("brief").profiles()
    assert (profile.name, profile.categories) == ("Mend our bicycles", ())
    assert indexed(supplier) == set()


def test_a_supplier_that_leaves_is_ranked_no_more_and_cannot_answer(
    authority: Organisation, buyer_user: User, supplier: Organisation, simone: InspectingClient
) -> None:
    brief = make_brief(authority, buyer_user, **OPEN)
    asked = make_brief(authority, buyer_user)
    approach = make_approach(asked, supplier, make_enquiry(asked, buyer_user))
    assert [row.candidate_id for row in ranked(brief, buyer_user)] == [supplier.id]
    own = f"/organisations/{supplier.id}/open-briefs"
    page, form = (
        simone.get(f"{own}/{brief.id}/answer"),
        simone.get(f"/enquiries/{approach.id}/answer"),
    )
    withdraw_organisation(SYSTEM, supplier)
    assert ranked(brief, buyer_user) == []
    assert get_matcher("organisation").explain(brief_seeker(brief), supplier.id).rule == "absent"
    assert "cannot answer briefs now" in simone.get(own).text
    assert simone.submit(page, {"answer": "interested"}).status_code == 404
    refused = simone.submit(form, {"answer": "interested"})
    assert NOT_IN_DIRECTORY in Page(refused.text).error_summary
    assert db.session.get_one(Approach, approach.id).answer is None


def test_who_is_suspended_cannot_answer(
    authority: Organisation,
    buyer_user: User,
    supplier: Organisation,
    supplier_owner: User,
    simone: InspectingClient,
) -> None:
    brief = make_brief(authority, buyer_user)
    approach = make_approach(brief, supplier, make_enquiry(brief, buyer_user))
    form = simone.get(f"/enquiries/{approach.id}/answer")
    suspend(supplier_owner)
    assert simone.submit(form, {"answer": "interested"}).status_code in (400, 403)
    assert simone.get(f"/enquiries/{approach.id}/answer").location.startswith("/sign-in")
    assert db.session.get_one(Approach, approach.id).answer is None


def ranked(brief: Brief, user: User) -> list:
    return list_shown(make_search(brief, user).recorded_ranking_id)


def test_a_buyer_that_sells_is_not_ranked_for_its_own_brief_and_hears_why(
    seller: Organisation, buyer_user: User, supplier: Organisation, bashir: InspectingClient
) -> None:
    brief = make_brief(seller, buyer_user)
    search = make_search(brief, buyer_user)
    found = [row.candidate_id for row in list_shown(search.recorded_ranking_id)]
    assert found == [supplier.id]
    address = f"/briefs/{brief.id}/searches/{search.id}/why-not?supplier={seller.id}"
    assert eligibility.BUYER_ITSELF in Page(bashir.get(address).text).text


def test_it_is_ranked_for_the_briefs_of_others(
    seller: Organisation, other_authority: Organisation, other_buyer_user: User
) -> None:
    brief = make_brief(other_authority, other_buyer_user)
    assert [row.candidate_id for row in ranked(brief, other_buyer_user)] == [seller.id]


def test_it_cannot_be_shortlisted_or_asked_by_itself(
    seller: Organisation, buyer_user: User, supplier: Organisation, bashir: InspectingClient
) -> None:
    brief = make_brief(seller, buyer_user)
    with pytest.raises(DomainError, match="nobody asks themselves"):
        shortlists.add_to_shortlist(Subject(user_id=buyer_user.id), brief, seller)
    for each in (seller, supplier):  # an entry of its own could only be an old one
        make_shortlist_entry(brief, each, buyer_user)
    form = bashir.get(f"/briefs/{brief.id}/enquiries/send")
    preview = bashir.submit(form, {"audience": "shortlist"})
    shown = Page(preview.text).text
    assert supplier.name in shown
    assert "1 supplier" in shown
    assert bashir.submit(preview).status_code == 303
    reached = [each.organisation_id for each in db.session.query(Approach)]
    assert reached == [supplier.id]


def test_its_own_open_brief_is_not_offered_to_it(
    seller: Organisation, authority_owner: User, olive: InspectingClient
) -> None:
    brief = make_brief(seller, authority_owner, **OPEN)
    assert indexed(seller) == set()
    answer = get_matcher("brief").explain(supplier_seeker(seller), brief.id)
    assert answer.sentence == eligibility.YOUR_OWN
    own = f"/organisations/{seller.id}/open-briefs"
    assert OPEN["title"] not in olive.get(own).text
    for address in (f"{own}/{brief.id}", f"{own}/{brief.id}/answer"):
        assert olive.get(address).status_code == 404
    with pytest.raises(DomainError) as refused:
        answers.answer_open_brief(Subject(user_id=authority_owner.id), brief, seller, YES)
    assert refused.value.sentence == OWN_BRIEF


def test_its_own_open_briefs_crowd_nobody_elses_out(
    seller: Organisation,
    buyer_user: User,
    other_authority: Organisation,
    other_buyer_user: User,
) -> None:
    for _ in range(MOST_RANKED):
        make_brief(seller, buyer_user, **OPEN)
    theirs = make_brief(
        other_authority,
        other_buyer_user,
        visibility=Visibility.OPEN,
        title="Some food",
        need="Food.",
    )
    found = [match.brief.id for match in list_brief_matches(seller)]
    assert found == [theirs.id]

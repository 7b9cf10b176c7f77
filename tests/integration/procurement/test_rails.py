"""Guard rails on a brief, the calculator, reservations, and the rules an administrator keeps."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.errors import DomainError
from brokerage.extensions import utcnow
from brokerage.matchmaking.queries.records import list_shown
from brokerage.matchmaking.service import mark_changed
from brokerage.organisations.models import Organisation
from brokerage.organisations.rules import EvidenceKind, Kind
from brokerage.passports.models import Site
from brokerage.passports.service.proofs import verify_proof
from brokerage.passports.service.rules import load_passport_rules
from brokerage.permissions import Subject
from brokerage.procurement.models import Brief, BriefReservation, BuyingRuleRow, QuoteRuleRow
from brokerage.procurement.queries.buying_rules import get_rails
from brokerage.procurement.queries.marks import list_changed_marks
from brokerage.procurement.queries.reservations import find_invite_block, find_reservation
from brokerage.procurement.rules import reserving
from brokerage.procurement.rules.enquiries import Audience
from brokerage.procurement.rules.searches import Filters
from brokerage.procurement.service.enquiries import EnquiryDraft, send_enquiry
from brokerage.procurement.service.reservations import (
    remove_reservation,
    save_buying_facts,
    set_reservation,
)
from brokerage.procurement.service.searches import search_suppliers
from brokerage.procurement.service.shortlists import add_to_shortlist
from brokerage.procurement.tasks import note_changed_marks
from tests.factories.buying import load_rules, make_owned_company, make_quote_rule
from tests.factories.listings import make_evidence
from tests.factories.passports import make_passport, make_site, seen
from tests.factories.procurement import make_brief, make_enquiry
from tests.factories.searches import make_caterer
from tests.support.form_fuzzer import fuzz_form
from tests.support.inspecting_client import InspectingClient, follow
from tests.support.page import Page

pytestmark = pytest.mark.usefixtures("reference", "fresh_index", "rules")

WHY = "We want more of what we spend to stay with people who live and work here."


@pytest.fixture
def rules(db_session: Session) -> None:
    """Load the rules that ship."""
    load_rules()
    load_passport_rules()


@pytest.fixture
def brief(authority: Organisation, buyer_user: User) -> Brief:
    """Return the council's brief for catering, for £12,500."""
    return make_brief(authority, buyer_user)


def subject(user: User) -> Subject:
    return Subject(user_id=user.id)


def draft(audience: str = Audience.SUITABLE) -> EnquiryDraft:
    today = utcnow().date()
    return EnquiryDraft(
        title="Lunches",
        text="Could you do this work, and what would we have to know?",
        answer_by=today + timedelta(days=14),
        decide_by=today + timedelta(days=28),
        audience=audience,
    )


def prove(supplier: Organisation, broker: User, **fields: Any) -> Site:
    """Give it what a broker has seen: a site in Oxford and that it is for a purpose."""
    make_passport(supplier, is_non_governmental=True, is_value_driven=True, reinvests_surplus=True)
    make_evidence(supplier, kind=EvidenceKind.GOVERNING_DOCUMENT, **seen(broker))
    site = make_site(supplier, **seen(broker) | fields)
    mark_changed("organisation", supplier.id)
    return site


def test_loading_again_changes_nothing(db_session: Session) -> None:
    assert load_rules() == 0


def test_a_buyer_reads_which_rules_hold_with_source_and_date(
    bashir: InspectingClient, brief: Brief
) -> None:
    make_quote_rule()
    page = bashir.get(f"/briefs/{brief.id}")
    assert "Below the threshold of £207,720 including VAT." in Page(page.text).text
    text = Page(bashir.get(f"/briefs/{brief.id}/rules").text).text
    for words in (
        "£12,500",
        "we took this for granted",
        "Source: Procurement Act 2023, section 84. In force from 24 February 2025.",
        "3 quotes. Ask for three written quotes.",
        "This is not legal advice",
    ):
        assert words in text


def test_a_school_is_told_that_no_rule_is_held(
    bashir: InspectingClient, brief: Brief, db_session: Session
) -> None:
    brief.buyer_kind = "school"
    db_session.commit()
    text = Page(bashir.get(f"/briefs/{brief.id}/rules").text).text
    assert "No rule held for this buyer" in text
    assert "does not apply to schools" in text
    assert "Reserve it" not in text


def test_anyone_asks_what_applies_and_vat_is_added(client: InspectingClient) -> None:
    address = "/buying/what-applies"
    assert "What applies to what you buy?" in Page(client.get(address).text).text
    text = Page(client.get(f"{address}?value=25,000&vat=without").text).text
    assert "£25,000 with 20% VAT is £30,000." in text
    assert "From £30,000 including VAT a contract" in text
    text = Page(client.get(f"{address}?value=25000").text).text
    assert "For £25,000 including VAT" in text
    assert "is not notifiable" in text
    text = Page(client.get(f"{address}?value=5m&buyer=other").text).text
    assert "No rule held for this buyer" in text
    assert "left “Value” out" in Page(client.get(f"{address}?value=x&kind=works").text).text


def test_a_reservation_is_kept_with_its_rule_words_and_reason(
    bashir: InspectingClient, brief: Brief, db_session: Session
) -> None:
    page = bashir.get(f"/briefs/{brief.id}/reservation")
    short = bashir.submit(page, {"kinds": ["local-area"], "rationale": WHY})
    assert "Select what the local area is" in Page(short.text).error_summary
    typed = {"kinds": ["local-area", "vcse"], "area": "own", "rationale": WHY}
    text = Page(follow(bashir, bashir.submit(page, typed)).text).text
    assert "Oxford City" in text
    kept = find_reservation(brief.id)
    assert kept is not None
    assert (kept.kinds, kept.area_codes) == (["local-area", "vcse"], ["E07000178"])
    assert "in, this area: Oxford City. This competition is reserved for voluntary" in kept.wording
    assert (kept.rule_code, kept.rule_from_on) == ("reservation", date(2026, 2, 4))
    assert kept.rationale == WHY


def test_a_reservation_is_a_hard_rule_and_is_checked_again_on_the_row(
    brief: Brief, buyer_user: User, supplier: Organisation, db_session: Session
) -> None:
    charity, far, says_so = (
        make_caterer(name, kind=Kind.CHARITY)
        for name in ("Leys Kitchen", "Cherwell Bakes", "Says So")
    )
    site = prove(charity, buyer_user)
    prove(far, buyer_user, authority_code="E07000177")
    make_site(says_so)
    set_reservation(subject(buyer_user), brief, ["local-area", "vcse"], "own", WHY)
    search = search_suppliers(subject(buyer_user), brief, Filters())
    shown = [row.candidate_id for row in list_shown(search.recorded_ranking_id)]
    assert shown == [charity.id]
    site.verified_on = None
    db_session.flush()
    with pytest.raises(DomainError, match="nobody new"):
        send_enquiry(subject(buyer_user), brief, draft())


def test_the_index_takes_up_what_a_broker_sees_and_what_a_day_changes(
    brief: Brief, buyer_user: User, db_session: Session
) -> None:
    kitchen, today = make_caterer("Leys Kitchen"), utcnow().date()
    since = (today - timedelta(days=200)).replace(day=1)
    long_enough = since.replace(year=since.year + 1) - today
    site = make_site(kitchen, since_on=since)
    set_reservation(subject(buyer_user), brief, ["local-area"], "own", WHY)

    def found() -> list[int]:
        search = search_suppliers(subject(buyer_user), brief, Filters())
        return [row.candidate_id for row in list_shown(search.recorded_ranking_id)]

    verify_proof(subject(buyer_user), site, "The lease")
    assert found() == []
    assert list_changed_marks(today) == []
    with time_machine.travel(utcnow() + long_enough, tick=False):
        (changed,) = list_changed_marks(utcnow().date())
        assert changed == kitchen.id
        note_changed_marks()
        assert found() == [kitchen.id]
    assert list_changed_marks(today + timedelta(days=1)) == []


def test_nothing_is_reserved_once_someone_was_asked(
    brief: Brief, buyer_user: User, db_session: Session
) -> None:
    set_reservation(subject(buyer_user), brief, ["vcse"], None, WHY)
    make_enquiry(brief, buyer_user)
    with pytest.raises(DomainError, match="before anyone is invited"):
        set_reservation(subject(buyer_user), brief, ["uk"], None, WHY)
    with pytest.raises(DomainError, match="before anyone is invited"):
        remove_reservation(subject(buyer_user), brief)
    assert db_session.get(BriefReservation, brief.id) is not None


@pytest.mark.parametrize("pounds", [207_720, None])
def test_nothing_is_reserved_above_the_threshold_or_without_a_value(
    brief: Brief, buyer_user: User, pounds: int | None
) -> None:
    brief.value_pence = None if pounds is None else pounds * 100
    with pytest.raises(DomainError, match="No rule allows"):
        set_reservation(subject(buyer_user), brief, ["vcse"], None, WHY)


def test_a_filter_on_place_blocks_an_invitation_and_a_reservation_allows_it(
    brief: Brief, buyer_user: User, supplier: Organisation
) -> None:
    search_suppliers(subject(buyer_user), brief, Filters(is_local=True))
    with pytest.raises(DomainError, match="filtered by where suppliers are based") as refusal:
        send_enquiry(subject(buyer_user), brief, draft())
    assert "Search again without the filter" in refusal.value.sentence
    prove(supplier, buyer_user)
    set_reservation(subject(buyer_user), brief, ["local-area"], "own", WHY)
    assert find_invite_block(brief, Audience.SUITABLE) is None
    search_suppliers(subject(buyer_user), brief, Filters())
    assert send_enquiry(subject(buyer_user), brief, draft())[1] == 1


def test_a_shortlist_made_through_such_a_filter_is_blocked_too(
    bashir: InspectingClient, brief: Brief, buyer_user: User, supplier: Organisation
) -> None:
    search = search_suppliers(subject(buyer_user), brief, Filters())
    address = f"/briefs/{brief.id}/searches/{search.id}?only=local"
    page = bashir.get(address)
    assert "1 supplier of 1 left" in Page(page.text).text
    follow(bashir, bashir.submit(page, form=f"Add to shortlist {supplier.name}"))
    assert "filtered by where" in (find_invite_block(brief, Audience.SHORTLIST) or "")
    assert find_invite_block(brief, Audience.SUITABLE) is None
    asked = bashir.submit(
        bashir.get(f"/briefs/{brief.id}/enquiries/send"), {"audience": "shortlist"}
    )
    assert "filtered by where suppliers are based" in str(Page(asked.text).error_summary)


def test_verified_facts_and_looking_block_nothing(
    brief: Brief, buyer_user: User, supplier: Organisation
) -> None:
    search_suppliers(subject(buyer_user), brief, Filters(evidence="oxford-living-wage"))
    assert find_invite_block(brief, Audience.SUITABLE) is None
    add_to_shortlist(subject(buyer_user), brief, supplier)
    assert find_invite_block(brief, Audience.SHORTLIST) is None


def test_no_rule_blocks_a_buyer_that_is_no_council(
    brief: Brief, buyer_user: User, supplier: Organisation
) -> None:
    brief.buyer_kind = "other"
    search_suppliers(subject(buyer_user), brief, Filters(is_local=True))
    assert find_invite_block(brief, Audience.SUITABLE) is None


def test_an_award_in_house_is_kept_apart_from_competition(
    bashir: InspectingClient, brief: Brief, buyer_user: User, supplier: Organisation
) -> None:
    make_owned_company(supplier)
    page = bashir.get(f"/briefs/{brief.id}/rules/edit")
    typed = {"contract_kind": "works", "way": "in-house", "social_value_percent": "20"}
    refused = Page(bashir.submit(page, typed).text).error_summary
    assert "Select which of your companies it goes to" in refused
    typed["in_house"] = str(supplier.id)
    text = Page(follow(bashir, bashir.submit(page, typed)).text).text
    assert "That is no competition" in text
    assert "20%" in text
    assert get_rails(brief, utcnow().date()).contract_kind == "works"
    with pytest.raises(DomainError, match="no competition"):
        search_suppliers(subject(buyer_user), brief, Filters())
    assert find_invite_block(brief, Audience.SHORTLIST) == reserving.IN_HOUSE


def test_a_company_of_another_council_is_no_in_house_award(
    brief: Brief, buyer_user: User, supplier: Organisation
) -> None:
    make_owned_company(supplier, "E07000177")
    answers = {"contract_kind": "works", "way": "in-house", "in_house_id": supplier.id}
    with pytest.raises(DomainError, match="Select which of your companies"):
        save_buying_facts(subject(buyer_user), brief, answers)


def test_a_council_owned_supplier_is_flagged(
    bashir: InspectingClient, brief: Brief, buyer_user: User, supplier: Organisation
) -> None:
    make_owned_company(supplier)
    search = search_suppliers(subject(buyer_user), brief, Filters())
    page = bashir.get(f"/briefs/{brief.id}/searches/{search.id}")
    assert "Owned by Oxford City Council" in Page(page.text).text


def test_another_authority_reads_none_of_it(bronwen: InspectingClient, brief: Brief) -> None:
    for rest in ("rules", "rules/edit", "reservation", "files", "files/search/1"):
        assert bronwen.get(f"/briefs/{brief.id}/{rest}").status_code == 404


def test_an_administrator_adds_a_version_and_the_past_stays(
    administrator: InspectingClient, brief: Brief, db_session: Session
) -> None:
    page = administrator.click(
        administrator.get("/broker/buying-rules"),
        "Add a version of the rule threshold-goods-services from 1 January 2026",
    )
    today = utcnow().date()

    def typed(day: date) -> dict[str, str]:
        parts = (("day", day.day), ("month", day.month), ("year", day.year))
        return {f"from_on-{name}": str(value) for name, value in parts}

    past = administrator.submit(page, typed(today - timedelta(days=1)))
    assert "A change begins today or later" in str(Page(past.text).error_summary)
    later = today + timedelta(days=30)
    follow(administrator, administrator.submit(page, typed(later) | {"least_pence": "10,000"}))
    twice = administrator.submit(page, typed(later))
    assert "Another version begins on that day" in Page(twice.text).error_summary
    assert get_rails(brief, today).band == "below"
    assert get_rails(brief, later).band == "regulated"


def test_an_administrator_keeps_what_councils_ask_for(
    administrator: InspectingClient, brief: Brief, db_session: Session
) -> None:
    today = utcnow().date()
    page = administrator.get("/administration/quote-rules/add")
    typed = {
        "authority_code": "E07000178",
        "least_pence": "10k",
        "quotes": "2",
        "rotates": "yes",
        "words": "Two quotes.",
        "source": "Standing orders",
        **{f"from_on-{part}": str(getattr(today, part)) for part in ("day", "month", "year")},
    }
    page = follow(administrator, administrator.submit(page, typed))
    assert "Two quotes." in Page(page.text).text
    assert [each.quotes for each in get_rails(brief, today).quote_rules] == [2]
    follow(
        administrator, administrator.submit(page, form="End it Oxford City Council: from £10,000")
    )
    assert db_session.query(QuoteRuleRow).one().to_on == today


def test_the_forms_stand_what_is_thrown_at_them(
    bashir: InspectingClient, administrator: InspectingClient, brief: Brief, db_session: Session
) -> None:
    for address in (f"/briefs/{brief.id}/rules/edit", f"/briefs/{brief.id}/reservation"):
        fuzz_form(bashir, address)
    rule = db_session.query(BuyingRuleRow).first()
    assert rule is not None
    fuzz_form(administrator, f"/administration/buying-rules/{rule.id}/add-version")
    fuzz_form(administrator, "/administration/quote-rules/add")

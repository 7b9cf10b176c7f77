"""Sites and figures: stated, changed, seen, refused; who sees what of them."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.audit import AuditDetails, AuditEvent
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow
from brokerage.organisations.models import Organisation
from brokerage.passports.models import Site, SizeYear
from brokerage.passports.rules import MOST_SITES, State
from brokerage.passports.service import proofs
from tests.factories.accounts import make_user
from tests.factories.organisations import make_organisation
from tests.factories.passports import make_passport, make_site, make_year, seen
from tests.support.form_fuzzer import changes, fuzz_form, post_every_column, snapshot
from tests.support.inspecting_client import InspectingClient
from tests.support.outbox import Outbox
from tests.support.page import Page

pytestmark = pytest.mark.usefixtures("reference")
YESTERDAY = utcnow().date() - timedelta(days=1)
SITE = {
    "address": "1 Mill Lane",
    "postcode": "ox4 1eq",
    "since_on-day": "1",
    "since_on-month": "9",
    "since_on-year": "2020",
    "operations": "substantive",
    "what": "Our bakery",
    "document": "The lease",
}
YEAR = {
    "starts_on-day": "1",
    "starts_on-month": "1",
    "starts_on-year": str(utcnow().year - 1),
    "staff": "6",
    "turnover": "246813",
    "balance_sheet": "45137",
}


def passport(organisation: Organisation, tail: str = "") -> str:
    return f"/organisations/{organisation.id}/passport{tail}"


def test_a_site_is_added_with_its_council_and_counts_for_nothing_yet(
    db_session: Session, organisation: Organisation, olu: InspectingClient
) -> None:
    page = olu.get(passport(organisation, "/sites/add"))
    page = olu.get(olu.submit(page, SITE).location)
    assert "It counts once a broker has seen proof" in page.text
    site = db_session.scalars(select(Site)).one()
    assert (site.postcode, site.authority_code) == ("OX4 1EQ", "E07000178")
    assert site.state(utcnow().date()) == State.DECLARED
    assert not site.is_place_approximate


def test_an_unknown_postcode_is_said_to_be_a_guess(
    db_session: Session, organisation: Organisation, olu: InspectingClient
) -> None:
    page = olu.get(passport(organisation, "/sites/add"))
    page = olu.get(olu.submit(page, SITE | {"postcode": "OX4 9ZZ"}).location)
    assert "the council is that of its first half" in page.text
    assert db_session.scalars(select(Site)).one().is_place_approximate


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"postcode": "ZZ1 1ZZ"}, "We do not know that postcode"),
        ({"since_on-year": str(utcnow().year + 1)}, "must not be in the future"),
        ({"address": ""}, "Enter the address"),
    ],
)
def test_bad_answers_keep_what_was_typed(
    organisation: Organisation, olu: InspectingClient, typed: dict[str, str], sentence: str
) -> None:
    answer = olu.submit(olu.get(passport(organisation, "/sites/add")), SITE | typed)
    page = Page(answer.text)
    assert sentence in page.error_summary[0]
    assert page.form().fields["what"].values == ["Our bakery"]


def test_a_changed_site_is_to_be_seen_again_and_an_unchanged_one_is_not(
    organisation: Organisation, broker: User, olu: InspectingClient
) -> None:
    site = make_site(organisation, postcode="OX4 1EQ", **seen(broker))
    address = passport(organisation, f"/sites/{site.id}/edit")
    olu.submit(olu.get(address))
    db.session.expire_all()
    assert site.state(utcnow().date()) == State.VERIFIED
    olu.submit(olu.get(address), {"address": "2 Mill Lane"})
    db.session.expire_all()
    assert site.state(utcnow().date()) == State.DECLARED
    assert (site.verified_by_id, site.source) == (None, "")


def test_there_is_an_end_to_sites(organisation: Organisation, owner: User) -> None:
    for _ in range(MOST_SITES):
        make_site(organisation)
    with pytest.raises(DomainError, match="Remove one first"):
        proofs.add_site(owner.as_subject(), organisation, {})


def test_figures_of_the_same_year_give_way_and_are_to_be_seen_again(
    db_session: Session, organisation: Organisation, broker: User, olu: InspectingClient
) -> None:
    make_year(organisation, turnover=1, **seen(broker))
    page = olu.get(passport(organisation, "/years/add"))
    page = olu.get(olu.submit(page, YEAR).location)
    assert "Micro" in page.text
    year = db_session.scalars(select(SizeYear)).one()
    db_session.refresh(year)
    assert (year.turnover, year.verified_on) == (246_813, None)


def test_figures_never_reach_the_log_or_anyone_outside(
    db_session: Session,
    organisation: Organisation,
    olu: InspectingClient,
    client: InspectingClient,
) -> None:
    olu.submit(olu.get(passport(organisation, "/years/add")), YEAR)
    page = client.get("/directory/cowley-bakers").text
    assert "Micro by the Companies Act 2006" in page
    assert "Self-declared" in page
    logged = [each.after for each in db_session.scalars(select(AuditDetails))]
    for figure in ("246813", "246,813", "45137", "45,137"):
        assert figure not in page
        assert figure not in str(logged)


def test_the_public_page_says_how_far_a_site_is_known_and_no_street(
    organisation: Organisation, broker: User, client: InspectingClient
) -> None:
    make_site(organisation)
    text = Page(client.get("/directory/cowley-bakers").text).text
    assert "works here since" in text
    assert "Self-declared." in text
    assert "Mill Lane" not in text
    assert "1BX" not in text.partition("Where it works from")[2].partition("What is known")[0]


def test_a_viewer_sees_the_passport_and_changes_nothing(
    organisation: Organisation, vic: InspectingClient
) -> None:
    site = make_site(organisation)
    page = vic.get(passport(organisation))
    assert "1 Mill Lane" in page.text
    assert "Add a site" not in page.text
    for tail in ("/sites/add", f"/sites/{site.id}/edit", "/years/add", "/purpose", "/capacity"):
        assert vic.get(passport(organisation, tail)).status_code == 404


def test_another_organisations_site_is_not_there(
    organisation: Organisation, olu: InspectingClient
) -> None:
    other = make_site(make_organisation())
    assert olu.get(passport(organisation, f"/sites/{other.id}/edit")).status_code == 404


def test_a_broker_sees_what_waits_and_says_that_it_is_so(
    organisation: Organisation, bea: InspectingClient
) -> None:
    site, year = make_site(organisation), make_year(organisation)
    page = bea.click(bea.get("/broker/passports"), "Cowley Bakers: 1 Mill Lane")
    bea.submit(page, {"decision": "seen", "source": "The lease"})
    page = bea.click(bea.get("/broker/passports?show=figures"), "Cowley Bakers")
    bea.submit(page, {"decision": "seen", "source": "Companies House"})
    db.session.expire_all()
    today = utcnow().date()
    assert [each.state(today) for each in (site, year)] == [State.VERIFIED, State.VERIFIED]
    assert "Nothing waits" in bea.get("/broker/passports").text
    actions = set(db.session.scalars(select(AuditEvent.action)))
    assert {"passports:site:verify", "passports:size-year:read"} <= actions


def test_a_refusal_goes_to_the_members_with_its_reason(
    organisation: Organisation, bea: InspectingClient, outbox: Outbox
) -> None:
    site = make_site(organisation)
    page = bea.get(f"/broker/passports/sites/{site.id}")
    answer = bea.submit(page, {"decision": "not-seen"})
    assert "Enter a reason" in Page(answer.text).error_summary[0]
    bea.submit(page, {"decision": "not-seen", "reason": "The photo shows a gate."})
    assert "The photo shows a gate." in outbox.last_to("olu@example.org").body
    db.session.expire_all()
    assert site.state(utcnow().date()) == State.REFUSED


def test_the_second_broker_gets_a_sentence(
    organisation: Organisation, bea: InspectingClient
) -> None:
    site = make_site(organisation)
    page = bea.get(f"/broker/passports/sites/{site.id}")
    decided = {"decision": "seen", "source": "The lease"}
    bea.submit(page, decided)
    answer = bea.submit(page, decided)
    assert "Someone else was quicker" in Page(answer.text).error_summary[0]


def test_what_has_run_out_waits_again(
    organisation: Organisation, broker: User, bea: InspectingClient
) -> None:
    make_site(organisation, **seen(broker, expires_on=YESTERDAY))
    assert "Expired on" in bea.get("/broker/passports").text


def test_lists_of_a_broker_have_a_second_page(
    organisation: Organisation, bea: InspectingClient
) -> None:
    for number in range(26):
        make_site(organisation, address=f"{number} Mill Lane")
    page = bea.get("/broker/passports?page=2")
    assert "25 Mill Lane" in page.text
    assert "There is nothing on this page" in bea.get("/broker/passports?page=3").text


@pytest.mark.parametrize(
    "tail", ["/sites/add", "/years/add", "/purpose", "/capacity", "/social-value"]
)
def test_forms_survive_anything(
    organisation: Organisation, olu: InspectingClient, tail: str
) -> None:
    fuzz_form(olu, passport(organisation, tail))


def test_forms_of_what_is_there_survive_anything(
    organisation: Organisation, olu: InspectingClient, bea: InspectingClient
) -> None:
    site, year = make_site(organisation), make_year(organisation)
    fuzz_form(olu, passport(organisation, f"/sites/{site.id}/edit"), 20)
    fuzz_form(bea, f"/broker/passports/sites/{site.id}", 20)
    fuzz_form(bea, f"/broker/passports/years/{year.id}", 20)


def test_a_site_takes_its_own_fields_only(
    db_session: Session, organisation: Organisation, broker: User, olu: InspectingClient
) -> None:
    site = make_site(organisation)
    make_passport(organisation)
    before = snapshot(db_session)
    post_every_column(
        olu, passport(organisation, f"/sites/{site.id}/edit"), {"address": "2 Mill Lane"}
    )
    changed = {name for table, name in changes(before, snapshot(db_session)) if table == "sites"}
    assert changed <= {"address", "postcode", "authority_code", "is_place_approximate"}
    assert make_user().id != broker.id


def test_members_are_told_once_each_time_before_proof_runs_out_and_when_it_has(
    organisation: Organisation, broker: User, outbox: Outbox
) -> None:
    today = utcnow().date()
    site = make_site(organisation, **seen(broker, expires_on=today + timedelta(days=61)))
    make_site(organisation, expires_on=today)
    make_year(organisation, **seen(broker))
    told = []
    for days in (61, 60, 45, 30, 8, 7, 0, -1, -2):
        site.expires_on = today + timedelta(days=days)
        db.session.flush()
        told.append(proofs.mind_proofs())
        told.append(proofs.mind_proofs())
    assert told == [0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0]
    assert outbox.last_to("olu@example.org").subject == "The proof of a site has run out"

"""A supplier sees where it aligns and says that it is interested; the buyer sees who."""

from sqlalchemy import func, select

from brokerage.audit import AuditEvent
from brokerage.demand.models import PlannedInterest
from brokerage.extensions import db
from brokerage.organisations.models import OrganisationCategory
from tests.factories.accounts import make_user
from tests.factories.demand import make_interest, make_planned_purchase
from tests.factories.organisations import make_organisation
from tests.support.form_fuzzer import hostile_query_strings
from tests.support.statements import count_statements


def aligned(supplier):
    return f"/organisations/{supplier.id}/planned-purchases"


def test_what_fits_comes_with_reasons_and_what_has_ended_does_not(simone, supplier, council):
    make_planned_purchase(council, title="Lunches for the town hall")
    make_planned_purchase(
        council, title="Cakes that are off", state="withdrawn", withdrawn_at=func.now()
    )
    make_planned_purchase(
        council,
        title="Trees for the avenue",
        description="Planting lime trees along the avenue.",
        codes=("77310000",),
    )
    page = simone.get(aligned(supplier))
    assert "Lunches for the town hall" in page.text
    assert "Asks for “Catering services”" in page.text or "Asks for Catering services" in page.text
    assert "Trees for the avenue" not in page.text
    assert "Cakes that are off" not in page.text


def test_a_few_words_in_common_are_no_match(simone, supplier, council):
    make_planned_purchase(
        council,
        title="Bread boards and cake tins for a kitchen",
        description="Twenty of them, to be brought by van in spring, guaranteed for five years.",
        codes=("77310000",),
    )
    assert "Bread boards" in simone.get("/what-we-buy?q=bread").text
    assert "Nothing that is planned fits closely" in simone.get(aligned(supplier)).text


def test_where_a_supplier_is_counts_for_nothing(simone, supplier, council):
    make_planned_purchase(council, title="Lunches for the town hall")
    near = simone.get(aligned(supplier)).text
    supplier.easting, supplier.northing, supplier.serves_areas = 100_000, 900_000, ["far-away"]
    db.session.flush()
    assert near.partition("<main")[2].count("match") == (
        simone.get(aligned(supplier)).text.partition("<main")[2].count("match")
    )


def test_interest_is_said_seen_and_taken_back(
    simone, bashir, client, supplier, council, outbox, db_session
):
    purchase = make_planned_purchase(council, title="Lunches for the town hall")
    page = simone.click(
        simone.get(aligned(supplier)), "Tell them you are interested in Lunches for the town hall"
    )
    said = simone.submit(page, {}, form="We are interested", follow_redirects=True)
    assert "You said that you are interested" in said.text
    simone.post(  # twice is once
        f"{aligned(supplier)}/{purchase.id}/interest/add",
        data={"csrf_token": simone.csrf_token(said)},
    )
    assert sorted(outbox.recipients()) == [
        "bashir@example.org",
        "olive@example.org",
        "simone@example.org",
    ]
    assert "market engagement" in outbox.last_to("bashir@example.org").body
    shown = bashir.get(f"/planned-purchases/{purchase.id}")
    assert "1 supplier is interested" in shown.text
    assert "Thornhill Bakery" in shown.text
    public = client.get(f"/what-we-buy/planned/{purchase.id}").text
    assert "1 supplier has said so" in public
    assert "Thornhill" not in public
    simone.submit(said, {}, form="Take it back")
    assert "0 suppliers are interested" in bashir.get(f"/planned-purchases/{purchase.id}").text
    verbs = db_session.scalars(
        select(AuditEvent.action).where(AuditEvent.action.startswith("demand:interest"))
    ).all()
    assert verbs == ["demand:interest:add", "demand:interest:remove"]


def test_nobody_is_interested_in_what_has_ended_or_is_their_own(simone, supplier, council):
    ended = make_planned_purchase(council, state="withdrawn", withdrawn_at=func.now())
    own = make_planned_purchase(supplier)
    token = simone.csrf_token(simone.get(aligned(supplier)))
    for purchase, said in ((ended, "cannot be changed"), (own, "your own plan")):
        page = simone.post(
            f"{aligned(supplier)}/{purchase.id}/interest/add",
            data={"csrf_token": token},
            follow_redirects=True,
        )
        assert said in page.text
    assert db.session.scalars(select(PlannedInterest)).first() is None


def test_a_supplier_that_is_not_approved_sees_what_to_do(simone, supplier):
    supplier.wants = []
    db.session.flush()
    assert "You cannot be interested now" in simone.get(aligned(supplier)).text


def test_each_page_takes_as_many_statements_for_ten_rows_as_for_a_hundred(
    simone, bashir, client, supplier, supplier_owner, council
):
    purchase = make_planned_purchase(council)
    addresses = [
        (simone, aligned(supplier)),
        (simone, f"{aligned(supplier)}/{purchase.id}/interest"),
        (bashir, f"/organisations/{council.id}/forward-plan"),
        (bashir, f"/planned-purchases/{purchase.id}"),
        (client, "/what-we-buy"),
        (client, "/what-we-buy?q=sandwiches"),
        (client, f"/what-we-buy/{council.slug}"),
        (client, f"/what-we-buy/planned/{purchase.id}"),
        (client, "/what-we-buy/planned-purchases.csv"),
    ]
    counts = []
    for more in (10, 100):
        for number in range(more):
            make_interest(
                purchase,
                make_organisation(slug=f"firm-{more}-{number}", name=f"Firm {number}"),
                supplier_owner,
            )
            make_planned_purchase(council)
        for visitor, address in addresses:
            visitor.get(address)  # the index takes in what is new, once
        counts.append([count_statements(*each) for each in addresses])
    assert counts[0] == counts[1]
    assert max(counts[1]) <= 15, counts


def test_hostile_query_strings(simone, supplier):
    hostile_query_strings(simone, aligned(supplier), ["page"])


def test_a_second_page(simone, supplier, council):
    for _ in range(25):
        make_planned_purchase(council)
    first = simone.get(aligned(supplier))
    second = simone.click(first, "Next page")
    assert "Showing 21 to 25 of 25" in second.text


def test_a_plan_of_words_alone_is_found_by_words(simone, supplier, council):
    db.session.execute(OrganisationCategory.__table__.delete())
    make_planned_purchase(council, title="Sandwiches for the mayor", codes=())
    make_user()
    assert "Sandwiches for the mayor" in simone.get(aligned(supplier)).text

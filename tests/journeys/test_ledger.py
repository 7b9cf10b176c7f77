"""A firm claims what it gave, the charity answers, the contract shows it, a broker is referee."""

from datetime import timedelta

from brokerage.extensions import utcnow
from tests.factories.accounts import make_user
from tests.factories.contracts import make_commitment, make_contract
from tests.factories.ledger import make_source
from tests.factories.measures import make_measure, make_value
from tests.factories.organisations import make_organisation
from tests.journeys.support.staff import sign_in_with_code
from tests.journeys.support.volunteering import comes_in

FIRM, GIVER = "Meadow Print", "tamsin@meadow-print.example"
CHARITY, HOST = "Barton Larder", "seun@barton-larder.example"
BROKER = "kerensa@partnership.example"
LABEL = "Hours given to neighbours"


def test_from_what_was_given_to_what_counts(site, new_visitor):
    ledger_url, contract_url = arrange(site)
    tamsin, seun = new_visitor(site, "firm"), new_visitor(site, "charity")
    comes_in(tamsin, GIVER, ledger_url)
    claims(tamsin)
    confirms(seun, site)
    counts_it_towards_the_contract(tamsin, site, contract_url)
    corrects_and_is_disputed(tamsin, seun, site)
    decides(new_visitor(site, "broker"), site)
    reads_what_counts(tamsin, site)


def arrange(site):
    """Make ten hours that a firm gave a charity, and a council that it promised hours to."""
    with site.arranging():
        giver, host = make_user(email=GIVER), make_user(email=HOST)
        firm = make_organisation(owner=giver, name=FIRM, kind="business")
        charity = make_organisation(owner=host, name=CHARITY, kind="charity")
        council = make_organisation(kind="authority", slug="thame", name="Thamebridge Council")
        measure = make_measure(code="NT17", label=LABEL)
        make_value(measure)
        today = utcnow().date()
        contract = make_contract(council, firm, giver, ends_on=today + timedelta(days=400))
        make_commitment(contract, measure, giver, quantity=8)
        make_user(name="Kerensa Lyle", email=BROKER, is_broker=True)
        make_source(firm, charity, "10", happened_on=today - timedelta(days=3))
        return f"/organisations/{firm.id}/ledger", f"/contracts/thame/{contract.id}"


def claims(tamsin):
    tamsin.sees("Nothing is claimed yet")
    tamsin.click("What you can still claim")
    tamsin.click("10 hours: Painting the hall")
    tamsin.fill("How much do you claim?", "12")
    tamsin.choose(f"NT17: {LABEL}")
    tamsin.choose("No, it happened because of us")
    tamsin.press("Claim it")
    tamsin.sees_errors("There is not that much left to claim")
    tamsin.fill("How much do you claim?", "8")
    tamsin.press("Claim it")
    tamsin.sees("It counts for 0 hours.", "Waiting for a yes")


def confirms(seun, site):
    assert "Please confirm: 8 hours, NT17" in site.mail_to(HOST)
    comes_in(seun, HOST, site.link_mailed_to(HOST))
    seun.press("Confirm or refuse it")
    seun.sees(FIRM, "Painting the hall")
    seun.choose("Yes, it happened like this")
    seun.press("Save")
    seun.sees("Nothing waits for you")


def counts_it_towards_the_contract(tamsin, site, contract_url):
    tamsin.visit(site.link_mailed_to(GIVER))
    tamsin.click("Count it towards a promise of a contract")
    tamsin.choose("Lunches for staff meetings")
    tamsin.press("Save")
    tamsin.visit(contract_url)
    tamsin.sees("Green: target confirmed", "Delivered so far: 8 of 8 hours")


def corrects_and_is_disputed(tamsin, seun, site):
    tamsin.visit(site.link_mailed_to(GIVER))
    tamsin.click("Correct it")
    tamsin.fill("How much should it be?", "10")
    tamsin.fill("Why is it corrected?", "The second evening was forgotten.")
    tamsin.press("Ask for the correction")
    tamsin.sees("It counts for 8 hours.", "To 10 hours")
    seun.visit(site.link_mailed_to(HOST))
    seun.click("Answer the correction to 10")
    seun.sees("The second evening was forgotten.")
    seun.choose("Yes, it happened like this")
    seun.press("Save")
    seun.visit(site.link_mailed_to(HOST))
    seun.sees("It counts for 10 hours.")
    seun.click("Dispute it")
    seun.fill("What is wrong with it?", "We were closed on the second evening.")
    seun.press("Dispute it")
    seun.sees("It counts for 0 hours.", "In dispute")


def decides(broker, site):
    sign_in_with_code(broker, BROKER)
    broker.visit("/claims/in-dispute")
    broker.click(f"10 hours: {LABEL}")
    broker.sees("We were closed on the second evening.")
    broker.choose("It counts for another amount")
    broker.fill("What does it count for?", "8")
    broker.fill("Why?", "Both sides agree on the first evening.")
    broker.press("Decide")
    broker.sees("Nothing is in dispute")


def reads_what_counts(tamsin, site):
    assert "What was decided: It counts for another amount" in site.mail_to(GIVER)
    tamsin.visit(site.link_mailed_to(GIVER))
    tamsin.sees("It counts for 8 hours.", "Settled by a broker")
    tamsin.click("Social value ledger")
    tamsin.click("What they come to")
    tamsin.sees("8 hours", "£135.44, at £16.93 a unit (A county council, value of 2025)")

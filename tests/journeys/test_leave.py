"""Leave: an owner says what there is, a manager without an account decides from a mail."""

from datetime import timedelta

from brokerage.extensions import utcnow
from brokerage.organisations.rules import Kind, Want
from tests.factories.accounts import make_user
from tests.factories.leave import (
    A_DAY,
    make_account,
    make_leave_link,
    make_own_day,
    make_policy,
    make_request,
    make_team,
)
from tests.factories.organisations import make_member, make_organisation
from tests.factories.volunteering import make_employment, make_work_domain
from tests.journeys.support.volunteering import comes_in

EMPLOYER = "Otmoor Vale Council"
OWNER, FERN, LINDEN = "olive@council.example", "fern@home.example", "linden@council.example"
MANAGER = "parks.manager@council.example"
TOKEN = "a-link-that-a-host-was-sent"  # opens nothing outside a test


def an_employer():
    council = make_organisation(
        name=EMPLOYER,
        kind=Kind.AUTHORITY,
        wants=[Want.SEND_VOLUNTEERS],
        owner=make_user(name="Olive Brackley", email=OWNER),
    )
    make_work_domain(council, "council.example")
    make_member(council, make_user(name="Linden Marlbrook", email=LINDEN), "line-manager")
    fern = make_user(name="Fern Appleyard", email=FERN)
    return council, make_employment(fern, council, proved_at=utcnow())


def test_from_the_employers_rules_to_a_managers_yes_without_an_account(site, new_visitor):
    with site.arranging():
        an_employer()
    owner, fern = new_visitor(site, "owner"), new_visitor(site, "fern")
    manager = new_visitor(site, "manager")
    says_what_there_is(owner)
    names_a_team(owner)
    adds_a_day(fern)
    decides_from_the_mail(manager, site)
    fern.visit("/account/leave")
    fern.sees("2½ days of 3 days left", "Your manager agrees")
    fern.click("See or call off" + day_of(20))
    fern.press("Call this off")
    fern.sees("Called off")
    manager.visit(manager.path)
    assert manager.heading == "This request is closed"
    manager.sees("Fern Appleyard has withdrawn this request.")


def day_of(days_ahead):
    day = utcnow() + timedelta(days=days_ahead)
    return f" {day.day} {day:%B %Y}"


def says_what_there_is(owner):
    comes_in(owner, OWNER)
    owner.click(EMPLOYER)
    owner.click("Volunteering leave you give")
    owner.sees("No rules yet")
    owner.press("Say what leave you give")
    owner.press("Save")
    owner.sees_errors(
        "Enter the day from which these rules hold",
        "Enter how much leave a full-time person gets",
        "Enter how many hours a full working day is",
        "Enter how many working days of notice you need",
        "Enter how many working days before is late",
        "Select what happens when someone calls off late",
        "Select what happens when someone does not turn up",
    )
    today = utcnow().date()
    for part, value in (("Day", today.day), ("Month", today.month), ("Year", today.year)):
        owner.fill(part, str(value))
    owner.fill("How much leave does a full-time person get in a year?", "3")
    owner.fill("How many hours is a full working day?", "7.4")
    owner.fill("How many working days of notice do you need?", "5")
    owner.fill("Calling off is late when it comes how many working days before?", "2")
    for group in ("late_cancellation", "no_show"):
        owner.page.locator(f"#{group}").check()
    owner.press("Save")
    owner.sees("Leave a year, full time", "3 days")


def names_a_team(owner):
    owner.click("Add a team")
    owner.fill("What is the team called?", "Parks")
    owner.fill("Who decides about their leave? (optional)", MANAGER)
    owner.press("Save")
    owner.sees(f"Decided by {MANAGER}")
    owner.click("Staff who say they work here")
    owner.click("Team, hours and manager of Fern Appleyard")
    owner.pick("Which team are they in? (optional)", "Parks")
    owner.press("Save")
    owner.sees("Saved for Fern Appleyard.")


def adds_a_day(fern):
    comes_in(fern, FERN)
    fern.sees("3 days of 3 days left")
    fern.click("See your leave")
    fern.press("Add a day you found")
    fern.press("Reserve the leave")
    fern.sees_errors(
        "Enter who you volunteer for",
        "Enter what you will do",
        "Select where it is",
        "Enter the day",
        "Select when you start",
        "Enter how many hours you will volunteer",
        "Enter the address of someone at the host",
    )
    fern.fill("Who do you volunteer for?", "Otmoor Scouts")
    fern.fill("What will you do?", "Paint the hut")
    fern.choose("Somewhere else")
    day = utcnow() + timedelta(days=20)
    for part, value in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        fern.fill(part, str(value))
    fern.pick("When do you start?", "10:00")
    fern.fill("How many hours will you volunteer?", "3")
    fern.fill("Email address of someone there", "leader@scouts.example")
    fern.press("Reserve the leave")
    fern.sees("Waiting for your manager", "What happens next")


def decides_from_the_mail(manager, site):
    assert "Fern Appleyard asks to volunteer in work time" in site.mail_to(MANAGER)
    manager.path = site.link_mailed_to(MANAGER)
    manager.visit(manager.path)
    assert manager.heading == "Volunteering leave for Fern Appleyard"
    manager.sees("half a day", "They have not shared this")
    manager.press("Send my answer")
    manager.sees_errors("Select yes or no")
    manager.choose("Yes, they can take this leave")
    manager.press("Send my answer")
    assert manager.heading == "This request is closed"
    assert "Your manager agrees" in site.mail_to(FERN)


def test_a_hosts_contact_confirms_and_the_employer_sees_no_one(site, new_visitor):
    with site.arranging():
        council, employment = an_employer()
        make_policy(council)
        make_team(council, name="Parks")
        own_day = make_own_day(employment, days_ahead=-3, status="agreed")
        make_leave_link(TOKEN, own_day=own_day)
        account = make_account(employment)
        make_request(account, host_name="Otmoor Food Bank")
        make_request(account, days_ahead=-40, status="taken", minutes=A_DAY // 2)
    contact, manager = new_visitor(site, "contact"), new_visitor(site, "manager")
    contact.visit(f"/leave/confirm-day/{TOKEN}")
    contact.press("Send my answer")
    contact.sees_errors("Select yes or no")
    contact.choose("Yes, they volunteered with us")
    contact.fill("If yes, how many hours did they give?", "2.5")
    contact.press("Send my answer")
    contact.sees("gave 2 hours 30 minutes", "Was that a mistake?")
    contact.press("Take my answer back")
    contact.sees("Your answer is taken back. Please give another.")
    comes_in(manager, LINDEN)
    manager.click(EMPLOYER)
    manager.sees("1 request for leave waits.")
    manager.click("Volunteering leave you give")
    manager.click("How much leave is used")
    manager.sees("Fewer than 5 of your people", "not shown")
    manager.visit(f"/organisations/{council.id}/volunteering-leave/requests")
    manager.click("Answer Fern Appleyard," + day_of(14))
    manager.choose("Yes, they can take this leave")
    manager.press("Send my answer")
    manager.sees("Saved. Both of you get an email.")

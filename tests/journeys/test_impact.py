"""A broker publishes the year's report, a resident reads it and says what matters."""

from tests.factories.accounts import make_user
from tests.factories.charter import make_pledge, make_signed, make_taken, make_theme
from tests.factories.ledger import make_confirmed, make_source
from tests.factories.measures import make_measure, make_value
from tests.factories.organisations import make_organisation
from tests.factories.reporting import IN_LAST_YEAR, LAST_YEAR, WENT_BADLY, make_check_in
from tests.journeys.support.staff import sign_in_with_code
from tests.journeys.support.visitor import PLAIN_PHONE, every_device

BROKER = "petra@partnership.example"
STORY = "Our staff dug the garden of the family centre."


@every_device(PLAIN_PHONE)
def test_a_year_is_told_and_read(site, new_visitor):
    arrange(site)
    broker = new_visitor(site, "broker")
    sign_in_with_code(broker, BROKER)
    publishes(broker)
    resident = new_visitor(site, "resident")
    reads(resident)
    says_what_matters(resident)


def arrange(site):
    """Let a firm have given hours last year, in the charter and with a story."""
    with site.arranging():
        make_user(name="Petra Wynn", email=BROKER, is_broker=True)
        firm = make_organisation(name="Meadow Print", slug="meadow", kind="business")
        charity = make_organisation(name="Barton Larder", slug="larder", kind="charity")
        hours = make_measure(code="NT17", label="Hours given to neighbours")
        make_value(hours, year=2020)
        make_confirmed(make_source(firm, charity, "40", happened_on=IN_LAST_YEAR), hours, "12.5")
        make_theme("wages", "Provide fair wages")
        term = make_signed(firm, days_ago=30)
        make_taken(term, make_pledge(words="Support staff to volunteer"))
        make_check_in(term, story=STORY, is_story_published=True)


def publishes(broker):
    broker.visit("/broker/impact-reports")
    broker.sees("Nothing is being written")
    broker.press("Begin a report")
    broker.press("Begin")
    broker.sees_errors("Select a year")
    broker.pick("Which year is the report about?", str(LAST_YEAR))
    broker.press("Begin")
    broker.sees(STORY)
    broker.press("Save and look at it")
    broker.sees("12.5 hours", "1 green, 0 amber, 0 red")
    broker.press("Publish for good")
    broker.sees_errors("Write what did not go well, or why nothing is known of it")
    broker.click("Change the words")
    broker.fill("What did not go well?", WENT_BADLY)
    broker.press("Save and look at it")
    broker.press("Publish for good")
    broker.sees("edition 1 never changes", WENT_BADLY)


def reads(resident):
    resident.visit("/impact")
    resident.click(f"Impact report {LAST_YEAR}")
    resident.sees("12.5 hours", STORY, "Told by Meadow Print", WENT_BADLY)
    resident.visit("/impact")
    resident.click("Meadow Print")
    resident.sees("Support staff to volunteer", "1 pledge, 0 evidenced")
    resident.click("A badge for its own website")
    resident.sees("There is no script in them")


def says_what_matters(resident):
    resident.visit("/impact")
    resident.click("Say what matters to you")
    resident.press("Send")
    resident.sees_errors("Choose at least one thing that matters to you")
    resident.choose("Provide fair wages")
    resident.choose("Hours given to neighbours")
    resident.press("Send")
    resident.sees("Your answer is counted", "Too few have answered")

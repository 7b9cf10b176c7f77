"""A buyer brings the council's spend file in, and anyone sees where the money went."""

from brokerage.spend import tasks
from tests.factories.accounts import make_user
from tests.factories.organisations import make_member, make_organisation
from tests.factories.spend import HEADING, ROWS, make_authority
from tests.journeys.support.visitor import PLAIN_PHONE, every_device
from tests.journeys.support.volunteering import comes_in

COUNCIL, BUYER = "Larkford Council", "bettina@larkford.example"
MISSPELT = HEADING.replace("Supplier Name", "Suplier Nmae").replace("Category", "Catergory")
ASKED = "Fernlea Paving,75.00,01/05/2026,Highways,Repairs,T8"


@every_device(PLAIN_PHONE)
def test_a_buyer_shows_what_the_council_spent(site, new_visitor):
    with site.arranging():
        make_authority(COUNCIL, slug="larkford")
        council = make_organisation(name=COUNCIL, kind="authority")
        make_member(council, make_user(name="Bettina Larch", email=BUYER), "buyer")
        make_organisation(name="Fernlea Paving Works", slug="fernlea-paving")
    buyer, councillor = new_visitor(site, "buyer"), new_visitor(site, "councillor")
    brings_the_file_in(buyer)
    site_works(site)
    buyer.click("Look again now")
    assert buyer.heading == "The file is imported"
    buyer.sees("Line 8: The sum cannot be read")
    answers_the_name(buyer)
    site_works(site)
    sees_the_spend(councillor)


def site_works(site):
    """Let the site do the work that nobody waits for."""
    with site.app.app_context():
        tasks.import_next()
        tasks.refresh_figures()


def brings_the_file_in(buyer):
    comes_in(buyer, BUYER)
    buyer.click(COUNCIL)
    buyer.click("Import your spend files")
    buyer.press("Import a file")
    buyer.press("Continue")
    buyer.sees_errors("Select a file", "Enter what you call this file")
    rows = "\n".join(["Payments over £500", MISSPELT, *ROWS, ASKED, ROWS[0].replace("100", "x")])
    chosen = {"name": "spend.csv", "mimeType": "text/csv", "buffer": rows.encode("cp1252")}
    buyer.page.get_by_label("Spend file", exact=True).set_input_files(chosen)
    buyer.fill("What do you call this file?", "Spring 2026")
    buyer.press("Continue")
    assert buyer.heading == "How we understood the file"
    buyer.sees("Suplier Nmae", "Its heading is close to a name we know.")
    buyer.click("Change the columns, the quarter or the name")
    buyer.press("Save and look again")
    buyer.press("Import the file")
    assert buyer.heading == "The file is being imported"


def answers_the_name(buyer):
    buyer.click("1 name waits for your answer")
    buyer.click("Fernlea Paving")
    buyer.press("Save")
    buyer.sees_errors("Select who this is, or that it is none of these")
    buyer.choose("Fernlea Paving Works")
    buyer.press("Save")
    buyer.sees("remembered for the next files")


def sees_the_spend(councillor):
    councillor.visit("/spend")
    councillor.click(COUNCIL)
    councillor.sees("£405", "in 5 payments", "The spend is in few hands", "Spring 2026")

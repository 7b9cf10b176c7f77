"""A buyer goes from a need to a frozen file, sees which rules hold, and the file is verified."""

from brokerage.extensions import db
from brokerage.organisations.rules import EvidenceKind
from brokerage.passports.service.rules import load_passport_rules
from brokerage.procurement.models import Brief, FrozenFile
from brokerage.procurement.queries.files import get_stamp, get_verification
from brokerage.procurement.rules import freezing
from tests.factories.buying import load_rules
from tests.factories.listings import make_evidence
from tests.factories.passports import make_passport, seen
from tests.factories.procurement import make_brief
from tests.journeys.support.procurement import BUYER, CATERING, make_buyer, make_supplier
from tests.journeys.support.staff import sign_in
from tests.journeys.support.visitor import PHONE, every_device

WHY = "We want more of what we spend to stay with people who live and work here."


@every_device(PHONE)
def test_from_a_need_to_a_frozen_file_that_is_verified(site, new_visitor):
    with site.arranging():
        load_rules()
        council, buyer = make_buyer()
        load_passport_rules()
        kitchen = make_supplier(
            "Green Gate Kitchen", "g@kitchen.example", "Sandwiches.", kind="charity"
        )
        make_passport(
            kitchen, is_non_governmental=True, is_value_driven=True, reinvests_surplus=True
        )
        make_evidence(kitchen, kind=EvidenceKind.GOVERNING_DOCUMENT, **seen(buyer))
        make_supplier("Riverside Buffets", "r@buffets.example", "Buffets and sandwiches.")
        address = f"/briefs/{make_brief(council, buyer, categories=[CATERING]).id}"
    bashir = new_visitor(site, "buyer")
    bashir.visit("/sign-in")
    sign_in(bashir, BUYER)
    bashir.visit("/buying/what-applies?value=25000&vat=without")
    bashir.sees("£25,000 with 20% VAT is £30,000.")
    bashir.visit(address)
    bashir.click("See which rules hold, and why")
    bashir.sees("You may, as long as nobody has been asked.")
    bashir.click("Reserve it")
    bashir.choose("Voluntary and community bodies and social enterprises (VCSEs)")
    bashir.fill("Why is it reserved?", WHY)
    bashir.press("Save")
    bashir.sees("This competition is reserved for voluntary, community and social enterprises.")
    bashir.visit(address)
    bashir.press("Find suppliers")
    bashir.sees("1 supplier fits", "Green Gate Kitchen")
    bashir.click("See the searches as they were frozen, with everyone who was ruled out")
    bashir.press("Freeze the file as it is now")
    bashir.click("Whole file, version 1")
    bashir.sees("Riverside Buffets", "No broker has seen proof that it is one", WHY)
    bashir.visit("/directory/thimbleford/exposure")
    bashir.sees("There is too little to show")
    with site.arranging():
        frozen = db.session.query(FrozenFile).filter_by(kind="whole").one()
        text = freezing.file_of(freezing.unpack(frozen.content), get_stamp(frozen))
        assert get_verification(text.encode()).is_frozen
        assert db.session.query(Brief).count() == 1

"""An administrator looks at how matches are made, uses learned weights, and takes them back."""

from collections.abc import Callable

from brokerage.extensions import db, utcnow
from brokerage.matchmaking.models import ProfileFlag
from tests.factories.accounts import make_user
from tests.factories.matchmaking import make_learned_weights, make_shown_ranking
from tests.factories.organisations import make_organisation
from tests.journeys.support.site import Site
from tests.journeys.support.visitor import Visitor
from tests.journeys.test_broker import sign_in

NewVisitor = Callable[[Site], Visitor]


def arrange(site: Site) -> str:
    """Make learned weights, searches that showed two bakeries, and one flagged for each reason."""
    with site.app.app_context():
        ada = make_user(name="Ada Ministrator", is_broker=True, is_administrator=True)
        first = make_organisation(name="Cowley Bakers", kind="charity", wants=["sell"])
        second = make_organisation(name="Marston Loaves", wants=["sell"])
        for number in range(3):
            shown = [(first.id, {"words": 0.5}), (second.id, {"words": 0.4})]
            make_shown_ranking(ada, shown, purpose_id=number)
        for organisation, reason, details in (
            (first, "copy", [second.id]),
            (second, "copy", [first.id]),
            (second, "repeats", [["bread", 60], ["cake", 12]]),
        ):
            db.session.add(
                ProfileFlag(
                    kind="organisation",
                    object_id=organisation.id,
                    reason=reason,
                    details=details,
                    found_at=utcnow(),
                )
            )
        make_learned_weights(verdict="no-gain")
        make_learned_weights()
        address = ada.email
        db.session.commit()
    return address


def test_learned_weights_are_used_and_taken_back(site: Site, new_visitor: NewVisitor) -> None:
    ada = new_visitor(site)
    sign_in(ada, arrange(site))
    ada.visit("/broker/matching")
    assert "Suppliers are ranked by the published weights" in ada.text
    ada.page.locator(".card-list a").first.click()
    ada.examine()
    ada.click("Use these weights")
    ada.press("Use these weights")
    assert "These weights are used from now on" in ada.text
    ada.click("Take these weights back")
    ada.press("Take them back")
    assert "The published weights are used again" in ada.text
    ada.click("Who is seen")
    assert "Seen most: Cowley Bakers" in ada.text
    ada.click("Copies and repeats")
    assert "Nearly the same words as" in ada.text

"""Which addresses show where someone works, and who may say so."""

import pytest

from brokerage.errors import DomainError
from brokerage.leave import rules
from brokerage.leave.permissions import EmploymentFacts, is_employer, is_own, is_owner
from brokerage.organisations.permissions import OrganisationFacts
from brokerage.organisations.rules import Role
from brokerage.permissions import ANONYMOUS, Subject


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("council.example", "council.example"),
        (" @Council.Example ", "council.example"),
        ("someone@council.example", "council.example"),
        ("www.council.example", "council.example"),
        ("mail.it-services.example", "mail.it-services.example"),
    ],
)
def test_a_domain_is_kept_one_way(typed: str, kept: str) -> None:
    assert rules.clean_domain(typed) == kept


@pytest.mark.parametrize(
    "typed",
    ["", "@", "council", "-a.example", "a-.example", "a..example", ".example", "a b.example"]
    + ["https://council.example", "*.example", "x" * 64 + ".example", "a." * 150 + "example"]
    + ["council.example:25", "bücher.example", "1" * 20_000],
)
def test_anything_else_is_no_domain(typed: str) -> None:
    with pytest.raises(DomainError) as refusal:
        rules.clean_domain(typed)
    assert refusal.value.field == "domain"


@pytest.mark.parametrize("domain", ["gmail.com", "GMAIL.com", "someone@outlook.com"])
def test_where_anyone_can_have_an_address_shows_nothing(domain: str) -> None:
    with pytest.raises(DomainError, match="Anyone can have an address there"):
        rules.clean_domain(domain)


def test_a_free_address_is_no_work_address() -> None:
    with pytest.raises(DomainError) as refusal:
        rules.check_work_address("Someone@GMail.com")
    assert refusal.value.field == "work_email"
    rules.check_work_address("someone@council.example")


def test_free_mail_domains_are_written_as_they_are_compared() -> None:
    assert all(domain == rules.domain_of(f"a@{domain}") for domain in rules.FREE_MAIL_DOMAINS)


@pytest.mark.parametrize(
    ("is_own", "role", "is_fine"),
    [
        (False, Role.LINE_MANAGER, True),
        (False, Role.OWNER, True),
        (True, Role.OWNER, True),
        (True, Role.LINE_MANAGER, False),
        (True, None, False),
    ],
)
def test_a_line_manager_does_not_confirm_themselves(
    is_own: bool, role: str | None, is_fine: bool
) -> None:
    if is_fine:
        rules.check_confirmer(is_own=is_own, role=role)
        return
    with pytest.raises(DomainError, match="cannot confirm yourself"):
        rules.check_confirmer(is_own=is_own, role=role)


def test_who_may_see_what() -> None:
    facts = EmploymentFacts(user_id=1, organisation_id=7)
    organisation = OrganisationFacts(organisation_id=7, status="approved")
    roles = {role: Subject(user_id=2, memberships={7: role}) for role in Role}
    confirming = {role for role, subject in roles.items() if is_employer(subject, facts)}
    owning = {role for role, subject in roles.items() if is_owner(subject, organisation)}
    assert confirming == {Role.OWNER, Role.LINE_MANAGER}
    assert owning == {Role.OWNER}
    assert is_own(Subject(user_id=1), facts)
    assert not is_own(Subject(user_id=2), facts)
    assert not is_own(ANONYMOUS, facts)
    assert not is_employer(Subject(user_id=2, memberships={8: Role.OWNER}), facts)

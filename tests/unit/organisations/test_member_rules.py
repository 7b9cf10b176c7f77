"""Rules of the journey: steps, websites, numbers, days, owners."""

from datetime import date

import pytest

from brokerage.errors import DomainError
from brokerage.organisations import rules
from brokerage.organisations.permissions import (
    OrganisationFacts,
    has_been_submitted,
    is_owner,
    may_edit,
    may_view,
)
from brokerage.organisations.rules import Register, Role, Status, Step
from brokerage.permissions import ANONYMOUS, Subject


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        ("www.ace.example", "https://www.ace.example"),
        ("http://ace.example/about?x=1", "http://ace.example/about?x=1"),
        ("https://bücher.example", "https://bücher.example"),
        ("HTTPS://Ace.Example", "HTTPS://Ace.Example"),
    ],
)
def test_a_website_gets_its_scheme(typed: str, kept: str) -> None:
    assert rules.clean_website(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "javascript:alert(1)",
        "javascript://ace.example/%0aalert(1)",
        "data:text/html,x",
        "ftp://ace.example",
        "https://user:secret@ace.example",
        "https://ace.example:8080",
        "https://ace.example:99999999",
        "https://[::1",
        "https://localhost",
        "https://.example",
        "https://192.168.0.1",
        "ace example.org",
        "ace",
        "https://ace.example/" + "x" * 200,
        "." * 200,
    ],
)
def test_anything_else_is_no_website(typed: str) -> None:
    with pytest.raises(DomainError) as refusal:
        rules.clean_website(typed)
    assert refusal.value.field == "website"


@pytest.mark.parametrize(
    ("register", "typed", "kept"),
    [
        (Register.COMPANY, "1234567", "01234567"),
        (Register.COMPANY, " oc 123456 ", "OC123456"),
        (Register.CHARITY, "1234567-1", "1234567-1"),
        (Register.MUTUAL, "rs007123", "RS007123"),
    ],
)
def test_a_number_is_kept_as_its_register_prints_it(register: str, typed: str, kept: str) -> None:
    assert rules.clean_registration_number(register, typed) == kept


@pytest.mark.parametrize(
    ("register", "typed"),
    [
        (Register.COMPANY, "123"),
        (Register.COMPANY, "0123456٧"),
        (Register.COMPANY, "9" * 400),
        (Register.CHARITY, "12345"),
        (Register.MUTUAL, "XX12"),
    ],
)
def test_a_number_of_another_form_is_refused(register: str, typed: str) -> None:
    with pytest.raises(DomainError):
        rules.clean_registration_number(register, typed)


@pytest.mark.parametrize(
    ("submitted", "decided"),
    [
        (date(2026, 11, 16), date(2026, 11, 23)),  # Monday to Monday
        (date(2026, 11, 20), date(2026, 11, 27)),  # Friday to Friday
        (date(2026, 11, 21), date(2026, 11, 27)),  # Saturday: the five days begin on Monday
    ],
)
def test_five_working_days(submitted: date, decided: date) -> None:
    assert rules.decide_by(submitted) == decided


def test_the_next_step_is_the_first_without_an_answer() -> None:
    assert rules.next_step([]) == Step.KIND
    assert rules.next_step([Step.KIND, Step.REACH]) == Step.NAME
    assert rules.next_step(list(Step)) is None
    assert rules.previous_step(Step.KIND) is None
    assert rules.previous_step(Step.NAME) == Step.KIND


def test_what_is_missing_is_named() -> None:
    with pytest.raises(DomainError, match="what you want here"):
        rules.check_complete([step for step in Step if step != Step.WANTS])
    rules.check_complete(list(Step))


@pytest.mark.parametrize("status", list(Status))
def test_what_cannot_be_edited_says_why(status: str) -> None:
    if status in rules.EDITABLE_STATUSES:
        rules.check_editable(status)
        return
    with pytest.raises(DomainError, match=r"\."):
        rules.check_editable(status)


def test_the_last_owner_stays() -> None:
    with pytest.raises(DomainError):
        rules.check_last_owner([Role.OWNER, Role.EDITOR], Role.OWNER)
    rules.check_last_owner([Role.OWNER, Role.OWNER], Role.OWNER)
    rules.check_last_owner([Role.OWNER, Role.EDITOR], Role.EDITOR)
    assert not rules.is_last_owner([Role.OWNER], None)


def test_one_cannot_work_nowhere() -> None:
    with pytest.raises(DomainError):
        rules.check_reach([], None, is_remote=False)
    for reach in ((["oxford"], None, False), ([], 5, False), ([], None, True)):
        rules.check_reach(*reach)


def test_who_may_do_what_with_an_organisation() -> None:
    draft = OrganisationFacts(organisation_id=1, status=Status.DRAFT)
    approved = OrganisationFacts(organisation_id=1, status=Status.APPROVED)
    peer = Subject(user_id=1, memberships={2: Role.OWNER})
    broker = Subject(user_id=2, is_broker=True)
    assert may_view(ANONYMOUS, approved)
    assert not may_view(ANONYMOUS, draft)
    assert not may_view(broker, draft)
    assert not has_been_submitted(broker, draft)
    assert not may_edit(broker, approved)
    assert not may_edit(peer, approved)
    roles = {role: Subject(user_id=3, memberships={1: role}) for role in Role}
    assert {role for role in Role if may_edit(roles[role], draft)} == {Role.OWNER, Role.EDITOR}
    assert {role for role in Role if is_owner(roles[role], draft)} == {Role.OWNER}
    assert all(may_view(subject, draft) for subject in roles.values())

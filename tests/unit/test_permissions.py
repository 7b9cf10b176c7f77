"""The permission engine: deny what is not allowed, on the subject and on the object."""

import pytest

from brokerage.permissions import (
    ANONYMOUS,
    PUBLIC,
    Permission,
    Registry,
    Subject,
    administrators,
    brokers,
    signed_in,
    signed_out,
)

USER = Subject(user_id=1, memberships={7: "owner"})
BROKER = Subject(user_id=2, is_broker=True)
ADMINISTRATOR = Subject(user_id=3, is_administrator=True)


def test_public_is_open_to_all():
    assert all(Registry().can(who, PUBLIC) for who in (ANONYMOUS, USER, BROKER))


@pytest.mark.parametrize(
    ("rule", "allowed"),
    [
        (signed_in, {1, 2, 3}),
        (signed_out, {None}),
        (brokers, {2, 3}),
        (administrators, {3}),
    ],
)
def test_rules_on_the_subject(rule, allowed):
    subjects = (ANONYMOUS, USER, BROKER, ADMINISTRATOR)
    assert {who.user_id for who in subjects if rule(who)} == allowed


def test_the_rule_on_the_object_counts_only_with_the_object():
    registry = Registry(
        [Permission("x:y:z", signed_in, lambda who, facts: facts in who.memberships)]
    )
    assert registry.can(USER, "x:y:z")
    assert registry.can(USER, "x:y:z", 7)
    assert not registry.can(USER, "x:y:z", 8)
    assert not registry.can(ANONYMOUS, "x:y:z", 7)


def test_a_name_is_registered_once():
    registry = Registry([Permission("x:y:z", signed_in)])
    with pytest.raises(ValueError, match="twice"):
        registry.add(Permission("x:y:z", brokers))


def test_an_unknown_permission_is_an_error_not_a_yes():
    with pytest.raises(KeyError):
        Registry().can(ADMINISTRATOR, "never:heard:of-it")

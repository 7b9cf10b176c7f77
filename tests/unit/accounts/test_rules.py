"""The rules of accounts, on plain values."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from brokerage.accounts import rules
from brokerage.errors import DomainError

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
CONTEXT = ["Priya Ramanathan", "priya.ramanathan@cowleyjoinery.example", "Oxfordshire"]


@pytest.mark.parametrize(
    "password",
    [
        "moss lantern orchard seven",
        "correct horse battery 9!",
        "x7#Qm!vT2pLz",
        "ünïcödé kettle harbour",
        "kettle harbour violet nine " * 7,
    ],
)
def test_good_passwords_are_taken(password):
    rules.check_password(password, CONTEXT)


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("short 1!", "at least 10 characters"),
        ("x" * 201, "200 characters or fewer"),
        ("password123", "too easy to guess"),
        ("aaaaaaaaaaaaaaaa", "too easy to guess"),
        ("qwertyuiop", "too easy to guess"),
        ("PriyaRamanathan", "too easy to guess"),
        ("cowleyjoinery1", "too easy to guess"),
        ("oxfordshire2026", "too easy to guess"),
        ("a" * 72 + "x7#Qm!vT2pLz", "too easy to guess"),
    ],
)
def test_poor_passwords_are_refused_with_what_to_do(password, said):
    with pytest.raises(DomainError, match=said) as refusal:
        rules.check_password(password, CONTEXT)
    assert refusal.value.field == "password"


@pytest.mark.parametrize(
    "written", ["Zoë@Example.org", "zoë@example.ORG", "ZOË@EXAMPLE.ORG", "zoe\u0308@example.org"]
)
def test_every_way_of_writing_an_address_has_one_key(written):
    assert rules.email_key(written) == "zoë@example.org"


def is_over(**changes):
    facts = {
        "created_at": NOW,
        "last_seen_at": NOW,
        "ended_at": None,
        "is_staff": False,
        "now": NOW,
    }
    return rules.is_over(**facts | changes)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, False),
        ({"ended_at": NOW}, True),
        ({"now": NOW + timedelta(hours=11, minutes=59)}, False),
        ({"now": NOW + timedelta(hours=12)}, True),
        ({"is_staff": True, "now": NOW + timedelta(minutes=29, seconds=59)}, False),
        ({"is_staff": True, "now": NOW + timedelta(minutes=30)}, True),
        ({"is_staff": False, "now": NOW + timedelta(minutes=30)}, False),
    ],
)
def test_a_sign_in_ends_by_itself(changes, expected):
    assert is_over(**changes) is expected


def test_staff_who_keep_working_are_still_out_after_twelve_hours():
    later = NOW + timedelta(hours=12)
    assert is_over(is_staff=True, last_seen_at=later, now=later)


@pytest.mark.parametrize(
    ("user_agent", "summary"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Firefox/140.0", "Firefox on Windows"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1",
            "Safari on iPhone",
        ),
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0 Safari/537.36", "Chrome on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140 Mobile Safari", "Chrome on Android"),
        ("curl/8.5", "Unknown device"),
        ("", "Unknown device"),
        ("<script>" + "x" * 9000 + "Firefox/1 Windows", "Unknown device"),
    ],
)
def test_devices_are_named_shortly(user_agent, summary):
    assert rules.device_summary(user_agent) == summary


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        (None, "unknown"),
        ("not an address", "unknown"),
    ],
)
def test_one_home_is_one_network(address, network):
    assert rules.network_of(address) == network


@pytest.mark.parametrize("seconds", [-30, 0, 30])
def test_a_code_is_good_half_a_minute_either_way(seconds):
    code = pyotp.TOTP(SECRET).at(NOW + timedelta(seconds=seconds))
    expected = (int(NOW.timestamp()) + seconds) // 30
    assert rules.find_time_step(SECRET, code, NOW) == expected


@pytest.mark.parametrize("seconds", [-90, -60, 60, 90])
def test_a_code_from_further_off_is_not(seconds):
    code = pyotp.TOTP(SECRET).at(NOW + timedelta(seconds=seconds))
    assert rules.find_time_step(SECRET, code, NOW) is None


def test_without_a_secret_no_code_is_good():
    assert rules.find_time_step(None, "000000", NOW) is None


def test_recovery_codes_may_be_typed_as_one_likes():
    assert rules.tidy_recovery_code(" AB2D-ef3h ij4l–mn5p ") == "ab2def3hij4lmn5p"


def test_nobody_administers_themselves():
    rules.check_may_administer(actor_id=1, user_id=2)
    with pytest.raises(DomainError, match="another administrator"):
        rules.check_may_administer(actor_id=1, user_id=1)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"age_band": "16-17"}, "18 or over"),
        ({"is_verified": False}, "not confirmed"),
        ({"is_suspended": True}, "suspension"),
    ],
)
def test_who_cannot_be_staff(changes, said):
    facts = {"age_band": "18+", "is_verified": True, "is_suspended": False}
    rules.check_new_role(rules.Role.BROKER, **facts)
    with pytest.raises(DomainError, match=said):
        rules.check_new_role(rules.Role.BROKER, **facts | changes)
    rules.check_new_role(rules.Role.NONE, **facts | changes)


def test_an_administrator_is_always_left():
    rules.check_administrators_left(1)
    with pytest.raises(DomainError, match="last administrator"):
        rules.check_administrators_left(0)

"""Reach, consent, who looks like whom, what a letter says, codes: on plain values."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brokerage.assisted import rules
from brokerage.assisted.permissions import (
    MatterFacts,
    PersonFacts,
    may_look_after,
    may_see_matter,
)
from brokerage.errors import DomainError
from brokerage.permissions import Subject

TODAY = date(2026, 11, 28)
BASE = "https://brokerage.example"


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("01632 960 001", "1632960001"),
        ("+44 (0)1632 960001", "1632960001"),
        ("0044 1632 960001", "1632960001"),
        ("(01632) 960-001", "1632960001"),
        ("+49 30 12345", "493012345"),
        ("", ""),
    ],
)
def test_one_number_has_one_key(typed: str, key: str) -> None:
    assert rules.phone_key(typed) == key


@given(st.text(max_size=40))
def test_any_text_has_a_key_of_digits(typed: str) -> None:
    key = rules.phone_key(typed)
    assert key == "" or key.isdigit()
    assert len(key) <= 20


@pytest.mark.parametrize(
    ("given_", "field"),
    [
        ({"prefers": "phone"}, "phone"),
        ({"prefers": "phone", "phone": "12"}, "phone"),
        ({"prefers": "letter", "phone": "01632 960001"}, "address"),
        ({"prefers": "letter", "address": "2 Mill Lane"}, "postcode"),
        ({"prefers": "phone", "phone": "01632 960001", "address": "2 Mill Lane"}, "postcode"),
    ],
)
def test_nobody_is_kept_who_cannot_be_reached(given_: dict[str, str], field: str) -> None:
    with pytest.raises(DomainError) as refused:
        rules.check_reach(**{"phone": "", "address": "", "postcode": ""} | given_)
    assert refused.value.field == field


def test_a_number_or_an_address_is_enough() -> None:
    rules.check_reach(prefers="phone", phone="01632 960001", address="", postcode="")
    rules.check_reach(prefers="letter", phone="", address="2 Mill Lane", postcode="OX3 0PU")


@pytest.mark.parametrize(
    ("agreed", "given_on", "field"),
    [
        (False, TODAY, "agreed"),
        (True, TODAY + timedelta(days=1), "given_on"),
        (True, TODAY - timedelta(days=366), "given_on"),
    ],
)
def test_nothing_is_kept_without_consent(agreed: bool, given_on: date, field: str) -> None:
    with pytest.raises(DomainError) as refused:
        rules.check_consent(agreed=agreed, given_on=given_on, today=TODAY)
    assert refused.value.field == field


def test_consent_of_today_and_of_a_year_ago_counts() -> None:
    for given_on in (TODAY, TODAY - timedelta(days=365)):
        rules.check_consent(agreed=True, given_on=given_on, today=TODAY)


def test_the_newest_wording_is_there() -> None:
    assert rules.CONSENT_WORDINGS[rules.NEWEST_WORDING]
    assert max(rules.CONSENT_WORDINGS) == rules.NEWEST_WORDING


ADA = rules.Known(name="Ada Thornley", phone_key="1632960001", postcode="OX3 0PU")


@pytest.mark.parametrize(
    ("other", "is_like"),
    [
        (rules.Known(name="ada thornley", phone_key="1632960001"), True),
        (rules.Known(name="Thornley Ada", postcode="OX3 0PU"), True),
        (rules.Known(name="Ada Thornly", phone_key="1632960010"), True),
        (rules.Known(name="Ada Thornley", phone_key="163296001"), True),
        (rules.Known(name="Ada Thornley", postcode="OX3 0UP"), True),
        (rules.Known(name="Ada Thornley", phone_key="1632960777", postcode="OX4 1EQ"), False),
        (rules.Known(name="Bernard Ives", phone_key="1632960001", postcode="OX3 0PU"), False),
        (rules.Known(name="Ada Thornley"), False),
    ],
)
def test_who_looks_like_whom(other: rules.Known, is_like: bool) -> None:
    assert rules.is_like(ADA, other) is is_like
    assert rules.is_like(other, ADA) is is_like


def test_a_registration_is_undone_on_its_own_day_in_england_only() -> None:
    # 23:30 UTC in July is the next day in England.
    registered = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
    now = datetime(2026, 7, 2, 20, 0, tzinfo=UTC)
    rules.check_may_remove(registered_at=registered, now=now, has_bookings=False)
    with pytest.raises(DomainError, match="not registered today"):
        rules.check_may_remove(
            registered_at=registered, now=now + timedelta(hours=4), has_bookings=False
        )
    with pytest.raises(DomainError, match="asked for already"):
        rules.check_may_remove(registered_at=registered, now=now, has_bookings=True)


def test_a_letter_has_no_addresses_of_pages() -> None:
    mail = (
        "Hello Ada,\n\nYou get an email. See where your ask stands, or withdraw it:\n"
        f"{BASE}/bookings/1\n\nNothing more. Your booking:\n{BASE}/bookings/1\n\nThe partnership"
    )
    letter = rules.letter_of(mail, BASE)
    assert "http" not in letter
    assert "We write to you or ring you." in letter
    assert rules.letter_of("Soon you get an email when it is answered.", BASE) == (
        "Soon we write to you or ring you when it is answered."
    )
    assert "You can take your ask back at any time." in letter
    assert "Nothing more.\n" in letter
    assert "Your booking" not in letter
    assert letter.endswith("The partnership")


def test_what_was_agreed_to_is_printed_word_for_word() -> None:
    told = "\n".join(rules.CONSENT_WORDINGS[rules.NEWEST_WORDING])
    assert rules.letter_of(told, BASE) == told


def test_a_sentence_before_a_link_ends_with_a_full_stop() -> None:
    said = f"If you say yes, the place is yours at once, if nobody was quicker:\n{BASE}/x"
    assert rules.letter_of(said, BASE) == (
        "If you say yes, the place is yours at once, if nobody was quicker."
    )


@given(st.text(max_size=200))
def test_a_text_without_links_loses_no_word(text: str) -> None:
    if BASE not in text and not any(said in text for said, _ in rules._IN_A_LETTER):
        assert rules.letter_of(text, BASE).split() == text.split()


def test_a_code_is_read_however_it_is_typed() -> None:
    code = rules.write_code("ABCDEFGHJKLM")
    assert code == "ABCD-EFGH-JKLM"
    for typed in (code, code.lower(), " abcd efgh jklm ", "ABCDEFGHJKLM"):
        assert rules.tidy_code(typed) == "ABCDEFGHJKLM"


def test_a_letter_is_marked_once() -> None:
    rules.check_outcome(None)
    with pytest.raises(DomainError, match="already: posted"):
        rules.check_outcome("posted")


BROKER = Subject(user_id=1, is_broker=True)
EDITOR = Subject(user_id=2, memberships={7: "editor"})
VIEWER = Subject(user_id=3, memberships={7: "viewer"})


@pytest.mark.parametrize(
    ("subject", "organisation_id", "may"),
    [
        (BROKER, None, True),
        (BROKER, 7, True),
        (EDITOR, 7, True),
        (EDITOR, 8, False),
        (EDITOR, None, False),
        (VIEWER, 7, False),
        (Subject(), None, False),
    ],
)
def test_who_may_look_after_whom(subject: Subject, organisation_id: int | None, may: bool) -> None:
    assert may_look_after(subject, PersonFacts(organisation_id=organisation_id)) is may


@pytest.mark.parametrize(
    ("subject", "facts", "may"),
    [
        (BROKER, (7, 8), True),
        (EDITOR, (7, 7), True),
        (EDITOR, (7, 8), False),
        (EDITOR, (7, None), False),
        (EDITOR, (None, 7), False),
        (EDITOR, (None, None), False),
        (VIEWER, (7, 7), False),
    ],
)
def test_a_host_sees_only_matters_of_its_own(
    subject: Subject, facts: tuple[int | None, int | None], may: bool
) -> None:
    matter = MatterFacts(organisation_id=facts[0], about_id=facts[1])
    assert may_see_matter(subject, matter) is may


def test_acting_for_somebody_means_their_things() -> None:
    assert EDITOR.person_id == 2
    assert Subject().person_id == 0
    assert Subject(user_id=2, on_behalf_of_id=9).person_id == 9

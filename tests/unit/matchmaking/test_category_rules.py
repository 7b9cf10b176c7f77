import pytest

from brokerage.errors import DomainError
from brokerage.matchmaking import rules


@pytest.mark.parametrize(
    ("scheme", "written", "code"),
    [
        ("cpv", "45210000", "45210000"),
        ("cpv", "45210000-2", "45210000"),
        ("cause", "arts-and-music", "arts-and-music"),
        ("skill", "it", "it"),
    ],
)
def test_codes_are_kept_in_one_way(scheme, written, code):
    assert rules.clean_code(scheme, written) == code


@pytest.mark.parametrize(
    ("scheme", "written"),
    [
        ("cpv", ""),
        ("cpv", "4521000"),
        ("cpv", "٤٥٢١٠٠٠٠"),
        ("cpv", "arts"),
        ("cause", "Arts"),
        ("cause", "-arts"),
        ("cause", "a" * 61),
    ],
)
def test_what_is_no_code_is_refused(scheme, written):
    with pytest.raises(DomainError):
        rules.clean_code(scheme, written)


@pytest.mark.parametrize(
    ("code", "level"),
    [
        ("03000000", "division"),
        ("30000000", "division"),
        ("03100000", "group"),
        ("03110000", "class"),
        ("03111000", "category"),
        ("03111100", "sub-category"),
        ("03111111", "sub-category"),
    ],
)
def test_the_level_shows_in_the_zeros(code, level):
    assert rules.cpv_level(code) == level


def test_words_are_joined_without_repetition_and_in_order():
    assert rules.join_words("bricks; Mortar", "", "mortar;sand;;") == "bricks;Mortar;sand"


def test_a_label_gives_a_code():
    assert rules.code_of_label("Sustainability & Energy") == "sustainability-energy"

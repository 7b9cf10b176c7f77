"""A seal hides, and shows when it was touched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brokerage.competitions.rules.seals import BrokenSealError, key_of_response, seal, unseal

SECRET = "a-secret-of-at-least-thirty-two-letters"  # noqa: S105  # of this test alone
KEY = key_of_response(SECRET, 3, 8)
CONTENT = {"answers": {"1": "With care"}, "price_pence": 9000}


@given(text=st.text(max_size=300))
def test_what_is_sealed_comes_back(text: str) -> None:
    text = text.encode(errors="replace").decode()
    assert unseal(seal({"text": text}, KEY), KEY) == {"text": text}


def test_what_is_sealed_cannot_be_read() -> None:
    sealed = seal(CONTENT, KEY)
    assert b"care" not in sealed
    assert b"9000" not in sealed


@pytest.mark.parametrize("place", [0, 20, 60, -1])
def test_a_touched_seal_is_broken(place: int) -> None:
    touched = bytearray(seal(CONTENT, KEY))
    touched[place] ^= 1
    with pytest.raises(BrokenSealError):
        unseal(bytes(touched), KEY)


@pytest.mark.parametrize("other", [(SECRET, 4, 8), (SECRET, 3, 9), (SECRET + "!", 3, 8)])
def test_each_response_has_a_key_of_its_own(other: tuple[str, int, int]) -> None:
    with pytest.raises(BrokenSealError):
        unseal(seal(CONTENT, KEY), key_of_response(*other))


def test_the_same_words_look_different_each_time() -> None:
    assert seal(CONTENT, KEY)[-20:] != seal(CONTENT, KEY)[-20:]

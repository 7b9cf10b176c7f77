"""Papers: what the rooms agree on."""

import pytest

from brokerage.errors import DomainError
from brokerage.passports.rules.documents import (
    MOST_A_PROOF,
    MOST_AN_ORGANISATION,
    TYPE_LABELS,
    DocumentType,
    check_room,
)
from brokerage.web.documents import ENDINGS


def test_what_is_kept_has_an_ending_and_a_label():
    assert set(DocumentType) == set(ENDINGS) == set(TYPE_LABELS)


def test_there_is_room_up_to_the_most():
    check_room(MOST_A_PROOF - 1, MOST_AN_ORGANISATION - 1)
    for full in ((MOST_A_PROOF, 0), (0, MOST_AN_ORGANISATION)):
        with pytest.raises(DomainError, match="Remove one first"):
            check_room(*full)

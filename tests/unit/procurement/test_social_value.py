"""What stands behind a social value, and what is no more than said."""

import pytest

from brokerage.organisations.rules import EvidenceKind
from brokerage.procurement.rules.briefs import SocialValue
from brokerage.procurement.rules.social_value import (
    SIGNS,
    only_said,
    unverifiable,
    wanted_evidence,
)

ALL = tuple(SocialValue)


def test_every_social_value_says_what_counts():
    assert set(SIGNS) == set(SocialValue)
    assert all(signs.sentence.endswith(".") for signs in SIGNS.values())


def test_each_kind_of_evidence_counts_for_one_value_only():
    kinds = wanted_evidence(ALL)
    assert len(kinds) == len(set(kinds))
    assert set(kinds) <= set(EvidenceKind)


def test_values_ask_for_what_a_broker_can_verify():
    wanted = [SocialValue.INCLUSIVE, SocialValue.LIVING_WAGE, SocialValue.ENVIRONMENT]
    assert wanted_evidence(wanted) == ("oxford-living-wage", "disability-confident")
    assert wanted_evidence([]) == ()
    assert unverifiable(wanted) == (SocialValue.ENVIRONMENT,)
    assert set(unverifiable(ALL)) == {v for v in ALL if not wanted_evidence([v])}


@pytest.mark.parametrize(
    ("tags", "verified", "said"),
    [
        ((), (), ()),
        (("is:social-enterprise",), (), (SocialValue.SOCIAL_PURPOSE,)),
        (("is:social-enterprise",), ("social-enterprise-mark",), ()),
        (("wants:make-offers", "wants:sell"), (), (SocialValue.COMMUNITY,)),
    ],
)
def test_what_is_only_said_is_told_apart(tags, verified, said):
    assert only_said(ALL, tags, verified) == said
    assert only_said((), tags, verified) == ()

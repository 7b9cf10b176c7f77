"""When: dates to come, free day-parts, the order "soonest", and what is said of them."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.explain import Match, WhyNot
from matching.matcher import Matcher
from matching.profile import Occasion, Place, Profile, Seeker, TagRule, Times
from matching.time_columns import UNKNOWN_VALUE, TimeColumns
from matching.times import DAY_PARTS, spoken
from matching.wording import OPPORTUNITY, VOLUNTEER_CARD
from tests.matching.invented import TODAY, day_parts, days, times

TUESDAY = TODAY + timedelta(days=1)
MORNING = frozenset({"TuesdayMorning"})
ALL_DAY = MORNING | {"TuesdayAfternoon"}


def on(day, parts=MORNING, *, has_room=True):
    return Occasion(day, parts, has_room)


def role(number, *occasions, parts=frozenset(), has_room=True, **more):
    return Profile(number, f"Role {number}", times=Times(parts, occasions, has_room), **more)


def ranked(seeker, *profiles, order="relevance", **options):
    fitted = Matcher(weights={"evidence": 0}, wording=OPPORTUNITY, **options).fit(profiles)
    return fitted.rank(seeker, order=order)


def ids(ranking):
    return [match.id for match in ranking.matches]


def value_of(profile, seeker):
    return TimeColumns.of([profile]).value(seeker, np.arange(1))[0]


@pytest.mark.parametrize(
    ("profile", "value", "sentence"),
    [
        (role(1, on(TUESDAY)), 1, "Is on Tuesday morning, when you are free."),
        (
            role(1, on(TUESDAY, ALL_DAY)),
            0.5,
            "Is on Tuesday morning, when you are free for part of it.",
        ),
        (
            role(1, on(TUESDAY, frozenset({"TuesdayEvening"}))),
            0,
            "None of its dates is at a time you said you are free.",
        ),
        (role(1, on(TUESDAY, frozenset())), UNKNOWN_VALUE, "Does not say when it is."),
        (role(1, parts=ALL_DAY), 1, "Can be done on Tuesday morning, when you are free."),
        (
            role(1, parts=frozenset({"FridayEvening"})),
            0,
            "Cannot be done at a time you said you are free.",
        ),
        (role(1), UNKNOWN_VALUE, "Can be done at a time that you and the host agree."),
        (Profile(1, "Role"), UNKNOWN_VALUE, "Does not say when it is."),
    ],
)
def test_free_times_meet_those_of_a_role(profile, value, sentence):
    seeker = Seeker(times=MORNING, today=TODAY)
    assert value_of(profile, seeker) == value
    (match,) = ranked(seeker, profile).matches
    assert [(part.name, part.value, part.sentence) for part in match.parts] == [
        ("times", value, sentence)
    ]
    assert (sentence in match.reasons) == (value > 0 and "not say" not in sentence)
    assert (sentence in match.missing) != (sentence in match.reasons)


def test_only_dates_to_come_count():
    gone, far = on(TODAY - timedelta(days=6)), on(TUESDAY, frozenset({"TuesdayEvening"}))
    seeker = Seeker(times=MORNING, today=TODAY)
    assert value_of(role(1, gone, far), seeker) == 0
    assert ids(ranked(seeker, role(1, gone), role(2, on(TODAY)), role(3))) == [2, 3]


def test_a_date_passes_without_the_index_being_touched():
    fitted = Matcher().fit([role(1, on(TUESDAY))])
    assert isinstance(fitted.explain(Seeker(today=TUESDAY), 1), Match)
    why = fitted.explain(Seeker(today=TUESDAY + timedelta(days=1)), 1)
    assert why == WhyNot("dates", "It has no date to come in the days that you asked for.")


def test_room_is_asked_for_on_dates_and_in_patterns():
    full = role(1, on(TUESDAY, has_room=False))
    flexible_full, free = role(2, has_room=False), role(3, on(TUESDAY))
    seeker = Seeker(needs_room=True, today=TODAY)
    assert ids(ranked(seeker, full, flexible_full, free)) == [3]
    assert "no place left" in Matcher(wording=OPPORTUNITY).fit([full]).explain(seeker, 1).sentence


def test_days_from_and_to_include_their_edges():
    seeker = Seeker(from_day=TODAY, to_day=TUESDAY)
    roles = [role(n, on(TODAY + timedelta(days=n))) for n in range(4)]
    assert set(ids(ranked(seeker, *roles))) == {0, 1}


def test_free_times_alone_rank_and_as_a_filter_rule_out():
    evening = role(1, on(TUESDAY, frozenset({"TuesdayEvening"})))
    morning, open_ = role(2, on(TUESDAY, ALL_DAY)), role(3)
    seeker = Seeker(times=MORNING, today=TODAY)
    assert not seeker.browses
    assert sorted(ids(ranked(seeker, evening, morning, open_))) == [1, 2, 3]
    assert ids(ranked(seeker, evening, morning, open_))[-1] == 1
    strict = Seeker(times=MORNING, today=TODAY, times_required=True)
    ranking = ranked(strict, evening, morning)
    assert ids(ranking) == [2]
    assert ranking.widen == ("Look at other times of the week: 1 more match.",)


def test_soonest_first_and_on_one_day_the_best_first():
    roles = [
        role(1, on(TODAY + timedelta(days=9)), causes=("food",)),
        role(2, on(TODAY - timedelta(days=9)), on(TUESDAY), causes=("food", "nature", "rivers")),
        role(3, on(TUESDAY), causes=("food",)),
        role(4, causes=("food",)),
    ]
    seeker = Seeker(causes=("food", "nature", "heritage"), today=TODAY)
    assert ids(ranked(seeker, *roles, order="soonest")) == [3, 2, 1, 4]
    browsing = ids(ranked(Seeker(today=TODAY), *roles, order="soonest"))
    assert (set(browsing[:2]), browsing[2:]) == ({2, 3}, [1, 4])


def test_the_soonest_of_a_filter_by_times_is_the_soonest_at_such_a_time():
    early = role(1, on(TODAY, frozenset({"MondayEvening"})), on(TUESDAY + timedelta(days=7)))
    late = role(2, on(TUESDAY))
    strict = Seeker(times=MORNING, today=TODAY, times_required=True)
    assert ids(ranked(strict, early, late, order="soonest")) == [2, 1]


@settings(max_examples=100)
@given(
    many=st.lists(st.none() | times, max_size=6),
    free=day_parts,
    today=st.none() | days,
    needs_room=st.booleans(),
)
def test_the_value_over_columns_is_the_value_of_one(many, free, today, needs_room):
    profiles = [Profile(n, "P", times=each) for n, each in enumerate(many)]
    seeker = Seeker(times=free, today=today, needs_room=needs_room)
    columns, rows = TimeColumns.of(profiles), np.arange(len(many))
    for row, profile in enumerate(profiles):
        assert columns.value(seeker, rows)[row] == pytest.approx(plain_value(profile.times, seeker))
        assert columns.value(seeker, rows)[row] == value_of(profile, seeker)
        assert columns.next_day(seeker, rows)[row] == plain_next_day(profile.times, seeker)


def plain_value(its, seeker):
    if its is None or not (its.occasions or its.day_parts):
        return UNKNOWN_VALUE
    if not its.occasions:
        return float(bool(its.day_parts & seeker.times))
    return max((share(one, seeker) for one in its.occasions if is_coming(one, seeker)), default=0)


def share(occasion, seeker):
    parts = occasion.day_parts
    return len(parts & seeker.times) / len(parts) if parts else UNKNOWN_VALUE


def is_coming(occasion, seeker):
    has_room = occasion.has_room or not seeker.needs_room
    return has_room and occasion.day >= (seeker.today or date.min)


def plain_next_day(its, seeker):
    coming = [one.day for one in (its or Times()).occasions if is_coming(one, seeker)]
    return min(coming).toordinal() if coming else date.max.toordinal() + 1


@pytest.mark.parametrize(
    "make",
    [
        lambda: Times(frozenset({"Tuesday"})),
        lambda: Occasion(TODAY, frozenset({"tuesdaymorning"})),
        lambda: Seeker(times=frozenset({"Noon"})),
        lambda: Seeker(tag_rules=(TagRule("dates", "No."),)),
        lambda: Seeker(tag_rules=(TagRule("own", "No."), TagRule("own", "No."))),
    ],
)
def test_what_is_no_time_or_rule_is_refused_with_a_sentence(make):
    with pytest.raises(ValueError, match=r"\.$"):
        make()


def test_day_parts_are_said_in_the_order_of_the_week():
    assert len(DAY_PARTS) == 21
    assert spoken({"SundayEvening", "MondayMorning"}) == ("Monday morning", "Sunday evening")


def test_a_card_says_when_somebody_is_free():
    person = Profile(1, "", times=Times(ALL_DAY), place=Place(0, 0))
    fitted = Matcher(weights={"evidence": 0}, wording=VOLUNTEER_CARD).fit([person])
    (match,) = fitted.rank(Seeker(times=MORNING, place=Place(2_000, 0))).matches
    assert match.reasons == (
        "Is free on Tuesday morning, when the role is.",
        "Starts within 3 miles.",
    )

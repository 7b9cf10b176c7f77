"""Which sentences come with a match: for it, against it, by part, and how many."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from matching.matcher import Matcher
from matching.profile import Evidence, Occasion, Place, Profile, Seeker, Times
from matching.suggest import Thesaurus, skill_key
from matching.vectors import pack
from matching.wording import OPPORTUNITY, ORGANISATION, VOLUNTEER_CARD, miles

TODAY = date(2026, 11, 23)
HERE = Place(450_000, 200_000)
AXES = np.eye(64, dtype=np.float32)
LISTS = Thesaurus(
    [
        ("45310000", "Wiring", ("sparky", "rewiring")),
        ("45330000", "Plumbing", ("plumber", "leaking taps")),
        ("food", "Food", ("soup kitchen", "food bank")),
        ("nature", "Nature", ("woodland",)),
        (skill_key("driving"), "Driving", ("minibus",)),
        (skill_key("cooking"), "Cooking", ("chef",)),
        (skill_key("gardening"), "Gardening", ("pruning",)),
    ]
)
WAGE = Evidence("wage", "Living wage", is_verified=True)
MARK = Evidence("mark", "Social mark", is_verified=True)
CLAIM = Evidence("green", "Green promise", is_verified=False)
ROOFER = Profile(1, "Dry House", {"about": "We mend slate roofs and gutters in the rain."})


def match_of(profile, seeker, wording=ORGANISATION, **weights):
    fitted = Matcher(floor=0, wording=wording, weights=weights).fit([profile], LISTS)
    (match,) = fitted.rank(seeker).matches
    return match


def said(match, name):
    return next(part.sentence for part in match.parts if part.name == name)


def told(match):
    return {*match.reasons, *match.missing}


def test_the_words_come_first_with_a_quotation_after_them():
    match = match_of(ROOFER, Seeker(text="slate roofs chimneys"))
    assert match.reasons[:2] == (
        ORGANISATION.mentions.format("“roofs” and “slate”"),
        ORGANISATION.quotation.format("We mend slate roofs and gutters in the rain"),
    )
    assert match.missing[0] == ORGANISATION.absent_words.format("“chimneys”")
    assert match.distance_m is None


def test_a_quotation_reaches_six_words_to_either_side():
    many = [f"w{n}" for n in range(40)]
    many[20] = "chimney"
    match = match_of(Profile(1, "A", {"about": " ".join(many)}), Seeker(text="chimney"))
    around = " ".join(many[14:27])
    assert match.reasons[1] == ORGANISATION.quotation.format(f"… {around} …")


def test_a_name_is_mentioned_but_never_quoted():
    match = match_of(Profile(1, "Slate and Sons"), Seeker(text="slate"))
    assert match.reasons == (ORGANISATION.mentions.format("“Slate”"), ORGANISATION.passes)


def test_a_word_in_name_and_text_is_told_as_the_name_has_it():
    match = match_of(
        Profile(1, "ROOFS Ltd", {"about": "All our roofs are dry."}), Seeker(text="roof")
    )
    assert said(match, "words") == ORGANISATION.mentions.format("“ROOFS”")
    assert match.reasons[1] == ORGANISATION.quotation.format("All our roofs are dry")


def test_words_are_named_once_in_the_order_of_the_query_by_weight():
    profile = Profile(1, "A", {"about": "roofs", "offers": "roofs and gutters"})
    match = match_of(profile, Seeker(text="roof roofs gutter"))
    assert said(match, "words").count("roofs") == 1
    assert "gutters" in said(match, "words")


def test_words_like_those_asked_for_are_told_beside_them():
    profile = Profile(1, "A", {"about": "Plumbing for old boilers"})
    match = match_of(profile, Seeker(text="plumber boiler"))
    near = ORGANISATION.mentions_near.format("Plumbing", "plumber")
    assert said(match, "words") == f"{ORGANISATION.mentions.format('“boilers”')} {near}"
    card = match_of(profile, Seeker(text="plumber boiler"), VOLUNTEER_CARD)
    assert said(card, "words") == VOLUNTEER_CARD.mentions_unquoted
    for typed in ("boiler", "plumber"):
        alone = match_of(profile, Seeker(text=typed), VOLUNTEER_CARD)
        assert said(alone, "words") == VOLUNTEER_CARD.mentions_unquoted
    only = match_of(Profile(1, "A", {"about": "Plumbing"}), Seeker(text="plumber"))
    assert said(only, "words") == near
    assert only.missing == (ORGANISATION.no_evidence,)
    assert only.reasons[1] == ORGANISATION.quotation.format("Plumbing")


def test_words_that_only_a_category_cause_or_skill_lends_are_told_as_that():
    own = {"categories": ("45330000",), "causes": ("food",), "skills": ("driving",)}
    profile = Profile(1, "A", {"about": "Roofs"}, **own)
    lent = match_of(profile, Seeker(text="taps"))
    assert said(lent, "words") == ORGANISATION.words_lent.format("“taps”")
    assert said(match_of(profile, Seeker(text="soup")), "words") == (
        ORGANISATION.words_lent.format("“soup”")
    )
    skill = said(match_of(profile, Seeker(text="minibus")), "words")
    assert skill.startswith(ORGANISATION.words_lent.format("“minibus”"))
    both = match_of(profile, Seeker(text="taps roofs zeppelin"))
    assert said(both, "words") == " ".join(
        (ORGANISATION.mentions.format("“Roofs”"), ORGANISATION.words_lent.format("“taps”"))
    )
    assert both.missing[0] == ORGANISATION.absent_words.format("“zeppelin”")
    assert lent.reasons == (
        ORGANISATION.words_lent.format("“taps”"),
        ORGANISATION.passes,
    )


def test_what_a_query_means_is_told_where_little_else_is():
    profile = Profile(1, "A", {"about": "A food bank by the river"})
    seeker = Seeker(text="soup kitchen")
    meant = "Has “food bank”, which fits “Food”."
    assert meant in said(match_of(profile, seeker), "words")
    card = match_of(profile, seeker, VOLUNTEER_CARD)
    assert said(card, "words") == VOLUNTEER_CARD.mentions_unquoted
    assert "food bank" not in str(card)
    listed = Profile(1, "A", categories=("45330000",), causes=("food",))
    by_cause = said(match_of(listed, seeker), "words")
    assert by_cause.endswith("Has “soup kitchen”, which fits “Food”.")
    rich = Profile(1, "A", {"about": "A soup kitchen"}, categories=("45330000",))
    assert "which fits" in str(match_of(rich, seeker))
    assert "which fits" not in str(match_of(rich, Seeker(text="soup kitchen taps")))


def test_many_words_that_are_not_there_tell_nothing_unless_others_have_them():
    long = Seeker(text="slate obelisk pharaoh walrus quagmire zeppelin juggernaut gutters")
    match = match_of(ROOFER, long)
    assert match.missing == (ORGANISATION.no_evidence,)
    other = Profile(2, "Zeppelin")
    fitted = Matcher(floor=0).fit([ROOFER, other], LISTS)
    found = fitted.explain(long, 1)
    assert found.missing[0] == ORGANISATION.absent_words.format("“zeppelin”")
    exactly_six = Seeker(text="slate obelisk pharaoh walrus quagmire gutters")
    assert "obelisk" in match_of(ROOFER, exactly_six).missing[0]


def test_what_is_absent_is_told_of_who_has_something_and_to_who_expects_all():
    lists = Seeker(text="chimneys", causes=("food",))
    fed = replace(ROOFER, causes=("food",))
    assert not [each for each in match_of(fed, lists).missing if "“chimneys”" in each]
    asked = Seeker(text="slate chimneys", causes=("food",))
    assert "“chimneys”" in match_of(fed, asked).missing[0]
    much = replace(asked, any_suffices=True)
    assert not [each for each in match_of(fed, much).missing if "“chimneys”" in each]


def test_order_is_a_part_but_neither_a_reason_nor_missing():
    asked = Seeker(text="slate roofs")
    right = match_of(ROOFER, asked)
    assert said(right, "order") == ORGANISATION.in_order
    wrong = match_of(Profile(1, "A", {"about": "Roofs of slate"}), asked)
    assert said(wrong, "order") == ORGANISATION.not_in_order
    both = told(right) | told(wrong)
    assert not both & {ORGANISATION.in_order, ORGANISATION.not_in_order}


CLOSE = replace(ROOFER, vectors=(pack(AXES[9]), pack(AXES[0])))


def test_closeness_stands_in_where_there_are_no_words():
    asked = Seeker(text="xylophone", vector=pack(AXES[0]))
    quoting = ORGANISATION.close.format("We mend slate roofs and gutters in the rain")
    match = match_of(CLOSE, asked)
    assert said(match, "meaning") == match.reasons[0] == quoting
    assert said(match, "words") == match.missing[0] == ORGANISATION.no_words
    card = match_of(CLOSE, asked, VOLUNTEER_CARD)
    assert said(card, "meaning") == card.reasons[0] == VOLUNTEER_CARD.close_unquoted
    with_words = match_of(CLOSE, replace(asked, text="slate"))
    assert said(with_words, "meaning") == quoting
    assert quoting not in told(with_words)


def test_what_is_not_close_is_told_among_the_parts_only():
    far = match_of(CLOSE, Seeker(text="slate", vector=pack(AXES[5])))
    assert said(far, "meaning") == ORGANISATION.not_close
    assert ORGANISATION.not_close not in told(far)


def test_a_long_passage_is_told_by_its_first_sixteen_words():
    text = " ".join(f"w{n}" for n in range(30))
    profile = Profile(1, "A", {"about": text}, vectors=(pack(AXES[9]), pack(AXES[0])))
    match = match_of(profile, Seeker(text="xylophone", vector=pack(AXES[0])))
    first = " ".join(f"w{n}" for n in range(16))
    assert said(match, "meaning") == ORGANISATION.close.format(f"{first} …")


def test_there_are_two_reasons_where_there_is_more_to_say_and_at_most_four():
    asked = Seeker(causes=("food",))
    plain = Profile(1, "A", causes=("food",))
    about = ORGANISATION.cause.format("“Food”")
    evident = ORGANISATION.evidence.format("“Living wage”")
    assert match_of(plain, asked).reasons == (about, ORGANISATION.passes)
    remote = replace(plain, is_remote=True, areas=frozenset({"vale"}))
    assert match_of(remote, asked).reasons == (about, ORGANISATION.remote)
    wide = replace(plain, areas=frozenset({"vale", "oxford"}))
    assert match_of(wide, asked).reasons == (about, "Serves 2 areas.")
    one = replace(plain, areas=frozenset({"vale"}))
    assert match_of(one, asked).reasons == (about, "Serves 1 area.")
    proved = replace(remote, evidence=(WAGE, CLAIM))
    assert match_of(proved, asked, evidence=0).reasons == (about, evident)
    assert match_of(proved, Seeker()).reasons == (evident, ORGANISATION.remote)
    assert match_of(replace(plain, evidence=(CLAIM,)), Seeker()).reasons == (ORGANISATION.passes,)
    full = Profile(
        1,
        "A",
        {"about": "roofs"},
        categories=("45310000",),
        causes=("food",),
        skills=("driving",),
        evidence=(WAGE,),
        place=HERE,
    )
    all_of_it = Seeker(
        text="roofs",
        categories=("45310000",),
        causes=("food",),
        skills=("driving",),
        place=HERE,
    )
    reasons = match_of(full, all_of_it).reasons
    assert reasons == (
        ORGANISATION.mentions.format("“roofs”"),
        ORGANISATION.category.format("“Wiring”"),
        about,
        ORGANISATION.skill.format("“Driving”"),
    )
    assert match_of(replace(full, place=None, evidence=()), all_of_it).reasons == reasons
    three = match_of(replace(full, skills=(), place=None, evidence=()), all_of_it).reasons
    assert three[1] == ORGANISATION.quotation.format("roofs")
    assert len(three) == 4


def test_who_browses_reads_how_far_away_each_is():
    placed = replace(ROOFER, place=HERE)
    here = match_of(placed, Seeker(place=HERE, place_label="Carfax"))
    assert (here.score, here.parts, here.distance_m) == (0, (), 0)
    assert here.reasons[0] == "Is less than a mile from Carfax."
    assert match_of(placed, Seeker()).reasons == (ORGANISATION.passes,)
    unplaced = match_of(ROOFER, Seeker(place=HERE))
    assert (unplaced.reasons, unplaced.distance_m) == ((ORGANISATION.passes,), None)


def test_categories_are_told_by_the_best_that_fits():
    both = Profile(1, "A", categories=("45330000", "45310000", "77310000"))
    exact = match_of(both, Seeker(categories=("45310000", "45330000", "90000000")))
    labels = said(exact, "categories")
    assert labels == ORGANISATION.category.format("“Plumbing” and “Wiring”")
    one_wide = match_of(both, Seeker(categories=("45331000", "77400000")))
    assert said(one_wide, "categories") == ORGANISATION.near_category.format("Plumbing", "45331000")
    fed = Profile(1, "A", causes=("food",), categories=("77310000",))
    none = match_of(fed, Seeker(causes=("food",), categories=("45310000",)))
    assert said(none, "categories") == ORGANISATION.no_category
    assert ORGANISATION.no_category in none.missing
    bare = match_of(Profile(1, "A", causes=("food",)), Seeker(causes=("food",), categories=("x",)))
    assert said(bare, "categories") == ORGANISATION.no_category


def test_causes_are_named_once_in_the_order_asked_for():
    profile = Profile(1, "A", causes=("food", "nature", "other"))
    match = match_of(profile, Seeker(causes=("nature", "food", "nature", "peace")))
    assert said(match, "causes") == ORGANISATION.cause.format("“Nature” and “Food”")


def test_skills_that_are_lacking_are_told_where_some_are_there():
    lacks = ORGANISATION.skills_lacking.format("“Cooking”")
    driver = Profile(1, "A", skills=("driving", "gardening"))
    some = match_of(driver, Seeker(skills=("cooking", "driving")))
    assert said(some, "skills") == ORGANISATION.skill.format("“Driving”")
    assert lacks in some.missing
    every = match_of(driver, Seeker(skills=("driving",)))
    assert not [each for each in every.missing if "Does not have" in each]
    fed = Profile(1, "A", causes=("food",), skills=("driving",))
    none = match_of(fed, Seeker(causes=("food",), skills=("cooking",)))
    assert said(none, "skills") == ORGANISATION.no_skill
    assert lacks not in none.missing
    unnamed = match_of(replace(fed, skills=()), Seeker(causes=("food",), skills=("cooking",)))
    assert said(unnamed, "skills") == ORGANISATION.no_skills_named
    role = match_of(driver, Seeker(skills=("cooking", "driving")), OPPORTUNITY)
    assert OPPORTUNITY.skills_lacking.format("“Gardening”") in role.missing
    silent = match_of(driver, Seeker(text="", causes=(), skills=(), evidence=("wage",)))
    assert silent.missing == (ORGANISATION.no_evidence_asked,)


def times_said(times, seeker=None, wording=OPPORTUNITY):
    asked = seeker or Seeker(times=frozenset({"TuesdayMorning", "TuesdayEvening"}), today=TODAY)
    return said(match_of(Profile(1, "A", times=times), asked, wording), "times")


def on(days, *parts):
    return Occasion(TODAY + timedelta(days=days), frozenset(parts))


def test_times_are_told_by_the_dates_that_fit_whole_before_those_in_part():
    whole = on(1, "TuesdayEvening")
    part = on(8, "TuesdayMorning", "TuesdayAfternoon")
    never = on(2, "WednesdayMorning")
    meets = OPPORTUNITY.dates_meet.format
    assert times_said(Times(occasions=(part, whole, never))) == meets("Tuesday evening")
    two = (whole, on(8, "TuesdayMorning"))
    assert "Tuesday morning and Tuesday evening" in times_said(Times(occasions=two))
    partly = OPPORTUNITY.dates_meet_partly.format("Tuesday morning")
    assert times_said(Times(occasions=(part, never))) == partly
    assert times_said(Times(occasions=(never,))) == OPPORTUNITY.no_date_meets
    assert times_said(Times(occasions=(never, on(3)))) == OPPORTUNITY.no_times
    gone = on(-6, "TuesdayMorning")
    assert times_said(Times(occasions=(gone, never))) == OPPORTUNITY.no_date_meets


def test_a_pattern_is_told_by_the_times_that_both_have():
    shared = Times(frozenset({"TuesdayEvening", "TuesdayMorning", "FridayMorning"}))
    assert times_said(shared) == OPPORTUNITY.pattern_meets.format(
        "Tuesday morning and Tuesday evening"
    )
    assert times_said(Times(frozenset({"FridayMorning"}))) == OPPORTUNITY.no_pattern_meets
    assert times_said(Times()) == OPPORTUNITY.any_time
    assert times_said(None) == OPPORTUNITY.no_times


def test_not_to_have_said_when_is_no_reason():
    match = match_of(Profile(1, "A"), Seeker(times=frozenset({"TuesdayMorning"})))
    assert ORGANISATION.no_times in match.missing
    assert ORGANISATION.no_times not in match.reasons


def place_said(profile, wording=ORGANISATION, **asked):
    seeker = Seeker(text="slate", place=HERE, **asked)
    return said(match_of(profile, seeker, wording), "place")


def test_where_it_is_is_told_by_what_is_known():
    far = replace(ROOFER, place=Place(HERE.easting + 16_100, HERE.northing))
    assert place_said(far) == f"Is {miles(16_100)} from the place you gave."
    assert place_said(far, place_label="OX1") == f"Is {miles(16_100)} from OX1."
    from_afar = replace(far, is_remote=True)
    assert place_said(from_afar) == (
        f"Is {miles(16_100)} from the place you gave{ORGANISATION.remote_too}."
    )
    assert place_said(replace(ROOFER, is_remote=True)) == ORGANISATION.remote
    assert place_said(ROOFER) == ORGANISATION.no_place
    assert place_said(from_afar, VOLUNTEER_CARD) == VOLUNTEER_CARD.within.format("20 miles")
    beyond = replace(far, place=Place(HERE.easting + 33_000, HERE.northing))
    assert place_said(beyond, VOLUNTEER_CARD) == VOLUNTEER_CARD.beyond.format("20 miles")
    assert place_said(ROOFER, VOLUNTEER_CARD) == VOLUNTEER_CARD.no_place


def evidence_said(*evidence, wanted=()):
    asked = Seeker(text="slate", evidence=wanted)
    return match_of(replace(ROOFER, evidence=evidence), asked)


@pytest.mark.parametrize(
    ("evidence", "wanted", "sentence"),
    [
        ((), (), ORGANISATION.no_evidence),
        ((CLAIM,), (), ORGANISATION.no_evidence),
        ((WAGE, CLAIM, MARK, WAGE), (), "Verified: “Living wage” and “Social mark”."),
        ((CLAIM,), ("green",), ORGANISATION.no_evidence_asked),
        ((WAGE, MARK), ("mark",), "Verified: “Social mark”."),
        ((WAGE, MARK), ("mark", "wage", "mark"), "Verified: “Social mark” and “Living wage”."),
        (
            (WAGE, MARK),
            ("mark", "x", "y", "x"),
            "Verified: “Social mark”. " + ORGANISATION.evidence_share.format(1, 3),
        ),
    ],
)
def test_evidence_is_told_as_far_as_it_was_verified(evidence, wanted, sentence):
    assert said(evidence_said(*evidence, wanted=wanted), "evidence") == sentence


def test_what_is_only_claimed_is_told_where_it_was_asked_for():
    claimed = ORGANISATION.only_said.format("“Green promise”")
    assert evidence_said(WAGE, CLAIM, CLAIM, wanted=("wage", "green")).missing == (claimed,)
    assert claimed not in evidence_said(WAGE, CLAIM, wanted=("wage",)).missing
    proved = replace(CLAIM, is_verified=True)
    assert claimed not in evidence_said(CLAIM, proved, wanted=("green",)).missing


def test_lacking_skills_come_before_what_is_only_claimed():
    profile = Profile(1, "A", skills=("driving",), evidence=(CLAIM,))
    match = match_of(profile, Seeker(skills=("driving", "cooking"), evidence=("green",)))
    assert match.missing == (
        ORGANISATION.no_evidence_asked,
        ORGANISATION.skills_lacking.format("“Cooking”"),
        ORGANISATION.only_said.format("“Green promise”"),
    )

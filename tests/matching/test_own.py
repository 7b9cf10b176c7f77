"""What of a profile's own met a seeker."""

from matching.own import own_of
from matching.profile import Evidence, Profile, Seeker
from matching.suggest import Thesaurus

CATERING, CLEANING, SCHOOL_MEALS = "55520000", "90910000", "55524000"
THESAURUS = Thesaurus(
    [
        (CATERING, "Catering services", ("sandwiches", "lunch", "cakes")),
        (CLEANING, "Cleaning services", ("window cleaning",)),
    ]
)
BAKERY = Profile(
    id=1,
    name="Lunches of Barton",
    fields={"description": "We bring Sandwiches, cakes and good services to people."},
    categories=(CLEANING, CATERING),
    evidence=(
        Evidence("insurance", "Insurance", is_verified=True),
        Evidence("living-wage", "Living wage", is_verified=False),
    ),
)


def test_the_words_are_its_own_and_of_its_trade() -> None:
    text = "Sandwich boxes, lunch, balloons and services for people, brought by bike"
    own = own_of(BAKERY, Seeker(text=text), THESAURUS)
    # "people" is no word of a trade, "balloons" none of its own, and "services" tell nothing.
    assert own.words == ("sandwiches",)


def test_a_word_of_the_trade_that_it_does_not_say_is_not_its_own() -> None:
    assert own_of(BAKERY, Seeker(text="lunch"), THESAURUS).words == ()


def test_categories_are_those_that_serve_what_was_asked_for() -> None:
    assert own_of(BAKERY, Seeker(categories=(CATERING,)), THESAURUS).categories == (CATERING,)
    near = own_of(BAKERY, Seeker(categories=(SCHOOL_MEALS,)), THESAURUS)
    assert near.categories == (CATERING,)
    assert own_of(BAKERY, Seeker(text="cakes"), THESAURUS).categories == ()


def test_evidence_is_what_was_asked_for_or_else_all_that_is_verified() -> None:
    asked = own_of(BAKERY, Seeker(text="cakes", evidence=("living-wage", "mark")), THESAURUS)
    assert (asked.evidence, asked.lacking) == ((), ("living-wage", "mark"))
    unasked = own_of(BAKERY, Seeker(text="cakes"), THESAURUS)
    assert (unasked.evidence, unasked.lacking) == (("insurance",), ())

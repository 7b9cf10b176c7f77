"""Which passages of a profile get a vector, and what several accepted texts are together."""

import numpy as np

from matching.closeness import LOW, Wanted, closest
from matching.matcher import Matcher
from matching.passages import MOST_PASSAGES, passages_of, vectors_of
from matching.profile import Profile, Seeker
from matching.vectors import Vectors, pack

AXES = np.eye(64, dtype=np.float32)
TEA = Profile(1, "Teatime", {"about": "A weekly visit. Company for older people who live alone."})


def encode(texts):
    """A direction of its own for each text, by its first letter."""
    return AXES[[ord(text[0]) % 64 for text in texts]]


def test_the_whole_comes_first_then_sentences_then_accepted_texts():
    profile = Profile(1, TEA.name, TEA.fields, accepted=("Lunch club", "Lunch club", " "))
    assert passages_of(profile) == (
        "Teatime. A weekly visit. Company for older people who live alone.",
        "A weekly visit. Company for older people who live alone.",
        "Lunch club",
    )
    long = Profile(1, "A", {"about": ". ".join(f"This is the sentence {n}" for n in range(40))})
    assert len(passages_of(long)) == 1 + MOST_PASSAGES
    assert passages_of(Profile(1, "")) == ("",)


def test_accepted_texts_have_a_mean_of_their_own():
    assert len(vectors_of(TEA, encode)) == len(passages_of(TEA))
    profile = Profile(1, "Tea", accepted=("Lunch", "Bingo"))
    packed = vectors_of(profile, encode)
    *each, together = (np.frombuffer(one, np.int8) / np.float32(127) for one in packed)
    np.testing.assert_allclose(together, sum(each) / np.sqrt(3), atol=0.01)


def test_a_query_that_spans_what_was_accepted_is_answered():
    accepted = ("boiler repairs in schools", "painting a village hall")
    fitted = Matcher(floor=0.0).fit(
        [Profile(1, "One", accepted=accepted), Profile(2, "Two", accepted=accepted[:1])]
    )
    query = Seeker(text="painting and boiler repairs")
    first, second = fitted.rank(query).matches
    assert (first.id, second.id) == (1, 2)
    assert first.score > second.score


def test_what_others_wrote_is_a_reason_and_is_never_quoted():
    vectors = tuple(pack(AXES[axis]) for axis in (1, 2, 0, 0))
    profile = Profile(
        1, "Tea", {"about": "We pour it hot."}, accepted=("Alpaca treks at dusk",), vectors=vectors
    )
    seeker = Seeker(text="alpaca treks", vector=pack(AXES[0]))
    (match,) = Matcher().fit([profile]).rank(seeker).matches
    said = {part.name: part.sentence for part in match.parts if part.value}
    chosen = "Was chosen before for something like this."
    assert said["words"] == said["order"] == said["meaning"] == chosen
    assert match.reasons[0] == chosen
    assert "dusk" not in repr(match)


def test_closeness_is_told_by_the_closest_sentence():
    direction = AXES[0] * 0.8 + AXES[1] * 0.6
    profiles = [
        Profile(1, "Near", {"about": "Far off here. Bread."}, vectors=(pack(AXES[9]),)),
        Profile(2, "Close", {"about": "x"}, vectors=(pack(AXES[9]), pack(AXES[0]))),
    ]
    fitted = Matcher().fit(profiles)
    (match,) = fitted.rank(Seeker(text="zzz", vector=pack(direction))).matches
    assert match.id == 2
    value = {part.name: part.value for part in match.parts}["meaning"]
    shares = 0.5 / (0.6 + 0.5 + 0.05)
    np.testing.assert_allclose(value, (0.8 - LOW) / (1 - LOW) * shares, atol=0.01)
    wanted, vectors = Wanted.of(pack(direction)), Vectors.of([(pack(AXES[9]), pack(AXES[0]))])
    assert closest(vectors, 0, wanted) == 1


def test_vectors_of_two_encoders_are_not_mixed():
    fitted = Matcher().fit([Profile(1, "A", {"about": "roofs"}, vectors=(pack(AXES[0]),))])
    longer = pack(np.eye(128, dtype=np.float32)[0])
    (match,) = fitted.rank(Seeker(text="roofs", vector=longer)).matches
    assert {part.name: part.value for part in match.parts}["meaning"] == 0

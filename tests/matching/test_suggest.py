import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

from matching.suggest import Category, CategorySuggester, Thesaurus
from tests.matching.town import trades

MORE = [
    Category("85000000", "Health and social work services", ("care home", "day centre")),
    Category("homelessness", "Homelessness", ("rough sleepers", "night shelter")),
    Category("90900000", "Cleaning and sanitation services", ("cleaner", "office cleaning")),
    Category(
        "98300000", "Miscellaneous services", ("community centre", "community centre cleaning")
    ),
]


@pytest.fixture(scope="module")
def suggester():
    return CategorySuggester().fit([*(Category(*row) for row in trades()), *MORE])


@pytest.mark.parametrize(
    ("text", "code", "because"),
    [
        ("sparky", "45310000", ("sparky",)),
        ("We are a family firm of plumbers in Didcot", "45330000", ("plumbers",)),
        ("we mend leaking taps", "45330000", ("leaking", "taps")),
        ("gardner, mowing lawns", "77310000", ("mowing", "lawns")),
        ("catring", "55520000", ("catring",)),
        ("Shelter at night for ROUGH SLEEPERS", "homelessness", ("ROUGH", "SLEEPERS")),
        ("cleaning of offices", "90900000", ("cleaning", "offices")),
    ],
)
def test_plain_words_lead_to_a_category_and_are_named(suggester, text, code, because):
    first = suggester.suggest(text)[0]
    assert first.code == code
    assert set(because) <= set(first.because)
    assert 0 < first.score <= 1


def test_the_longest_phrase_comes_first(suggester):
    found = suggester.suggest("community centre cleaning")
    assert found[0].code == "98300000"
    assert found[0].because == ("community", "centre", "cleaning")


def test_words_that_led_to_one_category_count_half_for_the_next():
    rows = [Category("1", "Roof repair"), Category("2", "Repair"), Category("3", "Cake")]
    suggester = CategorySuggester(floor=0.4).fit(rows)
    assert [s.code for s in suggester.suggest("repair")] == ["2"]
    assert [s.code for s in suggester.suggest("roof repair")] == ["1"]


def test_every_trade_in_a_text_gets_its_turn(suggester):
    found = suggester.suggest("gardener, sparky, plumber and bookkeeper")
    assert {s.code for s in found} == {"77310000", "45310000", "45330000", "79210000"}
    assert len({s.code for s in found}) == len(found)
    scores = [s.score for s in found]
    assert scores == sorted(scores, reverse=True)
    assert len(suggester.suggest("gardener, sparky, plumber and bookkeeper", limit=2)) == 2


@pytest.mark.parametrize(
    "text",
    [
        "",
        "the best there is",
        "😀",
        "zeppelin rides",
        "services",
        "home and family",
        "كهرباء",
        "\ud800",
        "x" * 9_000,
    ],
)
def test_nothing_rather_than_rubbish(suggester, text):
    assert suggester.suggest(text) == ()


def test_ten_megabytes_and_no_limit(suggester):
    assert suggester.suggest("plumber " * 1_250_000)[0].code == "45330000"
    assert suggester.suggest("plumber", limit=0) == ()


def test_estimator_manners(suggester):
    assert clone(suggester).get_params() == {"floor": suggester.floor}
    with pytest.raises(NotFittedError):
        CategorySuggester().suggest("plumber")
    assert CategorySuggester().fit([]).suggest("plumber") == ()
    assert CategorySuggester().fit([Category("1", "the", ())]).suggest("plumber") == ()


def test_thesaurus_knows_labels_words_and_synonyms():
    thesaurus = Thesaurus(trades())
    assert thesaurus.label("45330000") == "Plumbing and sanitary works"
    assert thesaurus.label("unknown") == "unknown"
    assert "sparky" in thesaurus.words_of("45310000")
    assert "electrician" in thesaurus.synonyms("sparki")
    assert thesaurus.synonyms("plumb") == ()

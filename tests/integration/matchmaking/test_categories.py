import pytest
from sqlalchemy import func, select

from brokerage.errors import DomainError, NotFoundError
from brokerage.matchmaking.models import Category, MatchChange
from brokerage.matchmaking.queries.categories import find_labels, get_category, list_categories
from brokerage.matchmaking.service.categories import (
    load_categories_file,
    load_reference_categories,
)

OFFICIAL = """\
code,check_digit,label,level,parent
03000000,1,"Agricultural, farming and related products",division,
03110000-5,5,"Crops; products of market gardening",class,03100000
03110000,5,Again,class,03100000
0311,5,Too short,class,03100000
45000000,7,,division,
"""


@pytest.fixture
def write(tmp_path):
    def give(content, name="cpv.csv"):
        path = tmp_path / name
        path.write_text(content, encoding="utf-8")
        return path

    return give


@pytest.fixture
def seed(db_session):
    load_reference_categories()
    db_session.commit()


def counts(loaded):
    return loaded.added, loaded.changed, loaded.unchanged, loaded.rejected


@pytest.mark.usefixtures("seed")
class TestSeed:
    def test_the_seed_gives_each_scheme(self):
        assert len(list_categories("cpv", "division")) == 45
        assert {each.level for each in list_categories("cpv")} == {"division", "group"}
        assert all(each.group_label for each in list_categories("skill"))
        assert all(each.words for each in list_categories("cause"))
        assert all(each.source == "seed" for each in list_categories("cpv"))

    def test_a_second_start_changes_nothing(self, db_session):
        changes = db_session.scalar(select(func.count(MatchChange.id)))
        assert not load_reference_categories()
        assert db_session.scalar(select(func.count(MatchChange.id))) == changes

    def test_official_labels_become_words_beside_the_plain_ones(self, write):
        before = get_category("cpv", "03000000")
        label, words = before.label, before.words
        loaded = load_categories_file(write(OFFICIAL))
        assert counts(loaded) == (1, 1, 0, 3)
        seeded = get_category("cpv", "03000000")
        assert (seeded.label, seeded.source) == (label, "seed")
        assert seeded.words == f"{words};Agricultural, farming and related products"
        new = get_category("cpv", "03110000")
        assert (new.level, new.source) == ("class", "loaded")
        assert new.label == "Crops; products of market gardening"

    def test_loading_again_in_any_order_changes_nothing(self, write):
        path = write(OFFICIAL)
        load_categories_file(path)
        assert counts(load_categories_file(path)) == (0, 0, 2, 3)
        assert not load_reference_categories()
        assert counts(load_categories_file(path)) == (0, 0, 2, 3)

    def test_indexes_are_told(self, db_session, write):
        before = db_session.scalar(select(func.max(MatchChange.id)))
        load_categories_file(write(OFFICIAL))
        news = db_session.scalars(select(MatchChange).where(MatchChange.id > before)).all()
        assert [each.kind for each in news] == ["category"]


def test_the_seed_after_an_official_list_takes_its_rows_over(db_session, write):
    load_categories_file(write(OFFICIAL))
    load_reference_categories()
    db_session.flush()
    category = get_category("cpv", "03000000")
    assert category.source == "seed"
    assert category.words.endswith(";Agricultural, farming and related products")
    assert not load_reference_categories()


@pytest.mark.usefixtures("db_session")
def test_a_list_of_skills_without_codes_is_given_some(write):
    content = "category,skill\nSustainability & Energy,Energy Advice\nDigital,Web & apps\n"
    loaded = load_categories_file(write(content, "skills.csv"))
    assert (loaded.scheme, loaded.added) == ("skill", 2)
    assert get_category("skill", "energy-advice").group_label == "Sustainability & Energy"


@pytest.mark.usefixtures("db_session")
@pytest.mark.parametrize(
    "content", ["code,label\n1,a\n", "code,label,level\nx,a,b\n", "code,label,level\n", ""]
)
def test_what_holds_no_categories_is_refused(write, content):
    with pytest.raises(DomainError):
        load_categories_file(write(content))


def test_the_command_keeps_what_it_loaded(app, db_session, write):
    result = app.test_cli_runner().invoke(
        args=["brokerage", "load-categories", str(write(OFFICIAL))]
    )
    assert result.exit_code == 0
    assert result.stdout == "cpv.csv: cpv: 2 added, 0 changed, 0 as they were, 3 rejected\n"
    assert "Line 5: the code does not have 8 digits, like 45210000" in result.stderr
    db_session.rollback()
    assert db_session.scalar(select(func.count()).select_from(Category)) == 2


def test_the_command_refuses_with_a_sentence(app):
    result = app.test_cli_runner().invoke(args=["brokerage", "load-categories", "missing.csv"])
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: The file cannot be read")


@pytest.mark.usefixtures("seed")
def test_labels_are_found_for_the_codes_that_are_known():
    labels = find_labels("cpv", ["45000000", "03000000", "99999999"])
    assert list(labels) == ["03000000", "45000000"]
    with pytest.raises(NotFoundError):
        get_category("cpv", "99999999")

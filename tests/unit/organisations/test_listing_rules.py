"""What a row of an imported file says, without a database."""

import pytest

from brokerage.errors import DomainError
from brokerage.organisations.rules import Kind, Register, Step
from brokerage.organisations.rules.listings import (
    Origin,
    answered_by,
    digest_of,
    kind_of,
    read_listing,
    registration_of,
)

ROW = {
    "name": "Marston  Shed",
    "description": "Tools and tea.",
    "categories": "Digital, media and communication",
    "kind": "charity",
    "postcode": "OX4 1EQ",
    "latitude": "",
    "longitude": "",
    "website": "www.shed.example",
    "source": "A list",
    "licence": "CC BY 4.0",
    "ref": "GB-CHC-1165028",
}


def read(origin: Origin | None = None, **changed: str):
    cells = ROW | changed
    return read_listing(lambda name: cells[name], origin or Origin())


def test_a_row_is_read_with_its_register_number() -> None:
    body = read()
    assert body.name == "Marston Shed"
    assert body.website == "https://www.shed.example"
    assert body.key == ("A list", "GB-CHC-1165028")
    assert (body.register, body.registration_number) == (Register.CHARITY, "1165028")


def test_the_words_of_its_category_stand_in_for_a_description() -> None:
    assert read(description="").description == "Digital, media and communication"
    assert read().description == "Tools and tea."


def test_the_row_s_own_source_comes_before_the_one_named() -> None:
    origin = Origin(source="Named", licence="OGL v3")
    assert read(origin).source == "A list"
    body = read(origin, source="", licence="")
    assert (body.source, body.licence) == ("Named", "OGL v3")


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"name": ""}, "no name"),
        ({"source": ""}, "no source"),
        ({"licence": ""}, "no licence"),
        ({"source": "s" * 61}, "more than 60"),
        ({"licence": "s" * 61}, "more than 60"),
        ({"ref": "s" * 81}, "more than 80"),
        ({"postcode": ""}, "nowhere"),
        ({"postcode": "", "latitude": "51.7", "longitude": "west"}, "nowhere"),
        ({"postcode": "", "latitude": "9" * 400, "longitude": "1"}, "nowhere"),
    ],
)
def test_a_row_that_cannot_be_used_says_why(changed: dict[str, str], words: str) -> None:
    with pytest.raises(DomainError, match=words):
        read(**changed)


def test_what_is_too_long_is_cut_at_a_word() -> None:
    body = read(name="word " * 60, description="word " * 900)
    assert len(body.name) <= 160
    assert len(body.description) <= 2000
    assert body.name.endswith("word…")


@pytest.mark.parametrize("website", ["javascript:alert(1)", "not a website", "http://", "x" * 500])
def test_a_website_that_is_none_is_left_out(website: str) -> None:
    assert read(website=website).website == ""


def test_without_a_reference_name_and_postcode_are_one() -> None:
    assert read(ref="").ref == digest_of("marston shed", "ox41eq")
    assert read(ref="").ref != digest_of("Marston Shed", "OX4 1ER")


@pytest.mark.parametrize(
    ("kind", "name", "source", "expected"),
    [
        ("charity", "Anything", "", Kind.CHARITY),
        ("Co-operative", "Anything", "", Kind.CO_OPERATIVE),
        ("Charitable incorporated organisation", "The Shed", "", Kind.CHARITY),
        ("Company", "Bikes Co-op Ltd", "", Kind.CO_OPERATIVE),
        ("Company", "Bikes Ltd", "Co-operatives UK", Kind.CO_OPERATIVE),
        ("", "Green Shoots C.I.C", "Co-operatives UK", Kind.SOCIAL_ENTERPRISE),
        ("", "Wheatley Primary School", "", Kind.SCHOOL),
        ("", "Kidlington Parish Council", "", Kind.AUTHORITY),
        ("", "Donnington Community Centre", "Oxford City Council", Kind.COMMUNITY_GROUP),
        ("Company", "Bikes", "", Kind.BUSINESS),
        ("", "Bikes Ltd", "", Kind.BUSINESS),
        ("", "Bikes", "", Kind.COMMUNITY_GROUP),
    ],
)
def test_the_kind_is_read_from_words_the_surest_first(
    kind: str, name: str, source: str, expected: Kind
) -> None:
    assert kind_of(kind, name, source) == expected


@pytest.mark.parametrize(
    ("ref", "expected"),
    [
        ("GB-COH-1234567", (Register.COMPANY, "01234567")),
        ("gb-coh-OC123456", (Register.COMPANY, "OC123456")),
        ("GB-COH-?", (None, None)),
        ("GB-CHC-1", (None, None)),
        ("R005183", (None, None)),
        ("XGB-CHC-1165028", (None, None)),
    ],
)
def test_an_org_id_gives_register_and_number(ref: str, expected: tuple) -> None:
    assert registration_of(ref) == expected


def test_a_listing_answers_what_it_knows() -> None:
    facts = {
        "kind": "charity",
        "name": "Marston Shed",
        "registration_number": None,
        "postcode": "OX4 1EQ",
        "description": "Too short.",
    }
    assert answered_by(facts) == [Step.KIND, Step.NAME, Step.PLACE]
    everything = facts | {"registration_number": "1165028", "description": "Long enough. " * 5}
    assert Step.REGISTRATION in answered_by(everything)
    assert Step.DESCRIPTION in answered_by(everything)

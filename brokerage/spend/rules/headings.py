"""Headings that spend files have: the names of each field, and how like them a heading is. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum

from rapidfuzz import fuzz

LIKENESS_FLOOR = 84
"""Of 100: below it, a heading is too unlike every name we know."""
SHORTEST_FORGIVEN = 5
LONGEST_HEADING = 120
EXACT = 0.999
CLOSE = LIKENESS_FLOOR / 100 * 0.95


class Field(StrEnum):
    """What a column can be. The first two are needed; every other may be missing."""

    SUPPLIER = "supplier"
    AMOUNT = "amount"
    DATE = "date"
    SERVICE = "service"
    CATEGORY = "category"
    TRANSACTION = "transaction"
    REDACTED = "redacted"


REQUIRED = (Field.SUPPLIER, Field.AMOUNT)
FIELD_LABELS: Mapping[str, str] = {
    Field.SUPPLIER: "Who was paid",
    Field.AMOUNT: "The sum, without VAT",
    Field.DATE: "The day it was paid",
    Field.SERVICE: "The part of the council that paid",
    Field.CATEGORY: "What it was for",
    Field.TRANSACTION: "The number of the payment",
    Field.REDACTED: "Whether a name was taken out",
}


def _split(names: str) -> tuple[str, ...]:
    return tuple(names.split(";"))


NAMES_BY_FIELD: Mapping[str, tuple[str, ...]] = {
    Field.SUPPLIER: _split(
        "supplier name;supplier;vendor name;vendor;payee name;payee;creditor name;creditor"
        ";beneficiary name;beneficiary;merchant name;merchant;company name;company;paid to"
        ";name of supplier;supplier payee;recipient;recipient name;contractor;provider name"
        ";trading name;supplier trading name;customer name;supplier description;account name"
    ),
    Field.AMOUNT: _split(
        "net amount;amount exc vat;amount excluding vat;amount ex vat;net;net value;value net"
        ";amount net;amount net of vat;net of vat;total net;total exc vat;net amount paid"
        ";amount without vat;amount excl vat;net gbp;net invoice value;value excluding vat"
        ";amount;amount paid;amount gbp;amount in sterling;value;invoice amount;line amount"
        ";payment amount;spend;total;total amount;transaction amount;sum;cost;price;paid amount"
        ";distribution amount;posting amount;billing amount;transaction value;payment value"
        ";gross amount;amount inc vat;amount including vat;gross;gross value;total inc vat"
    ),
    Field.DATE: _split(
        "paid date;date paid;payment date;date of payment;pay date;date;transaction date"
        ";posting date;clearing date;date cleared;effective date;cheque date;settlement date"
        ";invoice date;date of invoice;tax date;post date;bacs date;gl date;accounting date"
        ";document date;month;period;payment run date;date posted"
    ),
    Field.SERVICE: _split(
        "service area;service;directorate;department;organisational unit;organisation unit"
        ";service label;service name;service description;division;business unit;business area"
        ";cost centre;cost centre name;cost centre description;portfolio;team;budget holder"
        ";department name;directorate name;dept;service group;head of service;section"
        ";service area categorisation;directorate service;expense area;area"
    ),
    Field.CATEGORY: _split(
        "expenditure category;expenditure type;expense type;merchant category"
        ";category;expenditure unit;purpose;purpose of spend;purpose of expenditure"
        ";subjective;subjective description;account description;description;narrative"
        ";nature of expenditure;type of spend;spend category;spend type;detail;details"
        ";procurement category;proclass;proclass category;summary of purpose;goods or services"
        ";account code description;cost element;cost element description;expenditure description"
        ";expense description;transaction description;subjective name;gl description"
        ";merchant category description;cipfa detailed expenditure type;detailed expenditure type"
    ),
    Field.TRANSACTION: _split(
        "trans no;transaction no;transaction number;transaction id;transaction ref"
        ";transaction reference;payment reference;payment number;payment no;invoice number"
        ";invoice no;document number;document no;doc no;voucher number;voucher no;reference"
        ";ref;ref no;reference number;internal reference;internal ref;our reference;cheque no"
        ";cheque number;unique reference;trans ref;journal number;invoice reference;bacs ref"
        ";document reference;line reference"
    ),
    Field.REDACTED: _split(
        "redacted;is redacted;redaction;redacted yes no;personal data removed;name redacted"
        ";redacted flag;reason for redaction"
    ),
}
_OTHER_NAMES = (
    "body name;entity;organisation;organisation name;organisation code;client;council;authority"
    ";supplier id;supplier no;supplier number;supplier code;vendor id;vendor number;vendor code"
    ";expenditure code;cost centre code;account code;nominal code;subjective code;category code"
    ";service code;service area code;department code;type;caporrev;capital or revenue"
    ";revenue or capital;type of expenditure;vat;vat amount;vat type;irrecoverable vat;tax"
    ";recoverable vat;irrecoverable vat amount;body;opendataurl;organisation uri;payment method"
    ";supplier postcode;postcode;supplier type;company number;charity number;url;currency"
    ";card transaction;payment type;merchant category code;effective;contract;contract number"
    ";contract title;financial year;year;quarter;expense code;vendor type;supplier address"
    ";line number;line no;row;row number;capital revenue;merchant id;invoice line number"
).split(";")
"""Headings of columns that we know and do not need, so that they are taken for nothing else."""

_KEY = re.compile(r"[^a-z0-9£]+")
_ASIDE = re.compile(r"\([^()]{0,40}\)|\[[^\[\]]{0,40}\]")
_MEANS_SOMETHING = re.compile(r"vat|net|gross|ex|inc", re.IGNORECASE)
_SHORT_FORMS = {
    "excluding": "exc",
    "exclusive": "exc",
    "excl": "exc",
    "including": "inc",
    "inclusive": "inc",
    "incl": "inc",
}
_EMPTY_WORDS = frozenset({"of", "the", "in", "or"})


def key_of_heading(heading: str) -> str:
    """Return a heading as names are compared, without asides such as "(T)"."""
    written = heading[:LONGEST_HEADING].replace("_", " ")
    for aside in _ASIDE.findall(written):
        if not _MEANS_SOMETHING.search(aside):
            written = written.replace(aside, " ")
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", written)
    key = _KEY.sub(" ", spaced.casefold()).replace("£", " ").strip()
    words = [_SHORT_FORMS.get(word, word) for word in key.split()]
    return " ".join(word for word in words if word not in _EMPTY_WORDS) or key


KEYS_BY_FIELD = {
    name: [key_of_heading(each) for each in listed] for name, listed in NAMES_BY_FIELD.items()
}
UNNEEDED_KEYS = frozenset(map(key_of_heading, _OTHER_NAMES))


def likeness_to(heading: str, name: str) -> tuple[float, int]:
    """Return how like a field's names a heading is, to 1, and the place of the likest name."""
    key = key_of_heading(heading)
    squashed = key.replace(" ", "")
    best, place = 0.0, len(KEYS_BY_FIELD[name])
    for number, known in enumerate(KEYS_BY_FIELD[name]):
        if key == known or squashed == known.replace(" ", ""):
            return 1.0, number
        if min(len(key), len(known)) < SHORTEST_FORGIVEN:
            continue
        likeness = max(fuzz.ratio(key, known), fuzz.token_sort_ratio(key, known)) / 100
        if likeness * 100 >= LIKENESS_FLOOR and likeness > best:
            best, place = likeness * 0.95, number
    return best, place

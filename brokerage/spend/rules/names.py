"""Names of suppliers as councils print them: what is said twice, cut short or left out. Pure.

A name becomes the words that tell it from another: legal forms, casing, punctuation and the
account notes of a ledger are no part of who somebody is.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from brokerage.spend.rules.given_names import GIVEN_NAMES

LONGEST_NAME = 160

_LEGAL_FORMS = {
    "ltd": "ltd",
    "limited": "ltd",
    "ltde": "ltd",
    "lltd": "ltd",
    "ltd.": "ltd",
    "plc": "plc",
    "llp": "llp",
    "lp": "lp",
    "cic": "cic",
    "cio": "cio",
    "inc": "inc",
    "gmbh": "gmbh",
    "cyf": "ltd",
}
_EMPTY_WORDS = frozenset({"the", "and", "of", "for", "a", "an", "co", "company", "bacs"})
_ABBREVIATIONS = {
    "assoc": "association",
    "assn": "association",
    "associates": "associates",
    "bldg": "building",
    "bldgs": "buildings",
    "bros": "brothers",
    "cncl": "council",
    "comm": "community",
    "constr": "construction",
    "ctr": "centre",
    "center": "centre",
    "dept": "department",
    "dist": "district",
    "dc": "district council",
    "cc": "county council",
    "pc": "parish council",
    "elec": "electrical",
    "eng": "engineering",
    "engrs": "engineers",
    "envir": "environmental",
    "equip": "equipment",
    "grp": "group",
    "hosp": "hospital",
    "ind": "industrial",
    "int": "international",
    "intl": "international",
    "maint": "maintenance",
    "mgmt": "management",
    "mgt": "management",
    "mkt": "market",
    "org": "organisation",
    "organization": "organisation",
    "oxon": "oxfordshire",
    "prof": "professional",
    "ptnrs": "partners",
    "ptnrship": "partnership",
    "pship": "partnership",
    "recruit": "recruitment",
    "sch": "school",
    "serv": "services",
    "servs": "services",
    "service": "services",
    "solns": "solutions",
    "soln": "solutions",
    "sols": "solutions",
    "solution": "solutions",
    "svc": "services",
    "svcs": "services",
    "sys": "systems",
    "system": "systems",
    "tech": "technology",
    "trg": "training",
    "transp": "transport",
    "uni": "university",
    "univ": "university",
}
_PHRASES = (
    (re.compile(r"\bcommunity interest company\b"), "cic"),
    (re.compile(r"\bcharitable incorporated organisation\b"), "cio"),
    (re.compile(r"\bpublic limited company\b"), "plc"),
    (re.compile(r"\blimited liability partnership\b"), "llp"),
    (re.compile(r"\bl ?t ?d\b"), "ltd"),
    (re.compile(r"\bp l c\b"), "plc"),
    (re.compile(r"\bl l p\b"), "llp"),
    (re.compile(r"\bc i c\b"), "cic"),
    (re.compile(r"\bgen(?:eral)? a ?/ ?c\b"), " "),
    (re.compile(r"\b(?:no ?[0-9] )?a ?/ ?c(?: no ?[0-9]+)?\b"), " "),
    (re.compile(r"\b(?:general|current|main|client|bank) account\b"), " "),
    (re.compile(r"\baccounts? (?:dept|department|receivable)\b"), " "),
    (re.compile(r"\bin (?:administration|liquidation)\b"), " "),
)
_TRADING_AS = re.compile(
    r"\b(?:t ?/ ?a|t\.a\.?|trading as|known as|formerly|previously)\b[ :]{0,2}"
)
_ASIDE = re.compile(r"[(\[]([^()\[\]]{1,60})[)\]]")
_WORD = re.compile(r"[a-z0-9]+")
_INITIALS = re.compile(r"(?<![a-z0-9])(?:[a-z0-9](?:[. ]|(?=&))(?:& ?)?){1,4}[a-z0-9](?![a-z0-9])")

PLACES = frozenset(
    (
        "oxford oxfordshire uk gb england britain london banbury bicester abingdon witney didcot"
        " thame wallingford wantage kidlington cowley headington carterton henley faringdon"
        " chipping norton cherwell vale south north east west southern northern eastern western"
        " central midlands thames valley europe reading swindon newbury buckinghamshire"
        " berkshire gloucestershire wiltshire northamptonshire aylesbury bristol birmingham"
        " international national southeast"
    ).split()
)
"""Words that say where a firm, or a branch of one, is."""


@dataclass(frozen=True)
class Name:
    """A name taken apart. `words` are what tells it from others, in their order."""

    words: tuple[str, ...]
    form: str = ""
    """Its legal form, if it says one: “ltd”, “cic”."""
    places: frozenset[str] = frozenset()
    """Places that stand in brackets behind the name."""

    @property
    def key(self) -> str:
        """What two spellings of one name have in common."""
        return " ".join(self.words)

    @property
    def squashed(self) -> str:
        """The same without spaces: “Smart Move” and “SMARTMOVE”."""
        return "".join(self.words)


@lru_cache(maxsize=65_536)
def read_names(written: str) -> tuple[Name, ...]:
    """Return what a printed name may stand for: itself, and what it trades as."""
    text = unicodedata.normalize("NFKD", written[:LONGEST_NAME].casefold())
    text = "".join(each for each in text if not unicodedata.combining(each))
    parts = [part for part in _TRADING_AS.split(text) if part.strip(" -:.,/")]
    names = [_read(part) for part in parts[:3]]
    return tuple(dict.fromkeys(name for name in names if name.words))


def key_of(written: str) -> str:
    """Return the key under which a supplier is kept: one for all spellings that differ in form.

    A name of nothing but empty words keeps them.
    """
    names = read_names(written)
    if not names:
        return " ".join(written.casefold().split())[:LONGEST_NAME]
    keys = [" ".join(filter(None, (name.key, *sorted(name.places), name.form))) for name in names]
    return " / ".join(keys)[:LONGEST_NAME]


def _read(text: str) -> Name:
    asides = _ASIDE.findall(text)
    places: set[str] = set()
    for aside in asides:
        said = set(_words(aside))
        if said and said <= PLACES:
            places |= said
            text = text.replace(f"({aside})", " ").replace(f"[{aside}]", " ")
    words = _words(text)
    form = ""
    while len(words) > 1 and words[-1] in _LEGAL_FORMS:
        last = _LEGAL_FORMS[words.pop()]
        form = form or last
    inner = [word for word in words if word not in _LEGAL_FORMS] or words
    form = form or next((_LEGAL_FORMS[word] for word in words if word in _LEGAL_FORMS), "")
    telling = [word for word in inner if word not in _EMPTY_WORDS] or inner
    return Name(tuple(telling), form, frozenset(places))


def _words(text: str) -> list[str]:
    text = _INITIALS.sub(lambda found: re.sub(r"[. &]", "", found[0]) + " ", f"{text} ")
    text = text.replace("&", " and ").replace("+", " and ").replace("@", " at ")
    text = re.sub(r"['’`]", "", text)
    for pattern, plain in _PHRASES:
        text = pattern.sub(plain, text)
    words = [_ABBREVIATIONS.get(word, word) for word in _WORD.findall(text)]
    return " ".join(words).split()


_TITLES = frozenset(
    "mr mrs ms miss mx dr rev revd reverend sir dame lady lord prof professor".split()
)
_OF_A_BODY = re.compile(
    r"\b(?:ltd|limited|plc|llp|cic|inc|t/a|trading|and sons|& sons?|& co|company|services?|"
    r"solutions|associates|partners|partnership|group|trust|council|school|college|church|club|society|"
    r"charity|foundation|association|centre|consult(?:ing|ants?|ancy)|design|builders?|building|"
    r"plumbing|electrical|catering|training|media|systems|solicitors|chambers|surgery|practice|"
    r"construction|scaffolding|roofing|decorat(?:ors?|ing)|farms?|garage|motors|transport|travel|taxis|hire|properties|homes|housing|lettings|"
    r"hotel|inn|arms|shop|stores?|studio|theatre|orchestra|band|choir|festival|bakery|cafe)\b",
    re.IGNORECASE,
)
_LETTERS_ONLY = re.compile(r"[A-Za-zÀ-ÿ'’.\- ,]{3,60}")


def is_person(written: str) -> bool:
    """Say whether a name is most likely a private person's: such a name is never kept.

    “Mr J Ashdown”, “Ashdown J R”, “Tessa Brook”. A word of a firm's says that it is none.
    """
    short = " ".join(written[:LONGEST_NAME].split())
    if not _LETTERS_ONLY.fullmatch(short) or _OF_A_BODY.search(short):
        return False
    words = [word.strip(".").casefold() for word in re.split(r"[ ,]+", short) if word.strip(".,")]
    if not 2 <= len(words) <= 5:
        return False
    return bool(_TITLES & {words[0], words[-1]}) or _is_untitled(short, words)


def _is_untitled(short: str, words: list[str]) -> bool:
    """Say whether it is one surname with initials, or begins with a given name."""
    if len(words) > 4:
        return False
    is_initial = [len(word) == 1 for word in words]
    if any(is_initial) and sum(not each for each in is_initial) == 1:
        return True
    if "," in short and words[-1] in GIVEN_NAMES:
        return True
    return words[0] in GIVEN_NAMES and len(words) <= 3 and words[-1] not in _NO_SURNAMES


_NO_SURNAMES = frozenset(
    "oxford uk pharmacy books foods events productions lewis barnardos house court hall farm "
    "street road parish brewery wines dairy nursery nurseries".split()
)

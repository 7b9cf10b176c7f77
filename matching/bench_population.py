"""Invented suppliers and needs in any number, the same for the same seed, for the benchmarks.

The words are drawn by Zipf's law with Mandelbrot's shift from a made-up vocabulary, mixed with
phrases of real trades, so that postings are as uneven as those of real profiles.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from matching.profile import Evidence, Place, Profile, Seeker, TagRule, Times
from matching.times import DAY_PARTS

Vectors = NDArray[np.float32]

VOCABULARY = 80_000
# Mandelbrot's shift: the postings of a query are then between those that titles of procurement
# notices and of volunteering roles have in texts of their kind (a fifth of all rows in the middle).
SHIFT = 12.0
DIMENSIONS = 384  # of all-MiniLM-L6-v2, whose vectors the invented ones stand for
WITHIN_M = 50_000.0
_BLOCK = 10_000  # profiles drawn at once, so that a longer population begins like a shorter one
_WORDS = 48  # drawn a profile; with its trades, its name and the words between them about 60
_TOWNS = 150

_TRADES = """
03100000 fruit and vegetable boxes, cut flowers, seed potatoes
09110000 kiln dried logs, smokeless fuel, coal deliveries
15500000 dairy rounds, farmhouse cheese, oat milk
15810000 sourdough bread, wedding cakes, morning pastries
18110000 work uniforms, embroidered polo shirts, hi-vis jackets
22100000 leaflet printing, booklets and reports, large print
30190000 office stationery, recycled paper, toner cartridges
30200000 laptop supply, refurbished computers, tablet repair
33140000 first aid kits, sterile dressings, mobility aids
34130000 electric vans, vehicle leasing, tail lift hire
35110000 fire extinguisher servicing, fire risk assessment, smoke alarms
37410000 sports kit, climbing wall inspection, goal posts
39130000 office furniture, reupholstery, school chairs
39220000 reusable cups, crockery hire, kitchen equipment
39830000 cleaning supplies, eco detergents, hand soap
42500000 air conditioning, heat pump servicing, ventilation ducts
44110000 timber merchants, lime plaster, reclaimed bricks
44220000 bespoke joinery, sash windows, fire doors
45110000 demolition, site clearance, asbestos removal
45210000 house building, school extensions, community hall refurbishment
45230000 road resurfacing, cycle paths, kerb laying
45260000 flat roof repair, slate roofing, gutter clearing
45310000 electrical rewiring, fuse board repair, emergency lighting
45330000 boiler repair, leaking taps, bathroom fitting
45420000 kitchen fitting, staircases, carpentry
45440000 painting and decorating, graffiti removal, wallpaper hanging
50110000 fleet servicing, tyre fitting, MOT testing
50700000 lift maintenance, lightning protection, legionella testing
50850000 furniture repair, french polishing, tool sharpening
51100000 solar panel installation, battery storage, charging points
55120000 meeting rooms, conference venue, residential courses
55300000 community cafe, pop-up restaurant, halal kitchen
55520000 buffet lunches, event catering, vegan sandwiches
60120000 taxi contracts, airport transfers, wheelchair accessible cabs
60170000 minibus hire with driver, school transport, day trips
60180000 removals, man with a van, piano moving
63710000 parking enforcement, bicycle storage, traffic marshals
64120000 parcel couriers, cargo bike delivery, medicine runs
66510000 insurance broking, pension advice, credit union loans
70330000 lettings management, block management, void inspections
71220000 architects, conservation plans, retrofit design
71310000 structural surveys, drainage design, flood modelling
71350000 ecology surveys, tree reports, soil testing
72210000 case management software, mobile apps, software testing
72260000 database support, system migration, cyber security audit
72410000 website hosting, accessible websites, domain names
75200000 welfare rights advice, housing advice, debt counselling
77310000 grounds maintenance, hedge cutting, wildflower meadows
77340000 tree surgery, stump grinding, orchard pruning
79110000 employment law, lease advice, charity governance
79210000 bookkeeping, payroll bureau, independent examination
79310000 household surveys, focus groups, service evaluation
79340000 social media campaigns, branding, copywriting
79530000 translation, sign language interpreters, easy read documents
79620000 temporary staff, supported internships, job brokerage
79710000 security guards, alarm monitoring, key holding
79820000 graphic design, exhibition panels, bookbinding
79950000 festival organising, stewarding, marquee hire
80110000 nursery places, forest school, after school club
80510000 first aid training, food hygiene courses, apprenticeships
80530000 adult literacy classes, digital skills, ESOL lessons
85110000 physiotherapy, occupational therapy, community nursing
85140000 counselling, art therapy, bereavement support
85310000 home care, befriending, day centres for older people
85320000 food banks, youth work, refugee welcome
90430000 drain jetting, septic tanks, sewer surveys
90510000 waste collection, food waste, confidential shredding
90610000 street sweeping, gritting, litter picking
90910000 office cleaning, window cleaning, deep cleans
92310000 theatre workshops, mural painting, community choirs
92520000 museum displays, archive conservation, oral history
92610000 swimming lessons, walking football, gym equipment
98310000 laundry, linen hire, ironing
98390000 bicycle repair, clothes alterations, computer recycling
"""

# Where England lies on the British grid, in kilometres: from this northing up, west and east edge.
_LAND = (
    (20, 150, 210), (60, 210, 300), (90, 280, 560), (130, 300, 620), (180, 345, 620),
    (230, 340, 640), (280, 335, 650), (330, 335, 560), (380, 335, 530), (430, 340, 510),
    (480, 320, 500), (530, 330, 440), (580, 370, 430),
)  # fmt: skip
_ONSETS = "b c d f g h j k l m n p r s t v w b c d l m p r s t bl br cl cr dr fl gr pl sh st tr"
_VOWELS = "a a a e e e i i o o u ai ea oo"
_CODAS = "- - - - - - - - n r l s t m d ck nd sh st"
_ENDINGS = ("", "", "", "s", "ing", "er", "ed", "ly")
_STYLES = ("Ltd", "Co-operative", "Services", "and Daughters", "Works", "Partners", "Trust")
_KINDS = ("business", "business", "business", "charity", "community-group", "school")
_EVIDENCE = (
    ("living-wage", "Living wage employer"), ("insured", "Public liability insurance"),
    ("accounts", "Accounts filed"), ("dbs", "DBS policy"), ("iso-14001", "ISO 14001"),
)  # fmt: skip
_FIRST_WORDS = ("", "", "we need", "looking for", "someone to do", "local")


@dataclass(frozen=True, slots=True)
class Need:
    """A need: asked of what lies within 50 km, and of the whole country; its unit vector."""

    text: str
    near: Seeker
    nationwide: Seeker
    vector: Vectors


def profiles(count: int, seed: int = 0) -> Iterator[Profile]:
    """Invented suppliers with the ids 0 to `count` - 1, made as they are asked for."""
    for start in range(0, count, _BLOCK):
        yield from _block(seed, start, min(_BLOCK, count - start))


def vectors(count: int, seed: int = 0) -> Iterator[Vectors]:
    """Unit vectors for the same suppliers: blocks of rows × `DIMENSIONS`, float32.

    They are synthetic, clustered by the first trade: two of one trade have a cosine of about 0.5.
    """
    for start in range(0, count, _BLOCK):
        first = _trades_of(seed, start)[: min(_BLOCK, count - start), 0]
        yield _vectors(first, np.random.default_rng([seed, 2, start]))


def needs(count: int, seed: int = 0) -> list[Need]:
    """Invented needs of about 4 to 12 words, with everything a whole match looks at."""
    rng = np.random.default_rng([seed, 3])
    first = rng.integers(len(_trades()), size=count)
    made = zip(first.tolist(), _vectors(first, rng), strict=True)
    return [_need(trade, vector, rng) for trade, vector in made]


def document(profile: Profile) -> str:
    """All that a profile says, as the one text that the baselines index."""
    return " ".join((profile.name, *profile.fields.values()))


@cache
def vocabulary(size: int = VOCABULARY) -> tuple[str, ...]:
    """Made-up words of two to four syllables, the commonest first."""
    rng = np.random.default_rng(size)
    parts = [np.array(each.replace("-", " ").split(" ")) for each in (_ONSETS, _VOWELS)]
    parts.append(np.array([coda.strip("-") for coda in _CODAS.split()]))
    drawn = [each[rng.integers(each.size, size=(3 * size, 4))] for each in parts]
    syllables = np.strings.add(np.strings.add(drawn[0], drawn[1]), drawn[2]).tolist()
    lengths = rng.choice([2, 2, 2, 3, 3, 4], size=3 * size).tolist()
    endings = rng.choice(_ENDINGS, size=3 * size).tolist()
    made = zip(syllables, lengths, endings, strict=True)
    words = dict.fromkeys("".join(some[:many]) + end for some, many, end in made)
    return tuple(words)[:size]


@cache
def _trades() -> tuple[tuple[str, tuple[str, ...]], ...]:
    lines = (line.partition(" ") for line in _TRADES.strip().split("\n"))
    return tuple((code, tuple(phrases.split(", "))) for code, _, phrases in lines)


@cache
def _towns() -> NDArray[np.float64]:
    """Easting, northing and spread of the towns in metres, the largest first."""
    rng = np.random.default_rng(_TOWNS)
    widths = np.array([east - west for _, west, east in _LAND], np.float64)
    band = rng.choice(len(_LAND), size=_TOWNS, p=widths / widths.sum())
    south, west, east = np.array(_LAND, np.float64)[band].T
    spread = 4 + 14 / np.sqrt(np.arange(1.0, _TOWNS + 1))
    easting = west + (east - west) * rng.random(_TOWNS)
    return np.stack([easting, south + 45 * rng.random(_TOWNS), spread], axis=1) * 1000.0


def _places(count: int, rng: np.random.Generator) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Towns, the large ones often, and points around them."""
    shares = 1 / (np.arange(_TOWNS) + 4)
    town = rng.choice(_TOWNS, size=count, p=shares / shares.sum())
    centres = _towns()[town]
    points = centres[:, :2] + centres[:, 2:] * rng.standard_normal((count, 2))
    return town, np.asarray(np.round(np.clip(points, 1_000, 699_000)), np.float64)


def _ranks(shape: tuple[int, ...], rng: np.random.Generator) -> NDArray[np.int64]:
    """Zipf–Mandelbrot ranks from 0, by the inverse of the continuous distribution."""
    grown = np.exp(rng.random(shape) * np.log1p(VOCABULARY / SHIFT))
    return np.minimum((SHIFT * (grown - 1)).astype(np.int64), VOCABULARY - 1)


def _trades_of(seed: int, start: int) -> NDArray[np.int64]:
    """The trades of a block of suppliers, rows × 3; the first always counts."""
    return np.random.default_rng([seed, 0, start]).integers(len(_trades()), size=(_BLOCK, 3))


def _vectors(clusters: NDArray[np.int64], rng: np.random.Generator) -> Vectors:
    centres = np.random.default_rng(DIMENSIONS).standard_normal((len(_trades()), DIMENSIONS))
    centres /= np.linalg.norm(centres, axis=1, keepdims=True)
    noise = rng.standard_normal((clusters.size, DIMENSIONS), np.float32)
    drawn = centres.astype(np.float32)[clusters] + noise / np.float32(np.sqrt(DIMENSIONS))
    return np.asarray(drawn / np.linalg.norm(drawn, axis=1, keepdims=True), np.float32)


@cache
def _times() -> tuple[Times | None, ...]:
    rng = np.random.default_rng(len(DAY_PARTS))
    some = [frozenset(np.array(DAY_PARTS)[rng.random(21) < share].tolist())
            for share in np.linspace(0.1, 0.9, 90)]  # fmt: skip
    return (*(None,) * 30, *(Times(parts) for parts in some))


@cache
def _evidence() -> tuple[tuple[Evidence, ...], ...]:
    """One bit a kind for having it, one for its being verified."""
    kinds = len(_EVIDENCE)
    return tuple(
        tuple(
            Evidence(kind, label, bool(bits >> kinds + bit & 1))
            for bit, (kind, label) in enumerate(_EVIDENCE)
            if bits >> bit & 1
        )
        for bits in range(4**kinds)
    )


@cache
def _tags() -> tuple[frozenset[str], ...]:
    """Tags of a kind with one bit each for being small, social and approved."""
    return tuple(
        frozenset({f"kind:{kind}"} | {name for bit, name in enumerate(marks) if bits >> bit & 1})
        for kind in _KINDS
        for marks in (("is:small", "is:social-enterprise", "is:approved"),)
        for bits in range(8)
    )


@cache
def _areas() -> tuple[frozenset[str], ...]:
    """A town's own district and the one of the town next in size."""
    return tuple(
        frozenset({f"district-{town}", f"district-{(town + 1) % _TOWNS}"}) for town in range(_TOWNS)
    )


def _block(seed: int, start: int, count: int) -> Iterator[Profile]:
    rng = np.random.default_rng([seed, 1, start])
    town, points = _places(_BLOCK, rng)
    reach = np.round(np.exp(rng.normal(10.2, 0.8, _BLOCK)), -2)  # e^10.2 m: 27 km in the middle
    reach[rng.random(_BLOCK) < 0.5] = -1
    chosen = [rng.integers(len(pool()), size=_BLOCK) for pool in (_times, _evidence, _tags)]
    columns = zip(
        _trades_of(seed, start).tolist(), _ranks((_BLOCK, _WORDS + 2), rng).tolist(),
        rng.integers(3, size=_BLOCK).tolist(), town.tolist(), points.tolist(), reach.tolist(),
        (rng.random(_BLOCK) < 0.1).tolist(), *(each.tolist() for each in chosen), strict=True,
    )  # fmt: skip
    times, evidence, tags, areas = _times(), _evidence(), _tags(), _areas()
    for row, (trades, ranks, extra, where, at, far, remote, when, shown, marked) in enumerate(
        columns
    ):
        if row == count:
            return
        trade = trades[: 1 + extra]
        yield Profile(
            start + row,
            _name(ranks),
            {"about": _about(trade, ranks)},
            categories=tuple(dict.fromkeys(_trades()[each][0] for each in trade)),
            times=times[when],
            place=Place(*at),
            reach_m=None if far < 0 else far,
            areas=areas[where],
            is_remote=remote,
            evidence=evidence[shown],
            tags=tags[marked],
        )


def _name(ranks: list[int]) -> str:
    words = vocabulary()
    first, second = words[ranks[-1]], words[ranks[-2]]
    return f"{first.title()} {second.title()} {_STYLES[ranks[-1] % len(_STYLES)]}"


def _about(trades: list[int], ranks: list[int]) -> str:
    words = vocabulary()
    said = [_trades()[trade][1][ranks[at] % 3] for at, trade in enumerate(trades)]
    drawn = [words[rank] for rank in ranks[:_WORDS]]
    return f"We do {' and '.join(said)} with {' '.join(drawn[:20])}. {' '.join(drawn[20:])}."


def _need(trade: int, vector: Vectors, rng: np.random.Generator) -> Need:
    code, phrases = _trades()[trade]
    _, points = _places(1, rng)
    drawn = _ranks((int(rng.integers(1, 9)),), rng).tolist()
    lead = _FIRST_WORDS[rng.integers(len(_FIRST_WORDS))]
    said = (lead, phrases[rng.integers(3)], *(vocabulary()[rank] for rank in drawn))
    text = " ".join(word for word in said if word)
    free = frozenset(rng.choice(DAY_PARTS, size=6, replace=False).tolist())
    place, required = Place(*points[0].tolist()), bool(rng.random() < 0.3)
    rules = (
        TagRule("approved", "It is not approved.", any_of=frozenset({"is:approved"})),
        TagRule("not-school", "It is a school.", none_of=frozenset({"kind:school"})),
    )

    def seeker(within_m: float | None) -> Seeker:
        return Seeker(
            text=text, categories=(code,), evidence=("living-wage", "insured"), times=free,
            times_required=required, place=place, within_m=within_m,
            tag_rules=rules[: 1 + (trade % 2)],
        )  # fmt: skip

    return Need(text, seeker(WITHIN_M), seeker(None), vector)

"""A small invented town, and what its categories are called."""

from matching.profile import Evidence, Place, Profile

MARKET = Place(451_000, 206_000)


def town() -> list[Profile]:
    wage = Evidence("living-wage", "Living wage employer", is_verified=True)
    boast = Evidence("award", "Best in town", is_verified=False)
    return [
        Profile(
            1,
            "Bright Sparks",
            {"about": "Qualified electricians who rewire homes, schools and shops."},
            categories=("45310000",),
            place=Place(452_000, 206_000),
            areas=frozenset({"oxford"}),
            tags=frozenset({"kind:business"}),
        ),
        Profile(
            2,
            "Warm Homes Co-operative",
            {"about": "Plumbers and heating engineers. We service boilers and radiators."},
            categories=("45330000",),
            place=Place(456_000, 206_000),
            areas=frozenset({"oxford", "cherwell"}),
            evidence=(wage,),
            tags=frozenset({"kind:business", "is:social-enterprise"}),
        ),
        Profile(
            3,
            "Green Fingers",
            {"about": "Gardening and grounds maintenance with disabled adults."},
            categories=("77310000",),
            causes=("disability",),
            place=Place(440_000, 206_000),
            reach_m=5_000,
            tags=frozenset({"kind:charity", "wants:host-volunteers"}),
        ),
        Profile(
            4,
            "Café Ana",
            {"about": "Vegan catering for meetings; second-hand crockery to borrow."},
            categories=("55520000",),
            causes=("food", "environment"),
            evidence=(boast,),
            tags=frozenset({"kind:business"}),
        ),
        Profile(
            5,
            "Ledger Lane",
            {"about": "Bookkeeping and payroll for small charities."},
            categories=("79210000",),
            place=Place(551_000, 206_000),
            is_remote=True,
            tags=frozenset({"kind:business"}),
        ),
        Profile(
            6,
            "كهرباء المدينة",
            {"about": "خدمات كهرباء للمنازل"},
            place=Place(451_500, 206_000),
            tags=frozenset({"kind:business"}),
        ),
    ]


def trades() -> list[tuple[str, str, tuple[str, ...]]]:
    return [
        ("45310000", "Electrical installation work", ("electrician", "sparky", "rewiring")),
        ("45330000", "Plumbing and sanitary works", ("plumber", "boiler repair", "leaking taps")),
        ("77310000", "Planting and maintenance of green areas", ("gardener", "lawn mowing")),
        ("55520000", "Catering services", ("buffet lunches", "caterer", "sandwiches")),
        ("79210000", "Accounting services", ("bookkeeper", "payroll")),
    ]

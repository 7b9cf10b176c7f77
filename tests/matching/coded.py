"""Invented coded notices, a handful of categories, and an encoder that knows a few concepts."""

import numpy as np

from matching.suggest import Category

CATEGORIES = [
    Category("45000000", "Building work", ("builder", "new build")),
    Category(
        "45300000", "Electrics and plumbing", ("sparky", "electrician", "rewiring", "plumber")
    ),
    Category("45400000", "Decorating and joinery", ("chippy", "painter", "skimming walls")),
    Category("55500000", "Catering", ("school meals", "buffet", "sandwich lunches")),
    Category("77300000", "Gardening", ("mowing lawns", "gardener", "hedge cutting")),
    Category("90900000", "Cleaning", ("office cleaning", "window cleaner", "hoovering")),
]

_SUBJECTS = {
    "45": ["Rewiring of {}", "New roof for {}", "Replacement of boilers at {}", "Painting of {}"],
    "55": ["School meals for {}", "Buffet lunches at {}", "Canteen of {}", "Sandwiches for {}"],
    "77": ["Mowing of lawns at {}", "Hedge cutting for {}", "Grounds of {}", "Planting at {}"],
    "90": [
        "Office cleaning at {}",
        "Window cleaning for {}",
        "Hoovering of {}",
        "Deep clean at {}",
    ],
}
_PLACES = ["Quarry Hall", "Otter Bridge School", "the Old Mill", "Larch Court", "Finch Library"]

_CONCEPTS = {
    "electric": "sparky electrician electrics rewiring wires sockets fusebox",
    "building": "builder building build roof boilers painting walls skimming painter chippy",
    "food": "catering meals buffet sandwich sandwiches lunches canteen hungry dinner",
    "green": "gardening gardener mowing lawns hedge grounds planting grass turf",
    "clean": "cleaning cleaner clean hoovering window dusty mucky",
}


def notices():
    """(title, description) pairs with their division, 20 of each."""
    rows = []
    for division, subjects in _SUBJECTS.items():
        for subject in subjects:
            for place in _PLACES:
                title = subject.format(place)
                rows.append(
                    ((title, f"The council asks for {title.lower()} for two years."), division)
                )
    return rows


class ConceptEncoder:
    """Texts by which of five concepts their words are of; other words say nothing."""

    name = "concepts 1"
    dimensions = len(_CONCEPTS)

    def encode(self, texts):
        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        for row, text in enumerate(texts):
            for word in text.lower().replace(",", " ").replace(".", " ").split():
                known = [i for i, of in enumerate(_CONCEPTS.values()) if word in of.split()]
                vectors[row, known] += 1.0
        length = np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors / np.where(length > 0, length, 1.0)

"""Free text to categories with a chance of being right: by words, by meaning, by coded notices."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from matching.category_texts import CONCENTRATION, CategoryTexts
from matching.classify import TextClassifier, classes_by_code
from matching.columns import category_fit
from matching.semantic import Encoder
from matching.suggest import Category, CategorySuggester, Held, Suggestion
from matching.text import words

BANDS = ((0.75, "high"), (0.4, "medium"), (0.0, "low"))
LEAST_CONFIDENCE = 1 / 3
"""Below this a category is more likely wrong than worth a person's look: none of these."""
_CONSIDERED = 8  # categories a way of looking that are weighed at all
_MEASURED_ON = 400  # phrases that are hidden in turn, to measure how often the rest finds them
_SURE = 0.95  # a phrase that the list itself gives, where no other category has it
_SAME_BRANCH = 0.7  # fit of two codes of which one holds the other
_MODEL_WORDS = 3
_LEAST_SHARE = 1e-6
_NO_ODDS = float(np.log(_LEAST_SHARE / (1 - _LEAST_SHARE)))  # of a meaning that is not known
_READ = 600  # characters of a text whose meaning is looked at: a page waits for it

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Found:
    """What speaks for one category: chance, reasons, and the words of the text."""

    confidence: float
    reasons: tuple[str, ...]
    because: tuple[str, ...]


class Categoriser:
    """Suggests categories of one scheme, each with a measured chance of being right.

    The chance is that of finding the category of a phrase which is hidden from its own list,
    measured on the lists themselves when this is built; a phrase that a list gives word for word
    is all but certain, shared among the categories that give it. A trained `model` adds what coded
    notices say. Without `encoder`, or texts without vectors, words alone decide.
    """

    def __init__(
        self,
        texts: CategoryTexts,
        *,
        encoder: Encoder | None = None,
        model: TextClassifier | None = None,
        floor: float = LEAST_CONFIDENCE,
    ) -> None:
        has_vectors = encoder is not None and texts.encoder_name == encoder.name
        self.floor = floor
        self.texts = texts
        self.encoder = encoder if has_vectors else None
        self.model = model
        self.suggester = CategorySuggester().fit(texts.categories)
        self._by_code = classes_by_code(model.taught_, texts) if model is not None else {}
        self._middle = self._mean_vector()
        self._line = self._measure()

    @property
    def categories(self) -> Sequence[Category]:
        """The categories to choose from."""
        return self.texts.categories

    def suggest(self, text: str, limit: int = 5) -> tuple[Suggestion, ...]:
        """At most `limit` suggestions, the surest first; () means none of these."""
        if limit < 1 or not words(text):
            return ()
        found = self._by_words_and_meaning(text)
        for owner, told in self._by_notices(text[:_READ], found).items():
            known = found.get(owner)
            reasons = (known.reasons if known else ()) + told.reasons
            because = (known.because if known else ()) or told.because
            sure = max(told.confidence, known.confidence if known else 0.0)
            found[owner] = _Found(sure, reasons, because)
        best = sorted(found.items(), key=lambda pair: (-pair[1].confidence, pair[0]))
        return tuple(
            self._suggestion(owner, told) for owner, told in best if told.confidence >= self.floor
        )[:limit]

    def _suggestion(self, owner: int, told: _Found) -> Suggestion:
        category, sure = self.categories[owner], round(told.confidence, 4)
        band = next(name for least, name in BANDS if sure >= least)
        return Suggestion(
            category.code, category.label, sure, told.because, sure, band, told.reasons
        )

    def _by_words_and_meaning(self, text: str) -> dict[int, _Found]:
        held = self.suggester.held(text)
        lexical = _best_by_owner(held.scores, self.suggester.owners_, len(self.categories))
        near = self._closeness(text[:_READ])
        odds = self._odds(near)
        chances = self._chance(lexical, odds)
        whole = np.zeros(len(self.categories), bool)
        whole[self.suggester.owners_[held.is_whole]] = True
        sharing = self._sharing(held)
        found = {}
        for owner in _worth_a_look(lexical, odds, whole):
            phrase = _first_best(held.scores, self.suggester.owners_, owner)
            because = self.suggester.words_held(held, phrase) if lexical[owner] > 0 else ()
            least, most = sharing.get(owner, (0.0, 1.0))
            sure = min(max(float(chances[owner]), least), most)
            reasons = [f"because you wrote “{' '.join(because)}”"] if because else []
            if near is not None and not whole[owner]:
                closest = _first_best(near, self.texts.owners, owner)
                reasons.append(f"close in meaning to “{self.texts.phrases[closest]}”")
            found[owner] = _Found(sure, tuple(reasons), because)
        return found

    def _sharing(self, held: Held) -> dict[int, tuple[float, float]]:
        """Least and most chance of each category whose list has a phrase of the text.

        Word for word it is all but certain. It shares with the categories that do as well, and
        the least is lower as the text says other things too, though never below the floor: each
        trade of a list of trades gets its turn.
        """
        owners, size = self.suggester.owners_, len(self.categories)
        scores = np.where(held.is_whole, held.scores, 0.0)
        best = _best_by_owner(scores, owners, size)
        said = _best_by_owner(np.where(held.is_whole, held.explained, 0.0), owners, size)
        bounds = {}
        for owner in np.flatnonzero(best >= self.suggester.floor):
            most = _SURE / int(np.count_nonzero(np.isclose(best, best[owner])))
            least = max(most * float(np.sqrt(said[owner])), self.floor)
            bounds[int(owner)] = (min(least, most), most)
        return bounds

    def _by_notices(self, text: str, found: dict[int, _Found]) -> dict[int, _Found]:
        """What coded notices say: of each likely class, its likeliest category."""
        if self.model is None or not self._by_code:
            return {}
        chances = self.model.chance_.transform(self.model.predict_proba([(text,)]))[0]
        members: defaultdict[str, list[int]] = defaultdict(list)
        for owner, category in enumerate(self.categories):
            if category.code in self._by_code:
                members[self._by_code[category.code]].append(owner)
        told = {}
        for place in np.flatnonzero(chances >= self.floor):
            label = str(self.model.classes_[place])
            because = self.model.because((text,), label, _MODEL_WORDS)
            if label in members and because:
                known = [owner for owner in members[label] if owner in found]
                best = max(known, key=lambda o: found[o].confidence, default=members[label][0])
                reason = f"notices with words like {', '.join(because)} were coded so"
                told[best] = _Found(float(chances[place]), (reason,), because)
        return told

    def _mean_vector(self) -> NDArray[np.float32] | None:
        """What all phrases have in common; a text is looked at without it."""
        raw = self.texts.raw_phrases
        return raw.mean(axis=0) if self.encoder is not None and raw is not None else None

    def _closeness(self, text: str) -> Floats | None:
        """Cosine of the text with each phrase; None without an encoder."""
        if self.encoder is None or self._middle is None:
            return None
        vector = self.encoder.encode([text])
        if not vector.any():
            return None
        return np.asarray(self.texts.closeness(vector - self._middle)[0], np.float64)

    def _odds(self, near: Floats | None) -> Floats | None:
        """Log-odds of each category by meaning alone."""
        if near is None:
            return None
        mass = np.bincount(
            self.texts.owners, np.exp(CONCENTRATION * near), minlength=len(self.categories)
        )
        # Phrases that a text has nothing to do with count 1 each: as much stands for "none".
        share = np.clip(mass / (mass.sum() + len(near)), _LEAST_SHARE, 1 - _LEAST_SHARE)
        return np.asarray(np.log(share / (1 - share)))

    def _chance(self, lexical: Floats, odds: Floats | None) -> Floats:
        columns = [lexical, odds if odds is not None else np.full_like(lexical, _NO_ODDS)]
        score = self._line[0] + np.stack(columns, axis=1) @ self._line[1:]
        return np.asarray(1 / (1 + np.exp(-score)))

    def _measure(self) -> Floats:
        """How often a hidden phrase's category is found: a logistic over both ways of looking."""
        codes = [category.code for category in self.categories]
        rows, right = [], []
        phrases = self.texts.phrases
        for phrase in np.linspace(0, len(phrases) - 1, min(_MEASURED_ON, len(phrases)), dtype=int):
            lexical, odds = self._hidden(int(phrase))
            own = codes[self.texts.owners[phrase]]
            for owner in _worth_a_look(lexical, odds, np.zeros(len(codes), bool)):
                rows.append((lexical[owner], odds[owner] if odds is not None else _NO_ODDS))
                fit = category_fit(own, codes[owner]), category_fit(codes[owner], own)
                right.append(max(fit) >= _SAME_BRANCH)
        if len(set(right)) < 2:
            return np.array([0.0, 0.0, 0.0])
        table = np.array(rows)
        table[:, 1] *= self.encoder is not None
        line = LogisticRegression().fit(table, right)
        return np.concatenate([line.intercept_, np.maximum(line.coef_[0], 0.0)])

    def _hidden(self, phrase: int) -> tuple[Floats, Floats | None]:
        """Both ways of looking at a phrase of the lists, as if its own list did not have it."""
        own, said = self.texts.owners[phrase], self.texts.phrases[phrase]
        held = self.suggester.held(said)
        scores = np.where(held.is_whole & (self.suggester.owners_ == own), 0.0, held.scores)
        lexical = _best_by_owner(scores, self.suggester.owners_, len(self.categories))
        vectors = self.texts.phrase_vectors
        if self.encoder is None or vectors is None:
            return lexical, None
        near = self.texts.closeness(vectors[phrase][None])[0].astype(np.float64)
        near[phrase] = -np.inf
        return lexical, self._odds(near)


def _best_by_owner(scores: Floats, owners: NDArray[np.int64], size: int) -> Floats:
    best = np.zeros(size)
    np.maximum.at(best, owners, scores)
    return best


def _first_best(scores: Floats, owners: NDArray[np.int64], owner: int) -> int:
    rows = np.flatnonzero(owners == owner)
    return int(rows[np.argmax(scores[rows])]) if rows.size else 0


def _worth_a_look(lexical: Floats, odds: Floats | None, whole: NDArray[np.bool_]) -> list[int]:
    """The likeliest categories of each way of looking, and those with a whole phrase."""
    kept = set(np.flatnonzero(whole).tolist())
    for scores in (lexical, odds):
        if scores is not None:
            best = np.argsort(-scores, kind="stable")[:_CONSIDERED]
            kept |= {int(owner) for owner in best if scores is odds or scores[owner] > 0}
    return sorted(kept)

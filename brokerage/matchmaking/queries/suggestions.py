"""From a person's own words to categories to confirm."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from flask import current_app
from sqlalchemy import func, select

from brokerage.extensions import db
from brokerage.matchmaking.models import MatchChange
from brokerage.matchmaking.queries.categories import list_categories
from brokerage.matchmaking.queries.meaning import find_encoder
from brokerage.matchmaking.queries.ranking import CATEGORY_KIND
from brokerage.matchmaking.rules import SURENESS
from brokerage.web.filters import sentence_list

if TYPE_CHECKING:
    from matching.category_texts import CategoryTexts
    from matching.classify import TextClassifier
    from matching.semantic import Encoder
    from matching.suggest import Category, Suggestion

VECTORS_FOLDER = "categories"
_BUILDING = threading.Lock()
_log = logging.getLogger(__name__)


class Suggester(Protocol):
    """What suggests categories for a text."""

    def suggest(self, text: str, limit: int = 5) -> tuple[Suggestion, ...]:
        """Return the best first."""


@dataclass(frozen=True)
class SuggestedCategory:
    """A category for a text, the words of the text that led to it, and how sure that is.

    `band` is "high", "medium" or "low", or "" where nobody has measured it.
    """

    code: str
    label: str
    because: tuple[str, ...]
    band: str = ""
    reasons: tuple[str, ...] = ()

    @property
    def hint(self) -> str | None:
        """How sure it is and why, in a sentence; None for what nobody suggested."""
        if self.band:
            return f"{SURENESS[self.band]}: {sentence_list(self.reasons)}".removesuffix(": ")
        words = sentence_list([f"“{word}”" for word in self.because])
        return f"Because you wrote {words}" if words else None


def suggest_categories(scheme: str, text: str, limit: int = 6) -> list[SuggestedCategory]:
    """Return categories of a scheme (cpv, cause, skill) for a text; none rather than rubbish."""
    if not text.strip():
        return []
    suggester = get_suggester(scheme)
    return [
        SuggestedCategory(found.code, found.label, found.because, found.band, found.reasons)
        for found in suggester.suggest(text, limit=limit)
    ]


def get_learned_folder(scheme: str) -> Path:
    """Return where what was learned about the categories of a scheme is kept."""
    folder: Path = current_app.extensions["config"].data_folder
    return folder / "categories" / scheme


def list_known(scheme: str) -> list[Category]:
    """Return the categories of a scheme as the matcher knows them."""
    # scikit-learn takes two seconds to import, so it waits for the first question.
    from matching.suggest import Category  # noqa: PLC0415  # slow to import

    rows = list_categories(scheme)
    db.end_read()  # fitting takes a while, and no writer should wait for it
    return [Category(code=each.code, label=each.label, words=each.everyday_words) for each in rows]


def get_suggester(scheme: str) -> Suggester:
    """Return this process's suggester, built again when there are other categories or vectors.

    One thread builds it; the others answer by the former one meanwhile.
    """
    built: dict[str, tuple[tuple[int, ...], Suggester]] = current_app.extensions.setdefault(
        "category_suggesters", {}
    )
    former, version = built.get(scheme), _version_of(scheme)
    if former is not None and former[0] == version:
        return former[1]
    if not _BUILDING.acquire(blocking=former is None) and former is not None:
        return former[1]
    try:
        if scheme not in built or built[scheme][0] != version:
            built[scheme] = (version, _build(scheme))
        return built[scheme][1]
    finally:
        _BUILDING.release()


def find_newest_list_change() -> int:
    """Return the number of the newest change of any list of categories, 0 where there is none."""
    query = select(func.max(MatchChange.id)).where(MatchChange.kind == CATEGORY_KIND)
    return db.session.scalar(query) or 0


def _version_of(scheme: str) -> tuple[int, ...]:
    folder = get_learned_folder(scheme)
    files = (folder / "classifier.json", folder / VECTORS_FOLDER / "vectors.json")
    written = [each.stat().st_mtime_ns if each.exists() else 0 for each in files]
    return (find_newest_list_change(), *written)


def _build(scheme: str) -> Suggester:
    """Compare words alone where no vectors were prepared: a page never waits for thousands."""
    from matching.categorise import Categoriser  # noqa: PLC0415  # slow to import
    from matching.category_texts import CategoryTexts  # noqa: PLC0415  # slow to import
    from matching.suggest import CategorySuggester  # noqa: PLC0415  # slow to import

    known = list_known(scheme)
    texts, folder = CategoryTexts(known), get_learned_folder(scheme)
    encoder = find_encoder() if (folder / VECTORS_FOLDER).exists() else None
    if encoder is None or not texts.load(folder / VECTORS_FOLDER, encoder.name):
        encoder = None
    model = _find_model(folder, texts, encoder)
    if encoder is None and model is None:
        return CategorySuggester().fit(known)
    return Categoriser(texts, encoder=encoder, model=model)


def _find_model(
    folder: Path, texts: CategoryTexts, encoder: Encoder | None
) -> TextClassifier | None:
    from matching.classify_store import load_classifier  # noqa: PLC0415  # slow to import

    if not (folder / "classifier.json").exists():
        return None
    try:
        return load_classifier(folder, categories=texts, encoder=encoder)
    except ValueError as fault:
        _log.warning("Suggestions do without what coded notices taught: %s", fault)
        return None

"""Retrieval quality on labelled sets in the BEIR layout, beside named baselines of the same run."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from matching.bands import (
    GOOD,
    POSSIBLE,
    STRONG,
    ScoreCalibration,
    band_of,
    calibration_error,
)
from matching.evaluate_baselines import DEPTH, baselines, paired_interval
from matching.explain import Match
from matching.fairness import ScoredList, measure_exposure
from matching.lexicon import Lexicon, reader, written_forms
from matching.matcher import Matcher
from matching.profile import Profile, Seeker
from matching.retrieval_set import RetrievalSet, load
from matching.scoring import tie_keys
from matching.semantic import Encoder
from matching.text_kernel import RememberingEncoder
from matching.vectors import pack

TOP = 10


def evaluate(folder: Path, encoder: Encoder | None = None) -> dict[str, Any]:
    """The figures of one set. The floor is off: what is measured is the order.

    Each baseline has its own nDCG and `gain`, the 95% interval of how much higher ours is; it is
    None where its package, or for those with sentences the `encoder`, is not there. `exposure` is
    what the order that shares it out would bring and cost. Encoding the corpus and the queries is
    done once and is not in `ms_per_query`.
    """
    data = load(folder)
    remembered = RememberingEncoder(encoder) if encoder else None
    matcher = _fitted(data, remembered)
    seekers = {q: matcher.understood(Seeker(text=text)) for q, text in data.queries.items()}
    ids = [document for document, _, _ in data.corpus]
    began = time.perf_counter()
    found = {query: matcher.rank(seeker, limit=DEPTH).matches for query, seeker in seekers.items()}
    spent = time.perf_counter() - began
    ranked = {query: [ids[match.id] for match in matches] for query, matches in found.items()}
    ours = each_query(ndcg_of, ranked, data)
    others = baselines(data, remembered.encode if remembered else None)
    return {
        "set": data.name,
        "queries": len(data.queries),
        "ndcg@10": mean_of(ours),
        "recall@100": mean_of(each_query(recall_of, ranked, data)),
        "mrr@10": mean_of(each_query(reciprocal_rank, ranked, data)),
        "encoder": encoder.name if encoder else None,
        "calibration": _calibration(
            [
                [(match.score, data.relevance[query].get(ids[match.id], 0) > 0) for match in top]
                for query, matches in found.items()
                if (top := matches[:TOP])
            ]
        ),
        "exposure": _exposure(found, data),
        "baselines": {
            name: theirs and beside(ours, each_query(ndcg_of, theirs, data))
            for name, theirs in others.items()
        },
        "ms_per_query": round(1000 * spent / len(data.queries), 2),
    }


def _fitted(data: RetrievalSet, encoder: RememberingEncoder | None) -> Matcher:
    """The corpus as profiles, with the vectors of their texts and of the words that they use."""
    profiles = [
        Profile(id=row, name=title, fields={"text": text})
        for row, (_, title, text) in enumerate(data.corpus)
    ]
    if encoder is None:
        return Matcher(floor=0.0).fit(profiles)
    wholes = [". ".join(part for part in (title, text) if part) for _, title, text in data.corpus]
    vectors = encoder.encode(wholes)
    lexicon = Lexicon.of(written_forms(wholes), encoder.encode)
    matcher = Matcher(floor=0.0, understand=reader(encoder.encode, lexicon))
    return matcher.fit(
        replace(profile, vectors=(pack(vector),))
        for profile, vector in zip(profiles, vectors, strict=True)
    )


def _calibration(judged: list[list[tuple[float, bool]]]) -> dict[str, Any]:
    """Errors of the bare score and of the curve of the other half of the queries as a chance.

    `bands` are how many of the first ten matches lie in each band, and which share is relevant.
    """
    halves = [[pair for query in judged[start::2] for pair in query] for start in (0, 1)]
    everything = [pair for half in halves for pair in half]
    chances: list[float] = []
    for known, new in (halves[::-1], halves) if all(halves) else ():
        curve = ScoreCalibration().fit(*zip(*known, strict=True))
        chances += curve.predict([score for score, _ in new]).tolist()
    relevant = [is_relevant for _, is_relevant in everything]
    bands = {}
    for name in (STRONG, GOOD, POSSIBLE):
        own = [is_relevant for score, is_relevant in everything if band_of(score) == name]
        bands[name] = [len(own), round(sum(own) / len(own), 3) if own else None]
    return {
        "raw_error": round(calibration_error([score for score, _ in everything], relevant), 4),
        "error": round(calibration_error(chances, relevant), 4) if chances else None,
        "bands": bands,
    }


def _exposure(found: dict[str, tuple[Match, ...]], data: RetrievalSet) -> dict[str, Any]:
    """The largest share of exposure by score alone and shared out, and the change in nDCG.

    Queries come mixed, as they would at a site: a set's own file may go class by class.
    """
    rows = {document: row for row, (document, _, _) in enumerate(data.corpus)}
    lists = [
        ScoredList(
            tuple(match.id for match in matches),
            tuple(match.score for match in matches),
            {rows.get(d, -1 - n): g for n, (d, g) in enumerate(data.relevance[query].items())},
        )
        for query, matches in found.items()
    ]
    mixed = np.argsort(tie_keys(0, np.arange(len(lists))), kind="stable")
    measure = measure_exposure([lists[at] for at in mixed.tolist()], seed=0, top=TOP)
    before, after = measure.largest_share_before, measure.largest_share_after
    change = paired_interval(measure.ndcg_after, measure.ndcg_before)
    return {
        "largest_share": round(before, 5),
        "largest_share_shared_out": round(after, 5),
        "ratio": round(after / before, 3) if before else None,
        "ndcg@10": mean_of(list(measure.ndcg_after)),
        "ndcg_cost": round(measure.cost, 4),
        "ndcg_change": [round(end, 4) for end in change],
    }


def beside(ours: list[float], theirs: list[float]) -> dict[str, Any]:
    """Another method's mean, and the 95% interval of our gain."""
    gain = [round(end, 4) for end in paired_interval(ours, theirs)]
    return {"ndcg@10": mean_of(theirs), "gain": gain}


def each_query(
    measure: Callable[[Sequence[str], dict[str, float]], float],
    ranked: Mapping[str, Sequence[str]],
    data: RetrievalSet,
    queries: Iterable[str] | None = None,
) -> list[float]:
    """A measure of each query of a set, or of some of them."""
    chosen = data.queries if queries is None else queries
    return [measure(ranked[query], data.relevance[query]) for query in chosen]


def mean_of(values: list[float]) -> float:
    """The mean, to four places."""
    return round(math.fsum(values) / len(values), 4)


def ndcg_of(found: Sequence[str], relevant: dict[str, float]) -> float:
    """Normalised discounted cumulative gain of the first `TOP`."""
    gains = [relevant.get(document, 0.0) for document in found[:TOP]]
    ideal = sorted(relevant.values(), reverse=True)[:TOP]
    return _discounted(gains) / _discounted(ideal)


def _discounted(gains: Iterable[float]) -> float:
    return math.fsum(gain / math.log2(place + 2) for place, gain in enumerate(gains))


def recall_of(found: Sequence[str], relevant: dict[str, float]) -> float:
    """The share of what is relevant among the first `DEPTH`."""
    wanted = {document for document, score in relevant.items() if score > 0}
    return len(wanted & set(found[:DEPTH])) / len(wanted)


def reciprocal_rank(found: Sequence[str], relevant: dict[str, float]) -> float:
    """1 by the rank of the first that is relevant among the first `TOP`, 0 if none is."""
    places = (p for p, document in enumerate(found[:TOP], 1) if relevant.get(document, 0) > 0)
    return 1 / next(places, math.inf)

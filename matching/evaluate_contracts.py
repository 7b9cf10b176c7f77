"""Who wins the next contract: past contracts one by one, beside all of them in one text."""

from __future__ import annotations

import time
from collections.abc import Collection
from pathlib import Path
from typing import Any

from matching.contract_set import ContractSet, load_contracts
from matching.evaluate import TOP, beside, each_query, mean_of, ndcg_of, recall_of, reciprocal_rank
from matching.evaluate_baselines import ALONE, DEPTH, Ranked
from matching.lexicon import Lexicon, reader, written_forms
from matching.matcher import Matcher
from matching.profile import Profile, Seeker
from matching.semantic import Encoder
from matching.text_kernel import RememberingEncoder
from matching.vectors import pack

BASELINE = "bm25"


def evaluate_contracts(folder: Path, encoder: Encoder | None = None) -> dict[str, Any]:
    """The figures of contract notices with suppliers: what is asked for is who won the later ones.

    Ours ranks profiles that hold each past contract as a text that they were accepted for; the
    baselines rank the same texts joined, one document a supplier. `newcomers` are the queries
    whose winners had one past contract, `others` the rest: what only helps those who are known
    would show there. Intervals are of the gain over BM25, as in `evaluate`.
    """
    data = load_contracts(folder)
    judged = data.judged
    remembered = RememberingEncoder(encoder) if encoder else None
    found, spent = _ranked(data, _fitted(data, remembered))
    others = {name: method(judged) for name, method in ALONE.items()}
    plain = others[BASELINE] or {}
    newcomers = data.newcomers
    ndcg = each_query(ndcg_of, found, judged)
    return {
        "set": data.name,
        "queries": len(judged.queries),
        "suppliers": len(data.past),
        "past_contracts": len({text for texts in data.past.values() for text in texts}),
        "since": data.since.isoformat(),
        f"ndcg@{TOP}": mean_of(ndcg),
        f"mrr@{TOP}": mean_of(each_query(reciprocal_rank, found, judged)),
        f"recall@{DEPTH}": mean_of(each_query(recall_of, found, judged)),
        "encoder": encoder.name if encoder else None,
        "over_bm25": _over(data, found, plain, judged.queries),
        "newcomers": _over(data, found, plain, newcomers),
        "others": _over(data, found, plain, judged.queries.keys() - newcomers),
        "baselines": {
            name: theirs and beside(ndcg, each_query(ndcg_of, theirs, judged))
            for name, theirs in others.items()
        },
        "ms_per_query": round(1000 * spent / len(judged.queries), 2),
    }


def _ranked(data: ContractSet, matcher: Matcher) -> tuple[Ranked, float]:
    """The best suppliers of each query, and the seconds that took once queries were encoded."""
    texts = data.judged.queries
    seekers = {query: matcher.understood(Seeker(text=text)) for query, text in texts.items()}
    names = list(data.past)
    began = time.perf_counter()
    found = {
        query: [names[match.id] for match in matcher.rank(seeker, limit=DEPTH).matches]
        for query, seeker in seekers.items()
    }
    return found, time.perf_counter() - began


def _fitted(data: ContractSet, encoder: RememberingEncoder | None) -> Matcher:
    profiles = [
        Profile(id=row, name=name, accepted=texts)
        for row, (name, texts) in enumerate(data.past.items())
    ]
    if encoder is None:
        return Matcher(floor=0.0).fit(profiles)
    everything = [text for profile in profiles for text in (profile.name, *profile.accepted)]
    lexicon = Lexicon.of(written_forms(everything), encoder.encode)
    matcher = Matcher(floor=0.0, understand=reader(encoder.encode, lexicon))
    return matcher.fit(
        Profile(
            id=profile.id,
            name=profile.name,
            accepted=profile.accepted,
            vectors=tuple(pack(vector) for vector in encoder.encode(profile.accepted)),
        )
        for profile in profiles
    )


def _over(
    data: ContractSet, ours: Ranked, theirs: Ranked, queries: Collection[str]
) -> dict[str, Any] | None:
    """Both methods' figures on some queries, in the order of the set; None for no query."""
    chosen = [query for query in data.judged.queries if query in queries]
    if not chosen:
        return None
    told: dict[str, Any] = {"queries": len(chosen)}
    for name, measure in ((f"ndcg@{TOP}", ndcg_of), (f"mrr@{TOP}", reciprocal_rank)):
        own, other = (each_query(measure, each, data.judged, chosen) for each in (ours, theirs))
        of_theirs = beside(own, other)
        told[name] = mean_of(own)
        told[f"bm25_{name}"] = mean_of(other)
        told[f"{name}_gain"] = of_theirs["gain"]
    plain = told[f"bm25_ndcg@{TOP}"]
    told["ratio"] = round(told[f"ndcg@{TOP}"] / plain, 3) if plain else None
    return told

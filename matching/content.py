"""Which rows of a block have enough of what is asked for, and how much of each part.

A row is only looked at if it could reach the floor: it has enough of the words, or is close in
meaning, or has anything of the lists that are asked for.
"""

from __future__ import annotations

from functools import reduce
from typing import NamedTuple

import numpy as np

from matching.asked import Asked
from matching.closeness import Close, closeness
from matching.columns import Fitting
from matching.postings import Rows
from matching.scoring import CLOSE_FLOOR, MEANING_SHARE, saturate
from matching.scratch import zeros
from matching.sets import Mask
from matching.time_columns import Floats
from matching.words import Block, Shares, covers, means, words_share

_LISTS = ("causes", "skills")
_NO_ROWS = np.empty(0, np.int64)
_TINY = float(np.finfo(np.float32).tiny)

Values = dict[str, Floats]


class _Text(NamedTuple):
    """What the text asks for: shares of the words of all rows, with and without stand-ins, the
    rows that mean the same in a phrase, and those that are close in meaning."""

    words: Shares
    said: Shares
    meant: Rows
    close: Close


def content_of(
    block: Block, asked: Asked, gone: Rows, only: int | None = None
) -> tuple[Rows, Values]:
    """The rows, rising, that reach the floor, and the value of each part but order, 0 to 1.

    `gone` are rows, rising, that no longer live; with `only`, this one row is looked at.
    """
    if not asked.content:
        every = [np.arange(first, end) for first, end in block.runs]
        return _living(np.concatenate([_NO_ROWS, *every]), gone, only), {}
    text = _Text(
        *words_share(block, asked.concepts),
        means(block, asked.meanings),
        Close.none() if asked.wanted is None else closeness(block, asked.wanted),
    )
    fitting = block.columns.fitting(asked.seeker.categories)
    rows = _living(_candidates(block, asked, text, fitting), gone, only)
    values = _listed_values(block, asked, fitting, rows)
    reached = dict(values)
    if "words" in asked.content:
        values["words"], reached["words"] = _words_values(block, asked, text, rows)
    if "meaning" in asked.content:
        values["meaning"] = text.close.at(rows).astype(np.float64)
    fits = _fits(reached, asked, rows.size)
    if "meaning" in values:  # what is said in other words fits as well, but has to be close
        least = CLOSE_FLOOR if asked.floor else _TINY
        fits |= values["meaning"] >= least
    return rows[fits], {name: values[name][fits] for name in asked.content if name in values}


def _candidates(block: Block, asked: Asked, text: _Text, fitting: Fitting) -> Rows:
    """All rows of the runs that could reach the floor, rising, and some that do not."""
    seeker, columns = asked.seeker, block.columns
    found = [text.meant, text.close.rows]
    if asked.floor:
        found[-1] = text.close.rows[text.close.values >= CLOSE_FLOOR]
    if "words" in asked.content:
        shares, least = (text.said, asked.least_words) if asked.floor else (text.words, _TINY)
        found += [np.flatnonzero(shares[a:b] >= least) + a for a, b in block.runs]
    found += [rows for codes in fitting for rows, _ in codes]
    for name, wanted in zip(_LISTS, (seeker.causes, seeker.skills), strict=True):
        found += [columns.listing_any(name, wanted)] if wanted else []
    is_found = zeros("candidates", block.size, np.bool_)
    for rows in found:
        is_found[rows] = True
    own = [np.flatnonzero(is_found[a:b]) + a for a, b in block.runs]
    return np.concatenate([_NO_ROWS, *own])


def _living(rows: Rows, gone: Rows, only: int | None) -> Rows:
    kept = rows if only is None else rows[rows == only]
    return kept[~_among(kept, gone)] if gone.size else kept


def _among(rows: Rows, others: Rows) -> Mask:
    """For each of the rows, whether it is among others, which rise."""
    if not others.size:
        return np.zeros(rows.size, np.bool_)
    places = np.minimum(np.searchsorted(others, rows), others.size - 1)
    return np.asarray(others[places] == rows)


def _words_values(block: Block, asked: Asked, text: _Text, rows: Rows) -> tuple[Floats, Floats]:
    """The share of the words that each row has, with and without stand-ins.

    What a model takes for much the same decides an order, never who is in it: the second says
    who fits, unless there is no floor.
    """
    is_meant = _among(rows, text.meant)
    shares, said = (
        each[rows] + np.float32(MEANING_SHARE) * is_meant for each in (text.words, text.said)
    )
    words, reached = np.minimum(1.0, shares.astype(np.float64)), said.astype(np.float64)
    if asked.floor:
        lacks = ~(covers(block, asked.concepts, rows) | is_meant)
        words[lacks] = reached[lacks] = 0
    return words, saturate(reached if asked.floor else words)


def _listed_values(block: Block, asked: Asked, fitting: Fitting, rows: Rows) -> Values:
    """What is asked for from lists."""
    seeker, columns = asked.seeker, block.columns
    values: Values = {}
    if seeker.categories:
        values["categories"] = columns.category_value(fitting, rows)
    if seeker.causes:
        values["causes"] = columns.cause_value(seeker.causes, rows)
    if seeker.skills:
        values["skills"] = columns.skill_value(seeker.skills, rows)
    return values


def _fits(reached: Values, asked: Asked, size: int) -> Mask:
    """Which rows reach the floor."""
    if asked.seeker.any_suffices:
        best = reduce(np.maximum, reached.values(), np.zeros(size))
        return np.asarray((best > 0) & (best >= asked.floor))
    total = sum((reached[name] * asked.weights[name] for name in asked.needed), np.zeros(size))
    wanted = sum(asked.weights[name] for name in asked.needed)
    return np.asarray((total > 0) & (total >= asked.floor * wanted))

"""Several seekers and a few who may each be given to one: solved exactly."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def list_assigned(scores: Sequence[Sequence[float | None]], seats: Sequence[int]) -> list[int]:
    """Return for each candidate the place it is given, or -1.

    `scores`: candidates × places, None where the pair may not be; `seats`: by place. As many seats
    as can be are filled, then the sum of scores is the largest (matching.assign).
    """
    from matching.assign import assign  # noqa: PLC0415  # slow to import

    grid = np.array([[np.nan if one is None else one for one in row] for row in scores], float)
    if not grid.size or not any(seats):
        return [-1] * len(scores)
    may = ~np.isnan(grid)
    found = assign(np.where(may, grid, 0.0), may, seats, solver="scipy")
    return [int(place) for place in found.places]

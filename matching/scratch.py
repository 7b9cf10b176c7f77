"""Arrays that a thread uses again and again: new ones by the million cost more than their use."""

from __future__ import annotations

import threading
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

_kept = threading.local()


def zeros(name: str, size: int, kind: DTypeLike = np.float32) -> NDArray[Any]:
    """Zeros, by a name for each use; they hold until this thread asks for that name again."""
    held: NDArray[Any] | None = getattr(_kept, name, None)
    if held is None or held.size < size:
        held = np.zeros(size, kind)
        setattr(_kept, name, held)
    else:
        held[:size] = 0
    return held[:size]

"""How much memory a worker has to itself that maps an index which another one maps too."""

from __future__ import annotations

import gc
import multiprocessing
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

_PAGES = Path("/proc/self/smaps_rollup")
_WAIT_S = 600


def private_mb() -> float | None:
    """Memory of this process that no other shares, in MB; None where Linux does not say."""
    return _sum_mb("Private_")


def resident_mb() -> float | None:
    """Memory of this process that is in RAM, shared or not, in MB."""
    return _sum_mb("Rss:")


def shared_index_memory(
    engine_class: Callable[[], Any], folder: Path, use: Callable[[Any], None]
) -> dict[str, Any]:
    """Open and use the index in two new processes at once; `rss_mb`, `index_private_mb` of one.

    A page of a file counts as private while one process maps it, hence the other. `engine_class`
    and `use` are imported by the processes. Raises RuntimeError if one of them ends early.
    """
    context = multiprocessing.get_context("spawn")
    workers = []
    try:
        for _ in range(2):
            here, there = context.Pipe()
            worker = context.Process(target=_worker, args=(there, engine_class, folder, use))
            worker.start()
            there.close()
            workers.append((worker, here))
            figures = _answer(here)
        return figures
    finally:
        for worker, here in workers:
            here.close()  # the sign to end
            worker.join(_WAIT_S)


def _answer(here: Connection) -> dict[str, Any]:
    try:
        if here.poll(_WAIT_S):
            figures: dict[str, Any] = here.recv()
            return figures
    except EOFError:
        pass
    raise RuntimeError("The process that should open the index gave no answer.")


def _worker(
    there: Connection, engine_class: Callable[[], Any], folder: Path, use: Callable[[Any], None]
) -> None:
    engine = engine_class()
    gc.collect()
    without = private_mb()
    engine.open_shared(folder)
    use(engine)
    gc.collect()
    held = private_mb()
    less = None if held is None or without is None else round(held - without, 1)
    there.send({"rss_mb": resident_mb(), "index_private_mb": less})
    there.poll(None)  # stay, until the other was measured too


def _sum_mb(prefix: str) -> float | None:
    if not _PAGES.exists():
        return None
    lines = _PAGES.read_text(encoding="ascii").splitlines()
    return round(sum(int(line.split()[1]) for line in lines if line.startswith(prefix)) / 1024, 1)

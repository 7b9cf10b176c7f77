"""One folder that all workers of a run share, and the lock they take turns with.

The controller makes it before the workers start and removes it when the run ends.
"""

import fcntl
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

FOLDER = pytest.StashKey[Path]()


def make(config: pytest.Config) -> Path:
    """Make the folder in the controller, or take over the controller's in a worker."""
    if hasattr(config, "workerinput"):
        folder = Path(config.workerinput["run_folder"])
    else:
        folder = Path(tempfile.mkdtemp(prefix="brokerage-tests-"))
        folder.chmod(0o755)  # PostgreSQL runs as another user and must be able to enter
    config.stash[FOLDER] = folder
    return folder


def worker_name(config: pytest.Config) -> str:
    """Name this process: gw0, gw1… under xdist, else the only one."""
    return config.workerinput["workerid"] if hasattr(config, "workerinput") else "only"


@contextmanager
def locked(folder: Path, name: str) -> Iterator[None]:
    """Let one process of the run at a time into this block."""
    with (folder / f"{name}.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def remove(folder: Path) -> None:
    """Remove the folder with all that the run left in it."""
    shutil.rmtree(folder)

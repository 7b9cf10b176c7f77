"""The lock files: every package with its hashes, no addresses, one version for both."""

import re
from collections.abc import Iterator
from configparser import RawConfigParser
from pathlib import Path

PINNED = re.compile(r"^([\w.-]+)==([^\s;\\]+)(.*)$")
HASH = re.compile(r"^\s+--hash=sha256:[0-9a-f]{64}( \\)?$")
ADDRESS = re.compile(r"https?:|file:|git\+|^\s*(-e|-i|--index-url|--extra-index-url|-f)\b")


def read(lock: Path) -> dict[str, str]:
    """Map each package a lock names to its version."""
    lines = lock.read_text(encoding="utf-8").splitlines()
    return {found[1]: found[2] for line in lines if (found := PINNED.match(line))}


def unhashed(lock: Path) -> Iterator[str]:
    """Find packages without a hash and lines that are neither a package nor its hash."""
    without: str | None = None
    for line in lock.read_text(encoding="utf-8").splitlines():
        if HASH.match(line):
            without = None
        elif PINNED.match(line):
            if without:
                yield f"{lock.name}: {without} has no hash"
            without = line.split("==")[0]
        elif line.strip() and not line.startswith("#"):
            yield f"{lock.name}: {line}"
    if without:
        yield f"{lock.name}: {without} has no hash"


def addresses(lock: Path) -> Iterator[str]:
    """Find lines that say where to fetch from: that is the machine's own business."""
    for line in lock.read_text(encoding="utf-8").splitlines():
        if ADDRESS.search(line):
            yield f"{lock.name}: {line}"


def differences(root: Path) -> Iterator[str]:
    """Find packages of the app that the tests' lock lacks or has in another version."""
    tests = read(root / "requirements-tests.lock")
    for name, version in read(root / "requirements.lock").items():
        if tests.get(name) != version:
            yield f"{name}: {version} to run, {tests.get(name)} to test"


def unlocked(root: Path) -> Iterator[str]:
    """Find what setup.cfg asks for and the lock does not hold."""
    config = RawConfigParser()
    config.read(root / "setup.cfg", encoding="utf-8")
    known = read(root / "requirements.lock")
    for wanted in filter(None, config["options"]["install_requires"].split("\n")):
        name, _, version = wanted.partition(";")[0].partition("==")
        locked = known.get(name.lower().replace("_", "-"))
        if locked is None or not f"{locked}.0".startswith(f"{version or locked}."):
            yield f"{wanted} is locked as {locked}"

"""Frozen files: canonical JSON, its hash, and what a file somebody brings turns out to be. Pure."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

FORMAT = "brokerage-frozen-file/1"
ABOUT = (
    "sha256 is over `content` as canonical JSON: UTF-8, keys sorted, no spaces, and numbers as "
    "Python's json writes them."
)
FASTEST = 1  # of zlib's levels: a freeze must not keep a buyer waiting


class FileKind(StrEnum):
    """What was frozen."""

    SEARCH = "search"
    WHOLE = "whole"


class Verdict(StrEnum):
    """What a file turns out to be."""

    FROZEN = "frozen"
    UNREADABLE = "unreadable"
    TAMPERED = "tampered"
    UNKNOWN = "unknown"
    OTHER = "other"


@dataclass(frozen=True, kw_only=True)
class Stamp:
    """What is kept of a frozen file beside its content."""

    brief_id: int
    kind: str
    version: int
    digest: str


@dataclass(frozen=True, kw_only=True)
class Claim:
    """What a file says of itself, and the hash its content really has."""

    brief_id: int
    kind: str
    version: int
    said: str
    real: str


@dataclass(frozen=True, kw_only=True)
class Verification:
    """The answer to somebody who brings a file."""

    verdict: Verdict
    sentence: str

    @property
    def is_frozen(self) -> bool:
        """Whether the file is what the system froze."""
        return self.verdict == Verdict.FROZEN


def canonical(content: Any) -> bytes:
    """Return the one way in which this content is written."""
    return json.dumps(
        content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


def digest_of(written: bytes) -> str:
    """Return the SHA-256 of what is written."""
    return hashlib.sha256(written).hexdigest()


def pack(written: bytes) -> bytes:
    """Return it as it is stored."""
    return zlib.compress(written, FASTEST)


def unpack(stored: bytes) -> Any:
    """Return the content of what is stored."""
    return json.loads(zlib.decompress(stored))


def file_of(content: Any, stamp: Stamp) -> str:
    """Return the file that is given out: the content with its hash and what it is."""
    return json.dumps(
        {
            "format": FORMAT,
            "about": ABOUT,
            "brief_id": stamp.brief_id,
            "kind": stamp.kind,
            "version": stamp.version,
            "sha256": stamp.digest,
            "content": content,
        },
        ensure_ascii=False,
        indent=1,
    )


def read_claim(raw: bytes) -> Claim | Verification:
    """Return what a file says of itself, or why it cannot be read."""
    try:
        read = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return Verification(
            verdict=Verdict.UNREADABLE, sentence="This is no JSON file, so it cannot be checked."
        )
    if not isinstance(read, Mapping) or "content" not in read or "format" not in read:
        return _not_ours("This is no frozen file: it lacks what every frozen file has.")
    if read["format"] != FORMAT:
        return Verification(
            verdict=Verdict.OTHER,
            sentence=f"This file is of another format ({str(read['format'])[:60]!r}); this system "
            f"checks {FORMAT}.",
        )
    return _claim(read)


def judge(claim: Claim, versions: Mapping[int, str]) -> Verification:
    """Say whether a file is what was frozen; `versions`: the hash of each kept one by number."""
    name = f"brief {claim.brief_id}, {claim.kind} version {claim.version}"
    if claim.said != claim.real:
        return Verification(
            verdict=Verdict.TAMPERED,
            sentence=f"Not what was frozen: the content of this file for {name} has been changed. "
            "It does not give the hash that the file states.",
        )
    if not versions:
        return Verification(
            verdict=Verdict.UNKNOWN, sentence=f"Unknown: this system froze nothing like {name}."
        )
    if versions.get(claim.version) == claim.real:
        newest = max(versions)
        later = "" if newest == claim.version else f" A later version exists: {newest}."
        return Verification(
            verdict=Verdict.FROZEN,
            sentence=f"Yes: this is what the system froze for {name} (sha256 {claim.real}).{later}",
        )
    for version, digest in sorted(versions.items()):
        if digest == claim.real:
            return Verification(
                verdict=Verdict.OTHER,
                sentence=f"Not {name}: the content is that of version {version}. Somebody changed "
                "the number.",
            )
    if claim.version not in versions:
        return Verification(
            verdict=Verdict.UNKNOWN,
            sentence=f"Unknown: there is no {name}; the newest kept is {max(versions)}.",
        )
    return Verification(
        verdict=Verdict.TAMPERED,
        sentence=f"Not what was frozen: the file agrees with itself, but the system froze "
        f"something else as {name}. Somebody changed the content and made a new hash.",
    )


def _claim(read: Mapping[str, Any]) -> Claim | Verification:
    said, kind = read.get("sha256"), read.get("kind")
    is_kind = isinstance(kind, str) and kind in set(FileKind)
    numbers = (read.get("brief_id"), read.get("version"))
    are_numbers = all(type(each) is int and 0 < each < 2**31 for each in numbers)
    if not isinstance(said, str) or not is_kind or not are_numbers:
        return _not_ours("This is no frozen file: it does not say which brief and version it is.")
    try:
        real = digest_of(canonical(read["content"]))
    except (ValueError, RecursionError):
        return _not_ours("This is no frozen file: its content cannot be written canonically.")
    brief_id, version = read["brief_id"], read["version"]
    return Claim(brief_id=brief_id, kind=str(kind), version=version, said=said, real=real)


def _not_ours(sentence: str) -> Verification:
    return Verification(verdict=Verdict.UNREADABLE, sentence=sentence)

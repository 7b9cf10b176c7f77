"""Bases on disk: a folder a generation, arrays and JSON only, mapped by any number of processes.

A generation is written beside the others, flushed, renamed into place, and then named in the file
CURRENT, so that a reader finds a whole one at any moment. The manifest has the SHA-256 of each
array: what is damaged is refused, never read.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from matching.columns import SETS, Columns
from matching.near import NearTerms
from matching.plain import profile_as_plain, profile_from_plain
from matching.postings import Postings
from matching.profile import Profile
from matching.segment import Segment
from matching.sets import Bits, Codes
from matching.terms import Arrays, TermTable
from matching.time_columns import TimeColumns
from matching.vectors import Vectors

FORMAT = 2
KEPT = 2  # generations: a reader may still be opening the one before
_MANIFEST = "manifest.json"
_CURRENT = "CURRENT"
_PREFIX = "generation-"


class DamagedIndexError(ValueError):
    """A generation that cannot be read as it was written, with a sentence that says where."""


@dataclass(frozen=True)
class Stored:
    """A base that was opened, its generation, and what its writer noted beside it."""

    segment: Segment
    generation: int
    note: Mapping[str, Any]


class StoredProfiles(Sequence[Profile]):
    """Profiles as JSON, one after the other, each read when it is asked for."""

    def __init__(self, arrays: Arrays, vectors: Vectors) -> None:
        self._blob, self._ends, self._vectors = arrays["blob"], arrays["ends"], vectors

    def __len__(self) -> int:
        return int(self._ends.size)

    @overload
    def __getitem__(self, row: int) -> Profile: ...
    @overload
    def __getitem__(self, row: slice) -> Sequence[Profile]: ...
    def __getitem__(self, row: int | slice) -> Profile | Sequence[Profile]:
        if isinstance(row, slice):
            return [self[each] for each in range(*row.indices(len(self)))]
        start = int(self._ends[row - 1]) if row else 0
        raw = self._blob[start : int(self._ends[row])].tobytes()
        own = slice(*self._vectors.starts[row : row + 2].tolist())
        vectors = tuple(each.tobytes() for each in self._vectors.values[own])
        return replace(profile_from_plain(json.loads(raw)), vectors=vectors)

    def __iter__(self) -> Iterator[Profile]:
        return (self[row] for row in range(len(self)))


def save(segment: Segment, folder: Path, *, generation: int, note: Mapping[str, Any]) -> Path:
    """Write a base as the current generation of a folder; see `save_arrays`."""
    return save_arrays(_arrays_of(segment), folder, generation=generation, note=note)


def save_arrays(
    arrays: Mapping[str, NDArray], folder: Path, *, generation: int, note: Mapping[str, Any]
) -> Path:
    """Write arrays as the current generation of a folder, which is made where there is none.

    `note` is plain JSON. Older generations than the one before are removed. The same arrays and
    note give the same bytes.
    """
    folder.mkdir(parents=True, exist_ok=True)
    place = folder / f"{_PREFIX}{generation:012d}"
    draft = Path(tempfile.mkdtemp(prefix="draft-", dir=folder))
    try:
        digests = {name: _write(draft, name, each) for name, each in arrays.items()}
        manifest = {"format": FORMAT, "generation": generation, "note": note, "arrays": digests}
        _write_text(draft / _MANIFEST, json.dumps(manifest, sort_keys=True, indent=1))
        if place.exists():
            shutil.rmtree(place)
        draft.rename(place)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    _write_text(folder / f"{_CURRENT}.new", place.name)
    (folder / f"{_CURRENT}.new").replace(folder / _CURRENT)
    _flush(folder)
    for old in _generations(folder)[:-KEPT]:
        shutil.rmtree(old, ignore_errors=True)
    return place


def current(folder: Path) -> Path | None:
    """The folder of the current generation, None where there is none: one small read."""
    try:
        return folder / (folder / _CURRENT).read_text(encoding="ascii")
    except (OSError, ValueError):
        return None


def open_newest(folder: Path) -> Stored | None:
    """Open the base that is current, or the newest whole one where that is damaged."""
    for place in _newest_first(folder):
        try:
            return open_generation(place)
        except DamagedIndexError:
            continue
    return None


def open_newest_arrays(folder: Path) -> tuple[Arrays, Mapping[str, Any]] | None:
    """Open the arrays that are current with their note, or the newest whole ones."""
    for place in _newest_first(folder):
        try:
            arrays, manifest = _read(place)
        except DamagedIndexError:
            continue
        return arrays, manifest["note"]
    return None


def open_generation(place: Path) -> Stored:
    """Map one generation after checking it whole (DamagedIndexError)."""
    arrays, manifest = _read(place)
    try:
        return Stored(_segment_of(arrays), manifest["generation"], manifest["note"])
    except KeyError as error:
        raise DamagedIndexError(f"{place.name} has no array {error}.") from error


def _newest_first(folder: Path) -> list[Path]:
    first = current(folder)
    others = [each for each in reversed(_generations(folder)) if each != first]
    return [*([first] if first else []), *others]


def _read(place: Path) -> tuple[Arrays, dict[str, Any]]:
    try:
        manifest = json.loads((place / _MANIFEST).read_text(encoding="utf-8"))
        is_known = manifest["format"] == FORMAT
        digests = {name: manifest["arrays"][name] for name in manifest["arrays"]}
        _ = manifest["generation"], manifest["note"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DamagedIndexError(f"{place.name} has no manifest that can be read.") from error
    if not is_known:
        raise DamagedIndexError(f"{place.name} has a format that is not known.")
    return {name: _open(place, name, digest) for name, digest in digests.items()}, manifest


def _arrays_of(segment: Segment) -> Arrays:
    columns = segment.columns
    groups: dict[str, Mapping[str, NDArray]] = {
        "rows": {
            "ids": segment.ids,
            "by_id": segment.by_id,
            "accepted_starts": segment.accepted_starts,
            "forward_starts": segment.forward_starts,
            "forward": segment.forward,
            "sequence_starts": segment.sequence_starts,
            "sequence": segment.sequence,
            "letters": segment.letters,
            "squares": segment.squares,
            "name_ranks": segment.name_ranks,
        },
        "words": segment.words.arrays,
        "terms": segment.words.terms.arrays,
        "grams": segment.near.grams_.arrays,
        "gram-terms": segment.near.grams_.terms.arrays,
        "numbers": columns.numbers,
        "codes": columns.codes.postings().arrays,
        "code-terms": columns.codes.postings().terms.arrays,
        "times": columns.times.arrays,
        "vectors": segment.vectors.arrays,
        "profiles": _profiles_as_arrays(segment.profiles),
        "names": _as_arrays([name.encode("utf-8", "surrogatepass") for name in segment.names]),
    }
    groups |= {f"set-{name}": columns.bits(name).arrays() for name in SETS}
    return {f"{group}.{name}": each for group, own in groups.items() for name, each in own.items()}


def _segment_of(arrays: Arrays) -> Segment:
    def group(name: str) -> Arrays:
        prefix = f"{name}."
        return {k.removeprefix(prefix): v for k, v in arrays.items() if k.startswith(prefix)}

    def postings(name: str, terms: str) -> Postings:
        return Postings(TermTable(group(terms)), group(name))

    words, vectors, sets = postings("words", "terms"), Vectors(group("vectors")), {}
    for name in SETS:
        own = group(f"set-{name}")
        sets[name] = Bits(TermTable(own), own)
    return Segment(
        profiles=StoredProfiles(group("profiles"), vectors),
        names=_read_texts(group("names")),
        words=words,
        columns=Columns(
            numbers=group("numbers"),
            sets=dict(sets),
            codes=Codes(postings("codes", "code-terms")),
            times=TimeColumns(group("times")),
        ),
        vectors=vectors,
        near=NearTerms().fit_table(words.terms, postings("grams", "gram-terms")),
        **group("rows"),
    )


def _profiles_as_arrays(profiles: Sequence[Profile]) -> Arrays:
    encoded = [
        json.dumps(
            profile_as_plain(replace(profile, vectors=())), ensure_ascii=True, separators=(",", ":")
        ).encode("ascii")
        for profile in profiles
    ]
    return _as_arrays(encoded)


def _as_arrays(encoded: Sequence[bytes]) -> Arrays:
    return {
        "blob": np.frombuffer(b"".join(encoded), np.uint8),
        "ends": np.cumsum([len(each) for each in encoded], dtype=np.int64),
    }


def _read_texts(arrays: Arrays) -> list[str]:
    blob, ends = arrays["blob"].tobytes(), arrays["ends"].tolist()
    return [
        blob[start:end].decode("utf-8", "surrogatepass")
        for start, end in zip([0, *ends], ends, strict=False)
    ]


def _write(folder: Path, name: str, array: NDArray) -> str:
    path = folder / f"{name}.npy"
    with path.open("wb") as file:
        np.save(file, array, allow_pickle=False)
        file.flush()
        os.fsync(file.fileno())
    return _digest(path)


def _write_text(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _flush(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _open(place: Path, name: str, digest: str) -> NDArray:
    path = place / f"{name}.npy"
    try:
        if _digest(path) != digest:
            raise DamagedIndexError(f"{place.name}: {name} is not what was written.")
        # An empty array has no bytes to map.
        array = np.load(path, mmap_mode="r", allow_pickle=False)
    except (OSError, ValueError) as error:
        if isinstance(error, DamagedIndexError):
            raise
        raise DamagedIndexError(f"{place.name}: {name} cannot be read.") from error
    return array.view(np.ndarray)  # plain arrays index faster than NumPy's memmap class


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _generations(folder: Path) -> list[Path]:
    try:
        return sorted(each for each in folder.iterdir() if each.name.startswith(_PREFIX))
    except OSError:
        return []

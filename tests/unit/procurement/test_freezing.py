"""Frozen files: one way to write them, and what a file somebody brings turns out to be."""

import json
from typing import Any

import pytest

from brokerage.procurement.rules import freezing
from brokerage.procurement.rules.freezing import Claim, Stamp, Verdict, Verification
from brokerage.procurement.rules.sheets import file_rows

CONTENT: dict[str, Any] = {"b": [1, 0.1, None], "a": {"z": "é £", "y": True}}
DIGEST = freezing.digest_of(freezing.canonical(CONTENT))
STAMP = Stamp(brief_id=7, kind="search", version=2, digest=DIGEST)
KEPT = {1: "1" * 64, 2: DIGEST, 3: "3" * 64}


def verdict_of(text: str | bytes, kept: dict[int, str] = KEPT) -> Verification:
    raw = text.encode() if isinstance(text, str) else text
    claim = freezing.read_claim(raw)
    return freezing.judge(claim, kept) if isinstance(claim, Claim) else claim


def changed(**changes: Any) -> str:
    return json.dumps(json.loads(freezing.file_of(CONTENT, STAMP)) | changes)


def test_content_is_written_in_one_way() -> None:
    again = dict(reversed(CONTENT.items()))
    assert freezing.canonical(again) == freezing.canonical(CONTENT)
    assert freezing.canonical(CONTENT) == '{"a":{"y":true,"z":"é £"},"b":[1,0.1,null]}'.encode()
    assert freezing.unpack(freezing.pack(freezing.canonical(CONTENT))) == CONTENT


def test_what_was_frozen_is_known_again_however_it_is_laid_out() -> None:
    text = freezing.file_of(CONTENT, STAMP)
    for each in (text, json.dumps(json.loads(text)), "\ufeff" + text, text.replace("\n", "\r\n")):
        assert verdict_of(each).is_frozen
    assert "A later version exists: 3" in verdict_of(text).sentence
    assert "later" not in verdict_of(text, {2: DIGEST}).sentence


def test_a_changed_content_is_found() -> None:
    answer = verdict_of(changed(content=CONTENT | {"b": [1, 0.2, None]}))
    assert answer.verdict == Verdict.TAMPERED


def test_a_changed_content_with_a_new_hash_is_found() -> None:
    other = CONTENT | {"b": []}
    digest = freezing.digest_of(freezing.canonical(other))
    answer = verdict_of(changed(content=other, sha256=digest))
    assert (answer.verdict, "made a new hash" in answer.sentence) == (Verdict.TAMPERED, True)


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ({"version": 3}, Verdict.OTHER),
        ({"format": "brokerage-frozen-file/9"}, Verdict.OTHER),
        ({"version": "2"}, Verdict.UNREADABLE),
        ({"version": True}, Verdict.UNREADABLE),
        ({"version": 10**400}, Verdict.UNREADABLE),
        ({"brief_id": None}, Verdict.UNREADABLE),
        ({"kind": "else"}, Verdict.UNREADABLE),
        ({"kind": []}, Verdict.UNREADABLE),
        ({"sha256": 5}, Verdict.UNREADABLE),
    ],
)
def test_what_a_file_says_of_itself_is_checked(changes: dict[str, Any], verdict: Verdict) -> None:
    assert verdict_of(changed(**changes)).verdict == verdict


@pytest.mark.parametrize(
    "raw",
    [b"", b"\xff\xfe", b"[]", b"5", b"{}", b"[" * 100_000, b'{"content": NaN}', b"\x00" * 9],
)
def test_what_is_no_frozen_file_is_told_so(raw: bytes) -> None:
    assert verdict_of(raw).verdict == Verdict.UNREADABLE


def test_what_this_system_never_froze_is_unknown() -> None:
    text = freezing.file_of(CONTENT, STAMP)
    assert verdict_of(text, {}).verdict == Verdict.UNKNOWN
    assert verdict_of(text, {1: "1" * 64}).verdict == Verdict.UNKNOWN


def test_the_table_has_every_supplier_once() -> None:
    search = {
        "ranked": [{"rank": 1, "id": 4, "name": "=A", "score": 0.5, "reasons": ["Fits."]}],
        "also_fit": [{"rank": 2, "id": 5, "name": "B", "score": 0.4}],
        "below_floor": [[6, "C"]],
        "ruled_out": [{"rule": "sells", "sentence": "No.", "suppliers": [[7, "D"], [8, "E"]]}],
    }
    rows = list(file_rows(search, DIGEST))
    assert rows[0][1] == DIGEST
    assert [row[3] for row in rows[2:]] == ["'=A", "B", "C", "D", "E"]
    assert rows[-1][5] == "No."

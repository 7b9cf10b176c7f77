"""Text to the word pieces that BERT models were taught with."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from pathlib import Path

PADDING, UNKNOWN, START, END = "[PAD]", "[UNK]", "[CLS]", "[SEP]"
MAX_WORD = 100  # letters; a longer word is unknown, as in the reference implementation
CHARS_A_PIECE = 20  # characters of a text that are looked at for each piece that it may have
_IDEOGRAPHS = (
    *(range(0x4E00, 0xA000), range(0x3400, 0x4DC0), range(0xF900, 0xFB00)),
    *(range(0x20000, 0x2A6E0), range(0x2A700, 0x2CEB0), range(0x2F800, 0x2FA20)),
)


class _Spread(dict[int, str]):
    """For `str.translate`: what each character of a text becomes before it is cut at spaces."""

    def __missing__(self, point: int) -> str:
        character = chr(point)
        self[point] = spread = self._spread(character, unicodedata.category(character))
        return spread

    def _spread(self, character: str, category: str) -> str:
        if character in "\t\n\r" or category == "Zs":
            return " "
        if category[0] == "C" or category == "Mn" or character == "\ufffd":
            return ""
        is_ascii_mark = character.isascii() and not character.isalnum()
        stands_alone = is_ascii_mark or category[0] == "P"
        if stands_alone or any(ord(character) in block for block in _IDEOGRAPHS):
            return f" {character} "
        return character


class WordPieces:
    """Uncased word pieces: a text to the numbers of its pieces in a word list.

    The longest piece that begins a word, then the longest of those that continue it ("##ing"),
    and so on; a word that cannot be spelt so is unknown as a whole. The same pieces as the
    reference implementation of Devlin et al., "BERT" (2019), in its uncased form.
    """

    def __init__(self, words: Path) -> None:
        """Read a word list, one piece a line; ValueError if it is not one."""
        pieces = words.read_text(encoding="utf-8").splitlines()
        self._numbers = {piece: number for number, piece in enumerate(pieces)}
        if missing := {UNKNOWN, START, END} - self._numbers.keys():
            raise ValueError(f"{words} is no list of word pieces: it lacks {sorted(missing)[0]}.")
        self._spread = _Spread()
        self._spell = lru_cache(maxsize=50_000)(self._spelt)

    def __call__(self, text: str, limit: int) -> list[int]:
        """Numbers of at most `limit` pieces, the marks of start and end among them."""
        numbers = [self._numbers[START]]
        for word in self._words(text[: limit * CHARS_A_PIECE]):
            numbers += self._spell(word)
            if len(numbers) >= limit:
                break
        return [*numbers[: limit - 1], self._numbers[END]]

    def _words(self, text: str) -> list[str]:
        bare = unicodedata.normalize("NFD", text.translate(self._spread))
        return bare.translate(self._spread).lower().split()

    def _spelt(self, word: str) -> tuple[int, ...]:
        found: list[int] = []
        at = 0
        while at < len(word) <= MAX_WORD:
            mark = "##" if at else ""
            for end in range(len(word), at, -1):
                if (number := self._numbers.get(mark + word[at:end])) is not None:
                    break
            else:
                return (self._numbers[UNKNOWN],)
            found.append(number)
            at = end
        return tuple(found) or (self._numbers[UNKNOWN],)

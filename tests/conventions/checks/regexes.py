"""No regular expression of the source may be slow on a long hostile text.

Each pattern is pumped: what a repeat inside it would match is written 10,000 characters long
and followed by something that makes the whole fail, which is where backtracking explodes.
"""

import ast
import re
import signal
import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from re import _constants as codes  # type: ignore[attr-defined]  # the standard library's parser
from re import _parser as parser  # type: ignore[attr-defined]  # has no public name
from types import FrameType

from tests.conventions.checks.source import Source, sources

LENGTH = 10_000
MOST_SECONDS = 0.05
GIVE_UP_SECONDS = 0.5
FUNCTIONS = frozenset(
    ["compile", "match", "search", "fullmatch", "sub", "subn", "split", "findall", "finditer"]
)
ENDINGS = ("", "\x00", "!", "\n")
GENERIC = ("a", "A", "0", " ", "-", ".", "@", "/", "\t", "a ", "a-", "a.", "0,", "é")
REPEATS = frozenset({codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT})
CATEGORIES = {
    codes.CATEGORY_DIGIT: "0",
    codes.CATEGORY_NOT_DIGIT: "a",
    codes.CATEGORY_SPACE: " ",
    codes.CATEGORY_NOT_SPACE: "a",
    codes.CATEGORY_WORD: "a",
    codes.CATEGORY_NOT_WORD: "-",
}


class TooSlowError(Exception):
    """The match was interrupted."""


@dataclass(frozen=True)
class Pattern:
    """A regular expression, where it is written and by which methods it is used.

    `text` is None where it is computed.
    """

    place: str
    text: str | None
    methods: frozenset[str]


def patterns(root: Path) -> Iterator[Pattern]:
    """Yield every pattern given to `re`, to a WTForms `Regexp` or to a URL converter."""
    for source in sources(root, "brokerage", "matching"):
        constants = _constants(source)
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Call) and node.args and _takes_a_pattern(node.func):
                place = f"{source.name}:{node.lineno}"
                yield Pattern(place, _literal(node.args[0], constants), _methods(source, node))
            elif isinstance(node, ast.ClassDef):
                yield from _converter_patterns(source, node, constants)


def _takes_a_pattern(function: ast.expr) -> bool:
    name = ast.unparse(function)
    module, _, last = name.rpartition(".")
    return (module == "re" and last in FUNCTIONS) or last == "Regexp"


def _methods(source: Source, call: ast.Call) -> frozenset[str]:
    """Return how the pattern of this call is used; a compiled one as its name is used."""
    method = ast.unparse(call.func).rpartition(".")[2]
    if method == "Regexp":
        return frozenset({"match"})
    if method != "compile":
        return frozenset({method})
    names = {
        ast.unparse(node.targets[0])
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Assign) and node.value is call
    }
    used = {
        node.attr
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) in names
    }
    return frozenset(used & FUNCTIONS) or frozenset({"finditer"})


def _converter_patterns(
    source: Source, node: ast.ClassDef, constants: dict[str, str]
) -> Iterator[Pattern]:
    if not any("Converter" in ast.unparse(base) for base in node.bases):
        return
    for each in node.body:
        if isinstance(each, ast.Assign) and ast.unparse(each.targets[0]) == "regex":
            place = f"{source.name}:{each.lineno}"
            yield Pattern(place, _literal(each.value, constants), frozenset({"match"}))


def _literal(node: ast.expr, constants: dict[str, str]) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.Name):
        return constants.get(node.id)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        parts = [_literal(side, constants) for side in (node.left, node.right)]
        return None if None in parts else "".join(part for part in parts if part is not None)
    if isinstance(node, ast.JoinedStr):
        return _joined(node, constants)
    return None


def _joined(node: ast.JoinedStr, constants: dict[str, str]) -> str | None:
    parts = [
        _literal(each.value if isinstance(each, ast.FormattedValue) else each, constants)
        for each in node.values
    ]
    return None if None in parts else "".join(part for part in parts if part is not None)


def _constants(source: Source) -> dict[str, str]:
    found: dict[str, str] = {}
    for node in source.tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            text = _literal(node.value, found)
            if text is not None:
                found[node.targets[0].id] = text
    return found


def unreadable(root: Path) -> Iterator[str]:
    """Find patterns that are put together at run time, which nobody can judge."""
    for pattern in patterns(root):
        if pattern.text is None:
            yield f"{pattern.place}: the pattern is not a constant"


def slow(root: Path) -> Iterator[str]:
    """Find patterns that take 50 ms or more on some pumped text."""
    for pattern in patterns(root):
        if pattern.text is not None:
            seconds, text = slowest(pattern.text, pattern.methods)
            if seconds >= MOST_SECONDS:
                yield f"{pattern.place}: {seconds * 1000:.0f} ms on {text[:20]!r}… ({pattern.text})"


def slowest(pattern: str, methods: Iterable[str] = ("finditer",)) -> tuple[float, str]:
    """Return the longest time, in seconds, and the text that took it."""
    compiled = re.compile(pattern)
    worst = (0.0, "")
    for text in pumped(pattern):
        worst = max(worst, (_seconds(compiled, methods, text), text))
        if worst[0] >= GIVE_UP_SECONDS:
            break
    return worst


def pumped(pattern: str) -> Iterator[str]:
    """Yield texts of 10,000 characters made to keep this pattern busy."""
    parsed = parser.parse(pattern)
    pumps = [(prefix, unit) for prefix, unit in _repeats(parsed, "") if unit]
    pumps += [("", unit) for unit in GENERIC]
    for prefix, unit in dict.fromkeys(pumps):
        body = (prefix + unit * (LENGTH // len(unit) + 1))[: LENGTH - 1]
        yield from (body + ending for ending in ENDINGS)


def _seconds(compiled: re.Pattern[str], methods: Iterable[str], text: str) -> float:
    def stop(number: int, frame: FrameType | None) -> None:
        raise TooSlowError

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, GIVE_UP_SECONDS)
    start = time.process_time()
    try:
        for method in methods:
            _use(compiled, method, text)
        taken = time.process_time() - start
    except TooSlowError:
        taken = GIVE_UP_SECONDS
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    return taken


def _use(compiled: re.Pattern[str], method: str, text: str) -> None:
    if method in ("match", "fullmatch", "search"):
        getattr(compiled, method)(text)
    else:  # sub, split, findall: they all go through every match
        deque(compiled.finditer(text), maxlen=0)


def _repeats(parsed: object, prefix: str) -> Iterator[tuple[str, str]]:
    """Yield what stands before each repeat and one round of it, inner repeats included."""
    for code, argument in parsed:
        if code in REPEATS:
            _, most, inner = argument
            yield from _repeats(inner, prefix)
            if most is codes.MAXREPEAT or most > 1:
                yield prefix, _example(inner)
        elif code is codes.SUBPATTERN:
            yield from _repeats(argument[3], prefix)
        elif code is codes.BRANCH:
            for branch in argument[1]:
                yield from _repeats(branch, prefix)
        prefix += _example([(code, argument)])


def _example(parsed: object) -> str:
    """Return a short text that this part of a pattern matches."""
    return "".join(_example_of(code, argument) for code, argument in parsed)


def _example_of(code: object, argument: object) -> str:
    simple = {
        codes.LITERAL: lambda: chr(argument),
        codes.NOT_LITERAL: lambda: "a" if argument != ord("a") else "b",
        codes.ANY: lambda: "a",
        codes.IN: lambda: _member(argument),
        codes.BRANCH: lambda: _example(argument[1][0]),
        codes.SUBPATTERN: lambda: _example(argument[3]),
        codes.ATOMIC_GROUP: lambda: _example(argument),
    }
    if code in REPEATS:
        return _example(argument[2]) * max(argument[0], 1)
    return simple[code]() if code in simple else ""


def _member(options: list[tuple[object, object]]) -> str:
    if options[0][0] is codes.NEGATE:
        refused = {chr(value) for code, value in options[1:] if code is codes.LITERAL}
        return next(letter for letter in "a0 -b" if letter not in refused)
    code, value = options[0]
    if code is codes.RANGE:
        return chr(value[0])
    return CATEGORIES[value] if code is codes.CATEGORY else chr(value)

"""Where a page may send someone on to: this site's own paths, nothing else."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

LONGEST_NEXT = 500


def safe_next(value: str | None) -> str | None:
    """Return `value` if it is a path of this site (with its query), else None.

    Judged as browsers read it, not as RFC 3986 does: they drop tabs and line ends, take a
    backslash for a slash, and two slashes for another site. A path that decodes to such a
    thing is refused too, since a proxy may decode it before the browser sees it.
    """
    if not value or len(value) > LONGEST_NEXT or " " in value:
        return None
    try:
        parts = urlsplit(value)
    except ValueError:
        return None
    path, _, _ = value.partition("?")
    is_plain = value.isprintable() and not parts.scheme and not parts.netloc
    return value if is_plain and all(map(_is_local_path, (path, unquote(path)))) else None


def _is_local_path(path: str) -> bool:
    if not path.startswith("/") or "//" in path or "\\" in path:
        return False
    return path.isprintable() and "\ufffd" not in path

"""Where a page may send someone on to: this site's own paths, nothing else."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

LONGEST_NEXT = 500


def safe_next(value: str | None) -> str | None:
    """Return `value` if it is a path of this site (with its query), else None.

    Judged as browsers read it, not as RFC 3986 does: they drop tabs and line ends, take a
    backslash for a slash, and two slashes for another site. What decodes to such a thing is
    refused too, since a proxy may decode it before the browser sees it.
    """
    if not value or len(value) > LONGEST_NEXT:
        return None
    return value if all(_is_local(form) for form in (value, unquote(value))) else None


def _is_local(value: str) -> bool:
    if not value.startswith("/") or value.startswith("//"):
        return False
    if "\\" in value or not all(character.isprintable() for character in value) or " " in value:
        return False
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return not parts.scheme and not parts.netloc and "//" not in parts.path

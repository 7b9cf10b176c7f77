"""A badge that an organisation can put on its own site: a picture and nothing else. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from xml.sax.saxutils import escape

WIDTH, HEIGHT = 260, 64
LONGEST_SHOWN = 34


@dataclass(frozen=True, kw_only=True)
class BadgeFacts:
    """What a badge says: of whom, how many pledges, how many with confirmed evidence."""

    charter: str
    organisation: str
    pledges: int
    evidenced: int

    @property
    def line(self) -> str:
        """Return "12 pledges, 9 evidenced"."""
        noun = "pledge" if self.pledges == 1 else "pledges"
        return f"{self.pledges:,} {noun}, {self.evidenced:,} evidenced"

    @property
    def text(self) -> str:
        """What stands in the place of the picture."""
        return f"{self.organisation} in the {self.charter}: {self.line}"


def draw_badge(facts: BadgeFacts) -> str:
    """Return the picture (SVG): a fixed size, no script, no style sheet, nothing to load."""
    title, line = escape(facts.text), escape(facts.line)
    charter = escape(_shorten(facts.charter))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="badge-title">'
        f'<title id="badge-title">{title}</title>'
        f'<rect width="{WIDTH}" height="{HEIGHT}" rx="6" fill="#0f4a44"></rect>'
        '<path d="M16 33l8 8 15-17" fill="none" stroke="#ffffff" stroke-width="5" '
        'stroke-linecap="round" stroke-linejoin="round"></path>'
        '<g fill="#ffffff" font-family="Arial, Helvetica, sans-serif" aria-hidden="true">'
        f'<text x="52" y="27" font-size="16" font-weight="bold">{line}</text>'
        f'<text x="52" y="48" font-size="12">{charter}</text>'
        "</g></svg>"
    )


def _shorten(words: str) -> str:
    return words if len(words) <= LONGEST_SHOWN else f"{words[: LONGEST_SHOWN - 1]}…"

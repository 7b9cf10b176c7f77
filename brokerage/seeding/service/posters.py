"""Small pictures of our own, drawn when the demonstration is loaded: no file, no licence."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping

from PIL import Image, ImageDraw

SIZE = (960, 540)
QUALITY = 80
SKY, SUN, HILL, LEAF = "#dcebf2", "#f2b632", "#9cc08b", "#3f7d4e"
EARTH, WATER, NIGHT, PAPER, RED = "#7a5a3c", "#5b9bc0", "#2b3a67", "#fbf6e9", "#c0504d"


def draw_poster(motif: str) -> bytes:
    """Return a JPEG of the motif."""
    image = Image.new("RGB", SIZE, SKY)
    MOTIFS[motif](ImageDraw.Draw(image))
    encoded = io.BytesIO()
    image.save(encoded, "JPEG", quality=QUALITY)
    return encoded.getvalue()


def _draw_books(draw: ImageDraw.ImageDraw) -> None:
    draw.rectangle((0, 0, *SIZE), fill=PAPER)
    draw.rectangle((60, 450, 900, 480), fill=EARTH)
    colours, left = (RED, NIGHT, SUN, LEAF, WATER, HILL), 100
    for number in range(9):
        width, height = 48 + 14 * (number % 3), 230 + 35 * (number * 2 % 5)
        colour = colours[number % len(colours)]
        draw.rectangle((left, 450 - height, left + width, 450), fill=colour)
        for line in (30, 42):
            draw.rectangle((left, 450 - height + line, left + width, 456 - height + line), PAPER)
        left += width + 6
    draw.polygon(((left + 175, 440), (left + 65, 190), (left + 10, 214), (left + 120, 450)), RED)


def _draw_garden(draw: ImageDraw.ImageDraw) -> None:
    draw.ellipse((700, 50, 840, 190), fill=SUN)
    draw.ellipse((-200, 220, 620, 800), fill=HILL)
    draw.ellipse((380, 260, 1200, 800), fill=HILL)
    for row in range(3):
        top = 330 + 70 * row
        draw.rectangle((120 - 40 * row, top, 840 + 40 * row, top + 34), fill=EARTH)
        for plant in range(9):
            middle = 170 + plant * 78 + (plant - 4) * 8 * row
            draw.ellipse((middle - 30, top - 24, middle, top + 4), fill=LEAF)
            draw.ellipse((middle, top - 24, middle + 30, top + 4), fill=LEAF)


def _draw_pond(draw: ImageDraw.ImageDraw) -> None:
    draw.ellipse((-150, 160, 560, 700), fill=HILL)
    draw.ellipse((420, 190, 1150, 700), fill=LEAF)
    draw.rectangle((0, 330, *SIZE), fill=HILL)
    draw.ellipse((140, 320, 820, 520), fill=WATER)
    for number in range(8):
        left = 160 + 18 * number
        draw.line((left, 400, left + 8, 250 + 12 * (number % 3)), fill=LEAF, width=6)
    for left, top in ((480, 395), (610, 430)):
        draw.ellipse((left, top, left + 80, top + 34), fill=EARTH)
        draw.ellipse((left + 62, top - 26, left + 96, top + 8), fill=LEAF)
        draw.polygon(((left + 94, top - 14), (left + 116, top - 8), (left + 94, top - 2)), SUN)


def _draw_poster(draw: ImageDraw.ImageDraw) -> None:
    draw.rectangle((0, 0, *SIZE), fill=NIGHT)
    draw.polygon(((480, 350), (180, 300), (180, 460), (480, 510)), fill=PAPER)
    draw.polygon(((480, 350), (780, 300), (780, 460), (480, 510)), fill=PAPER)
    draw.line((480, 350, 480, 510), fill=EARTH, width=4)
    for number in range(11):
        x, y = 200 + 56 * number, 60 + 90 * (number * 3 % 4) // 2
        size = 10 + 5 * (number % 3)
        draw.polygon(((x, y - size), (x + size // 3, y), (x, y + size), (x - size // 3, y)), SUN)
        draw.polygon(((x - size, y), (x, y - size // 3), (x + size, y), (x, y + size // 3)), SUN)


MOTIFS: Mapping[str, Callable[[ImageDraw.ImageDraw], None]] = {
    "books": _draw_books,
    "garden": _draw_garden,
    "pond": _draw_pond,
    "poster": _draw_poster,
}
"""What can be drawn, by the name the file gives it."""

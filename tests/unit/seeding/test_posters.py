"""The pictures the demonstration draws for itself."""

import io

import pytest
from PIL import Image

from brokerage.seeding.service.posters import MOTIFS, draw_poster

LARGEST = 60_000


@pytest.mark.parametrize("motif", sorted(MOTIFS))
def test_each_is_a_small_jpeg_of_several_colours(motif: str) -> None:
    drawn = draw_poster(motif)
    assert len(drawn) < LARGEST
    picture = Image.open(io.BytesIO(drawn))
    assert (picture.format, picture.size) == ("JPEG", (960, 540))
    assert len(picture.quantize(16).getcolors()) > 3

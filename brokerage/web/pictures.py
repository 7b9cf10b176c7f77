"""Pictures that people send: read with suspicion, and written anew.

Nothing of what was sent is kept: no metadata, no colour profile, no bytes behind the picture.
"""

from __future__ import annotations

import hashlib
import struct
import threading
import zlib
from dataclasses import dataclass
from io import BytesIO

from PIL import ExifTags, Image

from brokerage.errors import DomainError

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
ACCEPT = "image/jpeg,image/png,image/webp,image/gif"
LONGEST_SIDE = 1600
MOST_PIXELS = 40_000_000
QUALITY = 82
WHITE = (255, 255, 255)
NO_PICTURE = "The file must be a whole picture: a JPEG, PNG, WebP or GIF"
TOO_MANY_PIXELS = "The picture has too many pixels. Make it smaller: 4,000 by 3,000 is plenty"
_FAULTS = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    EOFError,
    OverflowError,
    struct.error,
    zlib.error,
)
"""How reading a file that is no whole picture fails."""
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What each orientation that a camera notes asks for; Pillow's own way also rewrites the note."""
# A picture of the most pixels takes some 160 MB while it is decoded, so they take turns.
_ONE_AT_A_TIME = threading.Lock()


@dataclass(frozen=True, kw_only=True)
class EncodedPicture:
    """A picture as we wrote it."""

    jpeg: bytes
    digest: str
    width: int
    height: int


def encode_picture(raw: bytes) -> EncodedPicture:
    """Return the picture as a JPEG of at most 1,600 pixels a side (DomainError if it is none).

    Of an animation the first frame is taken; what is transparent becomes white.
    """
    with _ONE_AT_A_TIME:
        try:
            with Image.open(BytesIO(raw), formats=FORMATS) as sent:
                # The size is known before anything is decoded, and so is a bomb.
                if sent.width * sent.height > MOST_PIXELS:
                    raise DomainError(TOO_MANY_PIXELS)
                picture = _redraw(sent)
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
            raise DomainError(TOO_MANY_PIXELS) from bomb
        except _FAULTS as error:
            raise DomainError(NO_PICTURE) from error
    return _write(picture)


def _redraw(sent: Image.Image) -> Image.Image:
    """Decode, make smaller, turn upright, put on white, forget the rest."""
    sent.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a JPEG is decoded no larger than needed
    sent.load()
    has_alpha = "A" in sent.getbands() or "transparency" in sent.info
    picture = sent.convert("RGBA" if has_alpha else "RGB")
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    turn = _TURNS.get(sent.getexif().get(ExifTags.Base.Orientation, 1))
    if turn is not None:
        picture = picture.transpose(turn)
    if has_alpha:
        paper = Image.new("RGB", picture.size, WHITE)
        paper.paste(picture, mask=picture.getchannel("A"))
        picture = paper
    picture.info.clear()  # saving would write a comment or a profile along
    return picture


def _write(picture: Image.Image) -> EncodedPicture:
    out = BytesIO()
    picture.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    jpeg = out.getvalue()
    digest = hashlib.sha256(jpeg).hexdigest()
    return EncodedPicture(jpeg=jpeg, digest=digest, width=picture.width, height=picture.height)

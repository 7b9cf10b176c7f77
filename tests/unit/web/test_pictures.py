"""What is sent as a picture is written anew or refused; nothing of it is kept."""

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image

from brokerage.errors import DomainError
from brokerage.web.pictures import LONGEST_SIDE, MOST_PIXELS, NO_PICTURE, encode_picture

RED, BLUE = (200, 30, 30), (30, 30, 200)
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
ORIENTATION = 0x0112
GPS = 0x8825
DESCRIPTION = 0x010E


def written(picture, kind="PNG", **options):
    out = BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def picture_of(size=(60, 40), colour=RED, mode="RGB"):
    return Image.new(mode, size, colour)


def read(encoded):
    picture = Image.open(BytesIO(encoded.jpeg), formats=["JPEG"])
    picture.load()
    assert picture.size == (encoded.width, encoded.height)
    return picture


def is_near(one, other):
    return all(abs(a - b) < 12 for a, b in zip(one, other, strict=True))


def png_claiming(width, height):
    """Return a PNG whose head claims a size that its few bytes do not hold."""

    def chunk(name, body):
        checksum = zlib.crc32(name + body)
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", checksum)

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 100_000)
    parts = (chunk(b"IHDR", head), chunk(b"IDAT", pixels), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_each_kind_becomes_a_jpeg(kind):
    encoded = encode_picture(written(picture_of(), kind))
    assert encoded.jpeg.startswith(b"\xff\xd8\xff")
    assert is_near(read(encoded).convert("RGB").getpixel((30, 20)), RED)


def test_a_large_one_is_made_smaller_and_a_small_one_is_left():
    large = encode_picture(written(picture_of((3200, 800)), "JPEG"))
    assert (large.width, large.height) == (LONGEST_SIDE, 400)
    small = encode_picture(written(picture_of((20, 10))))
    assert (small.width, small.height) == (20, 10)


def test_the_same_picture_has_the_same_digest():
    one, other = (encode_picture(written(picture_of())) for _ in range(2))
    assert one.digest == other.digest
    assert one.digest != encode_picture(written(picture_of(colour=BLUE))).digest


@pytest.mark.parametrize(
    ("orientation", "size", "corner"), [(6, (40, 60), (5, 5)), (3, (60, 40), (55, 35))]
)
def test_it_is_turned_upright(orientation, size, corner):
    picture = picture_of(colour=BLUE)
    picture.paste(RED, (0, 20, 20, 40) if orientation == 6 else (0, 0, 20, 20))
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    shown = read(encode_picture(written(picture, "JPEG", exif=exif, quality=95)))
    assert shown.size == size
    assert is_near(shown.getpixel(corner), RED)


def test_nothing_that_a_camera_or_writer_notes_is_kept():
    exif = Image.Exif()
    exif[DESCRIPTION] = "taken at home"
    exif.get_ifd(GPS)[2] = (51.0, 45.0, 0.0)
    jpeg = written(
        picture_of(), "JPEG", exif=exif, comment=b"secret comment", icc_profile=b"profile" * 20
    )
    encoded = encode_picture(jpeg)
    for kept in (b"taken at home", b"secret comment", b"Exif", b"ICC_PROFILE", b"http://ns.adobe"):
        assert kept not in encoded.jpeg
    assert not dict(read(encoded).getexif())


def test_what_is_transparent_becomes_white():
    clear = read(encode_picture(written(picture_of(mode="RGBA", colour=(0, 0, 0, 0)))))
    assert is_near(clear.getpixel((30, 20)), (255, 255, 255))
    palette = Image.new("P", (60, 40), 0)
    palette.putpalette([10, 20, 30] + [0] * 765)
    gif = read(encode_picture(written(palette, "GIF", transparency=0)))
    assert is_near(gif.getpixel((30, 20)), (255, 255, 255))


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_of_an_animation_the_first_picture_is_taken(kind):
    frames = [picture_of(colour=RED), picture_of(colour=BLUE)]
    raw = written(frames[0], kind, save_all=True, append_images=frames[1:])
    assert is_near(read(encode_picture(raw)).convert("RGB").getpixel((30, 20)), RED)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "CMYK", "I;16"])
def test_every_mode_can_be_written(mode):
    kind = "JPEG" if mode == "CMYK" else "PNG"
    assert read(encode_picture(written(Image.new(mode, (60, 40)), kind))).mode == "RGB"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"not a picture",
        EICAR,
        SVG,
        b"<?php echo 1; ?>",
        b"%PDF-1.7\n",
        b"PK\x03\x04" + b"\0" * 200,
        b"GIF89a",
        b"\xff\xd8\xff",
        b"\x89PNG\r\n\x1a\n",
        b"RIFF\x10\0\0\0WEBPVP8 ",
        written(Image.new("RGB", (60, 40)), "BMP"),
        written(Image.new("RGB", (60, 40)), "TIFF"),
        written(Image.new("RGB", (60, 40)), "ICO"),
        written(Image.effect_noise((200, 200), 90), "JPEG")[:-4000],
        written(Image.effect_noise((200, 200), 90))[:-4000],
    ],
    ids=lambda raw: repr(raw[:12]),
)
def test_what_is_no_whole_picture_is_refused(raw):
    with pytest.raises(DomainError, match=r"must be a whole picture") as refused:
        encode_picture(raw)
    assert refused.value.sentence == NO_PICTURE


@pytest.mark.parametrize(
    "size", [(8000, 6250), (MOST_PIXELS + 1, 1), (12_000, 10_000), (60_000, 60_000)]
)
def test_too_many_pixels_are_refused_before_they_are_decoded(size):
    with pytest.raises(DomainError, match="too many pixels"):
        encode_picture(png_claiming(*size))


def test_a_gif_whose_first_frame_is_larger_than_it_says_is_refused():
    gif = bytearray(written(picture_of((10, 10)), "GIF"))
    at = gif.index(b"\x2c\0\0\0\0\x0a\0\x0a\0")
    gif[at + 5 : at + 9] = struct.pack("<HH", 60_000, 60_000)
    with pytest.raises(DomainError):
        encode_picture(bytes(gif))


@pytest.mark.parametrize("tail", [EICAR, SVG, b"<script>alert(1)</script>", b"PK\x03\x04" * 50])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF"])
def test_of_a_file_that_is_two_things_only_the_picture_is_left(kind, tail):
    assert tail not in encode_picture(written(picture_of(), kind) + tail).jpeg


def test_a_damaged_picture_is_refused_or_written_anew():
    whole = written(picture_of((200, 200)), "PNG")
    for at in range(8, len(whole), 7):
        damaged = bytearray(whole)
        damaged[at] ^= 0xFF
        try:
            assert encode_picture(bytes(damaged)).jpeg.startswith(b"\xff\xd8\xff")
        except DomainError as refusal:
            assert refusal.sentence

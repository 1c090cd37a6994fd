"""Pictures that people send: written anew, upright and small, with nothing of what came beside the pixels."""

import io
import random

import pytest
from PIL import Image

from hackit import images
from hackit.images import MAX_BYTES, MAX_KEPT, CannotUse, written_anew
from tests.campaigns.bounds import Bounds
from tests.weeknotes.pictures import PLACE, bomb, moving, picture, saved, with_place


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


@pytest.mark.parametrize(
    ("kind", "becomes"),
    [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("GIF", "image/png"), ("WEBP", "image/jpeg")],
)
def test_each_format_that_is_taken_is_written_anew(kind, becomes):
    sent = picture(kind)
    made = written_anew(sent)
    assert (made.content_type, made.width, made.height, made.warnings) == (becomes, 40, 30, ())
    assert made.data != sent or kind == "PNG"
    assert opened(made.data).size == (40, 30)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP"])
def test_where_when_and_with_what_it_was_taken_is_gone(kind):
    sent = with_place(kind)
    assert PLACE.encode() in sent or kind == "PNG"
    made = written_anew(sent)
    image = opened(made.data)
    assert not image.getexif()
    assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression"}
    for told in (PLACE.encode(), b"Canary", b"GPS", b"Exif", b"xmp", b"ICC_PROFILE", b"iCCP", b"tEXt", b"eXIf"):
        assert told not in made.data


def test_a_profile_is_applied_and_not_kept():
    srgb = images.ImageCms.ImageCmsProfile(images.ImageCms.createProfile("sRGB")).tobytes()
    for kind in ("JPEG", "PNG", "WEBP"):
        made = written_anew(picture(kind, icc_profile=srgb))
        assert "icc_profile" not in opened(made.data).info
    broken = written_anew(picture("PNG", icc_profile=b"no profile at all"))
    assert broken.width == 40


@pytest.mark.parametrize("orientation", range(1, 9))
def test_it_stands_upright_whichever_way_the_camera_was_held(orientation):
    made = written_anew(with_place(orientation=orientation))
    image = opened(made.data)
    assert image.size == ((40, 30) if orientation < 5 else (30, 40))
    corner = {1: (2, 15), 2: (37, 15), 3: (37, 15), 4: (2, 15), 5: (15, 2), 6: (15, 2), 7: (15, 37), 8: (15, 37)}
    far = {1: (37, 15), 2: (2, 15), 3: (2, 15), 4: (37, 15), 5: (15, 37), 6: (15, 37), 7: (15, 2), 8: (15, 2)}
    dark, bright = image.getpixel(corner[orientation]), image.getpixel(far[orientation])
    assert dark[1] < bright[1]


def test_what_is_larger_than_is_shown_is_made_smaller():
    made = written_anew(picture("JPEG", (4000, 3000)))
    assert (made.width, made.height) == (1312, 984)
    tall = written_anew(picture("PNG", (500, 4000)))
    assert (tall.width, tall.height) == (250, 2000)


def test_noise_that_no_format_makes_small_still_fits():
    noise = Image.frombytes("RGB", (1400, 1900), random.Random(1).randbytes(1400 * 1900 * 3))
    made = written_anew(saved(noise, "PNG", compress_level=1))
    assert len(made.data) <= MAX_KEPT
    assert made.content_type == "image/jpeg"
    see_through = Image.frombytes("RGBA", (1000, 1000), random.Random(1).randbytes(1000 * 1000 * 4))
    made = written_anew(saved(see_through, "PNG", compress_level=1))
    assert len(made.data) <= MAX_KEPT
    assert made.content_type == "image/webp"


def test_what_shines_through_stays_so():
    made = written_anew(saved(Image.new("RGBA", (20, 20), (0, 0, 0, 90)), "PNG"))
    assert opened(made.data).mode == "RGBA"
    solid = written_anew(saved(Image.new("RGBA", (20, 20), (0, 0, 0, 255)), "PNG"))
    assert opened(solid.data).mode == "RGB"


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16", "CMYK"])
def test_every_kind_of_pixel_is_taken(mode):
    kind = "TIFF" if mode == "CMYK" else "PNG"
    sent = saved(Image.new("RGB", (20, 20), (9, 90, 9)).convert(mode if mode != "I;16" else "L"), kind)
    if mode == "I;16":
        sent = saved(Image.new("I;16", (20, 20), 40_000), "PNG")
    if mode == "CMYK":
        sent = saved(Image.new("CMYK", (20, 20), (10, 20, 30, 0)), "JPEG")
    assert written_anew(sent).width == 20


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP"])
def test_of_what_moves_the_first_picture_stays_and_it_is_said(kind):
    made = written_anew(moving(kind))
    assert made.warnings == (images.STILL,)
    assert opened(made.data).getpixel((5, 5))[0] > 150


@pytest.mark.parametrize(("width", "height"), [(30_000, 30_000), (6_000, 6_000), (60_000, 60_000), (65_000, 1_000)])
def test_a_decompression_bomb_is_refused_before_it_is_decoded(width, height):
    with pytest.raises(CannotUse, match="too many pixels"):
        written_anew(bomb(width, height))


def test_a_header_that_promises_more_than_comes_is_refused():
    with pytest.raises(CannotUse):
        written_anew(bomb(4_000, 4_000))


REFUSED = {
    "nothing": (b"", images.UNKNOWN),
    "text": (b"I am a text that is called picture.png\n" * 40, images.UNKNOWN),
    "html": (b"<!doctype html><script>alert(1)</script>", images.UNKNOWN),
    "pdf": (b"%PDF-1.7 something", images.UNKNOWN),
    "tiff": (saved(Image.new("RGB", (9, 9)), "TIFF"), images.UNKNOWN),
    "bmp": (saved(Image.new("RGB", (9, 9)), "BMP"), images.UNKNOWN),
    "ico": (saved(Image.new("RGB", (16, 16)), "ICO"), images.UNKNOWN),
    "eps": (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", images.UNKNOWN),
    "svg": (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', images.SVG),
    "svg with a beginning": (
        b'\xef\xbb\xbf<?xml version="1.0"?>\n<!DOCTYPE svg>\n<svg onload="alert(1)"/>',
        images.SVG,
    ),
    "heic": (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", images.HEIC),
    "avif": (b"\0\0\0\x1cftypavif\0\0\0\0avifmif1", images.HEIC),
    "half a jpeg": (picture("JPEG", (400, 300))[:900], images.WHOLE),
    "half a png": (picture("PNG", (400, 300))[:200], images.WHOLE),
    "half a webp": (picture("WEBP", (400, 300))[:60], images.WHOLE),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_picture_is_refused_with_a_sentence(name):
    sent, says = REFUSED[name]
    with pytest.raises(CannotUse) as refused:
        written_anew(sent)
    assert str(refused.value) == says


def test_a_file_that_is_too_large_is_refused_unread():
    with pytest.raises(CannotUse, match=r"10\.0 MB"):
        written_anew(picture() + b"\0" * MAX_BYTES)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP"])
def test_a_program_behind_a_picture_is_not_kept(kind):
    made = written_anew(picture(kind) + b"<script>alert('canary')</script>PK\x03\x04")
    assert b"script" not in made.data
    assert b"PK\x03\x04" not in made.data


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP"])
def test_broken_bytes_are_refused_or_read_but_never_worse(kind):
    sent = with_place(kind, size=(64, 48))
    dice = random.Random(7)
    for _try in range(150):
        broken = bytearray(sent)
        for _byte in range(dice.randint(1, 12)):
            broken[dice.randrange(len(broken))] = dice.randrange(256)
        try:
            made = written_anew(bytes(broken[: dice.randint(4, len(broken))] if dice.random() < 0.3 else broken))
        except CannotUse:
            continue
        assert len(made.data) <= MAX_KEPT


@pytest.mark.parametrize(
    ("kind", "mode", "size"),
    [("PNG", "LA", (3_860, 3_860)), ("WEBP", "RGBA", (3_860, 3_860)), ("JPEG", "CMYK", (1_312, 11_000))],
)
def test_the_largest_that_are_taken_need_no_more_than_256_megabytes(kind, mode, size):
    sent = saved(Image.new(mode, size), kind)
    with Bounds().kept(f"{kind} of {size}"):
        written_anew(sent)


@pytest.mark.parametrize(("kind", "size"), [("WEBP", (4_000, 4_000)), ("JPEG", (1_312, 12_000))])
def test_what_would_need_more_is_refused_before_it_is_decoded(kind, size):
    sent = saved(Image.new("RGB", size), kind)
    with Bounds().kept(f"{kind} of {size}"), pytest.raises(CannotUse, match="too many pixels"):
        written_anew(sent)

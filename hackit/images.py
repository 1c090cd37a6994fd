"""A picture that somebody sends, decoded within limits and written anew. No model, no request.

What is kept is pixels only: a new file of one of three formats that browsers show. Whatever else came with the
picture (place and camera, profiles, comments, a program behind its end) is not written.
"""

from __future__ import annotations

import io
from dataclasses import dataclass

from PIL import Image, ImageCms

MAX_BYTES = 10 * 1024 * 1024
"""Of the file that is sent."""

MAX_PIXELS = {"JPEG": 50_000_000, "MPO": 50_000_000}
"""By format, from the header, before a pixel is decoded. JPEGs are decoded at a fraction of their size."""

OTHER_MAX_PIXELS = 15_000_000
"""Of any other format (a screen of 5120 × 2880 fits), and of a JPEG so narrow that no fraction of it is wide enough.

A reader and what makes it smaller hold such a picture up to four times over, four bytes a pixel: 256 MB is the bound.
"""

MAX_WIDTH, MAX_HEIGHT = 1312, 2000
"""Of what is kept: the column of prose at two pixels to the point."""

MAX_KEPT = 1024 * 1024
"""Bytes of what is kept."""

TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}

_READ = ("JPEG", "PNG", "GIF", "WEBP")
_QUALITIES = (85, 75, 60, 45)
_ORIENTATION = 0x0112
_TURNS = {
    2: (Image.Transpose.FLIP_LEFT_RIGHT,),
    3: (Image.Transpose.ROTATE_180,),
    4: (Image.Transpose.FLIP_TOP_BOTTOM,),
    5: (Image.Transpose.TRANSPOSE,),
    6: (Image.Transpose.ROTATE_270,),
    7: (Image.Transpose.TRANSVERSE,),
    8: (Image.Transpose.ROTATE_90,),
}
_HEIC = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis")

WHOLE = "This image is damaged or not whole. Open it, save it again and choose that file"
UNKNOWN = "This file is no image that can be read here. Choose a JPEG, PNG, GIF or WebP"
SVG = "SVG images are not taken, because they can hold programs. Save it as a PNG and choose that"
HEIC = "HEIC and AVIF images are not taken, because many browsers can’t show them. Save it as a JPEG and choose that"
STILL = "It moved. Only its first picture was kept"


class CannotUse(ValueError):
    """A file that is not taken as an image; the message is a sentence for the person who sent it."""


@dataclass(frozen=True)
class Picture:
    """A picture written anew. `content_type` is one of TYPES; `warnings` are sentences for who sent it."""

    data: bytes
    content_type: str
    width: int
    height: int
    warnings: tuple[str, ...] = ()


def written_anew(data: bytes) -> Picture:
    """The picture in a file's bytes, turned upright, at most MAX_WIDTH × MAX_HEIGHT. Raises CannotUse."""
    if len(data) > MAX_BYTES:
        raise CannotUse(f"The image is {len(data) / 1024 / 1024:.1f} MB. It must be at most {MAX_BYTES // 1024**2} MB")
    _refuse_by_name(data)
    try:
        with Image.open(io.BytesIO(data), formats=_READ) as image:
            _refuse_too_large(image)
            still = (STILL,) if image.format != "MPO" and getattr(image, "is_animated", False) else ()
            picture = _upright(image)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise CannotUse(_too_many(OTHER_MAX_PIXELS)) from None
    except CannotUse:
        raise
    except Image.UnidentifiedImageError:
        raise CannotUse(UNKNOWN) from None
    except Exception as error:  # Pillow's readers raise a dozen kinds of error on broken files, and more each year
        raise CannotUse(WHOLE) from error
    made, content_type = _encoded(picture, was_photo=image.format in ("JPEG", "MPO", "WEBP"))
    return Picture(made, content_type, *_size_of(made), still)


def _refuse_by_name(data: bytes) -> None:
    """What people send most often that no reader here takes gets its own sentence."""
    start = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(b"<svg") or (start.startswith((b"<?xml", b"<!--", b"<!doctype svg")) and b"<svg" in start):
        raise CannotUse(SVG)
    if data[4:8] == b"ftyp" and data[8:12] in _HEIC:
        raise CannotUse(HEIC)


def _refuse_too_large(image: Image.Image) -> None:
    most = MAX_PIXELS.get(image.format or "", OTHER_MAX_PIXELS)
    if image.width * image.height > most:
        raise CannotUse(_too_many(most))


def _too_many(most: int) -> str:
    return f"The image has too many pixels. Make it smaller: at most {most // 1_000_000} million are taken"


def _upright(image: Image.Image) -> Image.Image:
    """The pixels alone, turned as the camera was held, in sRGB, no larger than is shown."""
    turns = _turns_of(image)
    swapped = bool(turns) and turns[0] not in _TURNS[2] + _TURNS[3] + _TURNS[4]
    room = (MAX_HEIGHT, MAX_WIDTH) if swapped else (MAX_WIDTH, MAX_HEIGHT)
    image.draft("RGB", room)
    if image.width * image.height > OTHER_MAX_PIXELS:
        raise CannotUse(_too_many(OTHER_MAX_PIXELS))
    image.load()
    pixels = _in_srgb(image)
    pixels.thumbnail(room, Image.Resampling.LANCZOS)
    for turn in turns:
        pixels = pixels.transpose(turn)
    # A new image of the same pixels: nothing that was read beside them can be written with them.
    return Image.frombytes(pixels.mode, pixels.size, pixels.tobytes())


def _turns_of(image: Image.Image) -> tuple[Image.Transpose, ...]:
    try:
        return _TURNS.get(image.getexif().get(_ORIENTATION, 1), ())
    except Exception:  # what a camera wrote may be broken while its picture is whole
        return ()


def _in_srgb(image: Image.Image) -> Image.Image:
    """As RGB, or RGBA where something shines through. A profile is applied, then it is gone."""
    if image.mode.startswith("I;16"):
        image = image.point(lambda value: value / 256).convert("L")
    see_through = image.mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in image.info
    wanted = "RGBA" if see_through else "RGB"
    pixels = image if image.mode in ("CMYK", wanted) else image.convert(wanted)
    profile = image.info.get("icc_profile")
    if profile and not see_through:
        try:
            given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            pixels = ImageCms.profileToProfile(pixels, given, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            pass  # colours a shade off are better than no picture
    if pixels.mode == "CMYK":
        pixels = pixels.convert("RGB")
    if see_through and pixels.getextrema()[3][0] == 255:
        pixels = pixels.convert("RGB")
    return pixels


def _encoded(pixels: Image.Image, *, was_photo: bool) -> tuple[bytes, str]:
    """The file that is kept: a photo as JPEG, a drawing as PNG while it is small enough, else as JPEG or WebP."""
    if pixels.mode == "RGBA" or not was_photo:
        made = _saved(pixels, "PNG", optimize=True)
        if len(made) <= MAX_KEPT:
            return made, TYPES["PNG"]
    kind = "WEBP" if pixels.mode == "RGBA" else "JPEG"
    while True:
        for quality in _QUALITIES:
            made = _saved(pixels, kind, quality=quality, **({"progressive": True} if kind == "JPEG" else {}))
            if len(made) <= MAX_KEPT:
                return made, TYPES[kind]
        pixels = pixels.resize((max(1, pixels.width * 3 // 4), max(1, pixels.height * 3 // 4)))


def _saved(pixels: Image.Image, kind: str, **how: object) -> bytes:
    out = io.BytesIO()
    pixels.save(out, kind, **how)
    return out.getvalue()


def _size_of(data: bytes) -> tuple[int, int]:
    with Image.open(io.BytesIO(data)) as image:
        return image.size

"""Pictures for tests, made here: nobody's photos."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

from PIL import Image, PngImagePlugin
from PIL.ExifTags import GPS, IFD, Base

PLACE = "Narrow Way, where the canary lives"


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30), colour: Any = (0, 102, 79), **how: Any) -> bytes:
    """A picture of one colour, its left half darker, so that it can be told which way up it is."""
    image = Image.new("RGB", size, colour)
    image.paste(tuple(part // 2 for part in colour), (0, 0, size[0] // 2, size[1]))
    return saved(image, kind, **how)


def saved(image: Image.Image, kind: str, **how: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **how)
    return out.getvalue()


def with_place(kind: str = "JPEG", *, orientation: int = 1, size: tuple[int, int] = (40, 30)) -> bytes:
    """A picture that tells where, when and with what it was taken, in every way that its format has."""
    exif = Image.Exif()
    exif[Base.Orientation] = orientation
    exif[Base.Make] = "CanaryCamera"
    exif[Base.ImageDescription] = PLACE
    gps = exif.get_ifd(IFD.GPSInfo)
    gps[GPS.GPSLatitudeRef], gps[GPS.GPSLatitude] = "N", (51.0, 32.0, 40.0)
    gps[GPS.GPSLongitudeRef], gps[GPS.GPSLongitude] = "W", (0.0, 3.0, 20.0)
    xmp = f'<x:xmpmeta xmlns:x="adobe:ns:meta/">{PLACE}</x:xmpmeta>'.encode()
    if kind == "PNG":
        told = PngImagePlugin.PngInfo()
        told.add_text("Comment", PLACE, zip=True)
        told.add_itxt("XML:com.adobe.xmp", xmp.decode())
        return picture(kind, size, exif=exif, pnginfo=told)
    if kind == "GIF":
        return picture(kind, size, comment=PLACE.encode())
    more = {"comment": PLACE.encode()} if kind == "JPEG" else {}
    return picture(kind, size, exif=exif, xmp=xmp, **more)


def moving(kind: str = "GIF") -> bytes:
    """Two pictures one after the other."""
    frames = [Image.new("RGB", (20, 20), colour) for colour in ((200, 0, 0), (0, 0, 200))]
    return saved(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few hundred bytes whose header promises this many pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * 100_000, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")

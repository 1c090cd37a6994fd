"""Ways to spoil a file that was good: cut, in another encoding, far too large, nested too deep, or of another kind."""

from __future__ import annotations

import codecs
import io
import random
import zipfile
from collections.abc import Callable

from tests.weeknotes.bringing_in.sources import zip_of
from tests.weeknotes.pictures import bomb, picture

Spoil = Callable[[bytes, random.Random], bytes]


def cut(data: bytes, dice: random.Random) -> bytes:
    return data[: dice.randrange(len(data) + 1)]


def beheaded(data: bytes, dice: random.Random) -> bytes:
    return data[dice.randrange(len(data) + 1) :]


def flipped(data: bytes, dice: random.Random) -> bytes:
    found = bytearray(data)
    for _time in range(dice.choice((1, 3, 30)) if found else 0):
        found[dice.randrange(len(found))] = dice.randrange(256)
    return bytes(found)


def sprinkled(data: bytes, dice: random.Random) -> bytes:
    """With something put in at a few places."""
    for _time in range(dice.choice((1, 2, 9))):
        at = dice.randrange(len(data) + 1)
        piece = dice.choice((
            b"\x00", b"\xff", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\r", b"\n", b"\n\n", b'"', b"'", b",", b";", b"\t",
            b"<", b"&", b"]]>",
            b"\x1a", b"\xe2\x80\xa8", b"\x0c", b"a" * 40_000, b"," * 3_000, b"-1", b"1e309", b"9" * 40, b"\xc2\xa3",
            b"=1+1", b"<![CDATA[",
        ))  # fmt: skip
        data = data[:at] + piece + data[at:]
    return data


def recoded(data: bytes, dice: random.Random) -> bytes:
    """In another encoding, or with the mark of one that it is not in."""
    text = data.decode("utf-8", "replace")
    how = dice.choice(("utf-16", "utf-16-le", "utf-32", "latin-1", "cp1252", "cp500", "utf-7", "shift_jis", "mark"))
    if how == "mark":
        return (
            dice.choice((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE))
            * dice.choice((1, 2))
            + data
        )
    return text.encode(how, "replace")


def lines_mixed(data: bytes, dice: random.Random) -> bytes:
    """Lines twice, left out, in another order, or ended otherwise; among them those with the headings."""
    lines = data.split(b"\n")
    what = dice.randrange(6)
    if what == 0:
        lines.insert(0, lines[0])
    elif what == 1:
        lines.pop(0)
    elif what == 2:
        dice.shuffle(lines)
    elif what == 3:
        lines[0] = lines[0] + b"," + lines[0]
    elif what == 4:
        return b"\r".join(lines)
    else:
        lines = [lines[0].swapcase(), *lines[1:], b"\n" * 500]
    return b"\n".join(lines)


def very_long(data: bytes, dice: random.Random) -> bytes:
    """The same again and again, up to two megabytes, or one line of it."""
    lines = data.split(b"\n")
    again = dice.choice((lambda: data, lambda: dice.choice(lines) + b"\n", lambda: dice.choice(lines)))()
    return data + again * min(dice.choice((50, 2_000, 30_000)), 2_000_000 // max(1, len(again)))


def other_marks(data: bytes, dice: random.Random) -> bytes:
    """Other marks between the cells, or other quotes around them."""
    old, new = dice.choice(
        ((b",", b";"), (b",", b"\t"), (b",", b"|"), (b'"', b"'"), (b'"', b""), (b",", b",,"), (b":", b";"))
    )
    return data.replace(old, new)


def deep_xml(data: bytes, dice: random.Random) -> bytes:
    """Entities, tags in tags, and a great many attributes, in XML that is well formed."""
    what = dice.randrange(6)
    body = data.split(b"?>", 1)[-1]
    if what == 0:
        laughs = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10))
        return (
            b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY l0 "ha">'
            + laughs
            + b"]><rss><channel><title>&l9;</title></channel></rss>"
        )
    if what == 1:
        return b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]><rss><channel><title>&x;</title></channel></rss>'
    if what == 2:
        many = dice.choice((200, 20_000))
        return b'<?xml version="1.0"?><rss><channel>' + b"<item>" * many + b"</item>" * many + b"</channel></rss>"
    if what == 3:
        many = dice.choice((100, 100_000))
        return b'<?xml version="1.0"?><rss ' + b" ".join(b'a%d=""' % n for n in range(many)) + b">" + body + b"</rss>"
    if what == 4:
        return b'<?xml version="1.0" encoding="utf-16"?>' + body
    inner = b"<div>" * dice.choice((300, 30_000))
    return data.replace(b"Words", b"Words " + inner, 1).replace(b"<p>", inner, 1)


def zips(data: bytes, dice: random.Random) -> bytes:
    """A zip that is a bomb, leads out of its folder, holds itself, holds too much, or is none at its end."""
    what = dice.randrange(8)
    if what == 0:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
            for number in range(dice.choice((1, 12))):
                made.writestr(f"{number}.md", b"# a\n" * 3_000_000)
        return out.getvalue()
    if what == 1:
        return zip_of(
            {"../../outside.md": b"# w/c 3 June 2019\n\nWords", "/etc/x.md": b"# a", "a\\..\\b.md": b"# b", " ": b"x"}
        )
    if what == 2:
        inner = data
        for depth in range(6):
            inner = zip_of({f"{depth}.zip": inner, "a.md": b"# w/c 3 June 2019\n\nWords"})
        return inner
    if what == 3:
        return zip_of({f"{number}.md": b"" for number in range(dice.choice((3_000, 12_000)))})
    if what == 4:
        return zip_of(
            {"a.md": b"# w/c 3 June 2019\n\n![x](a.png)", "a.png": bomb(60_000, 60_000), "b.png": picture()[:40]}
        )
    if what == 5:
        return zip_of({"wordpress.xml": deep_xml(data, dice), "n.md": "# w/c 3 June 2019\n\né".encode("utf-16")})
    if what == 6:
        found = bytearray(zip_of({"a.md": b"# w/c 3 June 2019\n\nWords"}))
        found[6] |= 1  # it says that it is encrypted
        return bytes(found)
    return zip_of({"x" * 5_000 + ".md": b"# a", "con.md": b"\x00" * 1_000, "\u202edm.a": b"# b"})


def calendars(data: bytes, dice: random.Random) -> bytes:
    """A calendar that repeats for ever, has days that are none, or a great many events."""
    return data.replace(*dice.choice((
        (b"SUMMARY", b"RRULE:FREQ=SECONDLY;COUNT=999999999\r\nSUMMARY"),
        (b"SUMMARY", b"RRULE:FREQ=DAILY;INTERVAL=0\r\nSUMMARY"),
        (b"DTSTART", b"DTSTART:99991231T235959Z\r\nDTSTART"), (b"DTSTART", b"X" * 70_000), (b":2019", b":0000"),
        (b":2019", b":9999"),
        (b"2019", b"20\xd9\xa1\xd9\xa9"), (b"END:VEVENT", b""), (b"BEGIN:VEVENT", b"BEGIN:VEVENT\r\n" * 3_000),
        (b"\r\n", b"\r\n "),
        (b"SUMMARY", b"DTSTART;TZID=Nowhere/At All:20190603T090000\r\nSUMMARY"),
        (b"SUMMARY", b"DURATION:P99999999999W\r\nSUMMARY"),
        (b"SUMMARY", b"RDATE:" + b"20190603T090000Z," * 5_000 + b"\r\nSUMMARY"),
        (b"SUMMARY", b"SUMMARY;X=\"" + b"a" * 9_000),
    )))  # fmt: skip


def pictures(data: bytes, dice: random.Random) -> bytes:
    """A picture of too many points, or a file of another kind under its name."""
    return dice.choice((
        lambda: bomb(60_000, 60_000), lambda: bomb(1, 900_000), lambda: bomb(0, 0), lambda: b"<svg onload='ran(1)'/>",
        lambda: b"GIF89a",
        lambda: data + b"<script>ran(1)</script>", lambda: b"\xff\xd8\xff" + data, lambda: picture("GIF")[:-2],
        lambda: b"",
        lambda: picture("PNG", (3_900, 3_900)), lambda: picture("TIFF"), lambda: picture("BMP"),
        lambda: data[:30] + b"\xff" * 4 + data[34:],
    ))()  # fmt: skip


ANY: tuple[Spoil, ...] = (cut, beheaded, flipped, sprinkled, recoded, lines_mixed, very_long)
TABLES: tuple[Spoil, ...] = (*ANY, other_marks, lines_mixed, sprinkled)
XML: tuple[Spoil, ...] = (*ANY, deep_xml, deep_xml)
ZIP: tuple[Spoil, ...] = (cut, flipped, sprinkled, zips, zips, zips)
CALENDAR: tuple[Spoil, ...] = (*ANY, calendars, calendars, calendars)
PICTURE: tuple[Spoil, ...] = (cut, flipped, sprinkled, pictures, pictures)


def of_another_kind(dice: random.Random) -> bytes:
    """A file that is something else altogether."""
    return dice.choice((
        lambda: picture("JPEG"), lambda: zip_of({"xl/workbook.xml": b"<workbook/>"}), lambda: b"%PDF-1.4\n",
        lambda: b"\xd0\xcf\x11\xe0" * 90,
        lambda: dice.randbytes(500), lambda: b"", lambda: b"\n" * 9_000, lambda: b"{" * 50_000, lambda: b"[" * 50_000,
        lambda: b"\x00" * 9_000,
        lambda: b"<html><body>" + b"<table>" * 5_000,
    ))()  # fmt: skip

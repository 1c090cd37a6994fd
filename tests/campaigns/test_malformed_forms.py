"""Forms as no page of ours would send them, made up by hypothesis: refused whole or taken whole, and soon.

Every form that a stranger, staff or an administrator meets on any page is read off it; a new one is tried without a
line here. Each field is kept, left out, sent twice, or filled with what it was not made for.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit
from zlib import crc32

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.urls import Resolver404, resolve, reverse
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from tests.campaigns.bounds import Bounds, Writes
from tests.hackit.test_bad_input import (
    ADDRESSES,
    CSRF,
    REFUSED_OR_SHOWN,
    SENT_ON,
    WITHOUT_PAGE,
    WORDS_KEPT,
    Fields,
    FormReader,
    db,
    said_to_be_kept,
    session,
    snapshot,
    tables_changed,
    world,
)
from tests.test_walk import World, arguments

__all__ = ["db", "session", "world"]  # the fixtures: one world for all forms

pytestmark = pytest.mark.campaign

ANSWERS = (*REFUSED_OR_SHOWN, *SENT_ON, 415, 429)
PUBLIC = ("/accounts/login/", "/accounts/password/reset/", "/accounts/2fa/authenticate/", "/accounts/email/",
          "/accounts/password/change/", "/accounts/sessions/", "/accounts/reauthenticate/")  # fmt: skip
"""Pages with forms that are allauth's."""

NASTY = (
    b"", b" ", b"\x00", b"a\x00b", b"\xff\xfe", b"\xed\xa0\x80", b"\xf0\x9f\x92\xa5" * 300, b"\xe2\x80\xae",
    b"\r\n" * 40,
    b"-1", b"0", b"1", b"2147483648", b"9223372036854775808", b"9" * 400, b"1e309", b"NaN", b"-Infinity", b"0x10",
    b"1_000",
    "٣".encode(), "²".encode(), b"1.5", b"1,5", "−£1".encode(), b"\xc2\xa3" + b"9" * 30, b"99999999999999999999.999",
    b"--1",
    b"2019-06-03", b"2019-02-31", b"0000-00-00", b"0001-01-01", b"9999-12-31", b"99999-01-01", b"31/13/2019", b"25:61",
    b"2019-W99", b"32 June", b"yesterday", b"next", b"on", b"true", b"null", b"[]", b"{}", b"[[[[", b'{"a":',
    b"undefined",
    b"../../etc/passwd", b"//outside.example/", b"javascript:ran(1)", b"/accounts/logout/", b"http://[::1",
    b"http://\x00/",
    b"' OR 1=1 --", b'"; DROP TABLE hackit_entry; --', b"%s%n%d", b"%", b"\\", b"{{7*7}}", b"{% now %}", b"<script>",
    b"]]>",
    b"=1+1", b"@SUM(A1)", b"a" * 400, b"a" * 20_001, b"A " * 40_000, b"# " * 2_000, b"> " * 2_000, b"[" * 3_000,
    b"|" * 3_000,
    b"[^1]" * 900, b"nosuchref0", b"x" * 36, b"00000000-0000-0000-0000-000000000000", b"Sam to ", b"agreed ",
    b"Grace Li",
    b"staff", b"everyone", b"members", b"me", b"done", b"dmt", b"DMT",
)  # fmt: skip

FATES = ("kept", "kept", "kept", "kept", "nasty", "nasty", "text", "bytes", "left out", "twice", "file", "array")

FATES_OF_FILES = ("file", "file", "bytes", "left out")
FATES_OF_TOKENS = (*["kept"] * 20, "nasty", "bytes", "left out", "twice")

Form = tuple[str, str, Fields]
"""Who sends it ("" a stranger), where to, and its fields."""


def value(draw: st.DrawFn, fate: str, was: str) -> bytes:
    if fate == "nasty":
        return draw(st.sampled_from(NASTY))
    if fate == "bytes":
        return draw(st.binary(max_size=40))
    if fate == "text":
        return draw(st.text(st.characters(), max_size=40)).encode("utf-8", "surrogatepass")
    return was.encode("utf-8", "replace")


@st.composite
def bodies(draw: st.DrawFn, fields: Fields) -> tuple[bytes, str]:
    """The body and its content type: most as a form is sent, some as nothing that is one."""
    pairs: list[tuple[str, bytes]] = []
    for name, (was, kind) in fields.items():
        fates = FATES_OF_FILES if kind == "file" else FATES if name != CSRF else FATES_OF_TOKENS
        fate = draw(st.sampled_from(fates))
        if fate == "left out":
            continue
        again = 2 if fate == "twice" else 1
        sent = f"{name}[]" if fate == "array" else name
        pairs += [(sent, value(draw, fate, was)) for _time in range(again)]
    if draw(st.integers(0, 9)) == 0:
        pairs += [
            (
                draw(st.sampled_from(("do", "next", "version", "token", "token2", "\x00", "é" * 300))),
                draw(st.binary(max_size=9)),
            )
        ]
    how = draw(st.integers(0, 9))
    if how < 6 and not any(kind == "file" for _was, kind in fields.values()):
        body = b"&".join(_escaped(name.encode()) + b"=" + _escaped(said) for name, said in pairs)
        body = body[: draw(st.integers(0, len(body)))] if draw(st.integers(0, 14)) == 0 else body
        return body, "application/x-www-form-urlencoded"
    if how < 9:
        return draw(multiparts(pairs, fields)), "multipart/form-data; boundary=cut"
    return draw(st.binary(max_size=200)), draw(st.sampled_from((
        "application/json", "text/plain", "multipart/form-data", "multipart/form-data; boundary=" + "x" * 300, "", "é",
        "a/b; charset=x",
        "application/x-www-form-urlencoded; charset=utf-16", "application/x-www-form-urlencoded; charset=nothing",
    )))  # fmt: skip


def _escaped(data: bytes) -> bytes:
    return b"".join(
        b"%%%02X" % one if one < 48 or one > 126 or one in b":;<=>?@[\\]^`{|}" else bytes((one,)) for one in data
    )


@st.composite
def multiparts(draw: st.DrawFn, pairs: list[tuple[str, bytes]], fields: Fields) -> bytes:
    """Parts with a file where words are wanted and words where a file is, under odd names; at times cut."""
    parts = []
    for name, said in pairs:
        is_file = fields.get(name, ("", ""))[1] == "file"
        as_file = is_file != (draw(st.integers(0, 7)) == 0)
        called = (
            draw(
                st.sampled_from(("a.png", "../../a.csv", "", "a" * 300, "\u202egnp.exe", 'a".zip', "nul", "a\x00.ics"))
            )
            if as_file
            else None
        )
        head = f'Content-Disposition: form-data; name="{name}"' + (
            f'; filename="{called}"' if called is not None else ""
        )
        more = draw(
            st.sampled_from(
                ("", "", "\r\nContent-Type: image/png", "\r\nContent-Transfer-Encoding: base64", "\r\nX: " + "y" * 2000)
            )
        )
        parts.append(f"--cut\r\n{head}{more}\r\n\r\n".encode("utf-8", "replace") + said + b"\r\n")
    body = b"".join(parts) + b"--cut--\r\n"
    return body[: draw(st.integers(0, len(body)))] if draw(st.integers(0, 9)) == 0 else body


def forms_met(world: World, clients: dict[str, Client], every: int) -> list[Form]:
    """Each form that anybody meets, once for each who does; for an address without a page every field there is."""
    found: dict[tuple[str, str, tuple[str, ...]], Form] = {}
    for who, client in clients.items():
        for address in pages(world, who, every):
            page = client.get(address)
            if page.status_code == 405:
                found[who, address, ()] = (who, address, WITHOUT_PAGE)
            elif page.status_code == 200 and page.headers["Content-Type"].startswith("text/html"):
                reader = FormReader()
                reader.feed(page.content.decode())
                for action, fields in reader.forms:
                    to = urlsplit(action).path or address
                    found.setdefault((who, to, tuple(fields)), (who, to, fields))
    return list(found.values())


def pages(world: World, who: str, every: int) -> Iterator[str]:
    for name, converters in ADDRESSES.items():
        if name != "clear-sample" and not crc32(f"{who}{name}".encode()) % every:
            for kwargs in arguments(name, converters, world)[:1]:
                yield reverse(name, kwargs=kwargs)
    yield from PUBLIC


@pytest.fixture
def clients(world: World, session: str, db: None) -> dict[str, Client]:
    """Nobody's, that of a member of the group, and that of somebody who may do everything.

    They hold to the check against forms of other sites: it reads a form before any view does.
    """
    made = {who: Client(enforce_csrf_checks=True) for who in ("", "staff", "administrator")}
    made["staff"].force_login(world.member)
    made["administrator"].cookies[settings.SESSION_COOKIE_NAME] = session
    for client in made.values():
        client.get("/accounts/login/" if client is made[""] else "/me/")
    return made


def as_at_first(client: Client) -> Client:
    """A browser with these cookies, whatever comes of its own."""
    fresh = Client(enforce_csrf_checks=True)
    fresh.cookies = client.cookies.copy()
    return fresh


def test_a_malformed_form_is_refused_whole_or_taken_whole(world, clients, campaign, proof):
    forms = forms_met(world, clients, campaign(12, 1))
    before = snapshot()
    bounds, many, refused = Bounds(), campaign(40, 1_000), [0]
    assert len(forms) > campaign(20, 300)

    @hypothesis_settings(
        max_examples=many, derandomize=True, deadline=None, database=None, phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(st.data())
    def sent(data: st.DataObject) -> None:
        who, address, fields = data.draw(st.sampled_from(forms))
        body, kind = data.draw(bodies(fields))
        writes = Writes()
        with transaction.atomic(), connection.execute_wrapper(writes):
            with bounds.kept(f"{kind} to {address} by {who}"):
                answer: Any = as_at_first(clients[who]).generic("POST", address, body, content_type=kind)
            changed = tables_changed(before) if writes.any else []
            transaction.set_rollback(True)
        what = f"{answer.status_code} for {body[:300]!r} ({kind}) to {address} by {who or 'a stranger'}"
        assert answer.status_code in ANSWERS, what
        refused[0] += answer.status_code >= 400
        if answer.status_code not in SENT_ON and not said_to_be_kept(name_of(address), answer):
            assert not set(changed) - set(WORDS_KEPT.get(name_of(address), ())), f"{what}, yet it changed {changed}"

    sent()
    assert refused[0] > many // 3, "what is sent is hardly malformed"
    proof(
        f"{many:,} malformed forms made of {len(forms):,}, by a stranger, staff and an administrator: {refused[0]:,} "
        f"refused, 0 answered 5xx, 0 refused yet written, {bounds}"
    )


def name_of(address: str) -> str:
    try:
        return resolve(address).view_name
    except Resolver404:
        return ""

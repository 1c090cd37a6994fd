"""Somebody in a browser, as far as a bare Python goes: signs in through the proxy, writes a line, finds it again.

Read by `python3 -` inside a bare machine (bare_machine.py), so it needs nothing but Python's own library. Arguments:
the site's address, the file of its certificate, and what to do, each with its words. Ends with a traceback where the
site does not do what it should.
"""

from __future__ import annotations

import base64
import contextlib
import hmac
import http.client
import http.cookiejar
import re
import ssl
import sys
import time
import urllib.error
import urllib.request
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote, urlencode, urljoin, urlsplit


class Forms(HTMLParser):
    """The forms of a page: each where it goes to, and its fields with what stands in them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a form or a field."""
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append((values.get("action", ""), {}))
        if tag in ("input", "textarea") and values.get("name") and self.found and values.get("type") != "submit":
            self.found[-1][1][values["name"]] = values.get("value", "")


class Visitor:
    """A browser with its own cookies, who trusts one certificate."""

    app = Path("second-step")
    """The key that an authenticator app keeps, and when its last code was used: in the folder where this is run."""

    def __init__(self, site: str, certificate: str) -> None:
        self.site, self.cookies = site, http.cookiejar.CookieJar()
        self.trust = ssl.create_default_context(cafile=certificate)
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPSHandler(context=self.trust), urllib.request.HTTPCookieProcessor(self.cookies)
        )

    def get(self, path: str) -> str:
        """The page at that path, which must be there."""
        return self.opener.open(urljoin(self.site, path), timeout=70).read().decode()

    def send(self, path: str, marked_by: str, page: str = "", **words: str) -> str:
        """Fill in the form of that page that has a field of that name, and send it; the page that comes then.

        `page`: it was opened already, and opened again it would be another.
        """
        for action, fields in Forms(page or self.get(path)).found:
            if marked_by in fields:
                address = urljoin(urljoin(self.site, path), action)
                body = urlencode({**fields, **words}).encode()
                request = urllib.request.Request(address, body, {"Referer": address})
                return self.opener.open(request, timeout=70).read().decode()
        raise AssertionError(f"{path} has no form with {marked_by}")

    def sign_in(self, email: str, password: str) -> None:
        """Sign in with an authenticator app, set up the first time; the cookies are for this site and HTTPS only."""
        page = self.send("/accounts/login/", "password", login=email, password=password)
        if 'name="code"' in page:
            page = self.send("/accounts/2fa/authenticate/", "code", code=self.code())
        else:
            setting_up = "/accounts/2fa/totp/activate/"
            page = self.get(setting_up)
            if "authenticator_secret" not in page:  # the password is asked for once more
                page = self.send(f"/accounts/reauthenticate/?next={setting_up}", "password", password=password)
            (key,) = re.findall(r'id="authenticator_secret">(\w+)<', page)
            self.app.write_text(f"{key} 0")
            page = self.send(setting_up, "code", page, code=self.code())
            assert "recovery codes" in page, page[-3000:]
        assert "Sign out" in page, page[-3000:]
        session = next(cookie for cookie in self.cookies if cookie.name == "__Host-session")
        assert session.secure
        assert session.has_nonstandard_attr("HttpOnly")

    def code(self) -> str:
        """What an authenticator app shows (RFC 6238): a new code every 30 seconds, of which each counts once."""
        key, used = self.app.read_text().split()
        while (turn := int(time.time() // 30)) <= int(used):
            time.sleep(1)
        self.app.write_text(f"{key} {turn}")
        digest = hmac.digest(base64.b32decode(key + "=" * (-len(key) % 8)), turn.to_bytes(8, "big"), "sha1")
        start = digest[-1] & 15
        return str((int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF) % 10**6).zfill(6)

    def write(self, text: str) -> None:
        """Jot a line down."""
        self.send("/jottings/", "text", text=text)

    def find(self, text: str) -> None:
        """The line is among one's jottings, and found by its words."""
        assert text in self.get("/jottings/"), f"{text} is not among the jottings"
        assert text.split()[0] in self.get(f"/search/?q={quote(text)}"), f"{text} is not found"

    def look(self) -> None:
        """What an installation must answer to strangers."""
        host = urlsplit(self.site).hostname
        plain = http.client.HTTPConnection(host, 80, timeout=70)
        plain.request("GET", "/topics/?q=x")
        answer = plain.getresponse()
        assert answer.status in (301, 308), answer.status
        assert answer.headers["Location"] == f"https://{host}/topics/?q=x", answer.headers["Location"]
        with self.opener.open(self.site, timeout=70) as answered:
            assert "max-age" in answered.headers["Strict-Transport-Security"]
            assert "default-src 'none'" in answered.headers["Content-Security-Policy"]
            assert answered.headers["X-Request-ID"]
        assert self.get("/readyz").count(": ok") == 5, self.get("/readyz")
        assert self.get("/healthz") == "ok\n"
        assert self.too_large(60_000_000) == 413

    def too_large(self, size: int) -> int:
        """How a body of so many bytes is answered."""
        secure = http.client.HTTPSConnection(urlsplit(self.site).hostname, timeout=70, context=self.trust)
        secure.putrequest("POST", "/weeknotes/import/")
        secure.putheader("Content-Length", str(size))
        secure.putheader("Content-Type", "application/octet-stream")
        secure.endheaders()
        with contextlib.suppress(OSError):  # who will not have it may hang up before all of it is sent
            for _part in range(size // 100_000):
                secure.send(b"x" * 100_000)
        return secure.getresponse().status


def main() -> None:
    """`sign_in EMAIL PASSWORD write TEXT find TEXT look`, in that order."""
    site, certificate, *rest = sys.argv[1:]
    visitor, number = Visitor(site, certificate), {"sign_in": 2, "write": 1, "find": 1, "look": 0}
    while rest:
        what, rest = rest[0], rest[1:]
        getattr(visitor, what)(*rest[: number[what]])
        rest = rest[number[what] :]


if __name__ == "__main__":
    main()

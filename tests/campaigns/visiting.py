"""A person at a page of the running service, as their browser sends it: forms read off the page and sent back."""

from __future__ import annotations

import http.client
import uuid
from collections.abc import Collection, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode, urlsplit

from tests.campaigns.serving import Service

CSRF = "a" * 32
SECONDS = 60
"""How long an answer is waited for: longer than any of the service's own limits."""

Sent = Mapping[str, str | Sequence[str]]
"""What a form is sent with: the value of each field, or several of one name."""


@dataclass
class Form:
    """A form of a page that is posted: where to, and what stands in it."""

    action: str
    fields: dict[str, str | list[str]] = field(default_factory=dict)

    def add(self, name: str, value: str) -> None:
        """Another value of a field; most have one."""
        there = self.fields.get(name)
        if there is None:
            self.fields[name] = value
        else:
            self.fields[name] = [*([there] if isinstance(there, str) else there), value]


class _Reader(HTMLParser):
    """Every form that is posted, with what a browser would send if nothing were changed and no button had a name."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._area = self._choice = ""
        self._typed: list[str] = []
        self._chosen: str | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        got = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = Form(got.get("action", "")) if got.get("method", "").lower() == "post" else None
            if self._form:
                self.forms.append(self._form)
        elif self._form is None:
            return
        elif tag == "input" and got.get("name") and got.get("type") not in ("submit", "file", "image", "button"):
            if got.get("type") not in ("checkbox", "radio") or "checked" in got:
                self._form.add(got["name"], got.get("value", "on" if got.get("type") == "checkbox" else ""))
        elif tag == "textarea":
            self._area, self._typed = got.get("name", ""), []
        elif tag == "select":
            self._choice, self._chosen = got.get("name", ""), None
        elif tag == "option" and self._choice and ("selected" in got or self._chosen is None):
            self._chosen = got.get("value", "")

    def handle_data(self, data: str) -> None:
        if self._area:
            self._typed.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._area and self._form:
            self._form.add(self._area, "".join(self._typed).removeprefix("\n"))
            self._area = ""
        elif tag == "select" and self._choice and self._form:
            self._form.add(self._choice, self._chosen or "")
            self._choice = ""
        elif tag == "form":
            self._form = None


@dataclass
class Answer:
    """What the service answered."""

    status: int
    location: str
    text: str

    def forms(self) -> list[Form]:
        """The forms of the page that are posted."""
        return _Reader(self.text).forms


class Visitor:
    """Somebody signed in (or nobody, without a session). Each request goes over a connection of its own."""

    def __init__(self, service: Service, session: str = "") -> None:
        self.port = service.port
        self.headers = {"Host": f"localhost:{service.port}", "X-CSRFToken": CSRF, "Cookie": f"csrf={CSRF}"}
        if session:
            self.headers["Cookie"] += f"; session={session}"

    def get(self, address: str) -> Answer:
        return self._ask("GET", address)

    def post(self, address: str, fields: Sent) -> Answer:
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", address, body=urlencode(dict(fields), doseq=True), **headers)

    def _ask(self, method: str, address: str, body: str | None = None, **headers: str) -> Answer:
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)) as wire:
            wire.request(method, address, body=body, headers=self.headers | headers)
            got = wire.getresponse()
            return Answer(got.status, got.headers.get("Location", ""), got.read().decode("utf-8", "replace"))

    def form_with(
        self, name: str, address: str, *, asked: Sent | None = None, among: Collection[str] = ()
    ) -> Form:  # fmt: skip
        """The form of a page that has this field, and most of those `among`, with its address.

        `asked`: the page is the answer to these. Raises AssertionError if there is no such form.
        """
        page = self.get(address) if asked is None else self.post(address, asked)
        found = [form for form in page.forms() if name in form.fields]
        assert found, f"{address} ({page.status}) has no form with {name}"
        best = max(found, key=lambda form: len(form.fields.keys() & set(among)))
        best.action = urlsplit(best.action or address)._replace(fragment="").geturl()
        return best


def new_token() -> str:
    """A token as a page carries it."""
    return str(uuid.uuid4())

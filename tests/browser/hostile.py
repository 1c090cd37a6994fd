"""What a hostile text comes to in Chromium: whether it ran, what it asked of other sites, what stands ready to run."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Error, Page, Route

from tests.payloads import OUTSIDE, Payload

# In every frame: what says a number the loud way says it to us, and stops nothing
QUIET = "window.alert = window.confirm = window.prompt = (number) => window.ran(number);"

# What waits for somebody is done: every event that has a handler, every link, form and button that leads into a script
POKE = """async () => {
  const isOurs = (address) => /^(https?|mailto|tel):/.test(address);
  for (const node of document.querySelectorAll("*")) {
    for (const { name } of [...node.attributes]) {
      if (name.startsWith("on")) node.dispatchEvent(new Event(name.slice(2), { bubbles: false, cancelable: true }));
    }
    const address = node.href?.baseVal ?? node.href ?? node.formAction ?? node.action;
    if (typeof address !== "string" || !address || isOurs(address)) continue;
    if (node.matches("form")) node.requestSubmit();
    else node.dispatchEvent(new MouseEvent("click", { bubbles: false, cancelable: true, view: window }));
  }
  await new Promise((done) => setTimeout(done, 30));
}"""

# What would run or load if only the Content-Security-Policy let it
READY = """() => {
  const bad = [];
  const isOurs = (address) => /^(https?|mailto|tel):/.test(address);
  for (const node of document.querySelectorAll("*")) {
    const tag = node.localName;
    const isData = /^application\\/(ld\\+)?json$/.test(node.type ?? "");
    const leads = node.href?.baseVal ?? node.href ?? node.formAction ?? node.action;
    const loads = ["img", "script", "source", "video", "audio", "input"].includes(tag) ? node.src : "";
    if (node.hasAttribute("style") || [...node.attributes].some(({ name }) => name.startsWith("on"))
      || ["style", "iframe", "object", "embed", "base", "math", "plaintext"].includes(tag)
      || (tag === "script" && !node.src && !isData) || (tag === "meta" && node.httpEquiv)
      || (typeof leads === "string" && leads && !isOurs(leads))
      || (loads && new URL(loads, location).origin !== location.origin)) bad.push(node.outerHTML.slice(0, 200));
  }
  return bad;
}"""

# Out of whatever a text before has opened
CLOSE = (
    "'>\">--></script></style></title></textarea></noscript></select></template></mtext></math></svg></button></a></form>"
    "</table></iframe></object></marquee></video></audio></details></dialog>"
)


class Ran:
    """The numbers of the payloads that ran, and what was asked of other sites."""

    def __init__(self, page: Page) -> None:
        self.numbers: set[int] = set()
        self.outside: set[str] = set()
        self.page = page
        page.context.expose_binding("ran", self._note)
        page.context.add_init_script(QUIET)

    def _note(self, source: dict[str, Any], number: Any = None, *rest: Any) -> None:
        found = re.search(r"\d+", str(number))
        self.numbers.add(int(found[0]) if found else 0)

    def watch_requests(self) -> None:
        """Note what the page asks of any other site; nothing of it is stopped."""
        own = urlsplit(self.page.url).netloc

        def asked(request: Any) -> None:
            address = urlsplit(request.url)
            if address.scheme not in ("data", "blob", "about") and address.netloc != own:
                self.outside.add(request.url)

        self.page.context.on("request", asked)

    def poke(self) -> None:
        """Do to the page what somebody could. A page that leads itself elsewhere meanwhile has shown what it does."""
        try:
            self.page.evaluate(POKE)
        except Error as error:
            if "context was destroyed" not in str(error) and "navigat" not in str(error):
                raise


def raw(page: Page, batch: list[Payload], headers: dict[str, str], ran: Ran) -> None:
    """The payloads as bare HTML on a page with these headers, opened and poked. What it asks goes nowhere."""
    body = "<!doctype html><title>x</title>" + "".join(f"<div>{one.html}</div>{CLOSE}\n" for one in batch)

    def answer(route: Route) -> None:
        address = urlsplit(route.request.url)
        if address.path == "/raw/":
            route.fulfill(status=200, headers={**headers, "Content-Type": "text/html; charset=utf-8"}, body=body)
        else:
            if address.netloc == OUTSIDE:
                ran.outside |= set(re.findall(r"\d{5}", address.path)[:1])
            route.abort()

    page.route("**/*", answer)
    page.goto("/raw/", wait_until="domcontentloaded")
    ran.poke()
    page.unroute("**/*", answer)

"""A walk through many pages in one window: what every page must stand, whatever it is about."""

from __future__ import annotations

import re

from playwright.sync_api import Page, Route

from tests.browser.conftest import NARROWEST, PHONE
from tests.browser.rules import broken_rules
from tests.conftest import IN_FULL

SCRIPTS = re.compile(r'<script\b(?![^>]*type="application)[^>]*>.*?</script>|</?noscript>', re.DOTALL)

PROBE = """() => {
  const all = [...document.querySelectorAll("*")];
  const isData = (node) => node.type === "application/json" || node.type === "application/ld+json";
  const inline = all.filter((node) => node.hasAttribute("style") || node.matches("style")
    || (node.matches("script:not([src])") && !isData(node))
    || [...node.attributes].some((attribute) => attribute.name.startsWith("on")));
  const wide = all.filter((node) => node.getBoundingClientRect().right > window.innerWidth + 1);
  const shown = (nodes) => nodes.slice(0, 5).map((node) => node.outerHTML.slice(0, 160));
  return {
    headings: document.querySelectorAll("h1").length,
    title: document.title,
    inline: shown(inline),
    wide: document.documentElement.scrollWidth > window.innerWidth ? shown(wide) : [],
  };
}"""


def leave_out_scripts(page: Page) -> None:
    """From now on the page gets what a browser without JavaScript makes of each address.

    Its own stays on, or axe-core could not look: the scripts are taken out, and what stands in <noscript> is there.
    """

    def answer(route: Route) -> None:
        if route.request.resource_type == "script":
            route.fulfill(content_type="text/javascript", body="")  # of a page that was led on to
        elif route.request.resource_type != "document":
            route.continue_()
        else:
            found = route.fetch(max_redirects=0)
            body = SCRIPTS.sub("", found.text())
            route.fulfill(response=found, body=body)

    page.route("**/*", answer)


class Walk:
    """Opens addresses and notes what is wrong with each, so that one run tells of everything."""

    def __init__(self, page: Page, *, in_depth: bool = True) -> None:
        """With every run axe-core looks on the phone; at a desk as well under `make prove`, for the tests of each page
        do so. Not `in_depth` it looks at a desk alone: others see the same pages on the phone."""
        self.page = page
        self.looks_at_desk, self.looks_on_phone = not in_depth or IN_FULL, in_depth or IN_FULL
        self.faults: list[str] = []
        self.titles: dict[str, str] = {}
        self.looked_at = 0

    def through(self, addresses: list[str]) -> None:
        """Open each address once; a missing page is asked too, so its number stands behind it: "404 /nowhere/"."""
        for address in dict.fromkeys(addresses):
            status, _blank, path = address.rpartition(" ")
            answer = self.page.goto(path)
            if answer is None or answer.status != int(status or 200):
                self._note(address, f"answered {answer and answer.status}")
            else:
                self._ask(address)
        self.faults += self._shared_titles()
        assert not self.faults, "\n".join(self.faults)

    def here(self, name: str) -> None:
        """The page as it stands, which no address opens: `name` says which one it is."""
        self._ask(name)
        assert not self.faults, "\n".join(self.faults)

    def _ask(self, address: str) -> None:
        """At a desk, on a phone, and on the narrowest screen there is."""
        page, desk = self.page, self.page.viewport_size
        self.looked_at += 1
        probe = page.evaluate(PROBE)
        if " " not in address and "?" not in address:
            self.titles[address] = probe["title"]
        if probe["headings"] != 1:
            self._note(address, f"has {probe['headings']} headings of the first level")
        if " – " not in probe["title"] or probe["title"].startswith(" "):
            self._note(address, f"has the title “{probe['title']}”")
        for markup in probe["inline"]:
            self._note(address, f"holds something inline: {markup}")
        if self.looks_at_desk:
            self._rules(address, "at a desk")
        if self.looks_on_phone:
            page.set_viewport_size(PHONE)
            self._rules(address, "on a phone")
        page.set_viewport_size(NARROWEST)
        if wide := page.evaluate(PROBE)["wide"]:
            self._note(address, f"scrolls sideways at 320: {wide}")
        page.set_viewport_size(desk)

    def _rules(self, address: str, where: str) -> None:
        for rule in broken_rules(self.page):
            self._note(address, f"breaks {where} {rule}")

    def _note(self, address: str, fault: str) -> None:
        self.faults.append(f"{address} {fault}")

    def _shared_titles(self) -> list[str]:
        """Two pages of different kinds never share a title."""
        pages: dict[str, list[str]] = {}
        for address, title in self.titles.items():
            pages.setdefault(title, []).append(address)
        return [f"{together} share the title “{title}”" for title, together in pages.items() if together[1:]]

"""axe-core's rules, asked of a page as it stands."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Error, Page

AXE = Axe().axe_script
RULES = "(options) => axe.run({resultTypes: ['violations'], ...options}).then((results) => results.violations)"


# A press may return before the browser has left the page for the one it leads to, on a busy machine at least. What is
# asked then is asked of the old page, or of none. The page itself knows at once that it will be left.
LEAVING = """window.navigation?.addEventListener("navigate", (event) => {
    if (!event.destination.sameDocument && event.downloadRequest === null) window.leaving = true;
});"""


def arrived(page: Page) -> float:
    """Wait until the page is read and not about to be left for another; its own number, the moment it began."""
    begun = "() => !window.leaving && document.readyState !== 'loading' && performance.timeOrigin"
    moment: float = page.wait_for_function(begun).json_value()
    return moment


def broken_rules(page: Page, **options: Any) -> list[str]:
    """Which of axe-core's rules the page breaks as it stands, a paragraph each. Only what is broken is described.

    A page that was left while it was looked at tells nothing: the one that came is looked at instead.
    """
    began = arrived(page)
    try:
        found = _asked(page, options)
    except Error:
        if arrived(page) == began:
            raise
        return broken_rules(page, **options)
    return found if arrived(page) == began else broken_rules(page, **options)


def _asked(page: Page, options: dict[str, Any]) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found: list[dict[str, Any]] = page.evaluate(RULES, options)
    return [
        f"{rule['id']} ({rule['impact']}): {rule['help']}\n    "
        + "\n    ".join(f"{' '.join(map(str, node['target']))}: {node['html'][:160]}" for node in rule["nodes"][:5])
        for rule in found
    ]

"""axe-core's rules, asked of a page as it stands."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

AXE = Axe().axe_script
RULES = "(options) => axe.run({resultTypes: ['violations'], ...options}).then((results) => results.violations)"


def broken_rules(page: Page, **options: Any) -> list[str]:
    """Which of axe-core's rules the page breaks as it stands, a paragraph each. Only what is broken is described."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found: list[dict[str, Any]] = page.evaluate(RULES, options)
    return [
        f"{rule['id']} ({rule['impact']}): {rule['help']}\n    "
        + "\n    ".join(f"{' '.join(map(str, node['target']))}: {node['html'][:160]}" for node in rule["nodes"][:5])
        for rule in found
    ]

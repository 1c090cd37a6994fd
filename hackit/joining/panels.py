"""Pieces of pages that another app draws: registered at start, so that hackit's pages import no app.

Nearly everything on This week, a topic's or a person's page is read from Entries. A panel is for what is not a
findable thing in itself: the day's jottings with what was understood of them, each with its buttons.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

Panel = Callable[[HttpRequest], dict[str, Any]]

_panels: dict[str, list[tuple[str, Panel]]] = {}


def register(place: str, template: str, context: Panel) -> None:
    """Draw `template` with what `context(request)` returns, wherever `place` is shown. Again replaces."""
    rows = [row for row in _panels.get(place, []) if row[0] != template]
    _panels[place] = [*rows, (template, context)]


def at(place: str, request: HttpRequest) -> list[tuple[str, dict[str, Any]]]:
    """The (template, context) pairs registered for `place`, in order of registration."""
    return [(template, context(request)) for template, context in _panels.get(place, [])]

"""A bare link typed under an item is a paper of that item; taking the line back takes it off the list."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from hackit.audience import Audience
from hackit.forms import completed
from hackit.models import Person
from meetings.agenda.writes import add_paper, remove_paper
from meetings.capture import Recognised
from meetings.models import Line, Paper

Heard = dict[str, Any]

NAMED = re.compile(r"!?\[(?P<title>[^\]\n]*)\]\((?P<url>[^)\s]+)\)")
LONGEST_TITLE, LONGEST_URL = 160, 500
is_address = URLValidator(schemes=["http", "https"])


def keep_paper(line: Line, thing: Recognised) -> Heard:
    """Put the paper with the line's item, unless it is there already; returns what the line is to remember."""
    found = _paper_in(thing.text)
    if found is None or line.item_id is None or line.audience == Audience.ME:
        return {}
    title, url = found
    if line.item.papers.filter(url=url).exists():
        return {"label": title}
    paper = Paper(item=line.item, title=title, url=url)
    add_paper(paper, by=line.author)
    return {"label": title, "paper": paper.ref, "url": url}


def revert_paper(line: Line, entry: Heard, *, by: Person) -> None:
    """Take the paper off the item again, where the line put it there and nobody took it off since."""
    paper = line.item.papers.filter(ref=entry.get("paper", "")).first() if line.item_id else None
    if paper is not None:
        remove_paper(paper, by=by)


def paper_again(line: Line, entry: Heard, *, by: Person) -> None:
    """Put the paper with the item once more, after its line was brought back."""
    if line.item_id and entry.get("paper") and not line.item.papers.filter(url=entry["url"]).exists():
        add_paper(Paper(ref=entry["paper"], item=line.item, title=entry["label"], url=entry["url"]), by=by)


def _paper_in(text: str) -> tuple[str, str] | None:
    """What the paper is called and where it is; None if that is no address that can be followed."""
    bare = text.strip(" .,*-•<>")
    named = NAMED.fullmatch(bare)
    url = completed(named["url"] if named else bare)
    try:
        is_address(url)
        parts = urlsplit(url)
    except (ValidationError, ValueError):
        return None
    if len(url) > LONGEST_URL:
        return None
    last = unquote(parts.path.rstrip("/").rsplit("/", 1)[-1])
    title = (named["title"].strip() if named else "") or last or parts.hostname or url
    return " ".join(title.split())[:LONGEST_TITLE], url

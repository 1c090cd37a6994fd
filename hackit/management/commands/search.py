"""`manage.py search QUERY [--as EMAIL] [--limit N] [--json]`: the ranked hits of a search, as one person finds them.

Without --as as a stranger does. For operators ("why can't she find it?") and for measuring how well things are found.
"""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from hackit.models import Entry, EntryKind, User
from hackit.search.searching import Hit, Results, search

KEYS = ("rank", "kind", "title", "heading", "url", "date", "why")
MOST = 1000


class Command(BaseCommand):
    help = "Search as the page does and print the ranked hits."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("query", metavar="QUERY", help="what would be typed into the box; quote it for the shell")
        parser.add_argument("--as", dest="email", metavar="EMAIL", help="as whom to search (else as a stranger)")
        parser.add_argument("--limit", type=int, default=10, metavar="N", help=f"hits at most (10; up to {MOST})")
        parser.add_argument("--json", action="store_true", help=f"an array of objects with the keys {', '.join(KEYS)}")

    def handle(self, *args: Any, **options: Any) -> None:
        if not 1 <= options["limit"] <= MOST:
            raise CommandError(f"--limit is a number from 1 to {MOST}")
        user = self._user(options["email"]) if options["email"] else None
        results = search(options["query"], user=user, on=timezone.localdate(), size=options["limit"])
        rows = [_row(rank, hit) for rank, hit in enumerate(results.hits, 1)]
        if options["json"]:
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1))
            return
        for sentence in _sentences(results):
            self.stdout.write(sentence)
        for row in rows:
            heading = f" › {row['heading']}" if row["heading"] else ""
            self.stdout.write(
                f"{row['rank']:>3}. {row['title']}{heading}\n     {row['kind']}, {row['date']}, {row['why']}"
            )
            self.stdout.write(f"     {row['url']}")

    def _user(self, email: str) -> User:
        user = User.objects.filter(email__iexact=email, is_active=True).first()
        if user is None:
            raise CommandError(f"Nobody signs in with the address {email}")
        return user


def _row(rank: int, hit: Hit) -> dict[str, Any]:
    """A hit with the title of its note or meeting and, where it is a part of one, its own heading."""
    entry = hit.entry
    title = _title(entry)
    heading = entry.title if entry.title != title else ""
    return {
        "rank": rank, "kind": entry.kind, "title": title, "heading": heading, "url": entry.url,
        "date": entry.date.isoformat(), "why": hit.why,
    }  # fmt: skip


def _title(entry: Entry) -> str:
    stands_alone = entry.kind in (EntryKind.ACTION, EntryKind.DECISION, EntryKind.MEETING, EntryKind.COMING_UP)
    return entry.title if stands_alone or not entry.document_title else entry.document_title


def _sentences(results: Results) -> list[str]:
    found = [f"{'More than ' if results.is_more else ''}{results.total} result{'' if results.total == 1 else 's'}"]
    if results.shown_for:
        found.append(f"Showing results for {results.shown_for}")
    if results.did_you_mean:
        found.append(f"Did you mean {results.did_you_mean}?")
    if results.is_loose:
        found.append("Nothing has all of these words, so here is what has most of them")
    if results.asked.also:
        found.append(f"Also searched: {', '.join(results.asked.also)}")
    return [*found, *results.notes]

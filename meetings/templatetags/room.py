"""What a row of the stream needs in its template."""

from __future__ import annotations

from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from meetings.capture import titles
from meetings.models import Line
from meetings.room.understood import Got, Words

register = template.Library()

WHAT_IT_CHANGES = {"owner": "change the owner", "due": "change the date"}


@register.filter
def as_read(text: str, group: str = "") -> str:
    """A typed text for who was not there: without list signs, Markdown's signs and "!dmt". Escaped like any other."""
    return titles.as_read(text, group)


@register.simple_tag
def words_of(got: Got, line: Line, may_write: bool, next_address: str = "") -> SafeString:
    """The words of one thing understood; those that say whose or when lead to the small form that puts them right."""
    return format_html_join("", "{}", ((_drawn(words, got, line, may_write, next_address),) for words in got.parts))


def _drawn(words: Words, got: Got, line: Line, may_write: bool, next_address: str) -> SafeString:
    if words.part and got.of and may_write:
        address = reverse("meetings:line-part", args=[line.ref, words.part])
        query = urlencode({"of": got.of, **({"next": next_address} if next_address else {})})
        return format_html(
            '<a class="fixable{}" href="{url}" data-hx-get="{url}" data-hx-target="closest .ln"'
            ' data-hx-swap="outerHTML" data-part="{}" data-of="{}" aria-label="{text} ({})">{text}</a>',
            " fixable--b" if words.strong else "", words.part, got.of, WHAT_IT_CHANGES[words.part],
            text=words.text, url=f"{address}?{query}",
        )  # fmt: skip
    return format_html("<b>{}</b>", words.text) if words.strong else format_html("{}", words.text)

"""Beside a text of a page: what was raised from it, and a way to raise an action. See hackit/joining/raising.py."""

import re
from collections.abc import Mapping
from html import unescape
from typing import Any
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString

from hackit.audience import Viewer
from hackit.joining.raising import Raising
from hackit.quantities import worth_keeping

register = template.Library()

MOST_FIGURES = 4
_BLOCK = re.compile(r"</(?:p|li|h\d|td|th|tr|div|blockquote)>|<br\s?/?>", re.I)


@register.inclusion_tag("_partials/raise.html", takes_context=True)
def raise_beside(context: Mapping[str, Any], address: str, title: str, told_at: str = "") -> dict[str, Any]:
    """The actions raised from the text at that address, and the link for those who may. `title` names the text.

    `told_at` is where on the page they stand together: then only how many they are is said here, and leads there.
    """
    raising: Raising = context.get("raising") or Raising()
    return {
        "raised": raising.at(address),
        "may_raise": raising.may_raise,
        "href": _href(context, address),
        "title": title,
        "told_at": told_at,
    }


@register.inclusion_tag("_partials/figures.html", takes_context=True)
def figures_beside(context: Mapping[str, Any], address: str, html: str, title: str) -> dict[str, Any]:
    """The figures in a text (as HTML) at that address, each with a way to keep it, for who writes in a group."""
    if not may_keep(context):
        return {"found": []}
    text = unescape(strip_tags(_BLOCK.sub("\n", str(html))))
    words = list(dict.fromkeys(one.words for one in worth_keeping(text)))
    return {"found": [(one, keep_address(address, one)) for one in words[:MOST_FIGURES]], "title": title}


@register.filter
def keep_address(address: str, words: str) -> str:
    """Where the figure is kept that stands in these words in the text at that address."""
    return f"{reverse('meetings:figure-keep')}?{urlencode({'of': address, 'words': words})}"


def may_keep(context: Mapping[str, Any]) -> bool:
    """Whether who reads this page writes in a group."""
    return Viewer.of(getattr(context.get("request"), "user", None)).writes_in_a_group


@register.simple_tag(takes_context=True)
def raise_from(context: Mapping[str, Any], address: str) -> str | SafeString:
    """An attribute for the element that holds the text: a script takes along what is selected in it."""
    raising: Raising = context.get("raising") or Raising()
    return format_html(' data-raise="{}"', _href(context, address)) if raising.may_raise else ""


def _href(context: Mapping[str, Any], address: str) -> str:
    """The form for a new action, filled from the text at `address`; it comes back to where it was pressed."""
    here = context["request"].path
    back = address if address.partition("#")[0] == here else here
    return f"{reverse('meetings:action-new')}?{urlencode({'from': address, 'next': back})}"

"""Beside a text of a page: what was raised from it, and a way to raise an action. See hackit/raising.py."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from hackit.raising import Raising

register = template.Library()


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

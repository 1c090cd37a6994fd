"""How days, money and audiences are written on every page, and small helps for addresses and forms.

HTML made of people's words is made in hackit/text.py; nothing here marks typed text as safe.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Any

from django import forms, template
from django.core.paginator import Page
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from hackit import text
from hackit.amounts import pounds
from hackit.audience import Audience, Reach
from hackit.dates import british_day, financial_year_label, monday_of
from hackit.running import retention

register = template.Library()


def _local(value: Any) -> Any:
    """An instant as it is on the clock in London; anything else as it is."""
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


@register.filter
def with_anchors(html: str) -> SafeString:
    """HTML that `hackit.text` made, with a link at each heading to the heading's own address."""
    return text.with_anchors(html)


# --- Days and hours ---


@register.simple_tag
def kept_for(key: str) -> str:
    """How long what a rule of `retention` is about is kept: "a year", "30 days"."""
    return retention.in_words(retention.kept_for(key))


@register.filter
def day(value: date | datetime | None) -> str:
    """A day or instant as "Mon 3 June 2019"; nothing gives nothing."""
    return british_day(_local(value)) if value else ""


@register.filter
def day_short(value: date | datetime | None, on: date | None = None) -> str:
    """The same without the year, "Mon 3 June", unless it lies in another year than `on` (left out: today)."""
    if not value:
        return ""
    value = _local(value)
    return british_day(value, year=value.year != (on or timezone.localdate()).year)


@register.filter
def clock(value: datetime | time | None) -> str:
    """The time of day as "10:36am", and a full hour as "10am"."""
    if not isinstance(value, datetime | time):  # a variable that is not there arrives as ""
        return ""
    value = _local(value)
    hour, half = value.hour % 12 or 12, "am" if value.hour < 12 else "pm"
    return f"{hour}:{value.minute:02d}{half}" if value.minute else f"{hour}{half}"


@register.filter
def week_of(value: date | datetime | None) -> str:
    """The week in which a day lies, as "w/c 3 June 2019"."""
    if not value:
        return ""
    value = _local(value)
    monday = monday_of(value.date() if isinstance(value, datetime) else value)
    return f"w/c {monday.day} {monday:%B} {monday.year}"


@register.filter
def fin_year(start: int | str | None) -> str:
    """A financial year by the calendar year in which it starts: 2019 gives "2019/20"."""
    return "" if start is None or start == "" else financial_year_label(int(start))


@register.filter
def due_words(due: date | None, on: date) -> str:
    """How far off a due date is, seen from `on`: "2 days overdue", "Today", "Tomorrow", "In 9 days"."""
    if not due:
        return ""
    days = (due - on).days
    if days < 0:
        return f"{-days} day{'' if days == -1 else 's'} overdue"
    return {0: "Today", 1: "Tomorrow"}.get(days, f"In {days} days")


@register.filter
def due_class(due: date | None, on: date) -> str:
    """The style of `due_words`: "late", "soon" (today and tomorrow) or nothing."""
    if not due:
        return ""
    days = (due - on).days
    return "late" if days < 0 else "soon" if days <= 1 else ""


# --- Money ---


@register.filter
def pence(amount: int | str | None) -> str:
    """Whole pence as pounds: 123450 gives "£1,234.50", 59000000 "£590,000", -500 "−£5"."""
    if amount is None or amount == "":
        return ""
    return pounds(int(amount))


# --- Audience ---


@register.simple_tag
def audience_words(value: str, forum: Any = None) -> SafeString:
    """Who may see a record, in a word with a ring (filled for Everyone).

    `value` is an Audience or a Reach; `forum` the group or its name, which "DMT only" is made of.
    """
    if value == Audience.MEMBERS and forum:
        words = f"{getattr(forum, 'name', forum)} only"
    else:
        words = str((Audience(value) if value in Audience.values else Reach(value)).label)
    return format_html('<span class="aud{}">{}</span>', " aud--all" if value == Audience.EVERYONE else "", words)


# --- Addresses ---


def _query(context: Mapping[str, Any]) -> QueryDict:
    query = context["request"].GET.copy()
    query.pop("page", None)
    return query


@register.simple_tag(takes_context=True)
def query_with(context: Mapping[str, Any], **changes: Any) -> str:
    """The query string of this page with `changes` made; None or "" takes a name away, a list sets several.

    The page number is dropped unless it is among the changes: another filter begins at page 1.
    """
    query = _query(context)
    for name, value in changes.items():
        if value is None or value == "":
            query.pop(name, None)
        elif isinstance(value, list | tuple):
            query.setlist(name, [str(one) for one in value])
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def query_without(context: Mapping[str, Any], name: str, value: Any = None) -> str:
    """The query string of this page without `name`, or without that one value of it: a pill's address."""
    query = _query(context)
    left = [] if value is None else [one for one in query.getlist(name) if one != str(value)]
    if left:
        query.setlist(name, left)
    else:
        query.pop(name, None)
    return f"?{query.urlencode()}"


@register.simple_tag
def page_numbers(page: Page) -> list[int | None]:
    """The pages to offer as links; None stands for those left out between."""
    paginator = page.paginator
    shown = paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return [None if str(number) == str(paginator.ELLIPSIS) else int(number) for number in shown]


# --- Forms ---


def _flat(things: Iterable[Any]) -> Iterable[Any]:
    """Forms and formsets, lists of them among them, as single forms and formsets in their order."""
    for thing in things:
        if isinstance(thing, list | tuple):
            yield from _flat(thing)
        elif isinstance(thing, forms.BaseFormSet):
            yield thing
            yield from thing.forms
        elif isinstance(thing, forms.BaseForm):
            yield thing


@register.simple_tag
def failed_forms(*candidates: Any) -> list[Any]:
    """Those of the given forms, formsets and lists of them that were sent and hold errors, each once."""
    failed: list[Any] = []
    for form in _flat(candidates):
        wrong = form.non_form_errors() if isinstance(form, forms.BaseFormSet) else form.errors
        if form.is_bound and wrong and not any(form is one for one in failed):
            failed.append(form)
    return failed


@register.filter
def error_anchor(field: BoundField) -> str:
    """The id of the control that an error leads to: in a group its first radio, tick or box."""
    widget = field.field.widget
    if hasattr(widget, "error_id"):
        return widget.error_id(field.auto_id)
    if field.use_fieldset or isinstance(widget, forms.MultiWidget):
        return f"{field.auto_id}_0"
    return field.id_for_label or field.auto_id

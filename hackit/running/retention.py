"""How long things are kept, and clearing what is older: by `clear_old`, every night, and by nothing else.

Records are kept until somebody deletes them, and for a while after that, so that it can be undone (`purging`). What the
service needs for a while has a rule here, registered by the app whose tables it is about; HACKIT_KEEP_DAYS says
otherwise ("letters=200,presence=90").
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models, transaction

AT_ONCE = 500
"""Rows in one transaction: a page that writes waits no longer than for these."""


@dataclass(frozen=True)
class Rule:
    """key: as in HACKIT_KEEP_DAYS; what: in words; days: kept for so long; least: fewer would break something;
    rows: what is older than an instant, which may go in this order. Where rows can't simply be deleted, `count` and
    `clear` say at an instant how many are old, and clear them.
    """

    key: str
    what: str
    days: int
    least: int
    rows: Callable[[datetime], Sequence[models.QuerySet]] = lambda before: ()
    count: Callable[[datetime], int] | None = None
    clear: Callable[[datetime], int] | None = None

    @property
    def kept_for(self) -> int:
        """Days, as the settings say or else as they are by default."""
        return settings.KEEP_DAYS.get(self.key, self.days)

    def old(self, *, at: datetime) -> Sequence[models.QuerySet]:
        """What has been kept long enough at that instant."""
        return self.rows(at - timedelta(days=self.kept_for))


_rules: dict[str, Rule] = {}


def register(*rules: Rule) -> None:
    """Say what is kept for a while only. Again replaces."""
    _rules.update({rule.key: rule for rule in rules})


def rules() -> list[Rule]:
    """Every rule, by what it is about."""
    return sorted(_rules.values(), key=lambda rule: rule.what)


def kept_for(key: str) -> int:
    """For how many days what this rule is about is kept."""
    return _rules[key].kept_for


def kept_as_long_as(key: str) -> timedelta:
    """The same as a span of time."""
    return timedelta(days=kept_for(key))


def in_words(days: int) -> str:
    """ "a year", "30 days", "a day"."""
    return {1: "a day", 365: "a year"}.get(days, f"{days} days")


def count_old(*, at: datetime) -> dict[str, int]:
    """How many rows each rule would clear, by its key."""
    return {
        rule.key: rule.count(at) if rule.count else sum(rows.count() for rows in rule.old(at=at)) for rule in rules()
    }


def clear_old(*, at: datetime) -> dict[str, int]:
    """Clear what has been kept long enough, some rows at a time; how many rows by the rule's key."""
    return {
        rule.key: rule.clear(at) if rule.clear else sum(_clear(rows) for rows in rule.old(at=at)) for rule in rules()
    }


def _clear(rows: models.QuerySet) -> int:
    done = 0
    while pks := list(rows.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        with transaction.atomic():
            rows.model._base_manager.filter(pk__in=pks).delete()
        done += len(pks)
    return done


def wrong_settings() -> Iterable[str]:
    """What HACKIT_KEEP_DAYS says that no rule can follow, each as a sentence."""
    for key, days in settings.KEEP_DAYS.items():
        rule = _rules.get(key)
        if rule is None:
            yield f"HACKIT_KEEP_DAYS names “{key}”. There are: {', '.join(sorted(_rules))}."
        elif days < rule.least:
            yield f"HACKIT_KEEP_DAYS keeps {key} for {days} days. Keep them {rule.least} days or more."

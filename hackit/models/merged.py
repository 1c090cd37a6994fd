"""Rows that were made part of another of their kind: the address and name of the old one lead on to the new one."""

from __future__ import annotations

from collections.abc import Collection
from typing import Self

from django.db import models
from django.db.models import Q


class MergedQuerySet(models.QuerySet):
    """Of a model with a `slug` and `merged_into`, the row that it is part of now; its sub-class says `known_to`."""

    def known_to(self, user) -> Self:
        """The rows whose page this user may open; none, for a model that does not say."""
        return self.none()

    def of_slugs(self, *slugs: str) -> Self:
        """The rows of these slugs; for one that was made part of another, that other."""
        merged = self.model._base_manager.filter(slug__in=slugs).exclude(merged_into=None)
        return self.filter(Q(slug__in=slugs) | Q(pk__in=merged.values("merged_into_id")))

    def merged(self, slugs: Collection[str], user) -> dict[str, str]:
        """Of those of these slugs whose row was made part of another that this user knows: the other's slug."""
        rows = self.model._base_manager.filter(slug__in=slugs).exclude(merged_into=None)
        known = dict(rows.values_list("slug", "merged_into__slug")) if slugs else {}
        if not known:
            return {}
        there = set(self.known_to(user).filter(slug__in=known.values()).values_list("slug", flat=True))
        return {old: new for old, new in known.items() if new in there}

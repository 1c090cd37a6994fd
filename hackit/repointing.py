"""Making two rows one: whatever points to the one that goes is pointed to the one that stays, whatever app it is of."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import models
from django.db.models import Exists, OuterRef


def links_to(model: type[models.Model]) -> Iterator[tuple[type[models.Model], models.ForeignKey]]:
    """Every foreign key to a model, with the model that has it: those of many-to-many tables too."""
    for relation in model._meta.get_fields(include_hidden=True):
        if (relation.one_to_many or relation.one_to_one) and relation.auto_created and not relation.concrete:
            yield relation.related_model, relation.field


def repoint(model: type[models.Model], link: models.ForeignKey, one: models.Model, into: models.Model) -> int:
    """Change one foreign key from `one` to `into` in every row, dropping rows that would then be there twice.

    Returns how many rows were changed.
    """
    mine = model._base_manager.filter(**{link.name: one})
    for others in unique_beside(model, link):
        twins = model._base_manager.filter(**{link.name: into}, **{name: OuterRef(name) for name in others})
        mine.filter(Exists(twins)).delete()
    return mine.update(**{link.name: into})


def unique_beside(model: type[models.Model], link: models.ForeignKey) -> list[tuple[str, ...]]:
    """For each rule that makes `link` unique, alone or together with other fields: those others."""
    sets = [tuple(fields) for fields in model._meta.unique_together]
    sets += [tuple(rule.fields) for rule in model._meta.total_unique_constraints]
    sets += [(link.name,)] if link.unique else []
    return [tuple(name for name in fields if name != link.name) for fields in sets if link.name in fields]

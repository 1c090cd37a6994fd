"""Writing topics: making one, changing what it is called, making two one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models, transaction
from django.db.models import Exists, OuterRef

from hackit.history import record_change
from hackit.models import EntryTopic, OldAddress, Person, Topic, TopicAlias


def stored_values(topic: Topic) -> dict[str, Any]:
    """What the form of a topic shows of it."""
    return {
        "name": topic.name,
        "description": topic.description,
        "broader": topic.broader_id,
        "also_called": "\n".join(topic.aliases.order_by("text").values_list("text", flat=True)),
    }


def save_topic(
    topic: Topic, *, name: str, description: str, broader: Topic | None, also_called: Sequence[str], by: Person | None
) -> Topic:
    """Make or change a topic with its other names, and find again where it is named. One transaction, one event."""
    with transaction.atomic():
        is_new = topic.pk is None
        before = {} if is_new else stored_values(topic)
        topic.name, topic.description, topic.broader = name, description, broader
        own = {"name": name, "description": description, "broader": topic.broader_id}
        if is_new or any(before[key] != new for key, new in own.items()):
            topic.save()
        topic.set_aliases(list(also_called))
        after = stored_values(topic)
        changes = {key: (before.get(key), new) for key, new in after.items() if before.get(key, "") != new}
        if is_new or changes:
            record_change(topic, "made" if is_new else "changed", by=by, changes=changes)
    return topic


def merge_topics(topic: Topic, into: Topic, *, by: Person | None) -> None:
    """Everything that points to `topic` points to `into` from now on, whatever app it belongs to.

    The merged one stays as a row that says where it went; its address leads there. Raises ValueError for a topic
    that is to be merged into itself, or one that was merged before.
    """
    if topic.pk == into.pk or topic.merged_into_id or into.merged_into_id:
        raise ValueError("Two topics that both stand are needed")
    with transaction.atomic():
        names = [topic.name, *topic.aliases.values_list("text", flat=True)]
        names += into.aliases.values_list("text", flat=True)
        _lift_out(topic, into)
        tagged = EntryTopic.objects.filter(topic=topic, how=EntryTopic.How.TAGGED).values("entry_id")
        EntryTopic.objects.filter(topic=into, entry__in=tagged).update(how=EntryTopic.How.TAGGED)
        TopicAlias.objects.filter(topic=topic).delete()
        for relation in Topic._meta.get_fields(include_hidden=True):
            if relation.one_to_many and relation.auto_created:
                _repoint(relation.related_model, relation.field, topic, into)
        topic.broader, topic.merged_into = None, into
        topic.save()
        into.set_aliases(names)
        OldAddress.objects.remember(topic.get_absolute_url(), into)
        record_change(topic, "merged", by=by, changes={"merged_into": (None, into.name)})
        record_change(into, "took in", by=by, changes={"also_called": (None, topic.name)})


def _lift_out(topic: Topic, into: Topic) -> None:
    """`into` may lie below `topic`: then the branch it is on moves up, so that no circle comes of it."""
    above = into
    while above.broader_id and above.broader_id != topic.pk:
        above = above.broader
    if above.broader_id == topic.pk:
        above.broader = topic.broader
        above.save()


def _repoint(model: type[models.Model], link: models.ForeignKey, topic: Topic, into: Topic) -> None:
    """Change one foreign key from `topic` to `into` in every row, dropping rows that would then be there twice."""
    mine = model._base_manager.filter(**{link.name: topic})
    for others in _unique_beside(model, link):
        twins = model._base_manager.filter(**{link.name: into}, **{name: OuterRef(name) for name in others})
        mine.filter(Exists(twins)).delete()
    mine.update(**{link.name: into})


def _unique_beside(model: type[models.Model], link: models.ForeignKey) -> list[tuple[str, ...]]:
    """For each rule that makes `link` unique together with other fields: those fields."""
    sets = [tuple(fields) for fields in model._meta.unique_together]
    sets += [tuple(rule.fields) for rule in model._meta.total_unique_constraints]
    return [tuple(name for name in fields if name != link.name) for fields in sets if link.name in fields]

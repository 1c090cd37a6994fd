"""Writing topics: making one, changing what it is called, making two one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from hackit.history import record_change
from hackit.models import EntryTopic, OldAddress, Person, Topic, TopicAlias
from hackit.repointing import links_to, repoint


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
    with transaction.atomic():
        # Asked of the rows as they are stored now, and nobody else's until this ends: of two at once one is done.
        both = list(Topic.objects.select_for_update().filter(pk__in=[topic.pk, into.pk]).order_by("pk"))
        if len(both) != 2 or any(one.merged_into_id for one in both):
            raise ValueError("Two topics that both stand are needed")
        topic.refresh_from_db()
        into.refresh_from_db()
        names = [topic.name, *topic.aliases.values_list("text", flat=True)]
        names += into.aliases.values_list("text", flat=True)
        _lift_out(topic, into)
        tagged = EntryTopic.objects.filter(topic=topic, how=EntryTopic.How.TAGGED).values("entry_id")
        EntryTopic.objects.filter(topic=into, entry__in=tagged).update(how=EntryTopic.How.TAGGED)
        TopicAlias.objects.filter(topic=topic).delete()
        for model, link in links_to(Topic):
            repoint(model, link, topic, into)
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

"""What makes a record findable: one Entry a findable thing, written by the act of saving.

A model that can be found inherits `Indexed` and says in `entries()` what is findable of it. Search, timelines,
topic and person pages, home and feeds read Entries and know none of the models.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from itertools import islice

from django.apps import apps
from django.db import connection, models, transaction

from hackit.bulk import insert_rows
from hackit.database_objects import COPIED_TO_TOPICS, mend_topic_links
from hackit.dates import financial_year
from hackit.links import addresses_in
from hackit.matching import TopicName, find_topics
from hackit.search.normalise import normalise, written_forms

Key = tuple[str, int]  # of a record: its model's label, its id


@dataclass(frozen=True)
class EntryData:
    """One findable thing as its model describes it.

    kind: an `EntryKind`; document: key that groups the parts of one note or meeting, such as "weeknote:abc";
    document_title: how that document is named to a reader; people: (person id, EntryRole) pairs; topics: ids
    of the topics it is tagged with; public_copy: a published copy of something that staff find live; links: pages of
    this site that it links to, beside those whose addresses stand in its words.
    """

    kind: str
    title: str
    url: str
    date: date
    reach: str
    text: str = ""
    part: str = ""
    document: str = ""
    document_title: str = ""
    heading: str = ""
    forum_id: int | None = None
    status: str = ""
    due: date | None = None
    sort: str = ""
    said: str = ""
    public_copy: bool = False
    people: tuple[tuple[int, str], ...] = ()
    topics: tuple[int, ...] = field(default=())
    links: tuple[str, ...] = ()

    def linked(self) -> set[str]:
        """Every page of this site that it links to."""
        return {*self.links, *addresses_in(f"{self.title}\n{self.text}")}


class Indexed:
    """Mixin of models that can be found."""

    def entries(self) -> Iterable[EntryData]:
        """What is findable of this record now; nothing where nobody may see it."""
        raise TypeError(f"{type(self).__name__} must say what is findable of it")

    @classmethod
    def to_index(cls) -> models.QuerySet:
        """The rows that a rebuild goes over, with whatever `entries()` needs loaded."""
        return cls._base_manager.all()


def indexed_models() -> list[type[models.Model]]:
    """Every model that can be found, in the order of their labels."""
    return sorted((m for m in apps.get_models() if issubclass(m, Indexed)), key=lambda m: m._meta.label_lower)


def index(record: models.Model, *, is_new: bool = False) -> None:
    """Bring the Entries of one record up to date, or note it for the end of `at_the_end`.

    Does nothing for a record that is not `Indexed`. Entries keep their ids while their part stays: (source type,
    source id, part) is the upsert key. `is_new`: the record was made just now, so there are no Entries of it yet.
    """
    if not isinstance(record, Indexed):
        return
    waiting = _waiting.get()
    if waiting is None:
        index_all([record], new={_key(record)} if is_new else ())
    else:
        waiting.note(record, is_new=is_new)


def _key(record: models.Model) -> Key:
    return record._meta.label_lower, record.pk


class _Waiting:
    """Records that are to be indexed at the end of a block, and which of them were made in it."""

    def __init__(self) -> None:
        self.records: dict[Key, models.Model] = {}
        self.new: set[Key] = set()

    def note(self, record: models.Model, *, is_new: bool) -> None:
        key = _key(record)
        self.records[key] = record
        if is_new:
            self.new.add(key)


@contextmanager
def at_the_end() -> Iterator[None]:
    """Index what is saved in the block once, after it: a record saved five times is then written once.

    Belongs into the transaction of the block. Nests; a block that raises leaves nothing to be indexed.
    """
    outer = _waiting.get()
    mine = _Waiting()
    token = _waiting.set(mine)
    try:
        yield
    finally:
        _waiting.reset(token)
    if outer is None:
        index_all(mine.records.values(), new=mine.new)
    else:
        outer.records |= mine.records
        outer.new |= mine.new


_waiting: ContextVar[_Waiting | None] = ContextVar("waiting_to_be_indexed", default=None)


def index_all(records: Iterable[models.Model], *, new: Collection[Key] = ()) -> None:
    """Bring the Entries of these (`Indexed`) records up to date, in a few statements for all of them together.

    `new` are the keys (label, id) of those made just now, of which no Entry is looked for.
    """
    by_type: dict[str, dict[int, models.Model]] = {}
    for record in records:
        by_type.setdefault(record._meta.label_lower, {})[record.pk] = record
    if not by_type:
        return
    with transaction.atomic(savepoint=False):
        topic_names = _topic_names()
        links = _Links()
        made: list[tuple[models.Model, EntryData]] = []
        for label, found in by_type.items():
            made += _write_type(label, found, topic_names, links, new)
        insert_rows([entry for entry, _data in made])
        for entry, data in made:
            links.note(entry, data, topic_names, is_new=True)
            links.note_links(entry, data, had=False)
        links.write()


def _write_type(
    label: str, records: dict[int, models.Model], topic_names: list[TopicName], links: _Links, new: Collection[Key]
) -> list[tuple[models.Model, EntryData]]:  # fmt: skip
    """Bring the stored Entries of records of one model up to date; what they link to is noted in `links`.

    Returns those that are still to be made.
    """
    entry_model = apps.get_model("hackit", "Entry")
    wanted: dict[tuple[int, str], EntryData] = {}
    for pk, record in records.items():
        if not getattr(record, "deleted_at", None):
            wanted |= {(pk, data.part): data for data in record.entries()}
    older = [pk for pk in records if (label, pk) not in new]
    stored = {}
    if older:
        rows = entry_model.objects.filter(source_type=label, source_id__in=older)
        stored = {(e.source_id, e.part): e for e in rows.prefetch_related("people_links", "topic_links")}
    gone = [entry.pk for key, entry in stored.items() if key not in wanted]
    if gone:
        entry_model.objects.filter(pk__in=gone).delete()
    made = []
    for (pk, part), data in wanted.items():
        entry = stored.get((pk, part))
        if entry is None:
            made.append((entry_model(source_type=label, source_id=pk, part=part, **_values(data)), data))
            continue
        values = _values(data)
        links.note_links(entry, data, had=bool(addresses_in(f"{entry.title}\n{entry.text}")))
        changed = [name for name, value in values.items() if getattr(entry, name) != value]
        if changed:
            for name in changed:
                setattr(entry, name, values[name])
            entry.save(update_fields=changed)
        links.note(entry, data, topic_names, is_new=False)
    return made


def unindex(record: models.Model) -> None:
    """Take a record out of the index (before its row is really removed)."""
    entry_model = apps.get_model("hackit", "Entry")
    entry_model.objects.filter(source_type=record._meta.label_lower, source_id=record.pk).delete()


def unindex_all(records: Sequence[models.Model]) -> None:
    """Take many records of one model out of the index at once, which nobody shall find any more."""
    if records:
        label, ids = records[0]._meta.label_lower, [record.pk for record in records]
        apps.get_model("hackit", "Entry").objects.filter(source_type=label, source_id__in=ids).delete()


COPIED = (
    "kind", "title", "url", "date", "reach", "text", "document", "document_title", "heading", "forum_id",
    "status", "due", "sort", "said", "public_copy",
)  # fmt: skip


def copied_to_topics(entry: models.Model) -> dict[str, object]:
    """What a link of this Entry to a topic holds of the Entry."""
    return {name: getattr(entry, name) for name in COPIED_TO_TOPICS}


_LIMITS = {"title": 300, "heading": 300, "document_title": 300, "url": 400, "said": 300}


def _values(data: EntryData) -> dict[str, object]:
    """The columns of an Entry, cut to their lengths, and the words that are searched."""
    values = {name: getattr(data, name) for name in COPIED}
    for name, limit in _LIMITS.items():
        values[name] = values[name][:limit]
    values["financial_year"] = financial_year(data.date)
    values["search_title"] = _padded(normalise(f"{data.title} {data.heading}"))
    values["search_body"] = _padded(" ".join([normalise(data.text), *_forms(data)]).strip())
    values["search_document"] = _padded(normalise(data.document_title))
    return values


def _forms(data: EntryData) -> list[str]:
    """The written forms of all its words, each once."""
    return written_forms(f"{data.title}\n{data.heading}\n{data.document_title}\n{data.text}")


def _padded(tokens: str) -> str:
    """A space at either end, so that ` word ` finds whole words by a plain `contains` as well."""
    return f" {tokens} " if tokens else ""


class _Links:
    """The people, topics and links of some Entries: what is to go and what is to come, written together at the end."""

    def __init__(self) -> None:
        self.people = apps.get_model("hackit", "EntryPerson")
        self.topics = apps.get_model("hackit", "EntryTopic")
        self.gone: dict[type[models.Model], list[int]] = {self.people: [], self.topics: []}
        self.new: dict[type[models.Model], list[models.Model]] = {self.people: [], self.topics: []}
        self.pages: dict[int, set[str]] = {}

    def note(self, entry: models.Model, data: EntryData, topic_names: list[TopicName], *, is_new: bool) -> None:
        """Compare what an Entry (with its links prefetched, unless it is new) has with what it shall have."""
        tagged = {(topic_id, "tagged") for topic_id in data.topics}
        seen = f"{data.title}\n{data.heading}\n{data.text}"
        matched = {(m.key, "matched") for m in find_topics(seen, topic_names) if m.key not in data.topics}
        people = [] if is_new else entry.people_links.all()
        topics = [] if is_new else entry.topic_links.all()
        self._compare(self.people, entry, {(row.person_id, row.role): row.pk for row in people}, set(data.people))
        self._compare(self.topics, entry, {(row.topic_id, row.how): row.pk for row in topics}, tagged | matched)

    def note_links(self, entry: models.Model, data: EntryData, *, had: bool) -> None:
        """Have an Entry's links looked at in the end, if it has any or may have had. Most have none: no question."""
        wanted = data.linked()
        if wanted or had:
            self.pages[entry.pk] = wanted

    def _write_pages(self) -> None:
        model = apps.get_model("hackit", "EntryLink")
        stored = {(row.entry_id, row.path): row.pk for row in model.objects.filter(entry_id__in=list(self.pages))}
        wanted = {(entry_id, path) for entry_id, paths in self.pages.items() for path in paths}
        if gone := [pk for key, pk in stored.items() if key not in wanted]:
            model.objects.filter(pk__in=gone).delete()
        model.objects.bulk_create(model(entry_id=pk, path=path) for pk, path in sorted(wanted - stored.keys()))

    def _compare(
        self, model: type[models.Model], entry: models.Model, stored: dict[tuple[int, str], int],
        wanted: set[tuple[int, str]],
    ) -> None:  # fmt: skip
        key, label = ("person_id", "role") if model is self.people else ("topic_id", "how")
        self.gone[model] += [pk for pair, pk in stored.items() if pair not in wanted]
        copied = copied_to_topics(entry) if model is self.topics else {}
        self.new[model] += [
            model(entry_id=entry.pk, **{key: k, label: v}, **copied) for k, v in sorted(wanted - set(stored))
        ]  # fmt: skip

    def write(self) -> None:
        """Take the old ones away, then make the new."""
        for model, pks in self.gone.items():
            if pks:
                model.objects.filter(pk__in=pks).delete()
        for rows in self.new.values():
            insert_rows(rows)
        if self.pages:
            self._write_pages()


_names_meanwhile: ContextVar[list[TopicName] | None] = ContextVar("names_meanwhile", default=None)


@contextmanager
def topics_staying(names: list[TopicName] | None = None) -> Iterator[None]:
    """While many records are written and no topic is: what topics are called is looked up once, not for each.

    `names` are those that the caller has looked up already.
    """
    token = _names_meanwhile.set(_topic_names() if names is None else names)
    try:
        yield
    finally:
        _names_meanwhile.reset(token)


def _topic_names() -> list[TopicName]:
    names = _names_meanwhile.get()
    return _stored_topic_names() if names is None else names


def _stored_topic_names() -> list[TopicName]:
    return apps.get_model("hackit", "Topic").objects.names()


def rematch_topic(topic: models.Model) -> int:
    """Find again where a topic is named, after its name or what it is also called changed. Returns links made.

    Reads the stored Entries, not the records: the text is the same.
    """
    entry_model = apps.get_model("hackit", "Entry")
    link_model = apps.get_model("hackit", "EntryTopic")
    name = next((n for n in _stored_topic_names() if n.key == topic.pk), None)
    with transaction.atomic():
        link_model.objects.filter(topic=topic, how="matched").delete()
        if name is None:
            return 0
        likely = models.Q()
        for words in (name.name, *name.aliases):
            needle = _padded(normalise(words))
            if needle:
                likely |= models.Q(search_title__contains=needle) | models.Q(search_body__contains=needle)
        if not likely:
            return 0
        tagged = link_model.objects.filter(topic=topic).values("entry_id")
        rows = entry_model.objects.filter(likely).exclude(pk__in=tagged)
        new = [
            link_model(entry_id=entry.pk, topic=topic, how="matched", **copied_to_topics(entry))
            for entry in rows.only("pk", "title", "heading", "text", *COPIED_TO_TOPICS).iterator(chunk_size=500)
            if find_topics(f"{entry.title}\n{entry.heading}\n{entry.text}", [name])
        ]
        link_model.objects.bulk_create(new, batch_size=500)
        return len(new)


def rebuild() -> int:
    """Write every Entry anew from the records; returns how many things were indexed. Changes nothing that is right."""
    count = 0
    entry_model = apps.get_model("hackit", "Entry")
    for model in indexed_models():
        label = model._meta.label_lower
        with transaction.atomic():
            alive = model._base_manager.values("pk")
            entry_model.objects.filter(source_type=label).exclude(source_id__in=alive).delete()
        with topics_staying():
            found = model.to_index().iterator(chunk_size=500)
            while records := list(islice(found, 200)):
                index_all(records)
                count += len(records)
    labels = [model._meta.label_lower for model in indexed_models()]
    entry_model.objects.exclude(source_type__in=labels).delete()
    mend_topic_links(connection)
    return count


def fingerprint() -> Iterator[tuple]:
    """Everything the index holds, in a fixed order: what `rebuild_index --check` compares before and after."""
    entry_model = apps.get_model("hackit", "Entry")
    columns = (
        "id",
        "source_type",
        "source_id",
        "part",
        *COPIED,
        "financial_year",
        "search_title",
        "search_body",
        "search_document",
    )
    yield from entry_model.objects.order_by("pk").values_list(*columns).iterator(chunk_size=500)
    link_model = apps.get_model("hackit", "EntryLink")
    yield from link_model.objects.order_by("entry_id", "path").values_list("entry_id", "path").iterator(chunk_size=500)
    for link, target, *extra in (("EntryPerson", "person_id", "role"), ("EntryTopic", "topic_id", "how")):
        link_model = apps.get_model("hackit", link)
        extra += COPIED_TO_TOPICS if link == "EntryTopic" else ()
        rows = link_model.objects.order_by("entry_id", target, extra[0])
        yield from rows.values_list("entry_id", target, *extra).iterator(chunk_size=500)

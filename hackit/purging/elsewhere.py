"""Where the words of a record stand beside its own row, in the ground's tables: history, index, copies, addresses."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from django.db import models, transaction
from django.db.models import Exists, OuterRef, QuerySet

from hackit import held, word_tables
from hackit.held.finding import text_of
from hackit.history import TOMBSTONE, EventValue
from hackit.models import ImportedItem, OldAddress, Publication, PublishedPart, TopicWording
from hackit.purging import Gone, addresses_of, refs_by_label
from hackit.search.normalise import normalise, written_forms

SOME = 500


def take_out(gone: Gone) -> None:
    """Out of what was published and withdrawn, of old addresses, of what imports know, of where wordings come from."""
    for label, refs in refs_by_label(gone).items():
        OldAddress.objects.filter(record_type=label, record_ref__in=refs).delete()
        ImportedItem.objects.filter(record_type=label, record_ref__in=refs).delete()
        _take_back_copies(label, refs)
    came_from(TopicWording.objects.exclude(source_url=""), "source_url", gone).update(source_label="", source_url="")


def came_from(rows: QuerySet, field: str, gone: Gone) -> QuerySet:
    """Those of these rows whose address, in that field, is a page of these records or a place on one."""
    addresses = addresses_of(gone)
    if not addresses:
        return rows.none()
    first = min(one.created_at for some in gone.values() for one in some)
    found = rows.filter(created_at__gte=first).values_list("pk", field).iterator(chunk_size=SOME)
    pks = [pk for pk, url in found if url in addresses or url.partition("#")[0] in addresses]
    return rows.model._base_manager.filter(pk__in=pks)


def _take_back_copies(label: str, refs: list[str]) -> None:
    """What is published stays. What was withdrawn goes: whole documents, and parts that the newest copy has no more."""
    documents = Publication.objects.filter(document_type=label, document_ref__in=refs)
    of_it = {"document_type": OuterRef("document_type"), "document_ref": OuterRef("document_ref")}
    documents.filter(~Exists(Publication.objects.filter(is_current=True, **of_it))).delete()
    parts = PublishedPart.objects.filter(source_type=label, source_ref__in=refs, publication__is_current=False)
    of_its_document = {f"publication__{name}": OuterRef(f"publication__{name}") for name in of_it}
    newest = PublishedPart.objects.filter(
        publication__is_current=True, source_type=label, source_ref=OuterRef("source_ref"), **of_its_document
    )  # fmt: skip
    PublishedPart.objects.filter(pk__in=list(parts.filter(~Exists(newest)).values_list("pk", flat=True))).delete()


# --- The history ---


def _values_of(gone: Gone) -> Iterable[QuerySet]:
    for label, refs in refs_by_label(gone).items():
        for start in range(0, len(refs), SOME):
            yield EventValue.objects.filter(event__record_type=label, event__record_ref__in=refs[start : start + SOME])


def words_in_history(gone: Gone) -> set[str]:
    """Every word that the history of these records holds."""
    found: set[str] = set()
    for values in _values_of(gone):
        for pair in values.values_list("old", "new").iterator(chunk_size=SOME):
            found |= _words("\n".join(pair))
    return found


def forget_history(gone: Gone) -> int:
    """Leave of the history of these records when, by whom and what was done; how many values went.

    Needs an open erasure, or the database refuses.
    """
    told = 0
    for values in _values_of(gone):
        told += values.count()
        for value in values.filter(event__verb__in=held.verbs_with_names()).select_related("event"):
            if held.is_name(value.event.verb, value.field):  # somebody's name, or a heading
                EventValue.objects.filter(pk=value.pk).update(field=f"{TOMBSTONE} {value.pk}")
        values.exclude(old="").update(old=TOMBSTONE)
        values.exclude(new="").update(new=TOMBSTONE)
    return told


def forget_in_history_of(label: str, ref: str, verbs: Collection[str], words: Iterable[str]) -> None:
    """In the history of a record that stays, where a change of one of these verbs tells of what is purged: take these
    words out, where they are the whole value or one of its parts between semicolons. Needs an open erasure.
    """
    longest_first = sorted({one for one in words if one}, key=len, reverse=True)
    if not longest_first:
        return
    said = re.compile(rf"(?:^|(?<=; ))(?:{'|'.join(re.escape(one) for one in longest_first)})(?=$|; )")
    for value in EventValue.objects.filter(event__record_type=label, event__record_ref=ref, event__verb__in=verbs):
        old, new = said.sub(TOMBSTONE, value.old), said.sub(TOMBSTONE, value.new)
        if (old, new) != (value.old, value.new):
            EventValue.objects.filter(pk=value.pk).update(old=old, new=new)


# --- The words for spellings ---


def words_of(rows: Iterable[models.Model]) -> set[str]:
    """Every word in the texts of these rows, as the index would hold it."""
    found: set[str] = set()
    for row in rows:
        for one in row._meta.concrete_fields:
            if isinstance(one, models.CharField | models.TextField | models.JSONField) and not one.choices:
                found |= _words(text_of(getattr(row, one.attname)))
    return found


def _words(text: str) -> set[str]:
    return {*normalise(text).split(), *(word for form in written_forms(text) for word in form.split())}


def forget_words(words: set[str]) -> None:
    """Take those of these words out of the tables for spellings that stand in nothing that can be found any more."""
    word_tables.forget_unused(transaction.get_connection(), sorted(words))

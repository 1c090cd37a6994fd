"""Lines of the kind "coming up" get the record that new ones make; what is found of them is that record from now on."""

import re
from datetime import date

from django.db import migrations

from hackit.records import new_ref
from hackit.search.normalise import normalise, written_forms
from meetings.capture.loose import read_loose

LABEL = re.compile(r"(?:coming\s+up|upcoming)\s*(?::|[-–—])\s*", re.I)
MARKS = re.compile(r"(?:\s+[#!][^\W\d_][\w-]*)+\s*$")


def title_of(text: str, due_text: str) -> str:
    """The line's first words without its label and marks, and without a loose date that is kept beside it."""
    words = MARKS.sub("", LABEL.sub("", text.strip(), count=1)).split("\n")[0].strip() or text.strip()
    if due_text and words.casefold().endswith(due_text.casefold()):
        words = words[: -len(due_text)].rstrip(" ,;–-") or words
    words = words if len(words) <= 300 else words[:299].rstrip() + "…"
    return words[:1].upper() + words[1:]


def british(day: date) -> str:
    return f"{day:%a} {day.day} {day:%B} {day.year}"


def make_records(apps, schema_editor) -> None:
    """One for each line that has none yet; a line that was taken back gives one that was."""
    lines = apps.get_model("meetings", "Line").objects
    things = apps.get_model("meetings", "ComingUp").objects
    through = apps.get_model("meetings", "ComingUp").topics.through.objects
    for line in lines.filter(kind="coming_up", coming_up=None).prefetch_related("topics"):
        loose = read_loose(line.due_text, on=line.day) if line.due_text and not line.due else None
        (thing,) = things.bulk_create([
            things.model(
                ref=new_ref(), line=line, title=title_of(line.text, line.due_text), due=line.due,
                due_text=loose.words[:80] if loose else "", sorts_as=loose.around if loose else None,
                audience=line.audience, forum_id=line.forum_id, reach=line.reach, created_by_id=line.author_id,
                deleted_at=line.deleted_at, deleted_by_id=line.deleted_by_id,
            )
        ])  # fmt: skip
        through.bulk_create([through.model(comingup_id=thing.pk, topic_id=topic.pk) for topic in line.topics.all()])
        heard = [dict(entry) for entry in line.heard] or [{"kind": "coming_up"}]
        for entry in heard:
            if entry.get("kind") == "coming_up" and not entry.get("ref"):
                entry["ref"] = thing.ref
                break
        lines.filter(pk=line.pk).update(heard=heard)
        found_as(apps, line, thing)


def found_as(apps, line, thing) -> None:
    """The entry of the line becomes the record's: it keeps its id, its topics and the day on which it was said."""
    entries = apps.get_model("hackit", "Entry").objects
    links = apps.get_model("hackit", "EntryPerson").objects
    when = british(thing.due) if thing.due else thing.due_text
    text = when[:1].upper() + when[1:]
    for entry in entries.filter(source_type="meetings.line", source_id=line.pk, kind="coming_up")[:1]:
        entries.filter(pk=entry.pk).update(
            source_type="meetings.comingup", source_id=thing.pk, title=thing.title, text=text, status=thing.state,
            url=f"/coming-up/{thing.ref}/", said=thing.due_text, search_title=padded(normalise(f"{thing.title} ")),
            search_body=padded(" ".join([normalise(text), *written_forms(f"{thing.title}\n\n\n{text}")])),
        )  # fmt: skip
        links.filter(entry_id=entry.pk).delete()
        links.bulk_create([links.model(entry_id=entry.pk, person_id=line.author_id, role="recorded")])


def padded(tokens: str) -> str:
    return f" {tokens} " if tokens else ""


class Migration(migrations.Migration):
    dependencies = [
        ("hackit", "0001_initial"),
        ("meetings", "0003_what_is_coming_up"),
    ]

    operations = [migrations.RunPython(make_records, migrations.RunPython.noop)]

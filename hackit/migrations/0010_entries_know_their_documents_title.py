"""The words of a note's or meeting's title stand beside each of its parts, so that the title finds them."""

from django.db import migrations, models

from hackit.search.normalise import normalise

SQLITE = [
    f"DROP {what} IF EXISTS entry_fts_{table}{end}"
    for table in ("all", "public")
    for what, end in (("TRIGGER", "_ai"), ("TRIGGER", "_ad"), ("TRIGGER", "_bu"), ("TRIGGER", "_au"), ("TABLE", ""))
]
POSTGRES = ["ALTER TABLE hackit_entry DROP COLUMN IF EXISTS search_vector"]


def take_indexes_away(apps, schema_editor):
    """They are made anew, with the new column, after migrating."""
    for sql in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRES:
        schema_editor.execute(sql)


def fill(apps, schema_editor):
    entries = apps.get_model("hackit", "Entry").objects
    titles = entries.exclude(document_title="").order_by().values_list("document_title", flat=True).distinct()
    for title in list(titles):
        words = normalise(title)
        entries.filter(document_title=title).update(search_document=f" {words} " if words else "")


class Migration(migrations.Migration):
    dependencies = [("hackit", "0009_pages_that_entries_link_to")]

    operations = [
        migrations.RunPython(take_indexes_away, migrations.RunPython.noop),
        migrations.AddField("entry", "search_document", models.TextField(blank=True, default=""), preserve_default=False),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]

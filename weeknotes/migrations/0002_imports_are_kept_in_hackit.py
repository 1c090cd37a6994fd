from django.db import migrations


def move(apps, schema_editor):
    """What was brought in so far, kept where every import is."""
    old_run, new_run = apps.get_model("weeknotes", "ImportRun"), apps.get_model("hackit", "ImportRun")
    new_item = apps.get_model("hackit", "ImportedItem")
    for old in old_run.objects.order_by("pk"):
        run = new_run.objects.create(kind="weeknotes.weeknote", at=old.at, by_id=old.by_id, source=old.source)
        for item in old.items.select_related("weeknote").order_by("pk"):
            new_item.objects.create(
                run=run, source_key=item.source_key, content_hash=item.content_hash,
                record_type="weeknotes.weeknote", record_ref=item.weeknote.ref,
            )


class Migration(migrations.Migration):

    dependencies = [
        ('weeknotes', '0001_initial'),
        ('hackit', '0006_what_was_brought_in'),
    ]

    operations = [
        migrations.RunPython(move, migrations.RunPython.noop),
        migrations.DeleteModel(
            name='ImportedItem',
        ),
        migrations.DeleteModel(
            name='ImportRun',
        ),
    ]

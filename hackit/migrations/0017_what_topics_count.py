"""A link to a topic holds what decides who sees its Entry and how a topic counts it; the trigger that keeps it right
is made after the migrations, with the others."""

import datetime

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("hackit", "0016_kinds_of_money_and_audit"),
    ]

    operations = [
        migrations.AddField(
            model_name="entrytopic",
            name="date",
            field=models.DateField(default=datetime.date(1970, 1, 1)),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="entrytopic",
            name="forum_id",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="entrytopic",
            name="kind",
            field=models.CharField(default="", max_length=12),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="entrytopic",
            name="public_copy",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="entrytopic",
            name="reach",
            field=models.CharField(default="nobody", max_length=10),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="entrytopic",
            name="status",
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.RunSQL(
            "UPDATE hackit_entrytopic SET (reach, date, kind, status, forum_id, public_copy) = (SELECT"
            " reach, date, kind, status, forum_id, public_copy FROM hackit_entry e WHERE e.id = entry_id)",
            migrations.RunSQL.noop,
        ),
        migrations.AddIndex(
            model_name="entrytopic",
            index=models.Index(fields=["topic", "reach"], name="entry_topic_reach"),
        ),
        migrations.AddIndex(
            model_name="entrytopic",
            index=models.Index(
                fields=["topic", "kind", "date", "how", "reach", "status", "forum_id", "public_copy", "entry"],
                name="entry_topic_facts",
            ),
        ),
        migrations.AddIndex(
            model_name="publishedpart",
            index=models.Index(fields=["publication", "kind", "reach", "sort", "forum", "id"], name="part_facts"),
        ),
        migrations.RemoveIndex(model_name="publication", name="publication_newest"),
        migrations.AddIndex(
            model_name="publication",
            index=models.Index(
                fields=["document_type", "-date", "-id", "reach", "forum"],
                condition=models.Q(is_current=True),
                name="publication_current",
            ),
        ),
    ]

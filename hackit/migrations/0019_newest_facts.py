"""What decides whether something is found, and how it is counted, is read from the newest day on in one index."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("hackit", "0018_what_backups_were_made"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="entry",
            name="entry_newest",
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(
                fields=[
                    "-date",
                    "id",
                    "reach",
                    "public_copy",
                    "kind",
                    "forum",
                    "financial_year",
                    "status",
                    "due",
                    "sort",
                    "document",
                ],
                name="entry_newest_facts",
            ),
        ),
    ]

"""Ended actions are read by the day they ended in an index, not sorted; it is made in a second or two for 100,000."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0018_proposals"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="action",
            index=models.Index(
                fields=["-ended_on", "id", "status", "reach", "forum", "owner", "created_by"],
                condition=models.Q(ended_on__isnull=False),
                name="action_ended",
            ),
        ),
    ]

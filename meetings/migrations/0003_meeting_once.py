"""A group meets once at a time, also where no time is set: on SQLite as on PostgreSQL."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("meetings", "0002_line_heard")]

    operations = [
        migrations.RemoveConstraint(model_name="meeting", name="meeting_once"),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.UniqueConstraint(
                condition=models.Q(("deleted_at", None), ("start_time__isnull", False)),
                fields=("forum", "date", "start_time"),
                name="meeting_once",
                violation_error_message="This group already meets then.",
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.UniqueConstraint(
                condition=models.Q(("deleted_at", None), ("start_time", None)),
                fields=("forum", "date"),
                name="meeting_once_without_time",
                violation_error_message="This group already meets then.",
            ),
        ),
    ]

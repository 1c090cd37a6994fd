"""Lists of actions read one index; what was left by a press on several is kept."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('hackit', '0005_reminders'),
        ('meetings', '0007_letters_that_were_answered'),
    ]

    operations = [
        migrations.AddField(
            model_name='actionbatch',
            name='left',
            field=models.JSONField(default=list),
        ),
        migrations.AddIndex(
            model_name='action',
            index=models.Index(fields=['status', 'reach', 'forum', 'owner', 'created_by', 'due', 'due_is_assumed', 'times_moved', 'ended_on', 'id'], name='action_lists'),
        ),
    ]

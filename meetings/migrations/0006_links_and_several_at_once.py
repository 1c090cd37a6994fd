"""Links with an action, the person whom it waits for, and what was done to several at once."""

import django.db.models.deletion
import django.utils.timezone
import hackit.records
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('hackit', '0004_entries_by_their_address'),
        ('meetings', '0005_answers_and_where_an_action_came_from'),
    ]

    operations = [
        migrations.CreateModel(
            name='ActionBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(default=hackit.records.new_ref, editable=False, max_length=36, unique=True)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('said', models.CharField(max_length=300)),
                ('changed', models.JSONField(default=list)),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='ActionLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(default=hackit.records.new_ref, editable=False, max_length=36, unique=True)),
                ('audience', models.CharField(choices=[('me', 'Only me'), ('members', 'Group only'), ('staff', 'All staff'), ('everyone', 'Everyone')], default='members', max_length=10)),
                ('reach', models.CharField(choices=[('nobody', 'Nobody'), ('named', 'Only the people named on it'), ('members', 'The group'), ('staff', 'All staff'), ('everyone', 'Everyone')], default='nobody', editable=False, max_length=10)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('deleted_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('url', models.CharField(max_length=800, verbose_name='link')),
                ('words', models.CharField(blank=True, max_length=200)),
                ('on', models.DateField()),
            ],
            options={
                'ordering': ['on', 'pk'],
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='action',
            name='waiting_on',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='hackit.person'),
        ),
        migrations.AlterField(
            model_name='action',
            name='helpers',
            field=models.ManyToManyField(blank=True, related_name='+', through='meetings.ActionHelper', to='hackit.person', verbose_name='with'),
        ),
        migrations.AddConstraint(
            model_name='action',
            constraint=models.CheckConstraint(condition=models.Q(('waiting_on', None), models.Q(('waiting_for', ''), _negated=True), _connector='OR'), name='action_waits_on_whom_it_waits_for', violation_error_message='Say what it is waiting for only while it is waiting.'),
        ),
        migrations.AddField(
            model_name='actionbatch',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='hackit.person'),
        ),
        migrations.AddField(
            model_name='actionlink',
            name='action',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links', to='meetings.action'),
        ),
        migrations.AddField(
            model_name='actionlink',
            name='created_by',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='hackit.person'),
        ),
        migrations.AddField(
            model_name='actionlink',
            name='deleted_by',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='hackit.person'),
        ),
        migrations.AddField(
            model_name='actionlink',
            name='forum',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='hackit.forum', verbose_name='group'),
        ),
        migrations.AddConstraint(
            model_name='actionlink',
            constraint=models.CheckConstraint(condition=models.Q(('deleted_at__isnull', True), ('reach', 'nobody'), _connector='OR'), name='meetings_actionlink_deleted_reaches_nobody', violation_error_message='A deleted record can be seen by nobody.'),
        ),
        migrations.AddConstraint(
            model_name='actionlink',
            constraint=models.CheckConstraint(condition=models.Q(('url__startswith', 'https://'), ('url__startswith', 'http://'), _connector='OR'), name='action_link_is_of_the_web', violation_error_message='Enter a web address that starts with https://'),
        ),
    ]

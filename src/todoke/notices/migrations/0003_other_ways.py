"""Notices on other ways than mail, and what a provider calls a mail."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('notices', '0002_came_back'),
        ('shops', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Handover',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(default='waiting', max_length=16)),
                ('due_at', models.BigIntegerField(default=0)),
                ('leased_until', models.BigIntegerField(default=0)),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('last_error', models.TextField(blank=True, default='')),
                ('way', models.CharField(max_length=10)),
                ('at', models.BigIntegerField(default=0)),
                ('remote', models.CharField(blank=True, default='', max_length=200)),
                ('digest', models.CharField(blank=True, default='', max_length=64)),
                ('reason', models.CharField(blank=True, default='', max_length=200)),
                ('notice', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='handovers', to='notices.notice')),
                ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to='shops.shop')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['due_at', 'id'], name='handover_due'), models.Index(fields=['notice'], name='handover_of_notice'), models.Index(condition=models.Q(('remote', ''), _negated=True), fields=['remote'], name='handover_by_remote')],
                'constraints': [models.UniqueConstraint(fields=('shop', 'notice', 'way'), name='handover_once')],
            },
        ),
    ]

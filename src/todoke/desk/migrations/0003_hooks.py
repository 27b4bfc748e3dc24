"""Hooks, and what is on its way to them."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('desk', '0002_poll'),
        ('orders', '0001_initial'),
        ('shops', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Hook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60)),
                ('url', models.CharField(max_length=500)),
                ('secret', models.BinaryField(default=b'')),
                ('events', models.JSONField(blank=True, default=list)),
                ('on', models.BooleanField(default=True)),
                ('tries', models.PositiveIntegerField(default=0)),
                ('quiet_until', models.BigIntegerField(default=0)),
                ('last_answer', models.CharField(blank=True, default='', max_length=300)),
                ('created_at', models.BigIntegerField(default=0)),
                ('shop', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='shops.shop')),
            ],
        ),
        migrations.CreateModel(
            name='Outgoing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(default='waiting', max_length=16)),
                ('due_at', models.BigIntegerField(default=0)),
                ('leased_until', models.BigIntegerField(default=0)),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('last_error', models.TextField(blank=True, default='')),
                ('seq', models.PositiveIntegerField()),
                ('hook', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to='desk.hook')),
                ('order', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='outgoing', to='orders.order')),
                ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to='shops.shop')),
            ],
        ),
        migrations.AddConstraint(
            model_name='hook',
            constraint=models.UniqueConstraint(fields=('shop', 'name'), name='hook_once'),
        ),
        migrations.AddIndex(
            model_name='outgoing',
            index=models.Index(condition=models.Q(('state', 'waiting')), fields=['due_at', 'id'], name='outgoing_due'),
        ),
        migrations.AddIndex(
            model_name='outgoing',
            index=models.Index(condition=models.Q(('state', 'waiting')), fields=['hook', 'order', 'seq'], name='outgoing_waits'),
        ),
        migrations.AddConstraint(
            model_name='outgoing',
            constraint=models.UniqueConstraint(fields=('shop', 'hook', 'order', 'seq'), name='outgoing_once'),
        ),
    ]

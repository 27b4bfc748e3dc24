"""Lanes: how long parcels took, month by month, and the parcels that are to be looked at."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('desk', '0003_hooks'),
        ('orders', '0003_stopped_index'),
        ('shops', '0005_no_read_next'),
    ]

    operations = [
        migrations.CreateModel(
            name='LaneMonth',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('carrier', models.CharField(max_length=60)),
                ('origin', models.CharField(blank=True, default='', max_length=10)),
                ('destination', models.CharField(blank=True, default='', max_length=10)),
                ('month', models.PositiveIntegerField()),
                ('counts', models.TextField(default='{}')),
                ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to='shops.shop')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('shop', 'carrier', 'month', 'origin', 'destination'), name='lane_month_once')],
            },
        ),
        migrations.CreateModel(
            name='ParcelRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(default='waiting', max_length=16)),
                ('due_at', models.BigIntegerField(default=0)),
                ('leased_until', models.BigIntegerField(default=0)),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('last_error', models.TextField(blank=True, default='')),
                ('parcel', models.CharField(max_length=120)),
                ('counted', models.BooleanField(default=False)),
                ('order', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='runs', to='orders.order')),
                ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to='shops.shop')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['due_at', 'id'], name='parcel_run_due')],
                'constraints': [models.UniqueConstraint(fields=('shop', 'order', 'parcel'), name='parcel_run_once')],
            },
        ),
    ]

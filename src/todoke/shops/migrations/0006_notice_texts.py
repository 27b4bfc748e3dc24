"""A shop's own notices: versions of their texts, kinds of its own, and what is being written."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('shops', '0005_no_read_next'),
    ]

    operations = [
        migrations.AddField(
            model_name='shop',
            name='texts',
            field=models.CharField(blank=True, default='', max_length=32),
        ),
        migrations.CreateModel(
            name='NoticeText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40)),
                ('locale', models.CharField(max_length=10)),
                ('version', models.PositiveIntegerField()),
                ('source', models.TextField()),
                ('errors', models.PositiveIntegerField(default=0)),
                ('warnings', models.PositiveIntegerField(default=0)),
                ('made_by', models.CharField(default='', max_length=150)),
                ('created_at', models.BigIntegerField(default=0)),
                ('live', models.BooleanField(default=False)),
                ('live_by', models.CharField(blank=True, default='', max_length=150)),
                ('live_at', models.BigIntegerField(default=0)),
                ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to='shops.shop')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('shop', 'kind', 'locale', 'version'), name='notice_text_once'), models.UniqueConstraint(condition=models.Q(('live', True)), fields=('shop', 'kind', 'locale'), name='notice_text_live_once')],
            },
        ),
        migrations.CreateModel(
            name='OwnKind',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40)),
                ('title', models.CharField(max_length=60)),
                ('category', models.CharField(max_length=20)),
                ('made_by', models.CharField(default='', max_length=150)),
                ('created_at', models.BigIntegerField(default=0)),
                ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to='shops.shop')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('shop', 'kind'), name='own_kind_once')],
            },
        ),
        migrations.CreateModel(
            name='Unsaved',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40)),
                ('locale', models.CharField(max_length=10)),
                ('person', models.CharField(max_length=150)),
                ('source', models.TextField()),
                ('seen', models.PositiveIntegerField(default=0)),
                ('at', models.BigIntegerField(default=0)),
                ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to='shops.shop')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('shop', 'kind', 'locale', 'person'), name='unsaved_once')],
            },
        ),
    ]

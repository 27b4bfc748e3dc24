
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('orders', '0003_stopped_index'),
        ('shops', '0005_no_read_next'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='alias',
            index=models.Index(fields=['shop', 'theirs'], name='alias_by_name'),
        ),
        migrations.CreateModel(
            name='Awaited',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120)),
                ('received', models.BigIntegerField()),
                ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to='shops.shop')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('shop', 'name', 'received'), name='awaited_once')],
            },
        ),
        migrations.CreateModel(
            name='Followed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(default='waiting', max_length=16)),
                ('due_at', models.BigIntegerField(default=0)),
                ('leased_until', models.BigIntegerField(default=0)),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('last_error', models.TextField(blank=True, default='')),
                ('name', models.CharField(max_length=120)),
                ('number', models.CharField(max_length=120)),
                ('carrier', models.CharField(blank=True, default='', max_length=60)),
                ('theirs', models.CharField(blank=True, default='', max_length=120)),
                ('since', models.BigIntegerField(default=0)),
                ('connection', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to='shops.connection')),
                ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to='shops.shop')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['connection', 'due_at', 'id'], name='followed_due')],
                'constraints': [models.UniqueConstraint(fields=('shop', 'connection', 'name'), name='followed_once')],
            },
        ),
    ]

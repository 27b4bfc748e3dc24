"""Words that orders are found by, put on the index in a worker's spare moments."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('orders', '0001_initial'),
        ('shops', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Word',
            fields=[
                ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to='shops.shop')),
                ('word', models.BinaryField(max_length=60)),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='words', to='orders.order')),
                ('pk', models.CompositePrimaryKey('shop_id', 'word', 'order_id', blank=True, editable=False, primary_key=True, serialize=False)),
            ],
        ),
        migrations.AddField(
            model_name='personal',
            name='indexed',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddIndex(
            model_name='personal',
            index=models.Index(condition=models.Q(('indexed', False)), fields=['id'], name='personal_unindexed'),
        ),
    ]

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('shops', '0003_connection_settings'),
    ]

    operations = [
        migrations.CreateModel(
            name='Wording',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('carrier', models.CharField(blank=True, default='', max_length=30)),
                ('words', models.CharField(max_length=200)),
                ('said', models.CharField(max_length=200)),
                ('means', models.CharField(max_length=20)),
                ('made_by', models.CharField(default='', max_length=150)),
                ('created_at', models.BigIntegerField(default=0)),
                ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to='shops.shop')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('shop', 'carrier', 'words'), name='wording_once')],
            },
        ),
    ]

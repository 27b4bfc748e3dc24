"""What transports and domains have taken lately: all workers share it."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('notices', '0003_other_ways'),
    ]

    operations = [
        migrations.CreateModel(
            name='Rate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, unique=True)),
                ('level', models.FloatField(default=0)),
                ('at_ms', models.BigIntegerField(default=0)),
                ('day', models.IntegerField(default=0)),
                ('count', models.BigIntegerField(default=0)),
                ('first_day', models.IntegerField(default=0)),
            ],
        ),
    ]

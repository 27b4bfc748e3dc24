"""When a connection is read next stands in its own row of work (desk.Poll)."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('shops', '0004_wording'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='connection',
            name='read_next',
        ),
    ]

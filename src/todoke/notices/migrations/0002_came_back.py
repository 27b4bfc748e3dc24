"""Mails that came back: the notice is found by its Message-ID, and addresses that do not work are written to no more."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_initial"), ("shops", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Suppressed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64)),
                ("reason", models.CharField(max_length=30)),
                ("at", models.BigIntegerField()),
                ("shop", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to="shops.shop")),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("shop", "digest"), name="suppressed_once")]},
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(condition=models.Q(("message_id", ""), _negated=True), fields=["message_id"], name="notice_by_message"),
        ),
    ]

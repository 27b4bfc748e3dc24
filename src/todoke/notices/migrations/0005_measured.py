"""What became of a mail, which of two subjects it bore, and the index that the figures are counted by.

The two columns are added as such, with their default: neither database writes a row anew for that, however many notices there are."""

import django.db.models.deletion
from django.db import migrations, models

COLUMNS = (("arm", 1), ("measured", 2))
MARKS = {name: models.CharField(blank=True, db_default="", default="", max_length=length) for name, length in COLUMNS}


class Migration(migrations.Migration):
    dependencies = [("notices", "0004_rates"), ("shops", "0001_initial")]

    operations = [
        migrations.SeparateDatabaseAndState(
            [
                migrations.RunSQL(
                    f"ALTER TABLE notices_notice ADD COLUMN {name} varchar({length}) DEFAULT '' NOT NULL", f"ALTER TABLE notices_notice DROP COLUMN {name}"
                )
                for name, length in COLUMNS
            ],
            [migrations.AddField(model_name="notice", name=name, field=field) for name, field in MARKS.items()],
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                fields=["shop", "queued_at", "id", "kind", "locale", "variant", "state", "arm", "measured", "due_at", "sent_at", "order"],
                name="notice_figures",
            ),
        ),
        migrations.CreateModel(
            name="Measured",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("what", models.CharField(max_length=10)),
                ("link", models.PositiveSmallIntegerField(default=0)),
                ("first_at", models.BigIntegerField()),
                ("count", models.PositiveIntegerField(default=1)),
                (
                    "notice",
                    models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="measures", to="notices.notice"),
                ),
                ("shop", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to="shops.shop")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("shop", "notice", "what", "link"), name="measured_once")],
                "indexes": [models.Index(fields=["notice"], name="measured_of_notice")],
            },
        ),
    ]

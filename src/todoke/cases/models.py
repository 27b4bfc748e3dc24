"""What needs a person: open cases, lines for the page of today, money that is owed. All times are seconds UTC."""

from django.db import models


class Case(models.Model):
    """A piece of trouble that somebody must resolve. One open case a kind and order; a second reason is added to it."""

    shop = models.ForeignKey("shops.Shop", models.CASCADE, db_index=False)
    order = models.ForeignKey("orders.Order", models.CASCADE, db_index=False, related_name="case_rows")
    kind = models.CharField(max_length=30)
    opened_seq = models.PositiveIntegerField()  # the entry that opened it
    opened_at = models.BigIntegerField()
    closed_at = models.BigIntegerField(default=0)
    reasons = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "order", "kind", "opened_seq"], name="case_once")]
        indexes = [models.Index(fields=["shop", "opened_at"], condition=models.Q(closed_at=0), name="case_open")]


class Alert(models.Model):
    """A line on the page of today: what burns, and why. The same words about the same order are one line."""

    shop = models.ForeignKey("shops.Shop", models.CASCADE, db_index=False)
    order = models.ForeignKey("orders.Order", models.CASCADE, null=True)
    what = models.CharField(max_length=200)
    at = models.BigIntegerField()
    done_at = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "order", "what"], name="alert_once")]
        indexes = [models.Index(fields=["shop", "-at"], condition=models.Q(done_at=0), name="alert_open")]


class RefundTask(models.Model):
    """Money that is owed and not yet handed over; staff or a worker pays it, and says so by an event."""

    shop = models.ForeignKey("shops.Shop", models.CASCADE, db_index=False)
    order = models.OneToOneField("orders.Order", models.CASCADE, related_name="refund_task")
    amount = models.BigIntegerField()
    at = models.BigIntegerField()

"""What is left, for now only how it moved: an item without a level on record is untracked, and always there. All times are seconds UTC."""

from django.db import models


class Movement(models.Model):
    """Pieces held for an order, let go, taken out, put back. Append-only."""

    shop = models.ForeignKey("shops.Shop", models.CASCADE, db_index=False)
    order = models.ForeignKey("orders.Order", models.CASCADE, db_index=False)
    kind = models.CharField(max_length=10)  # reserve, release, take_out, put_back
    item = models.CharField(max_length=100)
    line = models.CharField(max_length=60)
    units = models.IntegerField()
    seq = models.PositiveIntegerField()  # the entry that led to it
    at = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["shop", "item", "id"], name="movement_of_item"), models.Index(fields=["shop", "order"], name="movement_of_order")]

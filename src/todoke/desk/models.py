"""The door's own rows: everything exactly as it came, and what must be told to channels. All times are seconds UTC."""

from django.db import models

from todoke.due.rows import Work, waiting_index


class Received(Work):
    """A delivery as it came. `state`: waiting, then taken, ignored, quarantined (with the reason). Unique by the channel's own delivery id."""

    shop = models.ForeignKey("shops.Shop", models.CASCADE, db_index=False)
    connection = models.ForeignKey("shops.Connection", models.CASCADE, db_index=False)
    delivery = models.CharField(max_length=100)
    topic = models.CharField(max_length=80)
    source = models.CharField(max_length=150)  # who handed it in: the connection itself, staff:…, buyer
    live = models.BooleanField(default=True)
    body = models.BinaryField()
    digest = models.CharField(max_length=64)  # of the body; stays when the body is pruned or erased
    received_at = models.BigIntegerField()
    reason = models.TextField(default="", blank=True)
    order = models.BigIntegerField(default=0)  # whose it is, once that is understood

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "connection", "delivery"], name="delivery_once")]
        indexes = [
            waiting_index("received_due"),
            models.Index(fields=["shop", "order"], name="received_of_order"),
            models.Index(fields=["shop", "connection", "digest"], name="received_body"),
            models.Index(fields=["shop", "-id"], condition=models.Q(state="quarantined"), name="received_quarantined"),
            models.Index(fields=["received_at"], name="received_age"),
        ]


class Push(Work):
    """Something a channel must be told, or asked. `state`: waiting, done, dead. Done in the order of an order's journal."""

    shop = models.ForeignKey("shops.Shop", models.CASCADE, db_index=False)
    connection = models.ForeignKey("shops.Connection", models.CASCADE, db_index=False)
    order = models.ForeignKey("orders.Order", models.CASCADE, db_index=False, related_name="pushes")
    seq = models.PositiveIntegerField()
    effect = models.TextField()  # as JSON
    at = models.BigIntegerField()
    answer = models.TextField(default="", blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "order", "seq", "effect"], name="push_once")]
        indexes = [waiting_index("push_due")]


class Poll(Work):
    """A connection that is read, and when next. `leased_until` is that moment, as of any work that waits; `tries`: refused so often in a row."""

    shop = models.ForeignKey("shops.Shop", models.CASCADE, db_index=False)
    connection = models.OneToOneField("shops.Connection", models.CASCADE)
    tries = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [waiting_index("poll_due")]


class Hook(models.Model):
    """Where an order's events are sent on to (CHN-6). `quiet_until`: milliseconds of the real clock; after a failure it is left alone until then."""

    shop = models.ForeignKey("shops.Shop", models.CASCADE)
    name = models.CharField(max_length=60)
    url = models.CharField(max_length=500)
    secret = models.BinaryField(default=b"")  # encrypted (shops/secrets.py)
    events = models.JSONField(default=list, blank=True)  # names of events; empty: all
    on = models.BooleanField(default=True)
    tries = models.PositiveIntegerField(default=0)  # failures in a row
    quiet_until = models.BigIntegerField(default=0)
    last_answer = models.CharField(max_length=300, default="", blank=True)
    created_at = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "name"], name="hook_once")]

    def __str__(self) -> str:
        return self.name


class Outgoing(Work):
    """One entry of an order's journal on its way to one hook; gone when it was taken. An order's entries go in the order of its journal."""

    shop = models.ForeignKey("shops.Shop", models.CASCADE, db_index=False)
    hook = models.ForeignKey(Hook, models.CASCADE, db_index=False)
    order = models.ForeignKey("orders.Order", models.CASCADE, db_index=False, related_name="outgoing")
    seq = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "hook", "order", "seq"], name="outgoing_once")]
        indexes = [waiting_index("outgoing_due"), models.Index(fields=["hook", "order", "seq"], condition=models.Q(state="waiting"), name="outgoing_waits")]


class ParcelRun(Work):
    """A parcel that left, or arrived: the desk looks when it should come, or how long it took. `state`: waiting, done. `counted`: it is in its lane,
    once and for good."""

    shop = models.ForeignKey("shops.Shop", models.CASCADE, db_index=False)
    order = models.ForeignKey("orders.Order", models.CASCADE, db_index=False, related_name="runs")
    parcel = models.CharField(max_length=120)
    counted = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "order", "parcel"], name="parcel_run_once")]
        indexes = [waiting_index("parcel_run_due")]


class LaneMonth(models.Model):
    """How long the parcels of one month took on one lane: counts only, no parcel and no person can be told from them (tracking/lanes.py)."""

    shop = models.ForeignKey("shops.Shop", models.CASCADE, db_index=False)
    carrier = models.CharField(max_length=60)
    origin = models.CharField(max_length=10, default="", blank=True)  # a place (tracking/lanes_places.py), or nothing where nobody told
    destination = models.CharField(max_length=10, default="", blank=True)
    month = models.PositiveIntegerField()  # 202612: when they left
    counts = models.TextField(default="{}")  # tracking.lanes.Lane as JSON

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "carrier", "month", "origin", "destination"], name="lane_month_once")]

    def __str__(self) -> str:
        return f"{self.carrier} {self.origin} {self.destination} {self.month}"

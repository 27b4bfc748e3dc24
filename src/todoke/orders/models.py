"""What we remember: the order as it stands, its journal, its deadlines, and the people apart from them. All times are seconds UTC.

`Entry` is the truth; `Order` is a snapshot: query columns plus the whole value as JSON. Names, addresses and mails live in `Personal` only."""

from django.db import models

from todoke.due.rows import Work, waiting_index

# to be sent, and may not: few among many, so they have an index of their own. Who asks must say the same in SQL (console/packing.py)
STOPPED = models.Q(progress__in=("partly_shipped", "awaiting_shipment")) & (models.Q(dispute="open") | ~models.Q(hold="none"))


class Order(models.Model):
    shop = models.ForeignKey("shops.Shop", models.CASCADE, db_index=False)
    connection = models.ForeignKey("shops.Connection", models.CASCADE, db_index=False)
    ref = models.CharField(max_length=100)  # the channel's own id, for ever the same
    number = models.CharField(max_length=100, default="")  # what the buyer sees, as the channel writes it
    placed_at = models.BigIntegerField(default=0)
    progress = models.CharField(max_length=20)
    funds = models.CharField(max_length=20)
    hold = models.CharField(max_length=20)
    dispute = models.CharField(max_length=20)
    currency = models.CharField(max_length=3, default="")
    total = models.BigIntegerField(null=True)
    locale = models.CharField(max_length=10, default="")
    live = models.BooleanField(default=True)
    state = models.TextField()  # rules.order.Order as JSON
    state_version = models.PositiveSmallIntegerField()
    seq = models.PositiveIntegerField(default=0)  # how many entries its journal has
    last_hash = models.CharField(max_length=64, default="")
    salt = models.BinaryField(default=b"")  # of the references to people; gone when they are forgotten
    heard_at = models.BigIntegerField(default=0)
    changed_at = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "connection", "ref"], name="order_once")]
        indexes = [
            models.Index(fields=["shop", "-placed_at", "-id"], name="order_newest"),
            models.Index(fields=["shop", "progress", "-placed_at", "-id"], name="order_by_progress"),
            models.Index(fields=["shop", "number"], name="order_by_number"),
            models.Index(fields=["shop", "-changed_at", "-id"], name="order_changed"),
            models.Index(fields=["shop", "placed_at", "id"], condition=STOPPED, name="order_stopped"),
        ]

    def __str__(self) -> str:
        return self.number or self.ref


class Entry(models.Model):
    """One event and what was decided: append-only, chained by hash over every column. A missing last one is found from the order's own count."""

    pk = models.CompositePrimaryKey("shop_id", "order_id", "seq")
    shop = models.ForeignKey("shops.Shop", models.CASCADE, db_index=False)
    order = models.ForeignKey(Order, models.CASCADE, db_index=False, related_name="entries")
    seq = models.PositiveIntegerField()
    event = models.CharField(max_length=60)
    at = models.BigIntegerField()  # the event's own time
    heard_at = models.BigIntegerField()  # the desk's clock when the delivery was received
    live = models.BooleanField()
    settled = models.BooleanField(default=True)  # duties and journeys had their say after it; else after a later one of the same delivery
    source = models.CharField(max_length=150)  # who reported it: channel/connection, staff:…, buyer, clock
    received = models.BigIntegerField(default=0)  # the delivery it came with
    version = models.PositiveSmallIntegerField()  # of the event's shape
    policy = models.PositiveIntegerField()  # of the shop's choices that decided
    body = models.TextField()  # the event as JSON
    answers = models.TextField(default="")  # what the rest of the house said to it, as JSON
    outbox = models.TextField(default="")  # what had become of notices since the entry before, as JSON
    effects = models.TextField(default="")  # what was asked for, as JSON
    rows = models.TextField(default="")  # the rows of the tables that led to it
    refused = models.TextField(default="")
    prev = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)


class Deadline(Work):
    """A moment at which the desk acts unless something happens first. `state`: waiting (running), fired, stopped."""

    shop = models.ForeignKey("shops.Shop", models.CASCADE, db_index=False)
    order = models.ForeignKey(Order, models.CASCADE, db_index=False, related_name="deadlines")
    kind = models.CharField(max_length=30)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "order", "kind"], name="deadline_once")]
        indexes = [waiting_index("deadline_due")]


class Personal(models.Model):
    """Words about a person, kept apart from the journal, which holds only `ref`. Erasing them leaves the chain whole (TRU-5)."""

    shop = models.ForeignKey("shops.Shop", models.CASCADE, db_index=False)
    order = models.ForeignKey(Order, models.CASCADE, db_index=False, related_name="personal")
    ref = models.CharField(max_length=40)
    role = models.CharField(max_length=10)  # contact, address
    data = models.TextField()
    search = models.TextField(default="")  # what a caller might say, folded: name, mail, phone
    created_at = models.BigIntegerField(default=0)
    indexed = models.BooleanField(default=False, db_default=False)  # its words stand in Word

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "order", "ref"], name="personal_once")]
        indexes = [models.Index(fields=["id"], condition=models.Q(indexed=False), name="personal_unindexed")]


class Word(models.Model):
    """What a caller might begin with: a name, a mail, a phone, the last digits of it, the order's number; folded, as bytes, so that both databases
    sort it alike. Gone with the person."""

    pk = models.CompositePrimaryKey("shop_id", "word", "order_id")
    shop = models.ForeignKey("shops.Shop", models.CASCADE, db_index=False)
    word = models.BinaryField(max_length=60)
    order = models.ForeignKey(Order, models.CASCADE, related_name="words")


class Alias(models.Model):
    """A parcel that somebody else calls by another name: the channel's shipment id, or the carrier's number."""

    shop = models.ForeignKey("shops.Shop", models.CASCADE, db_index=False)
    order = models.ForeignKey(Order, models.CASCADE, db_index=False)
    theirs = models.CharField(max_length=120)
    ours = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "order", "theirs"], name="alias_once")]
        indexes = [models.Index(fields=["shop", "theirs"], name="alias_by_name")]  # whose parcel has this number?


class Awaited(models.Model):
    """News that came before what it is about: the delivery is read again as soon as an order of the shop is known by that name, then the row goes."""

    shop = models.ForeignKey("shops.Shop", models.CASCADE, db_index=False)
    name = models.CharField(max_length=120)  # number:… of a parcel, order:… of an order
    received = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "name", "received"], name="awaited_once")]


class Followed(Work):
    """A parcel that one connection is asked about, by its number, until it is done. `due_at`: when next; news that comes by itself moves it.
    `state`: waiting, done, refused (`last_error` says why)."""

    shop = models.ForeignKey("shops.Shop", models.CASCADE, db_index=False)
    connection = models.ForeignKey("shops.Connection", models.CASCADE, db_index=False)
    name = models.CharField(max_length=120)  # number:…, as Alias has it
    number = models.CharField(max_length=120)
    carrier = models.CharField(max_length=60, default="", blank=True)
    theirs = models.CharField(max_length=120, default="", blank=True)  # what it is called there; empty: it is not registered yet
    since = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "connection", "name"], name="followed_once")]
        indexes = [models.Index(fields=["connection", "due_at", "id"], condition=models.Q(state="waiting"), name="followed_due")]


class Note(models.Model):
    """What staff wrote about an order. It changes nothing."""

    shop = models.ForeignKey("shops.Shop", models.CASCADE, db_index=False)
    order = models.ForeignKey(Order, models.CASCADE, db_index=False, related_name="notes")
    by = models.CharField(max_length=150)
    text = models.TextField()
    created_at = models.BigIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["shop", "order"], name="note_of_order")]

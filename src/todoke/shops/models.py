"""Whom we serve: shops, their choices in versions, their people, and the channels they are connected to. All times are seconds UTC."""

from django.conf import settings
from django.db import models


class Shop(models.Model):
    """The tenant: everything belongs to exactly one."""

    name = models.CharField(max_length=100, unique=True)
    settings = models.JSONField(default=dict)  # what it set itself; the rest are the defaults of choices.py
    policy_version = models.PositiveIntegerField(default=0)
    hold_mails = models.BooleanField(default=False)  # one switch holds all mails of the shop back
    brake = models.TextField(default="", blank=True)  # why the send brake closed by itself; empty: it is open
    texts = models.CharField(max_length=32, default="", blank=True)  # another word after each change of its own notices; empty: it has none
    created_at = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return self.name


class PolicyVersion(models.Model):
    """A shop's choices as they stood: an order keeps the version under which it was placed."""

    shop = models.ForeignKey(Shop, models.CASCADE)
    version = models.PositiveIntegerField()
    policy = models.TextField()  # rules.policy.Policy as JSON
    made_by = models.CharField(max_length=150, default="")
    created_at = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "version"], name="policy_once")]


class Connection(models.Model):
    """A shop on a channel. Its name is unique per channel in an installation: it routes what comes in."""

    shop = models.ForeignKey(Shop, models.CASCADE)
    channel = models.CharField(max_length=20)
    name = models.CharField(max_length=60)
    secret = models.BinaryField(default=b"")  # encrypted (secrets.py)
    old_secret = models.BinaryField(default=b"")
    old_until = models.BigIntegerField(default=0)
    token = models.BinaryField(default=b"")
    api_url = models.CharField(max_length=300, default="", blank=True)
    mails = models.CharField(max_length=10, default="todoke")
    takes_tests = models.BooleanField(default=False)
    created_at = models.BigIntegerField(default=0)
    last_delivery_at = models.BigIntegerField(default=0)
    read_until = models.BigIntegerField(default=0)  # watermark: everything before it is stored
    trouble = models.TextField(default="", blank=True)
    settings = models.JSONField(default=dict, blank=True)  # agreed for this connection alone, such as what a column of its files means

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "name"], name="connection_routes")]

    def __str__(self) -> str:
        return f"{self.channel}/{self.name}"


class Member(models.Model):
    """A person's role in a shop."""

    ROLES = [("owner", "owner"), ("staff", "staff"), ("readonly", "read-only"), ("warehouse", "warehouse")]
    shop = models.ForeignKey(Shop, models.CASCADE)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    role = models.CharField(max_length=10, choices=ROLES, default="staff")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "user"], name="member_once")]


class ApiKey(models.Model):
    """A machine's key to one shop's orders; only its digest is kept. `people`: it may read names and addresses too."""

    shop = models.ForeignKey(Shop, models.CASCADE)
    name = models.CharField(max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    people = models.BooleanField(default=False)
    created_at = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "name"], name="api_key_once")]


class Wording(models.Model):
    """What a shop's people have taught: a carrier's wording that no table knows. `carrier` empty: whoever writes it."""

    shop = models.ForeignKey(Shop, models.CASCADE, db_index=False)
    carrier = models.CharField(max_length=30, default="", blank=True)
    words = models.CharField(max_length=200)  # folded, as it is looked up (tracking/wordings.py)
    said = models.CharField(max_length=200)  # as the carrier wrote it
    means = models.CharField(max_length=20)  # one of tracking.wordings.TEACHABLE
    made_by = models.CharField(max_length=150, default="")
    created_at = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "carrier", "words"], name="wording_once")]


class OwnKind(models.Model):
    """A kind of notice that only this shop has. People send it by hand; a row of its journeys may tell it too."""

    shop = models.ForeignKey(Shop, models.CASCADE, db_index=False)
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=60)  # as the shop's people call it
    category = models.CharField(max_length=20)  # one of notices.catalogue.Category
    made_by = models.CharField(max_length=150, default="")
    created_at = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "kind"], name="own_kind_once")]


class NoticeText(models.Model):
    """A version of one of the shop's own texts: as somebody saved it, never changed afterwards. One of a kind and language is live at the most;
    where none is, the shipped text is sent. `errors`, `warnings`: how many the lint found when it was saved."""

    shop = models.ForeignKey(Shop, models.CASCADE, db_index=False)
    kind = models.CharField(max_length=40)
    locale = models.CharField(max_length=10)
    version = models.PositiveIntegerField()
    source = models.TextField()
    errors = models.PositiveIntegerField(default=0)
    warnings = models.PositiveIntegerField(default=0)
    made_by = models.CharField(max_length=150, default="")
    created_at = models.BigIntegerField(default=0)
    live = models.BooleanField(default=False)
    live_by = models.CharField(max_length=150, default="", blank=True)  # who published it last
    live_at = models.BigIntegerField(default=0)  # and when; 0: it never was

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "kind", "locale", "version"], name="notice_text_once"),
            models.UniqueConstraint(fields=["shop", "kind", "locale"], condition=models.Q(live=True), name="notice_text_live_once"),
        ]


class Unsaved(models.Model):
    """What somebody is writing at the moment: shown beside it as the buyer would see it, and still there when the browser was closed."""

    shop = models.ForeignKey(Shop, models.CASCADE, db_index=False)
    kind = models.CharField(max_length=40)
    locale = models.CharField(max_length=10)
    person = models.CharField(max_length=150)
    source = models.TextField()
    seen = models.PositiveIntegerField(default=0)  # the version from which it began; 0: the shipped text
    at = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "kind", "locale", "person"], name="unsaved_once")]

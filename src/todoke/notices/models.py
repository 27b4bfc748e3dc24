"""What we tell buyers: a row before it is sent, evidence after. All times are seconds UTC."""

from django.db import models

from todoke.due.rows import Work, waiting_index

COUNTED = ("kind", "locale", "variant", "state", "arm", "measured", "due_at", "sent_at", "order")  # what the figures are made of

class Notice(Work):
    """One message to one buyer, unique for ever by order, kind and occasion.

    `state`: waiting, sending, sent, delivered, bounced, suppressed, withdrawn, dead; `reason` says why it is not sent, in the words of the guards."""

    shop = models.ForeignKey("shops.Shop", models.CASCADE, db_index=False)
    order = models.ForeignKey("orders.Order", models.CASCADE, db_index=False, related_name="notices")
    kind = models.CharField(max_length=40)
    occasion = models.CharField(max_length=200)
    variant = models.CharField(max_length=30, default="", blank=True)
    row = models.CharField(max_length=40)  # the journey's row that asked for it
    seq = models.PositiveIntegerField()  # the entry that led to it
    event = models.TextField()  # that event as JSON, for the guard
    locale = models.CharField(max_length=10, default="")
    reason = models.CharField(max_length=200, default="", blank=True)
    queued_at = models.BigIntegerField()
    sent_at = models.BigIntegerField(default=0)
    message_id = models.CharField(max_length=120, default="", blank=True)
    recipient = models.CharField(max_length=320, default="", blank=True)  # as sent; erased with the person
    subject = models.TextField(default="", blank=True)
    text = models.TextField(default="", blank=True)
    html = models.TextField(default="", blank=True)
    digest = models.CharField(max_length=64, default="", blank=True)  # of what was sent; stays when the words are erased
    by_hand = models.BooleanField(default=False)  # a person asked for it: may be undone for a while
    arm = models.CharField(max_length=1, default="", db_default="", blank=True)  # which of two subjects it bears, a or b; empty: its text has one
    measured = models.CharField(max_length=2, default="", db_default="", blank=True)  # what it can be measured by: c clicks, o opens

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "order", "kind", "occasion"], name="notice_once")]
        indexes = [
            waiting_index("notice_due"),
            models.Index(fields=["shop", "state", "-id"], name="notice_by_state"),
            models.Index(fields=["shop", "queued_at", "id", *COUNTED], name="notice_figures"),  # counted without a look at a row and its words
            models.Index(fields=["message_id"], condition=~models.Q(message_id=""), name="notice_by_message"),  # a mail that comes back names no shop
        ]


class Handover(Work):
    """A notice on one way to the buyer: mail as a provider knows it, sms, line, or phone (staff call). Each way is gone once for a notice.

    `state`: waiting, sent, delivered, bounced, dead, skipped; `reason` says why not. No number and no words stand here: they are looked up when it
    leaves, so that a person who is forgotten is forgotten here too."""

    shop = models.ForeignKey("shops.Shop", models.CASCADE, db_index=False)
    notice = models.ForeignKey(Notice, models.CASCADE, db_index=False, related_name="handovers")
    way = models.CharField(max_length=10)
    at = models.BigIntegerField(default=0)
    remote = models.CharField(max_length=200, default="", blank=True)  # what the provider calls it: its reports say so
    digest = models.CharField(max_length=64, default="", blank=True)  # of what was sent
    reason = models.CharField(max_length=200, default="", blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "notice", "way"], name="handover_once")]
        indexes = [
            waiting_index("handover_due"),
            models.Index(fields=["notice"], name="handover_of_notice"),
            models.Index(fields=["remote"], condition=~models.Q(remote=""), name="handover_by_remote"),  # a report names no shop
        ]


class Measured(models.Model):
    """What a notice offered as it was handed over, and what became of it: the first moment, and how often. `what`: click (on its link, numbered from
    1), open, complaint, converted (an order with its coupon); coupon (it names one; link: for how many days), review (its link to the review page).
    No address, no browser, no place: a row says nothing of who it was beyond the notice."""

    shop = models.ForeignKey("shops.Shop", models.CASCADE, db_index=False)
    notice = models.ForeignKey(Notice, models.CASCADE, db_index=False, related_name="measures")
    what = models.CharField(max_length=10)
    link = models.PositiveSmallIntegerField(default=0)
    first_at = models.BigIntegerField()
    count = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "notice", "what", "link"], name="measured_once")]
        indexes = [models.Index(fields=["notice"], name="measured_of_notice")]


class Rate(models.Model):
    """What a transport, or a recipient's domain, has taken lately; all workers share it. Moments are milliseconds of the real clock, days are UTC."""

    name = models.CharField(max_length=100, unique=True)
    level = models.FloatField(default=0)  # what is left of this second's share at `at_ms`
    at_ms = models.BigIntegerField(default=0)  # of a domain: the next moment that is free
    day = models.IntegerField(default=0)  # days since 1970
    count = models.BigIntegerField(default=0)  # on that day
    first_day = models.IntegerField(default=0)  # a warm-up counts from here


class Suppressed(models.Model):
    """An address of a shop that mail came back from for good, or that wants no advertising (opted_out), as a keyed digest: nobody can read it, and a
    person who is forgotten stays forgotten."""

    shop = models.ForeignKey("shops.Shop", models.CASCADE, db_index=False)
    digest = models.CharField(max_length=64)
    reason = models.CharField(max_length=30)  # in the words of bounces, or opted_out
    at = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "digest"], name="suppressed_once")]


class CaughtMail(models.Model):
    """A mail that was caught instead of sent, where no mail server is set: the viewer shows it."""

    message_id = models.CharField(max_length=120, unique=True)
    order = models.BigIntegerField(default=0)
    recipient = models.CharField(max_length=320)
    subject = models.TextField()
    raw = models.BinaryField()
    at = models.BigIntegerField()

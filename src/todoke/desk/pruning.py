"""Raw bodies of old deliveries go; that they came, what became of them, and their digests stay (TRU-5): the same again is still known."""

from django.db import transaction

from todoke.desk.models import Received
from todoke.desk.uploads import KEPT, forget_old

AT_ONCE, DAY = 500, 86_400
UNDERSTOOD = ("taken", "ignored", KEPT)  # what waits in quarantine may still be run again


def prune(days: int, now: int) -> int:
    """Bodies of understood deliveries older than `days`; a batch a transaction, so that nobody waits. Returns how many."""
    forget_old(now)
    pruned, last = 0, 0
    while True:
        old = Received.objects.filter(received_at__lt=now - days * DAY, state__in=UNDERSTOOD, pk__gt=last).exclude(body=b"")
        keys = list(old.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
        if not keys:
            return pruned
        with transaction.atomic():
            pruned += Received.objects.filter(pk__in=keys).update(body=b"")
        last = keys[-1]

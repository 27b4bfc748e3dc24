"""Missed webhooks are found: shops whose API can be read are read back from a watermark, with overlap (CHN-9). Overlap is harmless, facts have names."""

import hashlib
import logging
import time
from typing import NamedTuple

from django.db import transaction

from todoke.channels.channel import Refusal
from todoke.channels.registry import CHANNELS
from todoke.desk.intake import Delivery, store
from todoke.desk.understand import keys_of
from todoke.orders.models import Order
from todoke.shops.models import Connection

log = logging.getLogger("todoke.catchup")
EVERY_SECONDS, OVERLAP_SECONDS = 15 * 60, 10 * 60
looked = 0.0


class Compared(NamedTuple):
    """What the channel has against what the desk has."""

    there: int
    missing: tuple[str, ...]


def catch_up(now: int) -> int:
    """Read those whose time has come. Returns how many deliveries were stored. Asked often; looks at most once a second."""
    global looked
    if time.monotonic() - looked < 1.0:
        return 0
    looked = time.monotonic()
    stored = 0
    for connection in Connection.objects.select_related("shop").exclude(api_url="").filter(read_next__lte=int(time.time())):
        if Connection.objects.filter(pk=connection.pk, read_next=connection.read_next).update(read_next=int(time.time()) + EVERY_SECONDS):
            stored += read_back(connection, now)
    return stored


def read_back(connection: Connection, now: int) -> int:
    """Everything that changed since the watermark, which moves only when it is stored raw."""
    since = max(0, connection.read_until - OVERLAP_SECONDS)
    try:
        found = CHANNELS[connection.channel].changed(since, now, keys_of(connection))
    except Refusal as no:
        Connection.objects.filter(pk=connection.pk).update(trouble=no.reason[:500], read_next=int(time.time()) + int(no.after or 60))
        return 0
    with transaction.atomic():
        store(Delivery(connection.shop_id, connection.pk, f"read:{hashlib.sha256(topic.encode() + body).hexdigest()[:40]}", topic, body, now, str(connection))
              for _, topic, body in found)
        Connection.objects.filter(pk=connection.pk).update(read_until=now, trouble="")
    return len(found)


def compare(connection: Connection, since: int, now: int) -> Compared:
    """Down to "0 missing of N". Raises Refusal."""
    there = {ref for ref, _, _ in CHANNELS[connection.channel].changed(since, now, keys_of(connection))}
    here = set(Order.objects.filter(connection=connection, ref__in=there).values_list("ref", flat=True))
    return Compared(len(there), tuple(sorted(there - here)))

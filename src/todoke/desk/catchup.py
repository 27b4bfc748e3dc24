"""What a channel has against what the desk has, down to "0 missing of N" (CHN-9)."""

from typing import NamedTuple

from todoke.channels.registry import CHANNELS
from todoke.desk.understand import keys_of
from todoke.orders.models import Order
from todoke.shops.models import Connection


class Compared(NamedTuple):
    """`there`: how many orders the channel names; `missing`: those that the desk does not know."""

    there: int
    missing: tuple[str, ...]


def compare(connection: Connection, since: int, until: int) -> Compared:
    """Orders that changed in that time. Raises Refusal."""
    there = CHANNELS[connection.channel].listed(since, until, keys_of(connection))
    here = set(Order.objects.filter(connection=connection, ref__in=there).values_list("ref", flat=True))
    return Compared(len(there), tuple(sorted(there - here)))

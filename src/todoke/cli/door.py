"""Deliveries taken in at once, for a command whose answer depends on what becomes of them."""

from collections.abc import Sequence

from django.db import transaction

from todoke.desk.models import Received
from todoke.desk.work import take_in
from todoke.due.clock import real_ms
from todoke.due.rows import LEASE_MS

AT_ONCE = 200


def take_in_waiting(rows: Sequence[int]) -> None:
    """Those that still wait and are in nobody's hands; whatever a worker has taken meanwhile is left to it."""
    for at in range(0, len(rows), AT_ONCE):
        with transaction.atomic():
            free = Received.objects.select_for_update().filter(pk__in=rows[at : at + AT_ONCE], state="waiting", leased_until__lt=real_ms())
            mine = list(free.order_by("pk"))
            for row in mine:
                row.attempts += 1
                Received.objects.filter(pk=row.pk).update(leased_until=real_ms() + LEASE_MS, attempts=row.attempts)
        take_in(mine)

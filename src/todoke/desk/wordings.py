"""Carriers' wordings that no table knows: what stands in a delivery, and what a shop's people teach, once for all (TRK-4)."""

from django.db import transaction

from todoke.channels.channel import Ignored, Unclear
from todoke.desk.acts import run_again
from todoke.desk.models import Received
from todoke.desk.understand import read, setup_of
from todoke.shops.models import Shop, Wording
from todoke.tracking.wordings import TEACHABLE, fold

LONGEST = 200  # characters: more is no wording


def unknown_in(row: Received) -> tuple[tuple[str, str], ...]:
    """(carrier, wording) of what is still not known in a delivery."""
    try:
        found = read(row, row.connection, setup_of(row.connection)._replace(read_at=row.received_at)) if row.body else ()
    except Unclear:
        return ()
    return () if isinstance(found, Ignored) else tuple(dict.fromkeys(one for reading in found for one in reading.wordings))


@transaction.atomic
def teach(shop: Shop, carrier: str, said: str, means: str, *, by: str, now: int) -> int:
    """From now on it is known; every delivery that waits for it is run again: how many. Raises ValueError."""
    words = fold(said)
    if means not in TEACHABLE or not words or len(said) > LONGEST or len(carrier) > 30:
        raise ValueError(f"{said!r} cannot be taught as {means!r}")
    Wording.objects.update_or_create(shop=shop, carrier=carrier, words=words, defaults={"said": said, "means": means, "made_by": by, "created_at": now})
    waiting = Received.objects.filter(shop=shop, state="quarantined", reason__contains=said)
    return run_again(list(waiting.values_list("pk", flat=True)), by=by, now=now)


def forget(shop: Shop, pk: int) -> None:
    """It is not known any more from now on; what was taken in stays."""
    Wording.objects.filter(shop=shop, pk=pk).delete()

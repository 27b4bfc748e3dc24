"""What the lanes tell people: a table of how long parcels take and how right forecasts were; and all lanes anew from the orders."""

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from django.db import transaction

from todoke.desk.lanes import lanes_of_json, look_at_parcels, since
from todoke.desk.models import LaneMonth, ParcelRun
from todoke.due.tables import insert
from todoke.orders.models import Order
from todoke.rules.order import decoder
from todoke.shops.models import Shop
from todoke.tracking.lanes import ENOUGH, Lane, Record, at_most, by_days, pooled, quantile

HALF, NINE = Fraction(1, 2), Fraction(9, 10)
MOST = 300  # lanes on a page
RUN = ("shop", "order", "parcel", "counted", "state", "due_at", "leased_until", "attempts", "last_error")


class Told(NamedTuple):
    """A lane of the last twelve months. `half`, `nine`: days within which half of the parcels, and nine in ten, were handed over. `quiet`: hours of
    silence that one in twenty exceeds at most; 0 while there are too few parcels. No destination: the carrier's parcels together."""

    carrier: str
    origin: str
    destination: str
    parcels: int
    half: int
    nine: int
    quiet: int
    record: Record


def told(shop: Shop, now: int) -> list[Told]:
    """Each carrier's parcels together, then its lanes; those with most parcels first."""
    carriers: dict[str, list[Lane]] = {}
    lanes: dict[tuple[str, str, str], list[Lane]] = {}
    rows = LaneMonth.objects.filter(shop=shop, month__gte=since(now)).values_list("carrier", "origin", "destination", "counts")
    for carrier, origin, destination, counts in rows:
        lane = lanes_of_json.decode(counts)
        carriers.setdefault(carrier, []).append(lane)
        lanes.setdefault((carrier, origin, destination), []).append(lane)
    wholes = {carrier: pooled(some) for carrier, some in carriers.items()}
    found = [line(carrier, "", "", whole) for carrier, whole in wholes.items()]
    found += [line(*names, pooled(some)) for names, some in lanes.items() if names[2]]
    return sorted(found, key=lambda one: (-wholes[one.carrier].parcels, one.carrier, one.destination != "", -one.parcels, one.origin, one.destination))[:MOST]


def line(carrier: str, origin: str, destination: str, lane: Lane) -> Told:
    days = by_days(lane)
    half, nine = (quantile(days, HALF), quantile(days, NINE)) if days else (0, 0)
    return Told(carrier, origin, destination, lane.parcels, half, nine, at_most(lane.silences) if lane.parcels >= ENOUGH else 0, lane.record)


# ── anew ────────────────────────────────────────────────────────────────────────────────────────────
def rebuild_lanes(now: int) -> int:
    """Every lane from the orders, as if each parcel had just come; also from before the desk kept lanes. Returns how many parcels were counted."""
    with transaction.atomic():
        LaneMonth.objects.all().delete()
        ParcelRun.objects.update(state="done", counted=False)
        for some in arrived():
            insert(ParcelRun, RUN, [(*key, False, "waiting", now, 0, 0, "") for key in some],
                   "ON CONFLICT (shop_id, order_id, parcel) DO UPDATE SET state = 'waiting', due_at = excluded.due_at, leased_until = 0, attempts = 0")
    while look_at_parcels(now):
        pass
    return ParcelRun.objects.filter(counted=True).count()


def arrived() -> Iterator[list[tuple[int, int, str]]]:
    """Parcels that were handed over, five hundred orders at a time."""
    some: list[tuple[int, int, str]] = []
    rows = Order.objects.filter(state__contains='"delivered_at"').order_by("id").values_list("shop_id", "id", "state")
    for number, (shop, order, state) in enumerate(rows.iterator(chunk_size=500), 1):
        some += [(shop, order, p.id) for p in decoder.decode(state).parcels if "delivered" in p.marks]
        if number % 500 == 0:
            yield some
            some = []
    yield some

"""What the desk learns from parcels: when one that left should come, and how long one that came was on its way (TRK-5, TRK-7).

In a worker's spare moments, so that deciding an order does not wait for it. A forecast is an event like any other: it stands in the journal as it was
said, whatever the lanes learn later. Lanes hold counts only, month by month; twelve months are looked at."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

import msgspec
from django.db import transaction

from todoke.desk.advance import Act, Batch
from todoke.desk.models import LaneMonth, ParcelRun
from todoke.desk.work import halving
from todoke.due.clock import real_ms
from todoke.due.rows import claim, fail, still_ours
from todoke.due.tables import insert
from todoke.orders.models import Entry, Order, Personal
from todoke.orders.shelf import key_of
from todoke.rules import events as ev
from todoke.rules import order as rules
from todoke.rules.deadlines import EPOCH, Hours
from todoke.rules.figures import arrived, digital, under_way, valid
from todoke.rules.people import Address
from todoke.rules.units import less
from todoke.rules.versions import read_event
from todoke.shops.choices import show
from todoke.shops.find import policies
from todoke.tracking.lanes import Lane, Record, Run, forecast, longest_gap, pooled, with_runs
from todoke.tracking.lanes_places import country_of, place_of

AT_ONCE = 200
MONTHS = 12  # so long a lane remembers
SCANS = ("ParcelSent", "ParcelLabelled", "ParcelMoved", "ParcelOutForDelivery", "ParcelAttemptFailed", "ParcelHeld", "ParcelTroubled", "ParcelDelivered")
addresses, lanes_of_json = msgspec.json.Decoder(Address), msgspec.json.Decoder(Lane)
encode = msgspec.json.Encoder().encode


class Way(NamedTuple):
    """Which lane, as far as anybody told."""

    shop: int
    carrier: str
    origin: str
    destination: str


class Seen(NamedTuple):
    """A parcel with what must be known to put it on its lane."""

    row: ParcelRun
    order: Order
    value: rules.Order
    parcel: rules.Parcel
    way: Way
    hours: Hours


class Finished(NamedTuple):
    way: Way
    month: int
    run: Run
    record: Record


# ── a round ─────────────────────────────────────────────────────────────────────────────────────────
def look_at_parcels(now: int) -> int:
    """At most a batch of those that left or came. Returns how many."""
    with transaction.atomic():
        rows = claim(ParcelRun, now, real_ms(), AT_ONCE)
    halving(rows, lambda some: look_at(some, now), lambda row, error: fail(row, error, real_ms()))
    return len(rows)


def look_at(rows: Sequence[ParcelRun], now: int) -> None:
    ours = still_ours(rows)
    found = seen(ours)
    came = [one for one in found if arrived(one.parcel)]
    heard = scans(came)
    finished = {one.row.pk: done for one in came if (done := finish(one, heard[one.order.pk, one.parcel.id]))}
    count_in(finished.values())
    say_when(found, now)
    ParcelRun.objects.filter(pk__in=[row.pk for row in ours]).update(state="done", last_error="")
    ParcelRun.objects.filter(pk__in=finished).update(counted=True)


def seen(rows: Sequence[ParcelRun]) -> list[Seen]:
    """With their orders; what was struck out, needs no parcel or has no carrier is not looked at."""
    orders = Order.objects.select_related("shop").in_bulk({row.order_id for row in rows})
    values = {pk: rules.decoder.decode(order.state) for pk, order in orders.items()}
    places = destinations(orders.values(), values)
    origins = {order.shop_id: show(order.shop)["ships_from"] for order in orders.values()}
    known = policies({(order.shop_id, values[pk].policy) for pk, order in orders.items()})
    found: list[Seen] = []
    for row in rows:
        order, value = orders[row.order_id], values[row.order_id]
        parcel = next((p for p in valid(value, value.parcels) if p.id == row.parcel), None)
        if parcel is not None and parcel.tracking[1] and (not parcel.units or less(parcel.units, digital(value))):
            way = Way(order.shop_id, parcel.tracking[1][:60], origins[order.shop_id], places.get(order.pk, ""))
            found.append(Seen(row, order, value, parcel, way, known[order.shop_id, value.policy].hours))
    return found


def destinations(orders: Iterable[Order], values: dict[int, rules.Order]) -> dict[int, str]:
    """Where each goes; nothing once the buyer is forgotten."""
    refs = {order.pk: values[order.pk].address[1] for order in orders if values[order.pk].address[1]}
    rows = Personal.objects.filter(order__in=refs, role="address").values_list("order_id", "ref", "data") if refs else ()
    found: dict[int, str] = {}
    for order, ref, data in rows:
        if data and refs[order] == ref:
            address = addresses.decode(data)
            found[order] = place_of(address.country, address.region, address.city, address.line1)
    return found


# ── one that came ───────────────────────────────────────────────────────────────────────────────────
def scans(came: Sequence[Seen]) -> dict[tuple[int, str], list[int]]:
    """When each was heard of, by the journals of their orders."""
    found: dict[tuple[int, str], list[int]] = {(one.order.pk, one.parcel.id): [] for one in came}
    orders = {one.order.pk for one in came}
    rows = Entry.objects.filter(order__in=orders, event__in=SCANS, refused="").values_list("order_id", "body", "version") if orders else ()
    for order, body, version in rows:
        event = read_event(body, version)
        if isinstance(event, ev.ParcelFact) and (order, event.parcel) in found:
            found[order, event.parcel].append(event.at)
    return found


def finish(one: Seen, heard: Iterable[int]) -> Finished | None:
    """How long it took; None where nobody knows when it left."""
    p, hours = one.parcel, one.hours
    if p.sent_at == rules.NEVER or p.delivered_at < p.sent_at:
        return None
    left, came = hours.local(p.sent_at).date(), hours.local(p.delivered_at).date()
    silence = longest_gap([p.sent_at, p.delivered_at, *(at for at in heard if p.sent_at < at < p.delivered_at)])
    run = Run(left.weekday(), (came - left).days, silence)
    return Finished(one.way, left.year * 100 + left.month, run, record_of(one))


def record_of(one: Seen) -> Record:
    """How right was what had been said before it came: by us, by the carrier or the channel?"""
    p, said, by = one.parcel, one.parcel.forecast, one.value.dates.deliver_by
    told = said.rests_on > 0 and said.at <= p.delivered_at
    promised = 0 <= by[0] <= p.delivered_at
    kept = promised and one.hours.local(p.delivered_at).date() <= one.hours.local(by[1]).date()
    return Record(int(told), int(told and said.first <= p.delivered_at <= said.last), int(promised), int(kept))


def count_in(finished: Iterable[Finished]) -> None:
    """Into their lanes, month by month; always in the same order, so that two never wait for each other."""
    groups: dict[tuple[Way, int], list[Finished]] = {}
    for one in finished:
        groups.setdefault((one.way, one.month), []).append(one)
    keys = sorted(groups)
    insert(LaneMonth, ("shop", "carrier", "origin", "destination", "month", "counts"), [(*way, month, "{}") for way, month in keys],
           "ON CONFLICT (shop_id, carrier, month, origin, destination) DO NOTHING")
    for way, month in keys:
        row = LaneMonth.objects.select_for_update().get(**way._asdict(), month=month)
        some = groups[way, month]
        lane = with_runs(lanes_of_json.decode(row.counts), [one.run for one in some])
        LaneMonth.objects.filter(pk=row.pk).update(counts=encode(pooled([lane, *(Lane(record=one.record) for one in some)])).decode())


# ── one that left ───────────────────────────────────────────────────────────────────────────────────
def say_when(found: Sequence[Seen], now: int) -> None:
    """When each of them should come is written into the journal; anew where it got another carrier or number."""
    left = [one for one in found if one.value.live and under_way(one.parcel) and "returning" not in one.parcel.marks
            and one.parcel.forecast.at < one.parcel.tracking[0] and one.parcel.sent_at != rules.NEVER]
    known = Known(now)
    acts = [Act(key_of(one.order), (expected(one, known, now),), "desk", now) for one in left]
    if acts:
        Batch(acts).run()


def expected(one: Seen, known: "Known", now: int) -> ev.ParcelForecast:
    """Its lane's interval as days on the shop's calendar: from the first of them, to the end of the last."""
    p, hours = one.parcel, one.hours
    day = hours.local(p.sent_at).date()
    said = forecast(known.lanes(one.way), day.weekday(), one.way.carrier, abroad(one.way, hours))
    number = day.toordinal() - EPOCH
    return ev.ParcelForecast(
        at=max(now, p.tracking[0]), parcel=p.id, first=hours.at(number + said.first, 0), last=hours.at(number + said.last + 1, 0) - 1,
        quiet=said.quiet * 3600, rests_on=said.rests_on, lane=said.level, told=said.record.told, right=said.record.right,
    )


def abroad(way: Way, hours: Hours) -> bool:
    """It leaves the shop's country, as far as anybody told which that is."""
    home = country_of(way.origin) or hours.calendar.holidays
    return bool(home and way.destination and country_of(way.destination) != home)


class Known:
    """The lanes of the last twelve months; each carrier's are read once."""

    def __init__(self, now: int) -> None:
        self.now = now
        self.rows: dict[tuple[int, str], list[tuple[str, str, Lane]]] = {}

    def of_carrier(self, shop: int, carrier: str) -> list[tuple[str, str, Lane]]:
        if (shop, carrier) not in self.rows:
            rows = LaneMonth.objects.filter(shop=shop, carrier=carrier, month__gte=since(self.now)).values_list("origin", "destination", "counts")
            self.rows[shop, carrier] = [(origin, destination, lanes_of_json.decode(counts)) for origin, destination, counts in rows]
        return self.rows[shop, carrier]

    def lanes(self, way: Way) -> tuple[Lane, Lane, Lane]:
        """To the place, to its country, of the carrier at all."""
        here = [(destination, lane) for origin, destination, lane in self.of_carrier(way.shop, way.carrier) if origin == way.origin]
        to_place = [lane for destination, lane in here if destination and destination == way.destination]
        to_country = [lane for destination, lane in here if way.destination and country_of(destination) == country_of(way.destination)]
        return pooled(to_place), pooled(to_country), pooled(lane for _, _, lane in self.of_carrier(way.shop, way.carrier))


def since(now: int) -> int:
    """The first month that still counts, as 202601."""
    day = datetime.fromtimestamp(now, UTC)
    year, month = divmod(day.year * 12 + day.month - MONTHS, 12)
    return year * 100 + month + 1

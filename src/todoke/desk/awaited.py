"""News that came before its order, and parcels that somebody is asked about: what happens when a name becomes known (TRK-3, TRK-4).

Both are rows, written in the transaction that makes the name known; whatever is awaited is read again by itself."""

from collections.abc import Container, Iterable, Sequence

from django.db import transaction

from todoke.channels.registry import CHANNELS
from todoke.desk.models import Received
from todoke.desk.parcel_names import Numbered, parcel_name
from todoke.due.tables import insert
from todoke.orders.models import Alias, Awaited, Followed, Order
from todoke.orders.shelf import Held, Key
from todoke.shops.models import Connection
from todoke.tracking.recognise import tidy

FOLLOWERS = tuple(name for name, channel in CHANNELS.items() if channel.follows)
FOLLOWED = ("shop", "connection", "name", "number", "carrier", "theirs", "since", "state", "due_at", "leased_until", "attempts", "last_error")
ONCE = "ON CONFLICT (shop_id, connection_id, name) DO NOTHING"
AT_ONCE = 500
LATELY = 3 * 3600  # seconds: longer than a transaction lasts, and than the worker's round that looks again
QUIET = 6 * 3600  # seconds without news, after which a parcel is asked about


def order_name(number: str) -> str:
    """With or without #, it is the same order."""
    return f"order:{number.strip().lstrip('#')}"[:120]


def placed_name(key: Key) -> str:
    """The order itself, not only what is told about it."""
    return f"placed:{key.connection}:{key.ref}"[:120]


# ── a name becomes known ────────────────────────────────────────────────────────────────────────────
def known_now(held: Iterable[Held], numbers: Sequence[Numbered], now: int, heard: Container[tuple[int, int]] = ()) -> None:
    """Inside the transaction that writes them. Names are made only where somebody waits for any. `heard`: (shop, order) of those that had been spoken
    of before they were placed."""
    touched = [one for one in held if one.touched]
    new = [one for one in touched if one.is_new]
    placed = [one for one in touched if one.value.terms and (one.is_new or (one.key.shop, one.id) in heard)]
    shops = {one.key.shop for one in [*new, *placed]} | {one.held.key.shop for one in numbers}
    if shops and Awaited.objects.filter(shop__in=shops).exists():
        names = [(one.held.key.shop, parcel_name(one.number)) for one in numbers]
        names += [(one.key.shop, order_name(name)) for one in new for name in {one.value.manner.number or one.number, one.key.ref} if name]
        names += [(one.key.shop, placed_name(one.key)) for one in placed]
        wake(names, now)
    if numbers:
        follow([one for one in numbers if one.held.value.live], now)


@transaction.atomic
def wake(names: Sequence[tuple[int, str]], now: int) -> int:
    """What waited for one of these names goes back to the door. Returns how many deliveries."""
    shops = {shop for shop, _ in names}
    wanted, rows = set(names), Awaited.objects.filter(shop__in=shops, name__in=[name for _, name in names])
    found = [(pk, received) for pk, shop, name, received in rows.values_list("pk", "shop_id", "name", "received") if (shop, name) in wanted]
    Awaited.objects.filter(pk__in=[pk for pk, _ in found]).delete()
    return Received.objects.filter(pk__in=[received for _, received in found], state="quarantined").exclude(body=b"").update(
        state="waiting", due_at=now, leased_until=0, attempts=0, reason="")


def follow(numbers: Sequence[Numbered], now: int) -> None:
    """Every connection of the shop that can be asked about parcels will be. A number that several orders have is asked about once."""
    shops = {one.held.key.shop for one in numbers}
    asked = list(Connection.objects.filter(shop__in=shops, channel__in=FOLLOWERS).exclude(api_url="").values_list("shop_id", "pk")) if shops else []
    insert(Followed, FOLLOWED, [row_of(one.held.key.shop, connection, one.number, one.carrier, now) for one in numbers
                                for shop, connection in asked if shop == one.held.key.shop], ONCE)


def row_of(shop: int, connection: int, number: str, carrier: str, now: int) -> tuple[object, ...]:
    return (shop, connection, parcel_name(number), tidy(number)[:120], carrier[:60], "", now, "waiting", now, 0, 0, "")


def told_of(numbers: Iterable[tuple[int, str, int]]) -> None:
    """(shop, number, when) of parcels that somebody has just told of: nobody need ask about them for a while."""
    when: dict[tuple[int, int], set[str]] = {}
    for shop, number, at in numbers:
        if number:
            when.setdefault((shop, at), set()).add(parcel_name(number))
    for (shop, at), names in when.items():
        connections = Connection.objects.filter(shop=shop, channel__in=FOLLOWERS).values_list("pk", flat=True)
        Followed.objects.filter(shop=shop, connection__in=list(connections), name__in=names, state="waiting", due_at__lt=at + QUIET).update(due_at=at + QUIET)


# ── waiting for one ─────────────────────────────────────────────────────────────────────────────────
def await_names(rows: Iterable[tuple[int, str, int]]) -> None:
    """(shop, name, delivery) of what nobody's order fits yet."""
    insert(Awaited, ("shop", "name", "received"), list(rows), "ON CONFLICT (shop_id, name, received) DO NOTHING")


def look_again(now: int) -> int:
    """Two transactions side by side, one that learns the name and one that waits for it, do not see each other: what came lately and is known all the
    same is found here. Returns how many deliveries."""
    lately = Received.objects.filter(pk__in=Awaited.objects.values("received"), state="quarantined", received_at__gte=now - LATELY).values_list("pk", flat=True)
    names = list(Awaited.objects.filter(received__in=list(lately[:AT_ONCE])).values_list("shop_id", "name"))
    shops, forms = {shop for shop, _ in names}, {form: name for _, name in names for form in forms_of(name)}
    known = set(Alias.objects.filter(shop__in=shops, theirs__in=[name for _, name in names]).values_list("shop_id", "theirs"))
    for shop, number in Order.objects.filter(shop__in=shops, number__in=forms).values_list("shop_id", "number"):
        known.add((shop, forms[number]))
    known |= {(shop, name) for shop, name in names if name.startswith("placed:") and is_placed(shop, name)}
    return wake(sorted(known & set(names)), now)


def is_placed(shop: int, name: str) -> bool:
    _, connection, ref = name.split(":", 2)
    return Order.objects.filter(shop=shop, connection=int(connection), ref=ref).exclude(currency="").exists()


def forms_of(name: str) -> tuple[str, ...]:
    """The ways in which an order of that name may be numbered."""
    kind, _, number = name.partition(":")
    return (number, f"#{number}") if kind == "order" else ()

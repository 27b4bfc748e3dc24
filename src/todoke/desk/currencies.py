"""Money that was told without its currency is in the order's own, and only the order itself tells which that is (CHN-2).

Who reports a payment of order 1001 need not say again that it was placed in dollars. The order may stand on the shelf, or come in the same batch. Where
nobody knows it yet, an amount that fits the connection's currency is taken to be in that one; one that does not waits for the order."""

from collections.abc import Iterable

from todoke.channels.channel import Unclear
from todoke.desk.advance import Act, Unsaid
from todoke.desk.awaited import placed_name
from todoke.desk.whose import Addressed, Lost
from todoke.orders.models import Order
from todoke.orders.shelf import Key
from todoke.rules.events import OrderPlaced

NOT_YET = "amount: its currency is not told, and order {number} is not known yet. It is read again by itself as soon as it is."


def in_their_currency(acts: Iterable[Act]) -> Addressed:
    """Acts with their money as the order counts it, in their sequence; and those that cannot be read yet, or not in that currency."""
    every = list(acts)
    if not any(act.unsaid for act in every):
        return Addressed(every, [])
    known, found = currencies(every), Addressed([], [])
    for act in every:
        one = act if act.unsaid is None else settled(act, act.unsaid, known.get(act.key, ""))
        found.lost.append(one) if isinstance(one, Lost) else found.acts.append(one)
    return found


def settled(act: Act, unsaid: Unsaid, currency: str) -> Act | Lost:
    if not currency and not unsaid.currency:
        return Lost(act, NOT_YET.format(number=act.number), (placed_name(act.key),))
    if currency in ("", unsaid.currency):
        return act
    try:
        return act._replace(events=unsaid.read_in(currency))
    except Unclear as error:
        return Lost(act, str(error))


def currencies(acts: Iterable[Act]) -> dict[Key, str]:
    """Of the orders that these acts are about: as they stand on the shelf, else as these acts place them."""
    every = list(acts)
    refs = {act.key.ref for act in every if act.unsaid}
    rows = Order.objects.filter(shop__in={act.key.shop for act in every}, connection__in={act.key.connection for act in every}, ref__in=refs)
    columns = rows.exclude(currency="").values_list("shop_id", "connection_id", "ref", "currency")
    known = {Key(shop, connection, ref): currency for shop, connection, ref, currency in columns}
    for act in every:
        for event in act.events:
            if isinstance(event, OrderPlaced):
                known.setdefault(act.key, event.manner.currency)
    return known

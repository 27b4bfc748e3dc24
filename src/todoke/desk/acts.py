"""What people do at the desk: the same door, answered at once."""

import uuid
from collections.abc import Sequence

import msgspec
from django.db import transaction

from todoke.cases.models import Alert
from todoke.desk.advance import Act, Batch
from todoke.desk.intake import Delivery, store
from todoke.desk.models import Received
from todoke.desk.understand import OURS, Word
from todoke.desk.work import keep_no_body
from todoke.notices.models import Notice
from todoke.notices.suppression import lift
from todoke.orders.models import Note, Order
from todoke.orders.shelf import Key
from todoke.rules.events import Event
from todoke.rules.people import Address, Contact
from todoke.shops.models import Shop


def act(order: Order, events: Sequence[Event], *, by: str, now: int, key: str = "") -> list[str]:
    """For each event "" or the sentence why it was refused. The same `key` again is the same act: nothing is done twice."""
    return report(order, Word(order.ref, tuple(events)), by=by, now=now, key=key)


def change_people(order: Order, *, by: str, now: int, key: str = "", contact: Contact | None = None, address: Address | None = None) -> list[str]:
    """A corrected mail, name or address; the words go beside the journal. A mail address that a person gives is tried, whatever came back before."""
    if contact:
        lift(order.shop_id, contact.mail)
    return report(order, Word(order.ref, contact=contact, address=address, at=now), by=by, now=now, key=key)


@transaction.atomic
def report(order: Order, word: Word, *, by: str, now: int, key: str) -> list[str]:
    """What one order is told, once for a key."""
    return report_all([(order, word)], by=by, now=now, key=key or uuid.uuid4().hex)[0]


@transaction.atomic
def report_all(words: Sequence[tuple[Order, Word]], *, by: str, now: int, key: str) -> list[list[str]]:
    """Stored as they came, like any delivery, and advanced in the same transaction: what one act tells several orders is told to all or to none. With
    each word an order of the connection that it is for."""
    names = [f"desk:{key}:{at}" if at else f"desk:{key}" for at in range(len(words))]
    shops, connections = {order.shop_id for order, _ in words}, {order.connection_id for order, _ in words}
    known = Received.objects.filter(shop__in=shops, connection__in=connections, delivery__in=names)
    if known.exists():
        return [["" for _ in word.events] for _, word in words]
    store(Delivery(order.shop_id, order.connection_id, name, OURS, msgspec.json.encode(word), now, by) for name, (order, word) in zip(names, words))
    rows = dict(known.values_list("delivery", "pk"))
    acts = [Act(Key(order.shop_id, order.connection_id, word.ref), word.events, by, now, True, rows[name], word.number, word.contact, word.address, word.at)
            for name, (order, word) in zip(names, words)]
    batch = Batch(acts)
    done = batch.run()
    for act, one in zip(acts, done):
        Received.objects.filter(pk=act.received).update(state="taken", order=one.order)
        if not batch.held[act.key].salt:
            keep_no_body([act.received])  # this buyer was forgotten on request
    return [list(one.refused) for one in done]


def note(order: Order, text: str, *, by: str, now: int) -> None:
    """What staff wrote: it changes nothing about the order."""
    if text.strip():
        Note.objects.create(shop_id=order.shop_id, order=order, by=by, text=text.strip()[:4000], created_at=now)


def run_again(received: Sequence[int], *, by: str, now: int) -> int:
    """From quarantine back to the door, after a fix."""
    return Received.objects.filter(pk__in=received, state="quarantined").exclude(body=b"").update(state="waiting", leased_until=0, attempts=0, reason="")


def hold_mails(shop: Shop, held: bool, *, by: str, now: int) -> None:
    """One switch holds all mails of a shop back, and lets them go (NTC-19)."""
    Shop.objects.filter(pk=shop.pk).update(hold_mails=held)


def release_brake(shop: Shop, discard: bool, *, by: str, now: int) -> None:
    """Staff have looked: what the brake stopped goes out, or is discarded."""
    if discard:
        Notice.objects.filter(shop=shop, state="waiting", reason="brake").update(state="withdrawn", reason=f"discarded: {by}"[:200])
    else:
        Notice.objects.filter(shop=shop, state="waiting", reason="brake").update(reason="let_go", leased_until=0)
    Shop.objects.filter(pk=shop.pk).update(brake="")


def settle_alerts(shop: Shop, what: str, *, now: int) -> int:
    """Somebody has looked at this line of today, and done what was to do. The same words come back when they are true again."""
    return Alert.objects.filter(shop=shop, what=what, done_at=0).update(done_at=now)


def undo(notice: Notice, *, by: str) -> bool:
    """A mail that a person asked for can be taken back for a while."""
    return bool(Notice.objects.filter(pk=notice.pk, state="waiting", by_hand=True).update(state="withdrawn", reason=f"undone: {by}"[:200]))

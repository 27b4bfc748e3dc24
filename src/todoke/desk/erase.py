"""A person is forgotten on request (TRU-5): the words about them go, digests and amounts stay, and the journal's chain stays whole.

What stays, and why, is told with the answer: nobody should have to guess what "erased" leaves out."""

import re
import time
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import msgspec
from django.db import connection, transaction
from django.db.models import F, Q

from todoke.cases.models import Alert, Case
from todoke.desk.models import Push, Received
from todoke.notices.models import CaughtMail, Measured, Notice
from todoke.orders.models import Alias, Entry, Note, Order, Personal, Word
from todoke.orders.search_words import fold
from todoke.rules.people import Contact

GONE = "the person was forgotten on request"
AT_ONCE = 500
CHECKPOINT_SECONDS = 5.0
NOT_IN_A_NUMBER = re.compile(r"[^0-9a-z]")
contacts = msgspec.json.Decoder(Contact)


class Kept(NamedTuple):
    """Something that was not erased, and why."""

    what: str
    reason: str


class Erased(NamedTuple):
    """How many orders and rows were touched, and what stays."""

    orders: int
    rows: int
    kept: tuple[Kept, ...]


class Person(NamedTuple):
    """What is looked for in texts that are nobody's column: mails, the orders' own names, and other words."""

    mails: tuple[str, ...]
    refs: tuple[str, ...]
    words: tuple[str, ...]

    def is_in(self, text: str) -> bool:
        """Mails and words anywhere; an order's name only as a whole."""
        low = text.casefold()
        return any(word in low for word in (*self.mails, *self.words)) or self.is_named_in(low)

    def is_named_in(self, low: str) -> bool:
        return any(re.search(rf"(?<!\w){re.escape(ref)}(?!\w)", low) for ref in self.refs)

    def sent(self, body: bytes) -> bool:
        """A delivery that nobody could put to an order: is it about this person?"""
        low = body.decode("utf-8", "replace").casefold()
        return any(mail in low for mail in self.mails) or self.is_named_in(low)


# ── whose ───────────────────────────────────────────────────────────────────────────────────────────
def orders_of_mail(mail: str) -> list[int]:
    """Every order whose buyer has, or had, that address; in any shop of the desk."""
    found = Personal.objects.filter(role="contact", search__contains=fold(mail)).values_list("order_id", "data")
    told = {order for order, data in found if contacts.decode(data).mail.casefold() == mail.casefold()}
    return sorted(told | set(Notice.objects.filter(recipient__iexact=mail).values_list("order_id", flat=True)))


def person_of(orders: Sequence[Order], mail: str) -> Person:
    mails, words = {mail.casefold()} if mail else set(), set[str]()
    for data in Personal.objects.filter(order__in=orders).values_list("data", flat=True):
        for text in texts(msgspec.json.decode(data)):
            (mails if "@" in text else words).add(text.casefold())
    refs = {name.casefold() for order in orders for name in (order.ref, order.number) if len(name) > 3}
    return Person(tuple(sorted(mails)), tuple(sorted(refs)), tuple(sorted(word for word in words if len(word) > 3 or (not word.isascii() and len(word) > 1))))


def texts(found: Any) -> Iterator[str]:
    """Every text in nested dicts; countries and cities are nobody's own words."""
    if isinstance(found, dict):
        for key, value in found.items():
            if key not in ("country", "region", "city"):
                yield from texts(value)
    elif isinstance(found, str) and found:
        yield found


# ── forgetting ──────────────────────────────────────────────────────────────────────────────────────
def erase(orders: Iterable[int], mail: str = "") -> Erased:
    """All of it or nothing, in one transaction; then the files of the embedded database are swept. `mail`: the address that was named, if one was."""
    with transaction.atomic():
        found = list(Order.objects.select_for_update().filter(pk__in=list(orders)).order_by("pk"))
        person = person_of(found, mail)
        others = [] if mail else others_of(person, found)
        rows = sum(count for forget in (notices, caught, deliveries, free_texts, people) for count in forget(found, person))
        kept = tuple(what_stays(found, person, others))
    return Erased(len(found), rows, (*kept, *swept()))


def people(found: Sequence[Order], person: Person) -> Iterator[int]:
    """Without its salt an order's references to people can be compared with nobody's words any more, and late news keeps none."""
    yield Personal.objects.filter(order__in=found).delete()[0]
    yield Word.objects.filter(order__in=found).delete()[0]
    yield Order.objects.filter(pk__in=[order.pk for order in found]).update(salt=b"")


def notices(found: Sequence[Order], person: Person) -> Iterator[int]:
    """Those that wait will not go; a worker that has one in hand writes nothing down any more (its attempt is counted out)."""
    rows = Notice.objects.filter(order__in=found)
    rows.filter(state="waiting").update(state="withdrawn", reason="forgotten", attempts=F("attempts") + 1)
    rows.filter(state__in=("dead", "bounced")).update(reason=GONE)
    yield rows.update(recipient="", subject="", text="", html="", last_error="")


def caught(found: Sequence[Order], person: Person) -> Iterator[int]:
    whose = Q(order__in=[order.pk for order in found]) | Q(recipient__in=person.mails)
    yield CaughtMail.objects.filter(whose).exclude(raw=b"").update(recipient="", subject="", raw=b"")


def deliveries(found: Sequence[Order], person: Person) -> Iterator[int]:
    """Bodies go, digests stay. Those that wait are understood first, and lose their body then (work.settle)."""
    done = Received.objects.exclude(state="waiting")
    yield from empty(done.filter(order__in=[order.pk for order in found]).values_list("pk", flat=True))
    yield from empty(told_with_others(found, person))
    stray = done.filter(order=0).exclude(body=b"").values_list("pk", "body").iterator(chunk_size=200)
    yield from empty([pk for pk, body in stray if person.sent(bytes(body))])


# ── deliveries that speak of several orders, and are stored under one of them ───────────────────────
def told_with_others(found: Sequence[Order], person: Person) -> Iterator[int]:
    """Those that told these orders something, by their journals, and those beside them that told nothing new: of orders that share a delivery or a
    parcel's number, what names these orders or parcels, or holds words that are not the others' own."""
    shops = {order.shop_id for order in found}
    heard = set(Entry.objects.filter(shop__in=shops, order__in=found).exclude(received=0).values_list("received", flat=True))
    numbers, siblings = shared(found, heard)
    theirs = person_of(list(Order.objects.filter(pk__in=siblings)), "")
    words = {*person.mails, *person.words} - {*theirs.mails, *theirs.words}
    rows = Received.objects.filter(shop__in=shops, order__in=siblings).exclude(state="waiting").exclude(body=b"")
    for pk, body in rows.values_list("pk", "body").iterator(chunk_size=200):
        low = bytes(body).decode("utf-8", "replace").casefold()
        bare = NOT_IN_A_NUMBER.sub("", unicodedata.normalize("NFKC", low)) if numbers else ""
        if pk in heard or person.is_named_in(low) or any(number in bare for number in numbers) or any(word in low for word in words):
            yield pk


def shared(found: Sequence[Order], heard: set[int]) -> tuple[set[str], set[int]]:
    """The numbers of parcels that these orders share with others, and the orders with whom they share a number or a delivery."""
    shops, own = {order.shop_id for order in found}, [order.pk for order in found]
    names = Alias.objects.filter(shop__in=shops, order__in=own, theirs__startswith="number:").values_list("theirs", flat=True)
    both = list(Alias.objects.filter(shop__in=shops, theirs__in=list(names)).exclude(order__in=own).values_list("theirs", "order_id"))
    beside = Received.objects.filter(pk__in=heard).exclude(order__in=[0, *own]).values_list("order", flat=True)
    return {name.partition(":")[2] for name, _ in both}, {order for _, order in both} | set(beside)


def empty(rows: Iterable[int]) -> Iterator[int]:
    """What waits in quarantine cannot be run again without its body: it is out of there."""
    keys = list(rows)
    for at in range(0, len(keys), AT_ONCE):
        some = Received.objects.filter(pk__in=keys[at : at + AT_ONCE])
        some.filter(state="quarantined").update(state="ignored")
        yield some.update(body=b"", reason=GONE, last_error="")


def free_texts(found: Sequence[Order], person: Person) -> Iterator[int]:
    """What staff wrote, and where a server's or a channel's own words may quote somebody."""
    yield Note.objects.filter(order__in=found).update(text="")
    yield Push.objects.filter(order__in=found).update(answer="", last_error="")
    for alert in Alert.objects.filter(order__in=found):
        yield alert.delete()[0] if person.is_in(alert.what) else 0
    for case in Case.objects.filter(order__in=found):
        clean = [reason for reason in case.reasons if not person.is_in(str(reason))]
        yield Case.objects.filter(pk=case.pk).update(reasons=clean) if clean != case.reasons else 0


# ── what stays ──────────────────────────────────────────────────────────────────────────────────────
def others_of(person: Person, found: Sequence[Order]) -> list[int]:
    """Other orders of the same mails, where one order was named."""
    known = {order.pk for order in found}
    return sorted({pk for mail in person.mails for pk in orders_of_mail(mail)} - known)


def what_stays(found: Sequence[Order], person: Person, others: Sequence[int]) -> Iterator[Kept]:
    if not found:
        return
    yield Kept("order numbers, items, amounts and dates", "bookkeeping needs them, and they name nobody")
    yield Kept("the journal", "it proves what happened; it holds references to people, which lead nowhere now")
    yield Kept("tracking numbers", "claims at the carrier need them; they hold no name")
    yield Kept("digests of deliveries and mails", "they prove what was received and sent; the words cannot be read out of them")
    for order, seq, body in Entry.objects.filter(order__in=found).values_list("order_id", "seq", "body"):
        if any(word in body.casefold() for word in (*person.mails, *person.words)):
            yield Kept(f"entry {seq} of {name_of(order, found)}", "the channel wrote a word of the person into a fact; altering it would break the chain")
    if Measured.objects.filter(notice__order__in=found).exists():
        yield Kept("what mails led to (a look, a click, an order), and when", "counts; they hold no name, address or browser, and nothing is added to them")
    if others:
        yield Kept(f"{len(others)} other orders of the same mail", "only this order was named; give the mail to forget the person everywhere")
    yield Kept("backups made before", "a desk cannot reach them: delete them, or let them expire")
    yield Kept("what the channel itself stores", "ask for it there")


def name_of(pk: int, found: Sequence[Order]) -> str:
    return next(str(order) for order in found if order.pk == pk)


def swept() -> tuple[Kept, ...]:
    """SQLite writes zeros over what is deleted (secure_delete) once its log is folded back into the file; a reader may hold that up for a moment."""
    if connection.vendor != "sqlite":
        return (Kept("dead rows in PostgreSQL's files and its log", "they go with the next VACUUM and with the archived log's own end"),)
    if connection.in_atomic_block:
        return (Kept("the database's log", "a larger transaction is still open"),)
    until = time.monotonic() + CHECKPOINT_SECONDS
    while not folded_back():
        if time.monotonic() > until:
            return (Kept("the database's log", "somebody is reading the database; it is emptied when the last process closes it"),)
        time.sleep(0.1)
    return ()


def folded_back() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return bool(cursor.fetchone()[0] == 0)
